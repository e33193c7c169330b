//! The customer model: what is known of one account. Every field is optional; unknown keys are refused.
//!
//! All money of an account is in its one [`currency`](Account::currency). Null and NaN are the same as absent.
//! An empty list says that there are none; an absent list says that nobody knows.

mod brand;
mod money;
mod orders;
mod park;
mod people;
mod plan;
mod procurement;
mod quantity;
mod relationship;
mod words;

#[cfg(test)]
pub(crate) mod tests;

use serde::{Deserialize, Serialize};

pub use brand::{Brand, BrandActivity, BrandActivityKind, BrandInfluence, Nomination};
pub use money::{Invoice, MarginYear, Payments, Risk, Wallet};
pub use orders::{Order, OrderKind};
pub(crate) use park::cycles_per_class;
pub use park::{FleetSize, Park, PerClass, Powertrain, Replacement, VehicleClass, VehicleGrade, VehicleLine};
pub use people::{BuyingRole, Contact, ContactInfluence, MediaHabit, MediaUse, PersonOpinion, Preference, PreferenceTopic};
pub use plan::{Cause, CauseShare, CultivationAction, MonthSales, Plan, PlanScope, PlanVersion};
pub use procurement::{
    Centralisation, InformationChannel, InformationSource, LocalProtection, MethodShares, ProcurementMethod, ProcurementRecord, ProcurementStage,
    ProcurementStep, PurchaseKind,
};
pub(crate) use quantity::optional;
pub use quantity::{Count, Currency, CycleMonths, Days, Measure, Money, Month, Months, Opinion, Rating, Share, Units, Year};
pub use relationship::{
    BrandPreference, Complaint, CultureFit, DirectionFit, Duty, GoodwillClaim, LongTermIntent, Loyalty, PreferenceStrength, Referral, Relationship,
    RelationshipStage, Satisfaction, Usage, ValueOrientation,
};

use crate::date::Date;
use crate::fact::Facts;
use words::{section, words};

words! {
    /// Where the account stands with us.
    AccountStatus {
        /// Has not bought yet.
        Prospect = "prospect",
        /// Buys.
        Customer = "customer",
        /// A key account.
        Key = "key",
        /// No longer buys.
        Former = "former",
    }

    /// How important a region is to us.
    RegionPriority {
        /// First priority.
        A = "a",
        /// Second priority.
        B = "b",
        /// Third priority.
        C = "c",
        /// No priority.
        None = "none",
    }
}

section! {
    /// Where the account is.
    Region {
        /// Name of the region.
        name: String,
        /// How important the region is to us.
        priority: RegionPriority,
        /// Country, as a code of ISO 3166.
        country: String,
    }
}

/// One account.
///
/// ```
/// use tierwise::{Account, wire};
/// let text = r#"{"id": "K-1", "currency": "EUR", "orders": [{"ordered_on": "2026-01-15", "units": 2, "net_amount": 180000}]}"#;
/// let account: Account = wire::read(&mut serde_json::Deserializer::from_str(text))?;
/// assert_eq!(account.orders.map(|orders| orders.len()), Some(1));
/// # Ok::<(), tierwise::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Account {
    /// The account's id in its own system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it stands with us.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<AccountStatus>,
    /// Its trade or vehicle segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// The sales channel that serves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The one currency of all money in this document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// How it buys, one record per vehicle segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procurement: Option<Vec<ProcurementRecord>>,
    /// The vehicles it runs, of all brands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub park: Option<Park>,
    /// How it replaces its vehicles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replacement: Option<Replacement>,
    /// What it ordered from us.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orders: Option<Vec<Order>>,
    /// What it earns us, one entry per year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub margin: Option<Vec<MarginYear>>,
    /// What it thinks of the brands, as a company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand_preferences: Option<Vec<BrandPreference>>,
    /// Our part of all it buys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wallet: Option<Wallet>,
    /// Signs of loyalty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loyalty: Option<Loyalty>,
    /// The relationship between the two companies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relationship: Option<Relationship>,
    /// The people of its buying centre. Personal data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Vec<Contact>>,
    /// How it uses its vehicles, and what that costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// How content it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub satisfaction: Option<Satisfaction>,
    /// How it pays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payments: Option<Payments>,
    /// Reasons to stop business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk: Option<Risk>,
    /// What it does for our brand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<Brand>,
    /// Yearly plans, with forecast and actual sales.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plans: Option<Vec<Plan>>,
    /// What we do to develop it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cultivation: Option<Vec<CultivationAction>>,
    /// Facts given directly, by dotted name; they win over derived ones.
    #[serde(skip_serializing_if = "Facts::is_empty")]
    pub facts: Facts,
}

impl Account {
    /// Removes the people whose data may no longer be kept on `as_of`, and says how many they were.
    ///
    /// Facts never read them on or after that day, so no score changes by erasing them.
    pub fn erase_expired_contacts(&mut self, as_of: Date) -> usize {
        let Some(contacts) = &mut self.contacts else { return 0 };
        let before = contacts.len();
        contacts.retain(|contact| !contact.is_expired(as_of));
        before.saturating_sub(contacts.len())
    }

    /// Whether a nomination for the designation runs on a day.
    pub(crate) fn is_nominated(&self, designation: &str, as_of: Date) -> bool {
        self.nominations().filter(|nomination| nomination.designation.as_deref() == Some(designation)).any(|nomination| nomination.is_active(as_of))
    }

    /// The nominations for designations that the document holds.
    pub(crate) fn nominations(&self) -> impl Iterator<Item = &Nomination> {
        self.brand.iter().filter_map(|brand| brand.nominations.as_ref()).flatten()
    }
}
