//! Fields: what a word processor puts in by an instruction, as it last did.

use crate::read::xml::Xml;
use crate::read::xml::XmlEvent;
use std::collections::HashSet;

/// Instructions whose result a program makes out of the document itself: tables of contents, indexes, page numbers.
const FURNITURE: [&str; 8] =
    ["TOC", "INDEX", "TOA", "PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "SECTION"];

/// What begins a field, its result, and its end.
const CHAR: &str = "fldChar";

/// The fields that are open, each in the one before.
#[derive(Default)]
pub(super) struct Fields {
    open: Vec<Field>,
    /// How many of these are still in their instruction, and of how many the result is furniture.
    instructions: usize,
    furniture: usize,
    /// Where in the part fields begin that nothing ends.
    endless: HashSet<u64>,
}

#[derive(Default)]
struct Field {
    instruction: String,
    has_result: bool,
    is_furniture: bool,
    is_endless: bool,
}

impl Fields {
    /// Those of a part, before it is walked through.
    pub(super) fn of(text: &str) -> Self {
        let (mut xml, mut open) = (Xml::of(if text.contains(CHAR) { text } else { "" }), Vec::new());
        while let Ok(Some(event)) = xml.next() {
            let XmlEvent::Start(tag) = event else { continue };
            match tag.attribute("fldCharType").filter(|_| tag.name() == CHAR).as_deref() {
                Some("begin") => open.push(tag.at),
                Some("end") => drop(open.pop()),
                _ => {}
            }
        }
        Fields { endless: open.into_iter().collect(), ..Fields::default() }
    }

    /// Begins an instruction, at such a place in the part.
    pub(super) fn begin(&mut self, at: u64) {
        self.open.push(Field { is_endless: self.endless.contains(&at), ..Field::default() });
        self.instructions += 1;
    }

    /// Adds to the instruction.
    pub(super) fn instruct(&mut self, text: &str) {
        if let Some(field) = self.open.last_mut().filter(|field| !field.has_result) {
            field.instruction.push_str(text);
        }
    }

    /// Ends the instruction; what follows is its result.
    pub(super) fn begin_result(&mut self) {
        if let Some(field) = self.open.last_mut().filter(|field| !field.has_result) {
            field.has_result = true;
            field.is_furniture = is_furniture(&field.instruction);
            self.instructions -= 1;
            self.furniture += usize::from(field.is_furniture);
        }
    }

    /// Ends the field; gives the instruction of one that has no result.
    pub(super) fn end(&mut self) -> Option<String> {
        let field = self.open.pop()?;
        self.furniture -= usize::from(field.is_furniture);
        self.instructions -= usize::from(!field.has_result);
        (!field.has_result).then_some(field.instruction)
    }

    /// Ends fields that nothing ends: they would hide all that follows.
    pub(super) fn end_paragraph(&mut self) {
        // Within one that ends no other is endless.
        if self.open.first().is_some_and(|field| field.is_endless) {
            self.open.retain(|field| !field.is_endless);
            self.instructions = self.open.iter().filter(|field| !field.has_result).count();
            self.furniture = self.open.iter().filter(|field| field.is_furniture).count();
        }
    }

    /// Whether what stands here is no result but of an instruction.
    pub(super) fn is_instruction(&self) -> bool {
        self.instructions > 0
    }

    /// Whether what stands here has been made out of the document itself.
    pub(super) fn is_furniture(&self) -> bool {
        self.furniture > 0
    }
}

/// Whether the result of an instruction is furniture.
fn is_furniture(instruction: &str) -> bool {
    let name = instruction.split_whitespace().next().unwrap_or_default();
    FURNITURE.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Signs that a character is put into, not of the text.
const ENCLOSURES: [char; 4] = ['○', '□', '△', '◇'];

/// What an `EQ` field shows, which has no result, and what stands raised above that: Word writes ruby by it, and
/// characters in circles, as characters one upon the other.
pub(super) fn equation(instruction: &str) -> Option<(String, String)> {
    let code = instruction.trim_start().strip_prefix("EQ ")?;
    let (mut main, mut above) = (String::new(), String::new());
    // How many brackets are open, and in which of them it is raised.
    let (mut depth, mut raised) = (0_usize, None);
    let mut is_up = false;
    let mut rest = code.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\\' => {
                let switch: String =
                    std::iter::from_fn(|| rest.next_if(|c| !"\\(),;".contains(*c))).collect();
                is_up = switch.starts_with("up");
            }
            '(' => {
                depth += 1;
                raised = raised.or(is_up.then_some(depth));
            }
            ')' => {
                raised = raised.filter(|from| *from < depth);
                depth = depth.saturating_sub(1);
                is_up = false;
            }
            _ if raised.is_some() => above.push(character),
            ',' | ';' | ' ' => {}
            _ if depth == 0 || ENCLOSURES.contains(&character) => {}
            _ => main.push(character),
        }
    }
    Some((main, above))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_equation_shows_its_characters_and_what_is_raised_above_them() {
        for (instruction, main, above) in [
            (r#"EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(dù kǒu),渡口)"#, "渡口", "dù kǒu"),
            (r" EQ \o\ac(○,甲) ", "甲", ""),
            (r"EQ \f(1,2)", "12", ""),
            ("EQ ", "", ""),
        ] {
            assert_eq!(equation(instruction), Some((main.to_owned(), above.to_owned())));
        }
        assert_eq!(equation("REF 甲"), None);
    }

    #[test]
    fn an_instruction_is_hidden_until_its_end_or_that_of_its_paragraph_where_it_has_none() {
        let char = |kind: &str| format!("<fldChar fldCharType='{kind}'/>");
        let text = [char("begin"), char("begin"), char("separate"), char("end")].concat();
        let mut fields = Fields::of(&format!("<p>{text}</p>"));
        let at = |nth: usize| 3 + (nth * char("begin").len()) as u64;
        fields.begin(at(1));
        assert!(fields.is_instruction());
        fields.begin(at(2));
        fields.instruct(" toc \\o");
        fields.begin_result();
        assert!(fields.is_instruction() && fields.is_furniture());
        fields.end_paragraph();
        assert!(!fields.is_instruction() && fields.is_furniture());
        fields.begin(0);
        fields.end_paragraph();
        assert!(fields.is_instruction());
        assert_eq!(fields.end(), Some(String::new()));
        assert_eq!(fields.end(), None);
        assert_eq!((fields.is_furniture(), fields.end()), (false, None));
    }
}
