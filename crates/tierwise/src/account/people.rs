//! The people of the buying centre. Personal data: kept for a purpose and until a day, business facts only.

use super::procurement::InformationChannel;
use super::quantity::{Opinion, optional};
use super::words::{section, words};
use crate::date::Date;

words! {
    /// A role in the buying centre.
    BuyingRole {
        /// Decides.
        Decider = "decider",
        /// Shapes the decision.
        Influencer = "influencer",
        /// Collects information.
        InfoCollector = "info_collector",
        /// Uses the vehicles.
        User = "user",
        /// Carries out the purchase.
        Buyer = "buyer",
        /// Controls who gets through to whom.
        Gatekeeper = "gatekeeper",
        /// Starts a purchase.
        Initiator = "initiator",
        /// Approves it.
        Approver = "approver",
    }

    /// How much a person counts in a purchase.
    ContactInfluence {
        /// Little.
        Low = "low",
        /// Some.
        Medium = "medium",
        /// Much.
        High = "high",
        /// Can stop it.
        Veto = "veto",
    }

    /// How often someone uses a medium.
    MediaUse {
        /// Every day.
        Daily = "daily",
        /// Every week.
        Weekly = "weekly",
        /// Every month.
        Monthly = "monthly",
        /// Less than every month.
        Rarely = "rarely",
    }

    /// What a preference is about: business only, nothing of a person's private life.
    PreferenceTopic {
        /// How to visit.
        VisitStyle = "visit_style",
        /// Which language to speak.
        Language = "language",
        /// Which topics to talk of.
        Topics = "topics",
        /// Which technology is liked.
        Technology = "technology",
    }
}

section! {
    /// A medium that a person uses.
    MediaHabit {
        /// The medium.
        channel: InformationChannel,
        /// How often.
        frequency: MediaUse,
    }

    /// A business preference of a person.
    Preference {
        /// What it is about.
        topic: PreferenceTopic,
        /// What is preferred.
        value: String,
    }

    /// What a person thinks of a brand.
    PersonOpinion {
        /// The brand.
        brand: String,
        /// Whether that brand is ours; absent means yes if no brand is named.
        own_brand: bool,
        /// The opinion, -2 (against it) to 2 (for it).
        #[serde(deserialize_with = "optional")]
        opinion: Opinion,
        /// The day it was given.
        given_on: Date,
    }

    /// A person of the buying centre.
    Contact {
        /// The person's id.
        id: String,
        /// The person's name.
        name: String,
        /// Roles in the buying centre.
        roles: Vec<BuyingRole>,
        /// How much the person counts.
        influence: ContactInfluence,
        /// Media the person uses.
        media: Vec<MediaHabit>,
        /// Business preferences.
        preferences: Vec<Preference>,
        /// Opinions of brands.
        opinions: Vec<PersonOpinion>,
        /// The day of the last contact.
        last_contact_on: Date,
        /// Id of our person who owns the contact.
        owner: String,
        /// The purpose for which these data are kept.
        purpose: String,
        /// The first day on which these data may no longer be kept.
        retain_until: Date,
    }
}

impl PersonOpinion {
    /// Whether it is about our own brand.
    pub(crate) fn is_about_us(&self) -> bool {
        self.own_brand.unwrap_or(self.brand.is_none())
    }
}

impl Contact {
    /// Whether the person's data may no longer be kept on a day.
    #[must_use]
    pub fn is_expired(&self, as_of: Date) -> bool {
        self.retain_until.is_some_and(|until| until <= as_of)
    }
}
