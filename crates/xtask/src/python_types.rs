//! The documents' types for Python: a `TypedDict` for every section of the JSON Schemas.

use std::collections::BTreeMap;

use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value};
use tierwise::portfolio::concentration::{AccountValue, Concentration, ConcentrationOptions};
use tierwise::portfolio::matrix::{Matrix, MatrixOptions, ScoredAccount};
use tierwise::portfolio::plan::{PlanBook, PlanReview, ReviewOptions};
use tierwise::portfolio::{migration, simulation};
use tierwise::{calibration, certainty, history, outlook, quota, recourse};

const HEAD: &str = r#""""The documents' types, for type checkers and editors: `from tierwise.types import Account`.

Generated from the core's types by `cargo xtask gen`. At run time everything is a plain dict.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NotRequired, TypeAlias, TypedDict, final

# A day that is given: a day of the calendar, or its text `YYYY-MM-DD`. Results hold texts.
Day: TypeAlias = str | date
"#;

/// Words that a class body cannot have as names.
const KEYWORDS: &[&str] = &["all", "and", "as", "class", "def", "del", "False", "for", "from", "if", "import", "in", "is", "None", "not", "or", "pass", "True"];

/// The module's text.
pub fn module() -> String {
    let mut given = SchemaSettings::draft2020_12().into_generator();
    given.subschema_for::<tierwise::PolicySpec>();
    given.subschema_for::<tierwise::History>();
    given.subschema_for::<history::Review>();
    given.subschema_for::<quota::Candidate>();
    given.subschema_for::<recourse::Goal>();
    given.subschema_for::<recourse::Lever>();
    given.subschema_for::<certainty::Uncertainty>();
    given.subschema_for::<AccountValue>();
    given.subschema_for::<ConcentrationOptions>();
    given.subschema_for::<ScoredAccount>();
    given.subschema_for::<MatrixOptions>();
    given.subschema_for::<PlanBook>();
    given.subschema_for::<ReviewOptions>();
    given.subschema_for::<tierwise::columns::Lists>();
    given.subschema_for::<(calibration::Population, calibration::Shaping, calibration::Levels, calibration::Spread)>();
    given.subschema_for::<(calibration::Foretold, calibration::Observed, calibration::Samples)>();
    given.subschema_for::<migration::Panel>();
    given.subschema_for::<simulation::Portfolio>();
    given.subschema_for::<simulation::SimulationOptions>();
    let mut returned = SchemaSettings::draft2020_12().for_serialize().into_generator();
    returned.subschema_for::<tierwise::Problem>();
    returned.subschema_for::<tierwise::policy::CriterionOverview>();
    returned.subschema_for::<tierwise::policy::Reading>();
    returned.subschema_for::<tierwise::Assessment>();
    returned.subschema_for::<history::Trace>();
    returned.subschema_for::<history::Difference>();
    returned.subschema_for::<history::Advanced>();
    returned.subschema_for::<history::Snapshot>();
    returned.subschema_for::<tierwise::ledger::Statement>();
    returned.subschema_for::<outlook::AtRisk>();
    returned.subschema_for::<outlook::Outlook>();
    returned.subschema_for::<outlook::Required>();
    returned.subschema_for::<recourse::Recourse>();
    returned.subschema_for::<certainty::Certainty>();
    returned.subschema_for::<quota::Seat>();
    returned.subschema_for::<Concentration>();
    returned.subschema_for::<Matrix>();
    returned.subschema_for::<PlanReview>();
    returned.subschema_for::<tierwise::columns::ScoredLists>();
    returned.subschema_for::<(calibration::Backtest, calibration::Learned, calibration::Evidence)>();
    returned.subschema_for::<(calibration::FittedWeights, calibration::Drift, calibration::Threshold)>();
    returned.subschema_for::<migration::TierMigration>();
    returned.subschema_for::<migration::Hazards>();
    returned.subschema_for::<migration::Flaps>();
    returned.subschema_for::<migration::Chain>();
    returned.subschema_for::<simulation::Simulation>();
    returned.subschema_for::<simulation::ThresholdPlan>();
    returned.subschema_for::<tierwise::change::ScoreChange>();
    let mut types = Types { day: "Day", ..Types::default() };
    types.define(given);
    types.day = "str";
    types.define(returned);
    types.module()
}

/// Definitions by name.
#[derive(Default)]
struct Types {
    sections: BTreeMap<String, String>,
    /// What comes before the name, and the type.
    aliases: BTreeMap<String, (String, String)>,
    /// What each is about, by which two with the same name are told apart.
    described: BTreeMap<String, String>,
    /// What a day is.
    day: &'static str,
}

impl Types {
    fn define(&mut self, mut generator: SchemaGenerator) {
        for (name, schema) in generator.take_definitions(true) {
            let about = description(&schema).unwrap_or_default();
            let other = self.described.insert(name.clone(), about.clone());
            assert!(
                !name.ends_with(|last: char| last.is_ascii_digit()) && other.is_none_or(|other| other == about),
                "two types with the name `{name}`: one of them needs another"
            );
            // What is given and returned alike is described as it is given.
            if !self.sections.contains_key(&name) && !self.aliases.contains_key(&name) {
                self.add(&name, &schema);
            }
        }
    }

