//! An implementation as a process that answers each line with one line of JSON.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::results::Answer;
use super::{Peer, Program, Programs};
use crate::run::root;

pub(super) struct Child {
    name: String,
    process: std::process::Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Child {
    /// Starts it, and waits until its data are as it wants them.
    pub(super) fn start(programs: &Programs, peer: &Peer, folder: &Path) -> Result<Self, String> {
        let name = format!("{}.{}", peer.workload, peer.name);
        let mut command = match peer.program {
            Program::Rust => Command::new(&programs.program),
            Program::Python => {
                let mut command = Command::new(&programs.python);
                command.arg(root().join("benches/peers/peer.py")).env("PYTHONDONTWRITEBYTECODE", "1");
                command
            }
            Program::JavaScript => {
                let mut command = Command::new("node");
                command.arg(root().join("benches/peers/peer.mjs"));
                command
            }
        };
        let spawned = command.arg(folder).arg(&name).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut process = spawned.map_err(|error| format!("cannot start {name}: {error}"))?;
        let output = process.stdout.take().ok_or("a child has no output")?;
        let mut child = Self { name, input: process.stdin.take(), output: BufReader::new(output), process };
        child.read::<Value>()?;
        Ok(child)
    }

    /// Runs it once.
    pub(super) fn run(&mut self) -> Result<Answer, String> {
        let asked = self.input.as_mut().map(|input| input.write_all(b"run\n").and_then(|()| input.flush()));
        match asked {
            Some(Ok(())) => self.read(),
            _ => Err(format!("{} has ended", self.name)),
        }
    }

    fn read<T: DeserializeOwned>(&mut self) -> Result<T, String> {
        let mut line = String::new();
        let read = self.output.read_line(&mut line).map_err(|error| error.to_string());
        read.and_then(|_| serde_json::from_str(&line).map_err(|error| error.to_string())).map_err(|error| format!("{} did not answer: {error}", self.name))
    }
}

impl Drop for Child {
    /// It ends when it has nothing more to read.
    fn drop(&mut self) {
        self.input = None;
        let _ = self.process.wait();
    }
}
