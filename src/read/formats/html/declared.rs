//! In which encoding a page is: by its mark, by what its bytes are, and by what it says.

use super::markup::Tag;
use super::markup::length;
use crate::message::Message;
use crate::read::decode;
use crate::read::decode::Decoded;
use crate::read::encoding::Encoding;

/// So many bytes from its beginning say in which encoding a page is.
const HEAD: usize = 4 << 10;

/// The text of a page. What it says of its encoding is believed where its bytes do not show another one.
///
/// # Errors
/// Says why it is no text.
pub(in crate::read::formats) fn decoded(bytes: Vec<u8>) -> Result<Decoded, Message> {
    let declared = declared(bytes.get(..HEAD).unwrap_or(&bytes)).filter(|_| !is_utf8(&bytes));
    let told = declared.and_then(|_| decode::decode(bytes.clone(), None).ok());
    // What is UTF-8 but for some damage shows it in all the rest.
    if let Some(told) = told.filter(|told| told.encoding == Encoding::Utf8 && told.damaged > 0) {
        return Ok(told);
    }
    let believed = declared.and_then(|declared| decode::decode(bytes.clone(), Some(declared)).ok());
    believed
        .filter(|decoded| !crate::read::is_blank(&decoded.text))
        .map_or_else(|| decode::decode(bytes, None), Ok)
}

/// Whether bytes are UTF-8 or UTF-16, whatever they say. Two characters of GBK may be one of UTF-8, but none of Chinese.
fn is_utf8(bytes: &[u8]) -> bool {
    let has_mark = bytes.starts_with(&[0xEF, 0xBB, 0xBF])
        || bytes.starts_with(&[0xFF, 0xFE])
        || bytes.starts_with(&[0xFE, 0xFF]);
    let is_chinese = |text: &str| text.is_ascii() || text.contains(|c| c >= '\u{800}');
    has_mark || std::str::from_utf8(bytes).is_ok_and(is_chinese)
}

/// The encoding that a page names in its XML declaration or a `<meta>`.
pub(in crate::read::formats) fn declared(head: &[u8]) -> Option<Encoding> {
    let head = String::from_utf8_lossy(head);
    let mut rest = head.trim_start_matches(['\u{FEFF}', ' ', '\n', '\r', '\t']);
    if let Some(declaration) = rest.strip_prefix("<?xml").and_then(|rest| rest.split("?>").next()) {
        let said =
            (Tag { markup: "", name: String::new(), closes: false, rest: declaration }).attribute("encoding");
        if let Some(said) = said {
            return encoding(said);
        }
    }
    let mut quotes = true;
    while let Some(at) = rest.find('<') {
        rest = rest.get(at..).unwrap_or_default();
        let tag = Tag::of(rest).filter(|tag| tag.name == "meta");
        if let Some(said) = tag.as_ref().and_then(said) {
            return encoding(said);
        }
        let is_comment = rest.starts_with("<!--");
        let passed = if is_comment || tag.is_some() { length(rest, &mut quotes) } else { None };
        rest = rest.get(passed.unwrap_or(1)..).unwrap_or_default();
    }
    None
}

/// What a `<meta>` says of the encoding.
fn said<'a>(meta: &Tag<'a>) -> Option<&'a str> {
    let is_type =
        || meta.attribute("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("content-type"));
    let of_type = || charset(meta.attribute("content").filter(|_| is_type())?);
    meta.attribute("charset").or_else(of_type)
}

/// The encoding that a content type names: `text/html; charset=gb2312`.
pub(in crate::read::formats) fn of_content_type(content: &str) -> Option<Encoding> {
    charset(content).and_then(encoding)
}

fn charset(content: &str) -> Option<&str> {
    let at = content.to_ascii_lowercase().find("charset")?;
    let said = content.get(at + "charset".len()..)?.trim_start().strip_prefix('=')?.trim_start();
    said.trim_start_matches(['"', '\''])
        .split(|c: char| c.is_whitespace() || matches!(c, ';' | '"' | '\''))
        .next()
}

/// The encoding of a name; what can be read as ASCII is not in UTF-16.
fn encoding(name: &str) -> Option<Encoding> {
    let known = encoding_rs::Encoding::for_label(name.as_bytes());
    let name: &str = if let Some(known) = known { known.name() } else { name };
    name.parse().ok().filter(|encoding| !matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use Encoding::{Big5, Gb18030, Utf8};

    #[test]
    fn only_a_declaration_names_the_encoding() {
        for (head, encoding) in [
            ("<meta http-equiv=Content-Type content=\"text/html; charset=gb2312\">", Some(Gb18030)),
            ("<META CHARSET = 'Big5'>", Some(Big5)),
            (
                "<meta name=a content='<'><meta content='charset=x-gbk' http-equiv=\"content-type\"/>",
                Some(Gb18030),
            ),
            ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><meta charset=big5>", Some(Utf8)),
            ("<meta charset=\"shift_jis\">", None),
            ("<meta charset=utf-16>", None),
            ("<p>charset=big5</p><!-- <meta charset=big5> --><a href='?charset=big5'>", None),
            ("<meta name=description content='charset=big5'><p>encoding=\"big5\"", None),
            ("<script src=a.js charset=big5></script>", None),
        ] {
            assert_eq!(declared(head.as_bytes()), encoding, "{head}");
        }
    }

    #[test]
    fn bytes_that_show_their_encoding_are_believed_before_what_is_said() {
        let text = "<meta charset=gbk><p>渡口的船今天没有来，两岸的人都在等。";
        for bytes in [text.as_bytes().to_vec(), [b"\xEF\xBB\xBF", text.as_bytes()].concat()] {
            let decoded = decoded(bytes).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding), (text, Utf8));
        }
        let damaged = [text.as_bytes(), b"\xE6\xB8", text.as_bytes()].concat();
        let decoded_damaged = decoded(damaged).unwrap();
        assert_eq!(
            (decoded_damaged.encoding, decoded_damaged.damaged),
            (Utf8, 1),
            "one character is damaged"
        );
        // In GBK these two are bytes that UTF-8 has as well.
        let text = "<meta charset=gbk><p>联通";
        let (bytes, _, _) = encoding_rs::GBK.encode(text);
        assert_eq!(decoded(bytes.into_owned()).unwrap().text, text);
        let text = text.replace("gbk", "utf-8").replace("联通", "渡口的船今天没有来，两岸的人都在等。");
        let (bytes, _, _) = encoding_rs::GBK.encode(&text);
        assert_eq!(decoded(bytes.into_owned()).unwrap().encoding, Gb18030, "what is said is wrong");
    }
}
