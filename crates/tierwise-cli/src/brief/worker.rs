//! Chunks of rows to scores. Rows of tables are scored by column; what a row has wrong is said by the same account one by one.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Date32Builder, Float64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int8Type};
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use tierwise::error::code;
use tierwise::fact::FactType;
use tierwise::{Assessment, Date, Error, Policy};
use tierwise_arrow::{Options, Scorer, Zone};

use super::chunk::{Chunk, Documents, File, Layout, Places, Record, Records, Rows};
use super::ids;
use super::scored::{Failed, Scored};
use crate::complaints::Place;
use crate::failure::Failure;
use crate::input::{self, Cell, Column, Columns};
use crate::previous::Previous;

/// The column of the tiers before; no fact has a blank in its name.
pub(crate) const PREVIOUS: &str = "tier before";

/// What scoring depends on.
#[derive(Clone, Copy)]
pub(crate) struct Rules<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) as_of: Date,
    pub(crate) previous: Option<&'a Previous>,
    pub(crate) zone: Option<Zone>,
    pub(crate) contributions: bool,
}

impl Rules<'_> {
    /// A scorer for the facts of a schema.
    pub(crate) fn scorer(&self, schema: &SchemaRef) -> Result<Scorer, Error> {
        let previous = schema.fields().iter().any(|field| field.name() == PREVIOUS).then(|| PREVIOUS.to_owned());
        let options = Options { previous, zone: self.zone, contributions: self.contributions, threads: Some(NonZeroUsize::MIN), ..Options::default() };
        Scorer::new(self.policy, schema, self.as_of, options)
    }

    /// That a file's columns can be scored.
    pub(crate) fn check(&self, file: &File) -> Result<(), Failure> {
        let schema = self.schema(&file.layout);
        self.scorer(&schema).map(drop).map_err(|error| told(&file.title, &error))
    }

    fn schema(&self, layout: &Layout) -> SchemaRef {
        let (mut fields, has_previous): (Vec<_>, bool) = match layout {
            Layout::Documents => return Arc::new(Schema::empty()),
            Layout::Table(columns) => (columns.iter().filter_map(field).map(Arc::new).collect(), columns.previous.is_some()),
            Layout::Batches(places) => (places.schema.fields().iter().cloned().collect(), false),
        };
        if has_previous || self.previous.is_some() {
            fields.push(Arc::new(Field::new(PREVIOUS, DataType::Utf8, true)));
        }
        Arc::new(Schema::new(fields))
    }
}

fn field(column: &Column) -> Option<Field> {
    let Column::Fact(fact) = column else { return None };
    let data_type = match fact.fact_type {
        FactType::Number => DataType::Float64,
        FactType::Category => DataType::Utf8,
        FactType::Flag => DataType::Boolean,
        FactType::Date => DataType::Date32,
    };
    Some(Field::new(&*fact.name, data_type, true))
}

/// What is wrong with the columns of a file.
fn told(title: &str, error: &Error) -> Failure {
    let lines = error.problems().iter().map(|problem| format!("{title}: {}: {} [{}]", problem.path, problem.message, problem.code));
    Failure::Told(lines.collect::<Vec<_>>().join("\n"))
}

