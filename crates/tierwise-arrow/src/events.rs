//! Tables of events: a row becomes an event by the core's one decoder.

use std::collections::BTreeMap;

use arrow_array::RecordBatch;
use serde::Deserialize;
use tierwise::error::code;
use tierwise::tree::Tree;
use tierwise::{Error, Event, Policy, Problem, wire};

use crate::binding::{fact_type, lacking, path};
use crate::rows::{self, Cells};
use crate::zone::Zone;

/// What a column of events is, unless it is a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Key {
    Account,
    Id,
    On,
    RecordedOn,
    Sequence,
    Kind,
    Event,
    Activity,
    Quantity,
    Until,
    LookbackDays,
    Of,
    Points,
    Dating,
    Reason,
    Actor,
    Tier,
    Mode,
    Direction,
    Designation,
    Sponsor,
    From,
    To,
    Migration,
}

/// The columns that must be there; an event is said by its `kind` and the columns beside it, or as JSON in `event`.
const NEEDED: [(Key, &str); 3] = [(Key::Account, "account"), (Key::Id, "id"), (Key::On, "on")];

/// The columns of a batch of events.
pub(crate) struct Events<'a> {
    columns: Vec<Column<'a>>,
}

struct Column<'a> {
    /// Its name as a key of the document.
    name: &'a str,
    /// None for a fact.
    key: Option<Key>,
    cells: Cells<'a>,
}

impl<'a> Events<'a> {
    /// Finds what every column is, or everything that is wrong with the columns.
    pub(crate) fn new(policy: &Policy, batch: &'a RecordBatch, names: &'a BTreeMap<String, String>, zone: Option<Zone>) -> Result<Self, Error> {
        let schema = batch.schema_ref();
        let called = rows::called(schema, names)?;
        let mut problems: Vec<Problem> = Vec::new();
        let mut wanted: Vec<(usize, (&str, Option<Key>))> = Vec::new();
        for (place, (field, name)) in schema.fields().iter().zip(called).enumerate() {
            match (rows::key::<Key>(name, &path(field.name())), fact_type(policy, name, field.name())) {
                (Ok(key), _) => wanted.push((place, (name, Some(key)))),
                (Err(_), Ok(_)) => wanted.push((place, (name, None))),
                // A name with a point is a fact's.
                (Err(_), Err(error)) if name.contains('.') => problems.extend(error.problems().iter().cloned()),
                (Err(error), Err(_)) => problems.extend(error.problems().iter().cloned()),
            }
        }
        let has = |key: Key| wanted.iter().any(|(_, (_, known))| *known == Some(key));
        let absent = NEEDED.iter().filter(|(key, _)| !has(*key)).map(|(_, name)| *name).chain((!has(Key::Kind) && !has(Key::Event)).then_some("kind"));
        let lacks = |name: &str| Problem::new(code::INPUT_MISSING_FIELD, path(name), lacking(schema, name));
        problems.extend(absent.map(lacks));
        Error::check(problems)?;
        let columns = rows::read(batch, &wanted, zone)?;
        Ok(Self { columns: columns.into_iter().map(|((name, key), cells)| Column { name, key, cells }).collect() })
    }

    /// The account of a row.
    pub(crate) fn account(&self, row: usize) -> Option<String> {
        let column = self.columns.iter().find(|column| column.key == Some(Key::Account))?;
        match rows::id((column.cells)(row)) {
            Tree::Text(account) => Some(account),
            _ => None,
        }
    }

    /// The event of a row.
    pub(crate) fn event(&self, row: usize) -> Result<Event, Error> {
        self.tree(row).and_then(|tree| wire::read_tree(&tree))
    }

    /// The event of a row as a document; nulls are left out.
    fn tree(&self, row: usize) -> Result<Tree, Error> {
        let (mut document, mut section, mut facts) = (Vec::new(), Vec::new(), Vec::new());
        let (mut kind, mut event) = (None, None);
        for column in &self.columns {
            let value = (column.cells)(row);
            if value == Tree::Null {
                continue;
            }
            let name = column.name.to_owned();
            match column.key {
                Some(Key::Account) => {}
                Some(Key::Id) => document.push((name, rows::id(value))),
                Some(Key::On | Key::RecordedOn | Key::Sequence) => document.push((name, value)),
                Some(Key::Kind) => kind = Some(value),
                Some(Key::Event) => event = Some(value),
                Some(Key::Of | Key::From | Key::To) => section.push((name, rows::id(value))),
                Some(_) => section.push((name, value)),
                None => facts.push((name, value)),
            }
        }
        let wrong = |code, message: &str| Err(Error::new(code, "event", message));
        let event = match (kind, event) {
            (Some(Tree::Text(kind)), None) => {
                // Facts can only be observed; elsewhere the decoder refuses them.
                if !facts.is_empty() || kind == "observe" {
                    section.push(("facts".to_owned(), Tree::Map(facts)));
                }
                Tree::Map(vec![(kind, Tree::Map(section))])
            }
            (None, Some(Tree::Text(json))) if section.is_empty() && facts.is_empty() => {
                wire::tree(&mut serde_json::Deserializer::from_str(&json)).map_err(|error| error.within("event"))?
            }
            (None, None) => return wrong(code::INPUT_MISSING_FIELD, "expected a `kind` or an `event`, found neither"),
            (Some(_), Some(_)) => return wrong(code::INPUT_TYPE, "expected a `kind` or an `event`, found both"),
            (None, Some(_)) => return wrong(code::INPUT_TYPE, "expected an `event` as JSON and nothing beside it, found more"),
            (Some(_), None) => return wrong(code::INPUT_TYPE, "expected a `kind` as text, found another type"),
        };
        document.push(("event".to_owned(), event));
        Ok(Tree::Map(document))
    }
}
