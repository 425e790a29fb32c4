//! Values as they are told: what stands in JSON for what a field holds.

use serde::Serializer;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt::Display;

/// A share as it is told everywhere: to four decimals.
#[must_use]
pub fn share(share: f32) -> f32 {
    (share * 10_000.0).round() / 10_000.0
}

/// A share with as many decimals as it is told with, for `serialize_with`.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde passes it")]
pub(crate) fn told_share<S: Serializer>(told: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f32(share(*told))
}

/// A share that is not always known, for `serialize_with`.
#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "as serde passes it")]
pub(crate) fn told_known_share<S: Serializer>(told: &Option<f32>, serializer: S) -> Result<S::Ok, S::Error> {
    match told {
        Some(told) => told_share(told, serializer),
        None => serializer.serialize_none(),
    }
}

/// A value as it is shown, for `serialize_with`.
pub(crate) fn shown<S: Serializer>(value: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// Values that are JSON text already, for `serialize_with`; what is no JSON is left out.
pub(crate) fn told_json<S: Serializer>(
    values: &BTreeMap<String, String>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let value = |(name, text): (&'_ String, &'_ String)| {
        Some((name.clone(), RawValue::from_string(text.clone()).ok()?))
    };
    serializer.collect_map(values.iter().filter_map(value))
}
