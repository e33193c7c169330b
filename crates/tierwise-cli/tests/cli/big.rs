//! Brief scores: one meaning on every path, the same bytes on any number of threads, and files that are whole or not there.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{Array, ArrayRef, Date32Array, Float64Array, Int64Array, ListArray, RecordBatch, StringArray, TimestampSecondArray};
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_ipc::writer::{FileWriter, StreamWriter};
use proptest::prelude::*;

use crate::place::{ACCOUNTS, Place, WITH, gzip};

/// More rows than a chunk has, some of them in error.
#[expect(clippy::arithmetic_side_effects, reason = "the numbers are small")]
fn many(rows: usize) -> String {
    let row = |row: usize| {
        let revenue = if row % 97 == 13 { "12x".to_owned() } else { (row * 1_311 % 6_000_000).to_string() };
        let stage = ["basic", "cooperative", "integrated", "", "unheard"][row % 41 % 5];
        format!("K{row},\"Name, of {row}\",{revenue},2026-0{}-01,{stage},{},{}\n", row % 9 + 1, row % 80, ["yes", "no", ""][row % 3])
    };
    let header = ACCOUNTS.lines().next().unwrap();
    format!("{header}\n{}", (0..rows).map(row).collect::<String>())
}

/// Account, composite, tier, coverage, code of what the whole assessment says, row by row; and what is wrong in full.
fn row_by_row(place: &Place, file: &str, more: &str) -> (Vec<String>, String) {
    let run = place.run(&format!("score {file} {WITH} --format csv --errors whole.jsonl {more}"));
    assert!(run.code < 2, "{}", run.err);
    let mut reader = csv::Reader::from_reader(run.out.as_bytes());
    let names = reader.headers().unwrap().clone();
    let at = |name: &str| names.iter().position(|found| found == name).unwrap();
    let places = [at("account"), at("composite"), at("tier"), at("coverage")];
    let row = |record: csv::StringRecord| places.map(|place| record[place].to_owned()).join(",");
    (reader.records().map(|record| row(record.unwrap())).collect(), place.read("whole.jsonl"))
}

fn brief(place: &Place, file: &str, more: &str) -> (Vec<String>, String) {
    let run = place.run(&format!("score {file} {WITH} --brief --format csv --errors brief.jsonl {more}"));
    assert!(run.code < 2, "{}", run.err);
    let good = |line: &&str| line.ends_with(',');
    (run.out.lines().skip(1).filter(good).map(|line| line.trim_end_matches(',').to_owned()).collect(), place.read("brief.jsonl"))
}

#[test]
fn brief_scores_of_every_format() {
    let place = Place::new();
    place
        .file("bad.csv", format!("{ACCOUNTS}A5,Broken,12x,2026-13-01,basic,inf,maybe\nA6,Words,1,,integratd,,\n,Nobody,1,,,,\nA7,Short\n\"A,8\",Good,5,,,,\n"));
    let run = place.run(&format!("score bad.csv {WITH} --brief --contributions --errors errors.jsonl"));
    assert_eq!((run.code, run.counts()), (1, (5, 4, 9)));
    insta::assert_snapshot!(run.transcript());
    insta::assert_snapshot!(place.read("errors.jsonl"));
    insta::assert_snapshot!(place.run(&format!("score bad.csv {WITH} --brief --format jsonl")).out);
    insta::assert_snapshot!(place.run(&format!("score bad.csv {WITH} --brief -o out.csv")).out);
    assert_eq!(place.read("out.csv"), place.run(&format!("score bad.csv {WITH} --brief")).out);
}

#[test]
fn results_and_their_order_do_not_depend_on_threads() {
    let place = Place::new();
    place.file("many.csv", many(30_000));
    for output in ["out.csv", "out.jsonl", "out.csv.gz", "out.csv.zst", "out.arrow", "out.arrows", "out.parquet"] {
        let written = |threads: usize| {
            let run = place.run(&format!("score many.csv {WITH} --brief --contributions --threads {threads} -o {output} --errors errors.jsonl"));
            assert_eq!((run.code, run.counts().2), (1, 30_000), "{}", run.err);
            (fs::read(place.path(output)).unwrap(), place.read("errors.jsonl"), run.err)
        };
        let one = written(1);
        for threads in [2, 7] {
            assert!(written(threads) == one, "{output} with {threads} threads");
        }
    }
    assert_eq!(place.run(&format!("score many.csv {WITH} --brief --threads 0")).code, 2);
}

