//! A portfolio month by month.
