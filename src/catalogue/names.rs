//! What documents are called: as their folder calls them, and so that no two have one name.

use super::Record;
use std::collections::HashMap;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::Path;

/// Gives each document its key: what its folder calls it. Of several that would have one key the first keeps it, in
/// the order of the folders, files and records; the others get their file's key in front, if they are records with
/// names of their own, or their folder's name, and a number behind it where that is taken too. So the keys follow from what there is, not
/// from how it came there.
pub(crate) fn name(records: &mut [Record], roots: &[String]) {
    let ranks: HashMap<&str, usize> = roots.iter().map(String::as_str).zip(0..).collect();
    let rank = |record: &Record| ranks.get(record.origin.root.as_str()).copied().unwrap_or(usize::MAX);
    let mut order: Vec<&mut Record> = records.iter_mut().collect();
    order.sort_by_cached_key(|record| {
        let Record { origin, position, number, .. } = record;
        (rank(record), origin.root.clone(), origin.file.clone(), *position, *number)
    });
    let mut taken = HashSet::new();
    let mut others = Vec::new();
    for record in order {
        if taken.insert(record.id.clone()) {
            record.key.clone_from(&record.id);
        } else {
            others.push(record);
        }
    }
    for record in others {
        let longer = longer(record);
        let numbered = (2..).map(|number: u64| format!("{longer}#{number}"));
        let free = std::iter::once(longer.clone()).chain(numbered).find(|key| !taken.contains(key));
        record.key = free.unwrap_or(longer);
        taken.insert(record.key.clone());
    }
}

/// The name with something in front.
fn longer(record: &Record) -> String {
    let (root, file, id) = record.identity();
    let behind = id.strip_prefix(file);
    if behind.is_none_or(|behind| !behind.is_empty() && !behind.starts_with(['/', '#'])) {
        return format!("{file}#{id}");
    }
    let root = Path::new(root);
    // A file that was given by itself is its own root.
    let is_file = root.file_name() == Some(OsStr::new(file));
    let folder = if is_file { root.parent().unwrap_or(root) } else { root };
    format!("{}/{id}", folder.file_name().map_or_else(|| folder.to_string_lossy(), OsStr::to_string_lossy))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(number: u32, root: &str, file: &str, id: &str) -> Record {
        let mut record = Record::sample(number, file, None, None);
        (record.origin.root, record.id) = (root.to_owned(), id.to_owned());
        record
    }

    fn named(records: &[(&str, &str, &str)], roots: &[&str]) -> Vec<String> {
        let numbered = (0..).zip(records);
        let mut records: Vec<Record> =
            numbered.map(|(number, (root, file, id))| record(number, root, file, id)).collect();
        name(&mut records, &roots.iter().map(|&root| root.to_owned()).collect::<Vec<_>>());
        records.into_iter().map(|record| record.key).collect()
    }

    #[test]
    fn the_first_keeps_the_name_and_the_others_get_something_in_front() {
        let files =
            [("/x/晚报", "1.txt", "1.txt"), ("/x/晨报", "1.txt", "1.txt"), ("/y/晨报", "1.txt", "1.txt")];
        let roots = ["/y/晨报", "/x/晚报", "/x/晨报"];
        assert_eq!(named(&files, &roots), ["晚报/1.txt", "晨报/1.txt", "1.txt"]);
        assert_eq!(named(&files, &["/x/晚报"]), ["1.txt", "晨报/1.txt", "晨报/1.txt#2"]);
        let records =
            [("/x", "a.jsonl", "7"), ("/x", "b.jsonl", "7"), ("/x", "b.jsonl", "7"), ("/x", "7", "7")];
        assert_eq!(named(&records, &["/x"]), ["a.jsonl#7", "b.jsonl#7", "b.jsonl#7#2", "7"]);
        let members = [("/x/晚报", "a.zip", "a.zip/1.txt"), ("/x/晨报", "a.zip", "a.zip/1.txt")];
        assert_eq!(named(&members, &["/x/晚报"]), ["a.zip/1.txt", "晨报/a.zip/1.txt"]);
        let members = [
            ("/x", "a.zip", "a.zip/1.txt"),
            ("/x", "a.zip", "a.zip/1.txt"),
            ("/x", "a.zipped", "a.zip/1.txt"),
        ];
        assert_eq!(named(&members, &["/x"]), ["a.zip/1.txt", "x/a.zip/1.txt", "a.zipped#a.zip/1.txt"]);
        let single = [("/x/a/1.txt", "1.txt", "1.txt"), ("/x/b/1.txt", "1.txt", "1.txt")];
        assert_eq!(named(&single, &["/x/a/1.txt", "/x/b/1.txt"]), ["1.txt", "b/1.txt"]);
    }

    #[test]
    fn a_name_that_is_made_never_takes_the_place_of_one_that_is_there() {
        let files = [("/a", "1.txt", "1.txt"), ("/b", "1.txt", "1.txt"), ("/c", "b/1.txt", "b/1.txt")];
        assert_eq!(named(&files, &["/a", "/b", "/c"]), ["1.txt", "b/1.txt#2", "b/1.txt"]);
    }
}
