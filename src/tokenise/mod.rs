//! Words: folded text cut by jieba, for ranking. What is found does not depend on them.

mod dictionary;

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::fold;
use crate::message;
use jieba_rs::Jieba;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

/// Cuts folded text into words, by jieba's dictionary and the user's.
///
/// To cut a query or a short text, jieba is given only those words of the dictionary that stand in it, and the total of
/// all frequencies: it then cuts as it would with all of them, which take 50 times as long to load as a search takes.
/// They are loaded when more than [`FEW`] bytes are cut for the index.
pub(crate) struct Tokeniser {
    user_words: Vec<UserWord>,
    whole: OnceLock<Jieba>,
    /// How many bytes were cut for the index.
    cut: AtomicUsize,
}

/// So many bytes are cut before all words are loaded, which takes longer from about ten times as many on.
const FEW: usize = 16 << 10;

struct UserWord {
    word: String,
    frequency: Option<u32>,
    part_of_speech: Option<String>,
}

/// Whether a folded text is a word of jieba's dictionary.
pub(crate) fn is_word(text: &str) -> bool {
    dictionary::is_word(text)
}

/// So many characters tell how much of a text the dictionary can place.
const SAMPLE: usize = 200;

/// How much of a folded text the dictionary can place: of its Chinese characters, or of [`SAMPLE`] that lie evenly in it,
/// the share of those that make a word with a neighbour; none where it has none. What OCR has spoilt has few such.
pub(crate) fn placed_share(text: &[char]) -> Option<f32> {
    let is_chinese = |at: &usize| text.get(*at).is_some_and(|c| ('\u{3400}'..='\u{9FFF}').contains(c));
    let is_placed = |at: &usize| {
        let pairs = [at.checked_sub(1), Some(*at)].into_iter().flatten();
        let mut pairs = pairs.filter_map(|begin| text.get(begin..begin + 2)?.first_chunk::<2>());
        pairs.any(|pair| dictionary::pairs().contains(pair))
    };
    let sample = (0..text.len()).step_by((text.len() / SAMPLE).max(1)).filter(is_chinese);
    let (placed, all) = sample.fold((0_u16, 0_u16), |(placed, all), at| {
        (placed.saturating_add(u16::from(is_placed(&at))), all.saturating_add(1))
    });
    (all > 0).then(|| f32::from(placed) / f32::from(all))
}

/// Stands for all words of the dictionary that a text does not hold. Folding drops it from texts.
const REST: char = '\u{1}';

impl Tokeniser {
    /// A tokeniser that also knows the words of a user dictionary: a word a line, then optionally its
    /// frequency and its part of speech, separated by spaces (jieba's format).
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] for a line that is not of this form.
    pub(crate) fn new(user_words: &str) -> Result<Self> {
        let mut words = Vec::new();
        for (number, line) in (1_usize..).zip(user_words.lines()) {
            let mut parts = line.split_whitespace();
            let Some(word) = parts.next() else { continue };
            let frequency = parts.next().map(str::parse).transpose().map_err(|cause| {
                Error::new(
                    ErrorKind::Argument,
                    message!("user dictionary, line {number}: `{line}`", number, line),
                )
                .because(cause)
                .advise(message!("each line is: word [frequency [part of speech]]"))
            })?;
            let word: String = fold::characters(word).into_iter().collect();
            if !word.is_empty() {
                words.push(UserWord { word, frequency, part_of_speech: parts.next().map(str::to_owned) });
            }
        }
        Ok(Tokeniser { user_words: words, whole: OnceLock::new(), cut: AtomicUsize::new(0) })
    }

    /// The words of a run of folded text, short words inside long ones included, for the index.
    pub(crate) fn index_words<'a>(&self, run: &'a str) -> impl Iterator<Item = &'a str> {
        // Without the hidden Markov model: unknown words fall apart into characters, the same way in
        // the text and in the query.
        let words = |jieba: &Jieba| jieba.cut_for_search(run, false);
        let is_few = self.cut.fetch_add(run.len(), Ordering::Relaxed).saturating_add(run.len()) <= FEW;
        let words = match self.whole.get() {
            None if is_few => words(&self.jieba_for(&[run])),
            whole => {
                words(whole.unwrap_or_else(|| self.whole.get_or_init(|| self.jieba(dictionary::lines()))))
            }
        };
        words.into_iter().map(|token| token.word)
    }

    /// The words of runs of folded text, each character in one word only, for a query.
    pub(crate) fn query_words<'a>(&self, runs: &[&'a str]) -> Vec<&'a str> {
        // A single character is a word, whatever the dictionary says.
        let is_plain = |run: &&str| run.chars().nth(1).is_none();
        if runs.iter().all(is_plain) {
            return runs.iter().copied().filter(|run| !run.is_empty()).collect();
        }
        let jieba = self.jieba_for(runs);
        runs.iter().flat_map(|run| jieba.cut(run, false)).map(|token| token.word).collect()
    }

    /// A jieba that cuts these runs as it would with the whole dictionary.
    fn jieba_for(&self, runs: &[&str]) -> Jieba {
        // What frequency a user's word gets when none is given depends on the words in it.
        let unknown = self.user_words.iter().filter(|word| word.frequency.is_none());
        let texts = runs.iter().copied().chain(unknown.map(|word| word.word.as_str()));
        let words: BTreeMap<&str, usize> = texts.flat_map(dictionary::words_in).collect();
        let unused = dictionary::TOTAL - words.values().sum::<usize>();
        let rest = REST.to_string();
        let words = words.into_iter().chain([(rest.as_str(), unused)]);
        let lines: Vec<String> = words.map(|(word, frequency)| format!("{word} {frequency}")).collect();
        self.jieba(lines.join("\n").as_bytes())
    }

    /// jieba with a dictionary (a word and its frequency a line) and the user's words.
    fn jieba(&self, mut lines: &[u8]) -> Jieba {
        let mut jieba = Jieba::empty();
        // Only a line without a number could fail: a test reads every line.
        drop(jieba.load_dict(&mut lines));
        for UserWord { word, frequency, part_of_speech } in &self.user_words {
            jieba.add_word(word, frequency.map(|frequency| frequency as usize), part_of_speech.as_deref());
        }
        jieba
    }
}