/// What an Arrow or Parquet file says, as the lines of the CSV would.
fn lines(batches: impl IntoIterator<Item = RecordBatch>) -> Vec<String> {
    let number = |array: &ArrayRef, row: usize| if array.is_null(row) { String::new() } else { array.as_primitive::<Float64Type>().value(row).to_string() };
    let text = |array: &dyn Array, row: usize| if array.is_null(row) { String::new() } else { array.as_string::<i32>().value(row).to_owned() };
    let mut lines = Vec::new();
    for batch in batches {
        let tier = batch["tier"].as_any_dictionary();
        for row in 0..batch.num_rows() {
            let tier = if tier.is_null(row) { String::new() } else { text(tier.values(), tier.normalized_keys()[row]) };
            let cells =
                [text(&batch["account"], row), number(&batch["composite"], row), tier, number(&batch["coverage"], row), text(&batch["error_code"], row)];
            lines.push(cells.join(","));
        }
    }
    lines
}

#[test]
fn record_batches_say_the_same_as_text_and_where_they_come_from() {
    let place = Place::new();
    place.file("many.csv", many(10_000));
    let expected: Vec<String> = place.run(&format!("score many.csv {WITH} --brief")).out.lines().skip(1).map(ToOwned::to_owned).collect();
    for output in ["out.arrow", "out.arrows", "out.parquet"] {
        assert_eq!(place.run(&format!("score many.csv {WITH} -o {output}")).code, 1);
    }
    let open = |name: &str| fs::File::open(place.path(name)).unwrap();
    let file = FileReader::try_new(open("out.arrow"), None).unwrap();
    assert_eq!(file.schema().metadata()["tierwise.as_of"], "2026-06-30");
    assert_eq!(file.schema().metadata()["tierwise.fingerprint"].len(), 64);
    assert_eq!(lines(file.map(Result::unwrap)), expected);
    assert_eq!(lines(StreamReader::try_new(open("out.arrows"), None).unwrap().map(Result::unwrap)), expected);
    let parquet = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(open("out.parquet")).unwrap();
    let metadata = parquet.metadata().file_metadata().key_value_metadata().unwrap().clone();
    assert!(metadata.iter().any(|pair| pair.key == "tierwise.fingerprint" && pair.value.as_ref().is_some_and(|value| value.len() == 64)));
    assert_eq!(lines(parquet.build().unwrap().map(Result::unwrap)), expected);
}

/// Two hundred accounts whose columns have other types than text.
#[expect(clippy::arithmetic_side_effects, reason = "the numbers are small")]
fn batch() -> RecordBatch {
    let rows = 0..200_i32;
    let column = |name: &'static str, array: ArrayRef| (name, array, true);
    RecordBatch::try_from_iter_with_nullable([
        column("id", Arc::new(Int64Array::from_iter(rows.clone().map(|row| (row != 7).then_some(i64::from(row) + 1))))),
        column(
            "sales.revenue",
            Arc::new(Float64Array::from_iter(
                rows.clone().map(|row| (row % 5 != 0).then_some(if row == 9 { f64::INFINITY } else { f64::from(row) * 20_000.5 })),
            )),
        ),
        column("sales.last_order", Arc::new(Date32Array::from_iter(rows.clone().map(|row| (row % 7 != 0).then_some(20_000 + row))))),
        column(
            "relation.stage",
            Arc::new(StringArray::from_iter(rows.clone().map(|row| (row % 3 != 0).then_some(["basic", "integrated", "odd"][usize::from(row == 20) * 2])))),
        ),
        column("before", Arc::new(StringArray::from_iter(rows.map(|row| (row % 2 == 0).then_some("gold"))))),
    ])
    .unwrap()
}

fn write_batches(place: &Place, batches: &[RecordBatch], name: &str) {
    let schema = batches[0].schema();
    let file = fs::File::create(place.path(&format!("{name}.arrow"))).unwrap();
    let mut writer = FileWriter::try_new(file, &schema).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.finish().unwrap();
    let file = fs::File::create(place.path(&format!("{name}.arrows"))).unwrap();
    let mut writer = StreamWriter::try_new(file, &schema).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.finish().unwrap();
    let file = fs::File::create(place.path(&format!("{name}.parquet"))).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(file, schema, None).unwrap();
    batches.iter().for_each(|batch| writer.write(batch).unwrap());
    writer.close().unwrap();
}

