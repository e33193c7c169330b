//! One account after the other, each by itself.

use std::sync::LazyLock;
use std::time::Duration;

use serde_json::{Map, json};
use tierwise::columns::{Output, Results, Table};
use tierwise::{Account, Date, Policy};
use tierwise_benches::accounts::{Accounts, METHODS, NUMBERS, OUTLOOKS, TIERS, document, memory};
use tierwise_benches::by_hand;

use super::{Difference, Peer, timed};

static RULES: LazyLock<by_hand::Rules> = LazyLock::new(by_hand::Rules::default);

/// Scores one account as it lies there and puts the results into its row.
type Score<T> = fn(&Policy, &T, &str, usize, &mut Results);

struct Records<T> {
    policy: &'static Policy,
    records: Vec<T>,
    previous: Vec<&'static str>,
    results: Results,
    expected: Results,
    score: Score<T>,
}

pub(super) fn peer(name: &str, rows: usize) -> Box<dyn Peer> {
    let accounts: &'static Accounts = Box::leak(Box::new(Accounts::new(rows)));
    let policy: &'static Policy = Box::leak(Box::new(Policy::read(document()).unwrap()));
    let texts = || (0..rows).map(|row| record(accounts, row)).collect::<Vec<String>>();
    match name {
        "tierwise" => {
            let records = texts().iter().map(|text| serde_json::from_str(text).unwrap()).collect();
            records_of(policy, accounts, records, |policy, account: &Account, previous, row, results| {
                assessed(results, row, &policy.assess(account, day(), Some(previous)).unwrap(), policy);
            })
        }
        "tierwise-json" => records_of(policy, accounts, texts(), |policy, text: &String, previous, row, results| {
            let account: Account = serde_json::from_str(text).unwrap();
            let assessment = policy.assess(&account, day(), Some(previous)).unwrap();
            std::hint::black_box(serde_json::to_string(&assessment).unwrap());
            assessed(results, row, &assessment, policy);
        }),
        "tierwise-row" => {
            let table: &'static Table<'static> = Box::leak(Box::new(accounts.table(policy)));
            records_of(policy, accounts, vec![table; rows], |_, table: &&Table<'_>, _, row, results| {
                let Results { composite, errors, tier, contributions, .. } = results;
                let contributions = contributions.iter_mut().map(|slice| &mut slice[row..=row]).collect();
                let (composite, errors, tier) = (&mut composite[row..=row], &mut errors[row..=row], &mut tier[row..=row]);
                table.score(row..row + 1, &mut Output { composite, errors, tier, contributions, ..Default::default() }).unwrap();
            })
        }
        _ => {
            records_of(policy, accounts, (0..rows).map(|row| by_hand::Record::new(accounts, row)).collect(), |_, record: &by_hand::Record, _, row, results| {
                record.score(&RULES, row, results);
            })
        }
    }
}

fn records_of<T: 'static>(policy: &'static Policy, accounts: &Accounts, records: Vec<T>, score: Score<T>) -> Box<dyn Peer> {
    let rows = records.len();
    let mut expected = memory(policy, rows);
    by_hand::score(accounts, &mut expected);
    let previous = accounts.previous.iter().map(|rank| TIERS[usize::from(*rank)]).collect();
    Box::new(Records { policy, records, previous, results: memory(policy, rows), expected, score })
}

fn day() -> Date {
    Date::from_ymd(2026, 6, 30).unwrap()
}

/// The account as a document.
fn record(accounts: &Accounts, row: usize) -> String {
    let known = |column: usize| accounts.validity[column][row / 8] >> (row % 8) & 1 == 1;
    let numbers = NUMBERS.iter().enumerate().map(|(at, name)| (*name, json!(accounts.numbers[at][row])));
    let words = [
        ("procurement_method", json!(METHODS[usize::from(accounts.method[row])])),
        ("growth_outlook", json!(OUTLOOKS[usize::from(accounts.outlook[row])])),
        ("brand_influencer", json!(accounts.influencer[row])),
    ];
    let facts = numbers.chain(words).enumerate().filter(|(at, _)| known(*at)).map(|(_, (name, value))| (name.to_owned(), value));
    json!({"facts": facts.collect::<Map<_, _>>()}).to_string()
}

fn assessed(results: &mut Results, row: usize, assessment: &tierwise::Assessment, policy: &Policy) {
    let card = &assessment.scorecard;
    results.composite[row] = card.composite.thousandths();
    let criteria = card.aspects.iter().flat_map(|aspect| &aspect.criteria);
    criteria.zip(&mut results.contributions).for_each(|(criterion, slice)| slice[row] = criterion.contribution.thousandths());
    let (tier, ladder) = (&assessment.placement.as_ref().unwrap().tier, policy.spec().ladder.as_ref().unwrap());
    results.tier[row] = ladder.tiers.iter().position(|other| other.id[..] == **tier).map_or(0, |at| at + 1) as u8;
}

impl<T> Peer for Records<T> {
    fn run(&mut self) -> Duration {
        timed(|| {
            for (row, (record, previous)) in self.records.iter().zip(&self.previous).enumerate() {
                (self.score)(self.policy, record, previous, row, &mut self.results);
            }
        })
    }

    fn rows(&self) -> usize {
        self.records.len()
    }

    fn difference(&self) -> Option<Difference> {
        let (found, expected) = (&self.results, &self.expected);
        let worst = found.contributions.iter().zip(&expected.contributions).map(|(found, expected)| Difference::of(found, expected)).max().unwrap_or(0);
        let mut difference = Difference { worst, ..Difference::default() };
        difference.rows((&found.composite, &found.tier), (&expected.composite, &expected.tier));
        Some(difference)
    }
}
