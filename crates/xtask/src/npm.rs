//! Projects of JavaScript: their packages, and their tests.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{self, root};

/// The package manager.
pub fn command() -> Command {
    Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// Installs a project's packages, when their list has changed.
pub fn packages(what: &str, folder: &str) -> bool {
    let wanted = std::fs::read_to_string(root().join(folder).join("package-lock.json")).unwrap_or_default();
    let stamp = root().join(folder).join("node_modules/.stamp");
    std::fs::read_to_string(&stamp).ok().as_deref() == Some(&wanted)
        || run::command(what, command().args(["ci", "--silent", "--no-audit", "--no-fund", "--prefix", folder])).passed
            && std::fs::write(&stamp, wanted).is_ok()
}

/// The test files one by one: Node 20 takes a folder, Node 22 takes it for a module, Node 20 takes no pattern.
pub fn tests(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.to_string_lossy().ends_with(".test.mjs")).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_javascript_tests_are_found() {
        let folder = root().join("tests/node");
        assert!(tests(&folder).contains(&folder.join("schema.test.mjs")));
    }
}
