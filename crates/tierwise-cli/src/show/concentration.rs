//! How a portfolio's value is spread, as tables.

use std::io::{self, Write};

use tierwise::Policy;
use tierwise::portfolio::concentration::{Concentration, PortfolioWarning, TooLarge};
use tierwise::portfolio::matrix::{Level, Matrix};

use super::tier;
use crate::screen::{BAD, DIM, LOOK, STRONG, Screen, bar, counted, grouped, numbers, paint, percent, words};

/// Width of a bar.
const BAR_WIDTH: usize = 20;

/// A share that may not be defined.
pub(super) fn share(share: Option<f64>) -> String {
    share.map_or_else(|| paint(DIM, "-"), percent)
}

/// Money without decimals.
fn money(value: f64) -> String {
    grouped(format!("{value:.0}"))
}

/// Shows which accounts carry the business.
pub(crate) fn concentration(screen: &mut Screen, policy: &Policy, found: &Concentration) -> io::Result<()> {
    let accounts = |count: usize| counted(count as u64, "account");
    writeln!(screen, "{} with {} in all", accounts(found.accounts), money(found.value.get()))?;
    if found.unknown > 0 {
        writeln!(screen, "{}", paint(LOOK, &format!("{} of unknown value left out", accounts(found.unknown))))?;
    }
    screen.heading("Who carries the business")?;
    let rows = found.top.iter().map(|top| {
        let of_value = top.share.map(|share| share.get());
        let drawn = bar(0.0, of_value.unwrap_or_default(), BAR_WIDTH, ' ');
        vec![format!("the top {}", percent(top.part.get())), grouped(top.accounts), money(top.value.get()), share(of_value), drawn]
    });
    let columns = [words("accounts"), numbers("so many"), numbers("value"), numbers("share"), words("")];
    screen.table(&columns, rows.collect())?;
    let needed = found.reach.iter().filter_map(|reach| {
        let count = grouped(reach.accounts?);
        Some(format!("{} of the value needs {count} ({})", percent(reach.share.get()), percent(reach.accounts_share?.get())))
    });
    let needed: Vec<String> = needed.collect();
    if !needed.is_empty() {
        screen.wrapped("", &format!("{}.", needed.join("; ")))?;
    }
    if let Some(gini) = &found.gini {
        let unbiased = gini.unbiased.map_or_else(String::new, |unbiased| format!(", {:.3} over n - 1", unbiased.get()));
        screen.wrapped("", &format!("Gini {:.3}{unbiased}: 0 if all had the same, 1 if one had all.", gini.plain.get()))?;
    }
    if found.negative > 0 {
        let peak = &found.peak;
        let (lost, at) = (money(peak.tail_loss.get()), share(peak.share.map(|share| share.get())));
        let text = format!("{lost} are lost behind the peak of {at} at {}, by {}.", accounts(peak.accounts), accounts(found.negative));
        screen.wrapped("", &paint(BAD, &text))?;
    }
    if !found.classes.is_empty() {
        screen.heading("Classes")?;
        let rows = found.classes.iter().map(|class| {
            let least = class.least.map_or_else(|| paint(DIM, "-"), |least| money(least.get()));
            vec![class.class.clone(), grouped(class.accounts), percent(class.accounts_share.get()), percent(class.value_share.get()), least]
        });
        let columns = [words("class"), numbers("accounts"), numbers("of accounts"), numbers("of value"), numbers("least value")];
        screen.table(&columns, rows.collect())?;
    }
    if found.tiers.iter().any(|share| share.tier.is_some()) {
        screen.heading("Tiers")?;
        let rows = found.tiers.iter().map(|of_tier| {
            let name = of_tier.tier.as_deref().map_or_else(|| paint(DIM, "none"), |name| tier(policy, name));
            let of_value = of_tier.value_share.map(|share| share.get());
            let drawn = bar(0.0, of_value.unwrap_or_default(), BAR_WIDTH, ' ');
            vec![name, grouped(of_tier.accounts), percent(of_tier.accounts_share.get()), share(of_value), drawn]
        });
        let columns = [words("tier"), numbers("accounts"), numbers("of accounts"), numbers("of value"), words("")];
        screen.table(&columns, rows.collect())?;
    }
    found.warnings.iter().try_for_each(|warning| screen.wrapped(&paint(LOOK, "look: "), &text(warning)))
}

fn text(warning: &PortfolioWarning) -> String {
    let tiers = warning.tiers.join(" and ");
    match warning.warning {
        TooLarge::TooManyAccounts => format!("{tiers} have {} accounts, which are many to look after.", grouped(warning.accounts)),
        TooLarge::TooLargeShare => format!("{tiers} have {} of all accounts, which is a large share.", percent(warning.accounts_share.get())),
    }
}

/// Shows the nine fields.
pub(crate) fn matrix(screen: &mut Screen, matrix: &Matrix) -> io::Result<()> {
    screen.heading("Where to invest")?;
    let word = |level| match level {
        Level::High => "high",
        Level::Medium => "medium",
        Level::Low => "low",
    };
    let cell = |field: &tierwise::portfolio::matrix::Field| {
        let count = if field.accounts == 0 { paint(DIM, "0") } else { paint(STRONG, &grouped(field.accounts)) };
        let value = field.value.filter(|_| field.accounts > 0).map(|value| money(value.get())).unwrap_or_default();
        format!("{count}  {value}\n{}", paint(DIM, &field.strategy.replace('_', " ")))
    };
    let rows = matrix.fields.chunks(3).map(|row| {
        let lead = row.first().map(|field| word(field.attractiveness).to_owned());
        lead.into_iter().chain(row.iter().map(cell)).collect()
    });
    let columns = [words("attractive"), words("we are strong"), words("medium"), words("weak")];
    screen.table(&columns, rows.collect())
}
