//! The page to try policies on: built on the npm package, served, and looked at in a browser.

use std::path::PathBuf;
use std::process::Command;

use crate::run::{self, root};
use crate::{npm, wasm};

const FOLDER: &str = "docs/playground";

/// Builds the page and serves it until it is stopped.
pub fn serve() -> bool {
    build()
        && run::command("playground, at the address below until you stop it", npm::command().args(["run", "preview", "--silent", "--prefix", FOLDER])).passed
}

/// Builds the page and makes the main journeys through it.
pub fn check() -> bool {
    build() && run::command("journeys through the playground", Command::new("node").args(["--test", "--test-reporter", "spec"]).args(journeys())).passed
}

fn build() -> bool {
    wasm::package()
        && npm::packages("playground packages", FOLDER)
        && run::command("playground", npm::command().args(["run", "build", "--silent", "--prefix", FOLDER])).passed
}

fn journeys() -> Vec<PathBuf> {
    npm::tests(&root().join(FOLDER).join("tests"))
}
