//! The library for JavaScript. What is here says how values cross the border, and nothing of what they mean.
//!
//! `js/policy.js` is what people call, and the only one to call this: every method takes its arguments as `js/tape.js` writes
//! them down.

#![forbid(unsafe_code)]

mod input;
mod output;
mod tape;
#[cfg(feature = "testing")]
mod testing;

use tierwise::{Policy, PolicySpec};
use tierwise_text::{Document, Format, MAX_VALUES};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::input::Input;
use crate::output::{Answer, Refused, answer};

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
    score_columns as scoreColumns: |policy, input| policy.score_columns(&input.read()?, input.read()?);
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

/// Seats accounts by rank: of candidates, seats and buffer.
#[wasm_bindgen]
#[expect(clippy::missing_errors_doc, reason = "the core says what is refused")]
pub fn quota(numbers: &[f64], text: &str) -> Answer {
    let mut input = Input::new(numbers, text);
    answer(&tierwise::quota::quota(&input.read::<Vec<_>>()?, input.read()?, input.read()?)?)
}

/// Moves between days: of panel and days.
#[wasm_bindgen]
#[expect(clippy::missing_errors_doc, reason = "the core says what is refused")]
pub fn migration(numbers: &[f64], text: &str) -> Answer {
    let mut input = Input::new(numbers, text);
    answer(&tierwise::portfolio::migration::migration(&input.read()?, &input.read::<Vec<_>>()?)?)
}

/// Moves day by day: of panel and the two ends of the time.
#[wasm_bindgen]
#[expect(clippy::missing_errors_doc, reason = "the core says what is refused")]
pub fn hazards(numbers: &[f64], text: &str) -> Answer {
    let mut input = Input::new(numbers, text);
    answer(&tierwise::portfolio::migration::hazards(&input.read()?, input.read()?, input.read()?)?)
}

/// Moves that are soon undone: of panel, the two ends of the time and days.
#[wasm_bindgen]
#[expect(clippy::missing_errors_doc, reason = "the core says what is refused")]
pub fn flaps(numbers: &[f64], text: &str) -> Answer {
    let mut input = Input::new(numbers, text);
    answer(&tierwise::portfolio::migration::flaps(&input.read()?, input.read()?, input.read()?, input.read()?)?)
}

/// Where shares lead: of states, shares and where accounts begin.
#[wasm_bindgen]
#[expect(clippy::missing_errors_doc, reason = "the core says what is refused")]
pub fn chain(numbers: &[f64], text: &str) -> Answer {
    let mut input = Input::new(numbers, text);
    let (states, shares) = (input.read::<Vec<String>>()?, input.read::<Vec<Vec<f64>>>()?);
    let states: Vec<tierwise::Name> = states.iter().map(|state| state.as_str().into()).collect();
    answer(&tierwise::portfolio::migration::chain(&states, &shares, input.read::<Option<Vec<f64>>>()?.as_deref())?)
}
