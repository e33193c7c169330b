//! The page about speed: its tables and its picture are those of the results that are kept.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use super::results::{Measurement, Results, Spread};
use super::{PEERS, picture};
use crate::run::root;

/// The results that are kept, with the mark of the machine and the workloads of each.
const KEPT: [(&str, &str, &[&str]); 3] =
    [("results", "machine", &["w1", "w2", "w3"]), ("python", "machine of python", &["python"]), ("wasm", "machine of wasm", &["wasm"])];

/// The page and the picture, with the files that they belong in.
pub fn generated() -> Result<Vec<(PathBuf, String)>, String> {
    let page = root().join("docs/performance.md");
    let read = |path: &PathBuf| fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()));
    let (mut text, mut drawn) = (read(&page)?, None);
    for (name, mark, workloads) in KEPT {
        let kept = root().join(format!("benches/peers/{name}.json"));
        // What was not measured yet is said so on the page.
        if !kept.exists() {
            continue;
        }
        let results: Results = serde_json::from_str(&read(&kept)?).map_err(|error| format!("{}: {error}", kept.display()))?;
        text = replaced(&text, mark, &machine(&results))?;
        for workload in workloads {
            text = replaced(&text, workload, &table(&results, workload))?;
        }
        drawn.get_or_insert_with(|| picture::draw(&results));
    }
    Ok(vec![(page, text), (root().join("docs/images/performance.svg"), drawn.unwrap_or_default())])
}

/// The tables for a terminal.
pub(super) fn plain(results: &Results) -> String {
    let tables = KEPT.iter().flat_map(|(_, _, workloads)| *workloads).filter(|workload| !results.scales(workload).is_empty());
    tables.fold(machine(results), |text, workload| text + "\n" + &table(results, workload)).replace("**", "")
}

/// A page with what stands between two marks replaced.
fn replaced(page: &str, name: &str, text: &str) -> Result<String, String> {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let missing = || format!("the page about speed has no marks for `{name}`");
    let (before, rest) = page.split_once(&start).ok_or_else(missing)?;
    let (_, after) = rest.split_once(&end).ok_or_else(missing)?;
    Ok(format!("{before}{start}{text}{end}{after}"))
}

fn machine(results: &Results) -> String {
    let packages: Vec<String> = results.packages.iter().map(|(name, version)| format!("{name} {version}")).collect();
    let (cores, simd, rounds) = (results.machine.cores, &results.machine.simd, results.rounds);
    format!("A machine with {cores} cores and {simd}; {rounds} rounds; {}.\n", packages.join(", "))
}

/// Times as ratios, and memory, at each scale.
fn table(results: &Results, workload: &str) -> String {
    let scales = results.scales(workload);
    let mut text = String::from("| |");
    let unit = if workload == "w3" { "events" } else { "rows" };
    for rows in &scales {
        let _ = write!(text, " {} {unit} | memory |", thousands(*rows));
    }
    text += "\n|---|";
    text += &"---|---|".repeat(scales.len());
    text.push('\n');
    for peer in PEERS.iter().filter(|peer| peer.workload == workload) {
        let found: Vec<Option<&Measurement>> = scales.iter().map(|rows| results.find(peer, *rows)).collect();
        let part = found.iter().flatten().find(|found| found.done < found.rows).map(|found| format!(" ({} rows)", thousands(found.done)));
        let _ = write!(text, "| {}{} |", peer.label, part.unwrap_or_default());
        for found in found {
            let ratio = found.and_then(|found| results.ratio(found)).map(cell);
            let memory = found.and_then(|found| found.peak).map(|bytes| format!("{} MB", thousands((bytes / 1_000_000) as usize)));
            let _ = write!(text, " {} | {} |", ratio.unwrap_or_default(), memory.unwrap_or_default());
        }
        text.push('\n');
    }
    text
}

fn cell(ratio: Spread) -> String {
    format!("{} ({} to {})", short(ratio.median), short(ratio.least), short(ratio.most))
}

/// Three digits, or all of those before the point.
pub(super) fn short(ratio: f64) -> String {
    match ratio {
        ratio if ratio < 0.1 => format!("{ratio:.4}"),
        ratio if ratio < 10.0 => format!("{ratio:.2}"),
        ratio if ratio < 100.0 => format!("{ratio:.1}"),
        ratio => thousands(ratio.round() as usize),
    }
}

pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_is_replaced() {
        let page = "a\n<!-- w1 -->\nold\n<!-- end of w1 -->\nb\n";
        assert_eq!(replaced(page, "w1", "new\n").as_deref(), Ok("a\n<!-- w1 -->\nnew\n<!-- end of w1 -->\nb\n"));
        assert!(replaced(page, "w2", "new\n").is_err());
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([0.01234, 0.5, 9.5, 42.25, 1234.4].map(short), ["0.0123", "0.50", "9.50", "42.2", "1,234"]);
    }
}
