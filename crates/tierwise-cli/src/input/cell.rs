//! One cell of a table as the value of a fact.

use tierwise::error::code;
use tierwise::fact::{FactType, FactValue};
use tierwise::{Date, Finite, Problem};

use crate::facts::Typed;

/// Whether a cell says that nothing is known.
pub(crate) fn is_missing(text: &str) -> bool {
    matches!(text, "" | "NA" | "NaN" | "nan" | "null" | "NULL")
}

/// The value that a cell gives a fact; none if it is missing. Nothing is guessed: `12x` is no number.
pub(super) fn value(text: &str, fact: &Typed) -> Result<Option<FactValue>, Problem> {
    let text = text.trim();
    if is_missing(text) {
        return Ok(None);
    }
    let problem = |code: &str, message: String| Problem::new(code, format!("facts.{}", fact.name), message);
    let wrong = |expected: &str| problem(code::FACT_TYPE, format!("expected {expected}, found `{text}`"));
    match fact.fact_type {
        FactType::Number => {
            let number: f64 = text.parse().map_err(|_| wrong("a number"))?;
            let finite = Finite::new(number).ok_or_else(|| problem(code::NUMBER_NOT_FINITE, format!("expected a finite number, found `{text}`")))?;
            Ok(Some(finite.into()))
        }
        FactType::Flag => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Ok(Some(true.into())),
            "false" | "no" | "0" => Ok(Some(false.into())),
            _ => Err(wrong("true or false")),
        },
        FactType::Date => match text.parse::<Date>() {
            Ok(day) => Ok(Some(day.into())),
            Err(_) => Err(problem(code::DATE_FORMAT, format!("expected a day as YYYY-MM-DD, found `{text}`"))),
        },
        FactType::Category => Ok(Some(text.into())),
    }
}
