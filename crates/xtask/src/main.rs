//! The developer's one tool. `cargo xtask test` sets up what it needs and passes every test.

mod environment;
mod generate;
mod instructions;
mod npm;
mod peers;
mod pictures;
mod playground;
mod python_types;
mod run;
mod test;
mod typescript;
mod wasm;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test          set up what is needed, check and run every test of every language
cargo xtask gen [--check] write the generated files, or check that they are up to date
cargo xtask wasm          build the npm package into target/npm/tierwise
cargo xtask playground    build docs/playground and serve it; with --check, make the main journeys through it instead
cargo xtask bench         run the benches
cargo xtask bench peers [--rows N,N] [--rounds N] [--workload w1|w2|w3|all] [--json FILE] [--picture FILE]
                          run the peers beside this library, and compare what they answer
cargo xtask bench python [--rows N,N] [--rounds N] [--json FILE]
                          the same of tables of Python's libraries, beside the core's own columns
cargo xtask bench wasm [--rows N,N] [--rounds N] [--json FILE]
                          run the npm package beside the native library and plain JavaScript
cargo xtask bench instructions [--check]
                          count instructions and keep the counts, or compare them with those that are kept";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let passed = match *arguments {
        ["test" | "ci"] => test::everything(),
        ["gen"] => generate::write(),
        ["gen", "--check"] => generate::check(),
        ["wasm"] => wasm::package(),
        ["wasm", "--testing"] => wasm::testing(),
        ["playground"] => playground::serve(),
        ["playground", "--check"] => playground::check(),
        ["bench", "peers", ref rest @ ..] => peers::run(rest),
        ["bench", "python", ref rest @ ..] => peers::run(&[&["--workload", "python", "--rows", "1000000"], rest].concat()),
        ["bench", "wasm", ref rest @ ..] => peers::run_wasm(rest),
        ["bench", "instructions"] => instructions::count(false),
        ["bench", "instructions", "--check"] => instructions::count(true),
        ["bench", ref rest @ ..] => run::cargo("benches", &[&["bench", "--package", "tierwise-benches"], rest].concat()).passed,
        _ => {
            eprintln!("{HELP}");
            false
        }
    };
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
