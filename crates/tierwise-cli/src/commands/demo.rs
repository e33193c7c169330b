//! `tierwise demo`: real orders, from the table they come in to tiers, explanations and a report.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use tierwise::tier::Movement;
use tierwise::{Account, Assessment, Date, Policy, wire};
use tierwise_cli::report;

use crate::complaints::Complaints;
use crate::failure::{Failure, Outcome};
use crate::input::Source;
use crate::orders::{Book, Customer, Names};
use crate::output::{Format, Layout, Out, Rows, Scored, WholeFile};
use crate::portfolio::Portfolio;
use crate::progress::Progress;
use crate::screen::{BAD, DIM, GOOD, Screen, counted, grouped, numbers, paint, words};
use crate::{policy, show};

/// Orders of a real wholesaler; see `demo/README.md` for source and licence.
const ORDERS: &[u8] = include_bytes!("../../demo/online-retail-orders.csv.gz");
/// Three accounts of a maker of commercial vehicles, made up.
const FLEETS: &str = include_str!("../../demo/accounts.jsonl");
/// Months between the review before and the one of the demo.
const MONTHS: i32 = 3;
/// The day on which the made-up accounts are scored.
const FLEETS_AS_OF: &str = "2026-06-30";
/// Movers each way that the terminal shows.
const MOVERS: usize = 5;

/// Score a real wholesaler's orders, and leave a table and a report
///
/// Reads 22,190 orders of 4,372 accounts that come with the program, builds accounts from them, scores them under the
/// policy `transactions` as of the last day and three months before, explains one account in full, and writes
/// accounts.csv, scorecards.jsonl and report.html. Then scores three made-up fleets under `cv-key-account`.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The folder for what it leaves behind
    #[arg(long, value_name = "FOLDER", default_value = "tierwise-demo")]
    out: PathBuf,
    /// The day of scoring, YYYY-MM-DD; the day of the last order if left out
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    as_of: Option<Date>,
}

/// An account, scored now and before.
struct Reviewed<'b> {
    customer: &'b Customer,
    now: Assessment,
    before: Option<Assessment>,
}

impl Demo {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let mut progress = Progress::new("orders")?;
        let mut complaints = Complaints::new(None, "rows")?;
        let source = Source::of("the demo's orders", "orders.csv", ORDERS)?;
        let book = Book::read(source, &Names::default(), &mut progress, &mut complaints)?;
        let (_, last) = book.days.ok_or_else(|| Failure::Told("the demo has no orders".to_owned()))?;
        let as_of = self.as_of.unwrap_or(last);
        let before = as_of.add_months(-MONTHS).unwrap_or(as_of);
        let loaded = policy::load("transactions")?;
        let policy = &loaded.policy;

        let mut progress = Progress::new("accounts")?;
        let mut reviewed = Vec::new();
        for customer in book.customers().filter(|customer| customer.is_known(as_of)) {
            progress.row();
            match review(policy, customer, before, as_of) {
                Ok(account) => reviewed.push(account),
                Err(error) => complaints.add(&progress, "the demo's orders", 0, Some(customer.id()), &error)?,
            }
        }
        progress.finish();
        let failed = complaints.failed();
        complaints.finish(&progress)?;
        let mut portfolio = Portfolio::of(policy, 10);
        reviewed.iter().for_each(|account| portfolio.add(account.customer.id(), account.now.clone(), account.customer.revenue(as_of)));

