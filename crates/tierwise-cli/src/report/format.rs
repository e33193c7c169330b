//! Numbers and days as people read them. Points keep every thousandth: the tier is decided on what is shown.

use maud::{Markup, html};
use tierwise::{Date, Points};

/// A narrow space that does not break.
const NARROW: char = '\u{202f}';
/// The sign for hundredths, behind a number.
pub(super) const PERCENT: &str = "\u{202f}%";
const MINUS: char = '\u{2212}';

/// Points with so many decimals, at least as many as they have.
pub(super) fn points(points: Points, decimals: usize) -> String {
    let text = format!("{points:.decimals$}", decimals = decimals.max(decimals_of(points)));
    text.strip_prefix('-').map_or_else(|| text.clone(), |digits| format!("{MINUS}{digits}"))
}

/// Points with a sign, also a plus.
pub(super) fn signed(change: Points, decimals: usize) -> String {
    let text = points(change, decimals);
    if change > Points::ZERO { format!("+{text}") } else { text }
}

/// Points for a column: the decimals recede.
pub(super) fn column(shown: Points, decimals: usize) -> Markup {
    let text = points(shown, decimals);
    let (whole, part) = text.split_once('.').map_or((text.as_str(), None), |(whole, part)| (whole, Some(part)));
    html! { (whole) @if let Some(part) = part { span.part { "." (part) } } }
}

/// Decimals that points need, 0 to 3.
pub(super) fn decimals_of(points: Points) -> usize {
    match points.thousandths() {
        thousandths if thousandths % 1000 == 0 => 0,
        thousandths if thousandths % 100 == 0 => 1,
        thousandths if thousandths % 10 == 0 => 2,
        _ => 3,
    }
}

/// A share of one, in per cent.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.05 { format!("<{NARROW}0.1{NARROW}%") } else { format!("{}{NARROW}%", decimal(percent, 1)) }
}

/// A number with so many decimals and a real minus; never minus zero.
pub(super) fn decimal(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    match text.strip_prefix('-') {
        Some(digits) if digits.chars().all(|digit| matches!(digit, '0' | '.')) => digits.to_owned(),
        Some(digits) => format!("{MINUS}{digits}"),
        None => text,
    }
}

/// A fact's number: whole ones in groups of three, others with three decimals or as many as it takes.
pub(super) fn measure(number: f64) -> String {
    // Plus zero, so that there is no minus zero.
    let number = number + 0.0;
    let text = format!("{number:.3}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    let lost = number != 0.0 && matches!(short, "0" | "-0");
    let text = if lost { number.to_string() } else { short.to_owned() };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("\u{2212}", digits));
    let (whole, part) = digits.split_once('.').map_or((digits, String::new()), |(whole, part)| (whole, format!(".{part}")));
    format!("{sign}{}{part}", grouped(whole))
}

/// A count, in groups of three.
pub(super) fn count(count: usize) -> String {
    grouped(&count.to_string())
}

/// A count of the core, in groups of three.
pub(super) fn whole(count: u64) -> String {
    grouped(&count.to_string())
}

/// An amount of money, without cents.
pub(super) fn money(amount: f64) -> String {
    let text = decimal(amount, 0);
    text.strip_prefix(MINUS).map_or_else(|| grouped(&text), |digits| format!("{MINUS}{}", grouped(digits)))
}

/// An amount of money in three digits, as large as a headline: number and unit.
pub(super) fn headline(amount: f64) -> (String, &'static str) {
    let size = amount.abs();
    let (scaled, unit) = match size {
        _ if size >= 999_500_000.0 => (amount / 1e9, "billion"),
        _ if size >= 999_500.0 => (amount / 1e6, "million"),
        _ => return (money(amount), ""),
    };
    let decimals = match scaled.abs() {
        size if size >= 99.95 => 0,
        size if size >= 9.995 => 1,
        _ => 2,
    };
    (if decimals == 0 { money(scaled) } else { decimal(scaled, decimals) }, unit)
}

