use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::place::{Place, WITH};

#[test]
fn a_file_is_whole_or_as_it_was() {
    let place = Place::new();
    place.file("out.csv", "old");
    place.file("cut.json", r#"[{"id": "A1"}, {"id": "#);
    assert_eq!(place.run(&format!("score cut.json {WITH} -o out.csv")).code, 2);
    assert_eq!(place.read("out.csv"), "old");
    assert_eq!(place.run(&format!("score accounts.csv {WITH} -o out.csv")).code, 0);
    assert_eq!(place.read("out.csv").lines().count(), 5);
    assert_eq!(place.names(), ["accounts.csv", "cut.json", "out.csv", "policy.yaml"]);
}

#[test]
fn where_nothing_can_be_written() {
    let place = Place::new();
    fs::create_dir(place.path("folder.csv")).unwrap();
    for target in ["folder.csv", "nowhere/out.csv", "out.txt", "out"] {
        let run = place.run(&format!("score accounts.csv {WITH} -o {target}"));
        assert_eq!((run.code, run.out.as_str()), (2, ""));
        insta::assert_snapshot!(format!("unwritable-{}", target.replace('/', "-")), run.err);
    }
    assert_eq!(place.run(&format!("score accounts.csv {WITH} -o out.txt --format csv")).code, 0);
}

#[cfg(unix)]
#[test]
fn a_device_is_written_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let place = Place::new();
    assert_eq!(place.run(&format!("score accounts.csv {WITH} -o /dev/null --format csv")).code, 0);
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}

#[test]
fn a_reader_that_goes_ends_the_run_quietly() {
    let place = Place::new();
    let rows: String = (0..20_000).map(|row| format!("K{row},5\n")).collect();
    place.file("many.csv", format!("account,sales.revenue\n{rows}"));
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_tierwise"))
        .args(["score", "many.csv", "--policy", "policy.yaml", "--as-of", "2026-06-30", "--format", "csv"])
        .current_dir(place.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("account,tier,"));
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), String::from_utf8(ended.stderr).unwrap().as_str()), (Some(0), ""));
}

#[test]
fn colours_are_for_those_who_want_them() {
    let place = Place::new();
    let coloured = |colour: &str| place.run(&format!("score accounts.csv {WITH} {colour}")).out.contains('\u{1b}');
    assert!(!coloured(""));
    assert!(!coloured("--color never"));
    assert!(coloured("--color always"));
    // The words are the same.
    let plain = |text: &str| console::strip_ansi_codes(text).into_owned();
    let explain = format!("explain A2 --file accounts.csv {WITH}");
    assert_eq!(plain(&place.run(&format!("{explain} --color always")).out), place.run(&explain).out);
}
