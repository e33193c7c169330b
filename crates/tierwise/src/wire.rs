//! The only decoder: every document, from every host and format, is read here.
//!
//! Whatever the host and the format, a document becomes a neutral [`Tree`] first. Reading goes on after a mistake, so that an
//! author sees all of them.

use std::borrow::Cow;

use serde::Deserializer;
use serde::de::DeserializeOwned;

use crate::error::{CODES, Error, Problem, code};
use crate::tree::{ENOUGH, Step, Tree};

/// Reads a value from any self-describing format. Everything goes through a [`Tree`], so that every host and format gets the same
/// answer: a misspelt key, a list for a section or a flag for a number fails everywhere with the same code and path.
///
/// ```
/// use tierwise::{Account, error::code, wire};
/// let error = wire::read::<Account, _>(&mut serde_json::Deserializer::from_str(r#"{"parc": {}}"#)).unwrap_err();
/// assert_eq!((error.code(), error.path()), (code::INPUT_UNKNOWN_FIELD, "parc"));
/// assert!(wire::read::<Account, _>(&mut serde_json::Deserializer::from_str(r#"["K-1"]"#)).is_err());
/// ```
///
/// # Errors
/// As [`read_tree`], or the one problem of an input that is not well-formed.
pub fn read<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<T, Error> {
    read_tree(&tree(deserializer)?)
}

/// Reads a document of no particular type from any self-describing format.
///
/// # Errors
/// The problem of an input that is not well-formed, or nested too deep.
pub fn tree<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tree, Error> {
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let path = error.path().to_string();
        let Explained { problem, .. } = explain(&error.inner().to_string(), if path == "." || path == "?" { String::new() } else { path });
        Error::new(&problem.code, problem.path, problem.message)
    })
}

/// Tries to find a value that fits where something wrong was, before what is around it is given up too.
const ATTEMPTS: u8 = 5;

/// Reads a value from a tree, and goes on after a mistake: a stand-in takes the place of what is wrong, and all is read again.
///
/// ```
/// use tierwise::{Account, tree::Tree, wire};
/// let tree = Tree::Map(vec![("id".into(), Tree::Integer(7)), ("parc".into(), Tree::Null), ("name".into(), Tree::Flag(true))]);
/// let error = wire::read_tree::<Account>(&tree).unwrap_err();
/// assert_eq!(error.to_string(), "id: expected text, found number `7` (input.type)\n\
///     parc: unknown key `parc`, did you mean `park`? (input.unknown_field)\n\
///     name: expected text, found `true` (input.type)");
/// ```
///
/// # Errors
/// Every problem that can be found so, at most 100 of them.
pub fn read_tree<T: DeserializeOwned>(tree: &Tree) -> Result<T, Error> {
    let repeated = has_duplicate_keys(tree);
    // Most documents are in order: only where something is wrong is it asked where.
    if !repeated && let Ok(value) = T::deserialize(tree) {
        return Ok(value);
    }
    let mut problems = Vec::new();
    let mut tree = Cow::Borrowed(tree);
    if repeated {
        tree.to_mut().remove_duplicate_keys("", &mut problems);
    }
    // Entries given up: that they are missing now is no problem of the document.
    let mut given_up: Vec<Vec<Step>> = Vec::new();
    while problems.len() < ENOUGH {
        let error = match T::deserialize(&*tree) {
            Ok(value) => return Error::check(problems).map(|()| value),
            Err(error) => error,
        };
        let (text, steps) = error.into_parts();
        let Explained { mut problem, key, custom } = explain(&text, text_of(&steps));
        let tree = tree.to_mut();
        let missing = key.as_ref().filter(|_| problem.code == code::INPUT_MISSING_FIELD).cloned();
        if let Some(stand_in) = stand_in_on(tree, &steps) {
            // No problem of the document, but of what took the place of one.
            if !try_another(tree, stand_in, &mut given_up) {
                break;
            }
        } else if let Some(key) = missing {
            let entry = [steps.as_slice(), &[Step::Key(key.clone())]].concat();
            match tree.at_mut(&steps) {
                Some(Tree::Map(entries)) if !given_up.contains(&entry) && !entries.iter().any(|(name, _)| *name == key) => {
                    problems.push(problem);
                    entries.push((key, Tree::StandIn(0)));
                }
                Some(section) if !steps.is_empty() => *section = Tree::StandIn(0),
                _ => break,
            }
        } else {
            let consequence = custom && tree.at_mut(&steps).is_some_and(|tree| tree.has_stand_in());
            let mut entry = (problem.code == code::INPUT_UNKNOWN_FIELD).then(|| steps.clone());
            // An unknown word may be a key, and the decoder has not stepped into it then.
            if let (code::INPUT_UNKNOWN_VALUE, Some(key), Some(Tree::Map(entries))) = (problem.code.as_str(), key, tree.at_mut(&steps)) {
                let with_key = [steps.as_slice(), &[Step::Key(key)]].concat();
                problem.path = text_of(&with_key);
                // The only key is a choice, which cannot be left out alone.
                entry = (entries.len() > 1).then_some(with_key);
            }
            if !consequence {
                problems.push(problem);
            }
            if !entry.is_some_and(|entry| tree.remove_entry(&entry)) {
                match tree.at_mut(&steps) {
                    Some(wrong) if !steps.is_empty() => *wrong = Tree::StandIn(0),
                    _ => break,
                }
            }
        }
    }
    Err(Error::check(problems).err().unwrap_or_else(|| Error::new(code::INPUT_TYPE, "", "expected another document, found one that cannot be read")))
}

