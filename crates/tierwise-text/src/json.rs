//! JSON: `serde_json` says whether it is JSON; what it is, is then read with the places.

use serde::de::IgnoredAny;
use tierwise::error::code;
use tierwise::tree::{MAX_DEPTH, Tree};

use crate::build::{Builder, Fault, Place};

pub(crate) fn read(text: &str) -> Result<Option<(Tree, Place)>, Fault> {
    if text.trim_matches([' ', '\t', '\n', '\r']).is_empty() {
        return Ok(None);
    }
    let too_deep = first_too_deep(text);
    // Passing over a value needs no recursion, and so no limit of nesting.
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let at = offset(text, error.line(), error.column());
        return Err(match too_deep {
            Some(deep) if deep < at => Fault::too_deep(deep),
            _ => syntax(text, at, &error),
        });
    }
    if let Some(at) = too_deep {
        return Err(Fault::too_deep(at));
    }
    scan(text)
}

/// The first bracket beyond the allowed nesting; right for whatever part of the text is JSON.
fn first_too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => {
                depth = depth.saturating_add(1);
                if depth > MAX_DEPTH {
                    return Some(at);
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The byte at a line and column of `serde_json`, whose columns are bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).fold(0, usize::saturating_add);
    start.saturating_add(column.saturating_sub(1))
}

fn syntax(text: &str, at: usize, error: &serde_json::Error) -> Fault {
    let written = error.to_string();
    let message = written.rsplit_once(" at line ").map_or(written.as_str(), |(message, _)| message);
    if error.is_eof() {
        return Fault::new(code::INPUT_SYNTAX, text.len(), "expected more JSON, found the end of the text");
    }
    match text.get(at..).and_then(|rest| rest.chars().next()) {
        Some(found) => Fault::new(code::INPUT_SYNTAX, at, format!("not well-formed JSON: {message}, found `{found}`")),
        None => Fault::new(code::INPUT_SYNTAX, at, format!("not well-formed JSON: {message}")),
    }
}

/// Reads a text that is known to be JSON.
fn scan(text: &str) -> Result<Option<(Tree, Place)>, Fault> {
    let bytes = text.as_bytes();
    let mut builder = Builder::default();
    let mut at = 0_usize;
    while let Some(byte) = bytes.get(at) {
        let mut end = at.saturating_add(1);
        match byte {
            b'{' => builder.begin(Tree::Map(Vec::new()), at)?,
            b'[' => builder.begin(Tree::List(Vec::new()), at)?,
            b'}' | b']' => builder.end()?,
            b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => {}
            b'"' => {
                while let Some(byte) = bytes.get(end) {
                    end = end.saturating_add(if *byte == b'\\' { 2 } else { 1 });
                    if *byte == b'"' {
                        break;
                    }
                }
                // Half of a pair of surrogates is JSON, and no text.
                let string: String = serde_json::from_str(text.get(at..end).unwrap_or_default())
                    .map_err(|_| builder.fault(code::INPUT_SYNTAX, at, "expected a text of Unicode letters, found half of a surrogate pair"))?;
                if builder.wants_key() { builder.key(string, at) } else { builder.value(Tree::Text(string), at)? }
            }
            _ => {
                while bytes.get(end).is_some_and(|byte| !b",:]} \t\n\r".contains(byte)) {
                    end = end.saturating_add(1);
                }
                let written = text.get(at..end).unwrap_or_default();
                let tree = serde_json::from_str(written).map_err(|_| builder.out_of_range(at, written))?;
                builder.value(tree, at)?;
            }
        }
        at = end;
    }
    Ok(builder.finish())
}
