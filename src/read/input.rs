//! What a reader of a format is given: the bytes of a file or of a member of an archive, and what is told of them.

use super::Encoding;
use super::LONGEST_FILE;
use super::allowance::Allowance;
use super::decode;
use super::decode::Decoded;
use super::packing::Packing;
use super::raw::Raw;
use super::raw::Refusal;
use super::rules::Rule;
use super::rules::Rules;
use super::stream::Transcoder;
use crate::message;
use crate::message::Message;
use std::io;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

/// So many bytes from its beginning show which format a file has.
const HEAD: u64 = 4 << 10;
/// So many where it may be XML, for comments and definitions may stand before its root.
const HEAD_OF_XML: u64 = 64 << 10;

/// For each byte that may be held the budget has so many while a document is made.
const OF_TEXT: u64 = 8;
/// What a parser may take in any case, in bytes.
const HARMLESS: u64 = 16 << 20;

/// Whether it begins with a tag, in any encoding.
fn may_be_xml(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let mut shown =
        head.iter().filter(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0 | 0xFE | 0xFF));
    shown.next() == Some(&b'<')
}

/// A file or a member that is to be read.
pub(super) struct Input {
    raw: Raw,
    packing: Packing,
    /// Where it is; for a member, its path in the archive behind that of the file.
    pub(super) path: PathBuf,
    /// Its key.
    pub(super) key: String,
    /// What the folder says of it.
    pub(super) rule: Rule,
    rules: Arc<Rules>,
    /// The encoding that was asked for.
    pub(super) encoding: Option<Encoding>,
    /// The most bytes that may be held of it at a time, unpacked: of a text all, of many texts those of one.
    pub(super) most: u64,
    /// Whether it is read again with more room where this is not enough.
    pub(super) may_have_more: bool,
    /// What all that is packed in the file may unpack to.
    pub(super) allowance: Rc<Allowance>,
    /// In how many archives it lies.
    pub(super) depth: u32,
    /// How its unpacked bytes begin.
    pub(super) head: Vec<u8>,
}

impl Input {
    /// A file.
    pub(super) fn open(path: &Path, key: &str, rules: &Arc<Rules>, most: u64) -> Result<Self, Refusal> {
        let rule = rules.of(key);
        let encoding = rule.encoding;
        let (path, key) = (path.to_path_buf(), key.to_owned());
        let raw = Raw::open(&path)?;
        Input {
            allowance: Rc::new(Allowance::of(raw.size())),
            raw,
            packing: Packing::None,
            path,
            key,
            rule,
            rules: Arc::clone(rules),
            encoding,
            most,
            may_have_more: true,
            depth: 0,
            head: Vec::new(),
        }
        .begun()
    }

    /// A member of this archive, by its path there.
    pub(super) fn member(&self, path: &str, bytes: Vec<u8>) -> Result<Self, Refusal> {
        let (key, rule) = (self.key_of(path), self.rule_of(path));
        Input {
            raw: Raw::held(bytes, Rc::clone(&self.allowance)),
            packing: Packing::None,
            path: self.path.join(path),
            key,
            encoding: self.encoding.or(rule.encoding),
            rule,
            rules: Arc::clone(&self.rules),
            most: self.most,
            may_have_more: self.may_have_more,
            allowance: Rc::clone(&self.allowance),
            depth: self.depth + 1,
            head: Vec::new(),
        }
        .begun()
    }

    /// The same, looked at: how it is packed, and how it begins.
    fn begun(mut self) -> Result<Self, Refusal> {
        let name = self.path.file_name().unwrap_or_default().as_encoded_bytes().to_ascii_lowercase();
        self.head = self.beginning()?;
        self.packing = Packing::of(&name, &self.head);
        if self.packing != Packing::None {
            self.head = self.beginning()?;
        }
        Ok(self)
    }

