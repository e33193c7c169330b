//! The policy of the bench, written out by hand: constants in the code, blocks in the cache, no branch in a row.

use std::hint::black_box;

use tierwise::columns::Results;

use crate::accounts::Accounts;

const ROWS: usize = 1024;
const LANES: usize = 8;
/// The addition that rounds to the nearest whole number, ties to even.
const WHOLE: f64 = 6_755_399_441_055_744.0;

type Block = [f64; ROWS];

fn whole(number: f64) -> i64 {
    (number + WHOLE).to_bits().wrapping_sub(WHOLE.to_bits()) as i64
}

/// Five knots, weighted: bounds, and for each number of bounds reached where the line starts, rises, and ends.
struct Curve {
    bounds: [f64; 5],
    /// x0, y0, rise, run, lowest, highest.
    lines: [[f64; 6]; 8],
}

impl Curve {
    fn new(knots: [(f64, f64); 5], weight: f64, missing: f64) -> Self {
        let knots = knots.map(|(x, points)| (x, points * 1000.0 * weight));
        let flat = |y: f64| [0.0, y, 0.0, 1.0, y, y];
        let mut lines = [flat(0.0); 8];
        // Not a number reaches no bound; what is below the first one is told apart by the first count.
        lines[0] = flat(missing * 1000.0 * weight);
        lines[1] = flat(knots[0].1);
        for at in 0..4 {
            let ((x0, y0), (x1, y1)) = (knots[at], knots[at + 1]);
            lines[at + 2] = [x0, y0, y1 - y0, x1 - x0, y0.min(y1), y0.max(y1)];
        }
        lines[6] = flat(knots[4].1);
        Self { bounds: knots.map(|(x, _)| x), lines }
    }

    fn one(&self, x: f64) -> f64 {
        let reached = usize::from(x >= f64::MIN) + self.bounds.iter().filter(|bound| x >= **bound).count();
        self.at(x, reached as u8)
    }

    fn at(&self, x: f64, reached: u8) -> f64 {
        let [x0, y0, rise, run, lowest, highest] = self.lines[usize::from(reached & 7)];
        let y = y0 + (x - x0) * rise / run;
        let y = if y > lowest { y } else { lowest };
        let y = if y < highest { y } else { highest };
        (y + WHOLE) - WHOLE
    }

    fn apply(&self, block: &mut Block) {
        let mut reached = [0_u8; ROWS];
        for (reached, numbers) in reached.as_chunks_mut::<LANES>().0.iter_mut().zip(block.as_chunks::<LANES>().0) {
            let mut counts = numbers.map(|x| u64::from(x >= f64::MIN));
            for bound in self.bounds {
                for (count, x) in counts.iter_mut().zip(numbers) {
                    *count = count.wrapping_add(u64::from(*x >= bound));
                }
            }
            *reached = counts.map(|count| count as u8);
        }
        for (number, reached) in block.iter_mut().zip(&reached) {
            *number = self.at(*number, *reached);
        }
    }
}

/// Five bands, weighted: the first one open below.
struct Bands {
    missing: f64,
    first: f64,
    steps: [(f64, f64); 4],
}

impl Bands {
    fn new(bounds: [f64; 4], points: [f64; 5], weight: f64, missing: f64) -> Self {
        let points = points.map(|points| points * 1000.0 * weight);
        Self { missing: missing * 1000.0 * weight, first: points[0], steps: std::array::from_fn(|at| (bounds[at], points[at + 1] - points[at])) }
    }

    fn one(&self, x: f64) -> f64 {
        let mut sum = if x >= f64::MIN { self.first } else { self.missing };
        for (bound, step) in self.steps {
            sum += f64::from_bits(step.to_bits() & u64::from(x >= bound).wrapping_neg());
        }
        sum
    }

    fn apply(&self, block: &mut Block) {
        for x in block {
            *x = self.one(*x);
        }
    }
}

fn load(values: &[f64], validity: &[u8], start: usize, rows: usize, block: &mut Block) {
    block[..rows].copy_from_slice(&values[start..start + rows]);
    missing(validity, start, rows, f64::NAN, block);
}

