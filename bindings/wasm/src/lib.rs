//! The library for JavaScript. What is here says how values cross the border, and nothing of what they mean.
//!
//! `js/policy.js` is what people call, and the only one to call this: every method takes its arguments as `js/tape.js` writes
//! them down.

#![forbid(unsafe_code)]

mod input;
mod output;
mod table;
mod tape;
#[cfg(feature = "testing")]
mod testing;

use tierwise::portfolio::{self, migration};
use tierwise::{Name, Policy, PolicySpec, calibration};
use tierwise_text::{Document, Format, MAX_VALUES};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::input::Input;
use crate::output::{Answer, Refused, answer};
pub use crate::table::Portions;

#[wasm_bindgen(raw_module = "./tape.js")]
extern "C" {
    /// Tells where the names of this program stand, and the levels and values above which there is no reading.
    fn started(memory: JsValue, levels: usize, values: usize);
    /// Keeps a panic's message for the error that JavaScript throws.
    fn panicked(message: &str);
}

/// Whenever the program starts: once, and after it broke.
#[wasm_bindgen(start)]
pub fn start() {
    started(wasm_bindgen::memory(), tierwise::tree::MAX_DEPTH, MAX_VALUES);
    std::panic::set_hook(Box::new(|panic| panicked(&panic.to_string())));
}

/// A checked policy.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Core(Policy);

#[wasm_bindgen]
#[expect(clippy::missing_errors_doc, reason = "the core says what is refused")]
impl Core {
    /// Checks a policy that is a value.
    #[wasm_bindgen(constructor)]
    pub fn new(numbers: &[f64], text: &str) -> Result<Self, Refused> {
        Ok(Self(Policy::read(&mut Input::new(numbers, text))?))
    }

    /// Checks a policy that is JSON text.
    pub fn parse(text: &[u8]) -> Result<Self, Refused> {
        Ok(Self(Policy::read_tree(Document::read(text, Format::Json)?.tree())?))
    }

    /// The document that was checked.
    pub fn spec(&self) -> Answer {
        answer(self.0.spec())
    }

    /// Id, version and fingerprint.
    pub fn identity(&self) -> Answer {
        answer(self.0.identity())
    }

    /// What the linter says.
    pub fn warnings(&self) -> Answer {
        answer(self.0.warnings())
    }

    /// What each criterion can move.
    pub fn criteria(&self) -> Answer {
        answer(&self.0.criteria())
    }

    /// The same with earlier versions, of which its histories tell.
    #[wasm_bindgen(js_name = withEarlier)]
    pub fn with_earlier(&self, numbers: &[f64], text: &str) -> Result<Self, Refused> {
        let earlier: Vec<PolicySpec> = Input::new(numbers, text).read()?;
        let earlier: Vec<Policy> = earlier.into_iter().map(Policy::new).collect::<Result<_, _>>()?;
        Ok(Self(self.0.clone().with_earlier(earlier)?))
    }
}

/// Methods of a policy, each with its name in JavaScript; the core says what they do.
macro_rules! methods {
    ($($name:ident as $called:ident: |$policy:ident, $input:ident| $call:expr;)+) => {
        #[wasm_bindgen]
        #[expect(missing_docs, clippy::missing_errors_doc, reason = "the core says what they do, and what is refused")]
        impl Core {
            $(#[wasm_bindgen(js_name = $called)]
            pub fn $name(&self, numbers: &[f64], text: &str) -> Answer {
                let ($policy, mut $input) = (&self.0, Input::new(numbers, text));
                answer(&$call?)
            })+
        }
    };
}

