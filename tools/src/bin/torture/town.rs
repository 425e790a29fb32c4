//! A collection that changes: newspapers that come, go and are corrected, and what an index says of them.

use crate::Outcome;
use duikan::Collection;
use fastrand::Rng;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::fs::File;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::SystemTime;

/// Texts by the keys of their documents.
pub(crate) type Texts = BTreeMap<String, String>;

/// A file of many documents, which come to lie in several segments.
const RECORDS: &str = "records.jsonl";

/// What the names of its documents begin with, and no others.
const RECORD: char = 'r';

/// How many it may have.
const MOST_RECORDS: usize = 60;

/// One of its lines.
#[derive(Serialize, Deserialize)]
struct Record {
    id: String,
    text: String,
}

/// A folder of texts: files of one document each, and a file of records.
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
        let mut town = Town { folder, rng: Rng::with_seed(seed), minutes: 1_000_000 };
        town.write_records(&Texts::new())?;
        let texts: Vec<String> = town.texts()?.into_values().collect();
        let mut records = Texts::new();
        for nth in 0..MOST_RECORDS {
            let of = town.rng.usize(0..texts.len());
            records.insert(format!("{RECORD}{nth}"), town.excerpt(&texts[of]));
        }
        town.write_records(&records)?;
        Ok(town)
    }

    /// What lies in the folder now.
    pub(crate) fn texts(&self) -> Outcome<Texts> {
        let mut texts = self.records()?;
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name != RECORDS {
                texts.insert(name, fs::read_to_string(entry.path())?);
            }
        }
        Ok(texts)
    }

    fn records(&self) -> Outcome<Texts> {
        let mut records = Texts::new();
        for line in fs::read_to_string(self.folder.join(RECORDS))?.lines() {
            let Record { id, text } = serde_json::from_str(line)?;
            records.insert(id, text);
        }
        Ok(records)
    }

    fn write_records(&mut self, records: &Texts) -> Outcome {
        let mut lines = String::new();
        for (id, text) in records {
            lines += &serde_json::to_string(&Record { id: id.clone(), text: text.clone() })?;
            lines.push('\n');
        }
        self.write(RECORDS, &lines)
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
                    self.put(key, Some(text))?;
                }
                // Another paper prints it too.
                3..=4 => {
                    let text = format!("{}\n\n{}", self.excerpt(other), self.excerpt(&texts[key]));
                    let name = if self.rng.bool() {
                        format!("n{}.txt", self.rng.u32(0..40))
                    } else {
                        format!("{RECORD}{}", self.rng.usize(0..MOST_RECORDS))
                    };
                    self.put(&name, Some(text))?;
                }
                _ if keys.len() > 20 => self.put(key, None)?,
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

    /// Writes a document, or takes it away: a line of the file of records, or a file.
    fn put(&mut self, key: &str, text: Option<String>) -> Outcome {
        if key.starts_with(RECORD) {
            let mut records = self.records()?;
            records.remove(key);
            records.extend(text.map(|text| (key.to_owned(), text)));
            return self.write_records(&records);
        }
        let Some(text) = text else {
            // It may have been taken away before.
            drop(fs::remove_file(self.folder.join(key)));
            return Ok(());
        };
        self.write(key, &text)
    }

    fn write(&mut self, name: &str, text: &str) -> Outcome {
        let path = self.folder.join(name);
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
    collection.documents().into_iter().map(|document| text(document.about.document)).collect()
}

/// Whether an index holds this text.
pub(crate) fn is_text(held: &str, text: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    bare(held) == bare(text)
}

/// All links of an index.
pub(crate) fn links(index: &Path) -> duikan::Result<Vec<String>> {
    let mut links = Vec::new();
    Collection::open(index)?.stored_pairs(|pair| {
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
