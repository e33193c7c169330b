//! Results, written down for JavaScript.

use serde::ser::{self, Error, Serialize, Serializer};
use tierwise_text::TextError;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::tape;

#[wasm_bindgen(raw_module = "./tape.js")]
extern "C" {
    /// Builds a value of what was written down.
    fn build(numbers: &[f64], text: &str) -> JsValue;
    /// Makes a `TierwiseError`.
    fn refusal(message: &str, problems: JsValue) -> JsValue;
}

/// A result as JavaScript gets it, or the `TierwiseError` that it throws.
pub(crate) type Answer = Result<JsValue, Refused>;

pub(crate) fn answer<T: Serialize + ?Sized>(value: &T) -> Answer {
    Ok(handed_over(value))
}

fn handed_over<T: Serialize + ?Sized>(value: &T) -> JsValue {
    let mut tape = Tape::default();
    match value.serialize(&mut tape) {
        Ok(()) => build(&tape.numbers, &tape.text),
        // Nothing that the core writes has bytes in it, or keys that are no texts.
        Err(fault) => wasm_bindgen::throw_str(&fault.to_string()),
    }
}

/// What JavaScript throws.
#[derive(Debug)]
pub struct Refused(JsValue);

impl From<tierwise::Error> for Refused {
    fn from(error: tierwise::Error) -> Self {
        Self(refusal(&error.to_string(), handed_over(error.problems())))
    }
}

impl From<TextError> for Refused {
    fn from(error: TextError) -> Self {
        Self(refusal(&error.to_string(), handed_over(error.problems())))
    }
}

impl From<Refused> for JsValue {
    fn from(Refused(error): Refused) -> Self {
        error
    }
}

#[derive(Default)]
struct Tape {
    numbers: Vec<f64>,
    text: String,
}

type Written = Result<(), Fault>;
type Fault = serde::de::value::Error;

impl Tape {
    fn put<const COUNT: usize>(&mut self, numbers: [f64; COUNT]) -> Written {
        self.numbers.extend(numbers);
        Ok(())
    }
}

/// Where a name of the program stands.
fn place_of(name: &'static str) -> f64 {
    tape::END - 1.0 - (name.as_ptr().addr() as f64 * tape::LENGTHS + name.len() as f64)
}

/// Numbers, which differ in their types only. The core's results are exact as an `f64`.
macro_rules! numbers {
    ($($method:ident: $number:ty),+) => {
        $(fn $method(self, number: $number) -> Written {
            self.put([tape::NUMBER, number as f64])
        })+
    };
}

impl Serializer for &mut Tape {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    numbers! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32,
        serialize_u64: u64, serialize_f32: f32, serialize_f64: f64
    }

    fn serialize_bool(self, flag: bool) -> Written {
        self.put([if flag { tape::TRUE } else { tape::FALSE }])
    }

    fn serialize_char(self, letter: char) -> Written {
        self.serialize_str(letter.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Written {
        self.text.push_str(text);
        let length = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
        self.put([tape::TEXT, length as f64])
    }

    fn serialize_bytes(self, _bytes: &[u8]) -> Written {
        Err(Fault::custom("a result has bytes in it"))
    }

    fn serialize_none(self) -> Written {
        self.put([tape::NULL])
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.put([tape::NULL])
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Written {
        self.put([tape::NULL])
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Written {
        self.put([tape::NAME, place_of(variant)])
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(self, _name: &'static str, _index: u32, variant: &'static str, value: &T) -> Written {
        self.put([tape::SECTION, place_of(variant)])?;
        value.serialize(&mut *self)?;
        self.put([tape::END])
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Self, Fault> {
        self.put([tape::LIST]).map(|()| self)
    }

    fn serialize_tuple(self, _length: usize) -> Result<Self, Fault> {
        self.put([tape::LIST]).map(|()| self)
    }

    fn serialize_tuple_struct(self, _name: &'static str, _length: usize) -> Result<Self, Fault> {
        self.put([tape::LIST]).map(|()| self)
    }

    fn serialize_tuple_variant(self, _name: &'static str, _index: u32, variant: &'static str, _length: usize) -> Result<Self, Fault> {
        self.put([tape::SECTION, place_of(variant), tape::LIST]).map(|()| self)
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Self, Fault> {
        self.put([tape::SECTION]).map(|()| self)
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<Self, Fault> {
        self.put([tape::SECTION]).map(|()| self)
    }

    fn serialize_struct_variant(self, _name: &'static str, _index: u32, variant: &'static str, _length: usize) -> Result<Self, Fault> {
        self.put([tape::SECTION, place_of(variant), tape::SECTION]).map(|()| self)
    }
}

/// Lists and sections, which differ in their traits only.
macro_rules! parts {
    ($($part:ident: $method:ident($($key:ident: $name:ty)?), $end:expr;)+) => {
        $(impl ser::$part for &mut Tape {
            type Ok = ();
            type Error = Fault;

            fn $method<T: Serialize + ?Sized>(&mut self, $($key: $name,)? value: &T) -> Written {
                $(self.put([place_of($key)])?;)?
                value.serialize(&mut **self)
            }

            fn end(self) -> Written {
                self.put($end)
            }
        })+
    };
}

parts! {
    SerializeSeq: serialize_element(), [tape::END];
    SerializeTuple: serialize_element(), [tape::END];
    SerializeTupleStruct: serialize_field(), [tape::END];
    SerializeTupleVariant: serialize_field(), [tape::END, tape::END];
    SerializeStruct: serialize_field(key: &'static str), [tape::END];
    SerializeStructVariant: serialize_field(key: &'static str), [tape::END, tape::END];
}

impl ser::SerializeMap for &mut Tape {
    type Ok = ();
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        let tag_at = self.numbers.len();
        key.serialize(&mut **self)?;
        // Whatever a text or a name is written as, without its tag.
        match self.numbers.get(tag_at) {
            Some(&(tape::TEXT | tape::NAME)) => drop(self.numbers.remove(tag_at)),
            _ => return Err(Fault::custom("a result has a key that is no text")),
        }
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        value.serialize(&mut **self)
    }

    fn end(self) -> Written {
        self.put([tape::END])
    }
}
