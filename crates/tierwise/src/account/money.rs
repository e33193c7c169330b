//! What an account earns us, how it pays, and what forbids business with it.

use super::quantity::{Count, Money, Share, Year, optional};
use super::words::section;
use crate::date::Date;

section! {
    /// What the account earned us in one year; several entries of a year are added up.
    MarginYear {
        /// The calendar year.
        #[serde(deserialize_with = "optional")]
        year: Year,
        /// Net revenue, in the account's currency.
        #[serde(deserialize_with = "optional")]
        net_revenue: Money,
        /// Contribution after variable cost, in the account's currency.
        #[serde(deserialize_with = "optional")]
        contribution: Money,
        /// Cost to serve (visits, bids, on-site service, goodwill, credit, special stock), in the account's currency.
        #[serde(deserialize_with = "optional")]
        cost_to_serve: Money,
    }

    /// Our part of all that the account buys.
    Wallet {
        /// The day this was recorded.
        recorded_on: Date,
        /// Our share of its purchases, 0 to 1; wins over the two numbers of units.
        #[serde(deserialize_with = "optional")]
        share: Share,
        /// Vehicles it bought from us.
        #[serde(deserialize_with = "optional")]
        own_units: Count,
        /// Vehicles it bought from anyone.
        #[serde(deserialize_with = "optional")]
        total_units: Count,
    }

    /// An invoice to the account.
    Invoice {
        /// Its id.
        id: String,
        /// The day it is due.
        due_on: Date,
        /// The day it was paid; absent while it is open.
        paid_on: Date,
        /// Amount, in the account's currency; negative for a credit note.
        #[serde(deserialize_with = "optional")]
        amount: Money,
    }

    /// How the account pays.
    Payments {
        /// Invoices.
        invoices: Vec<Invoice>,
    }

    /// Reasons to stop business.
    Risk {
        /// Whether deliveries are stopped for want of credit.
        credit_stop: bool,
        /// Whether it stands on a sanctions list.
        sanction_hit: bool,
        /// Whether there is a fraud case.
        fraud_case: bool,
        /// Whether it is insolvent.
        insolvency: bool,
    }
}
