//! The linter: a policy that can be used but may not do what its author meant (rule S7).

use super::model::Checked;
use crate::error::Problem;

pub(super) fn lint(_checked: &Checked) -> Vec<Problem> {
    Vec::new()
}
