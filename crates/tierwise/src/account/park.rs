//! The vehicles an account runs, and how it replaces them.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::quantity::{Count, CycleMonths, Maybe, Measure, Money, Months, Year, optional};
use super::words::{section, words};
use crate::date::Date;

words! {
    /// Class of a commercial vehicle.
    VehicleClass {
        /// Van.
        LightVan = "light_van",
        /// Light truck.
        LightTruck = "light_truck",
        /// Medium truck.
        MediumTruck = "medium_truck",
        /// Heavy tractor unit.
        HeavyTractor = "heavy_tractor",
        /// Heavy rigid truck.
        HeavyRigid = "heavy_rigid",
        /// Tipper.
        Tipper = "tipper",
        /// City bus.
        CityBus = "city_bus",
        /// Coach.
        Coach = "coach",
        /// School bus.
        SchoolBus = "school_bus",
        /// Trailer.
        Trailer = "trailer",
        /// Any other special vehicle.
        Special = "special",
    }

    /// Grade of a vehicle.
    VehicleGrade {
        /// Economy.
        Economy = "economy",
        /// Standard.
        Standard = "standard",
        /// Upper: a high grade.
        Upper = "upper",
        /// Premium: a high grade.
        Premium = "premium",
    }

    /// What drives a vehicle.
    Powertrain {
        /// Diesel engine.
        Diesel = "diesel",
        /// Gas engine.
        Gas = "gas",
        /// Engine and electric motor.
        Hybrid = "hybrid",
        /// Battery and electric motor.
        Battery = "battery",
        /// Hydrogen.
        Hydrogen = "hydrogen",
    }
}

impl VehicleClass {
    /// The usual replacement cycle, in months.
    #[must_use]
    pub const fn usual_cycle_months(self) -> u32 {
        match self {
            Self::LightVan | Self::HeavyTractor => 60,
            Self::LightTruck | Self::Tipper => 72,
            Self::MediumTruck | Self::HeavyRigid => 84,
            Self::CityBus | Self::SchoolBus => 144,
            Self::Coach | Self::Special => 120,
            Self::Trailer => 150,
        }
    }
}

impl VehicleGrade {
    /// Whether it is a high grade: upper or premium.
    #[must_use]
    pub const fn is_high(self) -> bool {
        matches!(self, Self::Upper | Self::Premium)
    }
}

section! {
    /// Vehicles that are alike.
    VehicleLine {
        /// Their class.
        class: VehicleClass,
        /// Their brand.
        brand: String,
        /// Whether that brand is ours.
        own_brand: bool,
        /// Their model.
        model: String,
        /// Their grade.
        grade: VehicleGrade,
        /// How many they are.
        #[serde(deserialize_with = "optional")]
        units: Count,
        /// The year they were built; stands for the first registration where that is unknown.
        #[serde(deserialize_with = "optional")]
        year: Year,
        /// The net price paid for one, in the account's currency.
        #[serde(deserialize_with = "optional")]
        unit_price: Money,
        /// The day they were first registered.
        first_registered_on: Date,
        /// Kilometres that one of them runs in a year.
        #[serde(deserialize_with = "optional")]
        annual_km: Measure,
        /// What drives them.
        powertrain: Powertrain,
    }

    /// How large the fleet was on a day.
    FleetSize {
        /// The day.
        on: Date,
        /// Vehicles of all brands.
        #[serde(deserialize_with = "optional")]
        units: Count,
    }

    /// The vehicles in operation, of all brands, in our segments.
    Park {
        /// The day this was recorded.
        recorded_on: Date,
        /// The vehicles, line by line.
        vehicles: Vec<VehicleLine>,
        /// How large the fleet was before.
        history: Vec<FleetSize>,
    }

    /// How vehicles are replaced.
    Replacement {
        /// Vehicles that the account plans to replace in a year.
        #[serde(deserialize_with = "optional")]
        units_per_year: Measure,
        /// The account's own replacement cycle per class, in months.
        #[serde(deserialize_with = "optional_map")]
        cycle_months: BTreeMap<VehicleClass, CycleMonths>,
        /// Cycles seen at disposals and re-orders, per class, in months.
        observed_cycle_months: BTreeMap<VehicleClass, Vec<Months>>,
        /// Vehicles ordered anywhere and not yet delivered.
        #[serde(deserialize_with = "optional")]
        units_on_order: Count,
    }
}

/// Reads cycles per class; null and NaN are missing.
fn optional_map<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<BTreeMap<VehicleClass, CycleMonths>>, D::Error> {
    let map = Option::<BTreeMap<VehicleClass, Maybe<CycleMonths>>>::deserialize(deserializer)?;
    Ok(map.map(|map| map.into_iter().filter_map(|(class, Maybe(cycle))| Some((class, cycle?))).collect()))
}
