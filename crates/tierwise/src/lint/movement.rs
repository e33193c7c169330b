//! What the rules of movement leave without effect: spans that end before anybody looks, and bounds that never apply.

use super::Linter;
use super::reach::Reach;
use crate::error::code;
use crate::number::{Points, Weight};
use crate::policy::{Cadence, Checked, Demotion, Ladder, LadderSpec, MovementRules, Renewal, Span, Tier, share};

impl Linter {
    /// Everything about movement but what only a replay shows.
    pub(super) fn movement(&mut self, checked: &Checked, reach: Reach) {
        let (Some(ladder), Some(spec)) = (&checked.ladder, &checked.spec.ladder) else { return };
        self.spans(ladder);
        self.steps(ladder, spec);
        self.re_entry(ladder, spec);
        self.dead_band(ladder, reach);
        self.lifetime(ladder, spec, reach);
    }

    /// Spans that end before the next review.
    fn spans(&mut self, ladder: &Ladder) {
        let Some(between) = Between::reviews(ladder.review) else { return };
        let MovementRules { renewal, min_stay, re_entry, .. } = &ladder.movement;
        let mut warn = |path: &str, message: String| self.warn(code::LINT_ENDS_BEFORE_REVIEW, path, message);
        match *renewal {
            Renewal::Sliding(sliding) if ladder.tiers.iter().any(|tier| tier.retain < tier.enter) && between.can_outlast(sliding.validity) => warn(
                "ladder.renewal.sliding.validity",
                format!(
                    "a hold of {} can end before the next review, found {} reviews: then `retain` is not asked, and the tier is lost unless `enter` is reached",
                    shown(sliding.validity),
                    between.name
                ),
            ),
            Renewal::Term(term) => {
                if between.outlast(term.validity) && term.validity != between.span() {
                    warn(
                        "ladder.renewal.term.validity",
                        format!("a term of {} ends more often than accounts are reviewed, found {} reviews", shown(term.validity), between.name),
                    );
                }
                if term.grace_days > 0 && between.outlast(Span::Days(term.grace_days)) {
                    warn(
                        "ladder.renewal.term.grace_days",
                        format!(
                            "grace can pass without a review but that of its last day: who recovers and loses it again before is not seen, found {} days and {} reviews",
                            term.grace_days, between.name
                        ),
                    );
                }
            }
            Renewal::Sliding(_) | Renewal::Continuous(_) => {}
        }
        if let (Renewal::Continuous(_), Some(span)) = (renewal, *min_stay)
            && between.outlast(span)
        {
            warn("ladder.min_stay", format!("a minimum stay of {} is over by the next review and keeps nobody, found {} reviews", shown(span), between.name));
        }
        if let (Renewal::Continuous(_), Some(span)) = (renewal, *re_entry)
            && between.outlast(span)
            && span != between.span()
        {
            warn("ladder.re_entry", format!("{} are over before who left a tier is reviewed again, found {} reviews", shown(span), between.name));
        }
        if let (Renewal::Term(term), Some(span)) = (renewal, *min_stay)
            && within(span, term.validity)
        {
            let message = format!("a tier is kept for its term of {} anyway: a minimum stay of {} adds nothing", shown(term.validity), shown(span));
            self.warn(code::LINT_NO_EFFECT, "ladder.min_stay", message);
        }
    }

    /// Limits of a move that no move reaches.
    fn steps(&mut self, ladder: &Ladder, spec: &LadderSpec) {
        let (rules, rungs) = (&ladder.movement, ladder.tiers.len());
        if spec.max_steps.is_some() && rules.max_steps >= rungs {
            self.warn(code::LINT_NO_EFFECT, "ladder.max_steps", format!("no move has more than {rungs} rungs: a limit of {} never applies", rules.max_steps));
        }
        let whole = |part: Weight| (1..=rungs).all(|rungs| share(part, rungs) >= rungs.min(rules.max_steps));
        if rules.partial_step.promotion != Weight::ONE && whole(rules.partial_step.promotion) {
            let message = format!("a share of {}, rounded up, is every promotion of this ladder as it is", rules.partial_step.promotion.to_f64());
            self.warn(code::LINT_NO_EFFECT, "ladder.partial_step.promotion", message);
        }
        let demotion = match rules.renewal {
            Renewal::Sliding(_) => None,
            Renewal::Term(term) => Some(term.demotion),
            Renewal::Continuous(continuous) => Some(continuous.demotion),
        };
        let limits = demotion.is_some_and(|demotion| demotion != Demotion::OneStep) && !whole(rules.partial_step.demotion);
        if rules.partial_step.demotion != Weight::ONE && !limits {
            let message = match demotion {
                None => "accounts fall as their holds end: a share of a demotion never applies".to_owned(),
                Some(Demotion::OneStep) => "accounts fall by one step: a share of it never applies".to_owned(),
                Some(_) => format!("a share of {}, rounded up, is every demotion of this ladder as it is", rules.partial_step.demotion.to_f64()),
            };
            self.warn(code::LINT_NO_EFFECT, "ladder.partial_step.demotion", message);
        }
        if rules.confirm.demotion > 1 && !matches!(rules.renewal, Renewal::Continuous(_)) {
            let message =
                format!("only where accounts are judged continuously are demotions confirmed: {} reviews in a row never apply", rules.confirm.demotion);
            self.warn(code::LINT_NO_EFFECT, "ladder.confirm.demotion", message);
        }
    }