    fn beginning(&self) -> Result<Vec<u8>, Refusal> {
        let (mut head, mut bytes) = (Vec::new(), self.open_unpacked()?);
        for most in [HEAD, HEAD_OF_XML - HEAD] {
            let read = bytes.by_ref().take(most).read_to_end(&mut head);
            let read = read.map_err(|error| self.raw.refusal(&error))?;
            if u64::try_from(read) != Ok(most) || !may_be_xml(&head) {
                break;
            }
        }
        Ok(head)
    }

    /// What the folder says of a member of this archive.
    pub(super) fn rule_of(&self, path: &str) -> Rule {
        self.rules.of(&self.key_of(path))
    }

    /// The key of a member.
    pub(super) fn key_of(&self, path: &str) -> String {
        format!("{}/{path}", self.key)
    }

    /// Its name in lower case, without what says how it is packed.
    pub(super) fn name(&self) -> Vec<u8> {
        let name = self.path.file_name().unwrap_or_default().as_encoded_bytes().to_ascii_lowercase();
        Packing::by_name(&name).0.to_vec()
    }

    /// Its bytes from the beginning, unpacked.
    pub(super) fn open_unpacked(&self) -> Result<Box<dyn Read + '_>, Refusal> {
        self.raw.unpacked(self.packing)
    }

    /// Its bytes where they lie; `None` when they are packed.
    pub(super) fn seekable(&self) -> Option<&Raw> {
        (self.packing == Packing::None).then_some(&self.raw)
    }

    /// All its bytes, unpacked.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, Refusal> {
        self.raw.whole(self.packing, self.most)
    }

    /// Whether a parser that makes one document of it may take so many bytes.
    pub(super) fn has_room(&self, bytes: u64) -> Result<(), Refusal> {
        if bytes > HARMLESS.max(OF_TEXT.saturating_mul(self.most)) { Err(Refusal::Longer) } else { Ok(()) }
    }

    /// Why one of many texts in it is left out that is longer than may be held.
    ///
    /// # Errors
    /// When there may be more room: then all of it is read again.
    pub(super) fn longer(&self) -> Result<Message, Refusal> {
        let n = self.most >> 20;
        match self.may_have_more {
            true => Err(Refusal::Longer),
            false if self.most < LONGEST_FILE => {
                Ok(message!("longer than {n} MiB; split it, or allow more memory", n))
            }
            false => Ok(message!("longer than {n} MiB; split it", n)),
        }
    }

    /// All of it as text.
    pub(super) fn decoded(&self) -> Result<Decoded, Refusal> {
        let decoded = decode::decode(self.bytes()?, self.encoding)?;
        if super::is_blank(&decoded.text) { Err(message!("empty").into()) } else { Ok(decoded) }
    }

    /// Its text as a stream of UTF-8, and the encoding that its first million bytes of more than ASCII show.
    pub(super) fn transcoded(&self) -> Result<(Transcoder<'_>, Encoding), Refusal> {
        let sample = decode::sample(self.open_unpacked()?).map_err(|error| self.refusal(&error))?;
        let encoding = decode::decode(sample, self.encoding)?.encoding;
        Ok((Transcoder::new(self.open_unpacked()?, encoding.decoder()), encoding))
    }

    /// The same with a line feed for each end of a line.
    pub(super) fn transcoded_lines(&self) -> Result<(Transcoder<'_>, Encoding), Refusal> {
        let (text, encoding) = self.transcoded()?;
        Ok((text.with_line_feeds(), encoding))
    }

    /// Why reading has failed.
    pub(super) fn refusal(&self, error: &io::Error) -> Refusal {
        self.raw.refusal(error)
    }

    /// What the system has said instead of bytes, though a reader did not pass it on.
    pub(super) fn failure(&self) -> Result<(), Refusal> {
        self.raw.failure()
    }

    /// The digest of its bytes as they lie there.
    pub(super) fn digest(&self) -> Result<u64, Refusal> {
        self.raw.digest()
    }
}
