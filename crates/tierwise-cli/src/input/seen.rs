//! Which accounts have passed by, in a few bytes each.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use tierwise::Error;
use tierwise::error::code;

/// Digests of the ids that were there.
#[derive(Debug, Default)]
pub(crate) struct Seen(BTreeSet<u128>);

impl Seen {
    /// That an account passes by for the first time.
    pub(crate) fn first(&mut self, id: &str) -> Result<(), Error> {
        if self.0.insert(digest(id)) {
            return Ok(());
        }
        Err(Error::new(code::INPUT_DUPLICATE_KEY, "id", format!("expected each account once, found `{id}` again")))
    }
}

/// 128 bits of an id: two accounts of a billion share them with a chance of one in 10^21.
fn digest(id: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, id).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}
