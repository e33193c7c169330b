//! Reading goes on after a mistake: what is found, where, and that it ends.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::{Date, Finite, Points, Weight};

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Doc {
    name: String,
    #[serde(default)]
    since: Option<Date>,
    score: Score,
    #[serde(default)]
    rule: Option<Rule>,
    #[serde(default)]
    steps: Vec<Step2>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Score {
    base: Points,
    aspects: Vec<Aspect>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Aspect {
    id: String,
    #[serde(default)]
    weight: Weight,
    #[serde(default)]
    months: u32,
    #[serde(default)]
    bands: Vec<(Option<Finite>, Points)>,
    #[serde(default)]
    table: BTreeMap<String, Points>,
    #[serde(default)]
    by_kind: BTreeMap<Kind, bool>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Open,
    Closed,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Rule {
    Never,
    Days(u16),
    Sliding { months: u16, soft: bool },
    All(Vec<Rule>),
    Pair(Finite, Finite),
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step2 {
    #[serde(alias = "at")]
    on: Date,
    score: Box<Option<Score>>,
}

fn tree(json: &str) -> Tree {
    serde_json::from_str(json).expect("a test's own text")
}

/// The problems of a document, one a line.
fn problems(json: &str) -> String {
    read_tree::<Doc>(&tree(json)).expect_err("a document with mistakes").to_string()
}

const GOOD: &str = r#"{
    "name": "demo", "since": "2024-02-29",
    "score": {"base": 10.5, "aspects": [
        {"id": "a", "weight": 0.5, "months": 12, "bands": [[null, 0], [10, 2.5]], "table": {"x": 1, "y.z": 2}, "kind": "open"},
        {"id": "b", "kind": "closed", "by_kind": {"open": true}},
        {"id": "c", "kind": "open"}
    ]},
    "rule": {"all": ["never", {"days": 3}, {"sliding": {"months": 1, "soft": false}}, {"pair": [1, 2]}]},
    "steps": [{"on": "2024-01-01", "score": null}]
}"#;

#[test]
fn a_good_document_reads_as_it_does_elsewhere() {
    let direct: Doc = serde_json::from_str(GOOD).expect("good");
    assert_eq!(read_tree::<Doc>(&tree(GOOD)), Ok(direct));
}

#[test]
fn an_unknown_key_is_reported_once_with_the_key_in_the_path() {
    assert_eq!(
        problems(r#"{"name": "x", "score": {"base": 1, "aspects": [{"id": "a", "kind": "open", "wieght": 1}], "score": 2}}"#),
        "score.aspects[0].wieght: unknown key `wieght`, did you mean `weight`? (input.unknown_field)\n\
         score.score: unknown key `score`, expected one of `base`, `aspects` (input.unknown_field)"
    );
    assert_eq!(
        problems(
            r#"{"name": "x", "score": {"base": 1, "aspects": []}, "a`b, expected `q": 1, "rule": {"sliding": {"months": 1, "soft": true, "sliding": 1}}}"#
        ),
        "a`b, expected `q: unknown key `a`b, expected `q`, expected one of `name`, `since`, `score`, `rule`, `steps` (input.unknown_field)\n\
         rule.sliding.sliding: unknown key `sliding`, expected one of `months`, `soft` (input.unknown_field)"
    );
}

#[test]
fn every_mistake_is_reported_at_its_own_index() {
    assert_eq!(
        problems(
            r#"{"name": 5, "since": "2024-02-30", "score": {"base": "ten", "aspects": [
                "nothing",
                {"id": "a", "kind": "open", "bands": [[null, 0], ["x", 1], [1, 2, 3], [5], [6, 0.00001], 7], "table": {"x": true, "y": 1, "z": "q"}},
                {"id": null, "kind": "opn", "weight": -1, "months": 1.5},
                {"id": ["c"], "kind": {"open": 1}, "months": -3, "by_kind": {"opn": true, "closed": 3}}
            ]}}"#
        ),
        "name: expected text, found number `5` (input.type)\n\
         since: expected a day written YYYY-MM-DD, found `2024-02-30` (date.format)\n\
         score.base: expected points, a number with at most three decimals, found text `ten` (input.type)\n\
         score.aspects[0]: expected a section, found text `nothing` (input.type)\n\
         score.aspects[1].bands[1][0]: expected a number, found text `x` (input.type)\n\
         score.aspects[1].bands[2]: expected a list of 2, found 3 (input.length)\n\
         score.aspects[1].bands[3]: expected a list of 2, found 1 (input.length)\n\
         score.aspects[1].bands[4][1]: expected at most 3 decimals, found 0.00001 (number.decimals)\n\
         score.aspects[1].bands[5]: expected a list of 2, found number `7` (input.type)\n\
         score.aspects[1].table.x: expected points, a number with at most three decimals, found `true` (input.type)\n\
         score.aspects[1].table.z: expected points, a number with at most three decimals, found text `q` (input.type)\n\
         score.aspects[2].id: expected text, found null (input.type)\n\
         score.aspects[2].kind: unknown value `opn`, did you mean `open`? (input.unknown_value)\n\
         score.aspects[2].weight: expected a number from 0 to 10000, found -1 (number.range)\n\
         score.aspects[2].months: expected a whole number from 0 to 4294967295, found number `1.5` (input.type)\n\
         score.aspects[3].id: expected text, found a list (input.type)\n\
         score.aspects[3].kind.open: expected the name `open` alone, found content below it (input.type)\n\
         score.aspects[3].months: expected a whole number from 0 to 4294967295, found number `-3` (input.type)\n\
         score.aspects[3].by_kind.opn: unknown value `opn`, did you mean `open`? (input.unknown_value)\n\
         score.aspects[3].by_kind.closed: expected true or false, found number `3` (input.type)"
    );
}

#[test]
fn every_missing_key_is_reported_and_none_that_was_wrong() {
    assert_eq!(
        problems(r#"{"score": {"aspects": [{"id": 1, "kind": 2}, {}, {"kind": "open"}]}, "steps": [{}]}"#),
        "score.aspects[0].id: expected text, found number `1` (input.type)\n\
         score.aspects[0].kind: expected one of `open`, `closed`, found number `2` (input.type)\n\
         score.aspects[1]: the key `id` is missing (input.missing_field)\n\
         score.aspects[1]: the key `kind` is missing (input.missing_field)\n\
         score.aspects[2]: the key `id` is missing (input.missing_field)\n\
         score: the key `base` is missing (input.missing_field)\n\
         steps[0]: the key `on` is missing (input.missing_field)\n\
         the key `name` is missing (input.missing_field)"
    );
    assert_eq!(problems("{}"), "the key `name` is missing (input.missing_field)\nthe key `score` is missing (input.missing_field)");
    for (json, found) in [("[]", "a list"), ("3", "number `3`"), ("null", "null"), ("\"x\"", "text `x`")] {
        assert_eq!(problems(json), format!("expected a section, found {found} (input.type)"));
    }
}

#[test]
fn a_section_written_as_a_list_is_refused() {
    assert_eq!(
        problems(r#"{"name": "x", "score": [1, []], "rule": {"sliding": [1, true]}}"#),
        "score: expected a section, found a list (input.type)\nrule.sliding: expected a section, found a list (input.type)"
    );
}

#[test]
fn choices_are_explained() {
    for (rule, problem) in [
        (r#""nevr""#, "rule: unknown value `nevr`, did you mean `never`? (input.unknown_value)"),
        (r#""days""#, "rule: expected a section `{days: ...}`, found the name alone (input.type)"),
        (r#""sliding""#, "rule: expected a section `{sliding: ...}`, found the name alone (input.type)"),
        (r#"{"days": 70000}"#, "rule.days: expected a whole number from 0 to 65535, found number `70000` (input.type)"),
        (r#"{"dys": 7}"#, "rule.dys: unknown value `dys`, did you mean `days`? (input.unknown_value)"),
        (r#"{"days": 7, "never": null}"#, "rule: expected a section with one key, found 2 (input.length)"),
        ("{}", "rule: expected a section with one key, found 0 (input.length)"),
        ("7", "rule: expected one of `never`, `days`, `sliding`, `all`, `pair`, found number `7` (input.type)"),
        (r#"{"pair": [1]}"#, "rule.pair: expected a list of 2, found 1 (input.length)"),
        (r#"{"pair": 1}"#, "rule.pair: expected a list, found number `1` (input.type)"),
        (r#"{"sliding": {"months": 1}}"#, "rule.sliding: the key `soft` is missing (input.missing_field)"),
        (r#"{"all": [{"all": [{"days": true}]}]}"#, "rule.all[0].all[0].days: expected a whole number from 0 to 65535, found `true` (input.type)"),
    ] {
        assert_eq!(problems(&format!(r#"{{"name": "x", "score": {{"base": 1, "aspects": []}}, "rule": {rule}}}"#)), problem);
    }
}

#[test]
fn repeated_keys_are_reported_and_the_first_counts() {
    assert_eq!(
        problems(r#"{"name": "x", "name": 3, "score": {"base": 1, "aspects": [{"id": "a", "kind": "open", "table": {"x": 1, "x": true}}]}}"#),
        "name: the key `name` stands here twice (input.duplicate_key)\n\
         score.aspects[0].table.x: the key `x` stands here twice (input.duplicate_key)"
    );
    let many = Tree::Map(vec![("name".to_owned(), Tree::Null); 100_000]);
    assert_eq!(read_tree::<Doc>(&many).expect_err("repeated").problems().len(), ENOUGH);
}

#[test]
fn whole_numbers_may_have_a_point() {
    let doc = r#"{"name": "x", "score": {"base": 1.0, "aspects": [{"id": "a", "kind": "open", "months": 12.0}]}}"#;
    assert_eq!(read_tree::<Doc>(&tree(doc)).expect("good").score.aspects[0].months, 12);
}

#[test]
fn reports_stop_at_a_hundred() {
    let items = vec![Tree::Flag(true); 1_000];
    let doc = Tree::Map(vec![("score".to_owned(), Tree::Map(vec![("aspects".to_owned(), Tree::List(items))]))]);
    assert_eq!(read_tree::<Doc>(&doc).expect_err("wrong").problems().len(), ENOUGH);
}

fn any_tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        Just(Tree::Null),
        any::<bool>().prop_map(Tree::Flag),
        (-3_i64..70_000).prop_map(Tree::Integer),
        any::<f64>().prop_map(Tree::Number),
        "(open|never|2024-01-01|[a-z`.\"]{0,3})".prop_map(Tree::Text),
        (0_u8..7).prop_map(Tree::StandIn),
    ];
    let key = "(name|since|score|rule|steps|base|aspects|id|kind|days|all|sliding|on|at|[a-c`.]{0,2})";
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![prop::collection::vec(inner.clone(), 0..4).prop_map(Tree::List), prop::collection::vec((key, inner), 0..4).prop_map(Tree::Map),]
    })
}

/// Puts another tree at the `n`th place, adds it there, or takes the place out.
fn mutate(tree: &mut Tree, n: &mut usize, with: &(u8, String, Tree)) -> bool {
    if *n == 0 {
        match (with.0, &mut *tree) {
            (0, Tree::Map(entries)) => entries.push((with.1.clone(), with.2.clone())),
            (1, Tree::Map(entries)) if !entries.is_empty() => drop(entries.pop()),
            (1, Tree::List(items)) if !items.is_empty() => drop(items.remove(0)),
            (0, Tree::List(items)) => items.insert(0, with.2.clone()),
            (2, Tree::Map(entries)) if !entries.is_empty() => entries[0].0.clone_from(&with.1),
            _ => *tree = with.2.clone(),
        }
        return true;
    }
    *n -= 1;
    match tree {
        Tree::List(items) => items.iter_mut().any(|item| mutate(item, n, with)),
        Tree::Map(entries) => entries.iter_mut().any(|(_, value)| mutate(value, n, with)),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn reading_ends_and_agrees_with_reading_once(mutations in prop::collection::vec((0_usize..60, 0_u8..4, "(name|id|kind|[a-c`.]{0,2})", any_tree()), 0..5)) {
        let mut changed = tree(GOOD);
        for (n, how, key, with) in mutations {
            mutate(&mut changed, &mut n.clone(), &(how, key, with));
        }
        let direct = Doc::deserialize(&changed);
        match read_tree::<Doc>(&changed) {
            Ok(doc) => prop_assert!(changed.has_stand_in() || Ok(doc) == direct),
            Err(error) => {
                prop_assert!(!error.problems().is_empty() && error.problems().len() <= ENOUGH);
                let repeated = error.problems().iter().any(|problem| problem.code == code::INPUT_DUPLICATE_KEY);
                prop_assert!(direct.is_err() || repeated || changed.has_stand_in(), "{error}");
                for problem in error.problems() {
                    prop_assert!(CODES.iter().any(|(known, _)| *known == problem.code));
                }
            }
        }
    }

    #[test]
    fn anything_reads_or_is_refused(tree in any_tree()) {
        let _ = read_tree::<Doc>(&tree);
        let _ = read_tree::<Rule>(&tree);
        let _ = read_tree::<Vec<Step2>>(&tree);
        let _ = read_tree::<BTreeMap<String, Aspect>>(&tree);
    }
}