fn grouped(digits: &str) -> String {
    let before_comma = |at: usize| at > 0 && digits.len().saturating_sub(at).is_multiple_of(3);
    digits.char_indices().flat_map(|(at, digit)| before_comma(at).then_some(',').into_iter().chain(Some(digit))).collect()
}

/// A sentence of the library: what stands between backticks is a name.
pub(super) fn sentence(text: &str) -> Markup {
    html! { @for (index, part) in text.split('`').enumerate() { @if index % 2 == 1 { code { (part) } } @else { (part) } } }
}

fn month_name(day: Date) -> &'static str {
    const MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    let (_, month, _) = day.ymd();
    usize::try_from(month).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)).unwrap_or(&"")
}

/// A month for an axis: Jun 26.
pub(super) fn month(day: Date) -> String {
    let name: String = month_name(day).chars().take(3).collect();
    format!("{name} {:02}", day.year().rem_euclid(100))
}

/// A day in words: 30 June 2026.
pub(super) fn day(day: Date) -> Markup {
    let (year, _, number) = day.ymd();
    let month = month_name(day);
    html! { time datetime=(day) { (number) "\u{a0}" (month) "\u{a0}" (year) } }
}

/// `1 account`, `2 accounts`.
pub(super) fn accounts(number: usize) -> String {
    format!("{}\u{a0}{}", count(number), if number == 1 { "account" } else { "accounts" })
}

/// A text cut to a width, wide characters counted twice.
pub(super) fn cut(text: &str, width: usize) -> String {
    let wide = |letter: char| if letter >= '\u{1100}' { 2_usize } else { 1 };
    if text.chars().map(wide).fold(0, usize::saturating_add) <= width {
        return text.to_owned();
    }
    let mut used = 1_usize;
    let kept = text.chars().take_while(|letter| {
        used = used.saturating_add(wide(*letter));
        used <= width
    });
    format!("{}…", kept.collect::<String>().trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_keep_every_thousandth() {
        let of = |thousandths| Points::from_thousandths(thousandths).unwrap();
        assert_eq!(points(of(79_077), 0), "79.077");
        assert_eq!(points(of(60_000), 3), "60.000");
        assert_eq!(points(of(-500), 1), "−0.5");
        assert_eq!(signed(of(1_200), 0), "+1.2");
        assert_eq!(signed(of(0), 0), "0");
        assert_eq!(column(of(60_500), 3).into_string(), r#"60<span class="part">.500</span>"#);
    }

    #[test]
    fn shares_and_amounts() {
        assert_eq!(percent(0.7431), "74.3\u{202f}%");
        assert_eq!(percent(0.0001), "<\u{202f}0.1\u{202f}%");
        assert_eq!(percent(-0.000_01), "0.0\u{202f}%");
        assert_eq!((count(4_400), count(12), count(1_234_567)), ("4,400".into(), "12".into(), "1,234,567".into()));
        assert_eq!((money(-1234.4), money(-0.2)), ("−1,234".into(), "0".into()));
        assert_eq!(headline(8_187_806.364), ("8.19".into(), "million"));
        assert_eq!(headline(999_499.0), ("999,499".into(), ""));
        assert_eq!(headline(-512.3e9), ("−512".into(), "billion"));
    }

    #[test]
    fn measures_keep_what_matters() {
        let shown = [68.0, 0.35, -1234.5, 1e6 / 3.0, 0.0, 0.000_02, -0.0].map(measure);
        assert_eq!(shown, ["68", "0.35", "−1,234.5", "333,333.333", "0", "0.00002", "0"]);
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("a longer text", 9), "a longer…");
        assert_eq!(cut("商用车大客户", 7), "商用车…");
    }

    #[test]
    fn names_in_sentences() {
        assert_eq!(sentence("a landing keeps `silver` <").into_string(), "a landing keeps <code>silver</code> &lt;");
    }

    #[test]
    fn days_in_words() {
        assert_eq!(month("2009-06-30".parse().unwrap()), "Jun 09");
        assert_eq!(day("2026-06-30".parse().unwrap()).into_string(), "<time datetime=\"2026-06-30\">30\u{a0}June\u{a0}2026</time>");
    }
}
