//! Runs every case of the corpus.

use std::collections::{BTreeMap, BTreeSet};

use tierwise_tests::corpus;

#[test]
fn every_case() {
    let (mut counts, mut failures) = (BTreeMap::new(), Vec::new());
    for (name, file) in corpus::files() {
        let policy = file.policy();
        let mut names = BTreeSet::new();
        for case in &file.cases {
            assert!(names.insert(&case.name), "{name}: two cases are called `{}`", case.name);
            *counts.entry(case.call).or_insert(0_usize) += 1;
            let found = corpus::run(case, policy.as_ref());
            if std::env::var_os("BLESS").is_some() && case.ok.is_none() && case.error.is_none() && case.errors.is_none() {
                println!("{name}: {}: {}", case.name, serde_json::to_string(&found).unwrap());
                continue;
            }
            failures.extend(corpus::difference(case, &found).map(|difference| format!("{name}: {}:\n  {difference}", case.name)));
        }
    }
    println!("cases: {counts:?}");
    assert!(failures.is_empty(), "{} cases differ\n{}", failures.len(), failures.join("\n"));
    assert_eq!(counts, corpus::counts(), "cases of each call, against corpus/counts.json");
}

#[test]
fn every_rule_has_a_case_and_every_case_a_rule() {
    let rules: BTreeSet<String> = corpus::rules().into_iter().collect();
    assert!(rules.len() > 30, "found the rules {rules:?}");
    let files = corpus::files();
    let cases = || files.iter().flat_map(|(name, file)| file.cases.iter().map(move |case| (name, case)));
    let quoted: BTreeSet<String> = cases().flat_map(|(_, case)| case.rules.iter().cloned()).collect();
    let (without, unknown): (Vec<_>, Vec<_>) = (rules.difference(&quoted).collect(), quoted.difference(&rules).collect());
    assert!(without.is_empty() && unknown.is_empty(), "rules without a case: {without:?}; quoted but no rules: {unknown:?}");
    let (name, case) = cases().find(|(_, case)| case.rules.is_empty()).unzip();
    assert_eq!((name, case.map(|case| &case.name)), (None, None), "a case quotes no rule");
}
