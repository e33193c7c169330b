//! Ids of accounts from columns of texts or whole numbers.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type};
use arrow_array::{Array, ArrowPrimitiveType, StringArray};
use arrow_schema::DataType;

/// The ids as texts, none where there is none; nothing for a column of another type.
pub(crate) fn texts(array: &dyn Array) -> Option<StringArray> {
    fn numbers<T: ArrowPrimitiveType<Native: ToString>>(array: &dyn Array) -> StringArray {
        array.as_primitive::<T>().iter().map(|number| number.map(|number| number.to_string())).collect()
    }
    let some = |id: Option<&str>| id.map(str::trim).filter(|id| !id.is_empty()).map(ToOwned::to_owned);
    Some(match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().iter().map(some).collect(),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().map(some).collect(),
        DataType::Utf8View => array.as_string_view().iter().map(some).collect(),
        DataType::Int8 => numbers::<Int8Type>(array),
        DataType::Int16 => numbers::<Int16Type>(array),
        DataType::Int32 => numbers::<Int32Type>(array),
        DataType::Int64 => numbers::<Int64Type>(array),
        DataType::UInt8 => numbers::<UInt8Type>(array),
        DataType::UInt16 => numbers::<UInt16Type>(array),
        DataType::UInt32 => numbers::<UInt32Type>(array),
        DataType::UInt64 => numbers::<UInt64Type>(array),
        DataType::Dictionary(..) => {
            let dictionary = array.as_any_dictionary();
            let words = texts(dictionary.values().as_ref())?;
            let word = |(at, key): (usize, usize)| (dictionary.is_valid(at) && words.is_valid(key)).then(|| words.value(key).to_owned());
            dictionary.normalized_keys().into_iter().enumerate().map(word).collect()
        }
        _ => return None,
    })
}
