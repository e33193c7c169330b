//! Moves counted between days (rules M1 to M5).
#![expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "indexes are those of checked states; accounts are far fewer than 2^64")]

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::chain::{Chain, observed};
use super::interval::Proportion;
use super::panel::{Panel, Place, Seen, TierState, TierStateKind, refused};
use crate::date::Date;
use crate::error::Error;
use crate::number::Points;

/// Who moved between tiers, from each of some days to the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TierMigration {
    /// The days.
    pub dates: Vec<Date>,
    /// The states, lowest tier first, then the designations: those of the rows and those of the cells of each row.
    pub states: Vec<TierState>,
    /// A row for each state before.
    pub rows: Vec<MigrationRow>,
    /// By state after: accounts that were not observed before, or had left.
    pub entries: Vec<u64>,
    /// Of those observed before and after: in the same tier of the ladder.
    pub stayed: u64,
    /// In a higher one.
    pub promoted: u64,
    /// In a lower one.
    pub demoted: u64,
    /// What moved them, by criterion or activity, where contributions are given; by name.
    pub drivers: Vec<MoveDriver>,
    /// Where the shares lead in the long run, by the tiers of the ladder; null if out of a tier that was entered nobody was observed
    /// again.
    pub chain: Option<Chain>,
}

/// What became of the accounts in a state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MigrationRow {
    /// The state before.
    pub state: TierState,
    /// Accounts observed in it before, and in any state after.
    pub observed: u64,
    /// By state after: how many, and their share in `observed`.
    pub cells: Vec<MigrationCell>,
    /// Those known to have left; the share is of them and `observed`.
    pub left: MigrationCell,
    /// Those that were not observed after. No share counts them.
    pub unobserved: u64,
}

/// A number of accounts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MigrationCell {
    /// How many.
    pub count: u64,
    /// Their share; null if there is nobody to have one.
    pub proportion: Option<Proportion>,
}

/// What a criterion or activity had to do with the moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MoveDriver {
    /// Its id.
    pub criterion: String,
    /// Its part in promotions.
    pub promotions: MoveEffect,
    /// Its part in demotions.
    pub demotions: MoveEffect,
}

/// The part of a criterion in moves of one direction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MoveEffect {
    /// The sum of the differences of its contributions.
    pub points: Points,
    /// In how many moves no other difference was greater in the direction of the move; of equal ones the first by name counts.
    pub leading: u64,
}

/// Counts the moves from each of some days to the next, all together, with the share of each move (the cohort estimator).
///
/// ```
/// use tierwise::{portfolio::migration::{Panel, migration}, wire};
/// let panel: Panel = wire::read(&mut serde_json::Deserializer::from_str(r#"{"ladder": ["standard", "silver"], "observations": [
///   {"account": "a", "on": "2025-01-01", "tier": "standard"}, {"account": "a", "on": "2026-01-01", "tier": "silver"},
///   {"account": "b", "on": "2025-01-01", "tier": "standard"}, {"account": "b", "on": "2026-01-01", "tier": "standard"},
///   {"account": "c", "on": "2025-01-01", "tier": "silver"}, {"account": "c", "on": "2026-01-01"},
///   {"account": "d", "on": "2025-01-01", "tier": "standard"}
/// ]}"#))?;
/// let moves = migration(&panel, &["2025-01-01".parse().unwrap(), "2026-01-01".parse().unwrap()])?;
/// let standard = &moves.rows[0];
/// assert_eq!((standard.observed, standard.cells[1].count, standard.unobserved), (2, 1, 1));
/// assert_eq!(standard.cells[1].proportion.unwrap().share.get(), 0.5);
/// assert_eq!(moves.rows[1].left.count, 1);
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// `migration.panel` for fewer than two days, days that do not ascend, an account that is there twice on a day, and spells that overlap;
/// `tier.unknown` for tiers that the ladder does not have.
pub fn migration(panel: &Panel, dates: &[Date]) -> Result<TierMigration, Error> {
    if dates.len() < 2 || dates.windows(2).any(|pair| pair.first() >= pair.last()) {
        let found = dates.iter().map(Date::to_string).collect::<Vec<_>>().join(", ");
        Error::check(vec![refused("dates", format!("expected two days or more, ascending, found `{found}`"))])?;
    }
    let seen = panel.on_days(dates)?;
    let states = States::of(panel, seen.values().flatten());
    let mut moves = TierMigration::of(&states.states, dates);
    let tiers = panel.ladder.len();
    let mut tier_counts = vec![vec![0_u64; tiers]; tiers];
    let mut drivers: BTreeMap<&str, MoveDriver> = BTreeMap::new();
    for days in seen.values() {
        for pair in days.windows(2) {
            match *pair {
                [Some(Seen::In(before)), Some(Seen::In(after))] => {
                    moves.rows[states.index(&before)].cells[states.index(&after)].count += 1;
                    tier_counts[before.rank][after.rank] += 1;
                    *match after.rank.cmp(&before.rank) {
                        Ordering::Equal => &mut moves.stayed,
                        Ordering::Greater => &mut moves.promoted,
                        Ordering::Less => &mut moves.demoted,
                    } += 1;
                    drive(&mut drivers, &before, &after);
                }
                [Some(Seen::In(before)), after] => {
                    let row = &mut moves.rows[states.index(&before)];
                    *if after.is_some() { &mut row.left.count } else { &mut row.unobserved } += 1;
                }
                [_, Some(Seen::In(after))] => moves.entries[states.index(&after)] += 1,
                _ => {}
            }
        }
    }
    for row in &mut moves.rows {
        row.observed = row.cells.iter().map(|cell| cell.count).sum();
        for cell in &mut row.cells {
            cell.proportion = Proportion::of(cell.count, row.observed);
        }
        row.left.proportion = Proportion::of(row.left.count, row.observed + row.left.count);
    }
    moves.drivers = drivers.into_values().collect();
    moves.chain = observed(&panel.ladder, &tier_counts);
    Ok(moves)
}

