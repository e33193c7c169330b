//! Histories from a log file: one a line, each good or bad by itself.

use std::io::BufRead;

use serde::Deserialize;
use tierwise::{Date, Error, History, wire};

use crate::facts::nearest;
use crate::failure::Failure;
use crate::input::{Seen, Source};
use crate::progress::Progress;

/// One line of a log.
pub(crate) struct Logged {
    /// Its number, from 1.
    pub(crate) line: u64,
    /// The account's id, or the place of the line if there is none to be read.
    pub(crate) id: String,
    /// The history, or what is wrong with it.
    pub(crate) history: Result<History, Error>,
}

/// Reads the histories of a log, one after the other; empty lines are passed over.
pub(crate) fn read(source: Source, progress: &mut Progress, sink: &mut dyn FnMut(Logged) -> Result<(), Failure>) -> Result<(), Failure> {
    let title = source.title;
    let mut seen = Seen::default();
    for (line, text) in (1..).zip(source.reader.lines()) {
        let text = text.map_err(|error| Failure::file(&title, &error))?;
        if text.trim().is_empty() {
            continue;
        }
        progress.row();
        let history = wire::read::<History, _>(&mut serde_json::Deserializer::from_str(&text));
        let id = match &history {
            Ok(history) => history.account.id.clone(),
            Err(_) => serde_json::from_str::<Named>(&text).ok().and_then(|named| named.account.id),
        };
        let history = history.and_then(|history| id.as_deref().map_or(Ok(()), |id| seen.first(id)).map(|()| history));
        sink(Logged { line, id: id.unwrap_or_else(|| format!("line {line}")), history })?;
    }
    Ok(())
}

/// The history of one account, and its place in the log. The whole log is read: an account must be there once.
pub(crate) fn find(name: &str, account: &str) -> Result<(History, String), Failure> {
    let mut progress = Progress::new("histories")?;
    let source = Source::open(name, &progress)?;
    let title = source.title.clone();
    let (mut found, mut near) = (None, None::<String>);
    read(source, &mut progress, &mut |logged| {
        if logged.id == account {
            let place = format!("{title}:{}", logged.line);
            let history = logged.history.map_err(|error| Failure::account(&place, account, &error))?;
            found = Some((history, place));
        } else if found.is_none() {
            let known = near.as_deref().into_iter().chain([logged.id.as_str()]);
            near = nearest(account, known).map(str::to_owned);
        }
        Ok(())
    })?;
    progress.finish();
    found.ok_or_else(|| no_account(&title, account, near.as_deref()))
}

/// That a log does not have an account.
pub(crate) fn no_account(title: &str, account: &str, near: Option<&str>) -> Failure {
    let hint = near.map(|near| format!(", did you mean `{near}`?")).unwrap_or_default();
    Failure::Told(format!("{title}: there is no account `{account}`{hint}"))
}

/// What was recorded up to a day.
pub(crate) fn known(mut history: History, day: Date) -> History {
    history.events.retain(|event| event.recorded() <= day);
    history
}

/// The id of a history that cannot be read otherwise.
#[derive(Deserialize)]
struct Named {
    account: OnlyId,
}

#[derive(Deserialize)]
struct OnlyId {
    id: Option<String>,
}
