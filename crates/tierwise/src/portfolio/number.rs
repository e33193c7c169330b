//! What portfolios have in common: shares of whole numbers, and lists that name every account once.

use std::collections::BTreeSet;

use crate::account::Share;
use crate::error::{Error, Problem, code};
use crate::fact::millionths;
use crate::number::Finite;

/// Refuses a list in which an account is there twice.
pub(super) fn check_unique<'a>(accounts: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    let twice = accounts.enumerate().filter(|(_, account)| !seen.insert(*account));
    let problem = |(index, account): (usize, &str)| {
        Problem::new(code::POLICY_DUPLICATE_ID, format!("accounts[{index}].account"), format!("expected every account once, found `{account}` twice"))
    };
    Error::check(twice.map(problem).collect())
}

/// A number that is known to be finite.
pub(super) fn finite(number: f64) -> Finite {
    Finite::new(number).unwrap_or_default()
}

/// A share read to the millionth.
pub(super) fn parts_per_million(share: Share) -> i128 {
    millionths(share.get())
}

/// One whole number as a share of another that is above zero.
pub(super) fn ratio(part: i128, whole: i128) -> Option<Finite> {
    (whole > 0).then(|| finite(part as f64 / whole as f64))
}

/// The same of counts; nothing of nothing is nothing.
pub(super) fn ratio_of_counts(part: usize, whole: usize) -> Finite {
    if whole == 0 { Finite::default() } else { finite(part as f64 / whole as f64) }
}
