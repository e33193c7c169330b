//! What an account ordered from us.

use super::park::{VehicleClass, VehicleGrade};
use super::quantity::{Money, Units, optional};
use super::words::{section, words};
use crate::date::Date;

words! {
    /// What an order is for.
    OrderKind {
        /// New vehicles.
        Vehicle = "vehicle",
        /// Parts.
        Parts = "parts",
        /// Service.
        Service = "service",
        /// Finance.
        Finance = "finance",
        /// Used vehicles.
        Used = "used",
    }
}

section! {
    /// An order; with a negative amount or negative units a return or credit note.
    Order {
        /// Its id.
        id: String,
        /// The day it was placed. Without it, it is not placed and counts nowhere.
        ordered_on: Date,
        /// The day it was delivered.
        delivered_on: Date,
        /// Vehicles or pieces; negative for those taken back.
        #[serde(deserialize_with = "optional")]
        units: Units,
        /// Net amount, in the account's currency; negative for a return or credit note.
        #[serde(deserialize_with = "optional")]
        net_amount: Money,
        /// Grade of the vehicles.
        grade: VehicleGrade,
        /// Class of the vehicles.
        class: VehicleClass,
        /// What it is for; absent means vehicles.
        kind: OrderKind,
    }
}

impl Order {
    /// Whether it takes back: a return or credit note.
    #[must_use]
    pub fn is_return(&self) -> bool {
        self.net_amount.is_some_and(|amount| amount.get() < 0.0) || self.units.is_some_and(|units| units.get() < 0)
    }

    /// Whether it is for new vehicles.
    #[must_use]
    pub fn is_for_vehicles(&self) -> bool {
        matches!(self.kind, None | Some(OrderKind::Vehicle))
    }

    /// Units, negative for a return however they are written.
    pub(crate) fn signed_units(&self) -> Option<i32> {
        let units = self.units?.get();
        Some(if self.is_return() { units.saturating_abs().saturating_neg() } else { units })
    }
}
