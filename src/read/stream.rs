//! Decoding in parts, and how much of the bytes is broken.

use encoding_rs::DecoderResult;

/// One broken byte in this many is damage; more means that it is another encoding, when none was asked for.
const TOLERANCE: usize = 50;

/// How much text is decoded at once, in bytes.
const CHUNK: usize = 16 << 10;

pub(super) const REPLACEMENT: &str = "\u{FFFD}";

/// Control characters that a text has no use for.
pub(super) fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{E}'..='\u{19}' | '\u{1B}'..='\u{1F}' | '\u{7F}')
}

/// What in a file does not decode.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Broken {
    /// How many bytes; a character that the end of the file cuts in two has none.
    pub(super) bytes: usize,
    /// The first of them, from 0.
    pub(super) first: Option<usize>,
    /// For how many characters they stand, that last one included.
    pub(super) characters: usize,
}

impl Broken {
    pub(super) fn add(&mut self, at: usize, length: usize) {
        self.characters += 1;
        self.bytes += length;
        self.first = self.first.or(Some(at));
    }

    /// Whether it is so little that it says nothing against the encoding.
    pub(super) fn is_tolerable(self, bytes: &[u8]) -> bool {
        self.bytes.saturating_mul(TOLERANCE) <= bytes.len()
    }
}

/// Decodes in parts, with U+FFFD for what is broken, as long as `each` wants more.
pub(super) fn stream(
    bytes: &[u8],
    encoding: &'static encoding_rs::Encoding,
    mut each: impl FnMut(&str, Broken) -> bool,
) -> Broken {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut part = String::with_capacity(CHUNK);
    let mut broken = Broken::default();
    let (mut at, mut ended) = (0, false);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut part, ended);
        at += read;
        match result {
            DecoderResult::OutputFull => {}
            // Only now is the decoder told of the end, so that a cut character shows as such.
            DecoderResult::InputEmpty if !ended => ended = true,
            DecoderResult::InputEmpty => {
                each(&part, broken);
                return broken;
            }
            DecoderResult::Malformed(length, after) => {
                part.push_str(REPLACEMENT);
                let length = usize::from(length);
                if ended {
                    broken.characters += 1;
                } else {
                    broken.add(at - length - usize::from(after), length);
                }
            }
        }
        if !each(&part, broken) {
            return broken;
        }
        part.clear();
    }
}
