//! Formulas as they are typed on a line, `(a+b)/2`, `x_1^2`, `√x`: of OMML (ECMA-376, 22.1) and of `MathML`.

use crate::read::xml::Tag;

/// What lies deeper in each other is written as it comes.
const DEEPEST: usize = 32;

/// A formula under way.
#[derive(Default)]
pub(super) struct Formula {
    /// Its parts that are open, the innermost last.
    open: Vec<Part>,
}

struct Part {
    kind: Kind,
    /// What it consists of.
    of: Vec<String>,
    /// Signs that it has of its own: before its parts, behind and between them.
    signs: [Option<String>; 3],
}

/// How what a part consists of is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Row,
    /// A row with spaces between.
    Words,
    Fraction,
    Power,
    Index,
    Both,
    /// Limits, and what they are of.
    Limits,
    /// The degree of a root, and what that is of.
    Root,
    /// The same the other way round.
    RootOf,
    SquareRoot,
    Fences,
}

impl Kind {
    fn of(name: &str) -> Option<Kind> {
        Some(match name {
            "oMath" | "math" | "num" | "den" | "e" | "sub" | "sup" | "deg" | "lim" | "fName" | "mr"
            | "mrow" | "mi" | "mn" | "mo" | "mtext" | "ms" | "mstyle" | "mpadded" | "menclose" | "mover"
            | "mtd" | "mphantom" | "acc" | "bar" | "box" | "borderBox" | "groupChr" => Kind::Row,
            "m" | "eqArr" | "func" | "mtable" | "mtr" | "mlabeledtr" => Kind::Words,
            "f" | "mfrac" => Kind::Fraction,
            "sSup" | "msup" | "limUpp" => Kind::Power,
            "sSub" | "msub" | "limLow" | "munder" => Kind::Index,
            "sSubSup" | "msubsup" | "munderover" => Kind::Both,
            "nary" | "sPre" => Kind::Limits,
            "rad" => Kind::Root,
            "mroot" => Kind::RootOf,
            "msqrt" => Kind::SquareRoot,
            "d" | "mfenced" => Kind::Fences,
            _ => return None,
        })
    }
}

impl Formula {
    /// Whether what stands here is of a formula.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Begins a part; says whether the element is one.
    pub(super) fn begin(&mut self, tag: &Tag<'_>) -> bool {
        let kind = Kind::of(tag.name()).filter(|_| self.open.len() < DEEPEST);
        let Some(kind) = kind else {
            self.sign(tag);
            return false;
        };
        let said = |name, usual: &str| Some(tag.attribute(name).map_or(usual.to_owned(), String::from));
        let signs = match tag.name() {
            "nary" => [said("chr", "∫"), None, None],
            "d" => [said("begChr", "("), said("endChr", ")"), said("sepChr", "|")],
            "mfenced" => [said("open", "("), said("close", ")"), said("separators", ",")],
            _ => [None, None, None],
        };
        self.open.push(Part { kind, of: Vec::new(), signs });
        true
    }

    /// Hears which sign a part has instead of the usual one.
    fn sign(&mut self, tag: &Tag<'_>) {
        let nth = match tag.name() {
            "chr" | "begChr" => 0,
            "endChr" => 1,
            "sepChr" => 2,
            _ => return,
        };
        let part = self.open.last_mut().filter(|part| [Kind::Limits, Kind::Fences].contains(&part.kind));
        if let Some(sign) = part.and_then(|part| part.signs.get_mut(nth)) {
            *sign = tag.attribute("val").map(String::from);
        }
    }

    pub(super) fn write(&mut self, text: &str) {
        if let Some(part) = self.open.last_mut() {
            // Signs of MathML that only say how what is around them belongs together.
            part.of.push(text.replace(['\u{2061}', '\u{2062}', '\u{2063}', '\u{2064}'], ""));
        }
    }

    /// Ends a part; gives the formula where that is all of it.
    pub(super) fn end(&mut self) -> Option<String> {
        let written = self.open.pop()?.written();
        match self.open.last_mut() {
            None => return Some(written),
            Some(outer) => outer.of.push(written),
        }
        None
    }
}

