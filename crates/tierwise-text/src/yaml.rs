//! YAML: the parser's events, and the core schema of YAML 1.2 for plain scalars.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};
use tierwise::error::code;
use tierwise::tree::Tree;

use crate::build::{Builder, Fault, Place};

pub(crate) fn read(text: &str) -> Result<Option<(Tree, Place)>, Fault> {
    let offsets = Offsets::new(text);
    let mut builder = Builder::default();
    let mut documents = 0_usize;
    // Event by event: the parser's own loop recurses.
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| syntax(&error, offsets.byte(error.marker().index())))?;
        let at = offsets.byte(span.start.index());
        let refused = |what: &str| Err(builder.fault(code::INPUT_SYNTAX, at, format!("expected no {what} in YAML, found one")));
        match event {
            Event::DocumentStart(_) => {
                documents = documents.saturating_add(1);
                if documents > 1 {
                    return Err(Fault::new(code::INPUT_SYNTAX, at, "expected one YAML document, found a second one"));
                }
            }
            Event::Alias(_) => return refused("alias (`*`)"),
            Event::Scalar(_, _, anchor, _) | Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) if anchor > 0 => return refused("anchor (`&`)"),
            Event::Scalar(_, _, _, Some(_)) | Event::SequenceStart(_, Some(_)) | Event::MappingStart(_, Some(_)) => return refused("tag (`!`)"),
            Event::SequenceStart(..) if builder.wants_key() => return Err(builder.fault(code::INPUT_SYNTAX, at, "expected a text as key, found a list")),
            Event::MappingStart(..) if builder.wants_key() => return Err(builder.fault(code::INPUT_SYNTAX, at, "expected a text as key, found a section")),
            Event::Scalar(written, ..) if builder.wants_key() => builder.key(written.into_owned(), at),
            Event::Scalar(written, ScalarStyle::Plain, ..) => {
                // What is left out has no place of its own.
                let at = if written.is_empty() { builder.key_at().unwrap_or(at) } else { at };
                let tree = plain(&written).ok_or_else(|| builder.out_of_range(at, &written))?;
                builder.value(tree, at)?;
            }
            Event::Scalar(written, ..) => builder.value(Tree::Text(written.into_owned()), at)?,
            Event::SequenceStart(..) => builder.begin(Tree::List(Vec::new()), at)?,
            Event::MappingStart(..) => builder.begin(Tree::Map(Vec::new()), at)?,
            Event::SequenceEnd | Event::MappingEnd => builder.end()?,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }
    // A document of null alone is `---` and comments.
    Ok(builder.finish().filter(|(tree, _)| *tree != Tree::Null))
}

fn syntax(error: &ScanError, at: usize) -> Fault {
    let info = error.info();
    if info.contains("recursion limit") {
        return Fault::too_deep(at);
    }
    if info.contains("unknown anchor") {
        return Fault::new(code::INPUT_SYNTAX, at, "expected no alias (`*`) in YAML, found one");
    }
    let mut letters = info.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    let message: String = first.into_iter().chain(letters).collect();
    Fault::new(code::INPUT_SYNTAX, at, format!("not well-formed YAML: {}", message.trim_end_matches('.')))
}

/// A plain scalar by the core schema (YAML 1.2.2, 10.3.2); `None` for a number beyond an `f64`.
fn plain(written: &str) -> Option<Tree> {
    Some(match written {
        "" | "~" | "null" | "Null" | "NULL" => Tree::Null,
        "true" | "True" | "TRUE" => Tree::Flag(true),
        "false" | "False" | "FALSE" => Tree::Flag(false),
        ".nan" | ".NaN" | ".NAN" => Tree::Number(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Tree::Number(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Tree::Number(f64::NEG_INFINITY),
        _ => match number(written) {
            Some(number) => return number,
            None => Tree::Text(written.to_owned()),
        },
    })
}

/// `None` for what is no number, `Some(None)` for one beyond an `f64`.
fn number(written: &str) -> Option<Option<Tree>> {
    for (prefix, radix) in [("0o", 8), ("0x", 16)] {
        if let Some(digits) = written.strip_prefix(prefix) {
            let known = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
            return known
                .then(|| u128::from_str_radix(digits, radix).ok().map(|number| i64::try_from(number).map_or(Tree::Number(number as f64), Tree::Integer)));
        }
    }
    let unsigned = written.strip_prefix(['+', '-']).unwrap_or(written);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(whole, fraction)| (whole, Some(fraction)));
    let exponent_digits = exponent.map(|exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    let is_number = digits(whole)
        && fraction.is_none_or(digits)
        && !(whole.is_empty() && fraction.is_none_or(str::is_empty))
        && exponent_digits.is_none_or(|exponent| !exponent.is_empty() && digits(exponent));
    if !is_number {
        return None;
    }
    if fraction.is_none()
        && exponent.is_none()
        && let Ok(number) = written.parse::<i64>()
    {
        return Some(Some(Tree::Integer(number)));
    }
    Some(written.parse::<f64>().ok().filter(|number| number.is_finite()).map(Tree::Number))
}

/// Letters counted by the parser to bytes.
struct Offsets<'t> {
    text: &'t str,
    /// The byte of every 64th letter; empty when letters are bytes.
    marks: Vec<usize>,
}

impl<'t> Offsets<'t> {
    fn new(text: &'t str) -> Self {
        let marks = if text.is_ascii() { Vec::new() } else { text.char_indices().step_by(64).map(|(at, _)| at).collect() };
        Self { text, marks }
    }

    fn byte(&self, letter: usize) -> usize {
        if self.marks.is_empty() {
            return letter.min(self.text.len());
        }
        let Some(mark) = self.marks.get(letter / 64) else { return self.text.len() };
        let rest = self.text.get(*mark..).unwrap_or_default();
        rest.char_indices().nth(letter % 64).map_or(self.text.len(), |(at, _)| mark.saturating_add(at))
    }
}
