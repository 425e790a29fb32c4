//! Whether a file is TEI, by how it begins.

use quick_xml::Reader;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;

const NAMESPACE: &str = "http://www.tei-c.org/ns/1.0";
/// The roots of TEI P5 and, before it had a namespace, of P4.
const ROOTS: [&str; 4] = ["TEI", "TEI.2", "teiCorpus", "teiCorpus.2"];

/// Whether the root of a file is one of TEI's. Its tags are ASCII, so they show in any encoding.
pub(super) fn is_tei(head: &[u8]) -> bool {
    let head: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let head = String::from_utf8_lossy(&head);
    let head = head.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{FFFD}'));
    if !head.starts_with('<') {
        return false;
    }
    let mut reader = Reader::from_str(head);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => return is_root(&tag),
            Ok(Event::DocType(definitions)) => {
                let name =
                    definitions.split(|c: char| c.is_whitespace() || c == '[').find(|part| !part.is_empty());
                if name.is_some_and(|name| ROOTS.contains(&name)) {
                    return true;
                }
            }
            Ok(Event::Text(text)) if text.trim().is_empty() => {}
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
            // What comes before the root, or its tag, is longer than what is looked at.
            Err(_) | Ok(Event::Eof) => return is_cut(head),
            Ok(_) => return false,
        }
    }
}

fn is_root(tag: &BytesStart<'_>) -> bool {
    let name = tag.name();
    let own =
        name.prefix().map_or_else(|| "xmlns".to_owned(), |prefix| format!("xmlns:{}", prefix.into_inner()));
    let mut attributes = tag.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    ROOTS.contains(&name.local_name().into_inner())
        || attributes.any(|attribute| attribute.key.into_inner() == own && attribute.value == NAMESPACE)
}

fn is_cut(head: &str) -> bool {
    let is_begun =
        |root: &str| head.contains(&format!("<{root} ")) || head.contains(&format!("<!DOCTYPE {root}"));
    ROOTS.into_iter().any(is_begun) || head.contains(&format!("xmlns=\"{NAMESPACE}\""))
}
