//! Levers on the command line: the facts that can be moved, how far, and at what cost.

use std::path::Path;

use clap::Args;
use tierwise::Finite;
use tierwise::recourse::{Lever, LeverDirection};
use tierwise_text::{Format, read_as};

use crate::failure::Failure;

/// Which facts can be moved; all that the policy reads if nothing is said.
#[derive(Debug, Args)]
pub(super) struct Levers {
    /// A fact that can be moved, with its direction (up or down), step, and cost of a unit, each if wanted: orders.count:up:1:250
    #[arg(long, value_name = "FACT[:DIRECTION[:STEP[:COST]]]", value_parser = lever, conflicts_with = "log")]
    lever: Vec<Lever>,
    /// A file with a list of levers (.json, .yaml)
    #[arg(long, value_name = "FILE", conflicts_with = "log")]
    levers: Option<String>,
}

impl Levers {
    /// All of them; none if nothing was said.
    pub(super) fn read(&self) -> Result<Option<Vec<Lever>>, Failure> {
        let mut levers = self.lever.clone();
        if let Some(name) = &self.levers {
            let format = Format::of_path(Path::new(name)).filter(|format| *format != Format::Toml);
            let format = format.ok_or_else(|| Failure::Told(format!("{name}: expected levers as .json, .yaml or .yml, found another kind of file")))?;
            let bytes = std::fs::read(name).map_err(|error| Failure::file(name, &error))?;
            levers.extend(read_as::<Vec<Lever>>(&bytes, format).map_err(|error| error.in_file(name.as_str()))?.0);
        }
        Ok((!levers.is_empty()).then_some(levers))
    }
}

/// One lever on the command line; a part can be left empty.
fn lever(text: &str) -> Result<Lever, String> {
    let mut parts = text.split(':');
    let fact = parts.next().unwrap_or_default().to_owned();
    let mut part = || parts.next().filter(|part| !part.is_empty());
    let number = |part: Option<&str>, what: &str| {
        let read = |text: &str| text.parse().ok().and_then(Finite::new).ok_or_else(|| format!("expected a number as {what}, found `{text}`"));
        part.map(read).transpose()
    };
    let direction = match part() {
        None => None,
        Some("up") => Some(LeverDirection::Up),
        Some("down") => Some(LeverDirection::Down),
        Some(other) => return Err(format!("expected `up` or `down`, found `{other}`")),
    };
    let (step, per_unit) = (number(part(), "step")?, number(part(), "cost of a unit")?);
    match part() {
        None => Ok(Lever { fact, direction, step, per_unit, ..Lever::default() }),
        Some(more) => Err(format!("expected at most a fact, direction, step and cost, found `{more}` as well")),
    }
}
