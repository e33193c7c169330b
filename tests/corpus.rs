//! Reads the corpus, runs a case, and says how the result differs from what the case expects.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tierwise::history::{Review, Snapshot};
use tierwise::portfolio::concentration::{AccountValue, ConcentrationOptions};
use tierwise::portfolio::matrix::{MatrixOptions, ScoredAccount};
use tierwise::portfolio::migration::{Panel, chain, flaps, hazards, migration};
use tierwise::portfolio::plan::{PlanBook, ReviewOptions};
use tierwise::portfolio::simulation::{Bound, Member, Portfolio, SimulationOptions};
use tierwise::portfolio::{concentration, plan_review};
use tierwise::quota::{Candidate, quota};
use tierwise::tree::Tree;
use tierwise::{Account, Date, History, Name, Points, Policy, calibration, wire};
use tierwise_text::{Document, Format};

/// One file of the corpus.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// What its cases have in common.
    pub about: String,
    /// The policy of its `score` and `assess` cases: a document, a file of `policies/`, or `shipped:` and a name.
    #[serde(default)]
    pub policy: Option<Value>,
    /// Earlier versions of it, which its histories name.
    #[serde(default)]
    pub earlier: Vec<Value>,
    /// The cases.
    pub cases: Vec<Case>,
}

/// One case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Unique in its file.
    pub name: String,
    /// Rules of `docs/semantics.md` that it shows.
    pub rules: Vec<String>,
    /// What is called.
    pub call: Call,
    /// With what, in the order written: the order of problems is that of the document.
    pub args: Tree,
    /// The whole result.
    #[serde(default)]
    pub ok: Option<Value>,
    /// The one problem.
    #[serde(default)]
    pub error: Option<Expected>,
    /// All problems, in their order.
    #[serde(default)]
    pub errors: Option<Vec<Expected>>,
}

/// A call that every language has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// Scores an account.
    Score,
    /// Scores an account and places it in a tier.
    Assess,
    /// Checks a policy that is a value.
    Check,
    /// Reads a text, and checks it if it is a policy.
    Read,
    /// Replays a history.
    Replay,
    /// The fall that comes if nothing happens.
    AtRisk,
    /// The fewest points with which an account is in a tier.
    Required,
    /// Which way an account's tier goes.
    Outlook,
    /// The timeline up to a day as it was known on another.
    TierOn,
    /// What a change of the log changed.
    Diff,
    /// The ledger on a day.
    Statement,
    /// Every review of a history.
    Trace,
    /// Goes on from a snapshot.
    Resume,
    /// One review after another, from the day of enrolment.
    Advance,
    /// Seats accounts by rank.
    Quota,
    /// How well scores foretold outcomes.
    Backtest,
    /// Learns the bands or the curve of a criterion from a population.
    Calibrate,
    /// How far a population has moved from the one that something was learned from.
    Drift,
    /// Fits weights that are not negative to an outcome, and checks them on accounts that they have not seen.
    FitWeights,
    /// The population of several parts, in any order.
    MergePopulations,
    /// What is known of one fact of many accounts.
    Population,
    /// The bounds of tiers that come nearest to shares of the accounts.
    TierThresholds,
    /// Learns bands from what came of accounts.
    WeighEvidence,
    /// What it would take to be in a tier.
    Recourse,
    /// How sure a tier is.
    Certainty,
    /// Scores and places accounts that are the rows of columns.
    ScoreColumns,
    /// How a portfolio's value is spread over its accounts.
    Concentration,
    /// What was sold against the plan.
    PlanReview,
    /// Accounts on two axes.
    Matrix,
    /// Moves between days.
    Migration,
    /// Moves day by day.
    Hazards,
    /// Moves that are soon undone.
    Flaps,
    /// Where a matrix of shares leads.
    Chain,
    /// The tiers of a history as spells.
    Spells,
    /// What another policy would make of a portfolio.
    Simulate,
    /// How many accounts move if a bound moves.
    ThresholdPlan,
    /// Why a score is another one than before.
    ExplainChange,
}

