//! Texts and dictionaries of texts as words by their places.

use std::collections::BTreeMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowDictionaryKeyType, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type};
use arrow_array::{Array, ArrayAccessor, DictionaryArray};
use arrow_buffer::ArrowNativeType;
use arrow_schema::DataType;
use tierwise::columns::Codes;

/// Places in a dictionary.
pub(crate) enum Places<'a> {
    Borrowed(Codes<'a>),
    Owned(Vec<u32>),
}

impl Places<'_> {
    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Borrowed(Codes::I8(codes)) => codes.len(),
            Self::Borrowed(Codes::I32(codes)) => codes.len(),
            Self::Borrowed(Codes::U8(codes)) => codes.len(),
            Self::Borrowed(Codes::U32(codes)) => codes.len(),
            Self::Owned(codes) => codes.len(),
        }
    }

    /// The place of a row's word.
    pub(crate) fn at(&self, row: usize) -> Option<usize> {
        match self {
            Self::Borrowed(Codes::I8(codes)) => codes.get(row)?.to_usize(),
            Self::Borrowed(Codes::I32(codes)) => codes.get(row)?.to_usize(),
            Self::Borrowed(Codes::U8(codes)) => codes.get(row)?.to_usize(),
            Self::Borrowed(Codes::U32(codes)) => codes.get(row)?.to_usize(),
            Self::Owned(codes) => codes.get(row)?.to_usize(),
        }
    }
}

/// Words by their places: a dictionary's own, or one that is made of texts in the order in which they first stand.
pub(crate) fn words(array: &dyn Array) -> Option<(Places<'_>, Vec<&str>)> {
    Some(match array.data_type() {
        DataType::Utf8 => intern(array.as_string::<i32>()),
        DataType::LargeUtf8 => intern(array.as_string::<i64>()),
        DataType::Utf8View => intern(array.as_string_view()),
        DataType::Dictionary(key, _) => {
            fn owned<K: ArrowDictionaryKeyType>(array: &dyn Array) -> (Places<'_>, &dyn Array) {
                let array = array.as_dictionary::<K>();
                let place = |key: &K::Native| key.to_usize().and_then(|key| u32::try_from(key).ok()).unwrap_or(u32::MAX);
                (Places::Owned(array.keys().values().iter().map(place).collect()), array.values())
            }
            fn borrowed<K: ArrowDictionaryKeyType>(array: &DictionaryArray<K>) -> (Places<'_>, &dyn Array)
            where
                for<'k> Codes<'k>: From<&'k [K::Native]>,
            {
                (Places::Borrowed(Codes::from(&**array.keys().values())), array.values())
            }
            let (places, values) = match **key {
                DataType::Int8 => borrowed(array.as_dictionary::<Int8Type>()),
                DataType::Int32 => borrowed(array.as_dictionary::<Int32Type>()),
                DataType::UInt8 => borrowed(array.as_dictionary::<UInt8Type>()),
                DataType::UInt32 => borrowed(array.as_dictionary::<UInt32Type>()),
                DataType::Int16 => owned::<Int16Type>(array),
                DataType::Int64 => owned::<Int64Type>(array),
                DataType::UInt16 => owned::<UInt16Type>(array),
                DataType::UInt64 => owned::<UInt64Type>(array),
                _ => return None,
            };
            (places, texts(values)?)
        }
        _ => return None,
    })
}

/// The texts of a dictionary; what is null there is missing by the validity.
fn texts(values: &dyn Array) -> Option<Vec<&str>> {
    fn all<'a>(values: impl ArrayAccessor<Item = &'a str>) -> Vec<&'a str> {
        (0..values.len()).map(|at| values.value(at)).collect()
    }
    Some(match values.data_type() {
        DataType::Utf8 => all(values.as_string::<i32>()),
        DataType::LargeUtf8 => all(values.as_string::<i64>()),
        DataType::Utf8View => all(values.as_string_view()),
        _ => return None,
    })
}

fn intern<'a>(texts: impl ArrayAccessor<Item = &'a str>) -> (Places<'a>, Vec<&'a str>) {
    let (mut words, mut places) = (Vec::new(), BTreeMap::new());
    // Most columns have few words: what was met last of each length and first letter is most often met again.
    let mut recent = [("", u32::MAX); 64];
    let place = |row| {
        if texts.is_null(row) {
            return u32::MAX;
        }
        let word = texts.value(row);
        let first = word.as_bytes().first().copied().map_or(0, usize::from);
        let Some((known, place)) = recent.get_mut((first ^ word.len().wrapping_mul(8)) % 64) else { return u32::MAX };
        if *known != word || *place == u32::MAX {
            let new = *places.entry(word).or_insert_with(|| {
                words.push(word);
                u32::try_from(words.len().saturating_sub(1)).unwrap_or(u32::MAX)
            });
            (*known, *place) = (word, new);
        }
        *place
    };
    let places = (0..texts.len()).map(place).collect();
    (Places::Owned(places), words)
}
