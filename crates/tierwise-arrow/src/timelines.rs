//! Timelines of many accounts as tables.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, BooleanArray, Date32Array, Float64Array, ListArray, RecordBatch, StringArray, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, Field, FieldRef};
use serde::Serialize;
use tierwise::error::code;
use tierwise::history::{Timeline, Transition};
use tierwise::{Date, Error, Name, Points, Policy};

use crate::output::{field, with_identity};

/// Every move of every account.
pub(crate) fn transitions(policy: &Policy, as_of: Date, names: &[Option<&str>], timelines: &[Result<Timeline, Error>]) -> Result<RecordBatch, Error> {
    let of_account = |at: usize| timelines.get(at).and_then(|timeline| timeline.as_ref().ok()).map_or(&[][..], |timeline| &timeline.transitions);
    let moves: Vec<(Option<&str>, &Transition)> =
        names.iter().enumerate().flat_map(|(at, name)| of_account(at).iter().map(|transition| (*name, transition))).collect();
    let all = || moves.iter().map(|(_, transition)| *transition);
    let rules = || all().map(|transition| &transition.rules[..]);
    let contributions: Vec<_> = all().map(contributions).collect();
    let contributions = || contributions.iter().map(|contributions| &contributions[..]);
    let columns: [(&str, ArrayRef); 11] = [
        ("account", Arc::new(moves.iter().map(|(name, _)| *name).collect::<StringArray>())),
        ("on", days(all().map(|transition| Some(transition.on)))),
        ("from", words(all().map(|transition| Some(&*transition.from)))),
        ("to", words(all().map(|transition| Some(&*transition.to)))),
        ("cause", words(all().map(|transition| Some(Word(transition.cause).to_string())))),
        ("metric", points(all().map(|transition| Some(transition.metric)))),
        ("threshold", points(all().map(|transition| transition.threshold))),
        (
            "rules",
            lists(
                rules().map(<[_]>::len),
                [
                    ("rule", words(rules().flatten().map(|applied| Some(&*applied.rule)))),
                    ("finding", words(rules().flatten().map(|applied| Some(&*applied.finding)))),
                ],
            )?,
        ),
        (
            "contributions",
            lists(
                contributions().map(<[_]>::len),
                [
                    ("source", words(contributions().flatten().map(|(source, _)| Some(&**source)))),
                    ("points", points(contributions().flatten().map(|(_, points)| Some(*points)))),
                ],
            )?,
        ),
        ("gained", ids(all().map(|transition| &transition.entitlements_gained[..]))?),
        ("lost", ids(all().map(|transition| &transition.entitlements_lost[..]))?),
    ];
    batch(policy, as_of, columns)
}

/// Where each account stands, or why nobody knows.
pub(crate) fn standings(policy: &Policy, as_of: Date, names: &[Option<&str>], timelines: &[Result<Timeline, Error>]) -> Result<RecordBatch, Error> {
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

/// What the metric of a move consists of.
fn contributions(transition: &Transition) -> Vec<(Cow<'_, str>, Points)> {
    let Some(card) = &transition.scorecard else {
        return transition.contributions.iter().map(|contribution| (Cow::from(&*contribution.activity), contribution.points)).collect();
    };
    let mut contributions = vec![(Cow::from("base"), card.base)];
    for aspect in &card.aspects {
        contributions.extend(aspect.criteria.iter().map(|criterion| (format!("contribution.{}", criterion.id).into(), criterion.contribution)));
        contributions.push((format!("adjustment.{}", aspect.id).into(), aspect.adjustment));
    }
    // Criteria are told even if they bring nothing.
    contributions.retain(|(source, points)| *points != Points::ZERO || source.starts_with("contribution."));
    contributions
}

/// Lists of so many structs each, whose fields are given one after the other.
fn lists<const N: usize>(lengths: impl Iterator<Item = usize>, fields: [(&str, ArrayRef); N]) -> Result<ArrayRef, Error> {
    let (fields, arrays): (Vec<FieldRef>, Vec<ArrayRef>) = fields.into_iter().map(|(name, array)| (field(name, array.data_type().clone()), array)).unzip();
    let items = StructArray::try_new(fields.into(), arrays, None).map_err(too_long)?;
    list(lengths, Arc::new(items))
}

/// Lists of ids.
fn ids<'a>(lists: impl Iterator<Item = &'a [Name]> + Clone) -> Result<ArrayRef, Error> {
    list(lists.clone().map(<[_]>::len), words(lists.flatten().map(Some)))
}

fn list(lengths: impl Iterator<Item = usize>, items: ArrayRef) -> Result<ArrayRef, Error> {
    let item = Arc::new(Field::new_list_field(items.data_type().clone(), true));
    let mut ends = vec![0_i32];
    for length in lengths {
        let end = i32::try_from(length).ok().and_then(|length| ends.last()?.checked_add(length));
        ends.push(end.ok_or_else(|| too_long(ArrowError::OffsetOverflowError(items.len())))?);
    }
    let lists = ListArray::try_new(item, OffsetBuffer::new(ends.into()), items, None);
    lists.map(|lists| Arc::new(lists) as ArrayRef).map_err(too_long)
}

fn too_long(error: ArrowError) -> Error {
    Error::new(code::INPUT_LENGTH, "events", error.to_string())
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
