//! Examples in the documents are examples: what they show is in order.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "in a test, what cannot be done is a failure")]

use std::fs;
use std::path::Path;

use tierwise::Policy;
use tierwise_text::{Document, Format};

/// The fenced blocks of a language in a document of the repository.
fn blocks(document: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(document)).unwrap();
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("```").next().expect("a fence has an end").to_owned()).collect()
}

#[test]
fn policies_in_the_documents_have_neither_problems_nor_warnings() {
    let policies = blocks("docs/policy.md", "yaml");
    assert!(!policies.is_empty());
    for text in policies {
        let document = Document::read(text.as_bytes(), Format::Yaml).unwrap();
        let policy = Policy::read_tree(document.tree()).unwrap_or_else(|error| panic!("{}", document.explain(&error).in_file("docs/policy.md")));
        assert_eq!(policy.warnings(), []);
    }
}

#[test]
fn the_readme_names_commands_that_there_are() {
    let shell = blocks("README.md", "sh").concat();
    let commands: Vec<&str> = shell.lines().filter_map(|line| line.strip_prefix("tierwise ")).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(commands, ["score", "explain", "check", "facts"]);
    assert!(shell.contains("cargo run --release -- demo") && shell.contains("cargo xtask test"));
}