/// Adds what moved an account from one place to another.
fn drive<'a>(drivers: &mut BTreeMap<&'a str, MoveDriver>, before: &Place<'a>, after: &Place<'a>) {
    let (Some(old), Some(new)) = (before.contributions, after.contributions) else { return };
    let up = match after.rank.cmp(&before.rank) {
        Ordering::Equal => return,
        order => order.is_gt(),
    };
    let names: BTreeSet<&str> = old.keys().chain(new.keys()).map(String::as_str).collect();
    let of = |contributions: &BTreeMap<String, Points>, name: &str| contributions.get(name).copied().unwrap_or(Points::ZERO);
    let differences: Vec<(&str, Points)> = names.into_iter().map(|name| (name, of(new, name).saturating_sub(of(old, name)))).collect();
    let size = |points: Points| if up { points.thousandths() } else { points.thousandths().saturating_neg() };
    let greatest = differences.iter().map(|(_, points)| size(*points)).max().unwrap_or(0);
    let leading = differences.iter().find(|(_, points)| greatest > 0 && size(*points) == greatest).map(|(name, _)| *name);
    for (name, points) in differences.into_iter().filter(|(_, points)| *points != Points::ZERO) {
        let driver = drivers.entry(name).or_insert_with(|| MoveDriver {
            criterion: name.to_owned(),
            promotions: MoveEffect::default(),
            demotions: MoveEffect::default(),
        });
        let effect = if up { &mut driver.promotions } else { &mut driver.demotions };
        effect.points = effect.points.saturating_add(points);
        effect.leading += u64::from(leading == Some(name));
    }
}

/// The states of a matrix, and where each place is among them.
#[derive(Default)]
struct States {
    states: Vec<TierState>,
    /// By rank: the state of those that only stay, and of the others.
    tiers: Vec<(usize, usize)>,
}

impl States {
    fn of<'a>(panel: &Panel, seen: impl Iterator<Item = &'a Option<Seen<'a>>>) -> Self {
        let mut held = vec![false; panel.ladder.len()];
        for place in seen.filter_map(|seen| match seen {
            Some(Seen::In(place)) if place.held && place.designation.is_none() => Some(place),
            _ => None,
        }) {
            held[place.rank] = true;
        }
        let mut states = Self::default();
        for (name, held) in panel.ladder.iter().zip(held) {
            let state = |kind| TierState { name: name.as_str().into(), kind };
            let first = states.states.len();
            states.states.extend(held.then(|| state(TierStateKind::Held)));
            states.tiers.push((first, states.states.len()));
            states.states.push(state(TierStateKind::Tier));
        }
        states.states.extend(panel.designations.iter().map(|name| TierState { name: name.as_str().into(), kind: TierStateKind::Designation }));
        states
    }

    fn index(&self, place: &Place<'_>) -> usize {
        let (held, tier) = self.tiers[place.rank];
        match place.designation {
            Some(designation) => self.tiers.last().map_or(0, |(_, last)| last + 1) + designation,
            None if place.held => held,
            None => tier,
        }
    }
}

impl TierMigration {
    fn of(states: &[TierState], dates: &[Date]) -> Self {
        let nobody = MigrationCell { count: 0, proportion: None };
        let row = |state: &TierState| MigrationRow {
            state: state.clone(),
            observed: 0,
            cells: vec![nobody.clone(); states.len()],
            left: nobody.clone(),
            unobserved: 0,
        };
        let (rows, entries) = (states.iter().map(row).collect(), vec![0; states.len()]);
        Self { dates: dates.to_vec(), states: states.to_vec(), rows, entries, stayed: 0, promoted: 0, demoted: 0, drivers: Vec::new(), chain: None }
    }
}
