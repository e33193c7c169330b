//! One account over time: its metric as a line between the bounds, its tiers as lanes, and where it stands now.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::Style;
use tierwise::{Date, Points};
use tierwise_cli::story::{Spell, Story};

use super::{tier, tier_style, transitions};
use crate::screen::{BAR, DIM, LOOK, STRONG, Screen, fit, fit_right, paint};

/// Lines of the plot.
const HEIGHT: usize = 13;
/// Columns of the names at the left, at most.
const NAMES: usize = 18;

/// Shows the whole story: picture, moves, standing.
pub(crate) fn timeline(screen: &mut Screen, story: &Story<'_>) -> io::Result<()> {
    let name = story.name.map(|name| format!("  {name}")).unwrap_or_default();
    writeln!(screen, "\n{}{name}", paint(STRONG, story.account))?;
    let identity = story.policy.identity();
    writeln!(screen, "{}", paint(DIM, &format!("{} {}, as of {}, on to {}", identity.id, identity.version, story.as_of(), story.until())))?;
    writeln!(screen, "\n  {} since {}, {} {}", tier(story.policy, &story.now.effective), story.now.since, story.metric_name(), story.now.metric)?;
    writeln!(screen)?;
    let plane = Plane::of(story, screen.width());
    plane.plot(screen, story)?;
    plane.lanes(screen, story)?;
    plane.axis(screen, story)?;
    plane.legend(screen, story)?;
    let (past, ahead) = story.moves();
    screen.heading("How it came there")?;
    if past.is_empty() {
        writeln!(screen, "  it never moved")?;
    }
    transitions(screen, story.policy, past)?;
    if !ahead.is_empty() {
        screen.heading(&format!("What comes up to {}, if nothing happens", story.until()))?;
        transitions(screen, story.policy, ahead)?;
    }
    screen.heading("Where it stands")?;
    standing(screen, story)
}

