//! Every check and every test, with what each language ran.

use std::process::Command;
use std::time::Instant;

use crate::environment;
use crate::npm;
use crate::run::{self, Outcome, root};

/// Tests of one language.
struct Count {
    language: &'static str,
    passed: u64,
    failed: u64,
}

/// Checks and tests everything; true if all is well.
pub fn everything() -> bool {
    let start = Instant::now();
    let mut sound = true;
    let mut check = |outcome: Outcome| sound &= outcome.passed;
    check(run::cargo("format", &["fmt", "--all", "--check"]));
    check(run::cargo("lints", &["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]));
    check(Outcome { passed: crate::generate::check(), output: String::new() });
    check(run::command(
        "documentation",
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["doc", "--quiet", "--no-deps", "--package", "tierwise", "--package", "tierwise-text", "--package", "tierwise-arrow"])
            .env("RUSTDOCFLAGS", "--deny warnings"),
    ));
    let counts = [rust(), python(), javascript()];
    println!("tests      passed failed");
    for Count { language, passed, failed } in &counts {
        println!("{language:10} {passed:6} {failed:6}");
    }
    let (passed, failed) = counts.iter().fold((0, 0), |(passed, failed), count| (passed + count.passed, failed + count.failed));
    // A language that ran nothing was not tested.
    let all_ran = counts.iter().all(|count| count.passed > 0);
    println!("checks: {}, {} s in all", if sound { "passed" } else { "FAILED" }, start.elapsed().as_secs());
    println!("{passed} passed, {failed} failed");
    sound && failed == 0 && all_ran
}

fn rust() -> Count {
    // The package for Python is a library for an interpreter, which is not linked here.
    let Outcome { passed: sound, output } = run::cargo("Rust tests", &["test", "--workspace", "--exclude", "tierwise-python", "--no-fail-fast"]);
    let (mut passed, mut failed) = (0, 0);
    for line in output.lines().filter(|line| line.starts_with("test result:")) {
        passed += number_before(line, " passed");
        failed += number_before(line, " failed");
    }
    count("Rust", sound, passed, failed)
}

fn python() -> Count {
    let python = environment::python("python", &root().join("tests/python/requirements.txt"));
    // As little optimised as the Rust tests, whose parts it shares.
    let Some(python) = python.filter(|python| environment::install(python, "dev")) else {
        return count("Python", false, 0, 0);
    };
    let Outcome { passed: sound, output } = run::command(
        "Python tests",
        Command::new(&python)
            .args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode", "importlib", "tests/python", "bindings/python/tests"])
            .env("PYTHONDONTWRITEBYTECODE", "1"),
    );
    let (passed, failed) = counted(&output);
    let spark = spark();
    count("Python", sound && spark.failed == 0, passed + spark.passed, failed + spark.failed)
}

/// On a Spark of its own, which needs Java and packages that nothing else does.
fn spark() -> Count {
    if let Err(reason) = environment::java() {
        // Nobody is to install Java for these tests; a machine where they can be run runs them.
        println!("   tests on Spark are left out: {reason}\n");
        return count("Python", true, 0, 0);
    }
    let python = environment::python("spark", &root().join("tests/spark/requirements.txt"));
    let Some(python) = python.filter(|python| environment::install(python, "dev")) else {
        return count("Python", false, 0, 0);
    };
    let arguments = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode", "importlib", "tests/spark"];
    let Outcome { passed: sound, output } = run::command("Python tests on Spark", Command::new(&python).args(arguments).env("PYTHONDONTWRITEBYTECODE", "1"));
    let (passed, failed) = counted(&output);
    count("Python", sound, passed, failed)
}

/// What pytest says last.
fn counted(output: &str) -> (u64, u64) {
    let last = output.lines().rev().find(|line| line.contains(" passed") || line.contains(" failed")).unwrap_or_default();
    (number_before(last, " passed"), number_before(last, " failed"))
}

fn javascript() -> Count {
    if !npm::packages("JavaScript packages", "tests/node") {
        return count("JavaScript", false, 0, 0);
    }
    let packed = crate::wasm::package()
        && crate::wasm::testing()
        && run::command("JavaScript project with the package", Command::new("node").arg("tests/node/consumer.mjs")).passed;
    if !packed {
        return count("JavaScript", false, 0, 0);
    }
    let Outcome { passed: sound, output } =
        run::command("JavaScript tests", Command::new("node").args(["--test", "--test-reporter", "tap"]).args(npm::tests(&root().join("tests/node"))));
    // Node counts what it skipped neither as passed nor as failed; why is said again where people look.
    for skipped in output.lines().filter(|line| line.contains("# SKIP")) {
        println!("   {}", skipped.trim());
    }
    let after = |key: &str| output.lines().rev().find_map(|line| line.strip_prefix(key)).and_then(|number| number.trim().parse().ok()).unwrap_or(0);
    count("JavaScript", sound, after("# pass "), after("# fail "))
}

/// A run that failed without saying how many tests did counts as one that failed.
fn count(language: &'static str, sound: bool, passed: u64, failed: u64) -> Count {
    Count { language, passed, failed: if sound { failed } else { failed.max(1) } }
}

fn number_before(line: &str, word: &str) -> u64 {
    let before = line.split(word).next().filter(|before| before.len() < line.len());
    before.and_then(|before| before.rsplit(|letter: char| !letter.is_ascii_digit()).next()).and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_stand_before_their_words() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!((number_before(line, " passed"), number_before(line, " failed")), (12, 3));
        assert_eq!((number_before("1 failed, 20 passed in 0.51s", " passed"), number_before("20 passed in 0.51s", " failed")), (20, 0));
    }

    #[test]
    fn a_run_without_a_count_fails() {
        assert_eq!((count("Rust", false, 0, 0).failed, count("Rust", true, 5, 0).failed, count("Rust", false, 5, 2).failed), (1, 0, 2));
    }
}