methods! {
    score as score: |policy, input| policy.score(&input.read()?, input.read()?);
    assess as assess: |policy, input| policy.assess(&input.read()?, input.read()?, input.read::<Option<String>>()?.as_deref());
    readings as readings: |policy, input| policy.readings(&input.read()?, input.read()?);
    standing as standing: |policy, input| policy.standing(input.read()?);
    advance as advance: |policy, input| policy.advance(&input.read()?, &input.read()?);
    replay as replay: |policy, input| policy.replay(&input.read()?, input.read()?);
    trace as trace: |policy, input| policy.trace(&input.read()?, input.read()?);
    tier_on as tierOn: |policy, input| policy.tier_on(&input.read()?, input.read()?, input.read()?);
    statement as statement: |policy, input| policy.statement(&input.read()?, input.read()?);
    diff as diff: |policy, input| policy.diff(&input.read()?, &input.read()?, input.read()?);
    snapshot as snapshot: |policy, input| policy.snapshot(&input.read()?, input.read()?);
    advance_snapshot as advanceSnapshot: |policy, input| policy.advance_snapshot(&input.read()?, &input.read()?, input.read()?);
    resume as resume: |policy, input| policy.resume(&input.read()?, &input.read()?, input.read()?);
    project as project: |policy, input| policy.project(&input.read()?, input.read()?, input.read()?);
    at_risk as atRisk: |policy, input| policy.at_risk(&input.read()?, input.read()?, input.read()?);
    outlook as outlook: |policy, input| policy.outlook(&input.read()?, input.read()?, input.read()?);
    recourse as recourse: |policy, input| policy.recourse(&input.read()?, input.read()?, &input.read()?, input.read::<Option<Vec<_>>>()?.as_deref());
    certainty as certainty: |policy, input| policy.certainty(&input.read()?, input.read()?, input.read::<Option<String>>()?.as_deref(), &input.read()?);
    matrix as matrix: |policy, input| policy.matrix(&input.read::<Vec<_>>()?, &input.read::<Option<_>>()?.unwrap_or_default());
    required as required: |policy, input| policy.required(&input.read()?, input.read()?, &input.read::<String>()?, input.read()?, input.read()?);
    spells as spells: |policy, input| policy.spells(&input.read()?, input.read()?);
    simulate as simulate: |policy, input| policy.simulate(&read_policy(&mut input)?, &input.read()?, input.read()?, &input.read::<Option<_>>()?.unwrap_or_default());
    threshold_plan as thresholdPlan: |policy, input| policy.threshold_plan(&input.read::<Vec<_>>()?, input.read()?, &input.read::<String>()?, input.read()?, &input.read::<Vec<_>>()?);
    explain_change as explainChange: |policy, input| policy.explain_change(&input.read()?, input.read()?, &input.read()?, input.read()?, &read_policy(&mut input)?);
}

/// Another policy, with its earlier versions.
fn read_policy(input: &mut Input<'_>) -> Result<Policy, tierwise::Error> {
    let policy = Policy::new(input.read()?)?;
    policy.with_earlier(input.read::<Vec<PolicySpec>>()?.into_iter().map(Policy::new).collect::<Result<Vec<_>, _>>()?)
}

/// The functions: each reads its arguments, calls the core and writes down what that says.
macro_rules! functions {
    ($($name:ident as $called:ident: |$input:ident| $call:expr;)+) => {
        $(#[wasm_bindgen(js_name = $called)]
        #[expect(missing_docs, clippy::missing_errors_doc, reason = "the core says what they do, and what is refused")]
        pub fn $name(numbers: &[f64], text: &str) -> Answer {
            let mut $input = Input::new(numbers, text);
            answer(&$call)
        })+
    };
}

functions! {
    quota as quota: |input| tierwise::quota::quota(&input.read::<Vec<_>>()?, input.read()?, input.read()?)?;
    backtest as backtest: |input| calibration::backtest(&input.read::<Vec<_>>()?, &input.read::<Vec<_>>()?)?;
    calibrate as calibrate: |input| calibration::calibrate(&input.read()?, &input.read()?, input.read()?)?;
    concentration as concentration: |input| portfolio::concentration(&input.read::<Vec<_>>()?, &input.read::<Option<_>>()?.unwrap_or_default())?;
    drift as drift: |input| calibration::drift(&input.read()?, &input.read()?, input.read()?)?;
    chain as chain: |input| migration::chain(&input.read::<Vec<Name>>()?, &input.read::<Vec<Vec<f64>>>()?, input.read::<Option<Vec<f64>>>()?.as_deref())?;
    fit_weights as fitWeights: |input| calibration::fit_weights(&input.read()?, input.read()?)?;
    flaps as flaps: |input| migration::flaps(&input.read()?, input.read()?, input.read()?, input.read()?)?;
    hazards as hazards: |input| migration::hazards(&input.read()?, input.read()?, input.read()?)?;
    migration as migration: |input| migration::migration(&input.read()?, &input.read::<Vec<_>>()?)?;
    merge_populations as mergePopulations: |input| calibration::merge_populations(&input.read::<Vec<_>>()?)?;
    plan_review as planReview: |input| portfolio::plan_review(&input.read()?, &input.read::<Option<_>>()?.unwrap_or_default())?;
    population as population: |input| calibration::population(&input.read::<Vec<_>>()?, input.read()?);
    tier_thresholds as tierThresholds: |input| calibration::tier_thresholds(&input.read()?, &input.read::<Vec<_>>()?)?;
    weigh_evidence as weighEvidence: |input| calibration::weigh_evidence(&input.read::<Vec<_>>()?, input.read()?, input.read()?, input.read()?)?;
}
