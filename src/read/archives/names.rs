//! Names of members: decoded, and as paths below the archive.

use crate::read::name::is_hidden;
use crate::read::name::legible_bytes;
use crate::read::tally;
use crate::read::tally::Guess;
use encoding_rs::Encoding;
use encoding_rs::GB18030;
use encoding_rs::UTF_8;
use encoding_rs::UTF_16BE;
use encoding_rs::UTF_16LE;
use std::borrow::Cow;

/// So many bytes of names show their encoding.
const SAMPLE: usize = 1 << 20;

/// How the names of an archive are encoded that do not say so: in UTF-8, or as the machine wrote that packed it, which
/// in China is GB18030. All of them together tell it.
#[derive(Debug, Clone, Copy)]
pub(super) struct NameEncoding(&'static Encoding);

impl NameEncoding {
    /// That of names which say so.
    pub(super) const UTF_8: NameEncoding = NameEncoding(UTF_8);

    pub(super) fn of<'a>(names: impl Iterator<Item = &'a [u8]>) -> Self {
        let (mut sample, mut is_utf8) = (Vec::new(), true);
        for name in names.filter(|name| !name.is_ascii()) {
            is_utf8 &= str::from_utf8(name).is_ok();
            if sample.len() < SAMPLE {
                sample.extend_from_slice(name);
                sample.push(b'\n');
            }
        }
        if is_utf8 {
            return NameEncoding(UTF_8);
        }
        let told = tally::guess(&sample).map(|(guess, _)| Guess::decoder(guess));
        // A name has no byte order; a few bytes may look as if they had.
        NameEncoding(told.filter(|told| ![UTF_16LE, UTF_16BE].contains(told)).unwrap_or(GB18030))
    }

    /// A name in UTF-8, or as it is.
    fn decode(self, name: &[u8]) -> Cow<'_, [u8]> {
        if is_cjk(name) {
            return Cow::Borrowed(name);
        }
        let attempts = [self.0, UTF_8, GB18030];
        let decode =
            |encoding: &'static Encoding| encoding.decode_without_bom_handling_and_without_replacement(name);
        match attempts.into_iter().find_map(decode) {
            Some(Cow::Owned(name)) => Cow::Owned(name.into_bytes()),
            Some(Cow::Borrowed(_)) | None => Cow::Borrowed(name),
        }
    }

    /// The path of a member below its archive, with `/` between the parts; it leads nowhere else. What cannot be shown is
    /// written `\xNN`. None for a folder, and for what nobody would see who unpacks the archive.
    pub(super) fn path(self, name: &[u8]) -> Option<String> {
        let name = self.decode(name);
        let is_separator = |byte: &u8| matches!(byte, b'/' | b'\\');
        if name.last().is_none_or(is_separator) {
            return None;
        }
        let leads_elsewhere = |(nth, part): &(usize, &[u8])| {
            [&b""[..], b".", b".."].contains(part) || *nth == 0 && is_drive(part)
        };
        let parts = name.split(is_separator).enumerate().filter(|part| !leads_elsewhere(part));
        let parts: Vec<&[u8]> = parts.map(|(_, part)| part).collect();
        if parts.is_empty() || parts.iter().any(|part| is_hidden(part) || *part == b"__MACOSX") {
            return None;
        }
        Some(parts.into_iter().map(legible_bytes).collect::<Vec<_>>().join("/"))
    }
}

/// Whether it is in UTF-8, and Chinese: in another encoding no name looks so.
fn is_cjk(name: &[u8]) -> bool {
    str::from_utf8(name).is_ok_and(|name| name.chars().all(|c| c.is_ascii() || c >= '\u{2E80}'))
}

/// `C:`.
fn is_drive(part: &[u8]) -> bool {
    matches!(part, [letter, b':'] if letter.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn path(name: &str) -> Option<String> {
        NameEncoding(UTF_8).path(name.as_bytes())
    }

    #[test]
    fn a_path_leads_nowhere_but_into_the_archive() {
        for name in
            ["甲/乙.txt", "./甲//乙.txt", "/甲/乙.txt", "../../甲/../乙.txt", "甲\\乙.txt", "C:\\甲\\乙.txt"]
        {
            assert_eq!(path(name).as_deref(), Some("甲/乙.txt"), "{name}");
        }
        assert_eq!(path("甲\n\u{1B}[2J.txt").as_deref(), Some("甲\\x0A\\x1B[2J.txt"));
        assert_eq!(path("甲/C:/乙.txt").as_deref(), Some("甲/C:/乙.txt"));
        for name in [
            "",
            "/",
            "甲/",
            "甲\\",
            ".",
            "..",
            "C:",
            ".甲.txt",
            "甲/.git/乙.txt",
            "__MACOSX/甲.txt",
            ".DS_Store",
        ] {
            assert_eq!(path(name), None, "{name}");
        }
    }

    #[test]
    fn names_of_windows_are_read_in_its_encoding() {
        let names = ["红楼梦/第一回.txt", "红楼梦/第二回.txt", "说明.md"];
        for encoding in [GB18030, encoding_rs::BIG5] {
            let names = if encoding == GB18030 {
                names
            } else {
                ["紅樓夢/第一回.txt", "紅樓夢/第二回.txt", "說明.md"]
            };
            let encoded: Vec<_> = names.iter().map(|name| encoding.encode(name).0).collect();
            let told = NameEncoding::of(encoded.iter().map(|name| &**name));
            let paths: Vec<_> = encoded.iter().filter_map(|name| told.path(name)).collect();
            assert_eq!(paths, names);
        }
        // Also when they say little, and beside some in UTF-8.
        let names: [&[u8]; 3] = [b"\xBE\xED\xD2\xBB.txt", "卷二.txt".as_bytes(), b"readme.txt"];
        let told = NameEncoding::of(names.into_iter());
        let paths: Vec<_> = names.iter().filter_map(|name| told.path(name)).collect();
        assert_eq!(paths, ["卷一.txt", "卷二.txt", "readme.txt"]);
        // What is in none of them stays as it is.
        let western = b"caf\x82.txt";
        let told = NameEncoding::of([&western[..]].into_iter());
        assert_eq!(told.path(western).as_deref(), Some("caf\\x82.txt"));
    }

    proptest! {
        #[test]
        fn any_name_is_a_path_below_or_none(names in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 1..4)) {
            let told = NameEncoding::of(names.iter().map(Vec::as_slice));
            for path in names.iter().filter_map(|name| told.path(name)) {
                prop_assert!(!path.is_empty() && !path.chars().any(char::is_control), "{:?}", path);
                prop_assert!(path.split('/').all(|part| !part.is_empty() && !part.starts_with('.')), "{:?}", path);
            }
        }
    }
}
