//! A document as every text format and every host sees it: the neutral form before a type is known.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::error::{Problem, code};

/// Levels of nesting that a document may have.
pub const MAX_DEPTH: usize = 64;

/// A document of no particular type yet. Keys keep their order and may repeat; reading reports repeated ones.
///
/// ```
/// use tierwise::tree::Tree;
/// let tree: Tree = serde_json::from_str(r#"{"policy": "demo", "tiers": [1, 2.5, null]}"#)?;
/// assert_eq!(tree, Tree::Map(vec![
///     ("policy".into(), Tree::Text("demo".into())),
///     ("tiers".into(), Tree::List(vec![Tree::Integer(1), Tree::Number(2.5), Tree::Null])),
/// ]));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// Null: the same as absent.
    Null,
    /// True or false.
    Flag(bool),
    /// A whole number.
    Integer(i64),
    /// Another number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Tree>),
    /// A section: keys and values in the order written.
    Map(Vec<(String, Tree)>),
    /// An item taken out of a list while reading goes on after a mistake; the others keep their numbers.
    #[doc(hidden)]
    Removed,
}

/// One step down a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

impl Tree {
    /// The child at a step.
    pub(crate) fn step(&self, step: &Step) -> Option<&Self> {
        match (self, step) {
            (Self::Map(entries), Step::Key(key)) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            (Self::List(items), Step::Index(index)) => items.get(*index),
            _ => None,
        }
    }

    /// Where in the document the `index`th item that is still there stands.
    pub(crate) fn original_index(&self, index: usize) -> Option<usize> {
        let Self::List(items) = self else { return None };
        items.iter().enumerate().filter(|(_, item)| **item != Self::Removed).nth(index).map(|(original, _)| original)
    }

    /// Takes the thing at the path out; false if it is not there.
    pub(crate) fn remove(&mut self, steps: &[Step]) -> bool {
        let Some((step, rest)) = steps.split_first() else { return false };
        match (self, step) {
            (Self::Map(entries), Step::Key(key)) => {
                let Some(at) = entries.iter().position(|(name, _)| name == key) else { return false };
                if rest.is_empty() {
                    entries.remove(at);
                    return true;
                }
                entries.get_mut(at).is_some_and(|(_, value)| value.remove(rest))
            }
            (Self::List(items), Step::Index(index)) => match items.get_mut(*index) {
                Some(Self::Removed) | None => false,
                Some(item) if rest.is_empty() => {
                    *item = Self::Removed;
                    true
                }
                Some(item) => item.remove(rest),
            },
            _ => false,
        }
    }

    /// Keeps the first of repeated keys and reports the others.
    pub(crate) fn remove_duplicate_keys(&mut self, path: &str, problems: &mut Vec<Problem>) {
        match self {
            Self::List(items) => items.iter_mut().enumerate().for_each(|(index, item)| item.remove_duplicate_keys(&format!("{path}[{index}]"), problems)),
            Self::Map(entries) => {
                let mut seen = std::collections::BTreeSet::new();
                entries.retain_mut(|(key, value)| {
                    let here = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    let first = seen.insert(key.clone());
                    if first {
                        value.remove_duplicate_keys(&here, problems);
                    } else {
                        problems.push(Problem::new(code::INPUT_DUPLICATE_KEY, here, format!("the key `{key}` stands here twice")));
                    }
                    first
                });
            }
            _ => {}
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Level(0).deserialize(deserializer)
    }
}

/// Reads a tree at a depth of nesting.
struct Level(usize);

impl Level {
    fn below<E: de::Error>(&self) -> Result<Self, E> {
        if self.0 >= MAX_DEPTH {
            Err(de::Error::custom(format_args!("expected at most {MAX_DEPTH} levels of nesting, found more (input.too_deep)")))
        } else {
            Ok(Self(self.0.saturating_add(1)))
        }
    }
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Tree;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a section, a list, a text, a number, true, false or null")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Tree, E> {
        Ok(Tree::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Tree, E> {
        Ok(Tree::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Tree, E> {
        Ok(i64::try_from(number).map_or(Tree::Number(number as f64), Tree::Integer))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Tree, E> {
        Ok(Tree::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Tree, E> {
        Ok(Tree::Text(text))
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self.below()?)? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            entries.push((key, map.next_value_seed(self.below()?)?));
        }
        Ok(Tree::Map(entries))
    }
}

type TreeError = de::value::Error;

impl<'de> IntoDeserializer<'de, TreeError> for &'de Tree {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for &'de Tree {
    type Error = TreeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TreeError> {
        match self {
            Tree::Null | Tree::Removed => visitor.visit_unit(),
            Tree::Flag(flag) => visitor.visit_bool(*flag),
            Tree::Integer(number) => visitor.visit_i64(*number),
            Tree::Number(number) => visitor.visit_f64(*number),
            Tree::Text(text) => visitor.visit_borrowed_str(text),
            Tree::List(items) => visitor.visit_seq(SeqDeserializer::new(items.iter().filter(|item| **item != Tree::Removed))),
            Tree::Map(entries) => visitor.visit_map(MapDeserializer::new(entries.iter().map(|(key, value)| (key.as_str(), value)))),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, TreeError> {
        if *self == Tree::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, TreeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _name: &'static str, _variants: &'static [&'static str], visitor: V) -> Result<V::Value, TreeError> {
        match self {
            Tree::Text(text) => visitor.visit_enum(StrDeserializer::new(text)),
            Tree::Map(entries) => match entries.as_slice() {
                [(key, value)] => visitor.visit_enum(OneKey { key, value }),
                _ => Err(de::Error::invalid_length(entries.len(), &"a section with one key")),
            },
            other => other.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// `{variant: content}`.
struct OneKey<'de> {
    key: &'de str,
    value: &'de Tree,
}

impl<'de> EnumAccess<'de> for OneKey<'de> {
    type Error = TreeError;
    type Variant = &'de Tree;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, &'de Tree), TreeError> {
        Ok((seed.deserialize(StrDeserializer::<TreeError>::new(self.key))?, self.value))
    }
}

impl<'de> VariantAccess<'de> for &'de Tree {
    type Error = TreeError;

    fn unit_variant(self) -> Result<(), TreeError> {
        if *self == Tree::Null { Ok(()) } else { Err(de::Error::custom("expected no content for this value, found some (input.type)")) }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, TreeError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value, TreeError> {
        self.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _fields: &'static [&'static str], visitor: V) -> Result<V::Value, TreeError> {
        self.deserialize_any(visitor)
    }
}