/// Scores one chunk after the other.
pub(crate) struct Worker<'a> {
    rules: Rules<'a>,
    /// The file whose columns were bound last.
    bound: Option<(Arc<File>, SchemaRef, Scorer)>,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(rules: Rules<'a>) -> Self {
        Self { rules, bound: None }
    }

    /// Scores every row of a chunk.
    pub(crate) fn score(&mut self, chunk: &Chunk) -> Result<Scored, Failure> {
        let told = |error: Error| told(&chunk.file.title, &error);
        match (&chunk.rows, &chunk.file.layout) {
            (Rows::Cells(records), Layout::Table(columns)) => {
                let table = self.bind(&chunk.file).map_err(told).and_then(|schema| read_cells(records, columns, &schema, &self.rules))?;
                self.columns(table).map_err(told)
            }
            (Rows::Batch(batch, first), Layout::Batches(places)) => {
                let table = self.bind(&chunk.file).map_err(told).and_then(|schema| self.read_batch(&chunk.file.title, batch, *first, places, schema))?;
                self.columns(table).map_err(told)
            }
            (Rows::Documents(documents), _) => Ok(self.documents(documents)),
            _ => Ok(Scored::default()),
        }
    }

    fn bind(&mut self, file: &Arc<File>) -> Result<SchemaRef, Error> {
        if let Some((bound, schema, _)) = &self.bound
            && Arc::ptr_eq(bound, file)
        {
            return Ok(Arc::clone(schema));
        }
        let schema = self.rules.schema(&file.layout);
        self.bound = Some((Arc::clone(file), Arc::clone(&schema), self.rules.scorer(&schema)?));
        Ok(schema)
    }

    fn columns(&mut self, table: Read) -> Result<Scored, Error> {
        let Some((_, _, scorer)) = &mut self.bound else { return Ok(Scored::default()) };
        let scored = scorer.score(&table.batch)?;
        let codes = scored.column_by_name("error_code");
        let mut failed = table.failed;
        for row in (0..scored.num_rows()).filter(|row| codes.is_some_and(|codes| codes.is_valid(*row))) {
            if !failed.contains_key(&row)
                && let Some(error) = scorer.assess(&table.batch, row).err()
            {
                let account = table.accounts.is_valid(row).then(|| table.accounts.value(row).to_owned());
                failed.insert(row, Failed { row, place: table.places.of(row), account, error });
            }
        }
        let numbers = |column: &ArrayRef| column.as_primitive::<Float64Type>().values().to_vec();
        let number = |name: &str| scored.column_by_name(name).map(numbers).unwrap_or_default();
        let contributions = scored.schema_ref().fields().iter().zip(scored.columns()).filter(|(field, _)| field.name().starts_with("contribution."));
        Ok(Scored {
            composite: number("composite"),
            coverage: number("coverage"),
            tier: scored.column_by_name("tier").map(|column| column.as_dictionary::<Int8Type>().keys().values().to_vec()).unwrap_or_default(),
            contributions: contributions.map(|(_, column)| numbers(column)).collect(),
            accounts: table.accounts,
            failed: failed.into_values().collect(),
        })
    }

    /// The columns of a batch that are read.
    fn read_batch(&self, title: &str, batch: &RecordBatch, first: u64, places: &Places, schema: SchemaRef) -> Result<Read, Failure> {
        let column = |place: usize| batch.columns().get(place).cloned();
        let array = column(places.id).unwrap_or_else(|| arrow_array::new_null_array(&DataType::Utf8, batch.num_rows()));
        let Some(accounts) = ids::texts(&array) else {
            let message = format!("expected ids as texts or whole numbers in the column `account` or `id`, found a column of type {}", array.data_type());
            return Err(Failure::content(title, code::INPUT_TYPE, &message));
        };
        let mut columns: Vec<ArrayRef> = places.facts.iter().chain(&places.previous).filter_map(|place| column(*place)).collect();
        if let Some(previous) = self.rules.previous {
            let tiers: StringArray = accounts.iter().map(|id| previous.of(id?)).collect();
            columns.push(Arc::new(tiers));
        }
        let places = Numbers::Rows(first);
        let nobody = (0..batch.num_rows()).filter(|row| accounts.is_null(*row));
        let failed = nobody.map(|row| (row, Failed { row, place: places.of(row), account: None, error: input::no_id() })).collect();
        Ok(Read { batch: record_batch(schema, columns, batch.num_rows(), title)?, accounts, places, failed })
    }

    /// Account documents, one by one.
    fn documents(&self, documents: &Documents) -> Scored {
        let policy = self.rules.policy;
        let tiers = super::scored::tiers(policy);
        let mut scored = Scored::with_criteria(if self.rules.contributions { policy.criteria().len() } else { 0 });
        let mut accounts = Vec::with_capacity(documents.len());
        for (row, (line, text)) in documents.iter().enumerate() {
            let read = input::document(line, text);
            let id = read.id;
            let previous = self.rules.previous.zip(id.as_deref()).and_then(|(previous, id)| previous.of(id));
            let assessed = read.account.and_then(|account| policy.assess(&account, self.rules.as_of, previous));
            scored.push(&tiers, assessed.as_ref().ok());
            if let Err(error) = assessed {
                scored.failed.push(Failed { row, place: Place::Line(line), account: id.clone(), error });
            }
            accounts.push(id);
        }
        scored.accounts = accounts.into();
        scored
    }
}

