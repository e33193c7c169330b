//! The page of a made-up portfolio.
#![expect(clippy::arithmetic_side_effects, clippy::string_slice, reason = "small numbers and plain text of tests")]

use tierwise::{Account, Assessment, Date, Finite, Policy};

use super::*;

pub(super) const POLICY: &str = r#"{
  "policy": "fleets-example", "version": "2026.1", "semantics": 1, "label": "Fleets, an example",
  "description": "Made up for tests: three aspects, eight criteria, one hundred points.",
  "facts": [
    {"id": "demo.revenue", "type": "number", "label": "yearly revenue, thousands"},
    {"id": "demo.margin", "type": "number", "label": "contribution margin, per cent"},
    {"id": "demo.orders", "type": "number", "label": "orders in three years"},
    {"id": "demo.fleet", "type": "number", "label": "vehicles in the fleet"},
    {"id": "demo.renewal", "type": "number", "label": "vehicles due within two years"},
    {"id": "demo.stage", "type": "category", "label": "stage of the relationship", "values": ["exploratory", "basic", "cooperative", "integrated"]},
    {"id": "demo.share", "type": "number", "label": "share of wallet"},
    {"id": "demo.leader", "type": "flag", "label": "leads the trend in its trade"}
  ],
  "score": {"missing": "worst", "aspects": [
    {"id": "value", "label": "Current value", "cap": 40, "criteria": [
      {"id": "revenue", "label": "Revenue", "fact": "demo.revenue", "curve": [[0, 0], [50, 6], [500, 14], [5000, 24]]},
      {"id": "margin", "label": "Margin", "fact": "demo.margin", "curve": [[-5, -2], [0, 2], [15, 12]], "missing": {"points": 4}},
      {"id": "orders", "label": "Orders", "fact": "demo.orders", "bands": [[0, 0], [1, 2], [4, 4], [12, 6]]}]},
    {"id": "future", "label": "Potential", "criteria": [
      {"id": "fleet", "label": "Size of the fleet", "fact": "demo.fleet", "bands": [[0, 0], [5, 2], [20, 5], [100, 10], [500, 15]], "missing": {"points": 2}},
      {"id": "renewal", "label": "Vehicles due for renewal", "fact": "demo.renewal", "curve": [[0, 0], [10, 5], [100, 15]], "missing": {"points": 3}}]},
    {"id": "bond", "label": "Relationship", "criteria": [
      {"id": "stage", "label": "Stage", "fact": "demo.stage", "table": {"exploratory": 0, "basic": 3, "cooperative": 8, "integrated": 12}, "missing": {"points": 3}},
      {"id": "share", "label": "Share of wallet", "fact": "demo.share", "curve": [[0, 0], [0.5, 8], [1, 12]], "missing": {"points": 3}},
      {"id": "leader", "label": "Trend leader", "fact": "demo.leader", "flag": {"true": 6, "false": 0}}]}]},
  "entitlements": [
    {"id": "manager", "label": "a named account manager"},
    {"id": "lane", "label": "quotes within two working days"},
    {"id": "loan", "label": "a loan vehicle within 24 hours"}],
  "ladder": {"base": "standard", "tiers": [
    {"id": "silver", "label": "Silver", "enter": 40, "retain": 35, "entitlements": ["manager"]},
    {"id": "gold", "label": "Gold", "enter": 60, "retain": 55, "entitlements": ["manager", "lane"], "requires": {"fact": "score.coverage", "at_least": 0.6}},
    {"id": "platinum", "label": "Platinum", "enter": 75, "retain": 70, "entitlements": ["manager", "lane", "loan"],
     "requires": {"all": [{"fact": "score.coverage", "at_least": 0.75}, {"fact": "demo.fleet", "at_least": 100}]}}]},
  "designations": [{"id": "special", "label": "Special", "requires": {"all": [{"fact": "demo.leader", "is": true}, {"fact": "demo.stage", "is": "integrated"}]}}]
}"#;

