//! Sentences for people: said in English where they stand in the code, and in Chinese by a table beside it. A leaf:
//! it names no other room.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;
use std::borrow::Cow;
use std::env;
use std::fmt;
use std::io;
use std::path::Path;
use std::str::FromStr;
use std::sync::LazyLock;

/// English and Chinese beside each other, a sentence a line; `{name}` is a place for a value.
const TABLE: &str = include_str!("../data/messages.tsv");

static CHINESE: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| lines().collect());

/// The lines of the table: English, Chinese. What begins with `#` is a heading.
fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t'))
}

/// The sentences under a heading of the table, in English and Chinese: for a face that fills them in by itself.
pub fn messages(heading: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let from = TABLE.lines().skip_while(move |line| line.strip_prefix("# ") != Some(heading)).skip(1);
    from.take_while(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// What a sentence is said in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// 中文, in simplified script.
    #[serde(rename = "zh")]
    Chinese,
}

impl Language {
    /// The language of a locale, such as `zh_CN.UTF-8`: Chinese where it says so, else English.
    ///
    /// ```
    /// use duikan::Language;
    ///
    /// assert_eq!(Language::of_locale("zh_TW.UTF-8"), Language::Chinese);
    /// assert_eq!(Language::of_locale("C"), Language::English);
    /// ```
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") { Language::Chinese } else { Language::English }
    }

    /// The language of the locale of this process: as `LC_ALL` says, else `LC_MESSAGES`, else `LANG`.
    #[must_use]
    pub fn of_environment() -> Self {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(env::var_os);
        let locale =
            set.map(|locale| locale.to_string_lossy().into_owned()).find(|locale| !locale.is_empty());
        Language::of_locale(&locale.unwrap_or_default())
    }

    /// Its code, as in BCP 47: `en`, `zh`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh",
        }
    }

    /// A sentence of the table that has no place for a value, in this language; as it is where the table lacks it.
    #[must_use]
    pub fn say(self, english: &str) -> Cow<'_, str> {
        match self {
            Language::English => Cow::Borrowed(english),
            Language::Chinese => Cow::Borrowed(CHINESE.get(english).copied().unwrap_or(english)),
        }
    }
}

impl FromStr for Language {
    type Err = Message;

    /// A language by its code.
    fn from_str(code: &str) -> Result<Self, Message> {
        let known = [Language::Chinese, Language::English].into_iter().find(|known| known.code() == code);
        known.ok_or(Message::new("zh or en, please"))
    }
}

/// A sentence, with the values that stand in it.
///
/// It is data: [`Display`](fmt::Display) says it in English, [`Message::say`] in the language that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message(Sentence);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Sentence {
    /// In English, with `{name}` where a value stands, and `{name|one|many}` for words that go by a number.
    template: Cow<'static, str>,
    values: Vec<(Cow<'static, str>, Value)>,
}

/// What stands in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Value {
    /// Somebody's words, the same in every language.
    Text(String),
    /// A number of things.
    Number(u64),
    /// Another sentence, or a part of one.
    Message(Message),
}

impl Message {
    /// A sentence of the table.
    #[must_use]
    pub fn new(template: &'static str) -> Self {
        Message(Sentence { template: Cow::Borrowed(template), values: Vec::new() })
    }

    /// What somebody else says, the same in every language: the system, a library.
    pub fn verbatim(words: impl fmt::Display) -> Self {
        Message::new("{words}").with("words", words.to_string())
    }

    /// Puts a value where the sentence has a place for it.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.0.values.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// The sentence in a language.
    #[must_use]
    pub fn say(&self, language: Language) -> String {
        let mut said = String::new();
        let written = self.write(language, &mut said);
        debug_assert!(written.is_ok(), "a string takes everything");
        said
    }