impl Scored {
    fn with_criteria(criteria: usize) -> Self {
        Self { contributions: vec![Vec::new(); criteria], ..Self::default() }
    }

    /// One more account; what a row in error has here is never shown.
    fn push(&mut self, tiers: &[String], assessment: Option<&Assessment>) {
        let card = assessment.map(|assessment| &assessment.scorecard);
        let place = assessment.and_then(|assessment| assessment.placement.as_ref());
        let rank = place.and_then(|place| tiers.iter().position(|tier| **tier == *place.tier));
        self.composite.push(card.map_or(0.0, |card| card.composite.to_f64()));
        self.coverage.push(card.map_or(0.0, |card| card.coverage.get()));
        self.tier.push(rank.and_then(|rank| i8::try_from(rank).ok()).unwrap_or_default());
        let mut criteria = card.iter().flat_map(|card| &card.aspects).flat_map(|aspect| &aspect.criteria);
        for contributions in &mut self.contributions {
            contributions.push(criteria.next().map_or(0.0, |criterion| criterion.contribution.to_f64()));
        }
    }
}

/// Rows as columns, and those of them that could not be read.
struct Read {
    batch: RecordBatch,
    accounts: StringArray,
    places: Numbers,
    failed: BTreeMap<usize, Failed>,
}

/// Where rows stand.
enum Numbers {
    Lines(Vec<u64>),
    /// One after the other from this one.
    Rows(u64),
}

impl Numbers {
    fn of(&self, row: usize) -> Place {
        match self {
            Self::Lines(lines) => Place::Line(lines.get(row).copied().unwrap_or_default()),
            Self::Rows(first) => Place::Row(first.saturating_add(u64::try_from(row).unwrap_or_default())),
        }
    }
}

fn record_batch(schema: SchemaRef, columns: Vec<ArrayRef>, rows: usize, title: &str) -> Result<RecordBatch, Failure> {
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    RecordBatch::try_new_with_options(schema, columns, &options).map_err(|error| Failure::content(title, code::INPUT_TYPE, &error.to_string()))
}

/// A column that grows.
enum Growing {
    Numbers(Float64Builder),
    Words(StringBuilder),
    Flags(BooleanBuilder),
    Days(Date32Builder),
}

impl Growing {
    fn of(fact_type: FactType, rows: usize) -> Self {
        match fact_type {
            FactType::Number => Self::Numbers(Float64Builder::with_capacity(rows)),
            FactType::Category => Self::Words(StringBuilder::with_capacity(rows, rows.saturating_mul(8))),
            FactType::Flag => Self::Flags(BooleanBuilder::with_capacity(rows)),
            FactType::Date => Self::Days(Date32Builder::with_capacity(rows)),
        }
    }

    fn push(&mut self, cell: Option<Cell<'_>>) {
        match (self, cell) {
            (Self::Numbers(column), Some(Cell::Number(number))) => column.append_value(number.get()),
            (Self::Words(column), Some(Cell::Word(word))) => column.append_value(word),
            (Self::Flags(column), Some(Cell::Flag(flag))) => column.append_value(flag),
            (Self::Days(column), Some(Cell::Day(day))) => column.append_value(day.days_since_1970()),
            (Self::Numbers(column), _) => column.append_null(),
            (Self::Words(column), _) => column.append_null(),
            (Self::Flags(column), _) => column.append_null(),
            (Self::Days(column), _) => column.append_null(),
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Numbers(mut column) => Arc::new(column.finish()),
            Self::Words(mut column) => Arc::new(column.finish()),
            Self::Flags(mut column) => Arc::new(column.finish()),
            Self::Days(mut column) => Arc::new(column.finish()),
        }
    }
}

