//! Memory does not grow with the portfolio, but for what finds accounts that come twice.

#[cfg(target_os = "linux")]
#[test]
fn rows_pass_by_without_staying() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    use crate::place::Place;

    /// The most memory, in bytes, that scoring so many rows from standard input took until the last was written.
    fn peak(place: &Place, rows: u64, brief: &[&str]) -> u64 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tierwise"))
            .args(["score", "-", "--policy", "policy.yaml", "--as-of", "2026-06-30", "-o", "out.csv"])
            .args(brief)
            .current_dir(place.path(""))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = std::io::BufWriter::new(child.stdin.take().unwrap());
        writeln!(input, "account,name,sales.revenue,sales.last_order,relation.stage,pay.days_late").unwrap();
        for row in 0..rows {
            writeln!(input, "K{row},a name that is long enough to be seen if it stays in memory,{row},2026-05-01,basic,4").unwrap();
        }
        input.flush().unwrap();
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        drop(input);
        assert!(child.wait().unwrap().success());
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
    }

    let place = Place::new();
    let (few, many) = (peak(&place, 50_000, &["--brief", "--threads", "2"]), peak(&place, 250_000, &["--brief", "--threads", "2"]));
    assert!(many < few + few / 3, "{few} bytes for 50,000 brief rows, {many} for 250,000");
    let (few, many) = (peak(&place, 10_000, &[]), peak(&place, 150_000, &[]));
    assert!(many < few + 140_000 * 48, "{few} bytes for 10,000 rows, {many} for 150,000");
}
