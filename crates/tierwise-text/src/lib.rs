//! Policies and accounts as text: YAML, TOML and JSON in, the core's neutral document out, and every
//! problem with its line and column. The features `yaml` and `toml`, which are on by default, say which formats there are beside
//! JSON.
//!
//! ```
//! use tierwise::Account;
//! use tierwise_text::{Format, read_as};
//!
//! let (account, _) = read_as::<Account>(b"id: north\nname: North Haulage\n", Format::Yaml)?;
//! assert_eq!(account.name.as_deref(), Some("North Haulage"));
//!
//! let error = read_as::<Account>(b"id: north\nname: [North]\n", Format::Yaml).unwrap_err();
//! assert_eq!(error.in_file("north.yaml").to_string(), "\
//! north.yaml:2:7: expected text, found a list [input.type]
//!   2 | name: [North]
//!     |       ^");
//! # Ok::<(), tierwise_text::TextError>(())
//! ```
//!
//! YAML is read by the core schema of YAML 1.2, so `no` and `1_000` are texts and `012` is twelve. Anchors,
//! aliases and tags are refused, and so is a second document in the same text.

#![forbid(unsafe_code)]

use std::path::Path;

use serde::de::DeserializeOwned;
use tierwise::Policy;

mod build;
mod document;
mod error;
mod json;
mod shipped;
#[cfg(feature = "toml")]
mod toml;
#[cfg(feature = "yaml")]
mod yaml;

pub use build::MAX_VALUES;
pub use document::{Document, Location, MAX_BYTES};
pub use error::{Located, TextError};
pub use shipped::SHIPPED;

/// A text format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// YAML 1.2, core schema.
    #[cfg(feature = "yaml")]
    Yaml,
    /// TOML 1.1.
    #[cfg(feature = "toml")]
    Toml,
    /// JSON, strictly.
    Json,
}

impl Format {
    /// The format that a file's name says: `.yaml`, `.yml`, `.toml` or `.json`.
    ///
    /// ```
    /// use tierwise_text::Format;
    /// assert_eq!(Format::of_path("policies/vans.YML".as_ref()), Some(Format::Yaml));
    /// assert_eq!(Format::of_path("vans.csv".as_ref()), None);
    /// ```
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            #[cfg(feature = "yaml")]
            "yaml" | "yml" => Some(Self::Yaml),
            #[cfg(feature = "toml")]
            "toml" => Some(Self::Toml),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "yaml")]
            Self::Yaml => "YAML",
            #[cfg(feature = "toml")]
            Self::Toml => "TOML",
            Self::Json => "JSON",
        }
    }
}

/// Reads a value from text; the document comes with it, to [`explain`](Document::explain) what is found wrong later.
///
/// # Errors
/// The first problem of the text, or every problem of the document that it holds.
pub fn read_as<T: DeserializeOwned>(bytes: &[u8], format: Format) -> Result<(T, Document), TextError> {
    let document = Document::read(bytes, format)?;
    match tierwise::wire::read_tree(document.tree()) {
        Ok(value) => Ok((value, document)),
        Err(error) => Err(document.explain(&error)),
    }
}

/// Reads a policy from text and checks it; the document comes with it.
///
/// ```
/// use tierwise_text::{Format, SHIPPED, read_policy};
/// let (policy, document) = read_policy(SHIPPED[0].1.as_bytes(), Format::Yaml)?;
/// assert_eq!((policy.identity().id.as_str(), document.locate("version").line), ("cv-key-account", 3));
/// # Ok::<(), tierwise_text::TextError>(())
/// ```
///
/// # Errors
/// The first problem of the text, or every problem of the policy that it holds.
pub fn read_policy(bytes: &[u8], format: Format) -> Result<(Policy, Document), TextError> {
    let document = Document::read(bytes, format)?;
    match Policy::read_tree(document.tree()) {
        Ok(policy) => Ok((policy, document)),
        Err(error) => Err(document.explain(&error)),
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails")]
mod tests;
