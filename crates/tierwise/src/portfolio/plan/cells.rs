//! The sales of a period by month, account and dimensions: what every group is a part of.

use std::collections::{BTreeMap, BTreeSet};

use super::book::{PlanBook, PlannedVersion, Sales};
use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::number::Finite;

/// The names that are no dimensions.
pub(super) const MONTH: &str = "month";
pub(super) const ACCOUNT: &str = "account";

/// Thousandths of a measure, ties to even (rule K2.1).
pub(super) fn thousandths(number: Finite) -> i128 {
    (number.get() * 1_000.0).round_ties_even() as i128
}

/// A sum of thousandths; missing if one of its terms is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    sum: i128,
    missing: bool,
}

impl Sum {
    pub(super) fn add(&mut self, term: Option<i128>) {
        self.sum = self.sum.saturating_add(term.unwrap_or_default());
        self.missing |= term.is_none();
    }

    pub(super) fn known(self) -> Option<i128> {
        (!self.missing).then_some(self.sum)
    }
}

/// Vehicles or money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Units,
    Amount,
}

/// Vehicles and money of some sales.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sold {
    units: Sum,
    amount: Sum,
}

impl Sold {
    fn add(&mut self, sales: &Sales) {
        self.units.add(sales.units.map(thousandths));
        self.amount.add(sales.amount.map(thousandths));
    }

    pub(super) fn of(&self, measure: Of) -> Option<i128> {
        match measure {
            Of::Units => self.units.known(),
            Of::Amount => self.amount.known(),
        }
    }
}

/// What is planned and sold of one month, account and set of dimensions.
#[derive(Debug, Clone)]
pub(super) struct Cell<'b> {
    /// The first day of the month, written out.
    month: String,
    account: &'b str,
    dimensions: &'b BTreeMap<String, String>,
    pub(super) planned: Sold,
    pub(super) actual: Sold,
}

impl<'b> Cell<'b> {
    /// What a cell is by month, account or a dimension.
    pub(super) fn is(&self, key: &str) -> Option<&str> {
        match key {
            MONTH => Some(&self.month),
            ACCOUNT => Some(self.account),
            dimension => self.dimensions.get(dimension).map(String::as_str),
        }
    }

    pub(super) fn account(&self) -> &'b str {
        self.account
    }

    /// Planned and actual, if both are known.
    pub(super) fn both(&self, measure: Of) -> Option<(i128, i128)> {
        Some((self.planned.of(measure)?, self.actual.of(measure)?))
    }
}

/// The first day of a month, written out.
pub(super) fn month(day: Date) -> String {
    let (year, month, _) = day.ymd();
    format!("{year:04}-{month:02}-01")
}

/// The cells of a version and of what was sold, in the order of account, month and dimensions.
pub(super) fn cells<'b>(book: &'b PlanBook, version: &'b PlannedVersion) -> Vec<Cell<'b>> {
    let mut cells: BTreeMap<(&str, String, &BTreeMap<String, String>), Cell<'b>> = BTreeMap::new();
    let planned = version.sales.iter().map(|sales| (sales, true));
    let within = |day: Date| book.from <= day && day < book.until;
    for (sales, is_planned) in planned.chain(book.actual.iter().map(|sales| (sales, false))).filter(|(sales, _)| within(sales.month)) {
        let month = month(sales.month);
        let empty = || Cell { month: month.clone(), account: &sales.account, dimensions: &sales.dimensions, planned: Sold::default(), actual: Sold::default() };
        let cell = cells.entry((&sales.account, month.clone(), &sales.dimensions)).or_insert_with(empty);
        if is_planned { cell.planned.add(sales) } else { cell.actual.add(sales) }
    }
    cells.into_values().collect()
}

/// The names by which cells can be grouped: month, account, and every dimension that one of them has.
pub(super) fn keys<'c>(cells: &'c [Cell<'_>]) -> Vec<&'c str> {
    let dimensions: BTreeSet<&str> = cells.iter().flat_map(|cell| cell.dimensions.keys().map(String::as_str)).collect();
    [MONTH, ACCOUNT].into_iter().chain(dimensions).collect()
}

/// Refuses dimensions with a name that is taken.
pub(super) fn check_names(book: &PlanBook) -> Result<(), Error> {
    let rows = |path: String, sales: &[Sales]| {
        let taken = |sales: &Sales| sales.dimensions.keys().find(|name| [MONTH, ACCOUNT].contains(&name.as_str())).cloned();
        let first = sales.iter().enumerate().find_map(|(index, sales)| Some((index, taken(sales)?)));
        first.map(|(index, name)| {
            let message = format!("expected a dimension of another name than month and account, found `{name}`");
            Problem::new(code::PORTFOLIO_GROUP, format!("{path}[{index}].dimensions.{name}"), message)
        })
    };
    let versions = book.versions.iter().enumerate().filter_map(|(index, version)| rows(format!("versions[{index}].sales"), &version.sales));
    Error::check(versions.chain(rows("actual".to_owned(), &book.actual)).collect())
}
