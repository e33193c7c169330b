//! Pictures of how tiers move. What they show was replayed: a scene of `docs/images/tiers/*.json` says the policies
//! and the histories, and the library says the rest.

pub mod draw;
mod ladder;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;
use tierwise::event::EventKind;
use tierwise::history::{Reviewed, Trace};
use tierwise::{Date, History, Name, Policy, PolicySpec};

use crate::run::root;

/// What a picture shows.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scene {
    title: String,
    /// What the picture says, in words.
    alt: String,
    from: Date,
    until: Date,
    /// What the curve is of.
    metric: String,
    policies: BTreeMap<String, PolicySpec>,
    /// Days to point at.
    #[serde(default)]
    marks: Vec<Mark>,
    /// Without any the picture is of the ladder itself.
    #[serde(default)]
    lanes: Vec<Lane>,
}

/// A day to point at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mark {
    on: Date,
    text: String,
}

/// One account under one policy.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lane {
    /// Its name, in lines.
    label: Vec<String>,
    policy: String,
    /// How its metric is drawn, if it is.
    #[serde(default)]
    curve: Option<Curve>,
    #[serde(default)]
    reads: Reads,
    /// Leaves out what was recorded later.
    #[serde(default)]
    known_on: Option<Date>,
    history: History,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Curve {
    Solid,
    Dashed,
}

/// Which standing a lane shows.
#[derive(Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reads {
    #[default]
    Tier,
    Earned,
    Effective,
}

/// A lane as it was replayed.
struct Replayed<'a> {
    lane: &'a Lane,
    policy: &'a Policy,
    trace: Trace,
    /// What the lane stood on, each from its day on.
    steps: Vec<(Date, Name)>,
    /// When a fall was due.
    waits: Vec<(Date, Date)>,
    /// Points that were earned.
    credits: Vec<(Date, f64)>,
}

/// Every picture, with the file that it belongs in.
pub fn all() -> Result<Vec<(PathBuf, String)>, String> {
    let folder = root().join("docs/images/tiers");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut scenes: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    scenes.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    scenes.sort();
    let picture = |path: PathBuf| {
        let text = fs::read_to_string(&path).map_err(|error| error.to_string());
        let scene = text.and_then(|text| serde_json::from_str::<Scene>(&text).map_err(|error| error.to_string()));
        let drawn = scene.and_then(|scene| scene.draw()).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok((path.with_extension("svg"), drawn))
    };
    scenes.into_iter().map(picture).collect()
}

impl Scene {
    fn draw(&self) -> Result<String, String> {
        let mut policies = BTreeMap::new();
        for (name, spec) in &self.policies {
            let policy = |spec: &PolicySpec| Policy::new(spec.clone()).map_err(|error| error.to_string());
            let earlier: Result<Vec<Policy>, String> = self.policies.values().filter(|other| other.version != spec.version).map(policy).collect();
            policies.insert(name.as_str(), policy(spec)?.with_earlier(earlier?).map_err(|error| error.to_string())?);
        }
        let lanes: Result<Vec<Replayed<'_>>, String> = self.lanes.iter().map(|lane| lane.replay(&policies, self.until)).collect();
        let lanes = lanes?;
        self.check(&lanes)?;
        match policies.values().next() {
            Some(policy) if lanes.is_empty() => ladder::picture(self, policy),
            _ => Ok(draw::picture(self, &lanes)),
        }
    }

    /// Days that are pointed at are days on which something is.
    fn check(&self, lanes: &[Replayed<'_>]) -> Result<(), String> {
        let events = self.lanes.iter().flat_map(|lane| &lane.history.events).flat_map(|event| [event.on, event.recorded()]);
        let reviews = lanes.iter().flat_map(|lane| &lane.trace.reviews);
        let days: BTreeSet<Date> = events.chain(reviews.flat_map(|review| [Some(review.on), review.watch.map(|watch| watch.deadline)]).flatten()).collect();
        match self.marks.iter().find(|mark| !days.contains(&mark.on)) {
            Some(mark) => Err(format!("nothing is on {}, where the mark `{}` is", mark.on, mark.text)),
            None => Ok(()),
        }
    }
}

impl Lane {
    fn replay<'a>(&'a self, policies: &'a BTreeMap<&str, Policy>, until: Date) -> Result<Replayed<'a>, String> {
        let policy = policies.get(self.policy.as_str()).ok_or_else(|| format!("there is no policy `{}`", self.policy))?;
        let mut history = self.history.clone();
        history.events.retain(|event| self.known_on.is_none_or(|day| event.recorded() <= day));
        let trace = policy.trace(&history, until).map_err(|error| error.to_string())?;
        let reading = |read: fn(&Reviewed) -> &Name| trace.reviews.iter().map(|review| (review.on, read(review).clone())).collect();
        let mut steps: Vec<(Date, Name)> = match self.reads {
            Reads::Earned => reading(|review| &review.earned),
            Reads::Effective => reading(|review| &review.effective),
            Reads::Tier => {
                let first = trace.reviews.first().map(|review| (review.on, policy.spec().ladder.iter().map(|ladder| ladder.base.as_str().into()).collect()));
                let first: Option<(Date, Vec<Name>)> = first;
                let first = first.into_iter().filter_map(|(on, base)| Some((on, base.first()?.clone())));
                first.chain(trace.timeline.transitions.iter().map(|step| (step.on, step.to.clone()))).collect()
            }
        };
        steps.dedup_by(|later, earlier| later.1 == earlier.1);
        let ends = trace.reviews.iter().skip(1).map(|review| review.on).chain([until]);
        let waits = trace.reviews.iter().zip(ends).filter(|(review, _)| review.watch.is_some()).map(|(review, end)| (review.on, end)).collect();
        let activities = policy.spec().points.as_ref().map(|points| &points.activities);
        let credits = history.events.iter().filter_map(|event| match &event.event {
            EventKind::Earn(earn) => {
                let points = activities?.get(&earn.activity)?.points.to_f64();
                Some((event.on, points * earn.quantity.map_or(1.0, |quantity| quantity.to_f64())))
            }
            _ => None,
        });
        let credits = credits.collect();
        Ok(Replayed { lane: self, policy, steps, waits, credits, trace })
    }
}
