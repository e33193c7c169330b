//! Files that are generated: from the core's types, so that nothing is typed twice, from replays, so that pictures
//! are true, and from measured speeds.

use std::fs;
use std::path::PathBuf;

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::json;
use tierwise::portfolio::{migration, simulation};
use tierwise::{history, outlook, portfolio};

use crate::run::root;
use crate::{peers, pictures};

/// The generated files with their content; says what cannot be drawn.
fn generate() -> Option<Vec<(PathBuf, String)>> {
    let pictures = pictures::all().map_err(|error| println!("   cannot draw {error}")).ok()?;
    let page = peers::generated().map_err(|error| println!("   cannot tell the speeds: {error}")).ok()?;
    Some(from_types().into_iter().chain(pictures).chain(page).collect())
}

/// Schemas and types.
fn from_types() -> Vec<(PathBuf, String)> {
    let documents = [
        ("policy", schema::<tierwise::PolicySpec>("A Tierwise policy")),
        ("account", schema::<tierwise::Account>("A Tierwise account")),
        ("assessment", schema::<tierwise::Assessment>("What an account scores and where that places it")),
        ("history", schema::<tierwise::History>("What is known of an account over time")),
        ("timeline", schema::<tierwise::Timeline>("Where an account stands on a day, and every move that led there")),
    ];
    let others = [
        ("trace", schema::<history::Trace>("A timeline with the reviews behind it")),
        ("difference", schema::<history::Difference>("What a change of an account's log changed")),
        ("review", schema::<history::Review>("What is known of an account on a day of review")),
        ("advanced", schema::<history::Advanced>("What a review leads to")),
        ("snapshot", schema::<history::Snapshot>("Where an account stood at the end of a day, to go on from")),
        ("statement", schema::<tierwise::ledger::Statement>("An account's ledger on a day")),
        ("at_risk", schema::<outlook::AtRisk>("The fall that comes if nothing happens")),
        ("outlook", schema::<outlook::Outlook>("Which way an account's tier goes")),
        ("required", schema::<outlook::Required>("What it takes to be in a tier")),
        ("learned", schema::<tierwise::calibration::Learned>("What a population taught")),
        ("backtest", schema::<tierwise::calibration::Backtest>("How well scores foretold outcomes")),
        ("recourse", schema::<tierwise::recourse::Recourse>("What it would take for an account to be in a tier")),
        ("certainty", schema::<tierwise::certainty::Certainty>("How sure an account's tier is")),
        ("concentration", schema::<portfolio::concentration::Concentration>("How a portfolio's value is spread over its accounts")),
        ("plan_book", schema::<portfolio::plan::PlanBook>("A portfolio's plan, what became of it, and what is known of the causes")),
        ("plan_review", schema::<portfolio::plan::PlanReview>("What was sold against the plan")),
        ("matrix", schema::<portfolio::matrix::Matrix>("A portfolio on two axes")),
        ("seat", schema::<tierwise::quota::Seat>("What became of a candidate for a quota")),
        ("migration", schema::<migration::TierMigration>("Who moved between tiers")),
        ("hazards", schema::<migration::Hazards>("Moves between tiers, day by day")),
        ("simulation", schema::<simulation::Simulation>("What another policy makes of a portfolio")),
        ("score_change", schema::<tierwise::change::ScoreChange>("Why a score is another one than before")),
    ];
    // The program ships its own copy of what it prints: a package must not reach outside of itself.
    let shipped = documents.clone().map(|file| ("crates/tierwise-cli/schema", file));
    let public = documents.into_iter().chain(others).map(|file| ("docs/schema", file));
    let schemas = public.chain(shipped).map(|(place, (name, text))| (root().join(place).join(format!("{name}.json")), text));
    let types = [
        (root().join("bindings/python/python/tierwise/types.py"), crate::python_types::module()),
        (root().join("bindings/wasm/js/types.d.ts"), crate::typescript::types()),
    ];
    schemas.chain(types).collect()
}

fn schema<T: JsonSchema>(title: &str) -> String {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    RecursiveTransform(for_strict_validators).transform(&mut schema);
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text + "\n"
}

/// Strict validators refuse formats that are not of the standard, `double` for one, and a list of types other than one and null.
fn for_strict_validators(schema: &mut Schema) {
    if schema.get("format").and_then(|format| format.as_str()).is_some_and(|format| format != "date") {
        schema.remove("format");
    }
    let types = schema.get("type").and_then(|types| types.as_array()).cloned().unwrap_or_default();
    if types.iter().filter(|name| *name != "null").count() > 1 {
        schema.remove("type");
        let any_of: Vec<_> = types.into_iter().map(|name| json!({"type": name})).collect();
        schema.insert("anyOf".to_owned(), any_of.into());
    }
}

/// Writes the files.
pub fn write() -> bool {
    let Some(files) = generate() else { return false };
    files.into_iter().all(|(path, text)| {
        let written = path.parent().is_some_and(|folder| fs::create_dir_all(folder).is_ok()) && fs::write(&path, text).is_ok();
        println!("{} {}", if written { "wrote" } else { "cannot write" }, path.display());
        written
    })
}

/// Whether the files are up to date.
pub fn check() -> bool {
    println!("== generated files");
    let files = generate();
    let mut current = files.is_some();
    for (path, text) in files.into_iter().flatten() {
        if fs::read_to_string(&path).ok().as_deref() != Some(&text) {
            println!("   {} is out of date: run `cargo xtask gen`", path.display());
            current = false;
        }
    }
    println!("   generated files: {}\n", if current { "passed" } else { "FAILED" });
    current
}
