//! Runs a command from the root of the repository, shows what it prints, and keeps it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// What became of a command.
pub struct Outcome {
    pub passed: bool,
    pub output: String,
}

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs cargo.
pub fn cargo(what: &str, arguments: &[&str]) -> Outcome {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    command(what, Command::new(cargo).args(arguments))
}

/// Runs a command; says what it does, and how long it took.
pub fn command(what: &str, command: &mut Command) -> Outcome {
    println!("== {what}");
    let start = Instant::now();
    let spawned = command.current_dir(root()).stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = match spawned {
        Ok(child) => child,
        Err(error) => {
            println!("   cannot run {:?}: {error}", command.get_program());
            return Outcome { passed: false, output: String::new() };
        }
    };
    let mut output = String::new();
    for line in child.stdout.take().into_iter().flat_map(|out| BufReader::new(out).lines()).map_while(Result::ok) {
        println!("{line}");
        output.push_str(&line);
        output.push('\n');
    }
    let passed = child.wait().is_ok_and(|status| status.success());
    println!("   {what}: {} ({} s)\n", if passed { "passed" } else { "FAILED" }, start.elapsed().as_secs());
    Outcome { passed, output }
}

/// Builds a bench of the benches; its program.
pub fn bench(name: &str) -> Option<PathBuf> {
    let arguments = ["bench", "--quiet", "--package", "tierwise-benches", "--bench", name, "--no-run", "--message-format", "json-render-diagnostics"];
    let built = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())).args(arguments).current_dir(root()).stderr(Stdio::inherit()).output();
    let messages = built.ok().filter(|built| built.status.success())?.stdout;
    let artifacts = messages.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<serde_json::Value>(line).ok());
    artifacts.filter_map(|artifact| artifact["executable"].as_str().map(PathBuf::from)).next_back()
}