/// Blocks start at whole bytes.
fn missing(validity: &[u8], start: usize, rows: usize, value: f64, block: &mut Block) {
    for (at, byte) in validity[start / 8..(start + rows).div_ceil(8)].iter().enumerate() {
        let mut unset = !byte;
        while unset != 0 {
            let row = at * 8 + unset.trailing_zeros() as usize;
            if row < rows {
                block[row] = value;
            }
            unset &= unset - 1;
        }
    }
}

fn codes(codes: &[u8], validity: &[u8], start: usize, rows: usize, points: [f64; 5], weight: f64, block: &mut Block) {
    let points: [f64; 8] = std::array::from_fn(|at| if at < 5 { points[at] * 1000.0 * weight } else { 0.0 });
    for (slot, code) in block.iter_mut().zip(&codes[start..start + rows]) {
        *slot = points[usize::from(code & 7)];
    }
    missing(validity, start, rows, points[4], block);
}

fn add(block: &Block, to: &mut [i64], sum: &mut Block) {
    for ((slot, sum), contribution) in to.iter_mut().zip(sum).zip(block) {
        *slot = whole(*contribution);
        *sum += contribution;
    }
}

/// The policy.
pub struct Rules {
    revenue: Curve,
    margin: Curve,
    tenure: Curve,
    fleet: Bands,
    orders: Bands,
    delay: Bands,
}

/// Points by code, the last ones for what is missing.
const METHOD: [f64; 5] = [180.0, 420.0, 80.0, 300.0, 100.0];
const OUTLOOK: [f64; 5] = [0.0, 150.0, 320.0, 450.0, 120.0];
/// Weighted, for false and missing, and for true.
const INFLUENCER: (f64, f64) = (12_000.0, 60_000.0);

impl Default for Rules {
    fn default() -> Self {
        Self {
            revenue: Curve::new([(0.0, 0.0), (1e5, 120.0), (5e5, 260.0), (2e6, 400.0), (1e7, 500.0)], 0.5, 50.0),
            margin: Curve::new([(-5.0, 0.0), (5.0, 60.0), (15.0, 180.0), (30.0, 300.0), (50.0, 400.0)], 0.5, 100.0),
            tenure: Curve::new([(0.0, 40.0), (1.0, 100.0), (3.0, 200.0), (8.0, 330.0), (20.0, 400.0)], 0.2, 80.0),
            fleet: Bands::new([5.0, 20.0, 100.0, 500.0], [20.0, 90.0, 180.0, 260.0, 350.0], 0.5, 0.0),
            orders: Bands::new([4.0, 12.0, 52.0, 250.0], [0.0, 120.0, 220.0, 320.0, 420.0], 0.3, 0.0),
            delay: Bands::new([1.0, 8.0, 31.0, 91.0], [380.0, 300.0, 200.0, 60.0, 0.0], 0.2, 150.0),
        }
    }
}

/// Scores all accounts.
pub fn score(accounts: &Accounts, results: &mut Results) {
    let Rules { revenue, margin, tenure, fleet, orders, delay } = Rules::default();
    let total = accounts.method.len();
    let (mut block, mut sum, mut composite) = ([0.0; ROWS], [0.0; ROWS], [0.0; ROWS]);
    for start in (0..total).step_by(ROWS) {
        let rows = ROWS.min(total - start);
        let place = start..start + rows;
        let [c0, c1, c2, c3, c4, c5, c6, c7, c8] = &mut results.contributions[..] else { return };
        let validity = |column: usize| &accounts.validity[column][..];
        let number = |column: usize, block: &mut Block| load(&accounts.numbers[column], validity(column), start, rows, block);
        let close = |cap: f64, sum: &mut Block, composite: &mut Block| {
            for (sum, composite) in sum.iter_mut().zip(composite) {
                *composite += if *sum > cap { cap } else { *sum };
                *sum = 0.0;
            }
        };
        composite.fill(0.0);

        number(0, &mut block);
        revenue.apply(&mut block);
        add(&block, &mut c0[place.clone()], &mut sum);
        number(1, &mut block);
        margin.apply(&mut block);
        add(&block, &mut c1[place.clone()], &mut sum);
        number(2, &mut block);
        fleet.apply(&mut block);
        add(&block, &mut c2[place.clone()], &mut sum);
        close(500_000.0, &mut sum, &mut composite);

        number(3, &mut block);
        orders.apply(&mut block);
        add(&block, &mut c3[place.clone()], &mut sum);
        codes(&accounts.method, validity(6), start, rows, METHOD, 0.3, &mut block);
        add(&block, &mut c4[place.clone()], &mut sum);
        codes(&accounts.outlook, validity(7), start, rows, OUTLOOK, 0.3, &mut block);
        add(&block, &mut c5[place.clone()], &mut sum);
        close(300_000.0, &mut sum, &mut composite);

        number(4, &mut block);
        tenure.apply(&mut block);
        add(&block, &mut c6[place.clone()], &mut sum);
        number(5, &mut block);
        delay.apply(&mut block);
        add(&block, &mut c7[place.clone()], &mut sum);
        block.iter_mut().zip(&accounts.influencer[place.clone()]).for_each(|(slot, flag)| *slot = if *flag { INFLUENCER.1 } else { INFLUENCER.0 });
        missing(validity(8), start, rows, INFLUENCER.0, &mut block);
        add(&block, &mut c8[place.clone()], &mut sum);
        close(200_000.0, &mut sum, &mut composite);

        let slots = results.composite[place.clone()].iter_mut().zip(&mut results.tier[place.clone()]);
        for ((slot, tier), (composite, before)) in slots.zip(composite.iter().zip(&accounts.previous[place.clone()])) {
            *slot = whole(*composite);
            *tier = rank(*composite, *before);
        }
        results.errors[place].fill(None);
    }
}

