//! Packages: one file made of several parts that are packed together as zip, such as a book or what a word processor
//! writes.

use super::zip;
use super::zip::Entry;
use super::zip::Source;
use crate::message;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use percent_encoding::percent_decode_str;
use std::collections::HashMap;

/// The parts of a file, by their paths in it.
pub(in crate::read) struct Package<'a> {
    input: &'a Input,
    source: Source<'a>,
    parts: HashMap<String, Entry>,
}

impl<'a> Package<'a> {
    /// Reads the list of the parts of a file.
    ///
    /// # Errors
    /// Says why when it is not packed as zip, or cut short.
    pub(in crate::read) fn open(input: &'a Input) -> Result<Self, Refusal> {
        let source = Source::of(input)?;
        let Some(entries) = zip::entries(&source, input)? else {
            return Err(message!("cut short or damaged: the list of its parts is not at its end").into());
        };
        // Of two parts of one path the last is that which other programs read.
        let parts =
            entries.into_iter().map(|entry| (String::from_utf8_lossy(&entry.name).replace('\\', "/"), entry));
        Ok(Package { input, parts: parts.collect(), source })
    }

    /// The bytes of a part, unpacked; none when there is no such part.
    ///
    /// # Errors
    /// Says why it cannot be read: it is damaged, encrypted, packed beyond all measure, or longer than may be held.
    pub(in crate::read) fn part(&self, path: &str) -> Result<Option<Vec<u8>>, Refusal> {
        self.parts.get(path).map(|entry| zip::bytes(&self.source, entry, self.input)).transpose()
    }

    /// The path of the part that another one refers to, as the package has it: some have it as it is written.
    pub(in crate::read) fn path(&self, from: &str, reference: &str) -> String {
        let (path, written) = (resolve(from, reference), resolve(from, &reference.replace('%', "%25")));
        if !self.has(&path) && self.has(&written) { written } else { path }
    }

    /// Whether there is such a part.
    pub(in crate::read) fn has(&self, path: &str) -> bool {
        self.parts.contains_key(path)
    }
}

/// The path of the part that another part, at `from`, refers to: relative to that, or from the root of the package.
pub(in crate::read) fn resolve(from: &str, reference: &str) -> String {
    let reference = reference.split(['#', '?']).next().unwrap_or_default();
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = if reference.starts_with('/') { "" } else { folder };
    let mut steps: Vec<String> = Vec::new();
    let decoded = reference.split('/').map(|step| percent_decode_str(step).decode_utf8_lossy().into_owned());
    for step in folder.split('/').map(str::to_owned).chain(decoded) {
        match step.as_str() {
            "" | "." => {}
            ".." => drop(steps.pop()),
            _ => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_named_from_the_one_that_refers_to_it() {
        for (reference, path) in [
            ("b.xhtml", "OEBPS/text/b.xhtml"),
            ("./b.xhtml#n1", "OEBPS/text/b.xhtml"),
            ("../a/b.xhtml?x", "OEBPS/a/b.xhtml"),
            ("/a/b.xml", "a/b.xml"),
            ("../../../a.xml", "a.xml"),
            ("%E4%B8%80%20%E4%BA%8C.xhtml", "OEBPS/text/一 二.xhtml"),
        ] {
            assert_eq!(resolve("OEBPS/text/a.xhtml", reference), path);
        }
        assert_eq!(resolve("a.xml", "b.xml"), "b.xml");
    }
}