fn has_duplicate_keys(tree: &Tree) -> bool {
    match tree {
        Tree::List(items) => items.iter().any(has_duplicate_keys),
        Tree::Map(entries) => {
            let mut keys: Vec<&str> = entries.iter().map(|(key, _)| key.as_str()).collect();
            keys.sort_unstable();
            !keys.is_sorted_by(|one, next| one < next) || entries.iter().any(|(_, value)| has_duplicate_keys(value))
        }
        _ => false,
    }
}

/// The way to the stand-in that a path ends in or leads through.
fn stand_in_on<'s>(tree: &Tree, steps: &'s [Step]) -> Option<&'s [Step]> {
    let mut at = tree;
    for (length, step) in steps.iter().enumerate() {
        if let Tree::StandIn(_) = at {
            return steps.get(..length);
        }
        at = at.step(step)?;
    }
    matches!(at, Tree::StandIn(_)).then_some(steps)
}

/// Another stand-in at the place; when none is left, gives up the entry, and then what is around it.
fn try_another(tree: &mut Tree, steps: &[Step], given_up: &mut Vec<Vec<Step>>) -> bool {
    match tree.at_mut(steps) {
        Some(Tree::StandIn(attempt)) if *attempt < ATTEMPTS => {
            *attempt = attempt.saturating_add(1);
            return true;
        }
        _ => {}
    }
    if tree.remove_entry(steps) {
        given_up.push(steps.to_vec());
        return true;
    }
    match steps.split_last().and_then(|(_, around)| if around.is_empty() { None } else { tree.at_mut(around) }) {
        Some(around) => {
            *around = Tree::StandIn(0);
            true
        }
        None => false,
    }
}

fn text_of(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => {
                text.push('.');
                text.push_str(key);
            }
            Step::Index(index) => text.push_str(&format!("[{index}]")),
        }
    }
    text
}

/// A decoder's text, understood.
struct Explained {
    problem: Problem,
    /// The key that is missing, or the word that is not known.
    key: Option<String>,
    /// A type's own rule was broken, not the shape of the document.
    custom: bool,
}

/// A decoder's text as a problem.
fn explain(text: &str, path: String) -> Explained {
    let text = without_position(text);
    let shape = |code: &str, message: String| Explained { problem: Problem::new(code, path.clone(), message), key: None, custom: false };
    // Our own types end their text with the code.
    if let Some((message, rest)) = text.rsplit_once(" (")
        && let Some((known, _)) = rest.strip_suffix(')').and_then(|name| CODES.iter().find(|(known, _)| *known == name))
    {
        return Explained { custom: true, ..shape(known, message.to_owned()) };
    }
    if let Some(rest) = text.strip_prefix("unknown field ") {
        return shape(code::INPUT_UNKNOWN_FIELD, format!("unknown key {}", with_suggestion(rest, "this place has no keys")));
    }
    if let Some(rest) = text.strip_prefix("unknown variant ") {
        let key = Some(split_known(rest).0.to_owned());
        return Explained { key, ..shape(code::INPUT_UNKNOWN_VALUE, format!("unknown value {}", with_suggestion(rest, "no value is allowed here"))) };
    }
    if let Some(rest) = text.strip_prefix("missing field ") {
        return Explained { key: Some(rest.trim_matches('`').to_owned()), ..shape(code::INPUT_MISSING_FIELD, format!("the key {rest} is missing")) };
    }
    if let Some(rest) = text.strip_prefix("duplicate field ") {
        return shape(code::INPUT_DUPLICATE_KEY, format!("the key {rest} stands here twice"));
    }
    if let Some((found, expected)) = text.strip_prefix("invalid length ").and_then(|rest| rest.split_once(", expected ")) {
        return shape(code::INPUT_LENGTH, format!("expected {}, found {found}", expected_in_plain_words(expected)));
    }
    if let Some((found, expected)) =
        text.strip_prefix("invalid type: ").or_else(|| text.strip_prefix("invalid value: ")).and_then(|rest| rest.rsplit_once(", expected "))
    {
        return shape(code::INPUT_TYPE, format!("expected {}, found {}", expected_in_plain_words(expected), found_in_plain_words(found)));
    }
    let code = if text.contains("recursion limit") { code::INPUT_TOO_DEEP } else { code::INPUT_SYNTAX };
    Explained { custom: true, ..shape(code, text.to_owned()) }
}

