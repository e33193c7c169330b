//! A document as every text format and every host sees it: the neutral form before a type is known.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::error::{Problem, code};

/// Problems after which reading a document stops.
pub(crate) const ENOUGH: usize = 100;
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
    /// Stands where something wrong was, so that reading can go on: fits most types, one more with each try.
    #[doc(hidden)]
    StandIn(u8),
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

    /// The thing at a path.
    pub(crate) fn at_mut(&mut self, steps: &[Step]) -> Option<&mut Self> {
        let Some((step, rest)) = steps.split_first() else { return Some(self) };
        let child = match (self, step) {
            (Self::Map(entries), Step::Key(key)) => entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value),
            (Self::List(items), Step::Index(index)) => items.get_mut(*index),
            _ => None,
        };
        child?.at_mut(rest)
    }

    /// Takes the entry of a section at the path out; false if there is none.
    pub(crate) fn remove_entry(&mut self, steps: &[Step]) -> bool {
        let Some((Step::Key(key), section)) = steps.split_last() else { return false };
        let Some(Self::Map(entries)) = self.at_mut(section) else { return false };
        let before = entries.len();
        entries.retain(|(name, _)| name != key);
        entries.len() < before
    }

    /// Whether anything in it is not as it was written.
    pub(crate) fn has_stand_in(&self) -> bool {
        match self {
            Self::StandIn(_) => true,
            Self::List(items) => items.iter().any(Self::has_stand_in),
            Self::Map(entries) => entries.iter().any(|(_, value)| value.has_stand_in()),
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
                    } else if problems.len() < ENOUGH {
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

/// Why a tree is not the value that was asked for, and where in it. The way is noted step by step as the fault is handed up, so
/// that reading what is in order costs nothing.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    text: String,
    /// From the fault up.
    steps: Vec<Step>,
}

impl Fault {
    fn below(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    fn below_key(self, key: &str) -> Self {
        self.below(Step::Key(key.to_owned()))
    }

    /// What is wrong in serde's words, and the way there from the root.
    pub(crate) fn into_parts(mut self) -> (String, Vec<Step>) {
        self.steps.reverse();
        (self.text, self.steps)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { text: message.to_string(), steps: Vec::new() }
    }
}

impl<'de> IntoDeserializer<'de, Fault> for &'de Tree {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The greatest whole number up to which every whole number is an `f64`.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl Tree {
    fn unexpected(&self) -> Unexpected<'_> {
        match self {
            Self::Null | Self::StandIn(_) => Unexpected::Unit,
            Self::Flag(flag) => Unexpected::Bool(*flag),
            Self::Integer(number) => Unexpected::Signed(*number),
            Self::Number(number) => Unexpected::Float(*number),
            Self::Text(text) => Unexpected::Str(text),
            Self::List(_) => Unexpected::Seq,
            Self::Map(_) => Unexpected::Map,
        }
    }

    /// A whole number may be written `12.0`: some languages cannot tell the two apart.
    fn whole<'de, V: Visitor<'de>>(&'de self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Number(number) if number.fract() == 0.0 && number.abs() <= EXACT => visitor.visit_i64(*number as i64),
            other => other.deserialize_any(visitor),
        }
    }
}

/// Whole numbers, which differ in their names only.
macro_rules! whole {
    ($($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            self.whole(visitor)
        })+
    };
}

