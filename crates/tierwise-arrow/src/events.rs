//! Tables of events: a row becomes an event by the core's one decoder.

use std::collections::BTreeMap;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use serde::Deserialize;
use tierwise::error::code;
use tierwise::tree::Tree;
use tierwise::{Error, Event, Policy, Problem, wire};

use crate::binding::{fact_type, lacking, path};
use crate::leaf::{Leaf, leaves};
use crate::rows::{self, Cells, Wanted};
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
    Attributes,
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
    Tiers,
}

/// The columns that must be there; an event is said by its `kind` and the columns beside it, or whole in `event`.
const NEEDED: [(Key, &str); 3] = [(Key::Account, "account"), (Key::Id, "id"), (Key::On, "on")];

/// What the columns of events are.
pub(crate) struct Meaning<'a> {
    wanted: Vec<Wanted<'a, (&'a str, Option<Key>)>>,
}

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

/// The columns of events; structs are read whole where an event has them whole.
pub(crate) fn columns(schema: &Schema, names: &BTreeMap<String, String>) -> Vec<Leaf> {
    leaves(schema, |column| rows::key::<Key>(names.get(column).map_or(column, String::as_str), "").is_ok())
}

impl<'a> Meaning<'a> {
    /// Finds what every column is, or everything that is wrong with the columns.
    pub(crate) fn new(policy: &Policy, leaves: &'a [Leaf], names: &'a BTreeMap<String, String>) -> Result<Self, Error> {
        let called = rows::called(leaves, names)?;
        let mut problems: Vec<Problem> = Vec::new();
        let mut wanted = Vec::new();
        for (leaf, name) in leaves.iter().zip(called) {
            let mut want = |key| {
                let is_id = matches!(key, Some(Key::Account | Key::Id | Key::Of | Key::From | Key::To));
                wanted.push(Wanted { leaf, key: (name, key), is_id });
            };
            match (rows::key::<Key>(name, &path(&leaf.name)), fact_type(policy, name, &leaf.name)) {
                (Ok(key), _) => want(Some(key)),
                (Err(_), Ok(_)) => want(None),
                // A name with a point is a fact's.
                (Err(_), Err(error)) if name.contains('.') => problems.extend(error.problems().iter().cloned()),
                (Err(error), Err(_)) => problems.extend(error.problems().iter().cloned()),
            }
        }
        let has = |key: Key| wanted.iter().any(|wanted| wanted.key.1 == Some(key));
        let absent = NEEDED.iter().filter(|(key, _)| !has(*key)).map(|(_, name)| *name).chain((!has(Key::Kind) && !has(Key::Event)).then_some("kind"));
        let lacks = |name: &str| Problem::new(code::INPUT_MISSING_FIELD, path(name), lacking(leaves, name));
        problems.extend(absent.map(lacks));
        Error::check(problems).map(|()| Self { wanted })
    }

    /// The columns of a batch.
    pub(crate) fn read<'b: 'a>(&self, batch: &'b RecordBatch, zone: Option<Zone>) -> Result<Events<'a>, Error> {
        let columns = rows::read(batch, &self.wanted, zone)?;
        Ok(Events { columns: columns.into_iter().map(|((name, key), cells)| Column { name, key, cells }).collect() })
    }
}

impl Events<'_> {
    /// The account of a row.
    pub(crate) fn account(&self, row: usize) -> Option<String> {
        let column = self.columns.iter().find(|column| column.key == Some(Key::Account))?;
        if let Tree::Text(account) = (column.cells)(row) { Some(account) } else { None }
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
                Some(Key::Id | Key::On | Key::RecordedOn | Key::Sequence) => document.push((name, value)),
                Some(Key::Kind) => kind = Some(value),
                Some(Key::Event) => event = Some(value),
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
            (None, Some(event @ Tree::Map(_))) if section.is_empty() && facts.is_empty() => event,
            (None, Some(Tree::Text(json))) if section.is_empty() && facts.is_empty() => {
                wire::tree(&mut serde_json::Deserializer::from_str(&json)).map_err(|error| error.within("event"))?
            }
            (None, None) => return wrong(code::INPUT_MISSING_FIELD, "expected a `kind` or an `event`, found neither"),
            (Some(_), Some(_)) => return wrong(code::INPUT_TYPE, "expected a `kind` or an `event`, found both"),
            (None, Some(_)) => return wrong(code::INPUT_TYPE, "expected an `event` as JSON or as a struct and nothing beside it, found more"),
            (Some(_), None) => return wrong(code::INPUT_TYPE, "expected a `kind` as text, found another type"),
        };
        document.push(("event".to_owned(), event));
        Ok(Tree::Map(document))
    }
}
