//! `tierwise what-if`: one account with and without something that may happen.

use std::io::Write;
use std::path::Path;

use clap::Args;
use serde::Serialize;
use tierwise::history::{Difference, Timeline};
use tierwise::outlook::Required;
use tierwise::recourse::{Goal, GoalDirection};
use tierwise::tree::Tree;
use tierwise::{Date, Event, History, Points};
use tierwise_text::{Document, Format, TextError, read_as};

use super::levers::Levers;
use super::subject::{Opened, Subject};
use crate::failure::{Failure, Outcome};
use crate::screen::{BAD, DIM, GOOD, STRONG, Screen, fit, fit_right, paint};
use crate::{policy, show};

/// Show what an event would change, or what it would take to be in a tier
///
/// Replays the account with and without the events, and shows the tiers and points of both, and every move that only one
/// of them has, with the event that makes the difference. An event is written as in a log:
/// '{"id": "x", "on": "2026-03-01", "event": {"earn": {"activity": "order", "quantity": 3}}}', or the same as YAML. One
/// with the id of an event in the log takes its place.
///
/// With --tier it says the fewest points that bring the account into the tier by a day; for ladders on points.
///
/// With --file instead of --log, for ladders on the score: the cheapest changes of facts that bring the account into --tier, the fewest,
/// and those that suffice alone. Without levers every fact can change, each at a cost of one.
#[derive(Debug, Args)]
pub(crate) struct WhatIf {
    #[command(flatten)]
    subject: Subject,
    /// A file of histories, JSON Lines as for `tierwise replay`; `-` for standard input
    #[arg(long, value_name = "FILE", required_unless_present = "file")]
    log: Option<String>,
    /// A file of accounts, as for `tierwise score`; `-` for standard input
    #[arg(long, short, value_name = "FILE", group = "when", requires = "tier", requires = "as_of",
          conflicts_with_all = ["log", "event", "event_file", "until", "earlier_policy"])]
    file: Option<String>,
    /// An event that may happen, as JSON or YAML
    #[arg(long, value_name = "EVENT", required_unless_present_any = ["event_file", "tier", "file"])]
    event: Vec<String>,
    /// A file with one event or a list of them (.json, .yaml)
    #[arg(long, value_name = "FILE")]
    event_file: Option<String>,
    /// Say what it takes to be in this tier or above
    #[arg(long, value_name = "TIER", requires = "when")]
    tier: Option<String>,
    /// The day on which it is to be there, YYYY-MM-DD
    #[arg(long, value_name = "DAY", value_parser = super::day, requires = "tier", group = "when")]
    by: Option<Date>,
    /// The tier that the account of --file had before
    #[arg(long, value_name = "TIER", conflicts_with = "log")]
    previous: Option<String>,
    /// Say what would cost it the tier, instead
    #[arg(long, conflicts_with = "log")]
    lose: bool,
    #[command(flatten)]
    levers: Levers,
    /// Write JSON instead of showing it
    #[arg(long)]
    json: bool,
}

/// The answer for programs.
#[derive(Serialize)]
struct Told<'a> {
    account: &'a str,
    as_of: Date,
    until: Date,
    without: Side<'a>,
    with: Side<'a>,
    difference: &'a Difference,
    required: &'a [Required],
}

/// One side of the comparison.
#[derive(Serialize)]
struct Side<'a> {
    /// Where the account stands on the day.
    as_of: &'a Timeline,
    /// Where it stands on the last day that is looked at.
    until: &'a Timeline,
}

