//! Scored accounts, written one by one.

use std::io::{self, Write};
use std::path::Path;

use clap::ValueEnum;
use serde::Serialize;
use tierwise::tier::Movement;
use tierwise::{Assessment, Placement, Policy, Scorecard};

use crate::input::Kind;

/// How scored accounts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// One list of scorecards with placements
    Json,
    /// The same, one a line
    Jsonl,
    /// A table
    Csv,
    /// A Parquet file, which implies --brief
    #[cfg(feature = "parquet")]
    Parquet,
    /// An Arrow IPC file, which implies --brief
    Arrow,
    /// An Arrow IPC stream, which implies --brief
    ArrowStream,
}

impl Format {
    /// The format that a file's name says.
    pub(crate) fn of_path(path: &Path) -> Option<Self> {
        Some(match Kind::of_name(path.to_str()?)? {
            Kind::Csv => Self::Csv,
            Kind::Json => Self::Json,
            Kind::Jsonl => Self::Jsonl,
            #[cfg(feature = "parquet")]
            Kind::Parquet => Self::Parquet,
            Kind::Arrow => Self::Arrow,
            Kind::ArrowStream => Self::ArrowStream,
        })
    }

    /// Whether it is written in record batches.
    pub(crate) fn is_columnar(self) -> bool {
        !matches!(self, Self::Table | Self::Json | Self::Jsonl | Self::Csv)
    }
}

/// One scored account.
#[derive(Clone, Copy)]
pub(crate) struct Scored<'a> {
    /// Its id.
    pub(crate) account: &'a str,
    /// Score and place.
    pub(crate) assessment: &'a Assessment,
    /// Cells of the columns beyond those of every table.
    pub(crate) more: &'a [String],
}

/// The same as a JSON document.
#[derive(Serialize)]
struct Line<'a> {
    account: &'a str,
    scorecard: &'a Scorecard,
    placement: &'a Option<Placement>,
}

/// Columns before and after those of the aspects.
const BEFORE: [&str; 6] = ["account", "tier", "previous", "movement", "designation", "composite"];
const AFTER: [&str; 7] = ["coverage", "lowest", "highest", "lowest_tier", "highest_tier", "top_reason", "missing"];

/// Which columns a table has.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layout {
    titles: Vec<String>,
    contributions: bool,
}

impl Layout {
    /// The columns for a policy, with one for each criterion if `contributions`, and `more` at the end.
    pub(crate) fn of(policy: &Policy, contributions: bool, more: &[&str]) -> Self {
        let aspects = policy.spec().score.aspects.iter().map(|aspect| aspect.id.clone());
        let criteria = policy.criteria().into_iter().filter(|_| contributions).map(|criterion| format!("{}.{}", criterion.aspect, criterion.id));
        let mut titles: Vec<String> = BEFORE.iter().map(ToString::to_string).collect();
        // An aspect can have any id; a column's title stands once.
        titles.extend(
            aspects.map(
                |id| if BEFORE.contains(&id.as_str()) || AFTER.contains(&id.as_str()) || more.contains(&id.as_str()) { format!("aspect.{id}") } else { id },
            ),
        );
        titles.extend(AFTER.iter().map(ToString::to_string));
        titles.extend(criteria);
        titles.extend(more.iter().map(ToString::to_string));
        Self { titles, contributions }
    }

    fn cells(&self, scored: Scored<'_>) -> Vec<String> {
        let card = &scored.assessment.scorecard;
        let place = scored.assessment.placement.as_ref();
        let text = |of: fn(&Placement) -> String| place.map(of).unwrap_or_default();
        let mut cells = vec![
            scored.account.to_owned(),
            text(|place| place.tier.to_string()),
            text(|place| place.previous.as_deref().unwrap_or_default().to_owned()),
            text(|place| movement(place.movement).to_owned()),
            text(|place| if place.effective == place.tier { String::new() } else { place.effective.to_string() }),
            card.composite.to_string(),
        ];
        cells.extend(card.aspects.iter().map(|aspect| aspect.points.to_string()));
        cells.extend([
            card.coverage.get().to_string(),
            card.bounds.lowest.to_string(),
            card.bounds.highest.to_string(),
            text(|place| place.tier_bounds.lowest.to_string()),
            text(|place| place.tier_bounds.highest.to_string()),
            card.reasons.first().map(|reason| reason.code.to_string()).unwrap_or_default(),
            card.missing.join(" "),
        ]);
        if self.contributions {
            cells.extend(card.aspects.iter().flat_map(|aspect| &aspect.criteria).map(|criterion| criterion.contribution.to_string()));
        }
        cells.extend_from_slice(scored.more);
        cells
    }
}

/// A movement in one word, as in documents.
pub(crate) fn movement(movement: Movement) -> &'static str {
    match movement {
        Movement::Placed => "placed",
        Movement::Promoted => "promoted",
        Movement::Unchanged => "unchanged",
        Movement::Demoted => "demoted",
    }
}

/// A growing list of scored accounts.
pub(crate) enum Rows<W: Write> {
    /// As a table.
    Csv(Box<csv::Writer<W>>, Layout),
    /// As documents, one a line.
    Jsonl(W),
    /// As one list; whether it has begun.
    Json(W, bool),
}

impl<W: Write> Rows<W> {
    /// Starts a list; nothing for a format that is not for files.
    pub(crate) fn new(format: Format, out: W, layout: Layout) -> io::Result<Option<Self>> {
        Ok(match format {
            // Tables are for people, and record batches have a writer of their own.
            format if format == Format::Table || format.is_columnar() => None,
            Format::Jsonl => Some(Self::Jsonl(out)),
            Format::Json => Some(Self::Json(out, false)),
            _ => {
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(&layout.titles).map_err(io_error)?;
                Some(Self::Csv(Box::new(writer), layout))
            }
        })
    }

    /// Writes one account.
    pub(crate) fn write(&mut self, scored: Scored<'_>) -> io::Result<()> {
        let line = Line { account: scored.account, scorecard: &scored.assessment.scorecard, placement: &scored.assessment.placement };
        match self {
            Self::Csv(out, layout) => out.write_record(layout.cells(scored)).map_err(io_error),
            Self::Jsonl(out) => {
                serde_json::to_writer(&mut *out, &line)?;
                out.write_all(b"\n")
            }
            Self::Json(out, begun) => {
                out.write_all(if *begun { b",\n" } else { b"[\n" })?;
                *begun = true;
                Ok(serde_json::to_writer(&mut *out, &line)?)
            }
        }
    }

    /// Ends the list.
    pub(crate) fn finish(self) -> io::Result<W> {
        match self {
            Self::Csv(out, _) => out.into_inner().map_err(csv::IntoInnerError::into_error),
            Self::Jsonl(out) => Ok(out),
            Self::Json(mut out, begun) => {
                out.write_all(if begun { b"\n]\n" } else { b"[]\n" })?;
                Ok(out)
            }
        }
    }
}

/// What went wrong with the file, where the table's writer says only that something did.
pub(crate) fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
