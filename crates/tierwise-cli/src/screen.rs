//! The terminal: its width, its colours, and the few shapes that every command draws with.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table};
use comfy_table::{LineStyle, TableStyle};
use console::Alignment;

/// What is secondary.
pub(crate) const DIM: Style = Style::new().dimmed();
/// Titles and what matters most.
pub(crate) const STRONG: Style = Style::new().bold();
/// Good news.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// Bad news.
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
/// What needs a look.
pub(crate) const LOOK: Style = AnsiColor::Yellow.on_default();
/// Bars.
pub(crate) const BAR: Style = AnsiColor::Cyan.on_default();

/// Width when the output is not a terminal.
const WIDTH: usize = 100;

/// Where people read. Styles written to it reach only terminals that want them.
pub(crate) struct Screen {
    out: io::BufWriter<Box<dyn Write>>,
    width: usize,
}

impl Screen {
    /// Standard output.
    pub(crate) fn stdout(colour: anstream::ColorChoice) -> Self {
        let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = stated.or_else(measured).unwrap_or(WIDTH).clamp(60, 160);
        Self { out: io::BufWriter::new(Box::new(anstream::AutoStream::new(io::stdout(), colour))), width }
    }

    /// Columns.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// A heading with an empty line before it.
    pub(crate) fn heading(&mut self, text: &str) -> io::Result<()> {
        writeln!(self, "\n{}", paint(STRONG, text))
    }

    /// A value for programs, as JSON.
    pub(crate) fn json(&mut self, value: &impl serde::Serialize) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *self, value)?;
        writeln!(self)
    }

    /// A text behind a lead, on as many lines as it needs.
    pub(crate) fn wrapped(&mut self, lead: &str, text: &str) -> io::Result<()> {
        let indent = console::measure_text_width(lead).saturating_add(2);
        let room = self.width.saturating_sub(indent).max(20);
        let mut line = String::new();
        let mut lead = format!("  {lead}");
        for word in text.split_whitespace() {
            if !line.is_empty() && console::measure_text_width(&line).saturating_add(console::measure_text_width(word)) >= room {
                writeln!(self, "{lead}{line}")?;
                lead = " ".repeat(indent);
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        writeln!(self, "{lead}{line}")
    }

    /// A table that fits the terminal.
    pub(crate) fn table(&mut self, columns: &[Column<'_>], rows: Vec<Vec<String>>) -> io::Result<()> {
        let mut table = Table::new();
        table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
        table.enforce_styling().set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(self.width).unwrap_or(u16::MAX));
        let cell = |text: String, column: &Column<'_>| Cell::new(text).set_alignment(if column.right { CellAlignment::Right } else { CellAlignment::Left });
        table.set_header(columns.iter().map(|column| cell(paint(STRONG, column.title), column)));
        for row in rows {
            table.add_row(row.into_iter().zip(columns).map(|(text, column)| cell(text, column)));
        }
        for line in table.lines() {
            writeln!(self, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column<'t> {
    title: &'t str,
    right: bool,
}

/// A column of words.
pub(crate) const fn words(title: &str) -> Column<'_> {
    Column { title, right: false }
}

/// A column of numbers.
pub(crate) const fn numbers(title: &str) -> Column<'_> {
    Column { title, right: true }
}

/// Text in a style.
pub(crate) fn paint(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}

/// Text filled with spaces, or cut with an ellipsis, to a width.
pub(crate) fn fit(text: &str, width: usize) -> String {
    console::pad_str(text, width, Alignment::Left, Some("…")).into_owned()
}

/// The same with the text at the right.
pub(crate) fn fit_right(text: &str, width: usize) -> String {
    console::pad_str(text, width, Alignment::Right, Some("…")).into_owned()
}

/// A bar from one share of the width to another, both 0 to 1; `rest` fills what is right of it.
pub(crate) fn bar(from: f64, to: f64, width: usize, rest: char) -> String {
    let eighths = |share: f64| -> usize {
        let whole = width.saturating_mul(8);
        // A share between 0 and 1 of a small number: the conversion is exact enough for drawing.
        (share.clamp(0.0, 1.0) * whole as f64).round() as usize
    };
    let (from, to) = (eighths(from) / 8, eighths(to).max(eighths(from)));
    let (full, part) = (to / 8, to % 8);
    let last = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"].get(part).copied().unwrap_or_default();
    let drawn = full.saturating_add(usize::from(part > 0));
    let filled = format!("{}{last}", "█".repeat(full.saturating_sub(from)));
    let rest: String = std::iter::repeat_n(rest, width.saturating_sub(drawn.max(from))).collect();
    let rest = if rest.starts_with(' ') { rest } else { paint(DIM, &rest) };
    format!("{}{}{}", " ".repeat(from), paint(BAR, &filled), rest)
}

/// A share as per cent: `85.3 %`.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A whole number with separators: `12,345`.
pub(crate) fn grouped(number: impl std::fmt::Display) -> String {
    let text = number.to_string();
    let (sign, rest) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, part) = rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
    let mut shown = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && whole.len().saturating_sub(index) % 3 == 0 {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(part) = part {
        shown.push('.');
        shown.push_str(part);
    }
    shown
}

/// A count with its noun: `1 account`, `2,000 accounts`.
pub(crate) fn counted(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}
