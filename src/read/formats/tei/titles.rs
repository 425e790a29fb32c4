//! Titles: that of the work among those of a header.

/// A title, and what is said of it.
pub(super) struct Title {
    pub(super) kind: Option<String>,
    pub(super) level: Option<String>,
    pub(super) language: Option<String>,
    pub(super) text: String,
}

impl Title {
    fn is(&self, kind: &str) -> bool {
        self.kind.as_deref() == Some(kind)
    }

    fn has_level(&self, levels: &[&str]) -> bool {
        self.level.as_deref().is_some_and(|level| levels.contains(&level))
    }

    /// The least is that of the work: an article before the book it stands in, and what is a part before what it is a part
    /// of; then the one in Chinese, else the first.
    fn rank(&self) -> (u8, u8, u8) {
        let level = match self.level.as_deref() {
            Some("a") => 0,
            Some("m") => 1,
            None => 2,
            Some(_) => 3,
        };
        let kind = match self.kind.as_deref() {
            Some("subordinate" | "part") => 0,
            None | Some("main") => 1,
            Some(_) => 2,
        };
        let language = match self.language.as_deref() {
            Some(language) if is_chinese(language) => 0,
            None => 1,
            Some(_) => 2,
        };
        (level, kind, language)
    }
}

/// Whether a language is Chinese, of any time and script.
pub(super) fn is_chinese(language: &str) -> bool {
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    ["zh", "lzh", "och", "ltc", "cmn", "yue", "zho", "chi"]
        .iter()
        .any(|known| primary.eq_ignore_ascii_case(known))
}

/// The titles of a header.
#[derive(Default)]
pub(super) struct Titles {
    own: Vec<Title>,
    /// The series or the periodical that the source belongs to.
    source: Option<String>,
}

impl Titles {
    pub(super) fn add(&mut self, title: Title) {
        if !title.text.is_empty() && self.own.len() < 1_000 {
            self.own.push(title);
        }
    }

    /// One of what the text was taken from.
    pub(super) fn add_source(&mut self, title: Title) {
        if title.has_level(&["s", "j"]) && !title.text.is_empty() {
            self.source.get_or_insert(title.text);
        }
    }

    /// That of the work, that of its series, and others with the name of their field.
    pub(super) fn finish(self) -> (Option<String>, Option<String>, Vec<(&'static str, String)>) {
        let Some(chosen) = self.own.iter().min_by_key(|title| title.rank()) else {
            return (None, self.source, Vec::new());
        };
        let is_part = chosen.is("subordinate") || chosen.is("part");
        let is_series = |title: &&Title| title.has_level(&["s", "j"]) || is_part && title.is("main");
        let series = self.own.iter().filter(is_series).min_by_key(|title| title.rank());
        let series = series.filter(|series| !std::ptr::eq(*series, chosen)).map(|title| title.text.clone());
        let subtitles = self.own.iter().filter(|title| title.is("sub") && !std::ptr::eq(*title, chosen));
        let subtitles = subtitles.map(|title| ("subtitle", title.text.clone())).collect();
        (Some(of_work(&chosen.text).to_owned()), series.or(self.source), subtitles)
    }
}

/// CBETA has the number of a work before its name: `大正新脩大藏經數位版, No. 251 般若波羅蜜多心經`.
fn of_work(title: &str) -> &str {
    let numbered = title.split_once(", No. ").filter(|(series, _)| {
        ["數位版", "電子版", "Electronic version"].iter().any(|version| series.ends_with(version))
    });
    let name = numbered.and_then(|(_, rest)| rest.split_once(' ')).map_or("", |(_, name)| name.trim());
    if name.is_empty() { title } else { name }
}
