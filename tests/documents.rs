//! Examples in the documents are examples: what they show is in order.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "in a test, what cannot be done is a failure")]

use std::fs;
use std::path::Path;

use serde_json::Value;
use tierwise::Policy;
use tierwise_tests::corpus;
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

/// Whether a part of a document says nothing that the whole does not say.
fn says(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part.iter().all(|(key, part)| whole.get(key).is_some_and(|whole| says(whole, part))),
        (Value::Number(whole), Value::Number(part)) => whole.as_f64() == part.as_f64(),
        _ => whole == part,
    }
}

#[test]
fn the_page_of_pictures_shows_the_policies_that_were_replayed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("docs/tiers.md")).unwrap();
    let mut pictures = 0;
    for picture in page.split("![").skip(1) {
        let (alt, rest) = picture.split_once("](images/tiers/").unwrap();
        let (name, rest) = rest.split_once(".svg)").unwrap();
        let scene: Value = serde_json::from_str(&fs::read_to_string(root.join(format!("docs/images/tiers/{name}.json"))).unwrap()).unwrap();
        assert_eq!(scene["alt"], alt, "{name}");
        let parts: Vec<&str> = rest.split("```yaml\n").skip(1).map(|block| block.split("```").next().unwrap()).collect();
        assert!(!parts.is_empty(), "{name}");
        for part in parts {
            let document = Document::read(part.as_bytes(), Format::Yaml).unwrap();
            let part: Value = tierwise::wire::read_tree(document.tree()).unwrap();
            assert!(scene["policies"].as_object().unwrap().values().any(|policy| says(policy, &part)), "{name}: {part}");
        }
        pictures += 1;
    }
    let drawn = fs::read_dir(root.join("docs/images/tiers")).unwrap().filter(|entry| entry.as_ref().unwrap().path().extension().unwrap() == "svg");
    assert_eq!(pictures, drawn.count());
}

#[test]
fn the_readme_names_commands_that_there_are() {
    let shell = blocks("README.md", "sh").concat();
    let commands: Vec<&str> = shell.lines().filter_map(|line| line.strip_prefix("tierwise ")).filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(commands, ["score", "score", "explain", "check", "facts", "replay", "timeline", "what-if", "what-if"]);
    assert!(shell.contains("cargo run --release -- demo") && shell.contains("cargo xtask test"));
}

/// The table of worked examples names cases that are there, with the transitions that they have.
#[test]
fn worked_examples_are_cases_of_the_corpus() {
    let text = fs::read_to_string(corpus::directory().join("../../docs/semantics.md")).unwrap();
    let files = corpus::files();
    let mut rows = 0;
    for line in text.lines().filter(|line| line.starts_with("| W")) {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [number, example, result, file] = cells[..] else { panic!("{line}") };
        let file = &files[&format!("history/{}", file.trim_matches(['`', ' ', '|']))];
        let named = |case: &&corpus::Case| case.name == format!("{number} {example}") || (case.name == number && file.about.trim_end_matches('.') == example);
        let case = file.cases.iter().find(named).unwrap_or_else(|| panic!("no case for {line}"));
        let transitions = case.ok.iter().filter_map(|ok| ok["transitions"].as_array()).flatten();
        let moves = transitions.filter_map(|step| Some(format!("{} {}", step.get("on")?.as_str()?, step.get("to")?.as_str()?)));
        let missing: Vec<String> = moves.filter(|step| !result.contains(step.as_str())).collect();
        assert!(missing.is_empty(), "{line}: {missing:?}");
        rows += 1;
    }
    assert!(rows > 100, "{rows} examples");
}
