//! Invented collections: words drawn from an invented lexicon, stories made of them, newspapers that
//! print them with errors. The same arguments give the same bytes.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers are small and positive here"
)]

use duikan::PassagePlace;
use fastrand::Rng;
use std::collections::HashMap;
use std::fs;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;
use std::time::Duration;
use std::time::SystemTime;

/// A collection that was written.
#[derive(Debug, Default)]
pub struct Collected {
    /// Every place where a story was printed.
    pub copies: Vec<Copy>,
    /// Bytes that were written.
    pub bytes: u64,
    by_document: HashMap<String, Vec<usize>>,
}

impl Collected {
    /// The copies whose middle lies in a place.
    pub fn at(&self, place: &PassagePlace) -> impl Iterator<Item = &Copy> {
        let copies = self.by_document.get(&place.document).into_iter().flatten();
        copies.filter_map(|&at| self.copies.get(at)).filter(|copy| {
            let middle = u32::midpoint(copy.begin, copy.end);
            place.span.begin <= middle && middle < place.span.end
        })
    }

    fn add(&mut self, copy: Copy) {
        self.by_document.entry(copy.document.clone()).or_default().push(self.copies.len());
        self.copies.push(copy);
    }
}

/// A story as one document prints it.
#[derive(Debug)]
pub struct Copy {
    /// The document's key.
    pub document: String,
    /// Where it stands, in Unicode scalar values.
    pub begin: u32,
    /// Where it ends there.
    pub end: u32,
    /// Which story it is.
    pub story: usize,
    /// How many other documents print it.
    pub others: usize,
}

/// How badly pages are read.
#[derive(Debug, Clone, Copy)]
pub struct Noise {
    /// The share of characters that are wrong, missing or added.
    pub misread: f64,
}

/// Words of one to four characters; some are used far more than others, as in any language.
struct Lexicon {
    words: Vec<String>,
}

impl Lexicon {
    fn new(rng: &mut Rng) -> Self {
        let word = |rng: &mut Rng| (0..rng.usize(1..5)).map(|_| character(rng)).collect();
        Lexicon { words: (0..20_000).map(|_| word(rng)).collect() }
    }

    fn word(&self, rng: &mut Rng) -> &str {
        // Zipf's law, near enough: the rank is the power of a number drawn evenly.
        let rank = (self.words.len() as f64).powf(rng.f64()) as usize - 1;
        &self.words[rank.min(self.words.len() - 1)]
    }

    fn story(&self, rng: &mut Rng, characters: usize) -> String {
        let mut story = String::new();
        let mut length = 0;
        while length < characters {
            let words = rng.usize(4..14);
            for _ in 0..words {
                let word = self.word(rng);
                length += word.chars().count();
                story.push_str(word);
            }
            story.push(if rng.u8(0..3) == 0 { '。' } else { '，' });
            if rng.u8(0..20) == 0 {
                story.push_str("\n\n");
            }
        }
        story
    }
}

/// A character of those most used: the first ones of the block are as good as any.
fn character(rng: &mut Rng) -> char {
    let rank = 3000_f64.powf(rng.f64()) as u32;
    char::from_u32(0x4e00 + rank * 6).unwrap_or('一')
}

impl Noise {
    fn read(self, text: &str, rng: &mut Rng) -> String {
        let mut read = String::with_capacity(text.len());
        for c in text.chars() {
            let misread = !c.is_whitespace() && rng.f64() < self.misread;
            match (misread, rng.u8(0..4)) {
                (true, 0) => {}
                (true, 1) => read.extend([c, character(rng)]),
                (true, _) => read.push(character(rng)),
                (false, _) => read.push(c),
            }
        }
        read
    }
}

