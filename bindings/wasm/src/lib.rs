//! The library for JavaScript. What is here says how values cross the border, and nothing of what they mean.
//!
//! `js/policy.js` is what people call, and the only one to call this: every method takes its arguments as `js/tape.js` writes
//! them down.

mod input;
mod output;
mod tape;
#[cfg(feature = "testing")]
mod testing;

use tierwise::Policy;
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

    /// Of an account and a day: the scorecard.
    pub fn score(&self, numbers: &[f64], text: &str) -> Answer {
        let mut input = Input::new(numbers, text);
        answer(&self.0.score(&input.read()?, input.read()?)?)
    }

    /// Of an account, a day and the tier before: the assessment.
    pub fn assess(&self, numbers: &[f64], text: &str) -> Answer {
        let mut input = Input::new(numbers, text);
        answer(&self.0.assess(&input.read()?, input.read()?, input.read::<Option<String>>()?.as_deref())?)
    }

    /// Of a history and a day: the timeline.
    pub fn replay(&self, numbers: &[f64], text: &str) -> Answer {
        let mut input = Input::new(numbers, text);
        answer(&self.0.replay(&input.read()?, input.read()?)?)
    }

    /// Of a history, a day and a later one: the timeline if nothing happens.
    pub fn project(&self, numbers: &[f64], text: &str) -> Answer {
        let mut input = Input::new(numbers, text);
        answer(&self.0.project(&input.read()?, input.read()?, input.read()?)?)
    }

    /// Of a history, a day and a later one: the fall that comes if nothing happens.
    #[wasm_bindgen(js_name = atRisk)]
    pub fn at_risk(&self, numbers: &[f64], text: &str) -> Answer {
        let mut input = Input::new(numbers, text);
        answer(&self.0.at_risk(&input.read()?, input.read()?, input.read()?)?)
    }

    /// Of a history, a day, a tier, and the days of crediting and of being there: the fewest points that suffice.
    pub fn required(&self, numbers: &[f64], text: &str) -> Answer {
        let mut input = Input::new(numbers, text);
        answer(&self.0.required(&input.read()?, input.read()?, &input.read::<String>()?, input.read()?, input.read()?)?)
    }

    /// Of a history and a day: the timeline with its reviews.
    pub fn trace(&self, numbers: &[f64], text: &str) -> Answer {
        let mut input = Input::new(numbers, text);
        answer(&self.0.trace(&input.read()?, input.read()?)?)
    }

    /// Of two histories and a day: what differs.
    pub fn diff(&self, numbers: &[f64], text: &str) -> Answer {
        let mut input = Input::new(numbers, text);
        answer(&self.0.diff(&input.read()?, &input.read()?, input.read()?)?)
    }

    /// Of a day: the standing of an account that enters.
    pub fn standing(&self, numbers: &[f64], text: &str) -> Answer {
        answer(&self.0.standing(Input::new(numbers, text).read()?)?)
    }

    /// Of a standing and a review: the standing after it, and the moves.
    pub fn advance(&self, numbers: &[f64], text: &str) -> Answer {
        let mut input = Input::new(numbers, text);
        answer(&self.0.advance(&input.read()?, &input.read()?)?)
    }
}
