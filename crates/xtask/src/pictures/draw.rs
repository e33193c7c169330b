//! From replayed lanes to an SVG that can be read in light and in dark, and without telling colours apart.

use std::fmt::Write;

use tierwise::event::EventKind;
use tierwise::{Date, Name, PolicySpec};

use super::{Curve, Lane, Reads, Replayed, Scene};

pub const WIDTH: f64 = 700.0;
const LEFT: f64 = 112.0;
const CURVES: f64 = 150.0;
/// Height of one rung.
const RUNG: f64 = 16.0;
/// Room for the days under a lane.
const DAYS: f64 = 20.0;
pub const INK: &str = "#1f2328";
pub const FAINT: &str = "#57606a";
const OTHER_INK: &str = "#b3400e";
/// Fill and ink of the base rung and of the tiers above; told apart by lightness as well.
pub(super) const RUNGS: [(&str, &str); 4] = [("#e8eaed", INK), ("#a9cbe8", INK), ("#f2b632", INK), ("#1f4e79", "#ffffff")];
const DESIGNATION: (&str, &str) = ("#93397a", "#ffffff");

/// A picture under way.
struct Canvas<'a> {
    scene: &'a Scene,
    right: f64,
    svg: String,
}

pub(super) fn picture(scene: &Scene, lanes: &[Replayed<'_>]) -> String {
    let changes = lanes.first().map_or(0, |lane| eras(scene, lane).len()) > 1;
    let mut canvas = Canvas { scene, right: if changes { WIDTH - 98.0 } else { WIDTH - 16.0 }, svg: String::new() };
    let rows = canvas.mark_rows();
    let top = 44.0 + 15.0 * f64::from(rows.max(1));
    let mut bottom = top + CURVES + 14.0;
    let places: Vec<f64> = lanes
        .iter()
        .map(|lane| {
            bottom += RUNG * levels(lane) as f64 + DAYS;
            bottom - DAYS
        })
        .collect();
    let waits = lanes.iter().any(|lane| !lane.waits.is_empty());
    let height = bottom + if waits { 46.0 } else { 28.0 };
    canvas.axis(top, bottom);
    canvas.curves(lanes, top);
    for (lane, floor) in lanes.iter().zip(places) {
        canvas.lane(lane, floor);
    }
    canvas.marks(top, bottom);
    if waits {
        let y = bottom + 30.0;
        let _ = write!(
            canvas.svg,
            r##"<rect x="{LEFT}" y="{}" width="26" height="12" fill="#ffffff" stroke="{FAINT}"/><rect x="{LEFT}" y="{}" width="26" height="12" fill="url(#due)"/>"##,
            y - 2.0,
            y - 2.0
        );
        canvas.text(LEFT + 34.0, y + 8.0, "start", 11.5, FAINT, "a fall is due, unless the account recovers");
    }
    framed(&scene.title, &scene.alt, height, &canvas.svg)
}

/// A picture with its title, what it says in words, and a ground of its own, so that it is the same in light and in dark.
pub fn framed(title: &str, alt: &str, height: f64, drawn: &str) -> String {
    let (title, alt) = (escaped(title), escaped(alt));
    let (dark_on_light, light_on_dark) = (hatching("due", INK), hatching("due-on-dark", "#ffffff"));
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" aria-labelledby="title alt" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif">
<title id="title">{title}</title>
<desc id="alt">{alt}</desc>
<defs>{dark_on_light}{light_on_dark}</defs>
<rect x="0.5" y="0.5" width="{}" height="{}" rx="8" fill="#ffffff" stroke="#d0d7de"/>
<text x="16" y="26" font-size="15" font-weight="600" fill="{INK}">{title}</text>
{drawn}</svg>
"##,
        WIDTH - 1.0,
        height - 1.0
    )
}

