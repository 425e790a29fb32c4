//! A condition on documents, as the query language writes it.

/// `field:"value"`, in quotation marks that do not stand in the value.
pub(crate) fn condition(field: &str, value: &str) -> String {
    let (open, close) = if value.contains('"') { ('「', '」') } else { ('"', '"') };
    format!("{field}:{open}{value}{close}")
}
