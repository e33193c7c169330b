//! Scores of portfolios of any size: rows pass from a reader through workers to a writer, and nothing of them stays in memory.

mod batches;
mod chunk;
mod ids;
mod reader;
mod scored;
mod stages;
mod worker;
mod writer;

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use arrow_schema::Schema;

pub(crate) use reader::{Range, Reading};
pub(crate) use worker::Rules;

use self::chunk::{Chunk, File};
use self::scored::{Failed, Shape};
use self::worker::Worker;
use self::writer::{Piece, Writer};
use crate::complaints::Complaints;
use crate::failure::Failure;
use crate::output::{Format, Out};
use crate::portfolio::Portfolio;
use crate::progress::Progress;

/// Where scores go.
pub(crate) struct Writing<'a> {
    pub(crate) output: Option<&'a Path>,
    pub(crate) format: Format,
    /// Whether CSV begins with the names of the columns.
    pub(crate) header: bool,
    pub(crate) errors: Option<&'a Path>,
}

/// What a worker hands to the writer.
struct Done {
    file: Arc<File>,
    piece: Piece,
    rows: u64,
    failed: Vec<Failed>,
    /// Accounts by rank.
    tiers: Vec<u64>,
}

/// Scores all rows, and gives the counts: accounts by tier, and rows that failed.
pub(crate) fn run(rules: Rules<'_>, reading: &Reading<'_>, writing: &Writing<'_>, threads: NonZeroUsize) -> Result<(Portfolio, u64), Failure> {
    let scorer = rules.scorer(&Arc::new(Schema::empty())).map_err(|error| Failure::content("policy", error.code(), &error.to_string()))?;
    let shape = Shape::new(rules.policy, &scorer.schema());
    let mut portfolio = Portfolio::of(rules.policy, 0);
    let mut complaints = Complaints::new(writing.errors, "rows")?;
    let mut writer = Writer::new(writing.format, &shape, writing.header, Out::create(writing.output)?)?;
    let mut progress = Progress::new("rows")?;
    let watched = progress.clone();
    let worker = || {
        let (mut worker, shape) = (Worker::new(rules), &shape);
        move |chunk: Chunk| -> Result<Done, Failure> {
            let mut scored = worker.score(&chunk)?;
            let (rows, tiers) = (u64::try_from(scored.composite.len()).unwrap_or_default(), shape.counts(&scored));
            let piece = Piece::new(writing.format, shape, &mut scored)?;
            Ok(Done { file: chunk.file, piece, rows, failed: scored.failed, tiers })
        }
    };
    stages::run(
        |send| reading.run(&watched, |file| rules.check(file), send),
        (0..threads.get()).map(|_| worker()).collect(),
        |done| {
            let done = done?;
            writer.write(&done.piece)?;
            for failed in &done.failed {
                complaints.add(&progress, &done.file.title, failed.place, failed.account.as_deref(), &failed.error)?;
            }
            for (tier, accounts) in shape.tiers.iter().zip(&done.tiers) {
                portfolio.count(tier, *accounts);
            }
            portfolio.accounts = portfolio.accounts.saturating_add(done.rows).saturating_sub(u64::try_from(done.failed.len()).unwrap_or_default());
            progress.add(done.rows);
            Ok(())
        },
    )?;
    progress.finish();
    let failed = complaints.failed();
    complaints.finish(&progress)?;
    writer.finish()?;
    Ok((portfolio, failed))
}