/// The lanes of several stories of one account below each other, over the same days.
pub(crate) fn lanes(screen: &mut Screen, stories: &[(&str, Story<'_>)]) -> io::Result<()> {
    for (title, story) in stories {
        writeln!(screen, "  {title}")?;
        Plane::of(story, screen.width()).lanes(screen, story)?;
    }
    if let Some((_, last)) = stories.last() {
        let plane = Plane::of(last, screen.width());
        plane.axis(screen, last)?;
        plane.legend(screen, last)?;
    }
    Ok(())
}

/// A letter of the picture in its style.
type Cell = (char, Style);

const EMPTY: Cell = (' ', Style::new());

/// Where days and points are on the screen.
struct Plane {
    names: usize,
    columns: usize,
    from: Date,
    days: i32,
    low: f64,
    high: f64,
    /// The column of the day up to which things are known.
    now: usize,
}

impl Plane {
    fn of(story: &Story<'_>, width: usize) -> Self {
        let ladder = story.policy.spec().ladder.as_ref();
        let tiers = story.tiers_in_sight();
        let bounds = tiers.iter().map(|tier| console::measure_text_width(&enter_label(&tier.id, tier.enter)));
        let designations = story.policy.spec().designations.iter().map(|designation| console::measure_text_width(&designation.id));
        let widest = bounds.chain(designations).chain(ladder.map(|ladder| console::measure_text_width(&ladder.base))).max();
        let names = widest.unwrap_or(0).clamp(10, NAMES);
        let columns = width.saturating_sub(names).saturating_sub(4).max(20);
        let (low, high) = story.reach();
        let from = story.from();
        let days = story.until().days_since(from).max(1);
        let mut plane = Self { names, columns, from, days, low, high, now: 0 };
        plane.now = plane.column(story.as_of());
        plane
    }

    /// The column of a day.
    fn column(&self, day: Date) -> usize {
        let share = f64::from(day.days_since(self.from)) / f64::from(self.days);
        ((share.clamp(0.0, 1.0) * self.columns as f64) as usize).min(self.columns.saturating_sub(1))
    }

    /// The last day of a column; that of today's column is today.
    fn day(&self, column: usize, story: &Story<'_>) -> Date {
        if column == self.now {
            return story.as_of();
        }
        let days = (column.saturating_add(1) as f64 / self.columns as f64 * f64::from(self.days)).ceil() as i32;
        self.from.add_days(days.saturating_sub(1)).unwrap_or(self.from).min(story.until())
    }

    /// The line of a value, from the top.
    fn line(&self, value: Points) -> usize {
        let share = (value.to_f64() - self.low) / (self.high - self.low);
        let up = (share.clamp(0.0, 1.0) * HEIGHT.saturating_sub(1) as f64).round() as usize;
        HEIGHT.saturating_sub(1).saturating_sub(up)
    }

    /// The line of the metric: never on or above a bound that it does not reach, and never below one that it does.
    fn metric_line(&self, metric: Points, bounds: &[Points]) -> usize {
        let line = bounds.iter().fold(self.line(metric), |line, bound| {
            let of = self.line(*bound);
            if metric < *bound { line.max(of.saturating_add(1)) } else { line.min(of) }
        });
        line.min(HEIGHT.saturating_sub(1))
    }

    fn row(&self, screen: &mut Screen, name: &str, edge: char, cells: &[Cell]) -> io::Result<()> {
        let used = cells.iter().rposition(|cell| *cell != EMPTY).map_or(0, |last| last.saturating_add(1));
        let mut text = String::new();
        let (mut run, mut style) = (String::new(), Style::new());
        for (letter, of) in cells.iter().take(used) {
            if *of != style {
                text.push_str(&paint(style, &run));
                run.clear();
                style = *of;
            }
            run.push(*letter);
        }
        text.push_str(&paint(style, &run));
        writeln!(screen, "  {} {}{text}", fit_right(name, self.names), paint(DIM, &edge.to_string()))
    }

    /// The metric as a line, over the bounds of the tiers.
    fn plot(&self, screen: &mut Screen, story: &Story<'_>) -> io::Result<()> {
        let mut cells = vec![vec![EMPTY; self.columns]; HEIGHT];
        let mut set = |line: usize, column: usize, cell: Cell| {
            if let Some(place) = cells.get_mut(line).and_then(|row| row.get_mut(column)) {
                *place = cell;
            }
        };
        (0..HEIGHT).for_each(|line| set(line, self.now, ('┊', DIM)));
        let mut names: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for tier in story.tiers_in_sight() {
            let style = tier_style(story.policy, &tier.id);
            let retain = tier.retain.filter(|retain| *retain != tier.enter);
            if let Some(retain) = retain {
                let line = self.line(retain);
                (0..self.columns).filter(|column| column % 2 == 0).for_each(|column| set(line, column, ('╌', DIM)));
                let name = if line == self.line(tier.enter) { retain.to_string() } else { format!("stay {retain}") };
                names.entry(line).or_default().push(paint(DIM, &name));
            }
            let line = self.line(tier.enter);
            (0..self.columns).for_each(|column| set(line, column, ('─', style.dimmed())));
            names.entry(line).or_default().insert(0, paint(style, &enter_label(&tier.id, tier.enter)));
        }
        let bounds: Vec<Points> = story.tiers_in_sight().iter().flat_map(|tier| [Some(tier.enter), tier.retain]).flatten().collect();
        let mut before = None;
        for column in 0..self.columns {
            let Some(line) = story.metric_on(self.day(column, story)).map(|metric| self.metric_line(metric, &bounds)) else { continue };
            let ahead = column > self.now;
            let (flat, steep, style) = if ahead { ('╍', '╏', DIM) } else { ('━', '┃', BAR) };
            match before {
                Some(above) if above < line => {
                    set(above, column, ('┓', style));
                    (above.saturating_add(1)..line).for_each(|between| set(between, column, (steep, style)));
                    set(line, column, ('┗', style));
                }
                Some(below) if below > line => {
                    set(below, column, ('┛', style));
                    (line.saturating_add(1)..below).for_each(|between| set(between, column, (steep, style)));
                    set(line, column, ('┏', style));
                }
                _ => set(line, column, (flat, style)),
            }
            before = Some(line);
        }
        for (line, row) in cells.iter().enumerate() {
            let name = names.get(&line).map(|names| names.join(", ")).unwrap_or_default();
            self.row(screen, &name, if name.is_empty() { '│' } else { '┤' }, row)?;
        }
        Ok(())
    }

    /// Each tier as a lane: full where the account is in it.
    fn lanes(&self, screen: &mut Screen, story: &Story<'_>) -> io::Result<()> {
        let base = story.policy.spec().ladder.as_ref().map(|ladder| ladder.base.as_str());
        let lowest = story.policy.spec().ladder.iter().flat_map(|ladder| &ladder.tiers).next().map(|tier| tier.id.as_str());
        let spells = story.spells();
        self.row(screen, "", '│', &[])?;
        for designation in &story.policy.spec().designations {
            let here: Vec<_> = story.whole.timeline.designated.iter().filter(|time| *time.designation == *designation.id).collect();
            if !here.is_empty() {
                let active = |day: Date| here.iter().any(|time| time.from <= day && time.until.is_none_or(|until| day < until));
                let style = tier_style(story.policy, &designation.id);
                let cells = self.cells(story, |day, ahead| active(day).then_some(if ahead { ('░', style) } else { ('█', style) }));
                self.row(screen, &tier(story.policy, &designation.id), '│', &cells)?;
            }
        }
        let mut names: Vec<&str> = story.tiers_in_sight().iter().map(|tier| tier.id.as_str()).collect();
        // The next tier above is of no use where the account is never in it.
        if names.first().is_some_and(|first| Some(*first) != lowest && spells.iter().all(|spell| *spell.tier != **first)) {
            names.remove(0);
        }
        for name in names.into_iter().chain(base) {
            let style = tier_style(story.policy, name);
            let cells = self.cells(story, |day, _| {
                let spell = spells.iter().find(|spell| spell.from <= day && day < spell.until).filter(|spell| *spell.tier == *name)?;
                Some((mark(spell), if spell.watched { LOOK } else { style }))
            });
            self.row(screen, &tier(story.policy, name), '│', &cells)?;
        }
        let Some((from, until)) = story.runs() else { return Ok(()) };
        let (first, last) = (self.column(from), self.column(until));
        let cells = (0..self.columns).map(|column| match column {
            _ if column < first || column > last => EMPTY,
            _ if column == last && until <= story.until() => ('┤', DIM),
            _ if column == first => ('├', DIM),
            _ => ('─', DIM),
        });
        let cells: Vec<Cell> = cells.collect();
        self.row(screen, &paint(DIM, if story.now.term.is_some() { "term" } else { "held" }), '│', &cells)
    }

    fn cells(&self, story: &Story<'_>, of: impl Fn(Date, bool) -> Option<Cell>) -> Vec<Cell> {
        let empty = |column: usize| if column == self.now { ('┊', DIM) } else { EMPTY };
        (0..self.columns).map(|column| of(self.day(column, story), column > self.now).unwrap_or_else(|| empty(column))).collect()
    }

    /// The days.
    fn axis(&self, screen: &mut Screen, story: &Story<'_>) -> io::Result<()> {
        let mut cells = vec![('─', DIM); self.columns];
        let mut names = vec![' '; self.columns];
        let mut free = 0;
        let ticks = story.ticks(self.columns / 10);
        let yearly = ticks.iter().all(|day| day.ymd().1 == 1);
        for day in ticks {
            let name: String = day.to_string().chars().take(if yearly { 4 } else { 7 }).collect();
            let column = self.column(day);
            if column < free || column.saturating_add(name.len()) > self.columns {
                continue;
            }
            free = column.saturating_add(name.len()).saturating_add(2);
            cells.get_mut(column).into_iter().for_each(|cell| *cell = ('┬', DIM));
            names.iter_mut().skip(column).zip(name.chars()).for_each(|(place, letter)| *place = letter);
        }
        cells.get_mut(self.now).into_iter().for_each(|cell| *cell = ('┴', STRONG));
        self.row(screen, "", '└', &cells)?;
        let names: String = names.into_iter().collect();
        writeln!(screen, "  {}  {}", " ".repeat(self.names), paint(DIM, names.trim_end()))?;
        let today = format!("as of {}", story.as_of());
        let start = self.now.min(self.columns.saturating_sub(today.len().saturating_add(2)));
        let lead = " ".repeat(start);
        writeln!(screen, "  {}  {lead}{}", " ".repeat(self.names), paint(STRONG, &format!("↑ {today}")))
    }

    /// What the letters mean, those that are there.
    fn legend(&self, screen: &mut Screen, story: &Story<'_>) -> io::Result<()> {
        let spells = story.spells();
        let lead = " ".repeat(self.names.saturating_add(3));
        let mut line = String::new();
        for (letter, meaning) in [('█', "in the tier"), ('▒', "held, not merited"), ('░', "ahead, if nothing happens"), ('╌', "ahead, held, not merited")]
        {
            if spells.iter().all(|spell| mark(spell) != letter) {
                continue;
            }
            let part = format!("{letter} {meaning}");
            if !line.is_empty() && console::measure_text_width(&line).saturating_add(part.chars().count()) > self.columns.saturating_sub(3) {
                writeln!(screen, " {lead}{}", paint(DIM, &line))?;
                line.clear();
            }
            line.push_str(if line.is_empty() { "" } else { "   " });
            line.push_str(&part);
        }
        writeln!(screen, " {lead}{}", paint(DIM, &line))
    }
}

fn mark(spell: &Spell) -> char {
    match (spell.ahead, spell.watched) {
        (false, false) => '█',
        (false, true) => '▒',
        (true, false) => '░',
        (true, true) => '╌',
    }
}

fn enter_label(tier: &str, enter: Points) -> String {
    format!("{tier} {enter}")
}

/// Where an account stands, and what would move it.
pub(crate) fn standing(screen: &mut Screen, story: &Story<'_>) -> io::Result<()> {
    let now = story.now;
    let policy = story.policy;
    let mut line = |name: &str, text: &str| screen.wrapped(&fit(&paint(DIM, name), 12), text);
    line("tier", &format!("{} since {}", tier(policy, &now.tier), now.since))?;
    if now.effective != now.tier {
        line("counts as", &tier(policy, &now.effective))?;
    }
    if now.earned != now.tier {
        line("earned", &tier(policy, &now.earned))?;
    }
    if now.blocked {
        line("blocked", "whatever is earned")?;
    }
    match now.balance.filter(|balance| *balance != now.metric) {
        Some(balance) => line(story.metric_name(), &format!("{} at the last review, {balance} points today", now.metric))?,
        None => line(story.metric_name(), &now.metric.to_string())?,
    }
    if let Some(until) = now.held_until {
        line("held until", &format!("{until}, if nothing more happens"))?;
    }
    if let Some(term) = now.term {
        line("term", &format!("from {} until {}", term.from, term.until))?;
    }
    if let Some(watch) = now.watch {
        let text =
            format!("{} since {}: {} short of staying, to recover up to {}", paint(LOOK, "on watch"), watch.since, points(watch.shortfall), watch.deadline);
        line("", &text)?;
    }
    for claim in &now.claims {
        let until = claim.until.map_or_else(|| "revoked".to_owned(), |until| until.to_string());
        line("granted", &format!("{} until {until} by {}: {}", tier(policy, &claim.tier), claim.actor, claim.reason))?;
    }
    for (name, lacking, done) in [("to next", &now.to_next, "follows at the next review"), ("to stay", &now.to_retain, "nothing is lacking")] {
        let Some(lacking) = lacking else { continue };
        let needs = (lacking.points > Points::ZERO).then(|| format!("{} more", points(lacking.points)));
        let needs: Vec<String> = needs.into_iter().chain(lacking.open_conditions.iter().map(ToString::to_string)).collect();
        let what = if needs.is_empty() { done.to_owned() } else { needs.join("; ") };
        line(name, &format!("{}: {what}", tier(policy, &lacking.tier)))?;
    }
    let Some(risk) = story.at_risk else { return line("at risk", &format!("not up to {}, even if nothing happens", story.until())) };
    let fall = &risk.transition;
    let prevented = risk.prevented_by.map(|needed| format!("; {} credited by the eve prevent it", points(needed))).unwrap_or_default();
    line("at risk", &format!("falls to {} on {}, if nothing happens{prevented}", tier(policy, &fall.to), fall.on))
}

/// Points with their noun.
fn points(number: Points) -> String {
    format!("{number} point{}", if number == Points::from_f64(1.0).unwrap_or_default() { "" } else { "s" })
}
