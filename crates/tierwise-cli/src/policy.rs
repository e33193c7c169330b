//! Policies by the name of a file or of one that comes with the program.

use std::path::Path;

use tierwise::Policy;
use tierwise_text::{Document, Format, SHIPPED, TextError};

use crate::facts::nearest;
use crate::failure::Failure;

/// A policy and the text that it was read from.
pub(crate) struct Loaded {
    /// The policy.
    pub(crate) policy: Policy,
    /// Its text.
    pub(crate) document: Document,
}

/// Why there is no policy.
pub(crate) enum NotLoaded {
    /// There is no such file.
    Failure(Failure),
    /// The text has problems.
    Problems(TextError),
}

impl From<NotLoaded> for Failure {
    fn from(error: NotLoaded) -> Self {
        match error {
            NotLoaded::Failure(failure) => failure,
            NotLoaded::Problems(error) => Self::Text(error),
        }
    }
}

/// Reads and checks a policy.
pub(crate) fn load(name: &str) -> Result<Loaded, NotLoaded> {
    if let Some((_, text)) = SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
        return read(text.as_bytes(), Format::Yaml).map_err(|error| NotLoaded::Problems(error.in_file(name)));
    }
    let path = Path::new(name);
    let Some(format) = Format::of_path(path) else { return Err(NotLoaded::Failure(no_policy(name, path))) };
    let bytes = std::fs::read(path).map_err(|error| NotLoaded::Failure(Failure::file(name, &error)))?;
    read(&bytes, format).map_err(|error| NotLoaded::Problems(error.in_file(name)))
}

/// Reads a policy and the versions of it that the histories of accounts can name.
pub(crate) fn load_versions(name: &str, earlier: &[String]) -> Result<Policy, Failure> {
    let earlier = earlier.iter().map(|name| Ok(load(name)?.policy)).collect::<Result<Vec<_>, Failure>>()?;
    let whole = load(name)?.policy.with_earlier(earlier);
    whole.map_err(|error| Failure::content("--earlier-policy", error.code(), error.problems().first().map_or("", |problem| &problem.message)))
}

fn read(bytes: &[u8], format: Format) -> Result<Loaded, TextError> {
    tierwise_text::read_policy(bytes, format).map(|(policy, document)| Loaded { policy, document })
}

fn no_policy(name: &str, path: &Path) -> Failure {
    let shipped = SHIPPED.iter().map(|(name, _)| *name);
    let names = shipped.clone().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if path.exists() {
        return Failure::Told(format!("{name}: expected a policy as .yaml, .yml, .toml or .json, found another kind of file"));
    }
    let hint =
        nearest(name, shipped).map_or_else(|| format!("expected a .yaml, .toml or .json file or one of {names}"), |near| format!("did you mean `{near}`?"));
    Failure::Told(format!("unknown policy `{name}`: {hint}"))
}
