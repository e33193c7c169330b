//! A scorer is a pure function of batches: however an engine cuts a table, in whatever order and on however many threads it calls,
//! the same rows come out.

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::thread;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{RecordBatch, UInt32Array};
use proptest::prelude::*;
use tierwise::Error;
use tierwise_arrow::{Options, Scorer};
use tierwise_tests::random::{self, Tape};
use tierwise_tests::rows::Drawn;

use crate::{batch, options};

/// Calls a function from several threads, each of which takes the next batch when it has done one, as engines do.
fn engine(batches: Vec<RecordBatch>, threads: usize, function: impl Fn(&RecordBatch) -> Result<RecordBatch, Error> + Sync) -> Vec<RecordBatch> {
    let (queue, done) = (Mutex::new(batches.into_iter()), Mutex::new(Vec::new()));
    let work = || {
        while let Some(batch) = { queue.lock().unwrap().next() } {
            let scored = function(&batch).unwrap();
            done.lock().unwrap().push(scored);
        }
    };
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    done.into_inner().unwrap()
}

/// Cuts a table anywhere, with empty batches, and shuffles the parts.
fn parts(tape: &mut Tape, table: &RecordBatch) -> Vec<RecordBatch> {
    let rows = table.num_rows();
    let mut cuts: Vec<usize> = (0..tape.below(12)).map(|_| tape.below(rows + 1)).chain([0, rows]).collect();
    cuts.sort_unstable();
    let mut parts: Vec<RecordBatch> = cuts.windows(2).map(|cut| table.slice(cut[0], cut[1] - cut[0])).collect();
    for at in 1..parts.len() {
        parts.swap(at, tape.below(at + 1));
    }
    parts
}

proptest! {
    #![proptest_config(random::config())]

    #[test]
    fn however_a_table_is_cut(mut tape in random::tape(), rows in 1_usize..120, threads in 1_usize..5) {
        let Some(mut drawn) = Drawn::new(&mut tape, rows) else { return Ok(()) };
        let table = batch(&mut drawn, &mut tape, rows);
        // An engine has threads of its own.
        let options = Options { threads: NonZeroUsize::new(1), ..options(&drawn, &mut tape) };
        let scorer = Scorer::new(&drawn.policy, &table.schema(), drawn.as_of, options).unwrap();
        let whole = scorer.score(&table).unwrap();
        let scored = engine(parts(&mut tape, &table), threads, |batch| scorer.score(batch));
        prop_assert_eq!(scored.iter().map(RecordBatch::num_rows).sum::<usize>(), rows);
        for part in &scored {
            prop_assert_eq!(part.schema(), scorer.schema());
            // Accounts are numbered as they stand in the table, and each part is a stretch of it.
            let numbers = part["account"].as_primitive::<Int32Type>();
            let Some(first) = numbers.iter().next().flatten() else { continue };
            prop_assert_eq!(part, &whole.slice(usize::try_from(first).unwrap(), part.num_rows()));
        }
        let mut accounts: Vec<i32> = scored.iter().flat_map(|part| part["account"].as_primitive::<Int32Type>().values().to_vec()).collect();
        accounts.sort_unstable();
        prop_assert!(accounts.into_iter().eq(0..rows as i32), "every row once");
    }

    #[test]
    fn in_any_order_of_rows(mut tape in random::tape(), rows in 1_usize..60) {
        let Some(mut drawn) = Drawn::new(&mut tape, rows) else { return Ok(()) };
        let table = batch(&mut drawn, &mut tape, rows);
        let scorer = Scorer::new(&drawn.policy, &table.schema(), drawn.as_of, options(&drawn, &mut tape)).unwrap();
        let mut order: Vec<u32> = (0..rows as u32).collect();
        for at in 1..rows {
            order.swap(at, tape.below(at + 1));
        }
        let order = UInt32Array::from(order);
        prop_assert_eq!(scorer.score(&taken(&table, &order)).unwrap(), taken(&scorer.score(&table).unwrap(), &order));
    }
}

/// The rows of a batch in another order.
fn taken(batch: &RecordBatch, order: &UInt32Array) -> RecordBatch {
    let columns = batch.columns().iter().map(|column| {
        let data = column.to_data();
        let mut rows = arrow_data::transform::MutableArrayData::new(vec![&data], false, order.len());
        order.values().iter().for_each(|row| rows.try_extend(0, *row as usize, *row as usize + 1).unwrap());
        arrow_array::make_array(rows.freeze())
    });
    RecordBatch::try_new(batch.schema(), columns.collect()).unwrap()
}

#[test]
fn a_scorer_can_be_shared_by_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Scorer>();
}
