//! Words: folded text cut by jieba, for ranking. What is found does not depend on them.

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::fold;
use jieba_rs::Jieba;
use std::sync::OnceLock;

/// Cuts folded text into words, by jieba's dictionary and the user's. The dictionary is loaded when the
/// first word is cut.
pub(crate) struct Tokeniser {
    user_words: Vec<UserWord>,
    jieba: OnceLock<Jieba>,
}

struct UserWord {
    word: String,
    frequency: Option<usize>,
    part_of_speech: Option<String>,
}

impl Tokeniser {
    /// A tokeniser that also knows the words of a user dictionary: a word a line, then optionally its
    /// frequency and its part of speech, separated by spaces (jieba's format).
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] for a line that is not of this form.
    pub(crate) fn new(user_words: &str) -> Result<Self> {
        let mut words = Vec::new();
        for (number, line) in (1..).zip(user_words.lines()) {
            let mut parts = line.split_whitespace();
            let Some(word) = parts.next() else { continue };
            let frequency = parts.next().map(str::parse).transpose().map_err(|cause| {
                Error::new(ErrorKind::Argument, format!("user dictionary, line {number}: `{line}`"))
                    .because(cause)
                    .hint("each line is: word [frequency [part of speech]]")
            })?;
            let word: String = fold::characters(word).into_iter().collect();
            if !word.is_empty() {
                words.push(UserWord { word, frequency, part_of_speech: parts.next().map(str::to_owned) });
            }
        }
        Ok(Tokeniser { user_words: words, jieba: OnceLock::new() })
    }

    fn jieba(&self) -> &Jieba {
        self.jieba.get_or_init(|| {
            let mut jieba = Jieba::new();
            for UserWord { word, frequency, part_of_speech } in &self.user_words {
                jieba.add_word(word, *frequency, part_of_speech.as_deref());
            }
            jieba
        })
    }

    /// The words of a run of folded text, short words inside long ones included, for the index.
    pub(crate) fn index_words<'a>(&self, run: &'a str) -> impl Iterator<Item = &'a str> {
        // Without the hidden Markov model: unknown words fall apart into characters, the same way in
        // the text and in the query.
        self.jieba().cut_for_search(run, false).into_iter().map(|token| token.word)
    }

    /// The words of a run of folded text, each character in one word only, for a query.
    pub(crate) fn query_words<'a>(&self, run: &'a str) -> impl Iterator<Item = &'a str> {
        self.jieba().cut(run, false).into_iter().map(|token| token.word)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static PLAIN: LazyLock<Tokeniser> = LazyLock::new(|| Tokeniser::new("").unwrap());

    #[test]
    fn a_user_word_stays_whole() {
        let knows = Tokeniser::new("灣畔渡口 100 ns\n\n栈桥驿 50\n").unwrap();
        assert!(
            knows.query_words("湾畔渡口开航").any(|word| word == "湾畔渡口"),
            "words are folded like texts"
        );
        assert!(!PLAIN.query_words("湾畔渡口开航").any(|word| word == "湾畔渡口"));
    }

    #[test]
    fn a_bad_user_dictionary_names_its_line() {
        let error = Tokeniser::new("渡口 100\n栈桥 many n").err().unwrap();
        assert!(error.to_string().contains("line 2"), "{error}");
    }

    proptest! {
        #[test]
        fn words_joined_are_the_run(run in "[\\u{4e00}-\\u{9fa5}a-z0-9]{0,40}") {
            prop_assert_eq!(PLAIN.query_words(&run).collect::<String>(), run);
        }
    }
}
