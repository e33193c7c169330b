//! `tierwise demo`: real orders in, every account scored, placed and explained.

mod edges;
mod files;
mod months;
mod movers;
mod prospects;

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use tierwise::fact::FactValue;
use tierwise::{Account, Assessment, Date, Error, Policy};

use prospects::prospects;

use crate::complaints::Complaints;
use crate::failure::{Failure, Outcome};
use crate::input::Source;
use crate::orders::{Book, Names, is_known};
use crate::portfolio::Portfolio;
use crate::progress::Progress;
use crate::screen::{DIM, STRONG, Screen, counted, paint};
use crate::{policy, show};

/// The orders of the UCI data set Online Retail, one row an order.
const ORDERS: &[u8] = include_bytes!("../../../demo/online-retail-orders.csv.gz");
/// Where they come from.
const SOURCE: &str = "Daqing Chen, Online Retail, UCI Machine Learning Repository, CC BY 4.0";
/// What they are in.
const CURRENCY: &str = "GBP";
/// Three commercial-vehicle accounts, made up, and the day to score them.
const FLEETS: &str = include_str!("../../../demo/accounts.jsonl");
const FLEETS_AS_OF: &str = "2026-06-30";
/// Months from the assessment to the one before.
const MONTHS: i32 = -3;
/// Accounts in the ranking.
const TOP: usize = 10;

/// Score real orders that come with the program, and see what it can do
///
/// Reads 22,190 orders of a British wholesaler (UCI Online Retail, CC BY 4.0), scores every account under the policy
/// `transactions`, replays every account's way over the tiers month by month, compares with three months earlier, and
/// explains one account point by point. Then the same for three made-up fleets under the policy `cv-key-account`.
/// Leaves a table, the scorecards and a report in a folder.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Where to leave the results
    #[arg(long, value_name = "DIR", default_value = "tierwise-demo")]
    out: PathBuf,
    /// The day of scoring, YYYY-MM-DD; the last day of the orders if left out
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    as_of: Option<Date>,
}

/// One account, scored now and three months before.
struct Scoring<'b> {
    id: &'b str,
    account: &'b Account,
    before: Option<Assessment>,
    now: Assessment,
}

impl Scoring<'_> {
    /// Its revenue, as the policy reads it.
    fn revenue(&self) -> Option<f64> {
        match fact(&self.now, "orders.revenue_36_months") {
            Some(FactValue::Number(number)) => Some(number.get()),
            _ => None,
        }
    }
}

/// The value of a fact that a criterion reads.
fn fact<'a>(assessment: &'a Assessment, name: &str) -> Option<&'a FactValue> {
    let criteria = assessment.scorecard.aspects.iter().flat_map(|aspect| &aspect.criteria);
    criteria.filter(|criterion| *criterion.fact == *name).find_map(|criterion| criterion.value.as_ref())
}

impl Demo {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let book = read()?;
        let (first, last) = book.days.ok_or_else(|| Failure::Told("the orders of the demonstration are empty".to_owned()))?;
        let as_of = self.as_of.unwrap_or(last);
        let earlier = as_of.add_months(MONTHS).ok_or_else(|| Failure::Told(format!("--as-of {as_of}: there is no day three months before")))?;
        let policy = policy::load("transactions")?.policy;
        let known = book.accounts().filter(|(_, account)| is_known(account, as_of));
        let scorings = known.map(|(id, account)| score(id, account, &policy, earlier, as_of)).collect::<Result<Vec<_>, _>>()?;
        let mut portfolio = Portfolio::of(&policy, TOP);
        for scoring in &scorings {
            portfolio.add(scoring.id, scoring.now.clone(), scoring.revenue().unwrap_or_default());
        }