pub(super) fn policy(text: &str) -> Policy {
    Policy::read(&mut serde_json::Deserializer::from_str(text)).unwrap()
}

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// An account that was made up.
pub(super) struct Made {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) revenue: Option<f64>,
    pub(super) now: Assessment,
    pub(super) before: Assessment,
}

/// A number from 0 to 1 that looks like chance and is always the same.
fn chance(account: u64, what: u64) -> f64 {
    let mut bits = account.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ what.wrapping_mul(0xd1b5_4a32_d192_ed03);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

fn account(number: u64, year: u64) -> (Account, f64) {
    let mut made = Account::default();
    let drift = |what: u64| if year == 0 { 1.0 } else { 0.8 + 0.4 * chance(number, 40 + what) };
    let number_of = |value: f64| Finite::new((value * 100.0).round() / 100.0).unwrap();
    // Few are large, many are small; what is good in one way is a bit better in the others.
    let size = (1.0 - chance(number, 1)) * (1.0 - chance(number, 1));
    let quality = 0.6 * size + 0.4 * chance(number, 2);
    let revenue = (6.0 / (0.0012 + chance(number, 3) * chance(number, 1)) * drift(1)).min(9_000.0);
    let mut put = |fact: &str, value: Finite, gaps: f64, what: u64| {
        if chance(number, what) >= gaps {
            made.facts.insert(fact, value);
        }
    };
    put("demo.revenue", number_of(revenue), 0.0, 20);
    put("demo.margin", number_of((18.0 * quality - 3.0) * drift(2)), 0.2, 21);
    put("demo.orders", Finite::new((14.0 * size * drift(3)).floor()).unwrap(), 0.0, 22);
    put("demo.fleet", Finite::new((900.0 * size * size * drift(4)).floor()).unwrap(), 0.15, 23);
    put("demo.renewal", Finite::new((160.0 * size * size * drift(5)).floor()).unwrap(), 0.25, 24);
    put("demo.share", number_of((quality * drift(6)).min(1.0)), 0.3, 25);
    if chance(number, 26) > 0.1 {
        let stages = ["exploratory", "basic", "cooperative", "integrated"];
        made.facts.insert("demo.stage", stages[((quality * drift(7) * 4.6) as usize).min(3)]);
    }
    made.facts.insert("demo.leader", chance(number, 27) > 0.93);
    (made, (revenue * 1_000.0).round())
}

pub(super) fn made(policy: &Policy, count: u64) -> Vec<Made> {
    const FIRST: [&str; 12] = ["Hanse", "Alpen", "Baltic", "Rhein", "Nordic", "Iberia", "Danube", "Atlas", "Meridian", "Sava", "Cotswold", "Bosporus"];
    const SECOND: [&str; 9] =
        ["Logistics", "City Transport", "Construction", "Cold Chain", "Parcel", "Tankers", "School Buses", "Timber", "Municipal Services"];
    const THIRD: [&str; 5] = ["Ltd", "AG", "SA", "Group", "Holding"];
    (0..count)
        .map(|number| {
            let pick = |from: &[&str], what| from[(chance(number, what) * from.len() as f64) as usize].to_owned();
            let (earlier, _) = account(number, 0);
            let before = policy.assess(&earlier, day("2025-06-30"), None).unwrap();
            let tier = before.placement.as_ref().map(|placement| placement.tier.clone());
            let (later, revenue) = account(number, 1);
            let now = policy.assess(&later, day("2026-06-30"), tier.as_deref()).unwrap();
            let name = (number % 29 != 7).then(|| format!("{} {} {}", pick(&FIRST, 50), pick(&SECOND, 51), pick(&THIRD, 52)));
            Made { id: format!("A-{:05}", 10_000 + number), name, revenue: (number % 41 != 3).then_some(revenue), now, before }
        })
        .collect()
}

pub(super) fn portfolio<'a>(policy: &'a Policy, made: &'a [Made]) -> Portfolio<'a> {
    let mut portfolio = Portfolio::new("Key account review 2026", policy, day("2026-06-30"));
    portfolio.currency = Some("EUR");
    portfolio.source = Some("Made-up accounts, drawn from a fixed sequence.");
    portfolio.accounts = made
        .iter()
        .enumerate()
        .map(|(at, made)| AccountView {
            id: &made.id,
            name: made.name.as_deref(),
            country: Some(["Germany", "Austria", "Poland", "Spain", "United Kingdom"][at % 5]),
            revenue: made.revenue,
            assessment: &made.now,
            before: Some(&made.before),
            recourse: None,
            certainty: None,
        })
        .collect();
    portfolio.explained = portfolio.worth_explaining(4);
    portfolio
}

/// Every element closed in order, every reference met, every id once.
fn assert_well_formed(page: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    let mut rest = page.strip_prefix("<!DOCTYPE html>").unwrap();
    while let Some(at) = rest.find('<') {
        let end = at + rest[at..].find('>').unwrap();
        let tag = &rest[at + 1..end];
        assert!(!tag.contains('<'), "{tag}");
        let name = tag.split([' ', '\n']).next().unwrap();
        rest = &rest[end + 1..];
        if let Some(closed) = name.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed));
        } else if name != "meta" {
            open.push(name);
        }
        if let Some(id) = tag.split(" id=\"").nth(1).and_then(|rest| rest.split('"').next()) {
            assert!(ids.insert(id), "{id}");
        }
        if matches!(name, "style" | "script") {
            rest = &rest[rest.find("</").unwrap()..];
        }
    }
    assert!(open.is_empty(), "{open:?}");
    for (attribute, separator) in [(" href=\"#", None), (" aria-labelledby=\"", Some(' '))] {
        for reference in page.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap()) {
            let mut references = separator.map_or_else(|| vec![reference], |separator| reference.split(separator).collect());
            references.retain(|reference| !ids.contains(reference));
            assert!(references.is_empty(), "{references:?}");
        }
    }
}