impl<'de> Deserializer<'de> for &'de Tree {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Tree::Null => visitor.visit_unit(),
            Tree::Flag(flag) => visitor.visit_bool(*flag),
            Tree::Integer(number) => visitor.visit_i64(*number),
            Tree::Number(number) => visitor.visit_f64(*number),
            Tree::Text(text) => visitor.visit_borrowed_str(text),
            Tree::List(items) => visit_items(items, visitor),
            Tree::Map(entries) => visitor.visit_map(Entries::new(entries)),
            Tree::StandIn(0) => visitor.visit_i64(0),
            Tree::StandIn(1) => visitor.visit_str(ANY_TEXT),
            Tree::StandIn(2) => visitor.visit_seq(SeqDeserializer::new(std::iter::empty::<&Tree>())),
            Tree::StandIn(3) => visitor.visit_map(MapDeserializer::new(std::iter::empty::<(&str, &Tree)>())),
            Tree::StandIn(_) => visitor.visit_bool(false),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if let Tree::StandIn(_) = self { visitor.visit_bool(false) } else { self.deserialize_any(visitor) }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if let Tree::StandIn(_) = self { visitor.visit_str(ANY_TEXT) } else { self.deserialize_any(visitor) }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_str(visitor)
    }

    whole! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if let Tree::Null | Tree::StandIn(_) = self { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Tree::List(items) => visit_items(items, visitor),
            Tree::StandIn(_) => visitor.visit_seq(SeqDeserializer::new(std::iter::empty::<&Tree>())),
            // Said here and not by the visitor: the program has one of these for every type of list.
            other => Err(de::Error::invalid_type(other.unexpected(), &visitor)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if let Tree::StandIn(_) = self { Tree::StandIn(3).deserialize_any(visitor) } else { self.deserialize_any(visitor) }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Fault> {
        if let Tree::StandIn(_) = self { visitor.visit_seq(SeqDeserializer::new(std::iter::repeat_n(self, length))) } else { self.deserialize_any(visitor) }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _name: &'static str, length: usize, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(self, _name: &'static str, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        match self {
            Tree::Map(entries) => visitor.visit_map(Entries::new(entries)),
            // With every field, then with none.
            Tree::StandIn(0) => visitor.visit_map(MapDeserializer::new(fields.iter().map(|field| (*field, self)))),
            Tree::StandIn(_) => visitor.visit_map(MapDeserializer::new(std::iter::empty::<(&str, &Tree)>())),
            // A list as well, whose values serde would take for the fields in their order.
            other => Err(de::Error::invalid_type(other.unexpected(), &visitor)),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _name: &'static str, variants: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        match self {
            Tree::Text(name) => visitor.visit_enum(Variant { name, content: None }),
            Tree::Map(entries) => match entries.as_slice() {
                [(name, content)] => visitor.visit_enum(Variant { name, content: Some(content) }),
                _ => Err(de::Error::invalid_length(entries.len(), &"a section with one key")),
            },
            Tree::StandIn(attempt) => match variants.get(usize::from(*attempt)) {
                Some(name) => visitor.visit_enum(Variant { name, content: Some(&Tree::StandIn(0)) }),
                None => Err(de::Error::invalid_type(self.unexpected(), &OneOf(variants))),
            },
            other => Err(de::Error::invalid_type(other.unexpected(), &OneOf(variants))),
        }
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char bytes byte_buf unit unit_struct identifier ignored_any
    }
}

/// Values that are left over are an error.
fn visit_items<'de, V: Visitor<'de>>(items: &'de [Tree], visitor: V) -> Result<V::Value, Fault> {
    let mut rest = Items { rest: items.iter(), read: 0 };
    let value = visitor.visit_seq(&mut rest)?;
    if rest.rest.len() > 0 { Err(de::Error::invalid_length(items.len(), &Length(rest.read))) } else { Ok(value) }
}

struct Length(usize);

impl de::Expected for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} elements in sequence", self.0)
    }
}

struct Items<'de> {
    rest: std::slice::Iter<'de, Tree>,
    read: usize,
}

impl<'de> SeqAccess<'de> for &mut Items<'de> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some(item) = self.rest.next() else { return Ok(None) };
        let at = self.read;
        self.read = at.saturating_add(1);
        seed.deserialize(item).map(Some).map_err(|fault| fault.below(Step::Index(at)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Entries<'de> {
    rest: std::slice::Iter<'de, (String, Tree)>,
    entry: Option<&'de (String, Tree)>,
}

impl<'de> Entries<'de> {
    fn new(entries: &'de [(String, Tree)]) -> Self {
        Self { rest: entries.iter(), entry: None }
    }
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        self.entry = self.rest.next();
        let Some((key, _)) = self.entry else { return Ok(None) };
        seed.deserialize(StrDeserializer::<Fault>::new(key)).map(Some).map_err(|fault| fault.below_key(key))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let (key, value) = self.entry.ok_or_else(|| <Fault as de::Error>::custom("a value was asked for before its key"))?;
        seed.deserialize(value).map_err(|fault| fault.below_key(key))
    }
}

/// A text that is a day as well.
const ANY_TEXT: &str = "2000-01-01";

struct OneOf(&'static [&'static str]);

impl de::Expected for OneOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "one of `{}`", self.0.join("`, `"))
    }
}

/// `{name: content}`, or the name alone.
struct Variant<'de> {
    name: &'de str,
    content: Option<&'de Tree>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        Ok((seed.deserialize(StrDeserializer::<Fault>::new(self.name))?, self))
    }
}

impl<'de> Variant<'de> {
    /// Reads the content, whose place is below the name.
    fn read<T>(self, read: impl FnOnce(&'de Tree) -> Result<T, Fault>) -> Result<T, Fault> {
        match self.content {
            Some(content) => read(content).map_err(|fault| fault.below_key(self.name)),
            None => Err(de::Error::custom(format_args!("expected a section `{{{}: ...}}`, found the name alone ({})", self.name, code::INPUT_TYPE))),
        }
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        if let None | Some(Tree::Null | Tree::StandIn(_)) = self.content {
            return Ok(());
        }
        let name = self.name;
        self.read(|_| Err(de::Error::custom(format_args!("expected the name `{name}` alone, found content below it ({})", code::INPUT_TYPE))))
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        self.read(|content| seed.deserialize(content))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, Fault> {
        self.read(|content| content.deserialize_tuple(length, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        self.read(|content| content.deserialize_struct("", fields, visitor))
    }
}