/// Reads the cells of a table. A row with anything wrong is read again as an account, which says what it is.
fn read_cells(records: &Records, columns: &Columns, schema: &SchemaRef, rules: &Rules<'_>) -> Result<Read, Failure> {
    let previous = rules.previous;
    let rows = records.len();
    let mut facts: Vec<Growing> = columns.facts().map(|fact_type| Growing::of(fact_type, rows)).collect();
    let mut accounts = StringBuilder::with_capacity(rows, rows.saturating_mul(8));
    let mut before = StringBuilder::new();
    let (mut failed, mut lines) = (BTreeMap::new(), Vec::with_capacity(rows));
    for (row, record) in records.iter().enumerate() {
        let line = record.line;
        lines.push(line);
        let id = read_record(record, columns, &mut facts, &mut before);
        if let Some(id) = id {
            accounts.append_value(id);
            if let Some(previous) = previous {
                before.append_option(previous.of(id));
            }
            continue;
        }
        let input::Row { id, account, .. } = columns.row(line, record.cells());
        accounts.append_option(id.as_deref());
        if let Some(previous) = previous {
            before.append_option(id.as_deref().and_then(|id| previous.of(id)));
        }
        // What is wrong with a fact is found before the tier is looked at.
        if let Err(error) = account.and_then(|account| rules.policy.assess(&account, rules.as_of, None)) {
            failed.insert(row, Failed { row, place: Place::Line(line), account: id, error });
        }
    }
    let mut arrays: Vec<ArrayRef> = facts.into_iter().map(Growing::finish).collect();
    if previous.is_some() || columns.previous.is_some() {
        arrays.push(Arc::new(before.finish()));
    }
    let batch = record_batch(Arc::clone(schema), arrays, rows, "table")?;
    Ok(Read { batch, accounts: accounts.finish(), places: Numbers::Lines(lines), failed })
}

/// Adds a record to the columns, and gives its id; nothing if anything may be wrong with it.
fn read_record<'r>(record: Record<'r>, columns: &Columns, facts: &mut [Growing], before: &mut StringBuilder) -> Option<&'r str> {
    let text = std::str::from_utf8(record.bytes).ok().filter(|_| record.len() == columns.iter().len());
    let (mut is_good, mut id, mut facts, mut tier) = (text.is_some(), None, facts.iter_mut(), None);
    let mut ranges = record.ranges();
    for (place, column) in columns.iter().enumerate() {
        // A cell may end in the middle of a letter whose rest begins the next one.
        let cell = ranges.next().and_then(|range| text?.get(range));
        is_good &= cell.is_some();
        if columns.previous == Some(place) {
            tier = cell.map(str::trim).filter(|tier| !input::is_missing(tier));
        }
        match column {
            Column::Id => id = cell.map(str::trim).filter(|id| !id.is_empty()),
            Column::Fact(fact) => {
                let Some(growing) = facts.next() else { continue };
                match cell.map_or(Ok(None), |cell| input::read_cell(cell, fact.fact_type)) {
                    Ok(cell) => {
                        // The columns say nothing of facts that the policy does not read; accounts do.
                        is_good &= !matches!(cell, Some(Cell::Word(word)) if !fact.values.is_empty() && !fact.values.iter().any(|known| known == word));
                        growing.push(cell);
                    }
                    Err(_) => {
                        is_good = false;
                        growing.push(None);
                    }
                }
            }
            Column::Name | Column::Ignored => {}
        }
    }
    if columns.previous.is_some() {
        before.append_option(tier);
    }
    id.filter(|_| is_good)
}
