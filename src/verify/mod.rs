//! Verification: whether an index is what was written and says what is so; and its repair from the sources.

pub(crate) mod check;
mod repair;

pub use check::Damage;