#[test]
fn every_way_in_gives_the_same() {
    let place = Place::new();
    write_batches(&place, &[batch().slice(0, 90), batch().slice(90, 110)], "in");
    let (empty, shown) = (String::new, |array: &ArrayRef, row: usize| array.as_primitive::<Float64Type>().value(row).to_string());
    let batch = batch();
    let mut text = "id,sales.revenue,sales.last_order,relation.stage,before\n".to_owned();
    for row in 0..batch.num_rows() {
        let is = |name: &str| batch[name].is_valid(row);
        let id = if is("id") { (row + 1).to_string() } else { empty() };
        let revenue = if is("sales.revenue") { shown(&batch["sales.revenue"], row) } else { empty() };
        let day = batch["sales.last_order"].as_primitive::<arrow_array::types::Date32Type>();
        let day = if is("sales.last_order") { tierwise::Date::from_days_since_1970(day.value(row)).unwrap().to_string() } else { empty() };
        let word = |name: &str| if is(name) { batch[name].as_string::<i32>().value(row).to_owned() } else { empty() };
        text += &format!("{id},{revenue},{day},{},{}\n", word("relation.stage"), word("before"));
    }
    place.file("in.csv", &text);
    place.file("in.csv.gz", gzip(&text));
    place.file("in.csv.zst", zstd::encode_all(text.as_bytes(), 3).unwrap());
    place.file("packed", zstd::encode_all(text.as_bytes(), 3).unwrap());
    place.file("windows.csv", format!("\u{feff}{}", text.replace('\n', "\r\n")));
    let asked = |file: &str| place.run(&format!("score {file} {WITH} --brief --previous-column before --contributions --errors errors.jsonl"));
    let expected = asked("in.csv");
    assert_eq!((expected.code, expected.counts()), (1, (197, 3, 200)), "{}", expected.err);
    for file in ["in.csv.gz", "in.csv.zst", "packed", "windows.csv", "in.arrow", "in.arrows", "in.parquet"] {
        assert_eq!(asked(file).out, expected.out, "{file}");
    }
    insta::assert_snapshot!(place.read("errors.jsonl"));
    let stream = fs::read(place.path("in.arrows")).unwrap();
    let with = format!("{WITH} --brief --previous-column before --contributions");
    assert_eq!(place.run_with(&format!("score - --input arrow-stream {with}"), stream).out, expected.out);
    assert_eq!(place.run_with(&format!("score - {with}"), gzip(&text)).out, expected.out);
    assert_eq!(place.run_with(&format!("score - {with}"), text.clone()).out, expected.out);
    // A tier before holds an account, from a column or from a file alike.
    place.file(
        "before.csv",
        text.lines()
            .map(|line| line.split(',').collect::<Vec<_>>())
            .map(|cells| format!("{},{}\n", cells[0], cells[4]))
            .filter(|line| !line.starts_with(','))
            .collect::<String>()
            .replace("id,before", "account,tier"),
    );
    for file in ["in.csv", "in.parquet"] {
        let run = place.run(&format!("score {file} {WITH} --brief --ignore-unknown-columns --previous before.csv --contributions"));
        assert_eq!(run.out, expected.out, "{}", run.err);
        assert_ne!(place.run(&format!("score {file} {WITH} --brief --ignore-unknown-columns --contributions")).out, expected.out);
    }
}

#[test]
fn documents_are_scored_one_by_one() {
    let place = Place::new();
    let rows: String = (0..9_000)
        .map(|row| match row % 50 {
            3 => format!("{{\"id\": \"K{row}\", \"parc\": {{}}}}\n"),
            4 => "{\"id\"\n".to_owned(),
            _ => format!(
                "{{\"id\": \"K{row}\", \"orders\": [{{\"ordered_on\": \"2026-03-02\", \"net_amount\": {row}}}], \"facts\": {{\"sales.revenue\": {}}}}}\n",
                row * 500
            ),
        })
        .collect();
    place.file("many.jsonl", &rows);
    assert_eq!(brief(&place, "many.jsonl", ""), row_by_row(&place, "many.jsonl", ""));
    place.file("list.json", "[{\"id\": \"A1\"},\n{\"id\": \"A2\", \"parc\": 1}]");
    assert_eq!(brief(&place, "list.json", ""), row_by_row(&place, "list.json", ""));
}