    /// Sections may name what comes later, as they are not evaluated; a type that names another must come after it.
    fn module(mut self) -> String {
        let mut text = HEAD.to_owned() + &self.sections.into_values().collect::<String>();
        while !self.aliases.is_empty() {
            let names: Vec<String> = self.aliases.keys().cloned().collect();
            let waits = |written: &str| written.split(|letter: char| !letter.is_alphanumeric()).any(|word| names.iter().any(|name| name == word));
            let (later, now) = self.aliases.into_iter().partition::<BTreeMap<_, _>, _>(|(_, (_, written))| waits(written));
            assert!(!now.is_empty(), "types that name each other in a circle: {names:?}");
            text.extend(now.into_iter().map(|(name, (about, written))| format!("\n{about}{name}: TypeAlias = {written}\n")));
            self.aliases = later;
        }
        text
    }

    fn add(&mut self, name: &str, schema: &Value) {
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            let section = self.section(name, schema, properties);
            self.sections.insert(name.to_owned(), section);
        } else {
            let written = self.written(name, schema);
            self.aliases.insert(name.to_owned(), (comment("", schema), written));
        }
    }

    fn section(&mut self, name: &str, schema: &Value, properties: &Map<String, Value>) -> String {
        let required: Vec<&str> = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let fields: Vec<(&String, &Value, String)> = properties
            .iter()
            .map(|(key, schema)| {
                let written = self.written(&format!("{name}{}", pascal(key)), schema);
                (key, schema, if required.contains(&key.as_str()) { written } else { format!("NotRequired[{written}]") })
            })
            .collect();
        if fields.iter().any(|(key, ..)| KEYWORDS.contains(&key.as_str())) {
            let fields: String =
                fields.iter().map(|(key, schema, written)| format!("{}        \"{key}\": \"{written}\",\n", comment("        ", schema))).collect();
            return format!("\n\n{}{name} = TypedDict(\n    \"{name}\",\n    {{\n{fields}    }},\n)\n", comment("", schema));
        }
        let fields: String = fields.iter().map(|(key, schema, written)| format!("{}    {key}: {written}\n", comment("    ", schema))).collect();
        let about = description(schema).map(|text| format!("    \"\"\"{text}\"\"\"\n\n")).unwrap_or_default();
        let empty = if about.is_empty() && fields.is_empty() { "    pass\n" } else { "" };
        format!("\n\n@final\nclass {name}(TypedDict):\n{about}{fields}{empty}")
    }

    /// A schema as a type; a section within it gets the name.
    fn written(&mut self, name: &str, schema: &Value) -> String {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            return reference.trim_start_matches("#/$defs/").to_owned();
        }
        if let Some(word) = schema.get("const") {
            return format!("Literal[{word}]");
        }
        if let Some(words) = schema.get("enum").and_then(Value::as_array) {
            return format!("Literal[{}]", words.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
        }
        if let Some(choices) = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array) {
            return union(choices.iter().map(|choice| self.written(name, choice)));
        }
        let types = match schema.get("type") {
            Some(Value::String(one)) => vec![one.as_str()],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => return "object".to_owned(),
        };
        union(types.into_iter().map(|kind| match kind {
            "null" => "None".to_owned(),
            "boolean" => "bool".to_owned(),
            "integer" => "int".to_owned(),
            "number" => "float".to_owned(),
            "string" if schema.get("format").is_some_and(|format| format == "date") => self.day.to_owned(),
            "string" => "str".to_owned(),
            "array" => {
                let items: Vec<&Value> = schema
                    .get("prefixItems")
                    .and_then(Value::as_array)
                    .map_or_else(|| schema.get("items").into_iter().collect(), |items| items.iter().collect());
                format!("list[{}]", union(items.into_iter().map(|item| self.written(name, item))))
            }
            _ => match (schema.get("properties").and_then(Value::as_object), schema.get("additionalProperties")) {
                (Some(properties), _) => {
                    // One of several sections goes by its only key.
                    let key = properties.keys().next().filter(|_| properties.len() == 1);
                    let name = format!("{name}{}", key.map(|key| pascal(key)).unwrap_or_default());
                    self.add(&name, schema);
                    name
                }
                (None, Some(values @ Value::Object(_))) => format!("dict[str, {}]", self.written(name, values)),
                _ => "dict[str, object]".to_owned(),
            },
        }))
    }
}

/// Each type once, the words of all choices in one.
fn union(types: impl Iterator<Item = String>) -> String {
    let (mut words, mut others) = (Vec::new(), Vec::new());
    for one in types.flat_map(|written| written.split(" | ").map(str::to_owned).collect::<Vec<_>>()) {
        match one.strip_prefix("Literal[").and_then(|rest| rest.strip_suffix(']')) {
            Some(word) => words.push(word.replace('"', "'")),
            None if others.contains(&one) => {}
            None => others.push(one),
        }
    }
    let words = (!words.is_empty()).then(|| format!("Literal[{}]", words.join(", ")));
    words.into_iter().chain(others).collect::<Vec<_>>().join(" | ")
}

fn pascal(key: &str) -> String {
    key.split('_').flat_map(|word| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1))).collect()
}

/// The first paragraph: examples are Rust's.
fn description(schema: &Value) -> Option<String> {
    let text = schema.get("description").and_then(Value::as_str)?;
    text.split("\n\n").next().map(|paragraph| paragraph.replace('\n', " "))
}

fn comment(indent: &str, schema: &Value) -> String {
    description(schema).map(|text| format!("{indent}#: {text}\n")).unwrap_or_default()
}
