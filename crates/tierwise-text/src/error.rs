//! Problems with the place in the text.

use std::fmt;

use serde::Serialize;

/// Letters of a line that are shown at most.
const SHOWN: usize = 100;

/// One thing that is wrong, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Located {
    /// Stable code, one of [`tierwise::error::CODES`].
    pub code: String,
    /// Where in the document: `score.aspects[0].criteria[2].curve`. Empty for the document as a whole.
    pub path: String,
    /// A sentence without a period that ends with what was found.
    pub message: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in letters, from 1.
    pub column: usize,
    /// The line's text as it is shown, and the caret's distance from its start.
    #[serde(skip)]
    pub(crate) excerpt: Option<(String, usize)>,
}

/// Everything that is wrong with a text: one or more problems, in the order in which every language tells them. Shown, they
/// stand in the order of the lines.
///
/// ```
/// use tierwise_text::{Document, Format};
/// let error = Document::read(b"[score]\nbase = \n", Format::Toml).unwrap_err();
/// let problem = &error.problems()[0];
/// assert_eq!((problem.code.as_str(), problem.line, problem.column), ("input.syntax", 2, 8));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextError {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    problems: Vec<Located>,
}

impl TextError {
    pub(crate) fn new(problems: Vec<Located>) -> Self {
        Self { file: None, problems }
    }

    /// The same with the name of the file, which is shown before the line.
    #[must_use]
    pub fn in_file(self, name: impl Into<String>) -> Self {
        Self { file: Some(name.into()), ..self }
    }

    /// The name of the file, if it was told.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// Every problem; never empty.
    #[must_use]
    pub fn problems(&self) -> &[Located] {
        &self.problems
    }

    /// The first problem's code.
    #[must_use]
    pub fn code(&self) -> &str {
        self.problems.first().map_or("", |problem| &problem.code)
    }
}

impl std::error::Error for TextError {}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut problems: Vec<&Located> = self.problems.iter().collect();
        problems.sort_by_key(|problem| (problem.line, problem.column));
        for (index, problem) in problems.into_iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            if let Some(file) = &self.file {
                write!(f, "{file}:")?;
            }
            write!(f, "{}:{}: {} [{}]", problem.line, problem.column, printable(&problem.message), problem.code)?;
            if let Some((line, caret)) = &problem.excerpt {
                let number = problem.line.to_string();
                write!(f, "\n  {number} | {line}\n  {:width$} | {:caret$}^", "", "", width = number.len())?;
            }
        }
        Ok(())
    }
}

/// What a terminal would obey is shown as a box.
fn printable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

/// The part of a line around a column, and where the column is in it.
pub(crate) fn excerpt(line: &str, column: usize) -> (String, usize) {
    let caret = column.saturating_sub(1);
    // Enough before the caret to see what it is about.
    let skipped = if caret < SHOWN.saturating_sub(20) { 0 } else { caret.saturating_sub(SHOWN / 2) };
    let mut letters = line.chars().skip(skipped);
    let shown: String = letters.by_ref().take(SHOWN).collect();
    let before = if skipped > 0 { "..." } else { "" };
    let after = if letters.next().is_some() { "..." } else { "" };
    let text = format!("{before}{}{after}", printable(&shown.replace('\t', " ")));
    (text, caret.saturating_sub(skipped).saturating_add(before.len()))
}
