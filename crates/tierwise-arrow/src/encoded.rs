//! Arrays that say each of their values once: dictionaries and runs, of any type.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int16Type, Int32Type, Int64Type, RunEndIndexType};
use arrow_array::{Array, RunArray};
use arrow_buffer::ArrowNativeType;
use arrow_schema::DataType;
use tierwise::fact::FactType;

/// The place that no array has.
const NOWHERE: usize = usize::MAX;

/// The values of an encoded array, and for each row its value's place. None for other arrays, and for dictionaries of texts that are
/// read as words, which need no decoding.
pub(crate) fn places(array: &dyn Array, fact_type: FactType) -> Option<(Vec<usize>, &dyn Array)> {
    if let Some(array) = array.as_any_dictionary_opt() {
        let values = array.values();
        if fact_type == FactType::Category && matches!(values.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) {
            return None;
        }
        // Without values there are no keys, either.
        let mut places = if values.is_empty() { vec![NOWHERE; array.len()] } else { array.normalized_keys() };
        if let Some(nulls) = array.keys().nulls() {
            places.iter_mut().zip(nulls).filter(|(_, is_there)| !is_there).for_each(|(place, _)| *place = NOWHERE);
        }
        return Some((places, values));
    }
    match array.data_type() {
        DataType::RunEndEncoded(ends, _) => match ends.data_type() {
            DataType::Int16 => array.as_run_opt::<Int16Type>().map(runs),
            DataType::Int32 => array.as_run_opt::<Int32Type>().map(runs),
            _ => array.as_run_opt::<Int64Type>().map(runs),
        },
        _ => None,
    }
}

fn runs<R: RunEndIndexType>(array: &RunArray<R>) -> (Vec<usize>, &dyn Array) {
    let (ends, offset) = (array.run_ends(), array.run_ends().offset());
    let mut places = Vec::with_capacity(ends.len());
    for (place, end) in ends.values().iter().enumerate() {
        // Runs before a slice are of no length, and those behind it, too.
        let end = end.as_usize().saturating_sub(offset).min(ends.len());
        places.resize(end.max(places.len()), place);
    }
    (places, array.values())
}
