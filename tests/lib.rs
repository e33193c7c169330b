//! The corpus of cases that every language runs.
