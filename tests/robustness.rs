//! Nothing that can be typed, uploaded or broken on the way makes the library panic.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "in a test, what cannot be done is a failure")]

use proptest::prelude::*;
use serde_json::Value;
use tierwise::tree::Tree;
use tierwise::{Account, Policy, error, wire};
use tierwise_tests::random::{self, Tape};
use tierwise_text::{Document, Format};

const FORMATS: [Format; 3] = [Format::Yaml, Format::Toml, Format::Json];

/// Reads a text as a policy and as an account; what is wrong has a code that is documented, and a place in the text.
fn read(bytes: &[u8], format: Format) {
    let document = match Document::read(bytes, format) {
        Ok(document) => document,
        Err(error) => return known(error.problems().iter().map(|problem| problem.code.as_str())),
    };
    for error in [Policy::read_tree(document.tree()).err(), wire::read_tree::<Account>(document.tree()).err()].into_iter().flatten() {
        known(error.problems().iter().map(|problem| problem.code.as_str()));
        assert_eq!(document.explain(&error).problems().len(), error.problems().len());
    }
}

fn known<'a>(codes: impl Iterator<Item = &'a str>) {
    for code in codes {
        assert!(error::CODES.iter().any(|(known, _)| *known == code), "{code}");
    }
}

/// A policy as text, in a format.
fn written(tape: &mut Tape) -> (String, Format) {
    let value = serde_json::to_value(random::spec(tape)).unwrap();
    let format = tape.pick(&FORMATS);
    let text = match format {
        Format::Toml => toml(&value),
        Format::Yaml if tape.chance(70) => yaml(&value, 0),
        // JSON is YAML, too.
        Format::Yaml | Format::Json => serde_json::to_string_pretty(&value).unwrap(),
    };
    (text, format)
}

fn toml(value: &Value) -> String {
    fn inline(value: &Value) -> String {
        match value {
            Value::Object(entries) => {
                format!("{{{}}}", entries.iter().map(|(key, value)| format!("{key:?} = {}", inline(value))).collect::<Vec<_>>().join(", "))
            }
            Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
            Value::Null => "-1e15".to_owned(),
            other => other.to_string(),
        }
    }
    value.as_object().unwrap().iter().map(|(key, value)| format!("{key} = {}\n", inline(value))).collect()
}

fn yaml(value: &Value, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(entries) if !entries.is_empty() && depth < 4 => {
            entries.iter().map(|(key, value)| format!("\n{indent}{key}: {}", yaml(value, depth + 1))).collect()
        }
        Value::Array(items) if !items.is_empty() && depth < 4 => items.iter().map(|item| format!("\n{indent}- {}", yaml(item, depth + 1))).collect(),
        other => other.to_string(),
    }
}

/// Breaks a text somewhere.
fn broken(text: &str, tape: &mut Tape) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=tape.below(4) {
        let at = tape.below(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
        match tape.below(6) {
            0 => bytes.truncate(at),
            1 if !bytes.is_empty() => bytes[at] = tape.below(256) as u8,
            2 if !bytes.is_empty() => drop(bytes.remove(at)),
            3 => {
                let piece = tape.pick(&[
                    "null", "\"", "{", "[", "]", "}", ":", ",", "\n", "- ", "1e999", ".nan", "\u{feff}", "é", "&a ", "*a", "!!int ", "\t", "[[", "# ", "'",
                ]);
                bytes.splice(at..at, piece.bytes());
            }
            4 => {
                let end = (at + tape.below(40)).min(bytes.len());
                let copy = bytes[at.min(end)..end].to_vec();
                bytes.splice(at.min(end)..at.min(end), copy);
            }
            _ => {
                let end = (at + tape.below(40)).min(bytes.len());
                bytes.drain(at.min(end)..end);
            }
        }
    }
    bytes
}

/// Puts other things where some stand.
fn wrong(tree: &mut Tree, tape: &mut Tape) {
    if tape.below(12) == 11 {
        let mut other = [
            Tree::Null,
            Tree::Flag(true),
            Tree::Integer(-1),
            Tree::Integer(i64::MAX),
            Tree::Number(f64::NAN),
            Tree::Number(1e300),
            Tree::Number(0.000_01),
            Tree::Text(String::new()),
            Tree::Text("worst".to_owned()),
            Tree::List(Vec::new()),
            Tree::Map(Vec::new()),
            Tree::List(vec![Tree::Null; 3]),
            Tree::Map(vec![("points".to_owned(), Tree::Null), ("points".to_owned(), Tree::Null)]),
        ];
        let at = tape.below(other.len());
        *tree = std::mem::replace(&mut other[at], Tree::Null);
        return;
    }
    match tree {
        Tree::List(items) => items.iter_mut().for_each(|item| wrong(item, tape)),
        Tree::Map(entries) => {
            if tape.below(15) == 14 && !entries.is_empty() {
                let at = tape.below(entries.len());
                let (key, value) = entries[at].clone();
                match tape.below(3) {
                    0 => drop(entries.remove(at)),
                    1 => entries.push((key, value)),
                    _ => entries[at].0.push('s'),
                }
            }
            entries.iter_mut().for_each(|(_, value)| wrong(value, tape));
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(random::config())]

    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,60}") {
        for format in FORMATS {
            read(&bytes, format);
            read(text.as_bytes(), format);
        }
    }

    #[test]
    fn signs_of_the_formats(text in "[\\[\\]{}:,\"'#&*!|>%@`~?.= \t\n0-9a-c\\\\+-]{0,80}") {
        for format in FORMATS {
            read(text.as_bytes(), format);
        }
    }

    #[test]
    fn broken_policies(mut tape in random::tape()) {
        let (text, format) = written(&mut tape);
        read(&broken(&text, &mut tape), format);
    }

    #[test]
    fn a_written_policy_is_read(mut tape in random::tape()) {
        let (text, format) = written(&mut tape);
        let document = Document::read(text.as_bytes(), format);
        prop_assert!(document.is_ok(), "{text}\n{}", document.unwrap_err());
        read(text.as_bytes(), format);
    }

    #[test]
    fn wrong_documents(mut tape in random::tape()) {
        let mut tree: Tree = serde_json::from_str(&serde_json::to_string(&random::spec(&mut tape)).unwrap()).unwrap();
        wrong(&mut tree, &mut tape);
        match Policy::read_tree(&tree) {
            Err(error) => {
                known(error.problems().iter().map(|problem| problem.code.as_str()));
                prop_assert!(error.problems().len() <= 1_000);
            }
            // What is a policy after all scores accounts.
            Ok(policy) => {
                let (account, as_of) = (random::account(&mut tape, 70), random::day(&mut tape));
                let _ = policy.assess(&account, as_of, None);
                let again = Policy::read_tree(&serde_json::from_str(&serde_json::to_string(policy.spec()).unwrap()).unwrap()).unwrap();
                prop_assert_eq!(again.fingerprint(), policy.fingerprint());
            }
        }
    }
}
