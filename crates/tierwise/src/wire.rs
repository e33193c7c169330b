//! The only decoder: every document, from every host and format, is read here.
//!
//! [`read`] stops at the first problem; it is for many small inputs. [`read_tree`] reads a whole document
//! from a host-neutral [`Tree`] and goes on after a mistake, so that a policy's author sees all of them.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_path_to_error::{Path, Segment};

use crate::error::{CODES, Error, Problem, code};
use crate::tree::{Step, Tree};

/// Problems after which reading a document stops.
const ENOUGH: usize = 100;

/// Reads a value; the error has code and path.
///
/// ```
/// use tierwise::{Account, error::code, wire};
/// let error = wire::read::<Account, _>(&mut serde_json::Deserializer::from_str(r#"{"parc": {}}"#)).unwrap_err();
/// assert_eq!((error.code(), error.path()), (code::INPUT_UNKNOWN_FIELD, "parc"));
/// ```
///
/// # Errors
/// The first problem of the input.
pub fn read<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, Error> {
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let path = error.path().to_string();
        let problem = explain(&error.inner().to_string(), if path == "." { String::new() } else { path });
        Error::check(vec![problem.0]).err().unwrap_or_else(|| Error::new(code::INPUT_SYNTAX, "", "unreadable"))
    })
}

/// Reads a value from a tree, and goes on after a mistake: what is wrong is taken out and the rest read again.
///
/// # Errors
/// Every problem that can be found so, at most 100 of them.
pub fn read_tree<T: DeserializeOwned>(tree: &Tree) -> Result<T, Error> {
    let mut problems = Vec::new();
    let mut tree = tree.clone();
    tree.remove_duplicate_keys("", &mut problems);
    // Keys taken out so far: that they are missing now is no problem of the document.
    let mut taken: Vec<Vec<Step>> = Vec::new();
    loop {
        let error = match serde_path_to_error::deserialize::<_, T>(&tree) {
            Ok(value) => return Error::check(problems).map(|()| value),
            Err(error) => error,
        };
        let mut steps = original_steps(&tree, error.path());
        let (problem, key) = explain(&error.inner().to_string(), text_of(&steps));
        let missing = problem.code == code::INPUT_MISSING_FIELD;
        if problem.code == code::INPUT_UNKNOWN_FIELD {
            steps = to_key(steps, key.as_deref());
        }
        let path = text_of(&steps);
        let consequence = missing && key.is_some_and(|key| taken.contains(&joined(&steps, Step::Key(key))));
        if !consequence {
            problems.push(Problem { path, ..problem });
        }
        if !missing {
            // The smallest thing that can be left out is an entry of a section; a whole item is taken out later if need be.
            while matches!(steps.last(), Some(Step::Index(_))) {
                steps.pop();
            }
        }
        if steps.is_empty() || problems.len() >= ENOUGH || !tree.remove(&steps) {
            return Err(Error::check(problems).err().unwrap_or_else(|| Error::new(code::INPUT_TYPE, "", "the document cannot be read")));
        }
        taken.push(steps);
    }
}

fn joined(steps: &[Step], last: Step) -> Vec<Step> {
    let mut steps = steps.to_vec();
    steps.push(last);
    steps
}

/// The path of an unknown key ends with the key, whether or not the decoder had already stepped into it.
fn to_key(mut steps: Vec<Step>, key: Option<&str>) -> Vec<Step> {
    match (steps.last(), key) {
        (Some(Step::Key(last)), Some(key)) if last == key => steps,
        (_, Some(key)) => {
            steps.push(Step::Key(key.to_owned()));
            steps
        }
        _ => steps,
    }
}

/// The steps of a decoder's path, in the numbering of the document as it was written.
fn original_steps(tree: &Tree, path: &Path) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut at = Some(tree);
    for segment in path.iter() {
        let step = match segment {
            Segment::Seq { index } => Step::Index(at.and_then(|tree| tree.original_index(*index)).unwrap_or(*index)),
            Segment::Map { key } => Step::Key(key.clone()),
            Segment::Enum { variant } => Step::Key(variant.clone()),
            Segment::Unknown => continue,
        };
        at = at.and_then(|tree| tree.step(&step));
        // A newtype's own step stands for no place in the document.
        if at.is_some() || !matches!(segment, Segment::Enum { .. }) {
            steps.push(step);
        }
    }
    steps
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

