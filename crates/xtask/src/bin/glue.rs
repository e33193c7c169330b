//! Writes the JavaScript that calls a compiled program. A program of its own, since the generator is slow to build and only
//! `cargo xtask wasm` needs it.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, output] = arguments.as_slice() else {
        eprintln!("glue PROGRAM.wasm FOLDER");
        return ExitCode::FAILURE;
    };
    let mut bindgen = Bindgen::new();
    bindgen.input_path(input).out_name("glue").typescript(false).remove_name_section(true).remove_producers_section(true);
    // What replaces an instance of the program that broke.
    bindgen.reset_state_function(true);
    match bindgen.web(true).and_then(|bindgen| bindgen.generate(output)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
