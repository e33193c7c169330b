//! How a command ends: well, with rows that failed, or not at all.

use std::io;
use std::process::ExitCode;

use tierwise_text::TextError;

/// What a command that ran to its end has to say with its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything is good.
    Good,
    /// Some rows failed, or a policy has problems.
    SomeFailed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Good => Self::SUCCESS,
            Outcome::SomeFailed => Self::from(1),
        }
    }
}

/// Why a command cannot go on: wrong usage, or input that cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A sentence for people, the file first if there is one.
    #[error("{0}")]
    Told(String),
    /// A document with problems.
    #[error(transparent)]
    Text(#[from] TextError),
    /// Nothing more can be written to the terminal or pipe.
    #[error("output: {}", reason(.0))]
    Output(#[from] io::Error),
}

impl Failure {
    /// A file that cannot be read or written.
    pub(crate) fn file(name: &str, error: &io::Error) -> Self {
        Self::Told(format!("{name}: {}", reason(error)))
    }

    /// A file, or a line of it, whose content is wrong.
    pub(crate) fn content(place: &str, code: &str, message: &str) -> Self {
        Self::Told(format!("{place}: {message} [{code}]"))
    }

    /// A file, or a line of it, with everything that is wrong with one account.
    pub(crate) fn account(place: &str, account: &str, error: &tierwise::Error) -> Self {
        let line = |problem: &tierwise::Problem| {
            let path = if problem.path.is_empty() { String::new() } else { format!("{}: ", problem.path) };
            format!("{place}: account `{account}`: {path}{} [{}]", problem.message, problem.code)
        };
        Self::Told(error.problems().iter().map(line).collect::<Vec<_>>().join("\n"))
    }

    /// Whether the reader of the output has gone, as with `| head`.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// The system's reason, in this program's style.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::IsADirectory => "expected a file, found a directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::UnexpectedEof => "ends in the middle of compressed data".to_owned(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            let mut letters = text.chars();
            letters.next().map_or_else(|| "cannot be read".to_owned(), |first| first.to_lowercase().chain(letters).collect())
        }
    }
}