    /// Bounds to enter again that are those to enter.
    fn re_entry(&mut self, ladder: &Ladder, spec: &LadderSpec) {
        for (index, (tier, written)) in ladder.tiers.iter().zip(&spec.tiers).enumerate() {
            if written.re_enter == Some(tier.enter) {
                let message = format!("tier `{}` is entered again at the bound where it is entered: `re_enter` never applies, found {}", tier.id, tier.enter);
                self.warn(code::LINT_NO_EFFECT, format!("ladder.tiers[{index}].re_enter"), message);
            }
        }
        if spec.re_entry.is_some() && ladder.tiers.iter().all(|tier| tier.re_enter == tier.enter) {
            self.warn(code::LINT_NO_EFFECT, "ladder.re_entry", "`re_entry` never applies: expected a tier with a `re_enter` below its `enter`, found none");
        }
    }

    fn dead_band(&mut self, ladder: &Ladder, reach: Reach) {
        let band = ladder.dead_band;
        if let Some(tier) = ladder.tiers.iter().find(|tier| tier.enter <= reach.highest && tier.enter.saturating_add(band) > reach.highest) {
            let message = format!(
                "after its first review no account can enter tier `{}`: `enter` and dead band are {}, the ladder reaches up to {}",
                tier.id,
                tier.enter.saturating_add(band),
                reach.highest
            );
            self.warn(code::LINT_UNREACHABLE_TIER, "ladder.dead_band", message);
        }
        for pair in ladder.tiers.windows(2) {
            if let [lower, higher] = pair
                && lower.enter.saturating_add(band) > higher.enter
            {
                let message = format!(
                    "the dead band is wider than the distance from tier `{}` to tier `{}`: an account that reaches {} may not even enter `{}`; expected at most {}, found {band}",
                    lower.id,
                    higher.id,
                    higher.enter,
                    lower.id,
                    higher.enter.saturating_sub(lower.enter)
                );
                self.warn(code::LINT_WIDE_DEAD_BAND, "ladder.dead_band", message);
                return;
            }
        }
    }

    /// Floors that nobody earns, or that another rule gives at least as early and as high.
    fn lifetime(&mut self, ladder: &Ladder, spec: &LadderSpec, reach: Reach) {
        for (index, (rule, written)) in ladder.movement.lifetime.iter().zip(&spec.lifetime).enumerate() {
            let path = format!("ladder.lifetime[{index}]");
            let tier = rule.rank.checked_sub(1).and_then(|rank| ladder.tiers.get(rank));
            if tier.is_some_and(|tier| tier.enter > reach.highest) {
                self.warn(code::LINT_NO_EFFECT, path, format!("no account can reach tier `{}`: its floor never applies", written.tier));
                continue;
            }
            let covered = ladder.movement.lifetime.iter().enumerate().find(|(other_index, other)| {
                let as_good = other.rank <= rule.rank && other.days <= rule.days && other.floor >= rule.floor;
                *other_index != index && as_good && (*other != rule || *other_index < index)
            });
            if let Some((other, _)) = covered {
                let message = format!("whoever earns the floor `{}` here has one as high by `ladder.lifetime[{other}]` already", written.floor);
                self.warn(code::LINT_NO_EFFECT, path, message);
            }
        }
    }
}

/// Whether no account can ever lose a tier once it is in.
pub(super) fn is_never_lost(ladder: &Ladder, tier: &Tier, reach: Reach) -> bool {
    tier.retain_requires.is_empty() && reach.lowest > Points::MIN && tier.retain.saturating_sub(ladder.dead_band) <= reach.lowest
}

/// The time between two reviews.
#[derive(Debug, Clone, Copy)]
struct Between {
    name: &'static str,
    /// In whole months, where a review is a first day of a month.
    months: Option<u32>,
    fewest_days: u32,
    most_days: u32,
}

impl Between {
    /// None where reviews come with events.
    fn reviews(cadence: Cadence) -> Option<Self> {
        let (name, months, fewest_days, most_days) = match cadence {
            Cadence::Daily => ("daily", None, 1, 1),
            Cadence::Monthly => ("monthly", Some(1), 28, 31),
            Cadence::Quarterly => ("quarterly", Some(3), 90, 92),
            Cadence::Yearly => ("yearly", Some(12), 365, 366),
            Cadence::Events => return None,
        };
        Some(Self { name, months, fewest_days, most_days })
    }

    fn span(self) -> Span {
        self.months.map_or(Span::Days(1), Span::Months)
    }

    /// Whether it always is as long as a span that starts with a review, or longer.
    fn outlast(self, span: Span) -> bool {
        match span {
            Span::Months(months) => self.months.is_some_and(|between| months <= between),
            Span::Days(days) => days <= self.fewest_days,
        }
    }

    /// Whether it ever is.
    fn can_outlast(self, span: Span) -> bool {
        match span {
            Span::Months(_) => self.outlast(span),
            Span::Days(days) => days <= self.most_days,
        }
    }
}

/// Whether a span never ends later than another from the same day on.
fn within(one: Span, other: Span) -> bool {
    match (one, other) {
        (Span::Months(one), Span::Months(other)) | (Span::Days(one), Span::Days(other)) => one <= other,
        (Span::Days(days), Span::Months(months)) => days <= months.saturating_mul(28),
        (Span::Months(months), Span::Days(days)) => months.saturating_mul(31) <= days,
    }
}

fn shown(span: Span) -> String {
    let (count, unit) = match span {
        Span::Months(count) => (count, "month"),
        Span::Days(count) => (count, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests;
