//! How an account buys: process, cycle, method, protection, sources of information.

use serde::{Deserialize, Serialize};

use super::quantity::{Days, Month, Share, optional};
use super::words::{section, words};
use crate::date::Date;

words! {
    /// A stage of the procurement process, in its usual order.
    ProcurementStage {
        /// The need is seen.
        Need = "need",
        /// Money is set aside.
        Budget = "budget",
        /// What to buy is written down.
        Specification = "specification",
        /// Suppliers are chosen that may offer.
        SupplierList = "supplier_list",
        /// Offers are asked for.
        RequestOrTender = "request_or_tender",
        /// Offers are compared.
        Evaluation = "evaluation",
        /// Vehicles are tried.
        Trial = "trial",
        /// The choice is made.
        Decision = "decision",
        /// The contract is signed.
        Contract = "contract",
        /// Vehicles are delivered.
        Delivery = "delivery",
        /// Vehicles are accepted.
        Acceptance = "acceptance",
        /// Vehicles are paid.
        Payment = "payment",
    }

    /// Who in the company buys.
    Centralisation {
        /// One office for all.
        Central = "central",
        /// Each region for itself.
        Regional = "regional",
        /// Each site for itself.
        Site = "site",
        /// Some of each.
        Mixed = "mixed",
    }

    /// How far local protectionism steers the account to a local maker.
    LocalProtection {
        /// Not at all.
        None = "none",
        /// Some.
        Moderate = "moderate",
        /// It decides.
        Strong = "strong",
    }

    /// Where people learn about vehicles.
    InformationChannel {
        /// A dealer.
        Dealer = "dealer",
        /// A maker's own site.
        MakerSite = "maker_site",
        /// The trade press.
        TradePress = "trade_press",
        /// Exhibitions and fairs.
        Exhibition = "exhibition",
        /// Others in the trade.
        Peers = "peers",
        /// A trade association.
        Association = "association",
        /// Social media.
        SocialMedia = "social_media",
        /// Search engines.
        SearchEngine = "search_engine",
        /// Portals that publish tenders.
        TenderPortal = "tender_portal",
        /// A consultant.
        Consultant = "consultant",
    }

    /// How a purchase is financed.
    PurchaseKind {
        /// Paid at once.
        Cash = "cash",
        /// Paid by a loan.
        Loan = "loan",
        /// Leased.
        Lease = "lease",
        /// Rented together with its service.
        RentalWithService = "rental_with_service",
    }
}

/// How the account asks for and accepts offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProcurementMethod {
    /// A tender that everyone may answer.
    OpenTender,
    /// A tender among invited suppliers.
    InvitedTender,
    /// Negotiated with one or few suppliers.
    Negotiated,
    /// Called off from a framework contract.
    Framework,
    /// Vehicle by vehicle, as a retail customer.
    Piecemeal,
    /// Several methods, each with its share of the units bought.
    Mixed(MethodShares),
}

impl ProcurementMethod {
    /// The words of the methods that are not mixed, in declared order.
    pub const WORDS: &'static [&'static str] = &["open_tender", "invited_tender", "negotiated", "framework", "piecemeal"];

    /// The share of each method, in the order of [`WORDS`](Self::WORDS).
    pub(crate) fn shares(&self) -> [f64; 5] {
        match self {
            Self::OpenTender => [1.0, 0.0, 0.0, 0.0, 0.0],
            Self::InvitedTender => [0.0, 1.0, 0.0, 0.0, 0.0],
            Self::Negotiated => [0.0, 0.0, 1.0, 0.0, 0.0],
            Self::Framework => [0.0, 0.0, 0.0, 1.0, 0.0],
            Self::Piecemeal => [0.0, 0.0, 0.0, 0.0, 1.0],
            Self::Mixed(mixed) => {
                [mixed.open_tender, mixed.invited_tender, mixed.negotiated, mixed.framework, mixed.piecemeal].map(|share| share.map_or(0.0, Share::get))
            }
        }
    }
}

section! {
    /// The share of each method in the units bought; together at most 1.
    MethodShares {
        /// Share of open tenders, 0 to 1.
        #[serde(deserialize_with = "optional")]
        open_tender: Share,
        /// Share of tenders among invited suppliers, 0 to 1.
        #[serde(deserialize_with = "optional")]
        invited_tender: Share,
        /// Share of negotiated purchases, 0 to 1.
        #[serde(deserialize_with = "optional")]
        negotiated: Share,
        /// Share of call-offs from a framework contract, 0 to 1.
        #[serde(deserialize_with = "optional")]
        framework: Share,
        /// Share of retail purchases, 0 to 1.
        #[serde(deserialize_with = "optional")]
        piecemeal: Share,
    }

    /// One step of the procurement process.
    ProcurementStep {
        /// Its stage.
        stage: ProcurementStage,
        /// The role in the company that owns it.
        owner_role: String,
        /// How long it takes, in days.
        #[serde(deserialize_with = "optional")]
        days: Days,
    }

    /// A source of information and how much it counts.
    InformationSource {
        /// The channel.
        channel: InformationChannel,
        /// How much it counts, 0 to 1.
        #[serde(deserialize_with = "optional")]
        weight: Share,
    }

    /// How the account buys in one vehicle segment.
    ProcurementRecord {
        /// The vehicle segment.
        segment: String,
        /// The process, step by step.
        steps: Vec<ProcurementStep>,
        /// Who in the company buys.
        centralisation: Centralisation,
        /// Days from need to contract.
        #[serde(deserialize_with = "optional")]
        cycle_days: Days,
        /// The month in which the budget is made, 1 to 12.
        #[serde(deserialize_with = "optional")]
        budget_month: Month,
        /// The day of the next tender.
        next_tender_on: Date,
        /// How it asks for and accepts offers.
        method: ProcurementMethod,
        /// How far local protectionism steers it.
        local_protection: LocalProtection,
        /// What shows the local protection.
        local_protection_evidence: String,
        /// Where it learns about vehicles.
        information_channels: Vec<InformationSource>,
        /// How it finances.
        purchase_kind: PurchaseKind,
    }
}
