//! The commercial-vehicle policy of 21 criteria, and an account with a fact for each.

use serde_json::json;
use tierwise::{Account, PolicySpec};

/// The policy as JSON text.
pub const POLICY: &str = include_str!("../tests/corpus/policies/key-account.json");

#[must_use]
pub fn spec() -> PolicySpec {
    serde_json::from_str(POLICY).unwrap()
}

/// All 21 facts given by name.
#[must_use]
pub fn known() -> Account {
    let facts = json!({
        "orders.decayed_vehicle_equivalents": 120, "orders.units_36_months": 64, "orders.count_36_months": 9, "margin.contribution_percent": 9,
        "fleet.units": 420, "replacement.due_24_months": 95, "fleet.growth_percent": 6, "fleet.high_grade_share": 0.35,
        "relationship.value_orientation": "value_first", "wallet.share": 0.55, "relationship.stage": "interdependent", "buying_centre.coverage": 0.75,
        "relationship.tenure_years": 8, "satisfaction.score": 4.2, "brand.influence": "regional_reference", "relationship.culture_fit": "aligned",
        "region.priority": "a", "payment.delay_days": 4, "procurement.method": "negotiated", "procurement.local_protection": "none",
        "service.burden_per_100_vehicles": 7,
    });
    serde_json::from_value(json!({ "facts": facts })).unwrap()
}
