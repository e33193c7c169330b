//! The facts of the account model, in the order of their names.

use super::FactRef::{Category, Date, Flag, Number};
use super::{FactDefinition, FactRef, FactType, Source, money, orders, park, people, plan, procurement};
use crate::account::{
    AccountStatus, BrandInfluence, Centralisation, CultureFit, DirectionFit, LocalProtection, LongTermIntent, PreferenceStrength, ProcurementMethod,
    PurchaseKind, RegionPriority, RelationshipStage, ValueOrientation,
};

type Derive = for<'a> fn(&Source<'a>) -> Option<FactRef<'a>>;

const fn number(name: &'static str, unit: &'static str, meaning: &'static str, derive: Derive) -> FactDefinition {
    FactDefinition { name, fact_type: FactType::Number, unit, meaning, values: &[], derive }
}

const fn category(name: &'static str, values: &'static [&'static str], meaning: &'static str, derive: Derive) -> FactDefinition {
    FactDefinition { name, fact_type: FactType::Category, unit: "", meaning, values, derive }
}

const fn flag(name: &'static str, meaning: &'static str, derive: Derive) -> FactDefinition {
    FactDefinition { name, fact_type: FactType::Flag, unit: "", meaning, values: &[], derive }
}

const fn date(name: &'static str, meaning: &'static str, derive: Derive) -> FactDefinition {
    FactDefinition { name, fact_type: FactType::Date, unit: "", meaning, values: &[], derive }
}

/// A flag of the brand section, of the risk section.
macro_rules! flag_of {
    ($section:ident.$field:ident) => {
        |source| source.account.$section.as_ref()?.$field.map(Flag)
    };
}

/// A quantity of a section.
macro_rules! number_of {
    ($section:ident.$field:ident) => {
        |source| source.account.$section.as_ref()?.$field.map(|quantity| Number(f64::from(quantity.get())))
    };
}

/// A word of a section.
macro_rules! word_of {
    ($section:ident.$field:ident) => {
        |source| source.account.$section.as_ref()?.$field.map(|word| Category(word.as_str()))
    };
}

const CURRENCY: &str = "currency units";
const DAYS: &str = "days";
const SHARE: &str = "share 0 to 1";
const VEHICLES: &str = "vehicles";
const YEARS: &str = "years";
const PERCENT: &str = "percent";

/// Every fact of the account model, sorted by name.
pub const CATALOGUE: &[FactDefinition] = &[
    category("account.channel", &[], "the sales channel that serves the account", |source| source.account.channel.as_deref().map(Category)),
    category("account.segment", &[], "the account's trade or vehicle segment", |source| source.account.segment.as_deref().map(Category)),
    category("account.status", AccountStatus::WORDS, "where the account stands with us", |source| {
        source.account.status.map(|status| Category(status.as_str()))
    }),
    number("brand.activities_12_months", "activities", "things done for the brand in the last 12 months", |source| {
        people::brand_activities(source).map(Number)
    }),
    flag("brand.association_office", "holds an office in a trade association or standards body", flag_of!(brand.association_office)),
    flag("brand.first_user", "was the first user of a new model or powertrain in its region", flag_of!(brand.first_user)),
    flag("brand.flagship_use", "uses our flagship where the public sees it", flag_of!(brand.flagship_use)),
    flag("brand.industry_ranking", "has rewards or places in the rankings of its field", flag_of!(brand.industry_ranking)),
    category("brand.influence", BrandInfluence::WORDS, "how far the account's example carries", word_of!(brand.influence)),
    flag("brand.nominated", "a nomination for any designation runs on the day", |source| people::is_nominated(source).map(Flag)),
    category("brand.preference", PreferenceStrength::WORDS, "how much the account, as a company, likes our brand", |source| {
        people::own_brand_preference(source).map(Category)
    }),
    flag("brand.reach", "the company or its key person reaches people through trade or public media", flag_of!(brand.reach)),
    number("buying_centre.contacts", "people", "people known at the account whose data may still be kept", |source| people::contact_count(source).map(Number)),
    number(
        "buying_centre.coverage",
        SHARE,
        "sum over the covered roles of decider 0.35, influencer 0.20, buyer 0.15, user, gatekeeper and information collector 0.10 each; a role is covered by a person contacted within 180 days with an opinion of 0 or better, half where the opinion is unknown",
        |source| people::coverage(source).map(Number),
    ),
    date("buying_centre.last_contact_on", "the last day on which we were in contact with one of its people", |source| {
        people::last_contact_on(source).map(Date)
    }),
    number("cultivation.cost_12_months", CURRENCY, "cost of the cultivation actions done in the last 12 months", |source| {
        money::cultivation_cost(source).map(Number)
    }),
    number("cultivation.open_actions", "actions", "cultivation actions that are not done", |source| money::open_action_count(source).map(Number)),
    number("cultivation.overdue_actions", "actions", "cultivation actions that are due and not done", |source| money::overdue_action_count(source).map(Number)),
    number(
        "fleet.growth_percent",
        PERCENT,
        "compound yearly growth: ((units now / units then) ^ (1 / years) - 1) x 100, then being the newest entry of the park's history at least 36 months old",
        |source| park::growth_percent(source).map(Number),
    ),
    number("fleet.high_grade_share", SHARE, "upper and premium vehicles / all vehicles of the park", |source| park::high_grade_share(source).map(Number)),
    number("fleet.mean_age_years", YEARS, "mean age of the park's vehicles: complete months / 12", |source| park::mean_age_years(source).map(Number)),
    number("fleet.own_share", SHARE, "vehicles of our brand / all vehicles of the park", |source| park::own_share(source).map(Number)),
    number("fleet.own_units", VEHICLES, "vehicles of our brand in operation", |source| park::own_units(source).map(Number)),
    date("fleet.recorded_on", "the day on which the park was recorded", |source| park::recorded_on(source).map(Date)),
    number(
        "fleet.units",
        VEHICLES,
        "vehicles in operation, all brands: the sum of the park's lines, or the newest entry of its history; missing once older than 18 months",
        |source| park::units(source).map(Number),
    ),
    number("fleet.zero_emission_share", SHARE, "battery and hydrogen vehicles / all vehicles of the park", |source| {
        park::zero_emission_share(source).map(Number)
    }),
    date("loyalty.framework_until", "the first day on which the framework contract no longer holds", |source| {
        source.account.loyalty.as_ref()?.framework_until.map(Date)
    }),
    category("loyalty.long_term_intent", LongTermIntent::WORDS, "whether the account wants to work with us for long", word_of!(loyalty.long_term_intent)),
    flag("loyalty.reference_consent", "we may name the account as a reference", flag_of!(loyalty.reference_consent)),
    number("loyalty.referrals_36_months", "accounts", "accounts that came by its word and placed their first order in the last 36 months", |source| {
        people::referrals(source, 36).map(Number)
    }),
    number("loyalty.renewals", "contracts", "contracts renewed so far", number_of!(loyalty.renewals)),
    number("margin.contribution", CURRENCY, "contribution after variable cost in the latest year that has ended", |source| {
        money::margin(source, |entry| entry.contribution).map(Number)
    }),
    number("margin.contribution_after_service", CURRENCY, "contribution - cost to serve in the latest year that has ended", |source| {
        money::contribution_after_service(source).map(Number)
    }),
    number(
        "margin.contribution_percent",
        PERCENT,
        "(contribution - cost to serve) / net revenue x 100 in the latest year that has ended; missing while the cost to serve is unknown",
        |source| money::contribution_percent(source).map(Number),
    ),
    number("margin.cost_to_serve", CURRENCY, "cost to serve in the latest year that has ended", |source| {
        money::margin(source, |entry| entry.cost_to_serve).map(Number)
    }),
    number("margin.net_revenue", CURRENCY, "net revenue in the latest year that has ended", |source| {
        money::margin(source, |entry| entry.net_revenue).map(Number)
    }),
    number("orders.aftersales_revenue_36_months", CURRENCY, "net amounts of parts and service ordered in the last 36 months", |source| {
        orders::aftersales_revenue(source, 36).map(Number)
    }),
    number(
        "orders.count_12_months",
        "orders",
        "orders placed in the last 12 months, without returns and without orders that a return takes back exactly",
        |source| orders::order_count(source, 12).map(Number),
    ),
    number(
        "orders.count_36_months",
        "orders",
        "orders placed in the last 36 months, without returns and without orders that a return takes back exactly",
        |source| orders::order_count(source, 36).map(Number),
    ),
    number("orders.decayed_revenue", CURRENCY, "sum of net amounts x 0.5 ^ (age in days / 365) over the last 36 months", |source| {
        orders::decayed_revenue(source).map(Number)
    }),
    number(
        "orders.decayed_vehicle_equivalents",
        "vehicle equivalents",
        "orders.decayed_revenue / the policy's reference_vehicle_price; missing without it",
        |source| orders::decayed_vehicle_equivalents(source).map(Number),
    ),
    date("orders.first_on", "the day of the first order that was not taken back", |source| orders::first_on(source).map(Date)),
    number("orders.high_grade_share", SHARE, "upper and premium vehicles / all vehicles ordered in the last 36 months", |source| {
        orders::high_grade_share(source).map(Number)
    }),
    date("orders.last_on", "the day of the last order that was not taken back", |source| orders::last_on(source).map(Date)),
    number("orders.median_gap_days", DAYS, "median days between two days of orders; missing below two", |source| orders::median_gap_days(source).map(Number)),
    number("orders.revenue_12_months", CURRENCY, "sum of net amounts ordered in the last 12 months, returns included", |source| {
        orders::revenue(source, 12).map(Number)
    }),
    number("orders.revenue_36_months", CURRENCY, "sum of net amounts ordered in the last 36 months, returns included", |source| {
        orders::revenue(source, 36).map(Number)
    }),
    number("orders.units_12_months", VEHICLES, "vehicles ordered less returned in the last 12 months", |source| orders::units(source, 12).map(Number)),
    number("orders.units_36_months", VEHICLES, "vehicles ordered less returned in the last 36 months; orders without a kind count", |source| {
        orders::units(source, 36).map(Number)
    }),
    number(
        "payment.delay_days",
        DAYS,
        "amount-weighted mean of the days from due to paid, over the invoices paid in the last 12 months; negative is early",
        |source| money::delay_days(source).map(Number),
    ),
    number("payment.overdue_amount", CURRENCY, "amount of the invoices that are due and not paid", |source| money::overdue_amount(source).map(Number)),
    number("payment.overdue_days", DAYS, "days since the oldest unpaid invoice was due; 0 if none is", |source| money::overdue_days(source).map(Number)),
    number(
        "plan.attainment",
        SHARE,
        "actual / target of the newest version of the latest plan year that has ended: units, or revenue where units are unknown",
        |source| plan::attainment(source).map(Number),
    ),
    number("plan.forecast_bias", SHARE, "sum of (actual - forecast) / sum of actual units over the months of the latest plan year that has ended", |source| {
        plan::forecast_bias(source).map(Number)
    }),
    number(
        "plan.forecast_error",
        SHARE,
        "sum of |actual - forecast| / sum of actual units (WAPE) over the months of the latest plan year that has ended",
        |source| plan::forecast_error(source).map(Number),
    ),
    category("procurement.centralisation", Centralisation::WORDS, "where purchasing is decided in most segments", |source| {
        procurement::centralisation(source).map(Category)
    }),
    number(
        "procurement.cycle_days",
        DAYS,
        "longest procurement cycle of the segments, from need to contract: as stated, or the sum of the steps' days",
        |source| procurement::cycle_days(source).map(Number),
    ),
    category("procurement.local_protection", LocalProtection::WORDS, "strongest protection of local makers among the segments", |source| {
        procurement::local_protection(source).map(Category)
    }),
    category(
        "procurement.method",
        ProcurementMethod::WORDS,
        "the method with the largest share over the segments; of equal ones the one named first",
        |source| procurement::method(source).map(Category),
    ),
    date("procurement.next_tender_on", "the next day of a tender from the day on", |source| procurement::next_tender_on(source).map(Date)),
    category("procurement.purchase_kind", PurchaseKind::WORDS, "how most segments pay: bought, financed, leased or rented", |source| {
        procurement::purchase_kind(source).map(Category)
    }),
    number("procurement.segments", "segments", "vehicle segments with a procurement record", |source| procurement::segments(source).map(Number)),
    category("region.country", &[], "country, as a code of ISO 3166", |source| source.account.region.as_ref()?.country.as_deref().map(Category)),
    category("region.priority", RegionPriority::WORDS, "how important the region is to us", word_of!(region.priority)),
    category("relationship.culture_fit", CultureFit::WORDS, "how far the account recognises our corporate culture", word_of!(relationship.culture_fit)),
    date("relationship.customer_since", "the day it became a customer: as stated, or that of the first order", |source| {
        people::customer_since(source).map(Date)
    }),
    category("relationship.stage", RelationshipStage::WORDS, "how the two companies work together; missing once assessed more than 12 months ago", |source| {
        people::stage(source).map(Category)
    }),
    category(
        "relationship.strategic_direction_fit",
        DirectionFit::WORDS,
        "how far the account takes our business where we want to go",
        word_of!(relationship.strategic_direction_fit),
    ),
    number("relationship.tenure_years", YEARS, "complete months since it became a customer / 12", |source| people::tenure_years(source).map(Number)),
    category(
        "relationship.value_orientation",
        ValueOrientation::WORDS,
        "whether the account pays for value or for a low price",
        word_of!(relationship.value_orientation),
    ),
    number(
        "replacement.due_24_months",
        VEHICLES,
        "vehicles due within 24 months: sum over the park of clamp((age + 24 - (cycle - 12)) / 24, 0, 1) in months, or two years of the known plan, less the units on order",
        |source| park::due_24_months(source).map(Number),
    ),
    number("replacement.units_on_order", VEHICLES, "vehicles ordered and not delivered yet", number_of!(replacement.units_on_order)),
    number("replacement.units_per_year", "vehicles a year", "vehicles replaced in a year: the known plan, or the park's vehicles x 12 / cycle", |source| {
        park::units_per_year(source).map(Number)
    }),
    flag("risk.credit_stop", "deliveries are stopped for want of credit", flag_of!(risk.credit_stop)),
    flag("risk.fraud_case", "there is a fraud case", flag_of!(risk.fraud_case)),
    flag("risk.insolvency", "the account is insolvent", flag_of!(risk.insolvency)),
    flag("risk.sanction_hit", "the account stands on a sanctions list", flag_of!(risk.sanction_hit)),
    number("satisfaction.score", "1 to 5", "result of the last survey; missing once older than 24 months", |source| {
        people::satisfaction_score(source).map(Number)
    }),
    number(
        "service.burden_per_100_vehicles",
        "complaints and claims",
        "(complaints + goodwill claims of the last 12 months) x 100 / vehicles of our brand in operation",
        |source| people::burden(source).map(Number),
    ),
    number("service.complaints_12_months", "complaints", "complaints of the last 12 months", |source| people::complaints(source).map(Number)),
    number("service.goodwill_claims_12_months", "claims", "goodwill claims of the last 12 months", |source| people::goodwill_claims(source).map(Number)),
    number("usage.cost_per_km", CURRENCY, "cost of one kilometre, as the account says", number_of!(usage.cost_per_km)),
    number("usage.fuel_litres_per_100_km", "litres per 100 km", "fuel, as the account says", number_of!(usage.fuel_litres_per_100_km)),
    number("usage.maintenance_per_year", CURRENCY, "maintenance of one vehicle in a year, as the account says", number_of!(usage.maintenance_per_year)),
    number("wallet.share", SHARE, "our share of all it buys: as recorded, or our units / all units; else our share of the park", |source| {
        park::wallet_share(source).map(Number)
    }),
    flag("wallet.share_is_estimated", "wallet.share is our share of the park", |source| park::wallet_share_is_estimated(source).map(Flag)),
];
