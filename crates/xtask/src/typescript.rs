//! TypeScript's types of the documents, from the same schemas.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use schemars::generate::SchemaSettings;
use serde_json::Value;
use tierwise::calibration::{Backtest, Drift, Evidence, FittedWeights, Foretold, Learned, Levels, Observed, Population, Samples, Shaping, Spread, Threshold};
use tierwise::certainty::{Certainty, Uncertainty};
use tierwise::change::ScoreChange;
use tierwise::columns::{Lists, ScoredLists};
use tierwise::history::{Advanced, Difference, Review, Snapshot, Timeline, Trace};
use tierwise::ledger::Statement;
use tierwise::outlook::{AtRisk, Outlook, Required};
use tierwise::policy::{CriterionOverview, Reading};
use tierwise::portfolio::concentration::{AccountValue, Concentration, ConcentrationOptions};
use tierwise::portfolio::matrix::{Matrix, MatrixOptions, ScoredAccount};
use tierwise::portfolio::migration::{Chain, Flaps, Hazards, Panel, Spell, TierMigration};
use tierwise::portfolio::plan::{PlanBook, PlanReview, ReviewOptions};
use tierwise::portfolio::simulation::{Bound, Member, Portfolio, Simulation, SimulationOptions, ThresholdPlan};
use tierwise::quota::{Candidate, Seat};
use tierwise::recourse::{Goal, Lever, Recourse};
use tierwise::standing::Standing;
use tierwise::{Account, Assessment, History, PolicySpec};

/// The module with every type that crosses the border.
pub fn types() -> String {
    let (mut results, mut inputs) = (SchemaSettings::draft2020_12().for_serialize().into_generator(), SchemaSettings::draft2020_12().into_generator());
    results.subschema_for::<(Assessment, Timeline, Trace, Statement, AtRisk, Outlook, Required, Difference, Advanced, Seat, ScoredLists, Vec<CriterionOverview>, Vec<Reading>)>();
    results.subschema_for::<(Concentration, Matrix, PlanReview)>();
    inputs.subschema_for::<(Vec<AccountValue>, ConcentrationOptions, Vec<ScoredAccount>, MatrixOptions, PlanBook, ReviewOptions)>();
    results.subschema_for::<(TierMigration, Hazards, Flaps, Chain, Simulation, ThresholdPlan, ScoreChange)>();
    inputs.subschema_for::<(Panel, Spell, Portfolio, Member, SimulationOptions, Bound)>();
    inputs.subschema_for::<(PolicySpec, Account, History, Snapshot, Standing, Review, Candidate, Lists)>();
    results.subschema_for::<(Backtest, Learned, Evidence, FittedWeights, Drift, Threshold)>();
    inputs.subschema_for::<(Population, Shaping, Levels, Spread, Foretold, Observed, Samples)>();
    results.subschema_for::<(Recourse, Certainty)>();
    inputs.subschema_for::<(Goal, Lever, Uncertainty)>();
    // What is a result and an input as well has the type of an input, in which more may be left out.
    let mut types: BTreeMap<String, Value> = results.take_definitions(true).into_iter().collect();
    types.extend(inputs.take_definitions(true));
    let mut text = String::from("// Written by `cargo xtask gen`, from the types of the library.\n");
    for (name, schema) in &types {
        let _ = write!(text, "\n{}export type {name} ={};\n", comment(schema, ""), after_equals(&type_of(schema, "")));
    }
    text
}

/// With a blank in front, unless it starts on a line of its own.
fn after_equals(text: &str) -> String {
    if text.starts_with('\n') { text.to_owned() } else { format!(" {text}") }
}

/// The type of a schema, at an indentation.
fn type_of(schema: &Value, indent: &str) -> String {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        return name.trim_start_matches("#/$defs/").to_owned();
    }
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    if let Some(choices) = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array) {
        return union(choices, indent);
    }
    let names: Vec<&str> = match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => return "unknown".to_owned(),
    };
    let types: Vec<String> = names.iter().map(|name| named(name, schema, indent)).collect();
    types.join(" | ")
}

/// One choice a line where the choices are explained.
fn union(choices: &[Value], indent: &str) -> String {
    let deeper = format!("{indent}  ");
    if choices.iter().all(|choice| choice.get("description").is_none()) {
        return choices.iter().map(|choice| type_of(choice, indent)).collect::<Vec<_>>().join(" | ");
    }
    choices.iter().map(|choice| format!("\n{}{deeper}| {}", comment(choice, &deeper), type_of(choice, &deeper))).collect()
}

fn named(name: &str, schema: &Value, indent: &str) -> String {
    match name {
        "integer" => "number".to_owned(),
        "array" => match schema.get("prefixItems").and_then(Value::as_array) {
            Some(items) => format!("[{}]", items.iter().map(|item| type_of(item, indent)).collect::<Vec<_>>().join(", ")),
            None => format!("Array<{}>", schema.get("items").map_or_else(|| "unknown".to_owned(), |item| type_of(item, indent))),
        },
        "object" => object(schema, indent),
        other => other.to_owned(),
    }
}

fn object(schema: &Value, indent: &str) -> String {
    let deeper = format!("{indent}  ");
    if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object()) {
        return format!("{{ [name: string]: {} }}", type_of(values, &deeper));
    }
    let required: Vec<&str> = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let mut text = String::from("{");
    for (key, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let optional = if required.contains(&key.as_str()) { "" } else { "?" };
        let _ = write!(text, "\n{}{deeper}{key}{optional}: {};", comment(property, &deeper), type_of(property, &deeper));
    }
    if text.len() > 1 { format!("{text}\n{indent}}}") } else { "{ [name: string]: never }".to_owned() }
}

/// What the schema says about itself, without the examples, which are in Rust.
fn comment(schema: &Value, indent: &str) -> String {
    let description = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    let description = description.split("```").next().unwrap_or_default().trim().replace("*/", "* /");
    if description.is_empty() { String::new() } else { format!("{indent}/** {} */\n", description.replace('\n', &format!("\n{indent} * "))) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_schema_as_a_type() {
        let schema = json!({"type": "object", "required": ["id"], "properties": {
            "id": {"description": "Its id.", "type": "string"},
            "bands": {"type": ["array", "null"], "items": {"type": "array", "prefixItems": [{"type": ["number", "null"]}, {"type": "integer"}]}},
            "held": {"anyOf": [{"$ref": "#/$defs/Held"}, {"type": "null"}]},
            "table": {"type": "object", "additionalProperties": {"type": "boolean"}},
        }});
        assert_eq!(
            type_of(&schema, ""),
            "{\n  bands?: Array<[number | null, number]> | null;\n  held?: Held | null;\n  /** Its id. */\n  id: string;\n  table?: { [name: string]: boolean };\n}"
        );
        let words = json!({"oneOf": [{"const": "enter", "description": "Enough to enter."}, {"const": "no", "description": "Not held."}]});
        assert_eq!(type_of(&words, ""), "\n  /** Enough to enter. */\n  | \"enter\"\n  /** Not held. */\n  | \"no\"");
    }

    #[test]
    fn nothing_is_left_open() {
        let types = types();
        assert!(!types.contains(": unknown") && !types.contains("<unknown"), "a type is not known");
        for name in ["PolicySpec", "Account", "History", "Assessment", "Timeline", "Scorecard", "Event"] {
            assert!(types.contains(&format!("export type {name} = {{\n")), "{name}");
        }
    }
}
