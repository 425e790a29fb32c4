//! Milestones: where lines, pages and columns of a print begin, and parts that are no elements.

use super::flow::Flow;
use super::source::Element;
use crate::reading::LocusKind;

/// The places of a print as they go by.
#[derive(Default)]
pub(super) struct Milestones {
    /// The edition that is read: CBETA says it in the identifier of a file, others by whose lines come first.
    edition: Option<String>,
    page: String,
}

impl Milestones {
    /// Takes the edition from an identifier of CBETA's, such as `T08n0251`.
    pub(super) fn of(id: Option<&str>) -> Self {
        let id = id.unwrap_or_default();
        let letters = id.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(id.len());
        let (edition, rest) = id.split_at_checked(letters).unwrap_or_default();
        let is_number = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
        let is_known =
            rest.split_once('n').is_some_and(|(volume, number)| is_number(volume) && is_number(number));
        let edition = Some(edition).filter(|edition| is_known && !edition.is_empty());
        Milestones { edition: edition.map(str::to_owned), page: String::new() }
    }

    /// Whether a milestone is one of the edition that is read.
    fn is_own(&mut self, element: &Element<'_>) -> bool {
        let Some(edition) = element.attribute("ed").or_else(|| element.attribute("edRef")) else {
            return true;
        };
        let own = self.edition.get_or_insert_with(|| edition.clone());
        edition.split(' ').any(|edition| edition == own) && !element.is("type", &["old"])
    }

    pub(super) fn line(&mut self, element: &Element<'_>, flow: &mut Flow) {
        if self.is_own(element) {
            end_of_line(element, flow);
            flow.locus(LocusKind::Line, &element.attribute("n").unwrap_or_default());
        }
    }

    pub(super) fn page(&mut self, element: &Element<'_>, flow: &mut Flow) {
        if self.is_own(element) {
            end_of_line(element, flow);
            self.page = element.attribute("n").unwrap_or_default();
            flow.locus(LocusKind::Page, &self.page);
        }
    }

    /// A column is called as its page and itself: `12b`, `12.2`.
    pub(super) fn column(&mut self, element: &Element<'_>, flow: &mut Flow) {
        if !self.is_own(element) {
            return;
        }
        end_of_line(element, flow);
        let Some(number) = element.attribute("n") else { return };
        let is_whole = self.page.is_empty() || number.len() > 2 || number.starts_with(&self.page);
        let between = if number.starts_with(|c: char| c.is_ascii_digit()) { "." } else { "" };
        let name = if is_whole { number } else { format!("{}{between}{number}", self.page) };
        flow.locus(LocusKind::Page, &name);
    }

    pub(super) fn other(&mut self, element: &Element<'_>, flow: &mut Flow) {
        let unit = element.attribute("unit").unwrap_or_default();
        if let Some(number) = element.attribute("n").filter(|_| self.is_own(element)) {
            flow.locus(LocusKind::Division, &division(&unit, &number));
        }
    }
}

fn end_of_line(element: &Element<'_>, flow: &mut Flow) {
    if element.is("break", &["no"]) {
        flow.run_on();
    } else {
        flow.end_line_of_print();
    }
}

/// The name of a part: `chapter 2`, 卷1.
pub(super) fn division(unit: &str, number: &str) -> String {
    match unit {
        "juan" | "卷" => {
            let short = number.trim_start_matches('0');
            format!("卷{}", if short.is_empty() { number } else { short })
        }
        _ => format!("{unit} {number}").trim().to_owned(),
    }
}
