//! Sigla: the short names of witnesses.

use std::collections::HashMap;

/// The most characters of a siglum; what is longer is a description of the witness.
const LONGEST: usize = 8;

/// The sigla of witnesses by their identifiers.
#[derive(Default)]
pub(super) struct Sigla {
    by_id: HashMap<String, String>,
}

impl Sigla {
    /// A witness of the list: it is called as the list shows it, where that is short, else by its identifier.
    pub(super) fn add(&mut self, id: Option<String>, shown: &str) {
        let is_siglum = (1..=LONGEST).contains(&shown.chars().count());
        if let Some(id) = id.filter(|_| is_siglum) {
            self.by_id.insert(id, shown.to_owned());
        }
    }

    /// The sigla of those that an attribute names: identifiers, or sigla themselves.
    pub(super) fn of(&self, witnesses: &str) -> Vec<String> {
        let mut sigla = Vec::new();
        for word in witnesses.split_whitespace() {
            match word.strip_prefix('#') {
                Some(id) => sigla.push(self.by_id.get(id).cloned().unwrap_or_else(|| id.to_owned())),
                // `【宋】【元】`.
                None => sigla.extend(word.split_inclusive('】').map(str::to_owned)),
            }
        }
        sigla
    }
}
