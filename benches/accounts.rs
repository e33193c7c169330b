//! The workload of the benches of columns: one policy, and accounts of which three of a hundred values are missing.

use std::ops::Range;

use serde_json::{Value, json};
use tierwise::columns::{Bits, Column, Results, Table};
use tierwise::{Date, Policy};

pub const METHODS: [&str; 4] = ["tender", "framework", "spot", "direct"];
pub const OUTLOOKS: [&str; 4] = ["declining", "stable", "growing", "strategic"];
pub const TIERS: [&str; 4] = ["standard", "silver", "gold", "platinum"];
pub const NUMBERS: [&str; 6] = ["annual_revenue", "gross_margin_pct", "fleet_size", "order_count", "tenure_years", "payment_delay_days"];

/// Nine criteria, three aspects with caps, three tiers with a margin of 50 points to stay.
#[must_use]
pub fn document() -> Value {
    let number = |name: &str| json!({"id": name, "type": "number"});
    json!({
        "policy": "columns", "version": "1", "semantics": 1,
        "facts": NUMBERS.iter().map(|name| number(name)).chain([
            json!({"id": "procurement_method", "type": "category"}), json!({"id": "growth_outlook", "type": "category"}),
            json!({"id": "brand_influencer", "type": "flag"}),
        ]).collect::<Vec<_>>(),
        "score": {"aspects": [
            {"id": "value", "weight": 0.5, "cap": 500, "criteria": [
                {"id": "revenue", "fact": "annual_revenue", "curve": [[0, 0], [1e5, 120], [5e5, 260], [2e6, 400], [1e7, 500]], "missing": {"points": 50}},
                {"id": "margin", "fact": "gross_margin_pct", "curve": [[-5, 0], [5, 60], [15, 180], [30, 300], [50, 400]], "missing": {"points": 100}},
                {"id": "fleet", "fact": "fleet_size", "bands": [[null, 20], [5, 90], [20, 180], [100, 260], [500, 350]], "missing": {"points": 0}},
            ]},
            {"id": "potential", "weight": 0.3, "cap": 300, "criteria": [
                {"id": "orders", "fact": "order_count", "bands": [[null, 0], [4, 120], [12, 220], [52, 320], [250, 420]], "missing": {"points": 0}},
                {"id": "method", "fact": "procurement_method", "table": {"tender": 180, "framework": 420, "spot": 80, "direct": 300}, "missing": {"points": 100}},
                {"id": "outlook", "fact": "growth_outlook", "table": {"declining": 0, "stable": 150, "growing": 320, "strategic": 450}, "missing": {"points": 120}},
            ]},
            {"id": "relationship", "weight": 0.2, "cap": 200, "criteria": [
                {"id": "tenure", "fact": "tenure_years", "curve": [[0, 40], [1, 100], [3, 200], [8, 330], [20, 400]], "missing": {"points": 80}},
                {"id": "delay", "fact": "payment_delay_days", "bands": [[null, 380], [1, 300], [8, 200], [31, 60], [91, 0]], "missing": {"points": 150}},
                {"id": "influencer", "fact": "brand_influencer", "flag": {"true": 300, "false": 60}, "missing": {"points": 60}},
            ]},
        ]},
        "ladder": {"base": "standard", "tiers": [
            {"id": "silver", "enter": 400, "retain": 350}, {"id": "gold", "enter": 600, "retain": 550}, {"id": "platinum", "enter": 800, "retain": 750},
        ]},
    })
}

/// Accounts as columns, three of a hundred values missing.
pub struct Accounts {
    pub numbers: Vec<Vec<f64>>,
    pub method: Vec<u8>,
    pub outlook: Vec<u8>,
    pub influencer: Vec<bool>,
    pub previous: Vec<u8>,
    /// Nine columns in the order of the criteria's facts above: six numbers, two categories, the flag.
    pub validity: Vec<Vec<u8>>,
}

impl Accounts {
    #[must_use]
    pub fn new(rows: usize) -> Self {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let mut column = |number: &dyn Fn(f64) -> f64| (0..rows).map(|_| number(random())).collect::<Vec<f64>>();
        let numbers = vec![
            column(&|at| (1.2e7 * at * at * at).round()),
            column(&|at| (650.0 * at - 100.0).round() / 10.0),
            column(&|at| (900.0 * at * at * at).floor()),
            column(&|at| (400.0 * at * at).floor()),
            column(&|at| (250.0 * at).floor() / 10.0),
            column(&|at| (120.0 * at * at).floor()),
        ];
        let mut four = || column(&|at| (4.0 * at).floor()).into_iter().map(|code| code as u8).collect::<Vec<u8>>();
        let (method, outlook, previous) = (four(), four(), four());
        let influencer = column(&|at| at).into_iter().map(|at| at < 0.2).collect();
        let validity =
            (0..9).map(|_| column(&|at| at).chunks(8).map(|rows| (0..rows.len()).fold(0, |byte, at| byte | u8::from(rows[at] >= 0.03) << at)).collect());
        let validity = validity.collect();
        Self { numbers, method, outlook, influencer, previous, validity }
    }

    /// A copy of some rows; the first one must be the first of a byte of bits.
    #[must_use]
    pub fn part(&self, rows: Range<usize>) -> Self {
        assert!(rows.start.is_multiple_of(8), "rows start within a byte of bits");
        let numbers = self.numbers.iter().map(|column| column[rows.clone()].to_vec()).collect();
        let codes = |column: &[u8]| column[rows.clone()].to_vec();
        let validity = self.validity.iter().map(|bits| bits[rows.start / 8..rows.end.div_ceil(8)].to_vec()).collect();
        let influencer = self.influencer[rows.clone()].to_vec();
        Self { numbers, method: codes(&self.method), outlook: codes(&self.outlook), influencer, previous: codes(&self.previous), validity }
    }

    fn bits(&self, column: usize) -> Bits<'_> {
        Bits::new(&self.validity[column], 0)
    }

    #[must_use]
    pub fn table<'a>(&'a self, policy: &'a Policy) -> Table<'a> {
        let mut columns: Vec<(&str, Column<'_>)> =
            NUMBERS.iter().enumerate().map(|(at, name)| (*name, Column::numbers(&self.numbers[at]).with_validity(self.bits(at)))).collect();
        columns.push(("procurement_method", Column::categories(&self.method[..], &METHODS).with_validity(self.bits(6))));
        columns.push(("growth_outlook", Column::categories(&self.outlook[..], &OUTLOOKS).with_validity(self.bits(7))));
        columns.push(("brand_influencer", Column::flags(&self.influencer).with_validity(self.bits(8))));
        columns.retain(|(name, _)| policy.facts().any(|fact| fact == *name));
        let day: Date = "2026-06-30".parse().unwrap();
        policy.table(self.method.len(), &columns, day).unwrap().with_previous(Column::categories(&self.previous[..], &TIERS)).unwrap()
    }
}

/// Memory for composites, tiers and contributions, which is what the others come to.
#[must_use]
pub fn memory(policy: &Policy, rows: usize) -> Results {
    Results { coverage: Vec::new(), aspects: Vec::new(), ..Results::new(policy, rows) }
}
