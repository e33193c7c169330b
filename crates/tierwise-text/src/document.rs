//! A text that has been read: its tree, and the way back from a path to a line.

use tierwise::error::{Problem, code};
use tierwise::tree::Tree;

use crate::build::{Fault, Place};
use crate::error::{Located, TextError, excerpt};
use crate::{Format, json};

/// The most bytes that a text may have: 64 MiB.
pub const MAX_BYTES: usize = 64 << 20;

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Line, from 1.
    pub line: usize,
    /// Column in letters, from 1.
    pub column: usize,
}

/// A text that has been read.
#[derive(Debug, Clone)]
pub struct Document {
    lines: Lines,
    tree: Tree,
    place: Place,
}

impl Document {
    /// Reads a text. A byte order mark is no part of it.
    ///
    /// ```
    /// use tierwise::tree::Tree;
    /// use tierwise_text::{Document, Format, Location};
    /// let document = Document::read(b"tiers:\n  - {id: gold, enter: 600}\n", Format::Yaml)?;
    /// assert_eq!(document.tree(), Document::read(br#"{"tiers": [{"id": "gold", "enter": 600}]}"#, Format::Json)?.tree());
    /// assert_eq!(document.locate("tiers[0].enter"), Location { line: 2, column: 23 });
    /// # Ok::<(), tierwise_text::TextError>(())
    /// ```
    ///
    /// # Errors
    /// One problem: `input.not_utf8`, `input.empty`, `input.syntax`, `input.too_deep` (too large as well),
    /// `input.duplicate_key` (TOML only; elsewhere the core finds them), `number.range` or `date.format`.
    pub fn read(bytes: &[u8], format: Format) -> Result<Self, TextError> {
        if bytes.len() > MAX_BYTES {
            let message = format!("expected a text of at most {} MiB, found {} bytes", MAX_BYTES >> 20, bytes.len());
            return Err(Lines::new(String::new()).error(Fault::new(code::INPUT_TOO_DEEP, 0, message)));
        }
        let lines = Lines::new(utf8(bytes)?.to_owned());
        let read = match format {
            #[cfg(feature = "yaml")]
            Format::Yaml => crate::yaml::read(&lines.text),
            #[cfg(feature = "toml")]
            Format::Toml => crate::toml::read(&lines.text),
            Format::Json => json::read(&lines.text),
        };
        match read {
            Ok(Some((tree, place))) => Ok(Self { lines, tree, place }),
            Ok(None) => {
                let found = if lines.text.trim().is_empty() { "nothing" } else { "no value" };
                Err(Lines::new(String::new()).error(Fault::new(code::INPUT_EMPTY, 0, format!("expected a {} document, found {found}", format.name()))))
            }
            Err(fault) => Err(lines.error(fault)),
        }
    }

    /// What the text says.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Where the value at a path stands; if there is none, the nearest section or list around it that is there.
    #[must_use]
    pub fn locate(&self, path: &str) -> Location {
        self.lines.location(self.find(path).found.value())
    }

    /// The same problems with their places in the text: a key that is wrong, missing or repeated is shown at a
    /// key, everything else at its value.
    ///
    /// ```
    /// use tierwise::Error;
    /// use tierwise_text::{Document, Format};
    /// let document = Document::read(b"ladder:\n  basis: points\n", Format::Yaml)?;
    /// let error = document.explain(&Error::new("policy.empty", "ladder.tiers", "expected tiers, found none"));
    /// assert_eq!(error.to_string(), "1:1: expected tiers, found none [policy.empty]\n  1 | ladder:\n    | ^");
    /// # Ok::<(), tierwise_text::TextError>(())
    /// ```
    #[must_use]
    pub fn explain(&self, error: &tierwise::Error) -> TextError {
        let mut repeated = std::collections::BTreeMap::new();
        TextError::new(
            error
                .problems()
                .iter()
                .map(|problem| {
                    let occurrence = if problem.code == code::INPUT_DUPLICATE_KEY {
                        let count = repeated.entry(problem.path.as_str()).or_insert(0_usize);
                        *count = count.saturating_add(1);
                        *count
                    } else {
                        0
                    };
                    self.lines.located(problem.clone(), self.offset_of(problem, occurrence))
                })
                .collect(),
        )
    }

    fn find(&self, path: &str) -> Search<'_> {
        let mut search = Search { found: &self.place, around: None, consumed: 0, length: path.len() };
        search.descend(&self.tree, &self.place, None, path);
        search
    }

    fn offset_of(&self, problem: &Problem, occurrence: usize) -> usize {
        let search = self.find(&problem.path);
        let best = search.found;
        match problem.code.as_str() {
            code::INPUT_DUPLICATE_KEY => search.repeated(occurrence).or(best.key()).unwrap_or(best.value()),
            code::INPUT_UNKNOWN_FIELD | code::INPUT_MISSING_FIELD => best.key().unwrap_or(best.value()),
            // Only what is around it: the name of that, rather than whatever happens to come first in it.
            _ if search.consumed < search.length => best.key().unwrap_or(best.value()),
            _ => best.value(),
        }
    }
}

