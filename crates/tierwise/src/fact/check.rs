//! What a decoder cannot see: values of an account that contradict each other or the policy.

use super::Derivation;
use crate::account::{Account, Plan, PlanScope, ProcurementMethod};
use crate::error::{Error, Problem, code};

/// Checks an account against itself and against the policy's constants.
///
/// # Errors
/// Every contradiction.
pub(crate) fn check(account: &Account, derivation: &Derivation) -> Result<(), Error> {
    let mut problems = Vec::new();
    if let (Some(own), Some(expected)) = (account.currency, derivation.currency)
        && own != expected
    {
        problems.push(Problem::new(code::ACCOUNT_CURRENCY, "currency", format!("expected `{expected}`, the policy's currency, found `{own}`")));
    }
    let contradiction = |path: String, message: String| Problem::new(code::ACCOUNT_VALUE, path, message);
    for (at, record) in account.procurement.iter().flatten().enumerate() {
        if let Some(ProcurementMethod::Mixed(_)) = &record.method {
            let sum: f64 = record.method.iter().flat_map(ProcurementMethod::shares).sum();
            if sum > 1.000_001 {
                problems.push(contradiction(format!("procurement[{at}].method.mixed"), format!("expected shares of at most 1 together, found {sum}")));
            }
        }
    }
    if let Some((own, total)) = account.wallet.as_ref().and_then(|wallet| wallet.own_units.zip(wallet.total_units))
        && own > total
    {
        problems.push(contradiction("wallet.own_units".to_owned(), format!("expected at most `total_units` ({total}), found {own}")));
    }
    let nominations = account.brand.iter().filter_map(|brand| brand.nominations.as_ref()).flatten();
    for (at, nomination) in nominations.enumerate() {
        if let Some((from, until)) = nomination.from.zip(nomination.until)
            && until <= from
        {
            problems.push(contradiction(format!("brand.nominations[{at}].until"), format!("expected a day after `from` ({from}), found {until}")));
        }
    }
    problems.extend(repeated_plans(account.plans.as_deref().unwrap_or_default()));
    Error::check(problems)
}

/// Plans of the same year and scope as an earlier one.
fn repeated_plans(plans: &[Plan]) -> Vec<Problem> {
    let mut seen = std::collections::BTreeSet::new();
    let mut problems = Vec::new();
    for (at, plan) in plans.iter().enumerate() {
        let Some(year) = plan.year else { continue };
        if !seen.insert((year, plan.scope.as_ref().filter(|scope| **scope != PlanScope::Account))) {
            problems.push(Problem::new(
                code::ACCOUNT_VALUE,
                format!("plans[{at}].year"),
                format!("expected one plan for a year and scope, found another for {year}"),
            ));
        }
    }
    problems
}
