//! The npm package: the core compiled to WebAssembly, the generated glue, and what is written by hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{self, root};

const TARGET: &str = "wasm32-unknown-unknown";

/// Builds the package into `target/npm/tierwise`.
pub fn package() -> bool {
    let folder = root().join("target/npm/tierwise");
    build(&folder, "wasm", &[]) && run::command("sizes", Command::new("node").args(["--eval", SIZES]).arg(folder)).passed
}

/// What a browser has to fetch: the compiled program, and what is written in JavaScript.
const SIZES: &str = r#"
const { readFileSync, readdirSync } = require("node:fs");
const { brotliCompressSync, gzipSync } = require("node:zlib");
const folder = process.argv[1];
const all = (end) => Buffer.concat(readdirSync(folder).filter((name) => name.endsWith(end) && name !== "node.js").map((name) => readFileSync(`${folder}/${name}`)));
for (const end of [".wasm", ".js"]) {
  const bytes = all(end);
  const [raw, gzip, brotli] = [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)].map(({ length }) => `${Math.round(length / 1000)} kB`);
  console.log(`${end.padEnd(6)} ${raw}, gzip ${gzip}, brotli ${brotli}`);
}
"#;

/// Builds what the tests need beside the package: the same with more text formats and with ways to break it, compiled faster.
pub fn testing() -> bool {
    build(&root().join("target/npm/testing"), "dev", &["--features", "testing"])
}

fn build(folder: &Path, profile: &str, features: &[&str]) -> bool {
    let Some(compiled) = target_directory() else { return false };
    let compiled = compiled.join(TARGET).join(if profile == "dev" { "debug" } else { profile }).join("tierwise_wasm.wasm");
    let (input, output) = (compiled.to_string_lossy(), folder.to_string_lossy());
    has_target()
        && run::cargo("WebAssembly", &[&["build", "--quiet", "--package", "tierwise-wasm", "--target", TARGET, "--profile", profile], features].concat()).passed
        && fs::create_dir_all(folder).is_ok()
        && run::cargo("glue", &["run", "--quiet", "--package", "xtask", "--features", "glue", "--bin", "glue", "--", &input, &output]).passed
        && gather(folder).inspect_err(|error| println!("   cannot gather the package: {error}")).is_ok()
}

/// Rust's library for WebAssembly is fetched if it is not there.
fn has_target() -> bool {
    let mut library = Command::new("rustc");
    let library = library.args(["--print", "target-libdir", "--target", TARGET]).current_dir(root()).output();
    library.is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
        || run::command("WebAssembly target", Command::new("rustup").args(["target", "add", TARGET])).passed
}

fn target_directory() -> Option<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(["metadata", "--no-deps", "--format-version", "1"]).current_dir(root()).output().ok()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
    Some(metadata.get("target_directory")?.as_str()?.into())
}

/// Puts everything else beside the compiled program.
fn gather(folder: &Path) -> std::io::Result<()> {
    let binding = root().join("bindings/wasm");
    fs::rename(folder.join("glue_bg.wasm"), folder.join("tierwise.wasm"))?;
    for entry in fs::read_dir(binding.join("js"))? {
        let entry = entry?;
        fs::copy(entry.path(), folder.join(entry.file_name()))?;
    }
    let manifest = fs::read_to_string(binding.join("package.json"))?;
    fs::write(folder.join("package.json"), manifest.replace("\"0.0.0\"", &format!("\"{}\"", env!("CARGO_PKG_VERSION"))))?;
    fs::copy(binding.join("README.md"), folder.join("README.md"))?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(root().join(licence), folder.join(licence))?;
    }
    fs::create_dir_all(folder.join("schema"))?;
    for name in ["policy.json", "account.json", "assessment.json"] {
        fs::copy(root().join("docs/schema").join(name), folder.join("schema").join(name))?;
    }
    Ok(())
}