/// The way to the place that a path leads to. Keys may have dots in them, so a path can be cut into keys in
/// more than one way; the way that gets farthest counts. No place is reached in two ways, so this is linear.
struct Search<'d> {
    /// Where it leads, and the section or list around that.
    found: &'d Place,
    around: Option<(&'d Tree, &'d Place)>,
    consumed: usize,
    length: usize,
}

impl<'d> Search<'d> {
    fn descend(&mut self, tree: &'d Tree, place: &'d Place, around: Option<(&'d Tree, &'d Place)>, rest: &str) {
        let consumed = self.length.saturating_sub(rest.len());
        if consumed > self.consumed {
            self.consumed = consumed;
            self.found = place;
            self.around = around;
        }
        match tree {
            Tree::List(items) => {
                let Some((index, rest)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) else { return };
                let Ok(index) = index.parse::<usize>() else { return };
                if let (Some(item), Some(child)) = (items.get(index), place.children.get(index)) {
                    self.descend(item, child, Some((tree, place)), rest);
                }
            }
            Tree::Map(entries) => {
                let Some(rest) = (if consumed == 0 { Some(rest) } else { rest.strip_prefix('.') }) else { return };
                for ((key, value), child) in entries.iter().zip(&place.children) {
                    let Some(rest) = rest.strip_prefix(key.as_str()) else { continue };
                    if (rest.is_empty() || rest.starts_with(['.', '['])) && self.consumed < self.length {
                        self.descend(value, child, Some((tree, place)), rest);
                    }
                }
            }
            _ => {}
        }
    }

    /// Where the key of what was found stands again for the `occurrence`th time.
    fn repeated(&self, occurrence: usize) -> Option<usize> {
        let (Tree::Map(entries), around) = self.around? else { return None };
        let first = around.children.iter().position(|place| std::ptr::eq(place, self.found))?;
        let (key, _) = entries.get(first)?;
        let same = entries.iter().zip(&around.children).filter(|((name, _), _)| name == key);
        same.map(|(_, place)| place).nth(occurrence).and_then(Place::key)
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, TextError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let valid = bytes.get(..at).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or_default();
        let found = bytes.get(at).copied().unwrap_or_default();
        let message = format!("expected UTF-8, found the byte 0x{found:02x} after {at} good ones");
        let location = Lines::new(valid.to_owned()).location(at);
        TextError::new(vec![Located {
            code: code::INPUT_NOT_UTF8.to_owned(),
            path: String::new(),
            message,
            line: location.line,
            column: location.column,
            excerpt: None,
        }])
    })
}

/// A text by lines.
#[derive(Debug, Clone)]
struct Lines {
    text: String,
    /// The byte at which each line starts, beginning with the second.
    starts: Vec<usize>,
}

impl Lines {
    fn new(text: String) -> Self {
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at.saturating_add(1)).collect();
        Self { text, starts }
    }

    /// The number of a byte's line, from 0, the line's start, and its text.
    fn line(&self, at: usize) -> (usize, usize, &str) {
        let number = self.starts.partition_point(|start| *start <= at);
        let start = number.checked_sub(1).and_then(|before| self.starts.get(before)).copied().unwrap_or(0);
        let end = self.starts.get(number).copied().unwrap_or(self.text.len());
        (number, start, self.text.get(start..end).unwrap_or_default().trim_end_matches(['\n', '\r']))
    }

    fn location(&self, at: usize) -> Location {
        let mut at = at.min(self.text.len());
        // The end of the text is shown after its last letter, not on an empty line below.
        if at == self.text.len() {
            at = self.text.trim_end_matches(['\n', '\r', ' ', '\t']).len();
        }
        let (number, start, _) = self.line(at);
        let before = self.text.as_bytes().get(start..at).unwrap_or_default();
        // Letters, and not the bytes that go on with one.
        let column = before.iter().filter(|byte| **byte & 0xc0 != 0x80).count().saturating_add(1);
        Location { line: number.saturating_add(1), column }
    }

    fn located(&self, problem: Problem, at: usize) -> Located {
        let location = self.location(at);
        let start = location.line.checked_sub(2).and_then(|before| self.starts.get(before)).copied().unwrap_or(0);
        let (_, _, line) = self.line(start);
        Located {
            code: problem.code,
            path: problem.path,
            message: problem.message,
            line: location.line,
            column: location.column,
            excerpt: (!self.text.is_empty()).then(|| excerpt(line, location.column)),
        }
    }

    fn error(&self, fault: Fault) -> TextError {
        TextError::new(vec![self.located(Problem::new(fault.code, fault.path, fault.message), fault.at)])
    }
}