impl Canvas<'_> {
    fn x(&self, day: Date) -> f64 {
        let (from, until) = (self.scene.from, self.scene.until);
        let share = f64::from(day.max(from).min(until).days_since(from)) / f64::from(until.days_since(from));
        tenths(LEFT + share * (self.right - LEFT))
    }

    fn text(&mut self, x: f64, y: f64, anchor: &str, size: f64, ink: &str, text: &str) {
        let _ = writeln!(
            self.svg,
            r##"<text x="{}" y="{}" text-anchor="{anchor}" font-size="{size}" fill="{ink}">{}</text>"##,
            tenths(x),
            tenths(y),
            escaped(text)
        );
    }

    fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), stroke: &str, style: &str) {
        let _ = writeln!(self.svg, r##"<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{stroke}" {style}/>"##, tenths(x1), tenths(y1), tenths(x2), tenths(y2));
    }

    /// The first day of each quarter, or of each month where there is room.
    fn axis(&mut self, top: f64, bottom: f64) {
        let months = self.scene.until.months_since(self.scene.from);
        let step = if months <= 15 {
            1
        } else if months <= 27 {
            3
        } else {
            6
        };
        let (year, _, _) = self.scene.from.ymd();
        let ticks = (0..).step_by(step).map_while(|month| Date::from_ymd(year, 1, 1)?.add_months(month));
        for day in ticks.skip_while(|day| *day < self.scene.from).take_while(|day| *day <= self.scene.until) {
            let x = self.x(day);
            self.line((x, top), (x, bottom), "#e6e8eb", "");
            let (year, month, _) = day.ymd();
            let name = MONTHS[month as usize - 1];
            let text = if month == 1 || day.months_since(self.scene.from) < step as i32 { format!("{name} {year}") } else { name.to_owned() };
            let anchor = if x > self.right - 20.0 { "end" } else { "middle" };
            self.text(x, bottom + 14.0, anchor, 11.0, FAINT, &text);
        }
    }

    fn curves(&mut self, lanes: &[Replayed<'_>], top: f64) {
        let Some(first) = lanes.first() else { return };
        let eras = eras(self.scene, first);
        let values = |lane: &Replayed<'_>| lane.trace.reviews.iter().map(|review| review.metric.to_f64()).collect::<Vec<f64>>();
        let drawn = eras.iter().flat_map(|era| bounds(era.2)).map(|(bound, _, _)| bound);
        let all: Vec<f64> = drawn.chain(lanes.iter().filter(|lane| lane.lane.curve.is_some()).flat_map(values)).collect();
        let most = all.iter().copied().fold(f64::MIN, f64::max);
        let least = if self.scene.metric == "points" { 0.0 } else { all.iter().copied().fold(f64::MAX, f64::min) - 4.0 };
        let y = |value: f64| tenths(top + CURVES - (value - least) / ((most - least) * 1.1) * CURVES);
        self.line((LEFT, top + CURVES), (self.right, top + CURVES), FAINT, "");
        self.text(16.0, top - 4.0, "start", 11.5, FAINT, &format!("{}:", self.scene.metric));
        for (number, (from, until, spec)) in eras.iter().enumerate() {
            for (bound, rank, stay) in bounds(spec) {
                let (fill, _) = RUNGS[rank.min(RUNGS.len() - 1)];
                let style = if stay { r#"stroke-width="2" stroke-dasharray="2 4""# } else { r#"stroke-width="2""# };
                let (x1, x2) = (self.x(*from), self.x(*until));
                self.line((x1, y(bound)), (x2, y(bound)), fill, style);
            }
            let labels: Vec<(f64, String)> = bounds(spec)
                .into_iter()
                .map(|(bound, rank, stay)| {
                    (y(bound), if stay { format!("stay {}", number_of(bound)) } else { format!("{} {}", name(spec, rank), number_of(bound)) })
                })
                .collect();
            let (x, anchor) = if number == 0 { (LEFT - 6.0, "end") } else { (self.right + 6.0, "start") };
            for (y, text) in apart(labels) {
                self.text(x, y + 3.5, anchor, 11.0, INK, &text);
            }
        }
        let mut told: Vec<(Date, f64)> = Vec::new();
        for lane in lanes {
            let Some(curve) = lane.lane.curve else { continue };
            let mut path = String::new();
            let mut value = 0.0;
            for review in &lane.trace.reviews {
                let (x, next) = (self.x(review.on), review.metric.to_f64());
                if review.on <= self.scene.from {
                    path = format!("M{x} {}", y(next));
                } else if next != value {
                    let _ = write!(path, "H{x}V{}", y(next));
                }
                value = next;
            }
            let _ = writeln!(self.svg, r##"<path d="{path}H{}" fill="none" stroke="{}" stroke-width="2" {}/>"##, self.right, ink(curve), dashes(curve));
            for (on, points) in lane.credits.iter().filter(|(on, _)| *on >= self.scene.from) {
                if told.contains(&(*on, *points)) {
                    continue;
                }
                told.push((*on, *points));
                let at = lane.trace.reviews.iter().rfind(|review| review.on <= *on).map_or(0.0, |review| review.metric.to_f64());
                let (x, y) = (self.x(*on), y(at));
                let _ = writeln!(self.svg, r##"<circle cx="{x}" cy="{y}" r="3.2" fill="{}"/>"##, ink(curve));
                self.haloed(x + 5.0, if curve == Curve::Solid { y - 5.0 } else { y + 15.0 }, ink(curve), &format!("+{}", number_of(*points)));
            }
        }
    }

    /// Text on top of lines.
    fn haloed(&mut self, x: f64, y: f64, ink: &str, text: &str) {
        let _ = writeln!(
            self.svg,
            r##"<text x="{}" y="{}" font-size="11.5" font-weight="600" fill="{ink}" stroke="#ffffff" stroke-width="3" paint-order="stroke">{}</text>"##,
            tenths(x),
            tenths(y),
            escaped(text)
        );
    }

    fn lane(&mut self, replayed: &Replayed<'_>, floor: f64) {
        let spec = replayed.policy.spec();
        let levels = levels(replayed);
        let label = &replayed.lane.label;
        for (number, line) in label.iter().enumerate() {
            self.text(16.0, floor - RUNG * levels as f64 / 2.0 + 4.0 + 15.0 * (number as f64 - (label.len() - 1) as f64 / 2.0), "start", 12.5, INK, line);
        }
        if let Some(curve) = replayed.lane.curve {
            let y = floor - 3.0;
            let _ = writeln!(self.svg, r##"<path d="M16 {y}H46" stroke="{}" stroke-width="2" {}/>"##, ink(curve), dashes(curve));
        }
        let ends = replayed.steps.iter().skip(1).map(|(on, _)| *on).chain([self.scene.until]);
        let mut free = 0.0;
        for ((from, held), until) in replayed.steps.iter().zip(ends).filter(|(_, until)| *until > self.scene.from) {
            let rank = rank(spec, held);
            let level = rank.unwrap_or(levels - 1);
            let (fill, ink) = rank.map_or(DESIGNATION, |rank| RUNGS[rank.min(RUNGS.len() - 1)]);
            let (x, end, height) = (self.x(*from), self.x(until), RUNG * (level + 1) as f64);
            let _ = writeln!(self.svg, r##"<rect x="{x}" y="{}" width="{}" height="{height}" fill="{fill}"/>"##, tenths(floor - height), tenths(end - x));
            let hatching = if ink == INK { "due" } else { "due-on-dark" };
            for (due, over) in replayed.waits.iter().filter(|(due, over)| replayed.lane.reads != Reads::Effective && *due < until && over > from) {
                let (x, end) = (self.x(*due.max(from)), self.x(*over.min(&until)));
                let _ = writeln!(
                    self.svg,
                    r##"<rect x="{x}" y="{}" width="{}" height="{}" fill="url(#{hatching})"/>"##,
                    tenths(floor - height + RUNG),
                    tenths(end - x),
                    tenths(height - RUNG)
                );
            }
            let text = capitalised(held);
            if end - x > 6.8 * text.len() as f64 + 6.0 {
                let _ = writeln!(
                    self.svg,
                    r##"<text x="{}" y="{}" font-size="11.5" font-weight="600" fill="{ink}">{}</text>"##,
                    tenths(x + 5.0),
                    tenths(floor - height + 12.0),
                    escaped(&text)
                );
            }
            let (_, month, day) = from.ymd();
            let text = format!("{day} {}", MONTHS[month as usize - 1]);
            let half = 2.7 * text.len() as f64;
            if *from > self.scene.from && *from < self.scene.until && x - half >= free {
                self.line((x, floor), (x, floor + 4.0), FAINT, "");
                self.text(x, floor + 14.0, "middle", 10.5, INK, &text);
                free = x + half + 2.0;
            }
        }
        self.line((LEFT, floor), (self.right, floor), FAINT, "");
    }

    /// In which row the text of each mark stands.
    fn mark_places(&self) -> Vec<u8> {
        let mut rows = Vec::new();
        let mut ends = [f64::MIN; 3];
        for mark in &self.scene.marks {
            let (x, half) = (self.x(mark.on), 3.3 * mark.text.len() as f64 + 5.0);
            let row = ends.iter().position(|end| x - half > *end).unwrap_or(0);
            ends[row] = x + half;
            rows.push(row as u8);
        }
        rows
    }

    fn mark_rows(&self) -> u8 {
        self.mark_places().into_iter().map(|row| row + 1).max().unwrap_or(0)
    }

    fn marks(&mut self, top: f64, bottom: f64) {
        for (mark, row) in self.scene.marks.iter().zip(self.mark_places()) {
            let (x, y) = (self.x(mark.on), top - 6.0 - 15.0 * f64::from(row));
            self.line((x, y + 3.0), (x, bottom), INK, r#"stroke-dasharray="1 3""#);
            self.text(x, y, "middle", 11.5, INK, &mark.text);
        }
    }
}

/// The versions of the policy that the bounds are those of, each with its time.
fn eras<'a>(scene: &'a Scene, lane: &'a Replayed<'_>) -> Vec<(Date, Date, &'a PolicySpec)> {
    let Lane { history, .. } = lane.lane;
    let change = history.events.iter().find_map(|event| match &event.event {
        EventKind::ChangePolicy(change) => Some((event.on, &change.from)),
        _ => None,
    });
    let before = change.and_then(|(on, from)| Some((scene.from, on, scene.policies.values().find(|spec| spec.version == *from)?)));
    let after = (change.map_or(scene.from, |(on, _)| on), scene.until, lane.policy.spec());
    before.into_iter().chain([after]).collect()
}

/// The ladder's bounds with the rank of their tiers; true for those to stay that lie below those to enter.
fn bounds(spec: &PolicySpec) -> Vec<(f64, usize, bool)> {
    let tiers = spec.ladder.iter().flat_map(|ladder| &ladder.tiers).zip(1..);
    let both = tiers.flat_map(|(tier, rank)| {
        let retain = tier.retain.filter(|retain| *retain < tier.enter).map(|retain| (retain.to_f64(), rank, true));
        [Some((tier.enter.to_f64(), rank, false)), retain]
    });
    both.flatten().collect()
}

/// How many rungs a lane has room for; a designation stands above them.
fn levels(lane: &Replayed<'_>) -> usize {
    let spec = lane.policy.spec();
    let rungs = spec.ladder.as_ref().map_or(0, |ladder| ladder.tiers.len()) + 1;
    let highest = lane.steps.iter().map(|(_, held)| rank(spec, held).map_or(rungs, |rank| rank)).max().unwrap_or(0);
    highest + 1
}

/// The rank of a tier, and none of a designation.
fn rank(spec: &PolicySpec, held: &Name) -> Option<usize> {
    let ladder = spec.ladder.as_ref()?;
    std::iter::once(&ladder.base).chain(ladder.tiers.iter().map(|tier| &tier.id)).position(|id| **id == **held)
}

fn name(spec: &PolicySpec, rank: usize) -> String {
    spec.ladder.iter().flat_map(|ladder| &ladder.tiers).nth(rank - 1).map_or_else(String::new, |tier| capitalised(&tier.id))
}

pub(super) fn capitalised(id: &str) -> String {
    let mut characters = id.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Labels moved apart so that none covers another.
fn apart(mut labels: Vec<(f64, String)>) -> Vec<(f64, String)> {
    labels.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut above = f64::MAX;
    for (y, _) in &mut labels {
        *y = y.min(above - 12.0);
        above = *y;
    }
    labels
}

fn ink(curve: Curve) -> &'static str {
    if curve == Curve::Solid { INK } else { OTHER_INK }
}

fn dashes(curve: Curve) -> &'static str {
    if curve == Curve::Solid { "" } else { r#"stroke-dasharray="7 4""# }
}

/// Three digits to a group, as people write points.
pub(super) fn number_of(value: f64) -> String {
    let digits = format!("{value}");
    let (whole, rest) = digits.split_once('.').map_or((digits.as_str(), String::new()), |(whole, rest)| (whole, format!(".{rest}")));
    let groups: Vec<String> =
        whole.bytes().rev().collect::<Vec<u8>>().chunks(3).rev().map(|group| group.iter().rev().map(|byte| char::from(*byte)).collect()).collect();
    groups.join(",") + &rest
}

pub fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

fn hatching(id: &str, ink: &str) -> String {
    format!(
        r##"<pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="2.4" height="6" fill="{ink}" fill-opacity="0.55"/></pattern>"##
    )
}

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
