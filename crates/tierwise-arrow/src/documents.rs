//! Rows as account documents, where columns are sections of the document from which the core derives facts.

use arrow_schema::DataType;
use tierwise::error::code;
use tierwise::fact::{self, FactType};
use tierwise::tree::Tree;
use tierwise::{Account, Assessment, Date, Error, Policy, Problem, wire};

use crate::binding::path;
use crate::leaf::Leaf;
use crate::rows::Cells;

/// The rows of a batch as account documents.
pub(crate) struct Documents<'b> {
    /// Facts that are given, by name.
    pub(crate) facts: Vec<(&'b str, Cells<'b>)>,
    /// Parts of sections, by their dotted paths.
    pub(crate) sections: Vec<(&'b str, Cells<'b>)>,
    pub(crate) previous: Option<Cells<'b>>,
}

impl Documents<'_> {
    /// Everything about a row, by [`Policy::assess`].
    pub(crate) fn assess(&self, policy: &Policy, as_of: Date, row: usize) -> Result<Assessment, Error> {
        let facts = self.facts.iter().map(|(name, cells)| ((*name).to_owned(), cells(row))).collect();
        let mut document = vec![("facts".to_owned(), Tree::Map(facts))];
        for (path, cells) in &self.sections {
            insert(&mut document, path, cells(row));
        }
        let account: Account = wire::read_tree(&Tree::Map(document))?;
        match self.previous.as_ref().map(|cells| cells(row)) {
            Some(Tree::Text(tier)) => policy.assess(&account, as_of, Some(&tier)),
            _ => policy.assess(&account, as_of, None),
        }
    }
}

/// Puts a value at its path; a missing one leaves its section out.
fn insert(document: &mut Vec<(String, Tree)>, path: &str, value: Tree) {
    if value == Tree::Null {
        return;
    }
    let Some((section, rest)) = path.split_once('.') else { return document.push((path.to_owned(), value)) };
    if !document.iter().any(|(key, _)| key == section) {
        document.push((section.to_owned(), Tree::Map(Vec::new())));
    }
    if let Some((_, Tree::Map(entries))) = document.iter_mut().find(|(key, _)| key == section) {
        insert(entries, rest, value);
    }
}

/// Whether an account document has something at a path. What an account is called brings no facts, and its facts have their own names.
pub(crate) fn is_section(path: &str) -> bool {
    let is_read = !matches!(path.split('.').next(), Some("id" | "name" | "facts"));
    let nested = path.rsplit('.').fold(Tree::Null, |tree, key| Tree::Map(vec![(key.to_owned(), tree)]));
    is_read && wire::read_tree::<Account>(&nested).is_ok()
}

/// What is wrong with the type of a column that is a section, as far as it can be known without values.
pub(crate) fn misfits(leaf: &Leaf, section: &str, as_of: Date) -> Vec<Problem> {
    let mut document = Vec::new();
    insert(&mut document, section, sample(leaf.field.data_type(), as_of));
    let Err(error) = wire::read_tree::<Account>(&Tree::Map(document)) else { return Vec::new() };
    let of_types = error.problems().iter().filter(|problem| matches!(&*problem.code, code::INPUT_TYPE | code::INPUT_UNKNOWN_FIELD | code::INPUT_DUPLICATE_KEY));
    of_types
        .map(|problem| Problem {
            path: path(&problem.path),
            message: format!("{}, in a column of type {}", problem.message, leaf.field.data_type()),
            ..problem.clone()
        })
        .collect()
}

/// Whether the core would derive a fact that the policy reads and nobody gives, if these parts of sections were known.
pub(crate) fn can_derive<'a>(policy: &Policy, given: &[&str], sections: impl Iterator<Item = (&'a str, &'a DataType)>, as_of: Date) -> bool {
    let mut document = Vec::new();
    sections.for_each(|(path, data_type)| insert(&mut document, path, sample(data_type, as_of)));
    let Ok(account) = wire::read_tree::<Account>(&Tree::Map(document)) else { return true };
    let derivation = &policy.spec().derivation;
    let mut lacking = policy.facts().filter(|name| !given.contains(name)).filter_map(fact::find);
    lacking.any(|fact| fact.derived(&account, as_of, derivation).is_some())
}

/// Some value that a column of a type could have.
fn sample(data_type: &DataType, as_of: Date) -> Tree {
    match data_type {
        DataType::Struct(fields) => Tree::Map(fields.iter().map(|field| (field.name().clone(), sample(field.data_type(), as_of))).collect()),
        DataType::List(item) | DataType::LargeList(item) => Tree::List(vec![sample(item.data_type(), as_of)]),
        DataType::Dictionary(_, values) => sample(values, as_of),
        DataType::RunEndEncoded(_, values) => sample(values.data_type(), as_of),
        DataType::Boolean => Tree::Flag(true),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Tree::Text("a text".to_owned()),
        data_type if data_type.is_numeric() => Tree::Integer(1),
        data_type if data_type.is_temporal() => Tree::Text(as_of.to_string()),
        _ => Tree::Null,
    }
}

/// Whether a given fact of this type can be what another is derived from: words are only facts themselves.
pub(crate) const fn is_source(fact_type: FactType) -> bool {
    !matches!(fact_type, FactType::Category)
}