fn rank(composite: f64, before: u8) -> u8 {
    let mut rank = 0;
    for (own, enter) in [(1, 400_000.0), (2, 600_000.0), (3, 800_000.0)] {
        let bound = if before >= own { enter - 50_000.0 } else { enter };
        rank = if composite >= bound { own } else { rank };
    }
    rank
}

/// One account. What is missing is not a number, or the code 4.
pub struct Record {
    numbers: [f64; 6],
    method: u8,
    outlook: u8,
    influencer: bool,
    previous: u8,
}

impl Record {
    #[must_use]
    pub fn new(accounts: &Accounts, row: usize) -> Self {
        let known = |column: usize| accounts.validity[column][row / 8] >> (row % 8) & 1 == 1;
        Self {
            numbers: std::array::from_fn(|at| if known(at) { accounts.numbers[at][row] } else { f64::NAN }),
            method: if known(6) { accounts.method[row] } else { 4 },
            outlook: if known(7) { accounts.outlook[row] } else { 4 },
            influencer: known(8) && accounts.influencer[row],
            previous: accounts.previous[row],
        }
    }

    /// Scores the account into its row.
    pub fn score(&self, rules: &Rules, row: usize, results: &mut Results) {
        let [revenue, margin, fleet, orders, tenure, delay] = self.numbers;
        let contributions = [
            rules.revenue.one(revenue),
            rules.margin.one(margin),
            rules.fleet.one(fleet),
            rules.orders.one(orders),
            METHOD[usize::from(self.method)] * 300.0,
            OUTLOOK[usize::from(self.outlook)] * 300.0,
            rules.tenure.one(tenure),
            rules.delay.one(delay),
            if self.influencer { INFLUENCER.1 } else { INFLUENCER.0 },
        ];
        let sum = |at: usize, cap: f64| contributions[at..at + 3].iter().sum::<f64>().min(cap);
        let composite = sum(0, 500_000.0) + sum(3, 300_000.0) + sum(6, 200_000.0);
        results.contributions.iter_mut().zip(contributions).for_each(|(slice, contribution)| slice[row] = whole(contribution));
        results.composite[row] = whole(composite);
        results.tier[row] = rank(composite, self.previous);
    }
}

/// Reads every input and writes every output.
pub fn read_and_write(accounts: &Accounts, results: &mut Results) {
    let bytes = [&accounts.method, &accounts.outlook, &accounts.previous].into_iter().chain(&accounts.validity);
    let mut read = bytes.flat_map(|column| column.iter()).fold(0_u8, |read, byte| read ^ byte);
    read ^= accounts.influencer.iter().fold(0, |read, flag| read ^ u8::from(*flag));
    let numbers = accounts.numbers.iter().map(|column| column.iter().fold(0, |read, number| read ^ number.to_bits())).fold(0, |read, column| read ^ column);
    let value = (black_box(numbers) & 1) as i64;
    results.composite.fill(value);
    results.contributions.iter_mut().for_each(|slice| slice.fill(value));
    results.tier.fill(black_box(read) & 1);
    results.errors.fill(None);
}
