//! Tables of orders become tables of accounts.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Date32Array, Float64Array, RecordBatch, RecordBatchReader, StringArray};
use arrow_schema::{DataType, Schema};
use serde::Deserialize;
use tierwise::account::{Currency, Money, Order, OrderKind, Units, VehicleGrade};
use tierwise::error::code;
use tierwise::fact::{CATALOGUE, Derivation, FactDefinition, FactType, FactValue};
use tierwise::tree::Tree;
use tierwise::{Account, Date, Error, Finite, Problem, wire};

use crate::binding::lacking;
use crate::leaf::{Leaf, leaves};
use crate::output::{AS_OF, field};
use crate::rows::{self, Cells, Wanted};
use crate::threads;
use crate::zone::Zone;

/// Rows or accounts that one thread takes at a time.
const PIECE: usize = 4_096;
/// The column that says what is wrong with an account's orders.
const ERROR: &str = "orders_error";
/// The fact that a column of currencies gives.
const CURRENCY: &str = "account.currency";

/// How orders are read.
#[derive(Debug, Clone, Default)]
pub struct OrderOptions {
    /// Columns by other names: the column's name, then what it is.
    pub names: BTreeMap<String, String>,
    /// The zone in which the days of timestamps begin. Without it columns of instants are refused, and of timestamps without a zone
    /// midnights are days and others errors of their rows.
    pub zone: Option<Zone>,
    /// The constants that facts are derived with: those of the policy that will read them.
    pub derivation: Derivation,
    /// The most threads to work on; as many as the machine has if left out. The result does not depend on it.
    pub threads: Option<NonZeroUsize>,
}

/// What a column of orders is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Key {
    Account,
    Order,
    OrderedOn,
    NetAmount,
    Units,
    Kind,
    Grade,
    Class,
    Currency,
}

