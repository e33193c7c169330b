//! What is read, where it stands, and that no text does harm.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use tierwise::error::code;
use tierwise::tree::{MAX_DEPTH, Tree};
use tierwise::{Account, Error, Problem};

use super::*;

const FORMATS: [Format; 3] = [Format::Yaml, Format::Toml, Format::Json];

fn read(text: &str, format: Format) -> Document {
    Document::read(text.as_bytes(), format).unwrap_or_else(|error| panic!("{error}"))
}

fn refused(bytes: &[u8], format: Format) -> TextError {
    Document::read(bytes, format).expect_err("a text to refuse")
}

/// Code, line and column of the first problem.
fn place(error: &TextError) -> (&str, usize, usize) {
    let problem = &error.problems()[0];
    (&problem.code, problem.line, problem.column)
}

fn at(document: &Document, path: &str) -> (usize, usize) {
    let Location { line, column } = document.locate(path);
    (line, column)
}

fn map(entries: &[(&str, Tree)]) -> Tree {
    Tree::Map(entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect())
}

fn yaml_value(text: &str) -> Tree {
    match read(&format!("v: {text}\n"), Format::Yaml).tree() {
        Tree::Map(entries) => entries[0].1.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn plain_scalars_follow_the_core_schema() {
    for text in ["", "~", "null", "Null", "NULL"] {
        assert_eq!(yaml_value(text), Tree::Null, "{text}");
    }
    for (text, flag) in [("true", true), ("True", true), ("TRUE", true), ("false", false), ("False", false), ("FALSE", false)] {
        assert_eq!(yaml_value(text), Tree::Flag(flag), "{text}");
    }
    for (text, number) in [
        ("0", 0),
        ("-0", 0),
        ("+7", 7),
        ("012", 12),
        ("-12", -12),
        ("0o17", 15),
        ("0xFf", 255),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
    ] {
        assert_eq!(yaml_value(text), Tree::Integer(number), "{text}");
    }
    for (text, number) in [
        ("1.5", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("1.5E-3", 0.0015),
        (".inf", f64::INFINITY),
        ("+.INF", f64::INFINITY),
        ("-.Inf", f64::NEG_INFINITY),
        ("9223372036854775808", 9_223_372_036_854_775_808.0),
        ("0xffffffffffffffff", 18_446_744_073_709_551_615.0),
        ("0.1", 0.1),
    ] {
        assert_eq!(yaml_value(text), Tree::Number(number), "{text}");
    }
    assert!(matches!(yaml_value(".nan"), Tree::Number(number) if number.is_nan()));
    for text in [
        "no",
        "yes",
        "No",
        "on",
        "off",
        "y",
        "n",
        "nULL",
        "tRUE",
        "1_000",
        "685_230.15",
        "0b1",
        "0o8",
        "0x",
        "0xg",
        "-0x1",
        "1:30",
        "2024-01-01",
        "1e",
        "e5",
        ".",
        "+",
        ".e1",
        "1.2.3",
        "nan",
        "inf",
        "NaN",
        "infinity",
        "-.nan",
        "٣",
    ] {
        assert_eq!(yaml_value(text), Tree::Text(text.to_owned()), "{text}");
    }
    for text in ["\"1\"", "'true'", "\"\"", "'null'", "|\n  12\n", ">-\n  12"] {
        assert!(matches!(yaml_value(text), Tree::Text(_)), "{text}");
    }
    for text in ["1e999", "-1e999", "99999999999999999999999999999999999999999e999", "0xfffffffffffffffffffffffffffffffff"] {
        let error = refused(format!("a:\n- v: {text}\n").as_bytes(), Format::Yaml);
        assert_eq!((place(&error), error.problems()[0].path.as_str()), ((code::NUMBER_RANGE, 2, 6), "a[0].v"));
    }
}

#[test]
fn keys_are_text_as_written() {
    let document = read("true: 1\n1: 2\n~: 3\n1.50: 4\n'q': 5\n? no\n: 6\n", Format::Yaml);
    let keys = ["true", "1", "~", "1.50", "q", "no"];
    assert_eq!(*document.tree(), map(&keys.iter().zip(1..).map(|(key, n)| (*key, Tree::Integer(n))).collect::<Vec<_>>()));
    assert_eq!(place(&refused(b"a: 1\n? [x]\n: 2\n", Format::Yaml)), (code::INPUT_SYNTAX, 2, 3));
    assert_eq!(place(&refused(b"a: 1\n? {x: 1}\n: 2\n", Format::Yaml)), (code::INPUT_SYNTAX, 2, 3));
}

#[test]
fn yaml_refuses_what_a_policy_has_no_use_for() {
    for (text, at, says) in [
        ("a: &x 1\nb: *x\n", (1, 4), "anchor"),
        ("a: *x\n", (1, 4), "alias"),
        ("a: &x [1]\n", (1, 4), "anchor"),
        ("a: 1\nb: !!str 1\n", (2, 4), "tag"),
        ("a: ! {b: 1}\n", (1, 4), "tag"),
        ("&x a: 1\n", (1, 1), "anchor"),
        ("--- 1\n--- 2\n", (2, 1), "second"),
        ("a: 1\n...\n---\nb: 2\n", (3, 1), "second"),
    ] {
        let error = refused(text.as_bytes(), Format::Yaml);
        assert_eq!(place(&error), (code::INPUT_SYNTAX, at.0, at.1), "{text}: {error}");
        assert!(error.to_string().contains(says), "{error}");
    }
}

#[test]
fn the_three_formats_say_the_same() {
    let yaml = read("a: {b: [1, -2.5, x]}\nfacts: {c.d: true}\non: '2024-01-31'\n", Format::Yaml);
    let json = read(r#"{"a": {"b": [1, -2.5, "x"]}, "facts": {"c.d": true}, "on": "2024-01-31"}"#, Format::Json);
    let toml = read("a.b = [1, -2.5, 'x']\nfacts.\"c.d\" = true\non = 2024-01-31\n", Format::Toml);
    assert_eq!(yaml.tree(), json.tree());
    assert_eq!(toml.tree(), json.tree());
}

#[test]
fn toml_keeps_the_order_and_its_dates() {
    let document = read("z = 1\na = 0x10\nm = 1979-05-27\n[t]\nx = nan\ny = inf\n[b]\n[[l]]\nq = 1_000\n[[l]]\n", Format::Toml);
    let Tree::Map(entries) = document.tree() else { panic!() };
    assert_eq!(entries.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["z", "a", "m", "t", "b", "l"]);
    assert_eq!(entries[1].1, Tree::Integer(16));
    assert_eq!(entries[2].1, Tree::Text("1979-05-27".to_owned()));
    assert_eq!(entries[5].1, Tree::List(vec![map(&[("q", Tree::Integer(1000))]), map(&[])]));
    for (text, code, line, column) in [
        ("a = 1979-05-27T07:32:00Z", code::DATE_FORMAT, 1, 5),
        ("a = 07:32:00", code::DATE_FORMAT, 1, 5),
        ("a = 9223372036854775808", code::NUMBER_RANGE, 1, 5),
        ("a = 1e999", code::NUMBER_RANGE, 1, 5),
        ("a = 1\na = 2\n", code::INPUT_DUPLICATE_KEY, 2, 1),
        ("[x]\n[y]\n[x]\n", code::INPUT_DUPLICATE_KEY, 3, 2),
        ("é = [1, 2\nb = 3\n", code::INPUT_SYNTAX, 2, 1),
        ("'é' = 1 2\n", code::INPUT_SYNTAX, 1, 7),
    ] {
        let error = refused(text.as_bytes(), Format::Toml);
        assert_eq!(place(&error), (code, line, column), "{error}");
    }
}

#[test]
fn json_is_read_exactly_and_strictly() {
    let document = read(
        r#"{"a": [9223372036854775807, 9223372036854775808, 0.1, 1e2, -0.0, 123456789012345678901234567890], "b": "\u00e9\ud83d\ude00\"\\"}"#,
        Format::Json,
    );
    let numbers = vec![
        Tree::Integer(i64::MAX),
        Tree::Number(9_223_372_036_854_775_808.0),
        Tree::Number(0.1),
        Tree::Number(100.0),
        Tree::Number(-0.0),
        Tree::Number(123_456_789_012_345_678_901_234_567_890.0),
    ];
    assert_eq!(*document.tree(), map(&[("a", Tree::List(numbers)), ("b", Tree::Text("é😀\"\\".to_owned()))]));
    for (text, code, line, column) in [
        ("{\"é\": 1,}", code::INPUT_SYNTAX, 1, 9),
        ("{'a': 1}", code::INPUT_SYNTAX, 1, 2),
        ("[1,\n 2", code::INPUT_SYNTAX, 2, 3),
        ("[1] x", code::INPUT_SYNTAX, 1, 5),
        ("[NaN]", code::INPUT_SYNTAX, 1, 2),
        ("[01]", code::INPUT_SYNTAX, 1, 3),
        ("{\"a\": [\"\\ud800\"]}", code::INPUT_SYNTAX, 1, 8),
        ("{\"a\":\n 1e999}", code::NUMBER_RANGE, 2, 2),
    ] {
        let error = refused(text.as_bytes(), Format::Json);
        assert_eq!(place(&error), (code, line, column), "{error}");
    }
}

#[test]
fn empty_texts_and_other_encodings_are_refused() {
    for format in FORMATS {
        for text in ["", " \n\n", "\u{feff}", "\u{feff}\n"] {
            assert_eq!(place(&refused(text.as_bytes(), format)), (code::INPUT_EMPTY, 1, 1), "{text:?}");
        }
        let error = refused(b"# \xc3\xa9\nab\xff", format);
        assert_eq!(place(&error), (code::INPUT_NOT_UTF8, 2, 3));
        assert_eq!(error.to_string(), "2:3: expected UTF-8, found the byte 0xff after 7 good ones [input.not_utf8]");
        assert_eq!(place(&refused(&vec![b' '; MAX_BYTES + 1], format)), (code::INPUT_TOO_DEEP, 1, 1));
    }
    for (text, format) in [("# no more\n", Format::Yaml), ("---\n# c\n...\n", Format::Yaml), ("# no more\n", Format::Toml)] {
        assert_eq!(place(&refused(text.as_bytes(), format)).0, code::INPUT_EMPTY);
    }
    for (text, format) in [("\u{feff}a: 1", Format::Yaml), ("\u{feff}a = 1", Format::Toml), ("\u{feff}{\"a\": 1}", Format::Json)] {
        assert_eq!(*read(text, format).tree(), map(&[("a", Tree::Integer(1))]));
    }
}

#[test]
fn values_are_located() {
    let yaml = read(
        "policy: vé\nscore:\n  aspects:\n    - id: a   # é\n      curve: [[0, 1],\n              [2, 3]]\n    -\n      id: b\n  x:\ntable: {é: 1, b.c: {d: 2}, b: {c: 3}}\n",
        Format::Yaml,
    );
    for (path, place) in [
        ("", (1, 1)),
        ("policy", (1, 9)),
        ("score", (3, 3)),
        ("score.aspects", (4, 5)),
        ("score.aspects[0]", (4, 7)),
        ("score.aspects[0].curve", (5, 14)),
        ("score.aspects[0].curve[1][0]", (6, 16)),
        ("score.aspects[1].id", (8, 11)),
        ("score.x", (9, 3)),
        ("table.é", (10, 12)),
        ("table.b.c.d", (10, 24)),
        ("table.b.c", (10, 20)),
        ("table.b", (10, 31)),
        // Not there: what is around it.
        ("score.aspects[7].id", (4, 5)),
        ("score.aspects[0].curve[1][9].z", (6, 15)),
        ("nothing[", (1, 1)),
    ] {
        assert_eq!(at(&yaml, path), place, "{path}");
    }
    let json = read("{\n  \"a\": [1, {\"é\": true, \"z\": null}],\r\n  \"\\u0062\": \"x\"\n}", Format::Json);
    for (path, place) in [("", (1, 1)), ("a", (2, 8)), ("a[0]", (2, 9)), ("a[1].é", (2, 18)), ("a[1].z", (2, 29)), ("b", (3, 13)), ("c", (1, 1))] {
        assert_eq!(at(&json, path), place, "{path}");
    }
    let toml =
        read("a = 1\n[score]\nbase.x = 'é'\n[[score.aspects]]\nid = 'a'\ncurve = [\n  [0, 1],\n  { b.c = 2 },\n]\n[[score.aspects]]\nid = 'b'\n", Format::Toml);
    for (path, place) in [
        ("a", (1, 5)),
        ("score", (2, 1)),
        ("score.base.x", (3, 10)),
        ("score.aspects[0]", (4, 1)),
        ("score.aspects[0].id", (5, 6)),
        ("score.aspects[0].curve[0][1]", (7, 7)),
        ("score.aspects[0].curve[1].b.c", (8, 11)),
        ("score.aspects[1]", (10, 1)),
        ("score.aspects[1].id", (11, 6)),
    ] {
        assert_eq!(at(&toml, path), place, "{path}");
    }
}

#[test]
fn problems_are_shown_like_a_compilers() {
    let text = "id: 5\nfacts:\n  fleet.units: 3\nnmae: x\nid: y\nid: z\n";
    let error = read_as::<Account>(text.as_bytes(), Format::Yaml).expect_err("three mistakes").in_file("a.yaml");
    assert_eq!(
        error.to_string(),
        "a.yaml:1:5: expected text, found number `5` [input.type]\n  1 | id: 5\n    |     ^\n\n\
         a.yaml:4:1: unknown key `nmae`, did you mean `name`? [input.unknown_field]\n  4 | nmae: x\n    | ^\n\n\
         a.yaml:5:1: the key `id` stands here twice [input.duplicate_key]\n  5 | id: y\n    | ^\n\n\
         a.yaml:6:1: the key `id` stands here twice [input.duplicate_key]\n  6 | id: z\n    | ^"
    );
    assert_eq!(error.file(), Some("a.yaml"));
    assert_eq!(
        serde_json::to_value(error.problems().iter().find(|problem| problem.line == 1)).expect("data"),
        serde_json::json!({"code": "input.type", "path": "id", "message": "expected text, found number `5`", "line": 1, "column": 5})
    );
    let document = read("{\"a\": {\"x\": 1},\n \"b\": 2}", Format::Json);
    let explained = document
        .explain(&Error::check(vec![Problem::new("input.missing_field", "b.c", "late"), Problem::new("input.missing_field", "a", "early")]).expect_err("two"));
    // As data in the order of the core, which is that of every language; shown in the order of the lines.
    assert_eq!(explained.problems().iter().map(|problem| (problem.line, problem.column)).collect::<Vec<_>>(), [(2, 2), (1, 2)]);
    assert!(explained.to_string().starts_with("1:2: early"));
}

#[test]
fn long_lines_are_cut_and_control_letters_shown_as_boxes() {
    let text = format!("{{\"id\": \"{}\", \"name\": [1, \"{}\"]}}", "a".repeat(300), "b".repeat(300));
    let shown = read_as::<Account>(text.as_bytes(), Format::Json).expect_err("a list as name").to_string();
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines[0].starts_with("1:320: expected text, found a list"), "{shown}");
    assert!(lines[1].starts_with("  1 | ...aaa") && lines[1].ends_with("bbb..."), "{shown}");
    assert_eq!(lines[1].chars().nth(lines[2].chars().count() - 1), Some('['), "{shown}");
    let shown = refused("a\u{1b}[31m\t: \u{7} [".as_bytes(), Format::Toml).to_string();
    assert!(shown.chars().all(|letter| letter == '\n' || !letter.is_control()), "{shown:?}");
}

/// Within 2 MiB of stack, whatever the test runner gives.
fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(2 << 20).spawn(run).expect("a thread").join().expect("no panic");
}

#[test]
fn the_deepest_allowed_is_read_and_one_more_is_not() {
    on_a_small_stack(|| {
        let nested = |open: &str, close: &str, depth: usize| format!("{}{}", open.repeat(depth), close.repeat(depth));
        for (format, depth, prefix) in [(Format::Json, MAX_DEPTH, ""), (Format::Yaml, MAX_DEPTH, ""), (Format::Toml, MAX_DEPTH - 1, "a = ")] {
            read(&format!("{prefix}{}", nested("[", "]", depth)), format);
            assert_eq!(refused(format!("{prefix}{}", nested("[", "]", depth + 1)).as_bytes(), format).code(), code::INPUT_TOO_DEEP);
        }
        let tree = read(&nested("[", "]", MAX_DEPTH), Format::Json).tree().clone();
        assert_eq!(serde_json::from_str::<Tree>(&nested("[", "]", MAX_DEPTH)).expect("as deep as the core allows"), tree);
        assert!(serde_json::from_str::<Tree>(&nested("[", "]", MAX_DEPTH + 1)).is_err());
        // Numbers with a point count as keys in the first measure, and must not be refused for that.
        read(&format!("{}a.b.c = [{}]\n", "[t]\n", "1.5, 2.5, [3.5], ".repeat(200)), Format::Toml);
    });
}

#[test]
fn depth_bombs_are_refused_quickly() {
    const SIZE: usize = 10 << 20;
    let fill = |text: &str| text.repeat(SIZE / text.len());
    let indented: String = (0..4_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    let dotted = format!("{} = 1\n", vec!["a"; 100_000].join("."));
    // Below the limits of the parser itself, which are on brackets and on dots apart.
    let mixed = format!("{}1{}", format!("{} = {{", vec!["a"; 79].join(".")).repeat(79), "}".repeat(79));
    let header = format!("[{}]\n", vec!["a"; 79].join("."));
    let bombs: Vec<(Format, String)> = vec![
        (Format::Json, fill("[")),
        (Format::Json, fill("{\"a\":")),
        (Format::Json, format!("{}{}", fill("["), fill("]"))),
        (Format::Yaml, fill("[")),
        (Format::Yaml, fill("{\"a\":")),
        (Format::Yaml, fill("- ")),
        (Format::Yaml, fill("? ")),
        (Format::Yaml, fill("[\n")),
        (Format::Yaml, fill("a: [")),
        (Format::Yaml, fill("[?")),
        (Format::Yaml, indented),
        (Format::Toml, format!("a = {}", fill("["))),
        (Format::Toml, format!("a = {}", fill("{a="))),
        (Format::Toml, format!("a = {}", fill("[\n"))),
        (Format::Toml, fill("[")),
        (Format::Toml, format!("[{}]\n", vec!["a"; 100_000].join("."))),
        (Format::Toml, dotted),
        (Format::Toml, mixed),
        (Format::Toml, format!("{header}{}", "b = 1\n")),
    ];
    on_a_small_stack(move || {
        for (format, text) in bombs {
            let start = Instant::now();
            let error = refused(text.as_bytes(), format);
            let shown: String = text.chars().take(20).collect();
            // A section as key is refused before it is too deep.
            let expected = if text.starts_with('?') { code::INPUT_SYNTAX } else { code::INPUT_TOO_DEEP };
            assert_eq!(error.code(), expected, "{format:?} {shown}: {error}");
            assert!(start.elapsed() < Duration::from_secs(10), "{format:?} {shown}: {:?}", start.elapsed());
        }
    });
}

/// Texts with something of everything, to be broken.
const SAMPLES: [(Format, &str); 3] = [
    (
        Format::Yaml,
        "# é\nid: x\nfacts: {fleet.units: 12, 'q': [1, ~, -.inf]}\nl:\n- a: |\n    tëxt\n  b: >-\n    more\n- \"\\u00e9\"\n- ? k\n  : v\n---\n&a !!t *a",
    ),
    (Format::Toml, "# é\nid = \"x\\u00e9\"\n[facts]\n\"fleet.units\" = 12\nq = [1, 2.5, {a.b = inf}]\nd = 2024-01-01\n[[l]]\nm = '''\nx'''\n[l.n]\n"),
    (Format::Json, "{\"id\": \"x\\u00e9é\", \"facts\": {\"fleet.units\": 12, \"q\": [1, null, -2.5e3, true]},\n \"id\": [[], {}]}"),
];

fn check(bytes: &[u8], format: Format) -> Result<(), TestCaseError> {
    let lines = bytes.split(|byte| *byte == b'\n').count();
    match Document::read(bytes, format) {
        Ok(document) => {
            let mut stack = vec![(String::new(), document.tree().clone())];
            while let Some((path, tree)) = stack.pop() {
                let Location { line, column } = document.locate(&path);
                prop_assert!((1..=lines).contains(&line) && column >= 1 && column <= bytes.len() + 1);
                let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
                match tree {
                    Tree::List(items) => stack.extend(items.into_iter().enumerate().map(|(index, item)| (format!("{path}[{index}]"), item))),
                    Tree::Map(entries) => stack.extend(entries.into_iter().map(|(key, value)| (below(&key), value))),
                    _ => {}
                }
            }
            if let Err(error) = read_as::<Account>(bytes, format) {
                prop_assert!(!error.to_string().is_empty());
            }
            if format == Format::Json && !bytes.starts_with(b"\xef") {
                let direct: Option<Tree> = serde_json::from_slice(bytes).ok();
                prop_assert_eq!(Some(document.tree()), direct.as_ref());
            }
        }
        Err(error) => {
            for problem in error.problems() {
                prop_assert!((1..=lines).contains(&problem.line) && problem.column >= 1 && problem.column <= bytes.len() + 1);
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for format in FORMATS {
            check(&bytes, format)?;
        }
    }

    #[test]
    fn any_text_of_the_formats_letters_is_read_or_refused(text in "[\\[\\]{}:,\"'#&*!|>%@`~?=.<\\-+ \t\n\ra-c0-2é\\\\]{0,60}") {
        for format in FORMATS {
            check(text.as_bytes(), format)?;
        }
    }

    #[test]
    fn broken_documents_are_read_or_refused(
        sample in 0_usize..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..4, "[\\[\\]{}:,\"'#&*!|>?=.\\- \n\r\tae1é\\\\]{0,3}"), 1..6)
    ) {
        let (format, text) = SAMPLES[sample];
        let mut bytes = text.as_bytes().to_vec();
        for (index, taken, put) in changes {
            let at = index.index(bytes.len() + 1);
            bytes.splice(at..(at + taken).min(bytes.len()), put.into_bytes());
        }
        check(&bytes, format)?;
    }

    #[test]
    fn what_is_located_is_what_was_written(keys in prop::collection::vec("[a-zé]{1,5}", 1..8)) {
        // In YAML each value is a plain word that stands in the text only there.
        let text: String = keys.iter().enumerate().map(|(index, key)| format!("# ü\nk{index}: {{'é': [ö, W{index}{key}]}}\n")).collect();
        let document = read(&text, Format::Yaml);
        for (index, key) in keys.iter().enumerate() {
            let Location { line, column } = document.locate(&format!("k{index}.é[1]"));
            let rest: String = text.lines().nth(line - 1).unwrap_or_default().chars().skip(column - 1).collect();
            let written = format!("W{index}{key}]");
            prop_assert!(rest.starts_with(&written), "{rest}");
        }
    }
}
