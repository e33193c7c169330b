//! What a policy says of an account over time. Other threads run meanwhile.

use pyo3::prelude::*;
use tierwise::history::{Difference, Snapshot, Trace};
use tierwise::ledger::Statement;
use tierwise::outlook::{AtRisk, Outlook, Required};
use tierwise::{Date, History, Timeline};

use crate::failure::Answer;
use crate::input::Input;
use crate::output::Output;
use crate::policy::Policy;

/// Methods of a policy that are the core's calls under the core's names.
macro_rules! calls {
    ($($name:ident($($argument:ident: $kind:ty),+) -> $found:ty: |$policy:ident| $call:expr;)+) => {
        #[pymethods]
        impl Policy {
            $(#[doc = include_str!(concat!("help/Policy.", stringify!($name), ".rst"))]
            fn $name(&self, py: Python<'_>, $($argument: Input<$kind>),+) -> Answer<$found> {
                let ($policy, $($argument),+) = (&self.0, $($argument.0),+);
                Ok(Output(py.detach(|| $call)?))
            })+
        }
    };
}

calls! {
    replay(history: History, as_of: Date) -> Timeline: |policy| policy.replay(&history, as_of);
    trace(history: History, as_of: Date) -> Trace: |policy| policy.trace(&history, as_of);
    tier_on(history: History, day: Date, known_on: Date) -> Timeline: |policy| policy.tier_on(&history, day, known_on);
    diff(before: History, after: History, as_of: Date) -> Difference: |policy| policy.diff(&before, &after, as_of);
    statement(history: History, on: Date) -> Statement: |policy| policy.statement(&history, on);
    snapshot(history: History, as_of: Date) -> Snapshot: |policy| policy.snapshot(&history, as_of);
    advance_snapshot(snapshot: Snapshot, tail: History, as_of: Date) -> Snapshot: |policy| policy.advance_snapshot(&snapshot, &tail, as_of);
    resume(snapshot: Snapshot, tail: History, as_of: Date) -> Timeline: |policy| policy.resume(&snapshot, &tail, as_of);
    project(history: History, as_of: Date, until: Date) -> Timeline: |policy| policy.project(&history, as_of, until);
    at_risk(history: History, as_of: Date, until: Date) -> Option<AtRisk>: |policy| policy.at_risk(&history, as_of, until);
    outlook(history: History, as_of: Date, until: Date) -> Outlook: |policy| policy.outlook(&history, as_of, until);
    required(history: History, as_of: Date, tier: String, credited_on: Date, by: Date) -> Required:
        |policy| policy.required(&history, as_of, &tier, credited_on, by);
}