    fn write(&self, language: Language, out: &mut dyn fmt::Write) -> fmt::Result {
        let mut rest = &*language.say(&self.0.template);
        while let Some((before, place)) = rest.split_once('{') {
            out.write_str(before)?;
            let (place, after) = place.split_once('}').unwrap_or((place, ""));
            self.fill(place, language, out)?;
            rest = after;
        }
        out.write_str(rest)
    }

    /// Writes what stands in a place.
    fn fill(&self, place: &str, language: Language, out: &mut dyn fmt::Write) -> fmt::Result {
        let (name, forms) = place.split_once('|').unwrap_or((place, ""));
        let value = self.0.values.iter().find(|(own, _)| *own == name).map(|(_, value)| value);
        debug_assert!(value.is_some(), "`{}` has no value for {name}", self.0.template);
        match (value, forms.split_once('|')) {
            (Some(Value::Number(1)), Some((one, _))) => out.write_str(one),
            (Some(_), Some((_, many))) => out.write_str(many),
            (Some(Value::Text(text)), None) => out.write_str(text),
            (Some(Value::Number(number)), None) => write!(out, "{number}"),
            (Some(Value::Message(message)), None) => message.write(language, out),
            (None, _) => Ok(()),
        }
    }
}

/// So that it can be the cause of an error, of the system's kind too.
impl std::error::Error for Message {}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(Language::English, f)
    }
}

/// Where people read, it is a string in English; what we keep for ourselves is the sentence as it is.
impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer).map(Message::verbatim)
        } else {
            Sentence::deserialize(deserializer).map(Message)
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Value::Text(text.clone())
    }
}

impl From<&Path> for Value {
    fn from(path: &Path) -> Self {
        Value::Text(path.display().to_string())
    }
}

/// What the system says, or we by an error of its kind.
impl From<&io::Error> for Value {
    fn from(error: &io::Error) -> Self {
        let ours = error.get_ref().and_then(|inner| inner.downcast_ref::<Message>());
        Value::Message(ours.cloned().unwrap_or_else(|| Message::verbatim(error)))
    }
}

impl From<Message> for Value {
    fn from(message: Message) -> Self {
        Value::Message(message)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Value::Number(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Value::Number(number.into())
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Value::Number(number as u64)
    }
}

/// A [`Message`]: a sentence of the table, and the values that stand in it, by their names.
///
/// ```
/// let document = "a.txt";
/// let message = duikan::message!("no document is called `{name}`", name = document);
/// assert_eq!(message.to_string(), "no document is called `a.txt`");
/// assert_eq!(message.say(duikan::Language::Chinese), "没有名为 `a.txt` 的文献");
/// ```
#[macro_export]
macro_rules! message {
    (@value $name:ident) => { $name };
    (@value $name:ident $value:expr) => { $value };
    ($template:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {
        $crate::Message::new($template)$(.with(stringify!($name), $crate::message!(@value $name $($value)?)))*
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The names of the places of a sentence.
    fn places(sentence: &str) -> BTreeSet<&str> {
        let places = sentence.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
        places.map(|(place, _)| place.split('|').next().unwrap_or_default()).collect()
    }

    #[test]
    fn every_sentence_is_there_once_in_both_languages_with_the_same_places() {
        let mut known = BTreeSet::new();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [english, chinese] = *cells else { panic!("not two cells: {line}") };
            assert!(!english.is_empty() && !chinese.is_empty(), "one language is lacking: {line}");
            assert_eq!(places(english), places(chinese), "{line}");
            assert!(known.insert(english), "twice: {english}");
        }
    }

    #[test]
    fn words_go_by_their_number_and_sentences_stand_in_others() {
        let message = |number: u32| Message::new("{n} {n|copy|copies} of {what}").with("n", number);
        assert_eq!(message(1).with("what", "甲").to_string(), "1 copy of 甲");
        assert_eq!(message(0).with("what", Message::new("nothing")).to_string(), "0 copies of nothing");
        assert_eq!(Message::verbatim("{n} of {m}").to_string(), "{n} of {m}");
    }
}
