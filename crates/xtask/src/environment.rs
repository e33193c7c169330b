//! Environments for Python of our own under `target`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{self, root};

/// The interpreter of an environment, made anew when its requirements change.
pub fn python(name: &str, requirements: &Path) -> Option<PathBuf> {
    let environment = root().join("target").join(name);
    let wanted = std::fs::read_to_string(requirements).ok()?;
    let stamp = environment.join("requirements.txt");
    let bin = environment.join(if cfg!(windows) { "Scripts" } else { "bin" });
    if std::fs::read_to_string(&stamp).ok().as_deref() != Some(&wanted) {
        let python = if cfg!(windows) { "python" } else { "python3" };
        let made = run::command("Python environment", Command::new(python).args(["-m", "venv", "--clear"]).arg(&environment)).passed
            && run::command(
                "Python packages",
                Command::new(bin.join("python")).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(requirements),
            )
            .passed;
        if !made || std::fs::write(&stamp, wanted).is_err() {
            return None;
        }
    }
    Some(bin.join("python"))
}

/// Builds this project's package and puts it into an environment.
pub fn install(python: &Path, profile: &str) -> bool {
    // Each profile has a folder of its own, so that neither finds the other's package.
    let wheels = format!("target/wheels/{profile}");
    run::command(
        "Python package",
        Command::new(python)
            .args(["-m", "maturin", "build", "--quiet", "--profile", profile, "--out", &wheels, "--manifest-path", "bindings/python/Cargo.toml"])
            .arg("--interpreter")
            .arg(python),
    )
    .passed
        && run::command(
            "Python package in its environment",
            Command::new(python)
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--force-reinstall", "--no-deps", "--no-index"])
                .args(["--find-links", &wheels, "tierwise"]),
        )
        .passed
}

/// Java for Spark: what is there, or Debian's where it can be installed; otherwise why not.
pub fn java() -> Result<(), String> {
    let is_there = || Command::new("java").arg("-version").output().is_ok_and(|run| run.status.success());
    let apt = |arguments: &[&str]| run::command("Java", Command::new("apt-get").args(arguments).env("DEBIAN_FRONTEND", "noninteractive")).passed;
    if is_there() || (apt(&["update", "--quiet"]) && apt(&["install", "--quiet", "--yes", "--no-install-recommends", "openjdk-17-jre-headless"]) && is_there())
    {
        Ok(())
    } else {
        Err("expected Java 17 or apt-get that may install it, found neither".to_owned())
    }
}