#[cfg(test)]
mod fuzz;

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use proptest::prelude::*;
    use std::borrow::Cow;
    use std::sync::LazyLock;

    static PLAIN: LazyLock<Tokeniser> = LazyLock::new(|| Tokeniser::new("").unwrap());
    static REFERENCE: LazyLock<Jieba> = LazyLock::new(Jieba::new);

    const USER_WORDS: &str = "灣畔渡口 100 ns\n\n栈桥驿 50\n渡口开航\n中国人民 1\n";

    #[test]
    fn a_user_word_stays_whole() {
        let knows = Tokeniser::new(USER_WORDS).unwrap();
        assert!(knows.query_words(&["湾畔渡口开航"]).contains(&"湾畔渡口"), "words are folded like texts");
        assert!(!PLAIN.query_words(&["湾畔渡口开航"]).contains(&"湾畔渡口"));
    }

    #[test]
    fn a_bad_user_dictionary_names_its_line() {
        // jieba adds frequencies up, and sums that no longer fit would make words of anything.
        for bad in ["many", "-1", "18446744073709551615"] {
            let error = Tokeniser::new(&format!("渡口 100\n栈桥 {bad} n")).err().unwrap();
            assert!(error.to_string().contains("line 2"), "{error}");
        }
    }

    /// What jieba-rs, as it comes, makes of a run.
    fn reference(user_words: &str, run: &str) -> Vec<String> {
        let mut jieba = Cow::Borrowed(&*REFERENCE);
        for line in user_words.lines().filter(|line| !line.is_empty()) {
            let mut parts = line.split(' ');
            let word: String = fold::characters(parts.next().unwrap()).into_iter().collect();
            let frequency = parts.next().map(|digits| digits.parse().unwrap());
            jieba.to_mut().add_word(&word, frequency, parts.next());
        }
        jieba.cut(run, false).into_iter().map(|token| token.word.to_owned()).collect()
    }

    #[test]
    fn the_whole_dictionary_is_that_of_jieba() {
        let ours = PLAIN.jieba(dictionary::lines());
        assert_eq!(format!("{ours:?}"), format!("{:?}", *REFERENCE), "as many words, the same total");
        for line in std::str::from_utf8(dictionary::lines()).unwrap().lines() {
            assert!(REFERENCE.has_word(line.split(' ').next().unwrap()), "{line}");
        }
    }

    /// Runs as texts have them: words of the dictionary one after the other, and anything in between.
    fn run() -> impl Strategy<Value = String> {
        let words: Vec<&str> = std::str::from_utf8(dictionary::lines())
            .unwrap()
            .lines()
            .filter_map(|line| line.split(' ').next())
            .collect();
        let part = prop_oneof![
            prop::sample::select(words).prop_map(str::to_owned),
            "[的了和一大人中国民\\u{4e00}-\\u{9fa5}a-z0-9]{1,3}"
        ];
        prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn a_query_is_cut_as_by_the_whole_of_jieba(run in run(), other in run()) {
            let words = PLAIN.query_words(&[&run, &other]);
            let mut expected = reference("", &run);
            expected.extend(reference("", &other));
            prop_assert_eq!(words, expected);
        }

        #[test]
        fn a_short_text_is_cut_as_a_long_one(run in run()) {
            let whole = REFERENCE.cut_for_search(&run, false);
            let expected: Vec<&str> = whole.into_iter().map(|token| token.word).collect();
            let words: Vec<&str> = Tokeniser::new("").unwrap().index_words(&run).collect();
            prop_assert_eq!(words, expected);
        }

        #[test]
        fn words_joined_are_the_run(run in "[\\u{4e00}-\\u{9fa5}a-z0-9]{0,40}") {
            prop_assert_eq!(PLAIN.query_words(&[&run]).concat(), run);
        }
    }

    proptest! {
        // The reference copies the whole dictionary each time.
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn so_with_the_words_of_a_user(run in run(), at in 0..4_usize) {
            let run = format!("{run}{}", ["湾畔渡口开航", "栈桥驿", "中国人民", ""][at]);
            let knows = Tokeniser::new(USER_WORDS).unwrap();
            prop_assert_eq!(knows.query_words(&[&run]), reference(USER_WORDS, &run));
        }
    }
}
