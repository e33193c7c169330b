//! The relationship with an account: stage, fit, loyalty, use of the vehicles, satisfaction.

use super::quantity::{Count, Measure, Money, Rating, optional};
use super::words::{section, words};
use crate::date::Date;

words! {
    /// How the two companies work together.
    RelationshipStage {
        /// Getting to know each other.
        Exploratory = "exploratory",
        /// Buying and selling.
        Basic = "basic",
        /// Working together.
        Cooperative = "cooperative",
        /// Depending on each other.
        Interdependent = "interdependent",
        /// Working as one.
        Integrated = "integrated",
        /// Moving apart.
        Disengaging = "disengaging",
    }

    /// How far the account recognises our corporate culture.
    CultureFit {
        /// Only the deal counts.
        Transactional = "transactional",
        /// Neither for nor against.
        Neutral = "neutral",
        /// Shares it.
        Aligned = "aligned",
        /// Stands up for it.
        Committed = "committed",
    }

    /// Whether the account pays for value or for a low price.
    ValueOrientation {
        /// The price alone decides.
        PriceOnly = "price_only",
        /// The price comes first.
        PriceFirst = "price_first",
        /// Price and value alike.
        Balanced = "balanced",
        /// Value comes first.
        ValueFirst = "value_first",
        /// A partner in the total cost of ownership.
        TcoPartner = "tco_partner",
    }

    /// How far the account takes our business where we want to go.
    DirectionFit {
        /// Not at all.
        None = "none",
        /// A little.
        Slight = "slight",
        /// Clearly.
        Clear = "clear",
        /// It leads the way.
        Leading = "leading",
    }

    /// Whether the account wants to work with us for long.
    LongTermIntent {
        /// It does not.
        None = "none",
        /// It is open to it.
        Open = "open",
        /// It says so.
        Stated = "stated",
        /// It has signed it.
        Contracted = "contracted",
    }

    /// How much an account likes a brand.
    PreferenceStrength {
        /// Avoids it.
        Avoids = "avoids",
        /// Does not care.
        Indifferent = "indifferent",
        /// Accepts it.
        Accepts = "accepts",
        /// Prefers it.
        Prefers = "prefers",
        /// Buys nothing else.
        Exclusive = "exclusive",
    }

    /// What the vehicles are used for.
    Duty {
        /// Long haul.
        LongHaul = "long_haul",
        /// Regional transport.
        Regional = "regional",
        /// Transport in cities.
        Urban = "urban",
        /// Construction.
        Construction = "construction",
        /// Mining.
        Mining = "mining",
        /// Passengers.
        Passenger = "passenger",
        /// Municipal work.
        Municipal = "municipal",
        /// Cold chain.
        ColdChain = "cold_chain",
        /// Hazardous goods.
        Hazardous = "hazardous",
    }
}

section! {
    /// The relationship between the two companies.
    Relationship {
        /// Its stage.
        stage: RelationshipStage,
        /// The day the stage was assessed.
        assessed_on: Date,
        /// How far the account recognises our corporate culture.
        culture_fit: CultureFit,
        /// Whether it pays for value or for a low price.
        value_orientation: ValueOrientation,
        /// How far it takes our business where we want to go.
        strategic_direction_fit: DirectionFit,
        /// The day it became a customer.
        customer_since: Date,
    }

    /// An account that came to us by this account's word.
    Referral {
        /// Id of the account that came.
        account_id: String,
        /// The day it was referred.
        referred_on: Date,
        /// The day it placed its first order; absent while it has not.
        ordered_on: Date,
    }

    /// Signs of loyalty.
    Loyalty {
        /// Accounts that came by its word.
        referrals: Vec<Referral>,
        /// Whether we may name it as a reference.
        reference_consent: bool,
        /// Contracts renewed so far.
        #[serde(deserialize_with = "optional")]
        renewals: Count,
        /// Whether it wants to work with us for long.
        long_term_intent: LongTermIntent,
        /// The first day on which the framework contract no longer holds.
        framework_until: Date,
    }

    /// How much the account, as a company, likes a brand.
    BrandPreference {
        /// The brand.
        brand: String,
        /// Whether that brand is ours.
        own_brand: bool,
        /// How much.
        strength: PreferenceStrength,
    }

    /// How the account uses its vehicles and what that costs, as it says.
    Usage {
        /// Cost of one kilometre, in the account's currency.
        #[serde(deserialize_with = "optional")]
        cost_per_km: Money,
        /// Fuel, in litres per 100 km.
        #[serde(deserialize_with = "optional")]
        fuel_litres_per_100_km: Measure,
        /// Maintenance of one vehicle in a year, in the account's currency.
        #[serde(deserialize_with = "optional")]
        maintenance_per_year: Money,
        /// What the vehicles are used for.
        duty: Vec<Duty>,
        /// The day the account said so.
        stated_on: Date,
    }

    /// A complaint.
    Complaint {
        /// The day it came in.
        on: Date,
        /// What it was about.
        subject: String,
        /// The day it was settled.
        settled_on: Date,
    }

    /// A claim settled out of goodwill.
    GoodwillClaim {
        /// The day it came in.
        on: Date,
        /// What it cost us, in the account's currency.
        #[serde(deserialize_with = "optional")]
        amount: Money,
    }

    /// How content the account is.
    Satisfaction {
        /// Answer to the survey, 1 (worst) to 5 (best).
        #[serde(deserialize_with = "optional")]
        score: Rating,
        /// The day of the survey.
        surveyed_on: Date,
        /// Complaints.
        complaints: Vec<Complaint>,
        /// Claims settled out of goodwill.
        goodwill_claims: Vec<GoodwillClaim>,
    }
}