#[test]
fn a_small_report() {
    let policy = policy(POLICY);
    let made = made(&policy, 6);
    let mut portfolio = portfolio(&policy, &made);
    portfolio.explained = portfolio.worth_explaining(1);
    portfolio.failed =
        vec![FailedRow { account: "line 9", code: "score.missing_fact", message: "criterion `revenue` needs the fact `demo.revenue`, found it missing" }];
    let page = render(&portfolio);
    assert_well_formed(&page);
    // Without the style and the script, one element a line.
    let body = &page[page.find("<body>").unwrap()..page.find("<script>").unwrap()];
    insta::assert_snapshot!(body.replace("><", ">\n<"));
}

#[test]
fn the_page_is_the_same_each_time_and_stands_alone() {
    let policy = policy(POLICY);
    let made = made(&policy, 120);
    let page = render(&portfolio(&policy, &made));
    assert_eq!(page, render(&portfolio(&policy, &made)));
    assert_well_formed(&page);
    for outside in ["http", "url(//", "@import", " src=", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn thousands_of_accounts_stay_below_a_megabyte() {
    let policy = policy(POLICY);
    let made = made(&policy, 4_400);
    let start = std::time::Instant::now();
    let page = render(&portfolio(&policy, &made));
    println!("{} bytes in {:?}", page.len(), start.elapsed());
    assert!(page.len() < 1_000_000, "{}", page.len());
    assert_well_formed(&page);
}

#[test]
fn nothing_in_a_name_becomes_markup() {
    let policy = policy(POLICY);
    let evil = r#"<script>alert("x")</script>&'"--><b>"#;
    let mut made = made(&policy, 5);
    for made in &mut made {
        made.name = Some(format!("{evil}{}", made.id));
        made.id = format!("{evil}{}", made.id);
    }
    let mut portfolio = portfolio(&policy, &made);
    portfolio.title = evil;
    portfolio.currency = Some(evil);
    portfolio.source = Some(evil);
    portfolio.accounts.iter_mut().for_each(|account| account.country = Some(evil));
    portfolio.explained = (0..5).collect();
    portfolio.failed = vec![FailedRow { account: evil, code: evil, message: evil }];
    let page = render(&portfolio);
    assert!(!page.contains("<script>alert") && !page.contains("<b>"));
    assert_eq!(page.matches("<script>").count(), 1);
    for made in &made {
        assert!(page.contains(&format!("&lt;b&gt;{}", made.id.rsplit('>').next().unwrap())));
    }
    assert_well_formed(&page);
}

#[test]
fn the_numbers_shown_are_those_of_the_assessments() {
    let policy = policy(POLICY);
    let made = made(&policy, 40);
    let mut portfolio = portfolio(&policy, &made);
    portfolio.explained = (0..40).collect();
    let page = render(&portfolio);
    let articles: Vec<&str> = page.split("<article").skip(1).collect();
    assert_eq!(articles.len(), 40);
    for (article, made) in articles.iter().zip(&made) {
        let plain = article.replace("<span class=\"part\">", "").replace("</span>", "");
        let card = &made.now.scorecard;
        let with_minus = |points: tierwise::Points| format!("{points:.3}").replace('-', "−");
        for criterion in card.aspects.iter().flat_map(|aspect| &aspect.criteria) {
            assert!(plain.contains(&format!(">{}<", with_minus(criterion.contribution))), "{} {}", made.id, criterion.id);
        }
        for aspect in &card.aspects {
            assert!(plain.contains(&format!(">{}<", with_minus(aspect.points))), "{} {}", made.id, aspect.id);
        }
        assert!(plain.contains(&with_minus(card.composite)));
        for bound in [card.bounds.lowest, card.bounds.highest] {
            assert!(card.missing.is_empty() || plain.contains(&format!("<strong>{}</strong>", with_minus(bound))), "{}", made.id);
        }
        for reason in card.reasons.iter().take(5) {
            assert!(plain.contains(&reason.gap.to_string()));
        }
        let placement = made.now.placement.as_ref().unwrap();
        if let Some(next) = placement.next.as_ref().filter(|next| next.points > tierwise::Points::ZERO) {
            assert!(plain.contains(&format!("<strong>{}</strong> points more", with_minus(next.points))));
        }
    }
    let rows = page.split("data-sortable").nth(1).unwrap();
    for made in &made {
        assert!(rows.contains(&format!("data-key=\"{}\"", made.now.scorecard.composite.to_f64())));
    }
}

#[test]
fn tier_counts_and_movers_are_those_of_the_assessments() {
    let policy = policy(POLICY);
    let made = made(&policy, 200);
    let page = render(&portfolio(&policy, &made));
    let tiers = page.split("<table class=\"tiers\">").nth(1).unwrap().split("</table>").next().unwrap();
    for (tier, label) in [("platinum", "Platinum"), ("gold", "Gold"), ("silver", "Silver"), ("standard", "Standard")] {
        let count = made.iter().filter(|made| *made.now.placement.as_ref().unwrap().tier == *tier).count();
        let row = tiers.split("<tr>").find(|row| row.contains(&format!("</span>{label}</span>"))).unwrap();
        assert!(row.contains(&format!("<td class=\"num\">{count}</td>")), "{tier} {count} {row}");
    }
    let moved = |which| made.iter().filter(|made| made.now.placement.as_ref().unwrap().movement == which).count();
    let (up, down) = (moved(tierwise::tier::Movement::Promoted), moved(tierwise::tier::Movement::Demoted));
    assert!(up > 0 && down > 0);
    assert!(page.contains(&format!("{up} rose and {down} fell")));
}

#[test]
fn edges() {
    let full = policy(POLICY);
    let empty = render(&Portfolio::new("Nothing", &full, day("2026-06-30")));
    assert_well_formed(&empty);
    assert!(empty.contains("No account has a score"));

    let one = made(&full, 1);
    assert_well_formed(&render(&portfolio(&full, &one)));

    for revenue in [Some(0.0), Some(-5.0), Some(f64::NAN), None] {
        let mut few = made(&full, 3);
        few.iter_mut().for_each(|made| made.revenue = revenue);
        let page = render(&portfolio(&full, &few));
        assert_well_formed(&page);
        let page = page.split("<script>").next().unwrap();
        assert!(!page.contains("NaN") && !page.contains("inf"));
    }

    let mut losing = made(&full, 30);
    losing[4].revenue = Some(-2e6);
    assert!(render(&portfolio(&full, &losing)).contains("1\u{a0}account below zero: the curve rises to"));

    let mut long = made(&full, 4);
    long[0].name = Some("Verkehrsbetriebe ".repeat(40));
    assert_well_formed(&render(&portfolio(&full, &long)));

    // The index of an account that does not exist, and one twice.
    let mut wrong = portfolio(&full, &one);
    wrong.explained = vec![7, 0, 0];
    assert_well_formed(&render(&wrong));
}

#[test]
fn a_block_is_named_wherever_it_matters() {
    let mut document: serde_json::Value = serde_json::from_str(POLICY).unwrap();
    document["ladder"]["blocks"] = serde_json::json!([{"fact": "demo.leader", "is": true}]);
    let policy = policy(&document.to_string());
    let full = |leader: bool| {
        let mut account = Account::default();
        for (fact, value) in [("demo.revenue", 5000.0), ("demo.margin", 15.0), ("demo.orders", 12.0), ("demo.fleet", 500.0), ("demo.renewal", 100.0)] {
            account.facts.insert(fact, Finite::new(value).unwrap());
        }
        account.facts.insert("demo.leader", leader);
        account
    };
    let before = policy.assess(&full(false), day("2025-06-30"), None).unwrap();
    let now = policy.assess(&full(true), day("2026-06-30"), Some("platinum")).unwrap();
    let mut portfolio = Portfolio::new("Blocked", &policy, day("2026-06-30"));
    portfolio.accounts =
        vec![AccountView { id: "A", name: None, country: None, revenue: None, assessment: &now, before: Some(&before), recourse: None, certainty: None }];
    portfolio.explained = vec![0];
    let page = render(&portfolio);
    assert_well_formed(&page);
    for said in [
        "Blocked, whatever the score:",
        "an end of the block: demo.leader is true",
        "<li class=\"gate\">Blocked: demo.leader is true</li>",
        "0 rose and 1 fell",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn without_a_ladder() {
    let mut document: serde_json::Value = serde_json::from_str(POLICY).unwrap();
    for key in ["ladder", "designations", "entitlements"] {
        document.as_object_mut().unwrap().remove(key);
    }
    let policy = policy(&document.to_string());
    let made = made(&policy, 20);
    let page = render(&portfolio(&policy, &made));
    assert_well_formed(&page);
    assert!(!page.contains("id=\"tiers\"") && page.contains("changed their score"));
}

#[test]
fn worth_explaining_picks_each_account_once() {
    let policy = policy(POLICY);
    let made = made(&policy, 300);
    let portfolio = portfolio(&policy, &made);
    let chosen = portfolio.worth_explaining(6);
    assert_eq!(chosen.iter().collect::<std::collections::BTreeSet<_>>().len(), 6);
    let highest = made.iter().map(|made| made.now.scorecard.composite).max().unwrap();
    assert_eq!(made[chosen[0]].now.scorecard.composite, highest);
    assert_eq!(Portfolio::new("", &policy, day("2026-06-30")).worth_explaining(3), Vec::<usize>::new());
}

#[test]
fn an_account_over_time() {
    use crate::story::tests::{ORDERS, told};
    for (orders, as_of, until) in [(&ORDERS[..], "2026-05-01", "2027-05-01"), (&ORDERS[..1], "2025-02-10", "2025-02-10"), (&[][..], "2025-01-01", "2025-12-31")]
    {
        told(orders, as_of, until, |story| {
            let page = render_story(&story);
            assert_well_formed(&page);
            let page = page.split("<script>").next().unwrap();
            assert!(page.contains("North &amp; South") && !page.contains("NaN") && !page.contains("inf"));
            // Each move is a mark on the line and a row of the table.
            let moves = story.all_moves().count();
            assert_eq!(page.matches("class=\"move").count(), moves + usize::from(moves > 0));
            for step in story.all_moves() {
                assert!(page.contains(&format!("<time datetime=\"{}\">", step.on)));
                assert!(step.rules.iter().flat_map(|rule| rule.finding.split('`')).all(|part| page.contains(part)));
            }
        });
    }
}

#[test]
fn how_near_the_bounds_are_and_what_it_takes() {
    use tierwise::certainty::Uncertainty;
    use tierwise::portfolio::simulation::{Bound, Member, Portfolio as Members, SimulationOptions};
    use tierwise::recourse::{Goal, GoalDirection};
    let policy = policy(POLICY);
    let (day, made) = (day("2026-06-30"), made(&policy, 120));
    let accounts: Vec<Account> = (0..120).map(|number| Account { id: Some(made[number as usize].id.clone()), ..account(number, 1).0 }).collect();
    let members = accounts.iter().zip(&made).map(|(account, made)| {
        let previous = made.now.placement.as_ref().and_then(|placement| placement.previous.as_ref()).map(ToString::to_string);
        Member { account: account.clone(), previous }
    });
    let members = Members { accounts: members.collect(), histories: Vec::new() };
    let options = SimulationOptions::default();
    let near = policy.simulate(&policy, &members, day, &options).unwrap().knife_edge;
    assert!(!near.is_empty());
    let shifts = [-1.0, 1.0].map(|by| tierwise::Points::from_f64(by).unwrap());
    let plans = [policy.threshold_plan(&members.accounts, day, "silver", Bound::Enter, &shifts).unwrap()];
    let (lowered, raised) = (plans[0].shifts[0].promoted.unwrap(), plans[0].shifts[1].demoted.unwrap());
    let goal = |tier: &str, direction| Goal { tier: tier.to_owned(), direction, ..Goal::default() };
    let rise = policy.recourse(&accounts[0], day, &goal("platinum", GoalDirection::Reach), None).unwrap();
    let change = &rise.single.first().or(rise.cheapest.as_ref()).unwrap().changes[0];
    let sure = policy.certainty(&accounts[0], day, None, &Uncertainty { draws: 500, ..Uncertainty::default() }).unwrap();
    let mut portfolio = portfolio(&policy, &made);
    portfolio.edges = Some(Edges { within: options.knife_edge, near: &near, plans: &plans });
    (portfolio.accounts[0].recourse, portfolio.accounts[0].certainty, portfolio.explained) = (Some(&rise), Some(&sure), vec![0]);
    let page = render(&portfolio);
    assert_well_formed(&page);
    let signed = |sign: &str, count: u64| if count == 0 { "<td class=\"num\">0</td>".to_owned() } else { format!("<td class=\"num\">{sign}{count}</td>") };
    for said in [
        format!("{}\u{a0}account", near.len()),
        signed("+", lowered) + &signed("\u{2212}", raised),
        "What it would take for Platinum".to_owned(),
        format!("<strong>{}</strong>", change.to.to_string().replace('_', " ")),
        "Of 500 draws".to_owned(),
    ] {
        assert!(page.contains(&said), "{said}");
    }
}

#[test]
fn months_of_a_portfolio() {
    use crate::months::{Months, Way};
    use tierwise::History;
    let mut document: serde_json::Value = serde_json::from_str(POLICY).unwrap();
    document["ladder"]["renewal"] = serde_json::json!({"sliding": {"validity": {"months": 2}}});
    document["ladder"]["review"] = "monthly".into();
    let policy = policy(&document.to_string());
    // One account falls, one rises, one stays, one comes late.
    let history = |id: &str, enrolled: &str, observed: &[(&str, u32)]| -> History {
        let observe = |(at, (on, revenue)): (usize, &(&str, u32))| {
            let facts = serde_json::json!({"demo.revenue": revenue, "demo.stage": "integrated", "demo.share": 1, "demo.fleet": 500, "demo.renewal": 10, "demo.orders": 4});
            serde_json::json!({"id": at.to_string(), "on": on, "event": {"observe": {"facts": facts}}})
        };
        let enrol = serde_json::json!({"id": "enrol", "on": enrolled, "event": {"enrol": {}}});
        let events: Vec<_> = std::iter::once(enrol).chain(observed.iter().enumerate().map(observe)).collect();
        serde_json::from_value(serde_json::json!({"account": {"id": id}, "events": events})).unwrap()
    };
    let histories = [
        history("falls", "2025-01-01", &[("2025-01-01", 5000), ("2025-03-01", 0)]),
        history("rises", "2025-01-01", &[("2025-02-15", 5000)]),
        history("stays", "2025-01-01", &[("2025-01-01", 5000)]),
        history("comes", "2025-04-10", &[("2025-04-10", 5000)]),
    ];
    let as_of = day("2025-05-20");
    let traces: Vec<_> = histories.iter().map(|history| policy.trace(history, as_of).unwrap()).collect();
    let ways: Vec<Way<'_>> = histories.iter().zip(&traces).map(|(history, trace)| Way { account: &history.account, trace, at_risk: None }).collect();
    let months = Months::of(&policy, &ways, day("2025-01-01"), as_of, 2);
    let counted: Vec<(String, usize, usize, usize, usize)> =
        months.months.iter().map(|month| (month.on.to_string(), month.counts.iter().sum(), month.new, month.risen.len(), month.fallen.len())).collect();
    let seen: Vec<_> = counted.iter().map(|(on, all, new, rose, fell)| (on.as_str(), *all, *new, *rose, *fell)).collect();
    let expected = [
        ("2025-01-01", 3, 0, 0, 0),
        ("2025-02-01", 3, 0, 0, 0),
        ("2025-03-01", 3, 0, 1, 0),
        ("2025-04-01", 3, 0, 0, 1),
        ("2025-05-01", 4, 1, 0, 0),
        ("2025-05-20", 4, 0, 0, 0),
    ];
    assert_eq!(seen, expected);
    // From the first of the days to the last: one is where it was, one lower, one higher, and one came.
    let migration = months.migration.as_ref().unwrap();
    assert_eq!((migration.stayed, migration.promoted, migration.demoted), (1, 1, 1));
    assert_eq!(migration.entries.iter().sum::<u64>(), 1);
    let fell = months.furthest(false, 5);
    assert_eq!((fell.len(), fell[0].account.as_str()), (1, "falls"));
    assert!(fell[0].because.as_ref().unwrap().contains("is no longer merited"), "{fell:?}");
    assert_eq!((months.stability.moves, months.stability.undone), (2, 0));

    let made = made(&policy, 3);
    let mut portfolio = portfolio(&policy, &made);
    portfolio.over_time =
        Some(OverTime { months: &months, until: day("2025-11-20"), without_memory: Some(Stability { moves: 4, undone: 1 }), note: Some("A note.") });
    let page = render(&portfolio);
    assert_well_formed(&page);
    for said in [
        "id=\"months\"",
        "id=\"migration\"",
        "1 kept their tier, 1 are higher and 1 lower",
        "of the 2 moves were undone",
        "25.0\u{202f}%",
        "A note.",
        "<th scope=\"row\">falls</th>",
    ] {
        assert!(page.contains(said), "{said}");
    }
}
