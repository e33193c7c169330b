//! Replays of many accounts.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use arrow_array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use tierwise::error::code;
use tierwise::{Account, Date, Error, History, Policy, Timeline};

use crate::events::{self, Events, Meaning};
use crate::rows::by_account;
use crate::threads;
use crate::timelines::{standings, transitions};
use crate::zone::Zone;

/// Accounts that one thread takes at a time.
const PIECE: usize = 64;

/// How events are read.
#[derive(Debug, Clone, Default)]
pub struct ReplayOptions {
    /// Columns by other names: the column's name, then what it is, or the fact that it is.
    pub names: BTreeMap<String, String>,
    /// The zone in which the days of timestamps begin. Without it columns of instants are refused, and of timestamps without a zone
    /// midnights are days and others errors of their rows.
    pub zone: Option<Zone>,
    /// The most threads to work on; as many as the machine has if left out. The result does not depend on it.
    pub threads: Option<NonZeroUsize>,
}

/// What the histories of accounts led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// Every move, by account and day: `account`, `on`, `from`, `to`, `cause`, `metric`, `threshold`; `rules`, each with the number of the
    /// `rule` and its `finding` in words; `contributions`, each with its `source` and `points`; and ids of the entitlements `gained` and `lost`.
    ///
    /// Contributions sum to the metric, but for a `restated` move that no longer holds, which has none. Behind points a source is an activity, `adjustment`, `rollover` or `deficit`; behind a score it is
    /// `base`, `contribution.<criterion>`, or `adjustment.<aspect>` where a cap or floor took or added points.
    pub transitions: RecordBatch,
    /// Where each account stands, by account: `account`, `effective`, `tier`, `since`, `earned`, `blocked`, `metric`, `balance`, `held_until`,
    /// `term_until`, `watch_until`, `next_tier`, `to_next`, `to_retain`, `error_code`, `error_message`.
    pub standings: RecordBatch,
}

/// Replays the histories of accounts up to a day, each by [`Policy::replay`].
///
/// An event is a row, in any order. Columns are `account` and `id` (texts or whole numbers) and `on`; `recorded_on` and `sequence` if
/// there are such columns; and what happened, in one of two ways:
/// - `kind` (`enrol`, `observe`, `earn`, `mature`, ...), and beside it a column for each key of an event of that kind: `activity`,
///   `quantity`, `attributes` (a struct or a map), `until`, `lookback_days`, `of`, `points`, `dating`, `reason`, `actor`, `tier`, `mode`,
///   `direction`, `designation`, `sponsor`, `from`, `to`, `migration`, `tiers` (a struct or a map); for `observe`, columns named by facts,
///   or structs of them. What does not belong to the kind is null.
/// - `event`, whole as in a history's document, as a JSON text or as a struct of the kinds of which one is not null; so are merges:
///   `{"merge": {"account": "K-2", "history": {"events": []}}}`.
///
/// An account whose events cannot be read or replayed has a row with `error_code` and `error_message`, no transitions, and hides none of
/// the others. Events without an account are such a row too, the last, whose account is null.
///
/// ```
/// # use std::sync::Arc;
/// # use arrow_array::{ArrayRef, Date32Array, RecordBatch, StringArray, cast::AsArray};
/// # use tierwise::{Date, Policy};
/// # use tierwise_arrow::{ReplayOptions, replay};
/// # let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
/// #   "policy": "club", "version": "1", "semantics": 1,
/// #   "score": {"aspects": [{"id": "a", "criteria": [{"id": "points", "fact": "points.balance", "curve": [[0, 0], [100, 100]]}]}]},
/// #   "points": {"validity": {"months": 12}, "activities": {"order": {"points": 10}}},
/// #   "ladder": {"basis": "points", "base": "standard", "tiers": [{"id": "silver", "enter": 10}]}
/// # }"#))?;
/// let texts = |texts: [Option<&'static str>; 2]| Arc::new(StringArray::from(texts.to_vec())) as ArrayRef;
/// let days: [Date; 2] = ["2025-01-01", "2025-03-10"].map(|day| day.parse().unwrap());
/// let events = RecordBatch::try_from_iter([
///     ("account", texts([Some("K-1"), Some("K-1")])),
///     ("id", texts([Some("1"), Some("2")])),
///     ("on", Arc::new(Date32Array::from_iter_values(days.map(Date::days_since_1970)))),
///     ("kind", texts([Some("enrol"), Some("earn")])),
///     ("activity", texts([None, Some("order")])),
/// ]).unwrap();
/// let replayed = replay(&policy, &events, "2026-06-30".parse().unwrap(), &ReplayOptions::default())?;
/// assert_eq!(replayed.transitions.num_rows(), 2); // to silver on 2025-03-10, and back on 2026-03-10
/// assert_eq!(replayed.standings["account"].as_string::<i32>().value(0), "K-1");
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// A column that must be there and is not (`input.missing_field`), columns that mean nothing (`input.unknown_value`, `fact.unknown`) and
/// those that cannot be read.
pub fn replay(policy: &Policy, events: &RecordBatch, as_of: Date, options: &ReplayOptions) -> Result<Replayed, Error> {
    replay_stream(policy, RecordBatchIterator::new([Ok(events.clone())], events.schema()), as_of, options)
}

