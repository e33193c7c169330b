//! Orders from a table, gathered into one account document each.

use std::collections::BTreeMap;

use serde::Serialize;
use tierwise::error::code;
use tierwise::{Account, Date, Error, Problem, wire};

use crate::complaints::Complaints;
use crate::facts::nearest;
use crate::failure::Failure;
use crate::input::{Cells, Source, Table, is_missing};
use crate::progress::Progress;

/// The columns, those that must be there first.
const COLUMNS: [&str; 8] = ["account", "ordered_on", "net_amount", "order", "units", "kind", "grade", "country"];
/// How many of them must be there.
const NEEDED: usize = 3;

/// Every account with its orders, by ascending id.
#[derive(Debug, Default)]
pub(crate) struct Book {
    accounts: BTreeMap<String, Customer>,
    /// Orders read, cancellations included.
    pub(crate) orders: u64,
    /// Those with a negative amount.
    pub(crate) cancellations: u64,
    /// First and last day.
    pub(crate) days: Option<(Date, Date)>,
}

/// One account's orders, by ascending day; those of one day in the order of the file.
#[derive(Debug, Default, Clone, Serialize)]
pub(crate) struct Customer {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    orders: Vec<Order>,
}

/// One order, as it stands in an account document.
#[derive(Debug, Clone, Serialize)]
struct Order {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    date: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    units: Option<f64>,
    net_amount: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<String>,
}

impl Customer {
    /// Its id.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Net amount of all orders up to a day.
    pub(crate) fn revenue(&self, until: Date) -> f64 {
        self.orders.iter().filter(|order| order.date <= until).map(|order| order.net_amount).sum()
    }

    /// Whether there is an order up to a day.
    pub(crate) fn is_known(&self, until: Date) -> bool {
        self.orders.first().is_some_and(|order| order.date <= until)
    }

    /// Revenue, orders, cancellations and the day of the last order, up to a day, as cells of a table.
    pub(crate) fn summary(&self, until: Date) -> [String; 4] {
        let orders = self.orders.iter().filter(|order| order.date <= until);
        let (sales, cancellations): (Vec<&Order>, Vec<&Order>) = orders.partition(|order| order.net_amount >= 0.0);
        let last = sales.last().map(|order| order.date.to_string()).unwrap_or_default();
        [format!("{:.2}", self.revenue(until)), sales.len().to_string(), cancellations.len().to_string(), last]
    }

    /// The account document.
    pub(crate) fn account(&self) -> Result<Account, Error> {
        let text = serde_json::to_string(self).map_err(|error| Error::new(code::INPUT_SYNTAX, "", error.to_string()))?;
        wire::read(&mut serde_json::Deserializer::from_str(&text))
    }
}

impl Book {
    /// The accounts, by ascending id.
    pub(crate) fn customers(&self) -> impl Iterator<Item = &Customer> {
        self.accounts.values()
    }

    /// How many accounts there are.
    pub(crate) fn len(&self) -> u64 {
        u64::try_from(self.accounts.len()).unwrap_or(u64::MAX)
    }

    /// Reads orders. `names` says which column of the file is which; the others have their own names.
    pub(crate) fn read(source: Source, names: &Names, progress: &mut Progress, complaints: &mut Complaints) -> Result<Self, Failure> {
        let title = source.title.clone();
        let mut table = Table::open(source)?;
        let places = names.places(&table)?;
        let mut book = Self::default();
        while let Some(row) = table.next()? {
            progress.row();
            match order(&row, &places) {
                Ok((account, country, order)) => book.add(account, country, order),
                Err((account, problems)) => {
                    let error = Error::check(problems).err();
                    error.map_or(Ok(()), |error| complaints.add(progress, &title, row.line, account.as_deref(), &error))?;
                }
            }
        }
        book.accounts.values_mut().for_each(|customer| customer.orders.sort_by_key(|order| order.date));
        Ok(book)
    }

    fn add(&mut self, account: String, country: Option<String>, order: Order) {
        self.orders = self.orders.saturating_add(1);
        self.cancellations = self.cancellations.saturating_add(u64::from(order.net_amount < 0.0));
        let (first, last) = self.days.unwrap_or((order.date, order.date));
        self.days = Some((first.min(order.date), last.max(order.date)));
        let customer = self.accounts.entry(account).or_insert_with_key(|id| Customer { id: id.clone(), ..Customer::default() });
        customer.country = customer.country.take().or(country);
        customer.orders.push(order);
    }
}