impl Part {
    fn written(self) -> String {
        let Part { kind, of, signs } = self;
        let [before, behind, between] = signs.map(Option::unwrap_or_default);
        if of.iter().all(String::is_empty) {
            return String::new();
        }
        match kind {
            Kind::Row => return of.concat(),
            Kind::Words => return of.join(" "),
            Kind::SquareRoot => return format!("√{}", grouped(&of.concat())),
            Kind::Fences => return format!("{before}{}{behind}", of.join(&between)),
            _ => {}
        }
        let mut of = of.into_iter();
        let [one, two, three] = [of.next(), of.next(), of.next()].map(Option::unwrap_or_default);
        let written = match kind {
            Kind::Power => one + &script('^', &two) + &three,
            Kind::Index => one + &script('_', &two) + &three,
            Kind::Both => one + &script('_', &two) + &script('^', &three),
            Kind::Limits => before + &script('_', &one) + &script('^', &two) + &three,
            Kind::Root => format!("{one}√{}", grouped(&two)) + &three,
            Kind::RootOf => format!("{two}√{}", grouped(&one)) + &three,
            _ => format!("{}/{}", grouped(&one), grouped(&two)) + &three,
        };
        written + &of.collect::<String>()
    }
}

fn script(sign: char, part: &str) -> String {
    if part.is_empty() { String::new() } else { format!("{sign}{}", grouped(part)) }
}

/// A part that is written together with others: in brackets, if it needs any.
fn grouped(part: &str) -> String {
    let is_one = part.chars().all(|c| c.is_alphanumeric() || c == '.')
        || part.starts_with('(') && part.find(')') == Some(part.len() - 1);
    if is_one { part.to_owned() } else { format!("({part})") }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use crate::read::xml::Elements;

    #[derive(Default)]
    struct Walk {
        formula: Formula,
        open: Vec<bool>,
        written: String,
    }

    impl Elements for Walk {
        type Element = bool;

        fn open(&mut self) -> &mut Vec<bool> {
            &mut self.open
        }

        fn start(&mut self, tag: &Tag<'_>) -> Option<bool> {
            Some(self.formula.begin(tag))
        }

        fn text(&mut self, text: &str) {
            self.formula.write(text);
        }

        fn end(&mut self, is_part: bool) {
            if is_part {
                self.written.extend(self.formula.end());
            }
        }
    }

    fn written(xml: &str) -> String {
        let mut walk = Walk::default();
        walk.read(xml).unwrap();
        walk.written
    }

    #[test]
    fn a_formula_is_written_on_a_line() {
        for (xml, line) in [
            ("<f><num>a+b</num><den>2</den></f>", "(a+b)/2"),
            ("<f><num><d><e>a+b</e></d></num><den>渡船</den></f>", "(a+b)/渡船"),
            (
                "<sSubSup><e>x</e><sub>i+1</sub><sup>2</sup></sSubSup>=<sSup><e>y</e><sup/></sSup>",
                "x_(i+1)^2=y",
            ),
            ("<rad><deg/><e>x</e></rad><rad><deg>3</deg><e>x+y</e></rad>", "√x3√(x+y)"),
            ("<nary><naryPr><chr val='∑'/></naryPr><sub>i=1</sub><sup>n</sup><e>i</e></nary>", "∑_(i=1)^ni"),
            ("<nary><sub/><sup/><e>f</e></nary>", "∫f"),
            ("<d><dPr><begChr val='['/><endChr/></dPr><e>a</e><e>b</e></d>", "[a|b"),
            ("<func><fName>sin</fName><e>x</e></func>", "sin x"),
            ("<f><num/><den/></f>渡", "渡"),
        ] {
            assert_eq!(written(&format!("<oMath>{xml}</oMath>")), line, "{xml}");
        }
        for (xml, line) in [
            ("<mrow><mfrac><mi>a</mi><mn>2</mn></mfrac><mo>&#x2062;</mo><mi>b</mi></mrow>", "a/2b"),
            ("<semantics><msup><mi>x</mi><mn>2</mn></msup></semantics>", "x^2"),
            ("<mroot><mi>x</mi><mn>3</mn></mroot><msqrt><mi>y</mi><mo>+</mo></msqrt>", "3√x√(y+)"),
            ("<mfenced open='{' close='}'><mi>a</mi><mi>b</mi></mfenced>", "{a,b}"),
        ] {
            assert_eq!(written(&format!("<math>{xml}</math>")), line, "{xml}");
        }
    }

    #[test]
    fn however_deep_it_is_its_text_is_there() {
        let many = 20_000;
        let nested = "<f><num>".repeat(many) + "渡" + &"</num></f>".repeat(many);
        assert_eq!(written(&format!("<oMath>{nested}</oMath>")).matches('渡').count(), 1);
    }
}
