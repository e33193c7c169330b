use super::{DAY, day, fact, fact_with, number, word};
use crate::fact::FactRef;

fn contacts(list: &str) -> String {
    format!(r#"{{"contacts": [{list}]}}"#)
}

#[test]
fn coverage_counts_who_was_met_and_what_they_think() {
    let coverage = |list: &str| number(&contacts(list), "buying_centre.coverage");
    // 180 days before is within 180 days, 181 is not.
    let decider = r#"{"roles": ["decider"], "last_contact_on": "2026-01-02", "opinions": [{"opinion": 0}]}"#;
    assert_eq!(coverage(decider), Some(0.35));
    assert_eq!(coverage(&decider.replace("01-02", "01-01")), Some(0.0));
    assert_eq!(coverage(&decider.replace("2026-01-02", "2026-07-02")), Some(0.0));
    assert_eq!(fact_with(&contacts(decider), r#"{"contact_freshness_days": 179}"#, DAY, "buying_centre.coverage"), Some(FactRef::Number(0.0)));
    let others = r#"
        {"roles": ["influencer"], "last_contact_on": "2026-06-01", "opinions": [{"opinion": -1}]},
        {"roles": ["buyer", "approver"], "last_contact_on": "2026-06-01"},
        {"roles": ["user", "info_collector"], "last_contact_on": "2026-06-01", "opinions": [{"opinion": 2}]},
        {"roles": ["gatekeeper"], "opinions": [{"opinion": 2}]}, {"last_contact_on": "2026-06-01"}"#;
    // Decider 0.35, buyer 0.15 / 2, user and info collector 0.10 each.
    assert_eq!(coverage(&format!("{decider}, {others}")), Some(0.625));
    // The best person of a role counts.
    assert_eq!(coverage(&format!(r#"{{"roles": ["decider"], "last_contact_on": "2026-06-01", "opinions": [{{"opinion": -2}}]}}, {decider}"#)), Some(0.35));
    assert_eq!(coverage(""), Some(0.0));
    let all = r#"{"roles": ["decider", "influencer", "buyer", "user", "gatekeeper", "info_collector"], "last_contact_on": "2026-06-01", "opinions": [{"opinion": 1}]}"#;
    assert_eq!(coverage(all), Some(1.0));
}

#[test]
fn the_last_opinion_of_us_counts() {
    let coverage = |opinions: &str| {
        number(&contacts(&format!(r#"{{"roles": ["decider"], "last_contact_on": "2026-06-01", "opinions": [{opinions}]}}"#)), "buying_centre.coverage")
    };
    let dated = r#"{"opinion": -1, "given_on": "2026-05-01"}, {"opinion": 1, "given_on": "2026-05-02"}"#;
    assert_eq!(coverage(dated), Some(0.35));
    assert_eq!(coverage(&format!(r#"{dated}, {{"opinion": -2, "given_on": "2026-07-02"}}"#)), Some(0.35));
    assert_eq!(coverage(&format!(r#"{dated}, {{"opinion": -1, "given_on": "2026-05-02"}}"#)), Some(0.0));
    // Opinions of other brands do not.
    assert_eq!(coverage(r#"{"brand": "theirs", "opinion": -2}, {"brand": "theirs", "own_brand": false, "opinion": -2}"#), Some(0.175));
    assert_eq!(coverage(r#"{"brand": "ours", "own_brand": true, "opinion": -2}"#), Some(0.0));
}

#[test]
fn people_whose_data_may_not_be_kept_are_not_read() {
    let text = contacts(
        r#"{"roles": ["decider"], "last_contact_on": "2026-06-01", "opinions": [{"opinion": 1}], "retain_until": "2026-07-01"},
           {"roles": ["buyer"], "last_contact_on": "2026-05-01", "opinions": [{"opinion": 1}], "retain_until": "2026-07-02"}"#,
    );
    assert_eq!(number(&text, "buying_centre.coverage"), Some(0.15));
    assert_eq!(number(&text, "buying_centre.contacts"), Some(1.0));
    assert_eq!(day(&text, "buying_centre.last_contact_on").as_deref(), Some("2026-05-01"));
    assert_eq!(number(&contacts(""), "buying_centre.contacts"), Some(0.0));
    assert_eq!(day(&contacts(r#"{"last_contact_on": "2026-07-02"}"#), "buying_centre.last_contact_on"), None);
}

#[test]
fn tenure_counts_complete_months() {
    let tenure = |text: &str| number(text, "relationship.tenure_years");
    assert_eq!(tenure(r#"{"relationship": {"customer_since": "2023-01-01"}}"#), Some(3.5));
    assert_eq!(tenure(r#"{"relationship": {"customer_since": "2025-07-02"}}"#), Some(11.0 / 12.0));
    assert_eq!(tenure(r#"{"relationship": {"customer_since": "2026-07-01"}}"#), Some(0.0));
    assert_eq!(tenure(r#"{"orders": [{"ordered_on": "2020-07-01", "net_amount": 1}]}"#), Some(6.0));
    let both = r#"{"relationship": {"customer_since": "2018-07-01"}, "orders": [{"ordered_on": "2020-07-01", "net_amount": 1}]}"#;
    assert_eq!(tenure(both), Some(8.0));
    assert_eq!(day(both, "relationship.customer_since").as_deref(), Some("2018-07-01"));
    assert_eq!(tenure(r#"{"relationship": {"customer_since": "2026-07-02"}, "orders": []}"#), None);
}

#[test]
fn a_stage_and_a_survey_age_out() {
    let stage = |on: &str| word(&format!(r#"{{"relationship": {{"stage": "basic", "assessed_on": "{on}"}}}}"#), "relationship.stage");
    assert_eq!([stage("2025-07-01"), stage("2025-06-30"), stage("2026-07-01"), stage("2026-07-02")], [Some("basic"), None, Some("basic"), None]);
    assert_eq!(word(r#"{"relationship": {"stage": "basic"}}"#, "relationship.stage"), Some("basic"));
    assert_eq!(day(r#"{"relationship": {"assessed_on": "2026-07-01"}}"#, "relationship.assessed_on").as_deref(), Some("2026-07-01"));
    assert_eq!(day(r#"{"relationship": {"assessed_on": "2026-07-02"}}"#, "relationship.assessed_on"), None);
    let score = |on: &str| number(&format!(r#"{{"satisfaction": {{"score": 4.5, "surveyed_on": "{on}"}}}}"#), "satisfaction.score");
    assert_eq!([score("2024-07-01"), score("2024-06-30"), score("2026-07-01"), score("2026-07-02")], [Some(4.5), None, Some(4.5), None]);
    assert_eq!(number(r#"{"satisfaction": {"score": 4.5}}"#, "satisfaction.score"), Some(4.5));
    assert_eq!(day(r#"{"satisfaction": {"surveyed_on": "2024-01-01"}}"#, "satisfaction.surveyed_on").as_deref(), Some("2024-01-01"));
}

#[test]
fn the_burden_is_per_100_own_vehicles() {
    let text = |claims: &str, park: &str| {
        let complaints = r#"[{"on": "2025-07-02"}, {"on": "2026-01-01"}, {"on": "2026-07-01"}, {"on": "2025-07-01"}, {"on": "2026-07-02"}, {}]"#;
        format!(r#"{{"satisfaction": {{"complaints": {complaints} {claims}}}, "park": {{"vehicles": [{park}]}}}}"#)
    };
    let burden = |claims: &str, park: &str| number(&text(claims, park), "service.burden_per_100_vehicles");
    let fleet = r#"{"units": 40, "own_brand": true}, {"units": 60, "own_brand": false}"#;
    let claim = r#", "goodwill_claims": [{"on": "2026-01-01", "amount": 10}]"#;
    assert_eq!(burden(claim, fleet), Some(10.0));
    assert_eq!(number(&text(claim, fleet), "service.complaints_12_months"), Some(3.0));
    assert_eq!(number(&text(claim, fleet), "service.goodwill_claims_12_months"), Some(1.0));
    assert_eq!(burden(r#", "goodwill_claims": []"#, fleet), Some(7.5));
    assert_eq!(burden("", fleet), None);
    assert_eq!(burden(claim, r#"{"units": 60, "own_brand": false}"#), None);
    assert_eq!(burden(claim, r#"{"units": 60}"#), None);
}

#[test]
fn referrals_count_once_they_have_ordered() {
    let text = r#"{"loyalty": {"referrals": [{"ordered_on": "2023-07-01"}, {"ordered_on": "2023-07-02"}, {"ordered_on": "2026-07-01"}, {"ordered_on": "2026-07-02"}, {"referred_on": "2026-01-01"}]}}"#;
    assert_eq!(number(text, "loyalty.referrals_36_months"), Some(2.0));
    assert_eq!(number(r#"{"loyalty": {"referrals": []}}"#, "loyalty.referrals_36_months"), Some(0.0));
    assert_eq!(number(r#"{"loyalty": {}}"#, "loyalty.referrals_36_months"), None);
}

#[test]
fn brand_activities_nominations_and_preference() {
    let text = r#"{"brand": {"activities": [{"on": "2025-07-01"}, {"on": "2025-07-02"}, {"on": "2026-07-01", "kind": "event"}, {"on": "2026-07-02"}], "nominations": [{"from": "2025-07-01", "until": "2026-07-01"}]}}"#;
    assert_eq!(number(text, "brand.activities_12_months"), Some(2.0));
    assert_eq!(number(r#"{"brand": {"activities": []}}"#, "brand.activities_12_months"), Some(0.0));
    assert_eq!(fact(text, "brand.nominated"), Some(FactRef::Flag(false)));
    assert_eq!(fact(r#"{"brand": {"nominations": []}}"#, "brand.nominated"), Some(FactRef::Flag(false)));
    assert_eq!(fact(r#"{"brand": {"nominations": [{"from": "2026-07-01"}]}}"#, "brand.nominated"), Some(FactRef::Flag(true)));
    let preferences = r#"{"brand_preferences": [{"brand": "a", "own_brand": true, "strength": "accepts"}, {"brand": "b", "own_brand": true, "strength": "avoids"}, {"brand": "c", "strength": "exclusive"}]}"#;
    assert_eq!(word(preferences, "brand.preference"), Some("accepts"));
}