/// As [`replay`], of events that come in batches. All of them are in memory until the last has been read.
///
/// ```
/// # use std::sync::Arc;
/// # use arrow_array::{ArrayRef, Date32Array, RecordBatch, RecordBatchIterator, StringArray};
/// # use tierwise::{Date, Policy};
/// # use tierwise_arrow::{ReplayOptions, replay_stream};
/// # let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
/// #   "policy": "club", "version": "1", "semantics": 1,
/// #   "score": {"aspects": [{"id": "a", "criteria": [{"id": "points", "fact": "points.balance", "curve": [[0, 0], [100, 100]]}]}]},
/// #   "points": {"validity": {"months": 12}, "activities": {"order": {"points": 10}}},
/// #   "ladder": {"basis": "points", "base": "standard", "tiers": [{"id": "silver", "enter": 10}]}
/// # }"#))?;
/// let batch = |id: &'static str, on: &str, event: &'static str| {
///     let text = |text: &'static str| Arc::new(StringArray::from(vec![text])) as ArrayRef;
///     let on: ArrayRef = Arc::new(Date32Array::from(vec![on.parse::<Date>().unwrap().days_since_1970()]));
///     RecordBatch::try_from_iter([("account", text("K-1")), ("id", text(id)), ("on", on), ("event", text(event))]).unwrap()
/// };
/// let earned = batch("2", "2025-03-10", r#"{"earn": {"activity": "order"}}"#);
/// let enrolled = batch("1", "2025-01-01", r#"{"enrol": {}}"#);
/// let events = RecordBatchIterator::new([Ok(earned.clone()), Ok(enrolled)], earned.schema());
/// let replayed = replay_stream(&policy, events, "2026-06-30".parse().unwrap(), &ReplayOptions::default())?;
/// assert_eq!((replayed.transitions.num_rows(), replayed.standings.num_rows()), (2, 1));
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// As [`replay`], and the stream's own error (`input.file`).
pub fn replay_stream(policy: &Policy, events: impl RecordBatchReader, as_of: Date, options: &ReplayOptions) -> Result<Replayed, Error> {
    let schema = events.schema();
    let ended = |error| Error::new(code::INPUT_FILE, "events", format!("the stream ended with an error, found {error}"));
    let mut batches = events.collect::<Result<Vec<RecordBatch>, _>>().map_err(ended)?;
    // What is wrong with the columns is wrong without rows, too.
    batches.push(RecordBatch::new_empty(schema.clone()));
    let columns = events::columns(&schema, &options.names);
    let meaning = Meaning::new(policy, &columns, &options.names)?;
    let tables = batches.iter().map(|batch| meaning.read(batch, options.zone)).collect::<Result<Vec<_>, _>>()?;
    let mut accounts: BTreeMap<Option<String>, Vec<Row<'_>>> = BTreeMap::new();
    let mut number = 0_usize;
    for (events, batch) in tables.iter().zip(&batches) {
        for row in 0..batch.num_rows() {
            accounts.entry(events.account(row)).or_default().push(Row { events, row, number });
            number = number.saturating_add(1);
        }
    }
    let accounts = by_account(accounts);
    let timeline = |(account, rows): &(Option<String>, Vec<Row<'_>>)| {
        let Some(account) = account else {
            return Err(Error::new(code::INPUT_MISSING_FIELD, "account", format!("expected an account for every event, found {} without one", rows.len())));
        };
        let event = |row: &Row<'_>| row.events.event(row.row).map_err(|error| error.within(&format!("events[{}]", row.number)));
        let events = rows.iter().map(event).collect::<Result<_, _>>()?;
        let history = History { account: Account { id: Some(account.clone()), ..Account::default() }, events };
        policy.replay(&history, as_of)
    };
    let pieces: Vec<&[(Option<String>, Vec<Row<'_>>)]> = accounts.chunks(PIECE).collect();
    let timelines: Vec<Result<Timeline, Error>> =
        threads::each(threads::count(options.threads), pieces, |piece| piece.iter().map(timeline).collect::<Vec<_>>()).into_iter().flatten().collect();
    let names: Vec<Option<&str>> = accounts.iter().map(|(account, _)| account.as_deref()).collect();
    Ok(Replayed { transitions: transitions(policy, as_of, &names, &timelines)?, standings: standings(policy, as_of, &names, &timelines)? })
}

/// Where an event stands.
struct Row<'a> {
    events: &'a Events<'a>,
    row: usize,
    /// Among all of the stream.
    number: usize,
}
