//! MHTML (RFC 2557): a page together with its pictures, as a letter has them; programs that make DOCX of HTML put
//! such in.

use crate::read::encoding::Encoding;
use crate::read::formats::html::declared::of_content_type;

/// So many letters may lie in each other.
const DEEPEST: usize = 4;
/// The most bytes of what a letter says before its text.
const LONGEST_HEAD: usize = 16 << 10;

/// The page in it, and the encoding that this is in, where that is said; none where it is no MHTML.
pub(super) fn page(bytes: &[u8]) -> Option<(Vec<u8>, Option<Encoding>)> {
    let mut letter = bytes;
    for _ in 0..DEEPEST {
        let (head, body) = parted(letter)?;
        let kind = field(&head, "content-type")?;
        let lower = kind.to_ascii_lowercase();
        if !lower.starts_with("multipart/") {
            let coding = field(&head, "content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
            let page = match coding.as_str() {
                "quoted-printable" => quoted_printable(body),
                "base64" => base64(body),
                _ => body.to_vec(),
            };
            return Some((page, of_content_type(&lower)));
        }
        let at = lower.find("boundary=")? + "boundary=".len();
        let boundary = kind.get(at..)?.trim_start_matches('"');
        let boundary = boundary.split(['"', ';']).next()?.trim();
        letter = letters(body, boundary).into_iter().find(|letter| {
            let kind = parted(letter).and_then(|(head, _)| field(&head, "content-type"));
            let kind = kind.unwrap_or_default().to_ascii_lowercase();
            ["text/html", "application/xhtml", "multipart/"].iter().any(|begin| kind.starts_with(begin))
        })?;
    }
    None
}

/// What a letter says of itself, and its text.
fn parted(letter: &[u8]) -> Option<(String, &[u8])> {
    let mut at = 0;
    for line in letter.split_inclusive(|byte| *byte == b'\n') {
        at += line.len();
        if line.trim_ascii().is_empty() && at > line.len() {
            break;
        }
        if at > LONGEST_HEAD {
            return None;
        }
    }
    let (head, body) = letter.split_at_checked(at)?;
    Some((String::from_utf8_lossy(head).into_owned(), body))
}

/// A field of the head, which may go on on indented lines.
fn field(head: &str, name: &str) -> Option<String> {
    let mut lines = head.lines().skip_while(|line| {
        let said = line.split_once(':').map(|(said, _)| said.trim());
        !said.is_some_and(|said| said.eq_ignore_ascii_case(name))
    });
    let (_, first) = lines.next()?.split_once(':')?;
    let more = lines.take_while(|line| line.starts_with([' ', '\t']));
    Some(more.fold(first.trim().to_owned(), |field, line| field + " " + line.trim()))
}

/// The letters between the lines of a boundary.
fn letters<'a>(body: &'a [u8], boundary: &str) -> Vec<&'a [u8]> {
    let line_of = format!("--{boundary}");
    let (mut letters, mut begin, mut at) = (Vec::new(), None, 0);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(line_of.as_bytes()) {
            letters.extend(begin.and_then(|begin| body.get(begin..at)));
            begin = Some(at + line.len());
        }
        at += line.len();
    }
    letters.extend(begin.and_then(|begin| body.get(begin..)));
    letters
}

fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'=', [b'\r', b'\n', after @ ..] | [b'\n', after @ ..]) => rest = after,
            (b'=', [one, two, after @ ..]) => {
                let digit =
                    |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                if let Some((one, two)) = digit(one).zip(digit(two)) {
                    out.push((one << 4) | two);
                    rest = after;
                } else {
                    out.push(b'=');
                }
            }
            _ => out.push(*byte),
        }
    }
    out
}

fn base64(text: &[u8]) -> Vec<u8> {
    let (mut out, mut bits, mut count) = (Vec::with_capacity(text.len()), 0_u32, 0_u32);
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.extend(u8::try_from((bits >> count) & 0xFF));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn the_page_of_a_letter_is_found_and_decoded() {
        let letter = |kind: &str, coding: &str, text: &str| {
            format!(
                "MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--=b\"\r\n\r\n\
                ----=b\r\nContent-Type: image/png\r\n\r\nPNG\r\n----=b\r\nContent-Type: {kind}\r\n\
                Content-Transfer-Encoding: {coding}\r\n\r\n{text}\r\n----=b--\r\n"
            )
        };
        for (kind, coding, text) in [
            ("text/html; charset=\"utf-8\"", "quoted-printable", "<p class=3Dx>=E6=B8=\r\n=A1=zz</p>"),
            ("text/html;\r\n charset=utf-8", "base64", "PHAgY2xhc3M9\r\neD7muKE9eno8L3A+"),
            ("TEXT/HTML; charset=UTF-8", "8bit", "<p class=x>渡=zz</p>"),
        ] {
            let (page, encoding) = page(letter(kind, coding, text).as_bytes()).unwrap();
            assert_eq!(String::from_utf8(page).unwrap().trim(), "<p class=x>渡=zz</p>", "{coding}");
            assert_eq!(encoding, Some(Encoding::Utf8));
        }
        let (page, encoding) = page("Content-Type: text/html\n\n<p>渡</p>".as_bytes()).unwrap();
        assert_eq!((&page[..], encoding), ("<p>渡</p>".as_bytes(), None));
        for none in
            ["", "<p>渡</p>", "渡：口\n\n渡", "Content-Type: multipart/mixed; boundary=a\n\n--a\n\n--a--"]
        {
            assert_eq!(super::page(none.as_bytes()), None, "{none}");
        }
    }
}
