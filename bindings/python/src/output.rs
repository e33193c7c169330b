//! From the core's data to Python objects: dicts, lists, texts, numbers, flags and `None`, in the shape of the file format.

use std::cell::RefCell;
use std::fmt;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use serde::ser::{self, Impossible, Serialize, Serializer};

/// A result on its way to Python.
pub(crate) struct Output<T>(pub(crate) T);

impl<'py, T: Serialize> IntoPyObject<'py> for Output<T> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.serialize(Objects(py)).map_err(|Raised(error)| error)
    }
}

/// What Python raised on the way.
#[derive(Debug)]
struct Raised(PyErr);

impl fmt::Display for Raised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Raised {}

impl ser::Error for Raised {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(pyo3::exceptions::PyRuntimeError::new_err(message.to_string()))
    }
}

impl<E: Into<PyErr>> From<E> for Raised {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// Texts that were made before: keys, ids and reasons come again in every result.
const REMEMBERED: usize = 4096;
/// Spreads places in memory: 2^64 by the golden ratio.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

thread_local! {
    static TEXTS: RefCell<Vec<Option<Py<PyString>>>> = const { RefCell::new(Vec::new()) };
}

/// The Python text of a text: the one made before, if it is looked for at the same place in memory and has the same letters.
fn text<'py>(py: Python<'py>, letters: &str, make: fn(Python<'py>, &str) -> Bound<'py, PyString>) -> Bound<'py, PyString> {
    TEXTS.with_borrow_mut(|texts| {
        texts.resize_with(REMEMBERED, || None);
        let place = (letters.as_ptr().addr() as u64).wrapping_mul(SPREAD).rotate_left(REMEMBERED.trailing_zeros()) as usize % REMEMBERED;
        let Some(slot) = texts.get_mut(place) else { return make(py, letters) };
        match slot {
            Some(text) if text.bind(py).to_str().is_ok_and(|known| known == letters) => text.bind(py).clone(),
            _ => slot.insert(make(py, letters).unbind()).bind(py).clone(),
        }
    })
}

type Made<'py> = Result<Bound<'py, PyAny>, Raised>;

#[derive(Clone, Copy)]
struct Objects<'py>(Python<'py>);

/// Values that Python has as they are.
macro_rules! scalars {
    ($($method:ident($kind:ty))+) => {
        $(fn $method(self, value: $kind) -> Made<'py> {
            Ok(value.into_pyobject(self.0)?.into_any())
        })+
    };
}

impl<'py> Serializer for Objects<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Raised;
    type SerializeSeq = Items<'py>;
    type SerializeTuple = Items<'py>;
    type SerializeTupleStruct = Items<'py>;
    type SerializeTupleVariant = Impossible<Self::Ok, Raised>;
    type SerializeMap = Entries<'py>;
    type SerializeStruct = Entries<'py>;
    type SerializeStructVariant = Impossible<Self::Ok, Raised>;

    scalars! {
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64) serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64)
        serialize_f32(f32) serialize_f64(f64) serialize_char(char) serialize_bytes(&[u8])
    }

    fn serialize_str(self, letters: &str) -> Made<'py> {
        Ok(text(self.0, letters, PyString::new).into_any())
    }

    fn serialize_bool(self, flag: bool) -> Made<'py> {
        Ok(flag.into_pyobject(self.0)?.to_owned().into_any())
    }

    fn serialize_none(self) -> Made<'py> {
        Ok(self.0.None().into_bound(self.0))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Made<'py> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Made<'py> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Made<'py> {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Made<'py> {
        Ok(text(self.0, variant, PyString::intern).into_any())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Made<'py> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(self, _: &'static str, _: u32, variant: &'static str, value: &T) -> Made<'py> {
        let entry = PyDict::new(self.0);
        entry.set_item(text(self.0, variant, PyString::intern), value.serialize(self)?)?;
        Ok(entry.into_any())
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Items<'py>, Raised> {
        Ok(Items(self.0, Vec::with_capacity(length.unwrap_or(0))))
    }

    fn serialize_tuple(self, length: usize) -> Result<Items<'py>, Raised> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Items<'py>, Raised> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(self, name: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self::SerializeTupleVariant, Raised> {
        Err(ser::Error::custom(name))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'py>, Raised> {
        Ok(Entries(PyDict::new(self.0), None))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries<'py>, Raised> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(self, name: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self::SerializeStructVariant, Raised> {
        Err(ser::Error::custom(name))
    }
}

/// A list as it grows.
struct Items<'py>(Python<'py>, Vec<Bound<'py, PyAny>>);

/// Lists, which differ in their names only.
macro_rules! lists {
    ($($list:ident::$method:ident)+) => {
        $(impl<'py> ser::$list for Items<'py> {
            type Ok = Bound<'py, PyAny>;
            type Error = Raised;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Raised> {
                self.1.push(value.serialize(Objects(self.0))?);
                Ok(())
            }

            fn end(self) -> Made<'py> {
                Ok(PyList::new(self.0, self.1)?.into_any())
            }
        })+
    };
}

lists! { SerializeSeq::serialize_element SerializeTuple::serialize_element SerializeTupleStruct::serialize_field }

/// A section as it grows, and the key whose value comes next.
struct Entries<'py>(Bound<'py, PyDict>, Option<Bound<'py, PyAny>>);

impl<'py> ser::SerializeMap for Entries<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Raised;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Raised> {
        self.1 = Some(key.serialize(Objects(self.0.py()))?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Raised> {
        let value = value.serialize(Objects(self.0.py()))?;
        Ok(self.0.set_item(self.1.take(), value)?)
    }

    fn end(self) -> Made<'py> {
        Ok(self.0.into_any())
    }
}

impl<'py> ser::SerializeStruct for Entries<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Raised;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Raised> {
        let py = self.0.py();
        Ok(self.0.set_item(text(py, key, PyString::intern), value.serialize(Objects(py))?)?)
    }

    fn end(self) -> Made<'py> {
        Ok(self.0.into_any())
    }
}