        told(screen, &book, policy, as_of, before)?;
        screen.heading("Tiers")?;
        show::tiers(screen, policy, &portfolio)?;
        screen.heading("The accounts at the top")?;
        show::ranking(screen, policy, &portfolio)?;
        movers(screen, policy, &reviewed, as_of)?;
        let page = self.write(policy, &reviewed, as_of)?;
        // One that lost points somewhere has more to say than a perfect one.
        let explained = page.iter().filter_map(|at| reviewed.get(*at)).find(|account| !account.now.scorecard.reasons.is_empty());
        if let Some(account) = explained {
            screen.heading("One account, every point of it")?;
            show::waterfall(screen, policy, &account.customer.account().map_err(|error| Failure::Told(error.to_string()))?, &account.now)?;
        }
        fleets(screen)?;
        self.left_behind(screen)?;
        screen.flush()?;
        let scored = u64::try_from(reviewed.len()).unwrap_or(u64::MAX);
        progress.say(&format!("scored {}, failed {}, read {}", grouped(scored), grouped(failed), counted(scored.saturating_add(failed), "account")));
        Ok(if failed == 0 { Outcome::Good } else { Outcome::SomeFailed })
    }

    /// Writes the table, the scorecards and the report; the accounts that the report explains.
    fn write(&self, policy: &Policy, reviewed: &[Reviewed<'_>], as_of: Date) -> Result<Vec<usize>, Failure> {
        std::fs::create_dir_all(&self.out).map_err(|error| Failure::file(&self.out.display().to_string(), &error))?;
        let more = ["revenue", "orders", "cancellations", "last_order_on"];
        let out = |name: &str| Out::create(Some(&self.out.join(name)));
        let mut table = Rows::new(Format::Csv, out("accounts.csv")?, Layout::of(policy, false, &more))?;
        let mut cards = Rows::new(Format::Jsonl, out("scorecards.jsonl")?, Layout::default())?;
        let mut ranked: Vec<&Reviewed<'_>> = reviewed.iter().collect();
        ranked.sort_by_key(|account| (std::cmp::Reverse(account.now.scorecard.composite), account.customer.id()));
        for account in ranked {
            let more = account.customer.summary(as_of);
            let scored = Scored { account: account.customer.id(), assessment: &account.now, more: &more };
            for rows in table.iter_mut().chain(&mut cards) {
                rows.write(scored)?;
            }
        }
        for rows in table.into_iter().chain(cards) {
            rows.finish()?.finish()?;
        }
        let mut page = report::Portfolio::new("A wholesaler's accounts", policy, as_of);
        page.currency = Some("GBP");
        page.source = Some(
            "Orders of a UK wholesaler of gift-ware, 2010-12-01 to 2011-12-09: Chen, Sain and Guo, UCI Machine Learning Repository, \
             Online Retail, CC BY 4.0.",
        );
        page.accounts = reviewed
            .iter()
            .map(|account| report::AccountView {
                id: account.customer.id(),
                name: None,
                country: account.customer.country(),
                revenue: Some(account.customer.revenue(as_of)),
                assessment: &account.now,
                before: account.before.as_ref(),
            })
            .collect();
        page.explained = page.worth_explaining(4);
        let mut file = WholeFile::create(&self.out.join("report.html"))?;
        file.write_all(report::render(&page).as_bytes())?;
        file.finish()?;
        Ok(page.explained)
    }

    fn left_behind(&self, screen: &mut Screen) -> Result<(), Failure> {
        screen.heading("Left behind")?;
        for (name, what) in [
            ("report.html", "a report to look at in a browser"),
            ("accounts.csv", "every account with tier, points and what it lost most on"),
            ("scorecards.jsonl", "every point of every account"),
        ] {
            writeln!(screen, "  {}  {}", self.out.join(name).display(), paint(DIM, what))?;
        }
        Ok(())
    }
}

/// Scores an account as of the day, after its tier three months before.
fn review<'b>(policy: &Policy, customer: &'b Customer, before: Date, as_of: Date) -> Result<Reviewed<'b>, tierwise::Error> {
    let account = customer.account()?;
    let before = if customer.is_known(before) { Some(policy.assess(&account, before, None)?) } else { None };
    let previous = before.as_ref().and_then(|assessment| assessment.placement.as_ref()).map(|place| place.tier.to_string());
    let now = policy.assess(&account, as_of, previous.as_deref())?;
    Ok(Reviewed { customer, now, before })
}

/// What was read.
fn told(screen: &mut Screen, book: &Book, policy: &Policy, as_of: Date, before: Date) -> Result<(), Failure> {
    let days = book.days.map(|(first, last)| format!(" from {first} to {last}")).unwrap_or_default();
    writeln!(
        screen,
        "Read {}{days}, {} of them cancellations, of {}.",
        counted(book.orders, "order"),
        grouped(book.cancellations),
        counted(book.len(), "account")
    )?;
    let identity = policy.identity();
    writeln!(screen, "Scored under the policy {} {} as of {as_of}, after the tiers of {before}.", identity.id, identity.version)?;
    Ok(())
}

