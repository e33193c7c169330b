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
    category("account.channel", &[], "The sales channel that serves the account.", |source| source.account.channel.as_deref().map(Category)),
    category("account.currency", &[], "The currency of all money in the account document, ISO 4217.", |source| {
        source.account.currency.as_ref().map(|currency| currency.as_str()).map(Category)
    }),
    category("account.segment", &[], "The account's trade or vehicle segment.", |source| source.account.segment.as_deref().map(Category)),
    category("account.status", AccountStatus::WORDS, "Where the account stands with us.", |source| source.account.status.map(|word| Category(word.as_str()))),
    number("brand.activities_12_months", "activities", "Activities for the brand in the 12 months up to the day.", |source| {
        people::brand_activities(source).map(Number)
    }),
    flag("brand.association_office", "Whether the account holds an office in a trade association or standards body.", flag_of!(brand.association_office)),
    flag("brand.first_user", "Whether the account was the first user of a new model or powertrain in its region.", flag_of!(brand.first_user)),
    flag("brand.flagship_use", "Whether the public sees the account use our flagship.", flag_of!(brand.flagship_use)),
    flag("brand.industry_ranking", "Whether the account has rewards or places in the rankings of its field.", flag_of!(brand.industry_ranking)),
    category("brand.influence", BrandInfluence::WORDS, "How far the account's example carries.", word_of!(brand.influence)),
    flag("brand.nominated", "Whether a nomination for any designation holds on the day: from its first day until the day before it ends.", |source| {
        people::is_nominated(source).map(Flag)
    }),
    category(
        "brand.preference",
        PreferenceStrength::WORDS,
        "How much the account, as a company, likes our brand; of several own brands the one it likes most.",
        |source| people::own_brand_preference(source).map(Category),
    ),
    flag("brand.reach", "Whether the account or its key person reaches people through trade or public media.", flag_of!(brand.reach)),
    number("buying_centre.contacts", "people", "People of the buying centre whose data may be kept on the day.", |source| {
        people::contact_count(source).map(Number)
    }),
    number(
        "buying_centre.coverage",
        SHARE,
        "Sum over covered roles of decider 0.35, influencer 0.20, buyer 0.15, user, gatekeeper and info collector 0.10 each. A role is covered by a person contacted within the freshness days whose last opinion of us is not negative; an unknown opinion counts half; the best person of a role counts.",
        |source| people::coverage(source).map(Number),
    ),
    date("buying_centre.last_contact_on", "The last day up to the day on which anyone of the buying centre was contacted.", |source| {
        people::last_contact_on(source).map(Date)
    }),
    number("cultivation.cost_12_months", CURRENCY, "Cost of the cultivation actions done in the 12 months up to the day.", |source| {
        money::cultivation_cost(source).map(Number)
    }),
    number("cultivation.open_actions", "actions", "Cultivation actions not done on the day.", |source| money::open_action_count(source).map(Number)),
    number("cultivation.overdue_actions", "actions", "Cultivation actions not done on the day and due before it.", |source| {
        money::overdue_action_count(source).map(Number)
    }),
    number(
        "fleet.growth_percent",
        "percent per year",
        "Compound yearly growth of the fleet: ((units now / units then)^(1 / years) - 1) x 100, where then is the latest entry of the park history on or before 36 months back, and years are the complete months since then, divided by 12.",
        |source| park::growth_percent(source).map(Number),
    ),
    number("fleet.high_grade_share", SHARE, "Vehicles of grade upper or premium, divided by all vehicles of the park; missing if any grade is.", |source| {
        park::high_grade_share(source).map(Number)
    }),
    number(
        "fleet.mean_age_years",
        YEARS,
        "Mean age of the vehicles of the park: complete months since first registration, weighted by units, divided by 12. Without a day of registration the middle of the year built counts.",
        |source| park::mean_age_years(source).map(Number),
    ),
    number(
        "fleet.own_share",
        SHARE,
        "Vehicles of our own brand, divided by all vehicles of the park; missing if it is unknown of any line whether the brand is ours.",
        |source| park::own_share(source).map(Number),
    ),
    number("fleet.own_units", VEHICLES, "Vehicles of our own brand in the park; missing if it is unknown of any line whether the brand is ours.", |source| {
        park::own_units(source).map(Number)
    }),
    date("fleet.recorded_on", "The day the park was recorded.", |source| park::recorded_on(source).map(Date)),
    number(
        "fleet.units",
        VEHICLES,
        "Vehicles in operation, of all brands: the sum of the lines of the park; without readable lines the newest entry of its history. Missing when older than the freshness months.",
        |source| park::units(source).map(Number),
    ),
    number(
        "fleet.zero_emission_share",
        SHARE,
        "Vehicles driven by battery or hydrogen, divided by all vehicles of the park; missing if any powertrain is.",
        |source| park::zero_emission_share(source).map(Number),
    ),
    date("loyalty.framework_until", "The first day on which the framework contract no longer holds.", |source| {
        source.account.loyalty.as_ref()?.framework_until.map(Date)
    }),
    category("loyalty.long_term_intent", LongTermIntent::WORDS, "Whether the account wants to work with us for long.", word_of!(loyalty.long_term_intent)),
    flag("loyalty.reference_consent", "Whether we may name the account as a reference.", flag_of!(loyalty.reference_consent)),
    number(
        "loyalty.referrals_36_months",
        "accounts",
        "Accounts that came by this account's word and placed their first order in the 36 months up to the day.",
        |source| people::referrals(source, 36).map(Number),
    ),
    number("loyalty.renewals", "contracts", "Contracts renewed so far.", number_of!(loyalty.renewals)),
    number("margin.contribution", CURRENCY, "Contribution after variable cost in the latest year that ended on or before the day.", |source| {
        money::margin(source, |entry| entry.contribution).map(Number)
    }),
    number("margin.contribution_after_service", CURRENCY, "Contribution less cost to serve in the latest year that ended on or before the day.", |source| {
        money::contribution_after_service(source).map(Number)
    }),
    number(
        "margin.contribution_percent",
        PERCENT,
        "(contribution - cost to serve) / net revenue x 100 in the latest year that ended on or before the day; missing when one of the three is, or when net revenue is not above 0.",
        |source| money::contribution_percent(source).map(Number),
    ),
    number("margin.cost_to_serve", CURRENCY, "Cost to serve in the latest year that ended on or before the day.", |source| {
        money::margin(source, |entry| entry.cost_to_serve).map(Number)
    }),
    number("margin.net_revenue", CURRENCY, "Net revenue in the latest year that ended on or before the day.", |source| {
        money::margin(source, |entry| entry.net_revenue).map(Number)
    }),
    number(
        "orders.aftersales_revenue_12_months",
        CURRENCY,
        "Net amount of the orders of parts and service in the 12 months up to the day, returns subtracted.",
        |source| orders::aftersales_revenue(source, 12).map(Number),
    ),
    number(
        "orders.count_12_months",
        "orders",
        "Orders placed in the 12 months up to the day. Returns are none, and an order that a return takes back exactly (same units, same amount) is none either.",
        |source| orders::order_count(source, 12).map(Number),
    ),
    number(
        "orders.count_36_months",
        "orders",
        "Orders placed in the 36 months up to the day. Returns are none, and an order that a return takes back exactly (same units, same amount) is none either.",
        |source| orders::order_count(source, 36).map(Number),
    ),
    number(
        "orders.decayed_revenue",
        CURRENCY,
        "Sum over all orders in the 36 months up to the day of net amount x 0.5^(age in days / half-life in days), returns subtracted.",
        |source| orders::decayed_revenue(source).map(Number),
    ),
    number(
        "orders.decayed_vehicle_equivalents",
        "vehicle equivalents",
        "orders.decayed_revenue, divided by the reference vehicle price of the policy; missing without that price.",
        |source| orders::decayed_vehicle_equivalents(source).map(Number),
    ),
    date("orders.first_on", "The day of the first order up to the day, without returns and orders taken back.", |source| orders::first_on(source).map(Date)),
    number(
        "orders.high_grade_share",
        SHARE,
        "Vehicles of grade upper or premium, divided by all vehicles ordered in the 36 months up to the day; missing if any grade is, or if there are no vehicles.",
        |source| orders::high_grade_share(source).map(Number),
    ),
    date("orders.last_on", "The day of the last order up to the day, without returns and orders taken back.", |source| orders::last_on(source).map(Date)),
    number(
        "orders.median_gap_days",
        DAYS,
        "Median of the days between one order day and the next, over all order days up to the day; missing with fewer than two.",
        |source| orders::median_gap_days(source).map(Number),
    ),
    number("orders.revenue_12_months", CURRENCY, "Net amount of all orders in the 12 months up to the day, returns subtracted.", |source| {
        orders::revenue(source, 12).map(Number)
    }),
    number("orders.revenue_36_months", CURRENCY, "Net amount of all orders in the 36 months up to the day, returns subtracted.", |source| {
        orders::revenue(source, 36).map(Number)
    }),
    number(
        "orders.units_12_months",
        VEHICLES,
        "Vehicles ordered in the 12 months up to the day, returns subtracted; an order and the return that takes it back exactly are left out.",
        |source| orders::units(source, 12).map(Number),
    ),
    number(
        "orders.units_36_months",
        VEHICLES,
        "Vehicles ordered in the 36 months up to the day, returns subtracted; an order and the return that takes it back exactly are left out.",
        |source| orders::units(source, 36).map(Number),
    ),
    number(
        "payment.delay_days",
        DAYS,
        "Mean of the days from due to paid, weighted by amount, over the invoices paid in the 12 months up to the day; early payment is negative. Missing if there are none.",
        |source| money::delay_days(source).map(Number),
    ),
    number("payment.overdue_amount", CURRENCY, "Amount of the invoices due before the day and not paid on it.", |source| {
        money::overdue_amount(source).map(Number)
    }),
    number("payment.overdue_days", DAYS, "Days since the oldest invoice due before the day and not paid on it was due; 0 if there is none.", |source| {
        money::overdue_days(source).map(Number)
    }),
    number(
        "plan.attainment",
        "share of the target, 1 is met",
        "Actual sales divided by the target of the newest version, for the latest plan year that ended on or before the day; in vehicles if both are known, else in revenue.",
        |source| plan::attainment(source).map(Number),
    ),
    number(
        "plan.forecast_bias",
        "share of actual vehicles",
        "Sum over the months of actual - forecast vehicles, divided by all actual vehicles, for the latest plan year that ended on or before the day.",
        |source| plan::forecast_bias(source).map(Number),
    ),
    number(
        "plan.forecast_error",
        "share of actual vehicles",
        "Sum over the months of the distance of actual and forecast vehicles, divided by all actual vehicles, for the latest plan year that ended on or before the day.",
        |source| plan::forecast_error(source).map(Number),
    ),
    category(
        "procurement.centralisation",
        Centralisation::WORDS,
        "Who in the company buys: what most procurement records say, of equally many the earlier word.",
        |source| procurement::centralisation(source).map(Category),
    ),
    number(
        "procurement.cycle_days",
        DAYS,
        "Days from need to contract: the longest of the procurement records; where a record has none, the sum of its steps up to the contract.",
        |source| procurement::cycle_days(source).map(Number),
    ),
    category(
        "procurement.local_protection",
        LocalProtection::WORDS,
        "How far local protectionism steers the account: the strongest of the procurement records.",
        |source| procurement::local_protection(source).map(Category),
    ),
    category(
        "procurement.method",
        ProcurementMethod::WORDS,
        "How the account asks for offers: the method with the greatest share, summed over the procurement records, of equal ones the earlier word.",
        |source| procurement::method(source).map(Category),
    ),
    date("procurement.next_tender_on", "The earliest day of a next tender on or after the day.", |source| procurement::next_tender_on(source).map(Date)),
    category(
        "procurement.purchase_kind",
        PurchaseKind::WORDS,
        "How the account finances: what most procurement records say, of equally many the earlier word.",
        |source| procurement::purchase_kind(source).map(Category),
    ),
    number("procurement.records", "records", "Vehicle segments for which a procurement record is kept.", |source| procurement::segments(source).map(Number)),
    category("region.country", &[], "The country of the account.", |source| source.account.region.as_ref()?.country.as_deref().map(Category)),
    category("region.name", &[], "The region of the account.", |source| source.account.region.as_ref()?.name.as_deref().map(Category)),
    category("region.priority", RegionPriority::WORDS, "How important the account's region is to us.", word_of!(region.priority)),
    date("relationship.assessed_on", "The day the stage was assessed.", |source| {
        people::relationship(source)?.assessed_on.filter(|day| source.has_come(*day)).map(Date)
    }),
    category("relationship.culture_fit", CultureFit::WORDS, "How far the account recognises our corporate culture.", word_of!(relationship.culture_fit)),
    date("relationship.customer_since", "The day the account became a customer: as recorded, else the day of its first order.", |source| {
        people::customer_since(source).map(Date)
    }),
    category(
        "relationship.stage",
        RelationshipStage::WORDS,
        "How the two companies work together; missing when assessed longer ago than the freshness months.",
        |source| people::stage(source).map(Category),
    ),
    category(
        "relationship.strategic_direction_fit",
        DirectionFit::WORDS,
        "How far the account takes our business where we want to go.",
        word_of!(relationship.strategic_direction_fit),
    ),
    number(
        "relationship.tenure_years",
        YEARS,
        "Complete months since the account became a customer, or else since its first order, divided by 12.",
        |source| people::tenure_years(source).map(Number),
    ),
    category(
        "relationship.value_orientation",
        ValueOrientation::WORDS,
        "Whether the account pays for value or for a low price.",
        word_of!(relationship.value_orientation),
    ),
    number(
        "replacement.due_24_months",
        VEHICLES,
        "Vehicles of all brands expected to be replaced within 24 months, less those on order, not below 0. Twice the planned units per year if known; else the sum over the park of units x clamp((age + 24 - (cycle - 12)) / 24, 0, 1) in months, and units x min(24 / cycle, 1) for lines without a date if another line has one. The cycle is the stated one, else (n x median + 3 x usual) / (n + 3) of n >= 3 observed ones, else the usual one.",
        |source| park::due_24_months(source).map(Number),
    ),
    number("replacement.units_on_order", VEHICLES, "Vehicles ordered anywhere and not yet delivered.", number_of!(replacement.units_on_order)),
    number(
        "replacement.units_per_year",
        "vehicles per year",
        "Vehicles replaced in a year: as planned, else the sum over the park of units x 12 / cycle in months.",
        |source| park::units_per_year(source).map(Number),
    ),
    flag("risk.credit_stop", "Whether deliveries are stopped for want of credit.", flag_of!(risk.credit_stop)),
    flag("risk.fraud_case", "Whether there is a fraud case.", flag_of!(risk.fraud_case)),
    flag("risk.insolvency", "Whether the account is insolvent.", flag_of!(risk.insolvency)),
    flag("risk.sanction_hit", "Whether the account stands on a sanctions list.", flag_of!(risk.sanction_hit)),
    number("satisfaction.score", "points 1 to 5", "Answer to the satisfaction survey; missing when surveyed longer ago than the freshness months.", |source| {
        people::satisfaction_score(source).map(Number)
    }),
    date("satisfaction.surveyed_on", "The day of the satisfaction survey.", |source| {
        people::satisfaction(source)?.surveyed_on.filter(|day| source.has_come(*day)).map(Date)
    }),
    number(
        "service.burden_per_100_vehicles",
        "cases per 100 vehicles and year",
        "Complaints and goodwill claims in the 12 months up to the day, per 100 vehicles of our own brand in the park.",
        |source| people::burden(source).map(Number),
    ),
    number("service.complaints_12_months", "complaints", "Complaints in the 12 months up to the day.", |source| people::complaints(source).map(Number)),
    number("service.goodwill_claims_12_months", "claims", "Goodwill claims in the 12 months up to the day.", |source| {
        people::goodwill_claims(source).map(Number)
    }),
    number("usage.cost_per_km", "currency units per km", "Cost of one kilometre, as the account says.", number_of!(usage.cost_per_km)),
    number("usage.fuel_litres_per_100_km", "litres per 100 km", "Fuel, as the account says.", number_of!(usage.fuel_litres_per_100_km)),
    number(
        "usage.maintenance_per_year",
        "currency units per vehicle and year",
        "Maintenance of one vehicle in a year, as the account says.",
        number_of!(usage.maintenance_per_year),
    ),
    number("wallet.own_units", VEHICLES, "Vehicles the account bought from us, of those it bought from anyone.", |source| {
        park::wallet(source)?.own_units.map(|units| Number(f64::from(units.get())))
    }),
    number("wallet.share", SHARE, "Our share of all the account buys: as recorded, else our units / all units bought, else our share of its park.", |source| {
        park::wallet_share(source).map(Number)
    }),
    flag("wallet.share_is_estimated", "Whether wallet.share is only our share of the park.", |source| park::wallet_share_is_estimated(source).map(Flag)),
    number("wallet.total_units", VEHICLES, "Vehicles the account bought from anyone.", |source| {
        park::wallet(source)?.total_units.map(|units| Number(f64::from(units.get())))
    }),
];
