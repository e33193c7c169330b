//! The vehicles an account runs, and how it replaces them.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

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

/// Something for each class of vehicles that it is known for.
pub type PerClass<T> = BTreeMap<VehicleClass, T>;

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
        #[serde(deserialize_with = "cycles_per_class")]
        cycle_months: PerClass<CycleMonths>,
        /// Cycles seen at disposals and re-orders, per class, in months.
        #[serde(deserialize_with = "lists_per_class")]
        observed_cycle_months: PerClass<Vec<Months>>,
        /// Vehicles ordered anywhere and not yet delivered.
        #[serde(deserialize_with = "optional")]
        units_on_order: Count,
    }
}

/// A class as the key of a section.
struct ClassKey(VehicleClass);

impl<'de> Deserialize<'de> for ClassKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl Visitor<'_> for KeyVisitor {
            type Value = ClassKey;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a class of vehicles")
            }

            fn visit_str<E: de::Error>(self, key: &str) -> Result<ClassKey, E> {
                let class = VehicleClass::ALL.iter().find(|class| class.as_str() == key);
                class.map(|class| ClassKey(*class)).ok_or_else(|| E::unknown_field(key, VehicleClass::WORDS))
            }
        }
        deserializer.deserialize_identifier(KeyVisitor)
    }
}

/// Reads a section with a key for each class; classes whose value is missing are left out.
fn per_class<'de, V: Deserialize<'de>, T, D: Deserializer<'de>>(deserializer: D, known: fn(V) -> Option<T>) -> Result<Option<PerClass<T>>, D::Error> {
    struct SectionVisitor<V, T>(fn(V) -> Option<T>);
    impl<'de, V: Deserialize<'de>, T> Visitor<'de> for SectionVisitor<V, T> {
        type Value = Option<PerClass<T>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a section by class of vehicles")
        }

        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_none<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_map(self)
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut section = BTreeMap::new();
            while let Some(ClassKey(class)) = map.next_key()? {
                if section.insert(class, (self.0)(map.next_value()?)).is_some() {
                    return Err(de::Error::duplicate_field(class.as_str()));
                }
            }
            Ok(Some(section.into_iter().filter_map(|(class, value)| Some((class, value?))).collect()))
        }
    }
    deserializer.deserialize_option(SectionVisitor(known))
}

/// Reads cycles per class; null and NaN are missing.
pub(crate) fn cycles_per_class<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PerClass<CycleMonths>>, D::Error> {
    per_class(deserializer, |Maybe(cycle)| cycle)
}

/// Reads lists of months per class; null is missing.
fn lists_per_class<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PerClass<Vec<Months>>>, D::Error> {
    per_class(deserializer, |list: Option<Vec<Months>>| list)
}