/// The largest accounts that rose and fell.
fn movers(screen: &mut Screen, policy: &Policy, reviewed: &[Reviewed<'_>], as_of: Date) -> Result<(), Failure> {
    for (title, movement, style, arrow) in [("Who rose", Movement::Promoted, GOOD, "↑"), ("Who fell", Movement::Demoted, BAD, "↓")] {
        let place = |account: &Reviewed<'_>| account.now.placement.as_ref().is_some_and(|place| place.movement == movement);
        let mut moved: Vec<&Reviewed<'_>> = reviewed.iter().filter(|account| place(account)).collect();
        moved.sort_by(|one, other| {
            other.customer.revenue(as_of).total_cmp(&one.customer.revenue(as_of)).then_with(|| one.customer.id().cmp(other.customer.id()))
        });
        screen.heading(&format!("{title}: {}", counted(u64::try_from(moved.len()).unwrap_or(u64::MAX), "account")))?;
        if moved.is_empty() {
            continue;
        }
        let columns = [words("account"), words("from"), words("to"), numbers("points before"), numbers("now"), numbers("revenue")];
        let rows = moved.iter().take(MOVERS).filter_map(|account| {
            let place = account.now.placement.as_ref()?;
            let points = account.before.as_ref().map(|before| format!("{:.3}", before.scorecard.composite)).unwrap_or_default();
            Some(vec![
                account.customer.id().to_owned(),
                show::tier(policy, place.previous.as_deref().unwrap_or_default()),
                format!("{} {}", show::tier(policy, &place.tier), paint(style, arrow)),
                points,
                format!("{:.3}", account.now.scorecard.composite),
                grouped(format!("{:.0}", account.customer.revenue(as_of))),
            ])
        });
        screen.table(&columns, rows.collect())?;
    }
    Ok(())
}

/// Three fleets under the policy for makers of commercial vehicles; one is explained.
fn fleets(screen: &mut Screen) -> Result<(), Failure> {
    let loaded = policy::load("cv-key-account")?;
    let policy = &loaded.policy;
    let as_of = FLEETS_AS_OF.parse().map_err(|error: tierwise::date::DateError| Failure::Told(error.to_string()))?;
    screen.heading("Three fleets under the policy cv-key-account")?;
    let mut portfolio = Portfolio::of(policy, 10);
    let mut explained: Option<(Account, Assessment)> = None;
    for line in FLEETS.lines() {
        let told = |error: tierwise::Error| Failure::Told(error.to_string());
        let account: Account = wire::read(&mut serde_json::Deserializer::from_str(line)).map_err(told)?;
        let assessment = policy.assess(&account, as_of, None).map_err(told)?;
        portfolio.add(account.name.as_deref().or(account.id.as_deref()).unwrap_or_default(), assessment.clone(), 0.0);
        // The one with gaps says most.
        if explained.is_none() && !assessment.scorecard.missing.is_empty() {
            explained = Some((account, assessment));
        }
    }
    show::ranking(screen, policy, &portfolio)?;
    if let Some((account, assessment)) = explained {
        show::waterfall(screen, policy, &account, &assessment)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> Book {
        let mut progress = Progress::new("orders").unwrap();
        let mut complaints = Complaints::new(None, "rows").unwrap();
        Book::read(Source::of("orders", "orders.csv", ORDERS).unwrap(), &Names::default(), &mut progress, &mut complaints).unwrap()
    }

    #[test]
    fn the_two_traps_of_the_data() {
        let (book, policy) = (book(), policy::load("transactions").unwrap_or_else(|_| panic!("no policy")).policy);
        let values = |id: &str, as_of: &str| {
            let customer = book.customers().find(|customer| customer.id() == id).unwrap();
            let card = policy.score(&customer.account().unwrap(), as_of.parse().unwrap()).unwrap();
            let values = card.aspects.iter().flat_map(|aspect| &aspect.criteria).map(|line| (line.fact.to_string(), line.value.as_ref().unwrap().to_string()));
            (values.collect::<Vec<_>>(), card.composite.to_string())
        };
        let facts = |decayed: &str, revenue: &str, orders: &str| {
            [("orders.decayed_revenue", decayed), ("orders.revenue_36_months", revenue), ("orders.count_36_months", orders)]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .to_vec()
        };
        // Buys 74,215 pieces and cancels within the hour: nothing was bought.
        assert_eq!(values("12346", "2011-12-09"), (facts("0", "0", "0"), "0".to_owned()));
        // Buys 80,995 pieces on the last day and cancels: what stays is an order of 2.90 in May, 205 days ago.
        let (of_16446, composite) = values("16446", "2011-12-09");
        assert_eq!((of_16446[1].1.as_str(), of_16446[2].1.as_str(), composite.as_str()), ("2.9", "1", "0"));
        let decayed: f64 = of_16446[0].1.parse().unwrap();
        assert!((decayed - 1.964_7).abs() < 1e-3, "{decayed}");
        // The day before, the order of May was all there was.
        assert_eq!(values("16446", "2011-12-08").0[1].1, "2.9");
    }

    #[test]
    fn the_portfolio_is_as_concentrated_as_published() {
        let book = book();
        assert_eq!((book.orders, book.cancellations, book.len()), (22_190, 3_654, 4_372));
        let as_of = "2011-12-09".parse().unwrap();
        let mut revenues: Vec<f64> = book.customers().map(|customer| customer.revenue(as_of)).collect();
        revenues.sort_by(|one, other| other.total_cmp(one));
        let (sum, top): (f64, f64) = (revenues.iter().sum(), revenues.iter().take(874).sum());
        assert!((sum - 8_300_065.81).abs() < 0.01 && (top / sum - 0.74).abs() < 0.005, "{sum} {}", top / sum);
    }
}