/// Names of the file's columns that differ from this program's.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names(BTreeMap<&'static str, String>);

impl std::str::FromStr for Names {
    type Err = String;

    /// `account=customer_id,ordered_on=date`.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut names = BTreeMap::new();
        for pair in text.split(',') {
            let (ours, theirs) = pair.split_once('=').ok_or_else(|| format!("expected name=column, found `{pair}`"))?;
            let Some(known) = COLUMNS.iter().find(|known| **known == ours.trim()) else {
                let hint = nearest(ours, COLUMNS).map_or_else(|| format!("expected one of {}", COLUMNS.join(", ")), |near| format!("did you mean `{near}`?"));
                return Err(format!("unknown name `{ours}`: {hint}"));
            };
            if names.insert(*known, theirs.trim().to_owned()).is_some() {
                return Err(format!("expected `{known}` once, found it twice"));
            }
        }
        Ok(Self(names))
    }
}

impl Names {
    /// Where each of the columns stands.
    fn places(&self, table: &Table) -> Result<[Option<usize>; COLUMNS.len()], Failure> {
        let mut places = [None; COLUMNS.len()];
        for (index, (ours, place)) in COLUMNS.iter().zip(&mut places).enumerate() {
            let stated = self.0.get(ours).map(String::as_str);
            *place = table.headers.position(&[stated.unwrap_or(ours)]);
            if place.is_none() && (index < NEEDED || stated.is_some()) {
                return Err(table.lacks(&format!("`{}`; --columns {ours}=NAME tells another name", stated.unwrap_or(ours))));
            }
        }
        Ok(places)
    }
}

/// Account, country and order of a row; or the account if there is one, and what is wrong.
type Read = Result<(String, Option<String>, Order), (Option<String>, Vec<Problem>)>;

fn order(row: &Cells, places: &[Option<usize>; COLUMNS.len()]) -> Read {
    let cells = row.cells.as_ref().map_err(|problem| (None, vec![problem.clone()]))?;
    let cell = |place: Option<usize>| place.and_then(|place| cells.get(place)).map(|text| text.trim()).filter(|text| !is_missing(text));
    let text = |place| cell(place).map(str::to_owned);
    let [account, ordered_on, net_amount, order, units, kind, grade, country] = *places;
    let mut problems = Vec::new();
    let mut lacking = |column: &str| problems.push(Problem::new(code::INPUT_MISSING_FIELD, column, "expected a value, found nothing"));
    let (account, day, amount) = (text(account), cell(ordered_on), cell(net_amount));
    for (column, there) in COLUMNS.iter().zip([account.is_some(), day.is_some(), amount.is_some()]) {
        if !there {
            lacking(column);
        }
    }
    let day = day.and_then(|text| keep(&mut problems, date(text)));
    let amount = amount.and_then(|text| keep(&mut problems, number("net_amount", text)));
    let units = cell(units).and_then(|text| keep(&mut problems, number("units", text)));
    match (account, day, amount) {
        (Some(account), Some(date), Some(net_amount)) if problems.is_empty() => {
            Ok((account, text(country), Order { id: text(order), date, units, net_amount, kind: text(kind), grade: text(grade) }))
        }
        (account, ..) => Err((account, problems)),
    }
}

fn keep<T>(problems: &mut Vec<Problem>, read: Result<T, Problem>) -> Option<T> {
    read.map_err(|problem| problems.push(problem)).ok()
}

fn date(text: &str) -> Result<Date, Problem> {
    text.parse().map_err(|_| Problem::new(code::DATE_FORMAT, "ordered_on", format!("expected a day as YYYY-MM-DD, found `{text}`")))
}

fn number(column: &str, text: &str) -> Result<f64, Problem> {
    let number: f64 = text.parse().map_err(|_| Problem::new(code::INPUT_TYPE, column, format!("expected a number, found `{text}`")))?;
    if number.is_finite() { Ok(number) } else { Err(Problem::new(code::NUMBER_NOT_FINITE, column, format!("expected a finite number, found `{text}`"))) }
}