impl WhatIf {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        if let Some(((file, tier), as_of)) = self.file.as_deref().zip(self.tier.as_deref()).zip(self.subject.as_of) {
            return self.recourse(screen, file, tier, as_of);
        }
        let mut events = Vec::new();
        for (text, number) in self.event.iter().zip(1_u32..) {
            events.push(event(text).map_err(|error| error.in_file(format!("--event {number}")))?);
        }
        if let Some(file) = &self.event_file {
            events.extend(event_file(file)?);
        }
        let opened = self.subject.open(self.log.as_deref().unwrap_or("-"))?;
        let after = with(&opened.history, &events);
        let (without, with) = (opened.replay(&opened.history, &opened.place)?, opened.replay(&after, "--event")?);
        let difference = opened.policy.diff(&opened.history, &after, opened.until);
        let difference = difference.map_err(|error| Failure::account("--event", &opened.account, &error))?;
        let required = match self.tier.as_deref().zip(self.by) {
            Some((tier, by)) => required(&opened, &after, tier, by)?,
            None => Vec::new(),
        };
        if self.json {
            let told = Told {
                account: &opened.account,
                as_of: opened.as_of,
                until: opened.until,
                without: Side { as_of: &without.now, until: &without.whole.timeline },
                with: Side { as_of: &with.now, until: &with.whole.timeline },
                difference: &difference,
                required: &required,
            };
            screen.json(&told)?;
            return Ok(Outcome::Good);
        }
        let name = opened.history.account.name.as_deref().map(|name| format!("  {name}")).unwrap_or_default();
        writeln!(screen, "\n{}{name}", paint(STRONG, &opened.account))?;
        let identity = opened.policy.identity();
        writeln!(screen, "{}", paint(DIM, &format!("{} {}, as of {}, on to {}", identity.id, identity.version, opened.as_of, opened.until)))?;
        if !events.is_empty() {
            screen.heading("What if")?;
            events.iter().try_for_each(|event| what(screen, event))?;
            writeln!(screen)?;
            show::lanes(screen, &[("without", opened.story(&without)), ("with", opened.story(&with))])?;
            screen.heading("What it changes")?;
            let days = [(opened.as_of, &without.now, &with.now), (opened.until, &without.whole.timeline, &with.whole.timeline)];
            sides(screen, &opened, &days)?;
            moves(screen, &opened, &difference)?;
        }
        if let Some(first) = required.first() {
            let with = if events.is_empty() { "" } else { ", with all of that" };
            screen.heading(&format!("What it takes to be in {} on {}{with}", show::tier(&opened.policy, &first.tier), first.by))?;
        }
        for needed in &required {
            let points = match needed.points {
                None => "no number of points does".to_owned(),
                Some(Points::ZERO) => "nothing more".to_owned(),
                Some(points) => format!("{} points", paint(STRONG, &points.to_string())),
            };
            writeln!(screen, "  credited on {}  {points}", needed.credited_on)?;
        }
        Ok(Outcome::Good)
    }
}

impl WhatIf {
    /// The changes of facts that bring an account into a tier, or cost it the tier.
    fn recourse(&self, screen: &mut Screen, file: &str, tier: &str, as_of: Date) -> Result<Outcome, Failure> {
        let policy = policy::load(&self.subject.policy)?.policy;
        let account = super::explain::find(file, &self.subject.account, &policy)?;
        let direction = if self.lose { GoalDirection::Lose } else { GoalDirection::Reach };
        let goal = Goal { tier: tier.to_owned(), direction, previous: self.previous.clone() };
        let levers = self.levers.read()?;
        let found = policy.recourse(&account, as_of, &goal, levers.as_deref());
        let found = found.map_err(|error| Failure::account(file, &self.subject.account, &error))?;
        if self.json {
            screen.json(&found)?;
            return Ok(Outcome::Good);
        }
        let name = account.name.as_deref().map(|name| format!("  {name}")).unwrap_or_default();
        writeln!(screen, "\n{}{name}", paint(STRONG, &self.subject.account))?;
        let identity = policy.identity();
        writeln!(screen, "{}", paint(DIM, &format!("{} {}, as of {as_of}", identity.id, identity.version)))?;
        show::recourse(screen, &policy, &found)?;
        Ok(Outcome::Good)
    }
}

/// An event on the command line.
fn event(text: &str) -> Result<Event, TextError> {
    let format = if text.trim_start().starts_with('{') { Format::Json } else { Format::Yaml };
    read_as::<Event>(text.as_bytes(), format).map(|(event, _)| event)
}

