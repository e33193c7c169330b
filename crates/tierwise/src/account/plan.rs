//! Yearly plans, what became of them, and what we do to develop an account.

use serde::{Deserialize, Serialize};

use super::park::VehicleGrade;
use super::quantity::{Count, Measure, Money, Month, Units, Year, optional};
use super::words::section;
use crate::date::Date;

/// What a plan is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlanScope {
    /// The account itself; what an absent scope means.
    #[default]
    Account,
    /// A tier, by id.
    Tier(String),
    /// A segment.
    Segment(String),
    /// A region.
    Region(String),
    /// A sales channel.
    Channel(String),
    /// A grade of vehicle.
    Grade(VehicleGrade),
}

/// Why sales differ from the plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PlanCause"))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The macroeconomic environment. Not controllable.
    MacroEnvironment,
    /// Policies: emission stages, subsidies, tolls, limits on purchases. Not controllable.
    Policy,
    /// Changes in what users need. Partly controllable.
    UserNeeds,
    /// Advertising. Controllable.
    Advertising,
    /// Sales channels: loss of dealers, coverage. Controllable.
    SalesChannel,
    /// The sales plan: a wrong target or allocation. Controllable.
    SalesPlan,
    /// Incentives: rebates, dealer bonus. Controllable.
    Incentives,
    /// What a competitor did.
    CompetitorAction,
    /// The product or its quality.
    ProductOrQuality,
    /// Supply or delivery.
    SupplyOrDelivery,
    /// The price.
    Price,
    /// Credit.
    Credit,
    /// The account postponed its purchase.
    ProcurementPostponed,
    /// Another cause, in words.
    Other(String),
}

section! {
    /// One version of a plan.
    PlanVersion {
        /// Its number; the highest is the newest.
        #[serde(deserialize_with = "optional")]
        version: Count,
        /// The day it was set.
        set_on: Date,
        /// Vehicles to sell in the year.
        #[serde(deserialize_with = "optional")]
        target_units: Measure,
        /// Revenue to make in the year, in the account's currency.
        #[serde(deserialize_with = "optional")]
        target_revenue: Money,
    }

    /// Sales of a month, forecast or actual.
    MonthSales {
        /// The month, 1 to 12.
        #[serde(deserialize_with = "optional")]
        month: Month,
        /// Vehicles.
        #[serde(deserialize_with = "optional")]
        units: Units,
        /// Revenue, in the account's currency.
        #[serde(deserialize_with = "optional")]
        revenue: Money,
    }

    /// A part of the difference between plan and sales, and its cause.
    CauseShare {
        /// The cause.
        cause: Cause,
        /// Vehicles that it explains; negative where sales fell short.
        #[serde(deserialize_with = "optional")]
        units: Units,
        /// What is known about it.
        note: String,
    }

    /// The plan of one year.
    Plan {
        /// The calendar year.
        #[serde(deserialize_with = "optional")]
        year: Year,
        /// What it is for; absent means the account.
        scope: PlanScope,
        /// Its versions, original and revised.
        versions: Vec<PlanVersion>,
        /// Forecast sales per month.
        forecast: Vec<MonthSales>,
        /// Actual sales per month.
        actual: Vec<MonthSales>,
        /// Causes of the difference.
        causes: Vec<CauseShare>,
    }

    /// Something we do to develop the account.
    CultivationAction {
        /// What it is for.
        goal: String,
        /// What is done.
        action: String,
        /// Id of our person who does it.
        owner: String,
        /// The day it is due.
        due_on: Date,
        /// The day it was done; absent while it is open.
        done_on: Date,
        /// What it costs us, in the account's currency.
        #[serde(deserialize_with = "optional")]
        cost: Money,
    }
}