/// Newspapers of about so many megabytes: each prints several stories, most of them also printed by
/// others, whole or in part, and reads them with errors of its own.
///
/// # Errors
/// When a file cannot be written.
pub fn newspapers(folder: &Path, megabytes: f64, seed: u64) -> io::Result<Collected> {
    let mut rng = Rng::with_seed(seed);
    let lexicon = Lexicon::new(&mut rng);
    let pages = ((megabytes * 1e6 / 9000.0) as usize).max(1);
    let mut prints: Vec<Vec<(usize, String)>> = vec![Vec::new(); pages];
    let mut others = Vec::new();
    while prints.iter().map(Vec::len).sum::<usize>() < pages * 4 {
        let length = rng.usize(60..1400);
        let story = lexicon.story(&mut rng, length);
        let copies = (12_f64.powf(rng.f64()) as usize).min(pages);
        for _ in 0..copies {
            let page = rng.usize(0..pages);
            prints[page].push((others.len(), excerpt(&story, &mut rng)));
        }
        others.push(copies - 1);
    }
    fs::create_dir_all(folder)?;
    let mut collected = Collected::default();
    for (page, stories) in prints.iter().enumerate() {
        let noise = Noise { misread: [0.0, 0.01, 0.03, 0.06, 0.1][rng.usize(0..5)] };
        let document = format!("{page:05}.txt");
        let mut text = String::new();
        for (story, words) in stories {
            text.push_str("\n\n");
            let begin = text.chars().count() as u32;
            text.push_str(&noise.read(words, &mut rng));
            let end = text.chars().count() as u32;
            let (document, story, others) = (document.clone(), *story, others[*story]);
            collected.add(Copy { document, begin, end, story, others });
        }
        write(&folder.join(&document), &text)?;
        collected.bytes += text.len() as u64;
    }
    Ok(collected)
}

/// Writes a file as if that had been a while ago: one that is younger than the clock's steps is read again.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.set_modified(SystemTime::now() - Duration::from_mins(1))
}

/// Mostly the whole story, sometimes its beginning.
fn excerpt(story: &str, rng: &mut Rng) -> String {
    let length = story.chars().count();
    let kept = if rng.u8(0..4) == 0 { rng.usize(length / 2..=length) } else { length };
    story.chars().take(kept).collect()
}

/// One story of so many characters in so many documents, each with some text of its own.
///
/// # Errors
/// When a file cannot be written.
pub fn reprints(folder: &Path, documents: usize, characters: usize, noise: Noise) -> io::Result<Collected> {
    let mut rng = Rng::with_seed(7);
    let lexicon = Lexicon::new(&mut rng);
    let story = lexicon.story(&mut rng, characters);
    fs::create_dir_all(folder)?;
    let mut collected = Collected::default();
    for number in 0..documents {
        let document = format!("{number:05}.txt");
        let mut text = lexicon.story(&mut rng, 200) + "\n\n";
        let begin = text.chars().count() as u32;
        text.push_str(&noise.read(&story, &mut rng));
        let end = text.chars().count() as u32;
        write(&folder.join(&document), &text)?;
        collected.bytes += text.len() as u64;
        collected.add(Copy { document, begin, end, story: 0, others: documents - 1 });
    }
    Ok(collected)
}

/// Statutes of short numbered articles, so many paragraphs in all.
///
/// # Errors
/// When a file cannot be written.
pub fn statutes(folder: &Path, paragraphs: usize, seed: u64) -> io::Result<()> {
    const ARTICLES: usize = 200;
    let mut rng = Rng::with_seed(seed);
    let lexicon = Lexicon::new(&mut rng);
    fs::create_dir_all(folder)?;
    for number in 0..paragraphs.div_ceil(ARTICLES) {
        let mut article = |number: usize| {
            let length = rng.usize(25..120);
            format!("第{number}条　{}", lexicon.story(&mut rng, length).replace("\n\n", ""))
        };
        let articles: Vec<String> = (1..=ARTICLES).map(&mut article).collect();
        write(&folder.join(format!("{number:05}.txt")), &articles.join("\n\n"))?;
    }
    Ok(())
}

/// Two documents of nothing but one line.
///
/// # Errors
/// When a file cannot be written.
pub fn repeats(folder: &Path, times: usize) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let line = "各渡口管理所应当在每月一日前将船票收入上缴市航务处备案。\n\n";
    write(&folder.join("a.txt"), &line.repeat(times))?;
    write(&folder.join("b.txt"), &line.repeat(times / 2))
}
