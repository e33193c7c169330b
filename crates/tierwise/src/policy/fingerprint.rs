//! The fingerprint of a policy: SHA-256 of its canonical form, equal in every language (rule S8).
//!
//! The canonical form is JSON without blanks, keys in ascending order, keys at their default left out
//! and whole numbers without a fraction. So the same document in YAML, TOML or JSON, with its keys in any
//! order, has the same fingerprint, and a key that a later version of the library adds leaves it as it is.

use std::fmt::Write as _;

use serde::Serialize;
use serde::ser::{self, Serializer};
use sha2::{Digest, Sha256};

/// SHA-256 of the canonical form, in lower-case hexadecimal digits.
pub(crate) fn fingerprint(value: &impl Serialize) -> String {
    let text = canonical(value).unwrap_or_default();
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// The canonical form; fails only for types that no policy holds (bytes, maps with other keys than texts).
fn canonical(value: &impl Serialize) -> Result<String, NotCanonical> {
    value.serialize(Canonical)
}

/// A type without a canonical form.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NotCanonical(String);

impl ser::Error for NotCanonical {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if u32::from(control) < 0x20 => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

struct Canonical;

/// A list, or the content of a variant: `{"variant":content}`.
struct Items {
    items: Vec<String>,
    variant: Option<&'static str>,
}

/// A section: quoted keys with their values; sorted when it ends.
struct Entries {
    entries: Vec<(String, String)>,
    key: String,
    variant: Option<&'static str>,
}

impl Entries {
    fn new(variant: Option<&'static str>) -> Self {
        Self { entries: Vec::new(), key: String::new(), variant }
    }

    fn finish(mut self) -> String {
        // By the text of the key: the closing quote must not count.
        self.entries.sort_by(|(one, _), (other, _)| one.trim_end_matches('"').cmp(other.trim_end_matches('"')));
        let fields: Vec<String> = self.entries.into_iter().map(|(key, value)| format!("{key}:{value}")).collect();
        in_variant(self.variant, format!("{{{}}}", fields.join(",")))
    }
}

fn in_variant(variant: Option<&'static str>, content: String) -> String {
    variant.map_or(content.clone(), |name| format!("{{{}:{content}}}", quoted(name)))
}

macro_rules! as_text {
    ($($method:ident: $type:ty),+) => {
        $(fn $method(self, value: $type) -> Result<String, NotCanonical> {
            Ok(value.to_string())
        })+
    };
}

impl Serializer for Canonical {
    type Ok = String;
    type Error = NotCanonical;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Entries;

    as_text!(serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64);
    as_text!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32, serialize_f64: f64);

    fn serialize_char(self, value: char) -> Result<String, NotCanonical> {
        Ok(quoted(&value.to_string()))
    }

    fn serialize_str(self, text: &str) -> Result<String, NotCanonical> {
        Ok(quoted(text))
    }

    fn serialize_bytes(self, _bytes: &[u8]) -> Result<String, NotCanonical> {
        Err(ser::Error::custom("bytes have no canonical form"))
    }

    fn serialize_none(self) -> Result<String, NotCanonical> {
        Ok("null".to_owned())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<String, NotCanonical> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<String, NotCanonical> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<String, NotCanonical> {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Result<String, NotCanonical> {
        Ok(quoted(variant))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> Result<String, NotCanonical> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<String, NotCanonical> {
        value.serialize(self).map(|content| in_variant(Some(variant), content))
    }

    fn serialize_seq(self, _length: Option<usize>) -> Result<Items, NotCanonical> {
        Ok(Items { items: Vec::new(), variant: None })
    }

    fn serialize_tuple(self, length: usize) -> Result<Items, NotCanonical> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _name: &'static str, length: usize) -> Result<Items, NotCanonical> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(self, _name: &'static str, _index: u32, variant: &'static str, _length: usize) -> Result<Items, NotCanonical> {
        Ok(Items { items: Vec::new(), variant: Some(variant) })
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Entries, NotCanonical> {
        Ok(Entries::new(None))
    }

    fn serialize_struct(self, _name: &'static str, _length: usize) -> Result<Entries, NotCanonical> {
        Ok(Entries::new(None))
    }

    fn serialize_struct_variant(self, _name: &'static str, _index: u32, variant: &'static str, _length: usize) -> Result<Entries, NotCanonical> {
        Ok(Entries::new(Some(variant)))
    }
}

macro_rules! list {
    ($($trait:ident: $method:ident),+) => {
        $(impl ser::$trait for Items {
            type Ok = String;
            type Error = NotCanonical;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotCanonical> {
                value.serialize(Canonical).map(|item| self.items.push(item))
            }

            fn end(self) -> Result<String, NotCanonical> {
                Ok(in_variant(self.variant, format!("[{}]", self.items.join(","))))
            }
        })+
    };
}
list!(SerializeSeq: serialize_element, SerializeTuple: serialize_element, SerializeTupleStruct: serialize_field, SerializeTupleVariant: serialize_field);

macro_rules! section {
    ($($trait:ident),+) => {
        $(impl ser::$trait for Entries {
            type Ok = String;
            type Error = NotCanonical;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), NotCanonical> {
                value.serialize(Canonical).map(|value| self.entries.push((quoted(key), value)))
            }

            fn end(self) -> Result<String, NotCanonical> {
                Ok(self.finish())
            }
        })+
    };
}
section!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Entries {
    type Ok = String;
    type Error = NotCanonical;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NotCanonical> {
        self.key = key.serialize(Canonical)?;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotCanonical> {
        let key = std::mem::take(&mut self.key);
        value.serialize(Canonical).map(|value| self.entries.push((key, value)))
    }

    fn end(self) -> Result<String, NotCanonical> {
        Ok(self.finish())
    }
}
