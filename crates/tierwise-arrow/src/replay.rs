//! Replays of many accounts.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Float64Array, RecordBatch, RecordBatchIterator, RecordBatchReader, StringArray};
use arrow_schema::FieldRef;
use serde::Serialize;
use tierwise::error::code;
use tierwise::history::{Timeline, Transition};
use tierwise::{Account, Date, Error, History, Points, Policy};

use crate::events::Events;
use crate::output::{field, with_identity};
use crate::rows::by_account;
use crate::threads;
use crate::zone::Zone;

/// Accounts that one thread takes at a time.
const PIECE: usize = 64;

/// How events are read.
#[derive(Debug, Clone, Default)]
pub struct ReplayOptions {
    /// Columns by other names: the column's name, then what it is, or the fact that it is.
    pub names: BTreeMap<String, String>,
    /// The zone in which the days of timestamps begin; without it timestamps are refused.
    pub zone: Option<Zone>,
    /// The most threads to work on; as many as the machine has if left out. The result does not depend on it.
    pub threads: Option<NonZeroUsize>,
}

/// What the histories of accounts led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// Every move, by account and day: `account`, `on`, `from`, `to`, `cause`, `metric`, `threshold`.
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
///   `quantity`, `until`, `lookback_days`, `of`, `points`, `dating`, `reason`, `actor`, `tier`, `mode`, `direction`, `designation`,
///   `sponsor`, `from`, `to`, `migration`; for `observe`, columns named by facts. What does not belong to the kind is null.
/// - `event`, a JSON text as in a history's document, for keys that are no column: `{"earn": {"activity": "order", "attributes": {"grade": "premium"}}}`.
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
    batches.push(RecordBatch::new_empty(schema));
    let tables = batches.iter().map(|batch| Events::new(policy, batch, &options.names, options.zone)).collect::<Result<Vec<_>, _>>()?;
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

fn transitions(policy: &Policy, as_of: Date, names: &[Option<&str>], timelines: &[Result<Timeline, Error>]) -> Result<RecordBatch, Error> {
    let of_account = |at: usize| timelines.get(at).and_then(|timeline| timeline.as_ref().ok()).map_or(&[][..], |timeline| &timeline.transitions);
    let moves: Vec<(Option<&str>, &Transition)> =
        names.iter().enumerate().flat_map(|(at, name)| of_account(at).iter().map(|transition| (*name, transition))).collect();
    let all = || moves.iter().map(|(_, transition)| *transition);
    let columns: [(&str, ArrayRef); 7] = [
        ("account", Arc::new(moves.iter().map(|(name, _)| *name).collect::<StringArray>())),
        ("on", days(all().map(|transition| Some(transition.on)))),
        ("from", words(all().map(|transition| Some(&*transition.from)))),
        ("to", words(all().map(|transition| Some(&*transition.to)))),
        ("cause", words(all().map(|transition| Some(Word(transition.cause).to_string())))),
        ("metric", points(all().map(|transition| Some(transition.metric)))),
        ("threshold", points(all().map(|transition| transition.threshold))),
    ];
    batch(policy, as_of, columns)
}

fn standings(policy: &Policy, as_of: Date, names: &[Option<&str>], timelines: &[Result<Timeline, Error>]) -> Result<RecordBatch, Error> {
    let all = || timelines.iter().map(|timeline| timeline.as_ref().ok());
    let errors = || timelines.iter().map(|timeline| timeline.as_ref().err());
    let columns: [(&str, ArrayRef); 16] = [
        ("account", Arc::new(names.iter().copied().collect::<StringArray>())),
        ("effective", words(all().map(|timeline| Some(&*timeline?.effective)))),
        ("tier", words(all().map(|timeline| Some(&*timeline?.tier)))),
        ("since", days(all().map(|timeline| Some(timeline?.since)))),
        ("earned", words(all().map(|timeline| Some(&*timeline?.earned)))),
        ("blocked", Arc::new(all().map(|timeline| Some(timeline?.blocked)).collect::<BooleanArray>())),
        ("metric", points(all().map(|timeline| Some(timeline?.metric)))),
        ("balance", points(all().map(|timeline| timeline?.balance))),
        ("held_until", days(all().map(|timeline| timeline?.held_until))),
        ("term_until", days(all().map(|timeline| Some(timeline?.term?.until)))),
        ("watch_until", days(all().map(|timeline| Some(timeline?.watch?.deadline)))),
        ("next_tier", words(all().map(|timeline| Some(&*timeline?.to_next.as_ref()?.tier)))),
        ("to_next", points(all().map(|timeline| Some(timeline?.to_next.as_ref()?.points)))),
        ("to_retain", points(all().map(|timeline| Some(timeline?.to_retain.as_ref()?.points)))),
        ("error_code", words(errors().map(|error| error.map(Error::code)))),
        ("error_message", Arc::new(errors().map(|error| error.map(ToString::to_string)).collect::<StringArray>())),
    ];
    batch(policy, as_of, columns)
}

fn batch<const N: usize>(policy: &Policy, as_of: Date, columns: [(&str, ArrayRef); N]) -> Result<RecordBatch, Error> {
    let fields: Vec<FieldRef> = columns.iter().map(|(name, array)| field(*name, array.data_type().clone())).collect();
    let schema = Arc::new(with_identity(fields, policy, as_of));
    let columns = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(schema, columns).map_err(|error| Error::new(code::INPUT_TYPE, "events", error.to_string()))
}

fn days(days: impl Iterator<Item = Option<Date>>) -> ArrayRef {
    Arc::new(days.map(|day| day.map(Date::days_since_1970)).collect::<Date32Array>())
}

/// Exact to the thousandth, as [`PointsType::Numbers`](crate::PointsType::Numbers).
fn points(points: impl Iterator<Item = Option<Points>>) -> ArrayRef {
    Arc::new(points.map(|points| points.map(Points::to_f64)).collect::<Float64Array>())
}

fn words<W: AsRef<str>>(words: impl Iterator<Item = Option<W>>) -> ArrayRef {
    let mut dictionary = StringDictionaryBuilder::<Int32Type>::new();
    words.for_each(|word| dictionary.append_option(word));
    Arc::new(dictionary.finish())
}

/// An enum without values by its word on the wire.
struct Word<T>(T);

impl<T: Serialize> fmt::Display for Word<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(f)
    }
}
