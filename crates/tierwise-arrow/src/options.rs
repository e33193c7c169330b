//! What a caller can ask for.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use crate::zone::Zone;

/// How columns are read, and what comes out.
///
/// ```
/// use tierwise_arrow::{Options, Zone};
/// let options = Options { keep: vec!["account".into()], previous: Some("tier_before".into()), zone: Some(Zone::UTC), ..Options::default() };
/// assert!(options.coverage && !options.contributions);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Columns by other names than those of their facts: the column's name, then the fact's. A field of a struct is named by its way:
    /// `fleet.units`.
    pub facts: BTreeMap<String, String>,
    /// The column with the tiers before, which hold an account down to `retain`. Null is no tier.
    pub previous: Option<String>,
    /// Columns that stand first in the result as they are, of any type. Only those of them that are facts are read.
    pub keep: Vec<String>,
    /// The zone in which the days of timestamps begin. Without it columns of instants are refused, and of timestamps without a zone
    /// midnights are days and others errors of their rows.
    pub zone: Option<Zone>,
    /// The type of all points in the result.
    pub points: PointsType,
    /// Whether to say the coverage; yes by default.
    pub coverage: bool,
    /// Whether to say what each criterion contributes.
    pub contributions: bool,
    /// Whether to say the points of each aspect.
    pub aspects: bool,
    /// Whether to say errors in words, beside their codes.
    pub messages: bool,
    /// The most threads to work on; as many as the machine has if left out. The result does not depend on it.
    pub threads: Option<NonZeroUsize>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            facts: BTreeMap::new(),
            previous: None,
            keep: Vec::new(),
            zone: None,
            points: PointsType::default(),
            coverage: true,
            contributions: false,
            aspects: false,
            messages: false,
            threads: None,
        }
    }
}

/// The type of points in a result. All three say the same: points are whole thousandths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PointsType {
    /// `Float64`, the nearest to the thousandths, which is printed with them and reads back to them: what tools and notebooks
    /// calculate with. Its sums are not exact.
    #[default]
    Numbers,
    /// `Decimal128(18, 3)`, whose sums are exact.
    Decimals,
    /// `Int64`, whole thousandths, whose sums are exact.
    Thousandths,
}