impl Key {
    /// The columns that must be there.
    const NEEDED: [(Self, &'static str); 3] = [(Self::Account, "account"), (Self::OrderedOn, "ordered_on"), (Self::NetAmount, "net_amount")];

    /// The order's key in a document; none for what is the account's.
    const fn of_order(self) -> Option<&'static str> {
        match self {
            Self::Account | Self::Currency => None,
            Self::Order => Some("id"),
            Self::OrderedOn => Some("ordered_on"),
            Self::NetAmount => Some("net_amount"),
            Self::Units => Some("units"),
            Self::Kind => Some("kind"),
            Self::Grade => Some("grade"),
            Self::Class => Some("class"),
        }
    }
}

/// What is known of an account: its one currency and its orders.
#[derive(Default)]
struct Gathered {
    currency: Option<Currency>,
    orders: Vec<Order>,
}

/// Gathers orders into one row an account, by ascending account: every fact of the account model that orders give, in a column
/// of its name, as the core derives it from the account's orders. [`score`](crate::score) takes the result.
///
/// Columns are `account` (a text or a whole number of any size), `ordered_on` and `net_amount` (negative for a return), and if there are
/// such columns `order` (its id), `units`, `kind`, `grade`, `class` and `currency`. Nulls mean what they mean in an account document: an
/// order without a day is not placed, and a sum over an order without an amount is missing. Rows are in any order, other columns
/// are passed over. All orders are in memory until the last has been read.
///
/// The last column, `orders_error`, says what is wrong with an account's orders: a day outside of the calendar, a word or an amount that
/// cannot be, two currencies. Its facts are null then, for there is no part of a sum. Orders without an account are such a row too, the
/// last, whose account is null.
///
/// ```
/// # use std::sync::Arc;
/// # use arrow_array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, RecordBatchIterator, cast::AsArray, types::Float64Type};
/// # use tierwise_arrow::{OrderOptions, accounts_from_orders};
/// let columns: [(&str, ArrayRef); 3] = [
///     ("customer", Arc::new(Int64Array::from(vec![17850, 13047, 17850]))),
///     ("ordered_on", Arc::new(Date32Array::from(vec![20_500, 20_400, 20_550]))),
///     ("net_amount", Arc::new(Float64Array::from(vec![120.5, 80.0, -20.0]))),
/// ];
/// let batch = RecordBatch::try_from_iter(columns).unwrap();
/// let orders = RecordBatchIterator::new([Ok(batch.clone())], batch.schema());
/// let options = OrderOptions { names: [("customer".into(), "account".into())].into(), ..OrderOptions::default() };
/// let accounts = accounts_from_orders(orders, "2026-06-30".parse().unwrap(), &options)?;
/// assert_eq!(accounts["account"].as_string::<i32>().value(1), "17850");
/// assert_eq!(accounts["orders.revenue_12_months"].as_primitive::<Float64Type>().values(), &[80.0, 100.5]);
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// A column that must be there and is not (`input.missing_field`), names that mean nothing (`input.unknown_value`), columns that
/// cannot be read, and the stream's own error (`input.file`).
pub fn accounts_from_orders(orders: impl RecordBatchReader, as_of: Date, options: &OrderOptions) -> Result<RecordBatch, Error> {
    let leaves = leaves(&orders.schema(), |_| false);
    let wanted = wanted(&leaves, &options.names)?;
    let threads = threads::count(options.threads);
    let mut accounts: BTreeMap<Option<String>, Result<Gathered, Error>> = BTreeMap::new();
    let mut first_row = 0_usize;
    for batch in orders {
        let batch = batch.map_err(|error| Error::new(code::INPUT_FILE, "orders", format!("the stream ended with an error, found {error}")))?;
        let pieces: Vec<usize> = (0..batch.num_rows()).step_by(PIECE).collect();
        let decoded = threads::each(threads, pieces, |start| {
            let piece = batch.slice(start, PIECE.min(batch.num_rows().saturating_sub(start)));
            let columns = rows::read(&piece, &wanted, options.zone)?;
            let decode = |row: usize| decode(&columns, row, first_row.saturating_add(start).saturating_add(row));
            Ok((0..piece.num_rows()).map(decode).collect::<Vec<_>>())
        });
        for piece in decoded {
            for (account, order) in piece? {
                let gathered = accounts.entry(account).or_insert_with(|| Ok(Gathered::default()));
                // The first error stands for all.
                if let Ok(known) = gathered
                    && let Err(error) = order.and_then(|order| known.add(order, &options.derivation))
                {
                    *gathered = Err(error);
                }
            }
        }
        first_row = first_row.saturating_add(batch.num_rows());
    }
    let has_currency = wanted.iter().any(|wanted| wanted.key == Key::Currency);
    table(accounts, has_currency, as_of, options)
}

/// An order with its number in the table, and its currency.
struct Row {
    number: usize,
    currency: Option<Currency>,
    order: Order,
}

impl Gathered {
    /// An order joins those of its account, if it is in their currency.
    fn add(&mut self, row: Row, derivation: &Derivation) -> Result<(), Error> {
        if let Some(found) = row.currency {
            let wrong = |expected: Currency, of: &str| {
                let message = format!("expected `{expected}`, the currency of {of}, found `{found}`");
                Err(Error::new(code::ACCOUNT_CURRENCY, format!("orders[{}].currency", row.number), message))
            };
            match (derivation.currency, self.currency) {
                (Some(expected), _) if expected != found => return wrong(expected, "the policy"),
                (_, Some(expected)) if expected != found => return wrong(expected, "the account's other orders"),
                _ => self.currency = Some(found),
            }
        }
        self.orders.push(row.order);
        Ok(())
    }
}

/// What the columns of orders are; others are passed over.
fn wanted<'a>(leaves: &'a [Leaf], names: &BTreeMap<String, String>) -> Result<Vec<Wanted<'a, Key>>, Error> {
    let called = rows::called(leaves, names)?;
    let mut problems: Vec<Problem> = Vec::new();
    for (column, name) in names {
        problems.extend(rows::key::<Key>(name, &format!("names.{column}")).err().iter().flat_map(Error::problems).cloned());
    }
    let want = |(leaf, name): (&'a Leaf, &&str)| {
        let key = rows::key(name, "").ok()?;
        Some(Wanted { leaf, key, is_id: matches!(key, Key::Account | Key::Order) })
    };
    let wanted: Vec<Wanted<'_, Key>> = leaves.iter().zip(&called).filter_map(want).collect();
    let lacks = |needed: &&(Key, &str)| !wanted.iter().any(|wanted| wanted.key == needed.0);
    let absent = Key::NEEDED.iter().filter(lacks);
    problems.extend(absent.map(|(_, name)| Problem::new(code::INPUT_MISSING_FIELD, format!("columns.{name}"), lacking(leaves, name))));
    Error::check(problems).map(|()| wanted)
}

