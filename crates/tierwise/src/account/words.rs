//! The two shapes that the account model is made of: closed sets of words, and sections of optional fields.

/// An enum of words: the type, its spelling on the wire and the list of its words, typed once.
macro_rules! words {
    ($($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $meaning:literal])+ $variant:ident = $word:literal,)+ })+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
            #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
            pub enum $name {
                $($(#[doc = $meaning])+ #[serde(rename = $word)] $variant,)+
            }

            impl $name {
                /// Every value, in declared order.
                pub const ALL: &'static [Self] = &[$(Self::$variant),+];
                /// Every word, in declared order.
                pub const WORDS: &'static [&'static str] = &[$($word),+];

                /// The word on the wire.
                #[must_use]
                pub const fn as_str(self) -> &'static str {
                    match self {
                        $(Self::$variant => $word),+
                    }
                }
            }

            impl std::fmt::Display for $name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.pad(self.as_str())
                }
            }
        )+
    };
}

/// A section of an account: every field is optional (absent or null), unknown keys are refused.
///
/// A number's field needs `#[serde(deserialize_with = "optional")]`, so that NaN is missing too.
macro_rules! section {
    ($($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $meaning:literal])+ $(#[serde($($option:tt)+)])? $field:ident: $type:ty,)+ })+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
            #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
            #[serde(deny_unknown_fields, default)]
            pub struct $name {
                $($(#[doc = $meaning])+ $(#[serde($($option)+)])? #[serde(skip_serializing_if = "Option::is_none")] pub $field: Option<$type>,)+
            }
        )+
    };
}

pub(crate) use {section, words};
