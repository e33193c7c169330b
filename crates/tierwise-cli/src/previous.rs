//! The tiers that accounts had before.

use std::collections::BTreeMap;

use serde::Deserialize;
use tierwise::{Error, Policy, wire};

use crate::facts::nearest;
use crate::failure::Failure;
use crate::input::{Kind, Source, Table, is_missing};
use crate::progress::Progress;

/// The tier that each account had before. One entry an account is kept in memory.
#[derive(Debug, Default)]
pub(crate) struct Previous(BTreeMap<String, String>);

impl Previous {
    /// Reads a table or JSON Lines with `account` and `tier`, as this program writes them.
    pub(crate) fn read(name: &str, policy: &Policy) -> Result<Self, Failure> {
        let tiers: Vec<&str> = policy
            .spec()
            .ladder
            .iter()
            .flat_map(|ladder| std::iter::once(&ladder.base).chain(ladder.tiers.iter().map(|tier| &tier.id)))
            .map(String::as_str)
            .collect();
        let progress = Progress::new("previous tiers")?;
        let source = Source::open(name, &progress)?;
        let mut previous = Self::default();
        let mut keep = |line: u64, account: String, tier: Option<String>| -> Result<(), Failure> {
            let Some(tier) = tier.filter(|tier| !is_missing(tier)) else { return Ok(()) };
            if !tiers.contains(&tier.as_str()) {
                let hint = nearest(&tier, tiers.iter().copied())
                    .map_or_else(|| format!("expected one of {}", tiers.join(", ")), |near| format!("did you mean `{near}`?"));
                return Err(Failure::Told(format!("{name}:{line}: unknown tier `{tier}` of account `{account}`: {hint} [tier.unknown]")));
            }
            match previous.0.insert(account.clone(), tier) {
                None => Ok(()),
                Some(_) => Err(Failure::Told(format!("{name}:{line}: expected each account once, found `{account}` again [input.duplicate_key]"))),
            }
        };
        if source.kind() == Kind::Csv {
            let mut table = Table::open(source)?;
            let Some(account) = table.headers.position(&["account", "id"]) else { return Err(table.lacks("`account` or `id`")) };
            let Some(tier) = table.headers.position(&["tier"]) else { return Err(table.lacks("`tier`")) };
            while let Some(row) = table.next()? {
                let cells = row.cells.map_err(|error| told(name, row.line, &error))?;
                let cell = |index: usize| cells.get(index).map(|text| text.trim().to_owned());
                keep(row.line, cell(account).unwrap_or_default(), cell(tier))?;
            }
            return Ok(previous);
        }
        for (line, text) in (1..).zip(std::io::BufRead::lines(source.reader)) {
            let text = text.map_err(|error| Failure::file(name, &error))?;
            if !text.trim().is_empty() {
                let entry: Entry = wire::read(&mut serde_json::Deserializer::from_str(&text)).map_err(|error| told(name, line, &error))?;
                keep(line, entry.account, entry.tier.or_else(|| entry.placement.map(|placement| placement.tier)))?;
            }
        }
        Ok(previous)
    }

    /// Every account with its tier.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(account, tier)| (account.as_str(), tier.as_str()))
    }

    /// The tier of an account.
    pub(crate) fn of(&self, account: &str) -> Option<&str> {
        self.0.get(account).map(String::as_str)
    }
}

/// What is wrong with a line.
fn told(name: &str, line: u64, error: &Error) -> Failure {
    let message = error.problems().first().map_or("unreadable", |problem| &problem.message);
    Failure::content(&format!("{name}:{line}"), error.code(), message)
}

/// A line with account and tier, or one that this program wrote.
#[derive(Deserialize)]
struct Entry {
    account: String,
    #[serde(default)]
    tier: Option<String>,
    #[serde(default)]
    placement: Option<Placement>,
}

#[derive(Deserialize)]
struct Placement {
    tier: String,
}