/// A decoder's text as a problem; and the key it is about, if it is about one.
fn explain(text: &str, path: String) -> (Problem, Option<String>) {
    let text = without_position(text);
    // Our own types end their text with the code.
    if let Some((message, rest)) = text.rsplit_once(" (")
        && let Some(known) = rest.strip_suffix(')').and_then(|name| CODES.iter().find(|(known, _)| *known == name))
    {
        return (Problem::new(known.0, path, message), None);
    }
    let quoted = |text: &str| text.split('`').nth(1).map(ToOwned::to_owned);
    if let Some(rest) = text.strip_prefix("unknown field ") {
        let key = quoted(rest);
        let message = format!("unknown key {}", with_suggestion(rest, "this place has no keys"));
        return (Problem::new(code::INPUT_UNKNOWN_FIELD, path, message), key);
    }
    if let Some(rest) = text.strip_prefix("unknown variant ") {
        let message = format!("unknown value {}", with_suggestion(rest, "no value is allowed here"));
        return (Problem::new(code::INPUT_UNKNOWN_VALUE, path, message), None);
    }
    if let Some(rest) = text.strip_prefix("missing field ") {
        return (Problem::new(code::INPUT_MISSING_FIELD, path, format!("the key {rest} is missing")), quoted(rest));
    }
    if let Some(rest) = text.strip_prefix("duplicate field ") {
        return (Problem::new(code::INPUT_DUPLICATE_KEY, path, format!("the key {rest} stands here twice")), quoted(rest));
    }
    for (prefix, code) in [("invalid type: ", code::INPUT_TYPE), ("invalid value: ", code::INPUT_TYPE), ("invalid length ", code::INPUT_LENGTH)] {
        if let Some((found, expected)) = text.strip_prefix(prefix).and_then(|rest| rest.split_once(", expected ")) {
            let found = if code == code::INPUT_LENGTH { format!("{found} entries") } else { in_plain_words(found) };
            return (Problem::new(code, path, format!("expected {}, found {found}", in_plain_words(expected))), None);
        }
    }
    let code = if text.contains("recursion limit") { code::INPUT_TOO_DEEP } else { code::INPUT_SYNTAX };
    (Problem::new(code, path, text), None)
}

/// Without the position that some decoders append, which is that of their cursor and not of the mistake.
fn without_position(text: &str) -> &str {
    match text.rsplit_once(" at line ") {
        Some((message, position)) if position.bytes().all(|byte| byte.is_ascii_digit() || b" column".contains(&byte)) => message,
        _ => text,
    }
}

/// ``"`wieght`, expected one of `id`, `weight`"`` with the nearest spelling.
fn with_suggestion(text: &str, none: &str) -> String {
    let words: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
    let Some((found, known)) = words.split_first() else { return text.to_owned() };
    match nearest(found, known.iter().copied()) {
        Some(near) => format!("`{found}`, did you mean `{near}`?"),
        None if known.is_empty() => format!("`{found}`: {none}"),
        None => format!("`{found}`, expected one of {}", known.join(", ")),
    }
}

/// The known word most like the found one, if it is like enough to be a slip.
pub(crate) fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let like = |word: &str| strsim::jaro_winkler(&found.to_lowercase(), word);
    known
        .into_iter()
        .map(|word| (like(word), word))
        .filter(|(likeness, _)| *likeness > 0.85)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, word)| word)
}

/// Serde's names of shapes in the words of a document's author.
fn in_plain_words(text: &str) -> String {
    match text {
        "unit value" | "unit" | "null" | "Option value" => "null".to_owned(),
        "map" | "a map" | "sequence" | "a sequence" => text.replace("map", "section").replace("sequence", "list"),
        "a boolean" => "true or false".to_owned(),
        "a string" => "text".to_owned(),
        _ if text.starts_with("struct ") => "a section".to_owned(),
        _ if text.starts_with("enum ") => "one of the allowed values".to_owned(),
        _ if text.starts_with("a tuple of size ") => text.replace("a tuple of size", "a list of length"),
        _ => text.replace("string ", "text ").replace("floating point `", "number `").replace("integer `", "number `").replace("boolean `", "`"),
    }
}
