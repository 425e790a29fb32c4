//! Decoding in parts, and how much of the bytes is broken.

use encoding_rs::DecoderResult;
use std::io;
use std::io::Read;

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

/// A text with a line feed for each carriage return that ends a line by itself, as on old Macintoshes. For formats in
/// which lines mean something; plain text stays as it is.
pub(super) fn line_ends(text: String) -> String {
    let mut returns = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\r');
    if returns.all(|(at, _)| text.as_bytes().get(at + 1) == Some(&b'\n')) {
        return text;
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Which line ends come out of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    AsTheyAre,
    /// Line feeds; a carriage return came last or did not.
    Feeds {
        returned: bool,
    },
}

/// Reads text of any encoding as UTF-8, with U+FFFD for what is broken, without a byte order mark.
pub(super) struct Transcoder<'a> {
    source: Box<dyn Read + 'a>,
    decoder: encoding_rs::Decoder,
    /// Bytes not decoded yet.
    raw: Vec<u8>,
    /// Text not read yet, and how much of it was.
    text: String,
    at: usize,
    ended: bool,
    ends: Ends,
    /// How many characters could not be read.
    pub(super) damaged: usize,
}

impl<'a> Transcoder<'a> {
    pub(super) fn new(source: Box<dyn Read + 'a>, encoding: &'static encoding_rs::Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        let (raw, text) = (Vec::new(), String::with_capacity(2 * CHUNK));
        Transcoder { source, decoder, raw, text, at: 0, ended: false, ends: Ends::AsTheyAre, damaged: 0 }
    }

    /// The same with a line feed for each end of a line.
    pub(super) fn with_line_feeds(self) -> Self {
        Transcoder { ends: Ends::Feeds { returned: false }, ..self }
    }

    /// Puts line feeds in the place of other ends.
    fn feed(&mut self) {
        let Ends::Feeds { returned } = &mut self.ends else { return };
        if !*returned && !self.text.contains('\r') {
            return;
        }
        let text = std::mem::take(&mut self.text);
        self.text.reserve(text.capacity());
        for c in text.chars() {
            // The second half of an end that has been given.
            let is_rest = c == '\n' && *returned;
            *returned = c == '\r';
            if !is_rest {
                self.text.push(if c == '\r' { '\n' } else { c });
            }
        }
    }

    /// Decodes the next bytes.
    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.at = 0;
        let left = self.raw.len();
        self.raw.resize(left + CHUNK, 0);
        let read = loop {
            match self.source.read(self.raw.get_mut(left..).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.raw.truncate(left + read);
        let mut at = 0;
        loop {
            let bytes = self.raw.get(at..).unwrap_or_default();
            let (result, taken) =
                self.decoder.decode_to_string_without_replacement(bytes, &mut self.text, read == 0);
            at += taken;
            match result {
                DecoderResult::InputEmpty => {
                    self.ended = read == 0;
                    break;
                }
                DecoderResult::OutputFull if self.text.is_empty() => self.text.reserve(CHUNK),
                DecoderResult::OutputFull => break,
                DecoderResult::Malformed(..) => {
                    self.text.push_str(REPLACEMENT);
                    self.damaged += 1;
                }
            }
        }
        self.raw.drain(..at);
        self.feed();
        Ok(())
    }
}

impl Read for Transcoder<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() && !self.ended {
            self.fill()?;
        }
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        let (Some(to), Some(from)) = (buffer.get_mut(..length), rest.get(..length)) else { return Ok(0) };
        to.copy_from_slice(from);
        self.at += length;
        Ok(length)
    }
}