/// Without the position that some decoders append, which is that of their cursor and not of the mistake.
fn without_position(text: &str) -> &str {
    match text.rsplit_once(" at line ") {
        Some((message, position)) if position.bytes().all(|byte| byte.is_ascii_digit() || b" column".contains(&byte)) => message,
        _ => text,
    }
}

/// The found word and the text with the known ones.
fn split_known(text: &str) -> (&str, &str) {
    // From the right: the known words have no such text in them, the found one may.
    let (found, known) = text.rsplit_once("`, expected ").or_else(|| text.rsplit_once("`, there are ")).unwrap_or((text, ""));
    (found.strip_prefix('`').unwrap_or(found), known)
}

/// ``"`wieght`, expected one of `id`, `weight`"`` with the nearest spelling.
fn with_suggestion(text: &str, none: &str) -> String {
    let (found, known) = split_known(text);
    let known: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
    match nearest(found, known.iter().copied()) {
        Some(near) => format!("`{found}`, did you mean `{near}`?"),
        None if known.is_empty() => format!("`{found}`: {none}"),
        None => format!("`{found}`, expected one of `{}`", known.join("`, `")),
    }
}

/// The known word most like the found one, if it is like enough to be a slip.
///
/// ```
/// use tierwise::wire::nearest;
/// assert_eq!(nearest("revenu", ["account", "revenue"]), Some("revenue"));
/// assert_eq!(nearest("country", ["account", "revenue"]), None);
/// ```
#[must_use]
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let found = found.to_lowercase();
    // A text four times as long as a word is never like enough, and comparing a long text takes long.
    let longest = found.chars().count() / 4;
    known
        .into_iter()
        .filter(|word| word.chars().count() > longest)
        .map(|word| (strsim::jaro_winkler(&found, word), word))
        .filter(|(likeness, _)| *likeness > 0.85)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, word)| word)
}

/// Letters of a text that are shown where something else was expected.
const SHOWN: usize = 60;

/// Serde's words for what was found in those of a document's author.
fn found_in_plain_words(text: &str) -> String {
    if let Some(quoted) = text.strip_prefix("string \"").and_then(|rest| rest.strip_suffix('"')) {
        // Serde writes it as a literal.
        let written = quoted.replace("\\\"", "\"").replace("\\'", "'");
        let cut: String = written.chars().take(SHOWN).collect();
        return if cut.len() < written.len() { format!("text `{cut}...`") } else { format!("text `{cut}`") };
    }
    match text {
        "unit value" | "null" | "Option value" => "null".to_owned(),
        "map" => "a section".to_owned(),
        "sequence" => "a list".to_owned(),
        _ => text.replace("floating point `", "number `").replace("integer `", "number `").replace("boolean `", "`"),
    }
}

/// Serde's words for what a type expects in those of a document's author.
fn expected_in_plain_words(text: &str) -> String {
    let whole = |least: i128, most: i128| format!("a whole number from {least} to {most}");
    match text {
        "unit" | "null" => "null".to_owned(),
        "a map" => "a section".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a string" | "a borrowed string" => "text".to_owned(),
        "f64" | "f32" => "a number".to_owned(),
        "u8" => whole(0, u8::MAX.into()),
        "u16" => whole(0, u16::MAX.into()),
        "u32" => whole(0, u32::MAX.into()),
        "i8" => whole(i8::MIN.into(), i8::MAX.into()),
        "i16" => whole(i16::MIN.into(), i16::MAX.into()),
        "i32" => whole(i32::MIN.into(), i32::MAX.into()),
        "u64" | "usize" => "a whole number that is not negative".to_owned(),
        "i64" | "isize" => "a whole number".to_owned(),
        _ if text.starts_with("struct ") => match text.split_once(" with ") {
            Some((_, count)) => format!("a section with {count}"),
            None => "a section".to_owned(),
        },
        _ if text.starts_with("enum ") => "one of the allowed values".to_owned(),
        _ => {
            let words: Vec<&str> = text.split(' ').collect();
            match words.as_slice() {
                ["a", "tuple", "of", "size", size] => format!("a list of {size}"),
                ["tuple", "struct" | "variant", _, "with", size, ..] => format!("a list of {size}"),
                ["tuple", ..] => "a list".to_owned(),
                [size, "element" | "elements", "in", "sequence"] => format!("a list of {size}"),
                _ => text.to_owned(),
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails")]
mod tests;
