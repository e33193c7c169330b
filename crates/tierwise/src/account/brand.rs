//! What an account does for our brand, and nominations for a designation.

use super::words::{section, words};
use crate::date::Date;

words! {
    /// How far the account's example carries.
    BrandInfluence {
        /// Nowhere.
        None = "none",
        /// Known where it is.
        LocalName = "local_name",
        /// A reference in its region.
        RegionalReference = "regional_reference",
        /// Leads opinion in the country.
        NationalOpinionLeader = "national_opinion_leader",
        /// Sets trends.
        TrendSetter = "trend_setter",
    }

    /// What was done for the brand.
    BrandActivityKind {
        /// A test report.
        TestReport = "test_report",
        /// An event.
        Event = "event",
        /// An interview.
        Interview = "interview",
        /// A visit of prospects.
        ProspectVisit = "prospect_visit",
        /// A fleet under both brands.
        CoBrandedFleet = "co_branded_fleet",
        /// A reward or a place in a ranking.
        Award = "award",
    }
}

section! {
    /// Something done for the brand.
    BrandActivity {
        /// The day.
        on: Date,
        /// What it was.
        kind: BrandActivityKind,
    }

    /// A nomination for a designation, from a day until a day.
    Nomination {
        /// Id of the designation.
        designation: String,
        /// Who stands for it.
        sponsor: String,
        /// The first day.
        from: Date,
        /// The first day on which it no longer holds.
        until: Date,
    }

    /// What the account does for our brand.
    Brand {
        /// How far its example carries.
        influence: BrandInfluence,
        /// Whether the public sees it use our flagship.
        flagship_use: bool,
        /// Whether it was the first user of a new model or powertrain in its region.
        first_user: bool,
        /// Whether it or its key person reaches people through trade or public media.
        reach: bool,
        /// Whether it holds an office in a trade association or standards body.
        association_office: bool,
        /// Whether it has rewards or places in the rankings of its field.
        industry_ranking: bool,
        /// What shows these claims.
        evidence: Vec<String>,
        /// What was done for the brand.
        activities: Vec<BrandActivity>,
        /// Nominations for designations.
        nominations: Vec<Nomination>,
    }
}

impl Nomination {
    /// Whether it holds on a day: from its first day until the day before `until`. Without a first day it does not.
    #[must_use]
    pub fn is_active(&self, as_of: Date) -> bool {
        self.from.is_some_and(|from| from <= as_of) && self.until.is_none_or(|until| as_of < until)
    }
}