/// The events of a file.
fn event_file(name: &str) -> Result<Vec<Event>, Failure> {
    let format = Format::of_path(Path::new(name)).filter(|format| *format != Format::Toml);
    let format = format.ok_or_else(|| Failure::Told(format!("{name}: expected events as .json, .yaml or .yml, found another kind of file")))?;
    let bytes = std::fs::read(name).map_err(|error| Failure::file(name, &error))?;
    let read = |bytes: &[u8]| match Document::read(bytes, format)?.tree() {
        Tree::List(_) => read_as::<Vec<Event>>(bytes, format).map(|(events, _)| events),
        _ => read_as::<Event>(bytes, format).map(|(event, _)| vec![event]),
    };
    Ok(read(&bytes).map_err(|error| error.in_file(name))?)
}

/// A history with events, each in the place of one with its id.
fn with(history: &History, events: &[Event]) -> History {
    let mut after = history.clone();
    after.events.retain(|known| events.iter().all(|event| event.id != known.id));
    after.events.extend(events.iter().cloned());
    after
}

/// The fewest points, credited at once and credited on the day itself.
fn required(opened: &Opened, history: &History, tier: &str, by: Date) -> Result<Vec<Required>, Failure> {
    if by < opened.as_of {
        return Err(Failure::Told(format!("--by {by}: expected a day not before {}, up to which things are known", opened.as_of)));
    }
    let days = if by == opened.as_of { vec![by] } else { vec![opened.as_of, by] };
    // What may happen counts as known.
    let needed = days.into_iter().map(|on| opened.policy.required(history, Date::MAX, tier, on, by));
    let told = |error: tierwise::Error| Failure::content("--tier", error.code(), error.problems().first().map_or("", |problem| &problem.message));
    needed.collect::<Result<_, _>>().map_err(told)
}

/// One event in a line.
fn what(screen: &mut Screen, event: &Event) -> Result<(), Failure> {
    let said = serde_json::to_value(&event.event).unwrap_or_default();
    let mut words = Vec::new();
    for (kind, content) in said.as_object().into_iter().flatten() {
        words.push(kind.replace('_', " "));
        words.extend(content.as_object().into_iter().flatten().map(|(key, value)| format!("{key} {}", value.to_string().replace('"', ""))));
    }
    Ok(screen.wrapped(&format!("{} {}  {}  ", paint(GOOD, "+"), event.on, paint(DIM, &event.id)), &words.join(", "))?)
}

/// Tier and points of both sides on several days.
fn sides(screen: &mut Screen, opened: &Opened, days: &[(Date, &Timeline, &Timeline)]) -> Result<(), Failure> {
    let side = |timeline: &Timeline| format!("{} {}", fit(&show::tier(&opened.policy, &timeline.effective), 14), fit_right(&stands(timeline), 12));
    writeln!(screen, "  {}  {}     {}", fit("", 10), fit(&paint(DIM, "without"), 27), paint(DIM, "with"))?;
    for (day, without, with) in days {
        let arrow = if without.tier == with.tier && stands(without) == stands(with) { paint(DIM, "=") } else { paint(STRONG, "→") };
        writeln!(screen, "  {day}  {}  {arrow}  {}", side(without), side(with))?;
    }
    Ok(())
}

/// What an account stands on: its points today, or else the metric of the last review.
fn stands(timeline: &Timeline) -> String {
    timeline.balance.unwrap_or(timeline.metric).to_string()
}

/// The moves that only one side has.
fn moves(screen: &mut Screen, opened: &Opened, difference: &Difference) -> Result<(), Failure> {
    if difference.transitions.is_empty() {
        writeln!(screen, "\n  No move is added or withdrawn.")?;
    }
    for added in [false, true] {
        let only: Vec<_> = difference.transitions.iter().filter(|one| one.added == added).collect();
        if only.is_empty() {
            continue;
        }
        screen.heading(if added { "Moves that come with it" } else { "Moves that no longer happen" })?;
        for different in only {
            let mark = if added { paint(GOOD, "+ ") } else { paint(BAD, "− ") };
            show::transition(screen, &opened.policy, &different.transition, &mark)?;
            screen.wrapped(&format!("  {}", fit("", 12)), &format!("because of `{}`", different.caused_by))?;
        }
    }
    Ok(())
}