/// Cells that are numbers, days, flags and words, and those that are nearly so.
fn cell() -> impl Strategy<Value = Vec<u8>> {
    let texts = [
        "",
        " ",
        "NA",
        "NaN",
        "null",
        "0",
        "-0",
        "5",
        " 7 ",
        "1e3",
        "12x",
        "1,5",
        "inf",
        "1e999",
        "250000",
        "999999.5",
        "2026-02-28",
        "2026-02-29",
        "0001-01-01",
        "2026-2-1",
        "yes",
        "NO",
        "True",
        "maybe",
        "basic",
        "integrated",
        "integratd",
        "framework",
        "gold",
        "platinum",
        "goldd",
        "a\nb",
        "a \"quoted\" one",
        "ü",
        "\u{a0}",
    ];
    prop_oneof![
        20 => prop::sample::select(texts.to_vec()).prop_map(|text| text.as_bytes().to_vec()),
        1 => Just(b"M\xfcller".to_vec()),
        1 => Just(b"\xc3".to_vec()),
        1 => Just(b"\xbc".to_vec()),
        4 => (0..6_000_000_i32).prop_map(|number| number.to_string().into_bytes()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// The columns give what accounts one by one give: the same scores, and the same errors in the same words.
    #[test]
    fn columns_and_accounts_agree(rows in prop::collection::vec((prop::collection::vec(cell(), 7), 0..20_u8), 1..60)) {
        let place = Place::new();
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        // The policy does not read the last one.
        writer.write_record(ACCOUNTS.lines().next().unwrap().split(',').chain(["procurement.method"])).unwrap();
        for (number, (mut cells, shape)) in rows.into_iter().enumerate() {
            cells.insert(0, if shape == 0 { Vec::new() } else { format!("K{number}").into_bytes() });
            match shape {
                1 => cells.truncate(3),
                2 => cells.push(b"more".to_vec()),
                _ => {}
            }
            writer.write_record(cells).unwrap();
        }
        place.file("random.csv", writer.into_inner().unwrap());
        prop_assert_eq!(brief(&place, "random.csv", "--threads 2"), row_by_row(&place, "random.csv", ""));
    }
}

#[test]
fn parts_put_together_are_the_whole() {
    let place = Place::new();
    let text = many(20_000);
    place.file("many.csv", &text);
    // The same rows in two files, and as record batches.
    let header = text.lines().next().unwrap();
    place.file("one.csv", text.lines().take(7_001).collect::<Vec<_>>().join("\n"));
    place.file("two.csv", format!("{header}\n{}", text.lines().skip(7_001).collect::<Vec<_>>().join("\n")));
    for (files, packed) in [("many.csv", ""), ("one.csv two.csv", ""), ("many.csv", ".gz"), ("many.csv", ".zst")] {
        let score = |more: &str, name: &str| {
            let run = place.run(&format!("score {files} {WITH} --brief {more} -o {name}.csv{packed} --errors {name}.jsonl"));
            assert!(run.code < 2, "{}", run.err);
            (fs::read(place.path(&format!("{name}.csv{packed}"))).unwrap(), place.read(&format!("{name}.jsonl")))
        };
        let whole = score("", "whole");
        let parts =
            ["--rows 1..6000", "--rows 6001..6001 --no-header", "--rows 6002..19999 --no-header", "--rows 20000.. --no-header", "--rows 30000.. --no-header"];
        let parts: Vec<_> = parts.iter().enumerate().map(|(at, rows)| score(rows, &format!("part{at}"))).collect();
        let (rows, errors): (Vec<_>, String) = (parts.iter().flat_map(|part| part.0.clone()).collect(), parts.iter().map(|part| part.1.as_str()).collect());
        let read = |bytes: &[u8]| match packed {
            ".gz" => {
                let mut text = String::new();
                std::io::Read::read_to_string(&mut flate2::read::MultiGzDecoder::new(bytes), &mut text).unwrap();
                text.into_bytes()
            }
            ".zst" => zstd::decode_all(bytes).unwrap(),
            _ => bytes.to_vec(),
        };
        assert!(read(&rows) == read(&whole.0), "{files}{packed}");
        assert_eq!(errors, whole.1);
    }
    for kind in ["arrow", "arrows", "parquet"] {
        write_batches(&place, &[batch().slice(0, 90), batch().slice(90, 110)], "in");
        let score = |rows: &str| place.run(&format!("score in.{kind} {WITH} --brief --previous-column before {rows}")).out;
        assert_eq!(score("--rows 1..50") + &score("--rows 51..120 --no-header") + &score("--rows 121.. --no-header"), score(""), "{kind}");
    }
    let lines = "{\"id\": \"A1\"}\n\n{\"id\": \"A2\"}\n{\"id\": \"A3\"}\n";
    place.file("three.jsonl", lines);
    assert_eq!(place.run(&format!("score three.jsonl {WITH} --brief --no-header --rows 2..2")).out, "A2,13,standard,0,\n");
    for wrong in ["0..5", "5..4", "5", "..5", "a..b", "1-5"] {
        assert_eq!(place.run(&format!("score many.csv {WITH} --brief --rows {wrong}")).code, 2, "{wrong}");
    }
}

#[test]
fn instants_are_days_in_a_zone_that_somebody_says() {
    let place = Place::new();
    // Half past eleven in the evening of the last day that is six months ago.
    let instants: ArrayRef = Arc::new(TimestampSecondArray::from(vec![1_767_223_800]).with_timezone("UTC"));
    let ids: ArrayRef = Arc::new(StringArray::from(vec!["A1"]));
    write_batches(&place, &[RecordBatch::try_from_iter([("id", ids), ("sales.last_order", instants)]).unwrap()], "in");
    insta::assert_snapshot!(place.run(&format!("score in.parquet {WITH}")).err);
    let recent = |zone: &str| place.run(&format!("score in.parquet {WITH} --no-header --contributions --zone {zone}")).out;
    place.file("in.csv", "id,sales.last_order\nA1,2025-12-31\nA1,2026-01-01\n");
    let days = place.run(&format!("score in.csv {WITH} --brief --no-header --contributions")).out;
    assert_eq!(recent("UTC") + &recent("+01:00"), days);
    assert_ne!(recent("UTC"), recent("+01:00"));
    assert_eq!(place.run(&format!("score in.parquet {WITH} --zone Europe/Berlin")).code, 2);
}

/// What cannot be read ends the run with a sentence that says why, and leaves no output behind.
#[test]
fn unreadable_input_ends_with_two() {
    let place = Place::new();
    let texts: ArrayRef = Arc::new(StringArray::from(vec!["A1"]));
    let numbers: ArrayRef = Arc::new(Float64Array::from(vec![5.0]));
    let lists: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Float64Type, _, _>([Some([Some(1.0)])]));
    let write = |name: &str, columns: &[(&str, &ArrayRef)]| {
        write_batches(&place, &[RecordBatch::try_from_iter(columns.iter().map(|(name, array)| (*name, Arc::clone(array)))).unwrap()], name);
    };
    write("list", &[("id", &texts), ("sales.revenue", &lists)]);
    write("text", &[("id", &texts), ("sales.revenue", &texts)]);
    write("no-id", &[("sales.revenue", &numbers)]);
    write("odd-id", &[("id", &numbers), ("sales.revenue", &numbers)]);
    write("twice", &[("id", &texts), ("sales.revenue", &numbers), ("sales.revenue", &numbers)]);
    write("unknown", &[("id", &texts), ("sales.revenu", &numbers)]);
    let whole = fs::read(place.path("text.parquet")).unwrap();
    place.file("cut.parquet", &whole[..whole.len() / 2]);
    place.file("other.parquet", ACCOUNTS);
    place.file("other.arrow", ACCOUNTS);
    place.file("other.arrows", ACCOUNTS);
    place.file("empty.parquet", "");
    place.file("empty.csv", "");
    place.file("mark.csv", "\u{feff}");
    place.file("no-id.csv", "sales.revenue\n5\n");
    place.file("twice.csv", "account,sales.revenue,sales.revenue\nA1,5,6\n");
    place.file("unknown.csv", "account,sales.revenu\nA1,5\n");
    place.file(
        "wide.csv",
        ACCOUNTS.encode_utf16().fold(vec![0xff, 0xfe], |mut bytes, unit| {
            bytes.extend(unit.to_le_bytes());
            bytes
        }),
    );
    place.file("cut.csv.gz", &gzip(many(5_000))[..20_000]);
    let packed = zstd::encode_all(many(5_000).as_bytes(), 3).unwrap();
    place.file("cut.csv.zst", &packed[..packed.len() / 2]);
    place.file("cut.json", r#"[{"id": "A1"}, {"id": "#);
    for file in [
        "missing.csv",
        "missing.parquet",
        "list.parquet",
        "text.arrow",
        "no-id.arrows",
        "twice.arrow",
        "odd-id.parquet",
        "unknown.parquet",
        "cut.parquet",
        "other.parquet",
        "other.arrow",
        "other.arrows",
        "empty.parquet",
        "empty.csv",
        "mark.csv",
        "no-id.csv",
        "twice.csv",
        "unknown.csv",
        "wide.csv",
        "cut.csv.gz",
        "cut.csv.zst",
        "cut.json",
    ] {
        let run = place.run(&format!("score {file} {WITH} --brief -o out.csv --errors errors.jsonl"));
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{file}");
        assert!(!place.path("out.csv").exists() && !place.path("errors.jsonl").exists(), "{file}");
        // A file that is cut has rows before the cut; only the end is of interest.
        insta::assert_snapshot!(format!("big-unreadable-{file}"), run.err.lines().last().unwrap());
    }
    assert!(place.names().iter().all(|name| !name.starts_with(".tierwise")), "{:?}", place.names());
    for (arguments, told) in [
        ("score accounts.csv --rows 1..2", "--rows: expected --brief with it"),
        ("score accounts.csv --brief --format json", "expected csv, jsonl"),
        ("score - --input parquet", "standard input: expected"),
        ("score accounts.csv --brief --previous-column before", "expected a column `before`"),
    ] {
        let run = place.run(&format!("{arguments} {WITH}"));
        assert!(run.code == 2 && run.err.contains(told), "{arguments}: {}", run.err);
    }
    place.file("header.csv", "account,sales.revenue\n");
    let run = place.run(&format!("score header.csv {WITH} --brief"));
    assert_eq!((run.code, run.out.as_str(), run.counts()), (0, "account,composite,tier,coverage,error_code\n", (0, 0, 0)));
}

/// A quote that is never closed, or a line without end, is refused before it fills the memory.
#[test]
fn rows_without_end_are_refused() {
    let place = Place::new();
    for (kind, begin) in [("csv", "account,sales.revenue\nA1,\""), ("jsonl", "{\"id\": \"A1\", \"name\": \""), ("json", "[{\"id\": \"A1\", \"name\": \"")] {
        let mut text = begin.as_bytes().to_vec();
        text.resize(70 << 20, b'x');
        for brief in ["", "--brief"] {
            let run = place.run_with(&format!("score - --input {kind} {WITH} {brief} --format csv"), text.clone());
            assert_eq!(run.code, 2, "{kind}");
            assert!(run.err.contains("expected rows of at most 64 MiB"), "{kind}: {}", run.err);
        }
    }
}

/// A run that is stopped leaves nothing; one that is killed leaves nothing under the output's name.
#[cfg(unix)]
#[test]
fn a_stopped_run_leaves_no_half_file() {
    for (signal, leaves) in [("-INT", false), ("-TERM", false), ("-KILL", true)] {
        let place = Place::new();
        place.file("out.csv", "old");
        let mut child = Command::new(env!("CARGO_BIN_EXE_tierwise"))
            .args(["score", "-", "--policy", "policy.yaml", "--as-of", "2026-06-30", "--brief", "-o", "out.csv", "--errors", "errors.jsonl"])
            .current_dir(place.path(""))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        // Not all of this fits in the pipe: when it is written, the run has begun.
        input.write_all(many(40_000).as_bytes()).unwrap();
        assert!(place.names().iter().any(|name| name.starts_with(".tierwise-")));
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        assert!(!child.wait().unwrap().success());
        assert_eq!(place.read("out.csv"), "old");
        assert!(!place.path("errors.jsonl").exists());
        assert_eq!(place.names().iter().any(|name| name.starts_with(".tierwise-")), leaves, "{signal}: {:?}", place.names());
    }
}
