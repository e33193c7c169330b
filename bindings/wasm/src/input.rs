//! What JavaScript hands over, as documents: the core's decoder reads them as it reads every format.

use serde::de::value::StrDeserializer;
use serde::de::{Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use tierwise::error::code;
use tierwise::tree::Tree;
use tierwise::wire;

use crate::tape;

type Fault = serde::de::value::Error;

/// The values that stand for the arguments of a call, one after the other.
#[derive(Clone)]
pub(crate) struct Input<'de> {
    numbers: std::slice::Iter<'de, f64>,
    text: &'de str,
    /// Whether every letter is one byte and one UTF-16 unit.
    ascii: bool,
}

impl<'de> Input<'de> {
    pub(crate) fn new(numbers: &'de [f64], text: &'de str) -> Self {
        Self { numbers: numbers.iter(), text, ascii: text.is_ascii() }
    }

    /// The next argument.
    pub(crate) fn read<T: DeserializeOwned>(&mut self) -> Result<T, tierwise::Error> {
        let start = self.clone();
        // Most values are in order: only where one is not is it read step by step, to tell the place.
        if let Ok(tree) = Tree::deserialize(&mut *self) {
            return wire::read_tree(&tree);
        }
        *self = start;
        wire::read(self)
    }

    fn number(&mut self) -> f64 {
        self.numbers.next().copied().unwrap_or(tape::END)
    }

    fn text(&mut self, length: f64) -> &'de str {
        let end = if self.ascii { length as usize } else { self.bytes(length) };
        let (text, rest) = self.text.split_at_checked(end).unwrap_or((self.text, ""));
        self.text = rest;
        text
    }

    /// How many bytes so many UTF-16 units are.
    fn bytes(&self, length: f64) -> usize {
        let mut units = 0.0;
        let end = self.text.char_indices().find(|(_, letter)| {
            units += letter.len_utf16() as f64;
            units > length
        });
        end.map_or(self.text.len(), |(at, _)| at)
    }
}

impl<'de> Deserializer<'de> for &mut Input<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.number() {
            tape::FALSE => visitor.visit_bool(false),
            tape::TRUE => visitor.visit_bool(true),
            tape::NUMBER => visitor.visit_f64(self.number()),
            tape::TEXT => {
                let length = self.number();
                visitor.visit_borrowed_str(self.text(length))
            }
            tape::LIST => visitor.visit_seq(self),
            tape::SECTION => visitor.visit_map(self),
            tape::OTHER => {
                let length = self.number();
                Err(Fault::custom(format_args!("expected data as JSON has it, found {} ({})", self.text(length), code::INPUT_TYPE)))
            }
            _ => visitor.visit_unit(),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> SeqAccess<'de> for &mut Input<'de> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        if self.numbers.as_slice().first().is_none_or(|tag| *tag == tape::END) {
            self.number();
            return Ok(None);
        }
        seed.deserialize(&mut **self).map(Some)
    }
}

impl<'de> MapAccess<'de> for &mut Input<'de> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let length = self.number();
        if length == tape::END {
            return Ok(None);
        }
        seed.deserialize(StrDeserializer::<Fault>::new(self.text(length))).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(&mut **self)
    }
}
