//! Ratios as a picture: a dot for the middle one, a line from the least to the greatest, on an axis of powers of ten.

use std::fmt::Write;

use super::page::{short, thousands};
use super::results::{Results, Spread};
use super::{PEERS, Peer};
use crate::pictures::draw::{FAINT, INK, WIDTH, escaped, framed, tenths};

const LEFT: f64 = 350.0;
const RIGHT: f64 = WIDTH - 60.0;
const LINE: f64 = 19.0;
const OWN: &str = "#1f4e79";
const OTHER: &str = "#b3400e";
const ALT: &str = "Three lists of implementations in ascending order of time, each with a dot on an axis of powers of ten that shows how many times as long it takes as Tierwise. The tables on the page have the same numbers.";

/// The greatest scale of each workload.
pub(super) fn draw(results: &Results) -> String {
    let panels: Vec<(String, Vec<(&Peer, Spread)>)> = [("w1", "Accounts as columns"), ("w2", "Single records"), ("w3", "Ledgers")]
        .iter()
        .filter_map(|(workload, title)| panel(results, workload, title))
        .collect();
    let spreads = || panels.iter().flat_map(|(_, lines)| lines.iter().map(|(_, ratio)| ratio));
    let least = spreads().map(|ratio| libm::log10(ratio.least)).fold(-1.0, f64::min).floor();
    let most = spreads().map(|ratio| libm::log10(ratio.most)).fold(1.0, f64::max).ceil();
    let tick = |power: f64| tenths(LEFT + (RIGHT - LEFT) * (power - least) / (most - least));
    let x = |ratio: f64| tick(libm::log10(ratio));
    let mut svg = String::new();
    let mut y = 44.0;
    for (title, lines) in &panels {
        let _ = write!(svg, r##"<text x="16" y="{}" font-size="12.5" font-weight="600" fill="{INK}">{}</text>"##, y + 12.0, escaped(title));
        let (top, bottom) = (y + 22.0, y + 26.0 + LINE * lines.len() as f64);
        for power in least as i32..=most as i32 {
            let (at, width) = (tick(f64::from(power)), if power == 0 { 2 } else { 1 });
            let ink = if power == 0 { FAINT } else { "#e6e8eb" };
            let _ = write!(svg, r##"<line x1="{at}" y1="{top}" x2="{at}" y2="{bottom}" stroke="{ink}" stroke-width="{width}"/>"##);
            let label = match power {
                0..=2 => 10_u32.pow(power.unsigned_abs()).to_string(),
                3.. => format!("{}k", 10_u32.pow(power.unsigned_abs() - 3)),
                _ => format!("1/{}", 10_u32.pow(power.unsigned_abs())),
            };
            let _ = write!(svg, r##"<text x="{at}" y="{}" text-anchor="middle" font-size="10.5" fill="{FAINT}">{label}</text>"##, bottom + 12.0);
        }
        for (at, (peer, ratio)) in lines.iter().enumerate() {
            let middle = top + 2.0 + LINE * (at as f64 + 0.5);
            let (ink, weight) = if peer.label.contains("**") { (OWN, 600) } else { (OTHER, 400) };
            let label = escaped(&peer.label.replace("**", ""));
            let _ = write!(
                svg,
                r##"<text x="{}" y="{}" text-anchor="end" font-size="11.5" font-weight="{weight}" fill="{INK}">{label}</text>"##,
                LEFT - 12.0,
                middle + 4.0
            );
            let _ = write!(svg, r##"<line x1="{}" y1="{middle}" x2="{}" y2="{middle}" stroke="{ink}" stroke-width="2.5"/>"##, x(ratio.least), x(ratio.most));
            let _ = write!(svg, r##"<circle cx="{}" cy="{middle}" r="4.5" fill="{ink}"/>"##, x(ratio.median));
            let _ = writeln!(
                svg,
                r##"<text x="{}" y="{}" font-size="11" fill="{INK}" stroke="#ffffff" stroke-width="3" paint-order="stroke">{}</text>"##,
                x(ratio.most).max(x(ratio.median)) + 9.0,
                middle + 4.0,
                short(ratio.median)
            );
        }
        y = bottom + 26.0;
    }
    framed("How many times as long as Tierwise", ALT, y, &svg)
}

fn panel<'a>(results: &Results, workload: &str, title: &str) -> Option<(String, Vec<(&'a Peer, Spread)>)> {
    let rows = results.scales(workload).into_iter().max()?;
    let measured = PEERS.iter().filter(|peer| peer.workload == workload).filter_map(|peer| Some((peer, results.ratio(results.find(peer, rows)?)?)));
    let mut lines: Vec<(&Peer, Spread)> = measured.collect();
    lines.sort_by(|(_, one), (_, other)| one.median.total_cmp(&other.median));
    let what = match workload {
        "w1" => format!("{title}: {} accounts", thousands(rows)),
        "w2" => title.to_owned(),
        _ => format!("{title}: {} events", thousands(rows)),
    };
    Some((what, lines))
}