/// The account of a row, and its order.
fn decode(columns: &[(Key, Cells<'_>)], row: usize, number: usize) -> (Option<String>, Result<Row, Error>) {
    let (mut account, mut currency) = (Tree::Null, Tree::Null);
    let mut document = Vec::new();
    for (key, cell) in columns {
        match (key, key.of_order()) {
            (Key::Currency, _) => currency = cell(row),
            (_, None) => account = cell(row),
            (_, Some(name)) => document.push((name.to_owned(), cell(row))),
        }
    }
    let account = match account {
        Tree::Text(account) => Ok(account),
        Tree::Null => Err(Error::new(code::INPUT_MISSING_FIELD, "account", "expected a value, found nothing")),
        _ => Err(Error::new(code::INPUT_TYPE, "account", "expected a text or a whole number, found another value")),
    };
    let order = || {
        let currency = wire::read_tree(&currency).map_err(|error| error.within("currency"))?;
        Ok(Row { number, currency, order: wire::read_tree(&Tree::Map(document))? })
    };
    let (account, order) = match account {
        Ok(account) => (Some(account), order()),
        Err(error) => (None, Err(error)),
    };
    (account, order.map_err(|error| error.within(&format!("orders[{number}]"))))
}

/// The facts that orders give: those of an account of which nothing but orders is known, and perhaps their currency.
fn facts(has_currency: bool) -> Vec<&'static FactDefinition> {
    let day = |days: i32| Date::from_days_since_1970(days);
    let order = |days: i32, kind| Order {
        ordered_on: day(days),
        units: Units::new(1),
        net_amount: Money::new(1.0),
        grade: VehicleGrade::ALL.first().copied(),
        kind: Some(kind),
        ..Order::default()
    };
    let orders = vec![order(0, OrderKind::Vehicle), order(1, OrderKind::Parts)];
    let account = Account { orders: Some(orders), ..Account::default() };
    let is_given = |fact: &&FactDefinition| has_currency && fact.name == CURRENCY;
    let derivation = Derivation { reference_vehicle_price: Finite::new(1.0), ..Derivation::default() };
    CATALOGUE.iter().filter(|fact| is_given(fact) || fact.derived(&account, day(2).unwrap_or(Date::MAX), &derivation).is_some()).collect()
}

fn table(accounts: BTreeMap<Option<String>, Result<Gathered, Error>>, has_currency: bool, as_of: Date, options: &OrderOptions) -> Result<RecordBatch, Error> {
    let facts = facts(has_currency);
    let (mut names, mut errors, mut pieces) = (Vec::new(), Vec::new(), Vec::new());
    let mut piece = Vec::new();
    for (name, gathered) in rows::by_account(accounts) {
        names.push(name);
        errors.push(gathered.as_ref().err().map(ToString::to_string));
        piece.push(gathered.ok().map(|known| Account { currency: known.currency, orders: Some(known.orders), ..Account::default() }));
        if piece.len() == PIECE {
            pieces.push(std::mem::take(&mut piece));
        }
    }
    pieces.push(piece);
    let derive = |account: &Option<Account>| -> Vec<Option<FactValue>> {
        facts.iter().map(|fact| fact.derived(account.as_ref()?, as_of, &options.derivation)).collect()
    };
    let derived: Vec<Vec<Option<FactValue>>> =
        threads::each(threads::count(options.threads), pieces, |piece| piece.iter().map(derive).collect::<Vec<_>>()).into_iter().flatten().collect();
    let mut fields = vec![field("account", DataType::Utf8)];
    let mut columns: Vec<ArrayRef> = vec![Arc::new(StringArray::from(names))];
    for (at, fact) in facts.iter().enumerate() {
        let array = array(fact.fact_type, derived.iter().map(|values| values.get(at)?.as_ref()));
        fields.push(field(fact.name, array.data_type().clone()));
        columns.push(array);
    }
    fields.push(field(ERROR, DataType::Utf8));
    columns.push(Arc::new(StringArray::from(errors)));
    let schema = Schema::new_with_metadata(fields, [(AS_OF.to_owned(), as_of.to_string())].into());
    RecordBatch::try_new(Arc::new(schema), columns).map_err(|error| Error::new(code::INPUT_TYPE, "orders", error.to_string()))
}

/// Values of a fact as an array.
fn array<'v>(fact_type: FactType, values: impl Iterator<Item = Option<&'v FactValue>>) -> ArrayRef {
    match fact_type {
        FactType::Number => {
            Arc::new(values.map(|value| if let Some(FactValue::Number(number)) = value { Some(number.get()) } else { None }).collect::<Float64Array>())
        }
        FactType::Flag => Arc::new(values.map(|value| if let Some(FactValue::Flag(flag)) = value { Some(*flag) } else { None }).collect::<BooleanArray>()),
        FactType::Category => Arc::new(values.map(|value| value.map(ToString::to_string)).collect::<StringArray>()),
        FactType::Date => Arc::new(values.map(|value| value?.to_string().parse::<Date>().ok().map(Date::days_since_1970)).collect::<Date32Array>()),
    }
}
