//! How values cross the border: all in one call, as numbers and one text with all of their texts. JSON takes three times as long.
//! `js/tape.js` is the other side.
//!
//! A value is its tag, and what the tag says after it. Texts are in the one text, in order; a length is one in UTF-16 units.
//! A key of a section is a length without a tag. A name of the program, which only results have, is where it stands in memory,
//! below zero so that it is no length; JavaScript reads it once.

/// After the last part of a list or section.
pub(crate) const END: f64 = -1.0;
pub(crate) const NULL: f64 = 0.0;
pub(crate) const FALSE: f64 = 1.0;
pub(crate) const TRUE: f64 = 2.0;
/// The number follows.
pub(crate) const NUMBER: f64 = 3.0;
/// The length follows.
pub(crate) const TEXT: f64 = 4.0;
/// Values follow, and the end.
pub(crate) const LIST: f64 = 5.0;
/// Keys and values in turn follow, and the end.
pub(crate) const SECTION: f64 = 6.0;
/// A name of the program follows.
pub(crate) const NAME: f64 = 7.0;
/// No data: the length of what it is called follows.
pub(crate) const OTHER: f64 = 8.0;

/// An address is multiplied by this; the length of a name is below it.
pub(crate) const LENGTHS: f64 = 65_536.0;
