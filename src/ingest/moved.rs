//! Folders that were moved: known by what is in them.

use super::roots::Presence;
use super::sources::Known;
use super::sources::Sources;
use super::sources::take;
use crate::catalogue::Origin;
use crate::read;
use crate::read::Listing;
use crate::read::SourceFile;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;
use std::path::Path;

/// The name by which a folder was known before: that of one that is gone, of whose files with documents at least half
/// are in a listing, the same to the byte.
pub(super) fn known_as(listing: &Listing, sources: &Sources) -> Option<String> {
    let mut documents: BTreeMap<&str, usize> = BTreeMap::new();
    for ((root, _), known) in sources.iter().filter(|(_, known)| !known.records.is_empty()) {
        *documents.entry(root).or_default() += usize::from(!known.records.is_empty());
    }
    let gone = documents
        .into_iter()
        .filter(|(root, _)| !root.is_empty() && Presence::of(Path::new(root)) == Presence::Gone);
    let same = gone.map(|(root, files)| (same(root, listing, sources).len(), files, root));
    let (_, _, root) = same.filter(|&(same, files, _)| same > 0 && same * 2 >= files).max()?;
    Some(root.to_owned())
}

/// The files of a folder that is gone which are the same, to the byte, in a listing, and of when they are there.
fn same(gone: &str, listing: &Listing, sources: &Sources) -> HashMap<String, i128> {
    let is_same = |file: &&SourceFile| {
        let known = sources.get(&(gone.to_owned(), file.key.clone()));
        let digests: Vec<u64> =
            known.into_iter().flat_map(Known::origins).map(|origin| origin.digest).collect();
        let of_size = known.and_then(|known| known.origins().find(|origin| origin.size == file.size));
        of_size.is_some() && read::digest(file).is_some_and(|digest| digests.contains(&digest))
    };
    let same = listing.files.iter().filter(is_same);
    same.map(|file| (file.key.clone(), file.modified)).collect()
}

/// What was known of a folder under another name is known of it: what is the same to the byte is as it was read,
/// the rest is read again. What is not in it stays where it was.
pub(super) fn take_over(name: &str, root: &str, listing: &Listing, sources: &mut Sources) {
    let same = same(name, listing, sources);
    let files: HashSet<&str> = listing.files.iter().map(|file| file.key.as_str()).collect();
    for (file, mut known) in take(sources, name).into_iter().filter(|(file, _)| !file.is_empty()) {
        let is_there = files.contains(file.as_str());
        if is_there {
            known.move_to(root, same.get(&file).copied());
        }
        sources.insert((if is_there { root } else { name }.to_owned(), file), known);
    }
}

impl Known {
    /// Says that the file lies below another folder now: the same, of some time, or to be read again.
    fn move_to(&mut self, root: &str, modified: Option<i128>) {
        for origin in self.origins_mut() {
            let there = Origin { root: root.to_owned(), ..origin.clone() };
            *origin =
                modified.map_or_else(|| there.outdated(), |modified| Origin { modified, ..there.clone() });
        }
    }
}