/// A problem: code and path, never its text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Its code.
    pub code: String,
    /// Its path.
    pub path: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScoreArgs {
    account: Tree,
    as_of: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AssessArgs {
    account: Tree,
    as_of: String,
    #[serde(default)]
    previous: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReplayArgs {
    history: Value,
    as_of: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AtRiskArgs {
    history: Value,
    as_of: String,
    until: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TierOnArgs {
    history: Value,
    day: String,
    known_on: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DiffArgs {
    before: Value,
    after: Value,
    as_of: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatementArgs {
    history: Value,
    on: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResumeArgs {
    /// What the snapshot is made of, and when.
    history: Value,
    snapshot_on: String,
    tail: Value,
    as_of: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdvanceArgs {
    enrolled_on: String,
    reviews: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuotaArgs {
    candidates: Value,
    seats: usize,
    buffer: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PortfolioArgs {
    accounts: Value,
    #[serde(default)]
    options: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanReviewArgs {
    book: Value,
    #[serde(default)]
    options: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequiredArgs {
    history: Value,
    as_of: String,
    tier: String,
    credited_on: String,
    by: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecourseArgs {
    account: Tree,
    as_of: String,
    goal: Value,
    #[serde(default)]
    levers: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CertaintyArgs {
    account: Tree,
    as_of: String,
    #[serde(default)]
    previous: Option<String>,
    uncertainty: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScoreColumnsArgs {
    table: Tree,
    as_of: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MigrationArgs {
    panel: Tree,
    dates: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HazardsArgs {
    panel: Tree,
    after: String,
    until: String,
    #[serde(default)]
    within_days: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChainArgs {
    states: Vec<String>,
    shares: Vec<Vec<f64>>,
    #[serde(default)]
    initial: Option<Vec<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SimulateArgs {
    other: Value,
    portfolio: Tree,
    as_of: String,
    #[serde(default)]
    options: Option<Tree>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThresholdPlanArgs {
    accounts: Tree,
    as_of: String,
    tier: String,
    bound: Tree,
    shifts: Tree,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExplainChangeArgs {
    before: Tree,
    before_on: String,
    after: Tree,
    after_on: String,
    later: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckArgs {
    document: Tree,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadArgs {
    format: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    hex: Option<String>,
    /// A text, so many times.
    #[serde(default)]
    repeat: Option<(String, usize)>,
    #[serde(default)]
    before: String,
    #[serde(default, rename = "as")]
    kind: Kind,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    #[default]
    Policy,
    Account,
}

/// What a case came to.
type Outcome = Result<Value, Vec<Expected>>;

/// The directory of the corpus.
#[must_use]
pub fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// The files of the corpus by their names within it, in ascending order.
#[must_use]
pub fn files() -> BTreeMap<String, File> {
    let mut files = BTreeMap::new();
    for folder in ["score", "tier", "facts", "history", "columns", "portfolio", "calibration", "errors", "found"] {
        let Ok(entries) = fs::read_dir(directory().join(folder)) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
            let name = format!("{folder}/{}", path.file_name().unwrap().to_string_lossy());
            let file = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
            files.insert(name, file);
        }
    }
    files
}

impl File {
    /// The policy that the file's cases are run with.
    #[must_use]
    pub fn policy(&self) -> Option<Policy> {
        let earlier = || self.earlier.iter().map(policy);
        self.policy.as_ref().map(|reference| policy(reference).with_earlier(earlier()).unwrap())
    }
}

fn policy(reference: &Value) -> Policy {
    let policy = match reference {
        Value::String(name) => match name.strip_prefix("shipped:") {
            Some(name) => {
                let path = directory().join(format!("../../crates/tierwise-text/policies/{name}.yaml"));
                let document = Document::read(&fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())), Format::Yaml).unwrap();
                Policy::read_tree(document.tree())
            }
            None => Policy::read(serde_json::from_str::<Value>(&fs::read_to_string(directory().join(name)).unwrap()).unwrap()),
        },
        document => Policy::read(document),
    };
    policy.unwrap_or_else(|error| panic!("{error}"))
}

/// Runs a case.
///
/// # Panics
/// If the case is not one.
pub fn run(case: &Case, policy: Option<&Policy>) -> Outcome {
    match case.call {
        Call::Score => {
            let args: ScoreArgs = arguments(case);
            let score = || policy.expect("the file has a policy").score(&wire::read_tree(&args.account)?, day(&args.as_of)?);
            outcome(score())
        }
        Call::Assess => {
            let args: AssessArgs = arguments(case);
            let assess = || policy.expect("the file has a policy").assess(&wire::read_tree(&args.account)?, day(&args.as_of)?, args.previous.as_deref());
            outcome(assess())
        }
        Call::Replay => {
            let args: ReplayArgs = arguments(case);
            let replay = || policy.expect("the file has a policy").replay(&history(&args.history)?, day(&args.as_of)?);
            outcome(replay())
        }
        Call::AtRisk => {
            let args: AtRiskArgs = arguments(case);
            let at_risk = || policy.expect("the file has a policy").at_risk(&history(&args.history)?, day(&args.as_of)?, day(&args.until)?);
            outcome(at_risk())
        }
        Call::Required => {
            let args: RequiredArgs = arguments(case);
            let required = || {
                let (as_of, credited_on, by) = (day(&args.as_of)?, day(&args.credited_on)?, day(&args.by)?);
                policy.expect("the file has a policy").required(&history(&args.history)?, as_of, &args.tier, credited_on, by)
            };
            outcome(required())
        }
        Call::Outlook => {
            let args: AtRiskArgs = arguments(case);
            let outlook = || policy.expect("the file has a policy").outlook(&history(&args.history)?, day(&args.as_of)?, day(&args.until)?);
            outcome(outlook())
        }
        Call::TierOn => {
            let args: TierOnArgs = arguments(case);
            let tier_on = || policy.expect("the file has a policy").tier_on(&history(&args.history)?, day(&args.day)?, day(&args.known_on)?);
            outcome(tier_on())
        }
        Call::Diff => {
            let args: DiffArgs = arguments(case);
            let diff = || policy.expect("the file has a policy").diff(&history(&args.before)?, &history(&args.after)?, day(&args.as_of)?);
            outcome(diff())
        }
        Call::Statement => {
            let args: StatementArgs = arguments(case);
            let statement = || policy.expect("the file has a policy").statement(&history(&args.history)?, day(&args.on)?);
            outcome(statement())
        }
        Call::Trace => {
            let args: ReplayArgs = arguments(case);
            let trace = || policy.expect("the file has a policy").trace(&history(&args.history)?, day(&args.as_of)?);
            outcome(trace())
        }
        Call::Resume => {
            let args: ResumeArgs = arguments(case);
            let resume = || {
                let policy = policy.expect("the file has a policy");
                let snapshot = policy.snapshot(&history(&args.history)?, day(&args.snapshot_on)?)?;
                // As it comes back from where it was kept.
                let kept: Snapshot = read(&serde_json::to_value(snapshot).unwrap())?;
                policy.resume(&kept, &history(&args.tail)?, day(&args.as_of)?)
            };
            outcome(resume())
        }
        Call::Advance => {
            let args: AdvanceArgs = arguments(case);
            let advance = || {
                let policy = policy.expect("the file has a policy");
                let (mut standing, mut steps) = (policy.standing(day(&args.enrolled_on)?)?, Vec::new());
                for review in &args.reviews {
                    let step = policy.advance(&standing, &read::<Review>(review)?)?;
                    standing = step.standing.clone();
                    steps.push(step);
                }
                Ok(steps)
            };
            outcome(advance())
        }
        Call::Quota => {
            let args: QuotaArgs = arguments(case);
            outcome(read::<Vec<Candidate>>(&args.candidates).and_then(|candidates| quota(&candidates, args.seats, args.buffer)))
        }
        Call::Backtest => outcome((|| calibration::backtest(&read::<Vec<_>>(&argument(case, "rows"))?, &read::<Vec<_>>(&argument(case, "shares"))?))()),
        Call::Calibrate => {
            outcome((|| calibration::calibrate(&read(&argument(case, "population"))?, &read(&argument(case, "shaping"))?, read(&argument(case, "as_of"))?))())
        }
        Call::Drift => {
            outcome((|| calibration::drift(&read(&argument(case, "spread"))?, &read(&argument(case, "population"))?, read(&argument(case, "levels"))?))())
        }
        Call::FitWeights => outcome((|| calibration::fit_weights(&read(&argument(case, "samples"))?, read(&argument(case, "folds"))?))()),
        Call::MergePopulations => outcome((|| calibration::merge_populations(&read::<Vec<_>>(&argument(case, "parts"))?))()),
        Call::Population => outcome((|| Ok(calibration::population(&read::<Vec<_>>(&argument(case, "values"))?, read(&argument(case, "exact"))?)))()),
        Call::TierThresholds => {
            outcome((|| calibration::tier_thresholds(&read(&argument(case, "composites"))?, &read::<Vec<_>>(&argument(case, "shares"))?))())
        }
        Call::WeighEvidence => outcome((|| {
            calibration::weigh_evidence(
                &read::<Vec<_>>(&argument(case, "rows"))?,
                read(&argument(case, "bins"))?,
                read(&argument(case, "points"))?,
                read(&argument(case, "as_of"))?,
            )
        })()),
        Call::Recourse => {
            let args: RecourseArgs = arguments(case);
            let recourse = || {
                let (account, goal) = (wire::read_tree(&args.account)?, read(&args.goal)?);
                let levers: Option<Vec<_>> = args.levers.as_ref().map(read).transpose()?;
                policy.expect("the file has a policy").recourse(&account, day(&args.as_of)?, &goal, levers.as_deref())
            };
            outcome(recourse())
        }
        Call::Certainty => {
            let args: CertaintyArgs = arguments(case);
            let certainty = || {
                let (account, uncertainty) = (wire::read_tree(&args.account)?, read(&args.uncertainty)?);
                policy.expect("the file has a policy").certainty(&account, day(&args.as_of)?, args.previous.as_deref(), &uncertainty)
            };
            outcome(certainty())
        }
        Call::Concentration => {
            let args: PortfolioArgs = arguments(case);
            let concentration = || concentration(&read::<Vec<AccountValue>>(&args.accounts)?, &options::<ConcentrationOptions>(args.options.as_ref())?);
            outcome(concentration())
        }
        Call::PlanReview => {
            let args: PlanReviewArgs = arguments(case);
            let review = || plan_review(&read::<PlanBook>(&args.book)?, &options::<ReviewOptions>(args.options.as_ref())?);
            outcome(review())
        }
        Call::Matrix => {
            let args: PortfolioArgs = arguments(case);
            let matrix = || {
                let (accounts, options) = (read::<Vec<ScoredAccount>>(&args.accounts)?, options::<MatrixOptions>(args.options.as_ref())?);
                policy.expect("the file has a policy").matrix(&accounts, &options)
            };
            outcome(matrix())
        }
        Call::ScoreColumns => {
            let args: ScoreColumnsArgs = arguments(case);
            let score = || policy.expect("the file has a policy").score_columns(&wire::read_tree(&args.table)?, day(&args.as_of)?);
            outcome(score())
        }
        Call::Migration => {
            let args: MigrationArgs = arguments(case);
            let dates = || args.dates.iter().map(|date| day(date)).collect::<Result<Vec<_>, _>>();
            outcome(dates().and_then(|dates| migration(&wire::read_tree::<Panel>(&args.panel)?, &dates)))
        }
        Call::Hazards => {
            let args: HazardsArgs = arguments(case);
            let hazards = || hazards(&wire::read_tree(&args.panel)?, day(&args.after)?, day(&args.until)?);
            outcome(hazards())
        }
        Call::Flaps => {
            let args: HazardsArgs = arguments(case);
            let flaps = || flaps(&wire::read_tree(&args.panel)?, day(&args.after)?, day(&args.until)?, args.within_days);
            outcome(flaps())
        }
        Call::Chain => {
            let args: ChainArgs = arguments(case);
            let states: Vec<Name> = args.states.iter().map(|state| state.as_str().into()).collect();
            outcome(chain(&states, &args.shares, args.initial.as_deref()))
        }
        Call::Spells => {
            let args: ReplayArgs = arguments(case);
            let spells = || policy.expect("the file has a policy").spells(&history(&args.history)?, day(&args.as_of)?);
            outcome(spells())
        }
        Call::Simulate => {
            let args: SimulateArgs = arguments(case);
            let simulate = || {
                let options = args.options.as_ref().map_or(Ok(SimulationOptions::default()), wire::read_tree)?;
                let portfolio = wire::read_tree::<Portfolio>(&args.portfolio)?;
                policy.expect("the file has a policy").simulate(&self::policy(&args.other), &portfolio, day(&args.as_of)?, &options)
            };
            outcome(simulate())
        }
        Call::ThresholdPlan => {
            let args: ThresholdPlanArgs = arguments(case);
            let plan = || {
                let (accounts, shifts): (Vec<Member>, Vec<Points>) = (wire::read_tree(&args.accounts)?, wire::read_tree(&args.shifts)?);
                let bound: Bound = wire::read_tree(&args.bound)?;
                policy.expect("the file has a policy").threshold_plan(&accounts, day(&args.as_of)?, &args.tier, bound, &shifts)
            };
            outcome(plan())
        }
        Call::ExplainChange => {
            let args: ExplainChangeArgs = arguments(case);
            let explain = || {
                let (before, after) = (wire::read_tree(&args.before)?, wire::read_tree(&args.after)?);
                let (before_on, after_on) = (day(&args.before_on)?, day(&args.after_on)?);
                policy.expect("the file has a policy").explain_change(&before, before_on, &after, after_on, &self::policy(&args.later))
            };
            outcome(explain())
        }
        Call::Check => {
            let args: CheckArgs = arguments(case);
            outcome(Policy::read_tree(&args.document).map(|policy| Checked::of(&policy)))
        }
        Call::Read => {
            let args: ReadArgs = arguments(case);
            let text = match (&args.text, &args.hex, &args.repeat) {
                (Some(text), None, None) => text.clone().into_bytes(),
                (None, Some(hex), None) => (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect(),
                (None, None, Some((text, times))) => text.repeat(*times).into_bytes(),
                _ => panic!("{}: expected one of text, hex and repeat", case.name),
            };
            let text = [args.before.clone().into_bytes(), text].concat();
            let format = match args.format.as_str() {
                "yaml" => Format::Yaml,
                "toml" => Format::Toml,
                "json" => Format::Json,
                other => panic!("{}: unknown format {other}", case.name),
            };
            let document = match Document::read(&text, format) {
                Ok(document) => document,
                Err(error) => return Err(error.problems().iter().map(|problem| Expected { code: problem.code.clone(), path: problem.path.clone() }).collect()),
            };
            match args.kind {
                Kind::Policy => outcome(Policy::read_tree(document.tree()).map(|policy| Checked::of(&policy))),
                Kind::Account => outcome(wire::read_tree::<Account>(document.tree())),
            }
        }
    }
}

/// What checking a policy that is in order brings.
#[derive(Serialize)]
struct Checked {
    fingerprint: String,
    warnings: Vec<Expected>,
}

impl Checked {
    fn of(policy: &Policy) -> Self {
        let warnings = policy.warnings().iter().map(|warning| Expected { code: warning.code.clone(), path: warning.path.clone() }).collect();
        Self { fingerprint: policy.fingerprint().to_owned(), warnings }
    }
}

fn arguments<'de, T: Deserialize<'de>>(case: &'de Case) -> T {
    T::deserialize(&case.args).unwrap_or_else(|error| panic!("{}: {error}", case.name))
}

/// One argument by its name, null if it is left out.
fn argument(case: &Case, name: &str) -> Value {
    let all: BTreeMap<String, Value> = arguments(case);
    all.get(name).cloned().unwrap_or_default()
}

fn history(value: &Value) -> Result<History, tierwise::Error> {
    read(value)
}

fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, tierwise::Error> {
    wire::read_tree(&Tree::deserialize(value).unwrap())
}

/// What is stated, and for the rest the defaults.
fn options<T: serde::de::DeserializeOwned + Default>(value: Option<&Value>) -> Result<T, tierwise::Error> {
    value.map_or_else(|| Ok(T::default()), read)
}

fn day(text: &str) -> Result<Date, tierwise::Error> {
    wire::read(Value::from(text))
}

fn outcome<T: Serialize>(result: Result<T, tierwise::Error>) -> Outcome {
    match result {
        Ok(value) => Ok(serde_json::to_value(value).unwrap()),
        Err(error) => Err(error.problems().iter().map(|problem| Expected { code: problem.code.clone(), path: problem.path.clone() }).collect()),
    }
}

/// How a result differs from what the case expects; `None` if it does not.
#[must_use]
pub fn difference(case: &Case, found: &Outcome) -> Option<String> {
    let expected: Outcome = match (&case.ok, &case.error, &case.errors) {
        (Some(ok), None, None) => Ok(ok.clone()),
        (None, Some(error), None) => Err(vec![error.clone()]),
        (None, None, Some(errors)) => Err(errors.clone()),
        _ => return Some(format!("expected one of ok, error and errors; the result is {}", shown(found))),
    };
    match (&expected, found) {
        (Ok(expected), Ok(found)) => {
            let mut lines = Vec::new();
            compare(expected, found, "", &mut lines);
            (!lines.is_empty()).then(|| lines.join("\n  "))
        }
        _ => (expected != *found).then(|| format!("expected {}\n  found    {}", shown(&expected), shown(found))),
    }
}

fn shown(outcome: &Outcome) -> String {
    match outcome {
        Ok(value) => value.to_string(),
        Err(problems) => problems.iter().map(|problem| format!("{} at `{}`", problem.code, problem.path)).collect::<Vec<_>>().join(", "),
    }
}

fn compare(expected: &Value, found: &Value, path: &str, lines: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(one), Value::Object(other)) if one.keys().eq(other.keys()) => {
            for (key, value) in one {
                compare(value, &other[key], &format!("{path}.{key}"), lines);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                compare(one, other, &format!("{path}[{index}]"), lines);
            }
        }
        _ if expected == found => {}
        _ => lines.push(format!("{path}: expected {expected}, found {found}")),
    }
}

/// The numbers of the rules in `docs/semantics.md`: a bold number at the start of a paragraph.
#[must_use]
pub fn rules() -> Vec<String> {
    let text = fs::read_to_string(directory().join("../../docs/semantics.md")).unwrap();
    let starts = text.lines().filter_map(|line| line.strip_prefix("**"));
    let numbers = starts.filter_map(|rest| rest.split_once(' ')).map(|(number, _)| number.trim_end_matches('*').to_owned());
    numbers
        .filter(|number| number.starts_with(|letter: char| letter.is_ascii_uppercase()) && number[1..].starts_with(|digit: char| digit.is_ascii_digit()))
        .collect()
}

/// How many cases each call has, as every language must count them.
///
/// # Panics
/// If the file is not there.
#[must_use]
pub fn counts() -> BTreeMap<Call, usize> {
    serde_json::from_str(&fs::read_to_string(directory().join("counts.json")).unwrap()).unwrap()
}
