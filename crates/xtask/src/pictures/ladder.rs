//! The ladder itself: its rungs, what leads up, and what leads down.

use std::fmt::Write;

use tierwise::Policy;
use tierwise::policy::{Renewal, Span};

use super::Scene;
use super::draw::{FAINT, INK, RUNGS, capitalised, escaped, framed, number_of};

const BOX: (f64, f64) = (104.0, 40.0);
const STEP: (f64, f64) = (186.0, 76.0);

/// Rungs as stairs. Arrows down go one step, so it must be a ladder with holds that slide and land softly.
pub(super) fn picture(scene: &Scene, policy: &Policy) -> Result<String, String> {
    let ladder = policy.spec().ladder.as_ref().ok_or("there is no ladder")?;
    let Some(Renewal::Sliding(sliding)) = ladder.renewal.filter(|renewal| matches!(renewal, Renewal::Sliding(sliding) if sliding.soft_landing)) else {
        return Err("expected a ladder with sliding renewal and soft landing".to_owned());
    };
    let held = match sliding.validity {
        Span::Months(months) => format!("{months} months"),
        Span::Days(days) => format!("{days} days"),
    };
    let height = 62.0 + STEP.1 * ladder.tiers.len() as f64 + BOX.1 + 24.0;
    let corner = |rank: usize| (16.0 + STEP.0 * rank as f64, height - 24.0 - BOX.1 - STEP.1 * rank as f64);
    let mut svg = format!(
        r##"<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="{INK}"/></marker></defs>"##
    );
    let names = std::iter::once(&ladder.base).chain(ladder.tiers.iter().map(|tier| &tier.id));
    for (rank, name) in names.enumerate() {
        let ((x, y), (fill, ink)) = (corner(rank), RUNGS[rank.min(RUNGS.len() - 1)]);
        let _ = write!(
            svg,
            r##"<rect x="{x}" y="{y}" width="{}" height="{}" rx="6" fill="{fill}"/><text x="{}" y="{}" text-anchor="middle" font-size="14" font-weight="600" fill="{ink}">{}</text>"##,
            BOX.0,
            BOX.1,
            x + BOX.0 / 2.0,
            y + 25.0,
            escaped(&capitalised(name))
        );
    }
    let mut arrow = |path: String, (x, y): (f64, f64), anchor: &str, lines: [String; 2]| {
        let _ = write!(svg, r##"<path d="{path}" fill="none" stroke="{INK}" stroke-width="1.5" marker-end="url(#head)"/>"##);
        for (line, (text, ink)) in lines.iter().zip([INK, FAINT]).enumerate() {
            let _ =
                write!(svg, r##"<text x="{x}" y="{}" text-anchor="{anchor}" font-size="11.5" fill="{ink}">{}</text>"##, y + 14.0 * line as f64, escaped(text));
        }
    };
    for (rank, tier) in ladder.tiers.iter().enumerate() {
        let ((low, low_y), (high, high_y)) = (corner(rank), corner(rank + 1));
        let (enter, retain) = (number_of(tier.enter.to_f64()), number_of(tier.retain.unwrap_or(tier.enter).to_f64()));
        let up = format!("M{} {low_y}V{}H{}", low + 24.0, high_y + 14.0, high - 1.0);
        arrow(up, (high - 10.0, high_y - 6.0), "end", [format!("up at {enter}"), "on that day".to_owned()]);
        let down = format!("M{} {}V{}H{}", high + 80.0, high_y + BOX.1, low_y + 20.0, low + BOX.0 + 1.0);
        arrow(down, (low + BOX.0 + 12.0, low_y + 34.0), "start", [format!("down {held} after the"), format!("last day with {retain}")]);
    }
    Ok(framed(&scene.title, &scene.alt, height, &svg))
}
