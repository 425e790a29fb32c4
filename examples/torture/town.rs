//! A collection that changes: newspapers that come, go and are corrected, and what an index says of them.

use crate::Outcome;
use crate::invent;
use duikan::Collection;
use duikan::Pairs;
use fastrand::Rng;
use std::collections::BTreeMap;
use std::fs;
use std::fs::File;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::SystemTime;

/// Texts by the keys of their documents.
pub(crate) type Texts = BTreeMap<String, String>;

/// A folder of texts.
pub(crate) struct Town {
    pub(crate) folder: PathBuf,
    rng: Rng,
    /// Minutes ago at which the next file was written: a refresh trusts only old times.
    minutes: u64,
}

impl Town {
    pub(crate) fn found(folder: PathBuf, megabytes: f64, seed: u64) -> Outcome<Self> {
        invent::newspapers(&folder, megabytes, seed)?;
        // A page on which no story fell is no document.
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if fs::metadata(&path)?.len() == 0 {
                fs::remove_file(path)?;
            }
        }
        Ok(Town { folder, rng: Rng::with_seed(seed), minutes: 1_000_000 })
    }

    /// What lies in the folder now.
    pub(crate) fn texts(&self) -> Outcome<Texts> {
        let mut texts = Texts::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            texts.insert(entry.file_name().to_string_lossy().into_owned(), fs::read_to_string(entry.path())?);
        }
        Ok(texts)
    }

    /// Changes, adds and deletes a few files.
    pub(crate) fn live(&mut self) -> Outcome {
        let texts = self.texts()?;
        let keys: Vec<&String> = texts.keys().collect();
        for _ in 0..self.rng.usize(1..6) {
            let key = keys[self.rng.usize(0..keys.len())].as_str();
            let other = &texts[keys[self.rng.usize(0..keys.len())]];
            match self.rng.u8(0..6) {
                // A correction.
                0..=2 => {
                    let text = format!("{}\n\n更正：{}", texts[key], self.excerpt(other));
                    self.write(key, &text)?;
                }
                // Another paper prints it too.
                3..=4 => {
                    let text = format!("{}\n\n{}", self.excerpt(other), self.excerpt(&texts[key]));
                    let name = format!("n{}.txt", self.rng.u32(0..40));
                    self.write(&name, &text)?;
                }
                _ if keys.len() > 20 => drop(fs::remove_file(self.folder.join(key))),
                _ => {}
            }
        }
        Ok(())
    }

    fn excerpt(&mut self, text: &str) -> String {
        let length = text.chars().count();
        let begin = self.rng.usize(0..=length / 2);
        text.chars().skip(begin).take(self.rng.usize(50..900)).collect()
    }

    fn write(&mut self, key: &str, text: &str) -> Outcome {
        let path = self.folder.join(key);
        fs::write(&path, text)?;
        self.minutes -= 1;
        let then = SystemTime::now() - Duration::from_secs(60 * self.minutes);
        Ok(File::options().write(true).open(path)?.set_modified(then)?)
    }
}

/// The texts that an index holds.
pub(crate) fn held(index: &Path) -> duikan::Result<Texts> {
    let collection = Collection::open(index)?;
    let text = |key: String| {
        let paragraphs: Vec<String> = collection.show(&key)?.into_iter().map(|shown| shown.text).collect();
        Ok((key, paragraphs.join("\n\n")))
    };
    collection.documents().into_iter().map(|document| text(document.document)).collect()
}

/// Whether an index holds this text.
pub(crate) fn is_text(held: &str, text: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    bare(held) == bare(text)
}

/// All links of an index.
pub(crate) fn links(index: &Path) -> duikan::Result<Vec<String>> {
    let mut links = Vec::new();
    Collection::open(index)?.pairs(Pairs::Stored, |pair| {
        links.push(format!("{pair:?}"));
        Ok(())
    })?;
    Ok(links)
}

/// An index of the same texts, built at once.
pub(crate) fn fresh(texts: &Path, index: &Path) -> Outcome {
    drop(fs::remove_dir_all(index));
    Collection::build(index).texts(texts).run()?;
    Ok(())
}

/// Files in the folder of an index that no commit needs.
pub(crate) fn litter(index: &Path) -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(index)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    let of_commits = |kind: &str| names.iter().filter(|name| name.starts_with(kind)).count();
    let doubled = ["catalogue-", "links-", "userdict-"].into_iter().filter(|kind| of_commits(kind) > 1);
    let half = names.iter().filter(|name| name.starts_with(".half-")).map(String::as_str);
    Ok(doubled.chain(half).map(str::to_owned).collect())
}
