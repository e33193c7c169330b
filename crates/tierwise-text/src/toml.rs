//! TOML: the spanned table of the `toml` crate, put back into the order of the text.

use tierwise::error::code;
use tierwise::tree::{MAX_DEPTH, Tree};
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::build::{Builder, Fault, Place};

pub(crate) fn read(text: &str) -> Result<Option<(Tree, Place)>, Fault> {
    measure(text)?;
    let table = DeTable::parse(text).map_err(|error| syntax(text, &error))?;
    if table.get_ref().is_empty() {
        return Ok(None);
    }
    let mut builder = Builder::default();
    section(&mut builder, table.get_ref(), 0)?;
    Ok(builder.finish())
}

/// Refuses what nests far too deep before anything recursive sees it. Counts a little too much (a number's
/// point as one of a key), so it allows twice the depth; the builder counts exactly.
fn measure(text: &str) -> Result<(), Fault> {
    let allowed = MAX_DEPTH.saturating_mul(2);
    let mut around: Vec<usize> = Vec::new();
    let (mut depth, mut dots) = (0_usize, 0_usize);
    for token in Source::new(text).lex() {
        match token.kind() {
            TokenKind::Dot => dots = dots.saturating_add(1),
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                around.push(dots);
                depth = depth.saturating_add(dots).saturating_add(1);
                dots = 0;
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                dots = around.pop().unwrap_or(0);
                depth = depth.saturating_sub(dots).saturating_sub(1);
            }
            TokenKind::Comma => dots = 0,
            TokenKind::Newline if around.is_empty() => dots = 0,
            _ => {}
        }
        if depth.saturating_add(dots) > allowed {
            return Err(Fault::too_deep(token.span().start()));
        }
    }
    Ok(())
}

fn syntax(text: &str, error: &toml::de::Error) -> Fault {
    let at = error.span().map_or(0, |span| span.start);
    let message = error.message().trim_end_matches('.');
    if message.contains("recurs") {
        return Fault::too_deep(at);
    }
    if message.contains("duplicate key") {
        let key = error.span().and_then(|span| text.get(span)).unwrap_or_default();
        return Fault::new(code::INPUT_DUPLICATE_KEY, at, format!("the key `{key}` stands here twice"));
    }
    Fault::new(code::INPUT_SYNTAX, at, format!("not well-formed TOML: {message}"))
}

/// Recursion is as deep as the builder allows.
fn section(builder: &mut Builder, table: &DeTable<'_>, at: usize) -> Result<(), Fault> {
    builder.begin(Tree::Map(Vec::new()), at)?;
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    for (key, content) in entries {
        builder.key(key.get_ref().clone().into_owned(), key.span().start);
        value(builder, content)?;
    }
    builder.end()
}

fn value(builder: &mut Builder, value: &Spanned<DeValue<'_>>) -> Result<(), Fault> {
    let at = value.span().start;
    let tree = match value.get_ref() {
        DeValue::Table(table) => return section(builder, table, at),
        DeValue::Array(items) => {
            builder.begin(Tree::List(Vec::new()), at)?;
            for item in items.iter() {
                self::value(builder, item)?;
            }
            return builder.end();
        }
        DeValue::String(text) => Tree::Text(text.clone().into_owned()),
        DeValue::Boolean(flag) => Tree::Flag(*flag),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Tree::Integer(number),
            Err(_) => return Err(builder.fault(code::NUMBER_RANGE, at, format!("expected a whole number of 64 bits, found `{number}`"))),
        },
        DeValue::Float(number) => match number.as_str().parse::<f64>() {
            Ok(float) if float.is_finite() || !number.as_str().contains(|letter: char| letter.is_ascii_digit()) => Tree::Number(float),
            _ => return Err(builder.out_of_range(at, number.as_str())),
        },
        DeValue::Datetime(moment) => match (moment.date, moment.time, moment.offset) {
            (Some(date), None, None) => Tree::Text(date.to_string()),
            _ => return Err(builder.fault(code::DATE_FORMAT, at, format!("expected a day without a time, found `{moment}`"))),
        },
    };
    builder.value(tree, at)
}
