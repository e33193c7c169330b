//! One cell of a table as the value of a fact.

use tierwise::error::code;
use tierwise::fact::{FactType, FactValue};
use tierwise::{Date, Finite, Problem};

use crate::facts::Typed;

/// Whether a cell says that nothing is known.
pub(crate) fn is_missing(text: &str) -> bool {
    matches!(text, "" | "NA" | "NaN" | "nan" | "null" | "NULL")
}

/// What a cell says.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cell<'t> {
    Number(Finite),
    Flag(bool),
    Day(Date),
    Word(&'t str),
}

/// Why a cell says nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wrong {
    Number,
    Infinite,
    Flag,
    Day,
}

/// What a cell says of a fact; none if it is missing. Nothing is guessed: `12x` is no number.
pub(crate) fn read(text: &str, fact_type: FactType) -> Result<Option<Cell<'_>>, Wrong> {
    let text = text.trim();
    if is_missing(text) {
        return Ok(None);
    }
    Ok(Some(match fact_type {
        FactType::Number => Cell::Number(Finite::new(text.parse().map_err(|_| Wrong::Number)?).ok_or(Wrong::Infinite)?),
        FactType::Flag => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Cell::Flag(true),
            "false" | "no" | "0" => Cell::Flag(false),
            _ => return Err(Wrong::Flag),
        },
        FactType::Date => Cell::Day(text.parse().map_err(|_| Wrong::Day)?),
        FactType::Category => Cell::Word(text),
    }))
}

/// The value that a cell gives a fact; none if it is missing.
pub(super) fn value(text: &str, fact: &Typed) -> Result<Option<FactValue>, Problem> {
    let wrong = |wrong| {
        let (code, expected) = match wrong {
            Wrong::Number => (code::FACT_TYPE, "a number"),
            Wrong::Infinite => (code::NUMBER_NOT_FINITE, "a finite number"),
            Wrong::Flag => (code::FACT_TYPE, "true or false"),
            Wrong::Day => (code::DATE_FORMAT, "a day as YYYY-MM-DD"),
        };
        Problem::new(code, format!("facts.{}", fact.name), format!("expected {expected}, found `{}`", text.trim()))
    };
    Ok(read(text, fact.fact_type).map_err(wrong)?.map(|cell| match cell {
        Cell::Number(number) => number.into(),
        Cell::Flag(flag) => flag.into(),
        Cell::Day(day) => day.into(),
        Cell::Word(word) => word.into(),
    }))
}
