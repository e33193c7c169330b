//! Policies and accounts as text.