        writeln!(screen, "{}", paint(STRONG, "Real orders: a British wholesaler of gift-ware"))?;
        writeln!(screen, "{}", paint(DIM, SOURCE))?;
        let placed = counted(book.orders.saturating_sub(book.returns), "order");
        writeln!(screen, "  read    {placed} and {} of {}, {first} to {last}", counted(book.returns, "cancellation"), counted(book.len(), "account"))?;
        let identity = policy.identity();
        writeln!(screen, "  scored  {} under the policy {} {}", counted(portfolio.accounts, "account"), identity.id, identity.version)?;
        writeln!(screen, "  as of   {as_of}, with the tiers of {earlier} before")?;
        screen.heading("Tiers")?;
        show::tiers(screen, &policy, &portfolio)?;
        screen.heading(&format!("The first {TOP}"))?;
        show::ranking(screen, &policy, &portfolio)?;
        let over_time = months::over_time(&policy, &scorings, first, as_of)?;
        if over_time.months.months.len() > 1 {
            screen.heading("The tiers month by month, every account replayed")?;
            show::months(screen, &policy, &over_time.months, over_time.without_memory, months::NOTE)?;
            show::at_risk(screen, &policy, &over_time.months, over_time.until)?;
        }
        let rose = movers::show(screen, &policy, &scorings)?;
        if let Some(scoring) = rose.or_else(|| scorings.first()) {
            screen.heading("One of them explained")?;
            show::waterfall(screen, &policy, scoring.account, &scoring.now)?;
        }
        let fleets = fleets(screen)?;
        files::write(screen, &self.out, &policy, &scorings, as_of, &over_time, &fleets)?;
        Ok(Outcome::Good)
    }
}

fn read() -> Result<Book, Failure> {
    let mut progress = Progress::new("orders")?;
    let source = Source::of("online-retail-orders.csv.gz", "", ORDERS)?;
    let mut complaints = Complaints::new(None, "rows")?;
    let currency = crate::orders::currency(CURRENCY).map_err(Failure::Told)?;
    let book = Book::read(source, &Names::default(), Some(currency), &mut progress, &mut complaints)?;
    progress.finish();
    complaints.finish(&progress)?;
    Ok(book)
}

/// Scores an account twice; with the tier before, it does not move for little.
fn score<'b>(id: &'b str, account: &'b Account, policy: &Policy, earlier: Date, as_of: Date) -> Result<Scoring<'b>, Failure> {
    let wrong = |error: Error| Failure::account("the orders", id, &error);
    let before = if is_known(account, earlier) { Some(policy.assess(account, earlier, None).map_err(wrong)?) } else { None };
    let previous = before.as_ref().and_then(|before| before.placement.as_ref()).map(|placement| placement.tier.clone());
    let now = policy.assess(account, as_of, previous.as_deref()).map_err(wrong)?;
    Ok(Scoring { id, account, before, now })
}

/// Scores the made-up fleets and explains the last.
fn fleets(screen: &mut Screen) -> Result<Vec<(String, Assessment)>, Failure> {
    let policy = policy::load("cv-key-account")?.policy;
    let as_of = super::day(FLEETS_AS_OF).map_err(Failure::Told)?;
    let mut portfolio = Portfolio::of(&policy, TOP);
    let mut last = None;
    let mut all = Vec::new();
    for line in FLEETS.lines() {
        let wrong = |error: Error| Failure::account("accounts.jsonl", line, &error);
        let account: Account = tierwise::wire::read(&mut serde_json::Deserializer::from_str(line)).map_err(wrong)?;
        let assessment = policy.assess(&account, as_of, None).map_err(wrong)?;
        let id = account.id.clone().unwrap_or_default();
        portfolio.add(&id, assessment.clone(), 0.0);
        all.push((id, assessment.clone()));
        last = Some((account, assessment));
    }
    screen.heading("Made-up fleets, under a policy for makers of commercial vehicles")?;
    show::ranking(screen, &policy, &portfolio)?;
    if let Some((account, assessment)) = last {
        show::waterfall(screen, &policy, &account, &assessment)?;
    }
    Ok(all)
}
