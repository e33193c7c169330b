//! Facts of the relationship: buying centre, tenure, satisfaction, loyalty, brand.

use super::Source;
use super::orders;
use super::window::count;
use crate::account::{BuyingRole, Contact, Opinion, PreferenceStrength, Relationship, RelationshipStage, Satisfaction};
use crate::date::Date;

/// What each role counts in the coverage of the buying centre, in thousandths.
const ROLES: [(BuyingRole, u32); 6] = [
    (BuyingRole::Decider, 350),
    (BuyingRole::Influencer, 200),
    (BuyingRole::Buyer, 150),
    (BuyingRole::User, 100),
    (BuyingRole::Gatekeeper, 100),
    (BuyingRole::InfoCollector, 100),
];

/// The people whose data may be read on the day.
fn contacts<'a>(source: &Source<'a>) -> Option<impl Iterator<Item = &'a Contact> + Clone> {
    let as_of = source.as_of;
    Some(source.account.contacts.as_deref()?.iter().filter(move |contact| !contact.is_expired(as_of)))
}

/// The person's last opinion of us up to the day; the worse one of a day.
fn opinion(source: &Source<'_>, contact: &Contact) -> Option<Opinion> {
    let about_us = contact.opinions.iter().flatten().filter(|opinion| opinion.is_about_us() && opinion.given_on.is_none_or(|day| source.has_come(day)));
    about_us.filter_map(|opinion| Some((opinion.given_on, std::cmp::Reverse(opinion.opinion?)))).max().map(|(_, worse)| worse.0)
}

/// 2 for a person who covers a role, 1 for one who may, 0 for one who does not.
fn halves_covered(source: &Source<'_>, contact: &Contact) -> u32 {
    let limit = i64::from(source.derivation.contact_freshness_days.get());
    let recent = contact.last_contact_on.is_some_and(|day| source.has_come(day) && i64::from(source.as_of.days_since(day)) <= limit);
    match opinion(source, contact) {
        _ if !recent => 0,
        None => 1,
        Some(opinion) if opinion.get() >= 0 => 2,
        Some(_) => 0,
    }
}

pub(super) fn coverage(source: &Source<'_>) -> Option<f64> {
    let contacts = contacts(source)?;
    let best = |role: BuyingRole| {
        let people = contacts.clone().filter(|contact| contact.roles.iter().flatten().any(|own| *own == role));
        people.map(|contact| halves_covered(source, contact)).max().unwrap_or(0)
    };
    let halves = ROLES.iter().fold(0_u32, |sum, (role, weight)| sum.saturating_add(weight.saturating_mul(best(*role))));
    Some(f64::from(halves) / 2_000.0)
}

pub(super) fn contact_count(source: &Source<'_>) -> Option<f64> {
    contacts(source).map(count)
}

pub(super) fn last_contact_on(source: &Source<'_>) -> Option<Date> {
    contacts(source)?.filter_map(|contact| contact.last_contact_on).filter(|day| source.has_come(*day)).max()
}

pub(super) fn relationship<'a>(source: &Source<'a>) -> Option<&'a Relationship> {
    source.account.relationship.as_ref()
}

pub(super) fn stage(source: &Source<'_>) -> Option<&'static str> {
    let relationship = relationship(source)?;
    let stage = relationship.stage.map(RelationshipStage::as_str);
    stage.filter(|_| source.is_fresh(relationship.assessed_on, source.derivation.stage_freshness_months))
}

pub(super) fn customer_since(source: &Source<'_>) -> Option<Date> {
    let known = relationship(source).and_then(|relationship| relationship.customer_since);
    known.filter(|day| source.has_come(*day)).or_else(|| orders::first_on(source))
}

pub(super) fn tenure_years(source: &Source<'_>) -> Option<f64> {
    Some(f64::from(source.as_of.months_since(customer_since(source)?)) / 12.0)
}

pub(super) fn satisfaction<'a>(source: &Source<'a>) -> Option<&'a Satisfaction> {
    source.account.satisfaction.as_ref()
}

pub(super) fn satisfaction_score(source: &Source<'_>) -> Option<f64> {
    let satisfaction = satisfaction(source)?;
    let fresh = source.is_fresh(satisfaction.surveyed_on, source.derivation.satisfaction_freshness_months);
    satisfaction.score.filter(|_| fresh).map(|score| score.get())
}

/// How many of the days lie in the last months; missing if the list is. Entries without a day count nowhere.
fn count_in_last(source: &Source<'_>, months: i32, days: impl Iterator<Item = Option<Date>>) -> f64 {
    count(days.flatten().filter(|day| source.in_last(months, *day)))
}

pub(super) fn complaints(source: &Source<'_>) -> Option<f64> {
    Some(count_in_last(source, 12, satisfaction(source)?.complaints.as_deref()?.iter().map(|complaint| complaint.on)))
}

pub(super) fn goodwill_claims(source: &Source<'_>) -> Option<f64> {
    Some(count_in_last(source, 12, satisfaction(source)?.goodwill_claims.as_deref()?.iter().map(|claim| claim.on)))
}

pub(super) fn burden(source: &Source<'_>) -> Option<f64> {
    let vehicles = super::park::own_units(source).filter(|units| *units > 0.0)?;
    Some((complaints(source)? + goodwill_claims(source)?) * 100.0 / vehicles)
}

pub(super) fn referrals(source: &Source<'_>, months: i32) -> Option<f64> {
    let referrals = source.account.loyalty.as_ref()?.referrals.as_deref()?;
    Some(count_in_last(source, months, referrals.iter().map(|referral| referral.ordered_on)))
}

pub(super) fn brand_activities(source: &Source<'_>) -> Option<f64> {
    Some(count_in_last(source, 12, source.account.brand.as_ref()?.activities.as_deref()?.iter().map(|activity| activity.on)))
}

pub(super) fn is_nominated(source: &Source<'_>) -> Option<bool> {
    Some(source.account.brand.as_ref()?.nominations.as_deref()?.iter().any(|nomination| nomination.is_active(source.as_of)))
}

pub(super) fn own_brand_preference(source: &Source<'_>) -> Option<&'static str> {
    let own = source.account.brand_preferences.as_deref()?.iter().filter(|preference| preference.own_brand == Some(true));
    own.filter_map(|preference| preference.strength).max().map(PreferenceStrength::as_str)
}
