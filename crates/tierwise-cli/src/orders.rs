//! Orders from a table, gathered into one account each.

use std::collections::BTreeMap;

use tierwise::account::{Currency, Order, Region};
use tierwise::error::code;
use tierwise::tree::Tree;
use tierwise::{Account, Date, Error, Problem, wire};

use crate::complaints::{Complaints, Place};
use crate::facts::nearest;
use crate::failure::Failure;
use crate::input::{Cells, Source, Table, is_missing};
use crate::progress::Progress;

/// The columns that must be there, and those that can be.
const NEEDED: [&str; 3] = ["account", "ordered_on", "net_amount"];
const OPTIONAL: [&str; 5] = ["order", "units", "kind", "grade", "country"];

/// Every account with its orders, by ascending id.
#[derive(Debug, Default)]
pub(crate) struct Book {
    accounts: BTreeMap<String, Account>,
    /// Orders read, returns included.
    pub(crate) orders: u64,
    /// Those that take back.
    pub(crate) returns: u64,
    /// First and last day.
    pub(crate) days: Option<(Date, Date)>,
}

impl Book {
    /// The accounts with their ids, ascending; orders by day, those of one day in the order of the file.
    pub(crate) fn accounts(&self) -> impl Iterator<Item = (&str, &Account)> {
        self.accounts.iter().map(|(id, account)| (id.as_str(), account))
    }

    /// How many accounts there are.
    pub(crate) fn len(&self) -> u64 {
        u64::try_from(self.accounts.len()).unwrap_or(u64::MAX)
    }

    /// Reads orders, all of them in one currency if that is known.
    pub(crate) fn read(
        source: Source,
        names: &Names,
        currency: Option<Currency>,
        progress: &mut Progress,
        complaints: &mut Complaints,
    ) -> Result<Self, Failure> {
        let title = source.title.clone();
        let mut table = Table::open(source)?;
        let places = names.places(&table)?;
        let mut book = Self::default();
        while let Some(row) = table.next()? {
            progress.row();
            match read_row(&row, &places) {
                Ok(read) => book.add(read, currency),
                Err((account, error)) => complaints.add(progress, &title, Place::Line(row.line), account.as_deref(), &error)?,
            }
        }
        book.accounts.values_mut().filter_map(|account| account.orders.as_mut()).for_each(|orders| orders.sort_by_key(|order| order.ordered_on));
        Ok(book)
    }

    fn add(&mut self, read: OrderRow, currency: Option<Currency>) {
        self.orders = self.orders.saturating_add(1);
        self.returns = self.returns.saturating_add(u64::from(read.order.is_return()));
        if let Some(day) = read.order.ordered_on {
            let (first, last) = self.days.unwrap_or((day, day));
            self.days = Some((first.min(day), last.max(day)));
        }
        let account = self.accounts.entry(read.account).or_insert_with_key(|id| Account { id: Some(id.clone()), currency, ..Account::default() });
        if account.region.is_none() {
            account.region = read.country.map(|country| Region { name: Some(country), ..Region::default() });
        }
        account.orders.get_or_insert_default().push(read.order);
    }
}

/// Names of the file's columns that differ from this program's.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names(BTreeMap<String, String>);

impl std::str::FromStr for Names {
    type Err = String;

    /// `account=customer_id,ordered_on=date`.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut names = BTreeMap::new();
        let known = || NEEDED.into_iter().chain(OPTIONAL);
        for pair in text.split(',') {
            let (ours, theirs) =
                pair.split_once('=').map(|(ours, theirs)| (ours.trim(), theirs.trim())).ok_or_else(|| format!("expected name=column, found `{pair}`"))?;
            if !known().any(|name| name == ours) {
                let all = || format!("expected one of {}", known().collect::<Vec<_>>().join(", "));
                return Err(format!("unknown name `{ours}`: {}", nearest(ours, known()).map_or_else(all, |near| format!("did you mean `{near}`?"))));
            }
            if names.insert(ours.to_owned(), theirs.to_owned()).is_some() {
                return Err(format!("expected `{ours}` once, found it twice"));
            }
        }
        Ok(Self(names))
    }
}

impl Names {
    /// Where each of the columns that are there stands.
    fn places(&self, table: &Table) -> Result<BTreeMap<&'static str, usize>, Failure> {
        let mut places = BTreeMap::new();
        for ours in NEEDED.into_iter().chain(OPTIONAL) {
            let stated = self.0.get(ours).map(String::as_str);
            match table.headers.position(&[stated.unwrap_or(ours)]) {
                Some(place) => drop(places.insert(ours, place)),
                None if stated.is_some() => return Err(table.lacks(&format!("`{}`", stated.unwrap_or_default()))),
                None if NEEDED.contains(&ours) => return Err(table.lacks(&format!("`{ours}` (or --columns {ours}=NAME)"))),
                None => {}
            }
        }
        Ok(places)
    }
}

/// What a row says.
struct OrderRow {
    account: String,
    country: Option<String>,
    order: Order,
}

/// Reads a row; what is wrong comes with the account, if there is one.
fn read_row(row: &Cells, places: &BTreeMap<&'static str, usize>) -> Result<OrderRow, (Option<String>, Error)> {
    let cells = row.cells.as_ref().map_err(|error| (None, error.clone()))?;
    let cell = |name: &str| places.get(name).and_then(|place| cells.get(*place)).map(|text| text.trim()).filter(|text| !is_missing(text));
    let account = cell("account").map(str::to_owned);
    let mut problems: Vec<Problem> = NEEDED
        .into_iter()
        .filter(|name| cell(name).is_none())
        .map(|name| Problem::new(code::INPUT_MISSING_FIELD, name, "expected a value, found nothing"))
        .collect();
    let mut document = Vec::new();
    for (column, key) in [("order", "id"), ("ordered_on", "ordered_on"), ("units", "units"), ("net_amount", "net_amount"), ("kind", "kind"), ("grade", "grade")]
    {
        let Some(text) = cell(column) else { continue };
        match (column, text.parse::<f64>()) {
            ("units" | "net_amount", Ok(number)) => document.push((key.to_owned(), Tree::Number(number))),
            ("units" | "net_amount", Err(_)) => problems.push(Problem::new(code::INPUT_TYPE, column, format!("expected a number, found `{text}`"))),
            _ => document.push((key.to_owned(), Tree::Text(text.to_owned()))),
        }
    }
    let order = wire::read_tree::<Order>(&Tree::Map(document));
    problems.extend(order.as_ref().err().into_iter().flat_map(Error::problems).cloned());
    let country = cell("country").map(str::to_owned);
    match Error::check(problems).and(order) {
        Ok(order) => Ok(OrderRow { account: account.unwrap_or_default(), country, order }),
        Err(error) => Err((account, error)),
    }
}

/// Whether an account has an order up to a day.
pub(crate) fn is_known(account: &Account, until: Date) -> bool {
    account.orders.iter().flatten().any(|order| order.ordered_on.is_some_and(|day| day <= until))
}

/// A currency on the command line.
pub(crate) fn currency(text: &str) -> Result<Currency, String> {
    let wrong = |error: Error| error.problems().first().map_or_else(String::new, |problem| problem.message.clone());
    wire::read_tree(&Tree::Text(text.to_owned())).map_err(wrong)
}
