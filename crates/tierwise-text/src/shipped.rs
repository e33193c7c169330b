//! Policies that come with the library.

/// The policies that come with the library: id and YAML text.
///
/// ```
/// use tierwise_text::{Document, Format, SHIPPED};
/// let (_, text) = SHIPPED.iter().find(|(id, _)| *id == "cv-key-account").unwrap();
/// let policy = tierwise::Policy::read_tree(Document::read(text.as_bytes(), Format::Yaml)?.tree()).unwrap();
/// assert_eq!((policy.criteria().len(), policy.range().highest.to_string().as_str()), (21, "100"));
/// # Ok::<(), tierwise_text::TextError>(())
/// ```
pub const SHIPPED: &[(&str, &str)] =
    &[("cv-key-account", include_str!("../policies/cv-key-account.yaml")), ("transactions", include_str!("../policies/transactions.yaml"))];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Format};

    #[test]
    fn shipped_policies_have_neither_problems_nor_warnings() {
        for (id, text) in SHIPPED {
            let document = Document::read(text.as_bytes(), Format::Yaml).unwrap();
            let policy = tierwise::Policy::read_tree(document.tree()).unwrap_or_else(|error| panic!("{}", document.explain(&error).in_file(*id)));
            assert_eq!(policy.identity().id, *id);
            assert_eq!(policy.warnings(), []);
        }
    }
}
