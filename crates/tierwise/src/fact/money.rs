//! Facts of margin and payment, and of the cost of cultivation.

use super::Source;
use super::window::{Sum, count};
use crate::account::{CultivationAction, Invoice, MarginYear, Money};
use crate::date::Date;

/// The sum of one amount over the entries of the latest year that has ended.
pub(super) fn margin(source: &Source<'_>, amount: fn(&MarginYear) -> Option<Money>) -> Option<f64> {
    let entries = source.account.margin.as_deref()?;
    let ended = |entry: &MarginYear| entry.year.filter(|year| Date::from_ymd(i32::from(year.get()), 12, 31).is_some_and(|end| source.has_come(end)));
    let latest = entries.iter().filter_map(ended).max()?;
    Sum::of(entries.iter().filter(|entry| entry.year == Some(latest)).map(|entry| amount(entry).map(Money::get)))
}

pub(super) fn contribution_after_service(source: &Source<'_>) -> Option<f64> {
    Some(margin(source, |entry| entry.contribution)? - margin(source, |entry| entry.cost_to_serve)?)
}

pub(super) fn contribution_percent(source: &Source<'_>) -> Option<f64> {
    let revenue = margin(source, |entry| entry.net_revenue).filter(|revenue| *revenue > 0.0)?;
    Some(contribution_after_service(source)? / revenue * 100.0)
}

fn invoices<'a>(source: &Source<'a>) -> Option<&'a [Invoice]> {
    source.account.payments.as_ref()?.invoices.as_deref()
}

/// Amount-weighted mean of the days between due and paid.
pub(super) fn delay_days(source: &Source<'_>) -> Option<f64> {
    let (mut amounts, mut products) = (Sum::default(), Sum::default());
    for invoice in invoices(source)? {
        let Some((due, paid, amount)) = payment(invoice).filter(|(_, paid, _)| source.in_last(12, *paid)) else { continue };
        amounts.add(amount);
        products.add(amount * f64::from(paid.days_since(due)));
    }
    (amounts.value() > 0.0).then(|| products.value() / amounts.value())
}

/// Day due, day paid and amount of an invoice that was paid; credit notes are none.
fn payment(invoice: &Invoice) -> Option<(Date, Date, f64)> {
    Some((invoice.due_on?, invoice.paid_on?, invoice.amount?.get())).filter(|(_, _, amount)| *amount > 0.0)
}

/// Invoices that are due and not paid on the day.
fn overdue<'a>(source: &Source<'a>) -> Option<impl Iterator<Item = (Date, &'a Invoice)>> {
    let as_of = source.as_of;
    let due = invoices(source)?.iter().filter_map(|invoice| Some((invoice.due_on?, invoice)));
    Some(due.filter(move |(due, invoice)| *due < as_of && invoice.paid_on.is_none_or(|paid| paid > as_of)))
}

pub(super) fn overdue_amount(source: &Source<'_>) -> Option<f64> {
    Sum::of(overdue(source)?.map(|(_, invoice)| invoice.amount.map(Money::get)))
}

pub(super) fn overdue_days(source: &Source<'_>) -> Option<f64> {
    Some(overdue(source)?.map(|(due, _)| source.as_of.days_since(due)).max().map_or(0.0, f64::from))
}

fn open_actions<'a>(source: &Source<'a>) -> Option<impl Iterator<Item = &'a CultivationAction>> {
    let as_of = source.as_of;
    Some(source.account.cultivation.as_deref()?.iter().filter(move |action| action.done_on.is_none_or(|done| done > as_of)))
}

pub(super) fn open_action_count(source: &Source<'_>) -> Option<f64> {
    open_actions(source).map(count)
}

pub(super) fn overdue_action_count(source: &Source<'_>) -> Option<f64> {
    Some(count(open_actions(source)?.filter(|action| action.due_on.is_some_and(|due| due < source.as_of))))
}

pub(super) fn cultivation_cost(source: &Source<'_>) -> Option<f64> {
    let actions = source.account.cultivation.as_deref()?.iter();
    let done = actions.filter(|action| action.done_on.is_some_and(|done| source.in_last(12, done)));
    Sum::of(done.map(|action| action.cost.map(Money::get)))
}
