//! Open elements, and what is kept aside of them.

use super::book::Spot;
use super::book::Version;
use super::elements::Kind;
use super::plain::Plain;
use crate::reading::Layer;

/// Where the characters of an element go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Mode {
    /// Nowhere.
    #[default]
    Hidden,
    /// Nowhere, but entries of the apparatus are.
    StandOff,
    Text,
    /// Into what other witnesses have.
    Reading,
}

/// What the end of a block is here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Inside {
    /// Nothing is open that it would cut.
    #[default]
    Blocks,
    Paragraph,
    /// A note in a paragraph, which runs on over it.
    Note,
    Cell,
}

/// An open element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) mode: Mode,
    pub(super) layer: Layer,
    pub(super) inside: Inside,
    /// A division that a number names.
    pub(super) has_number: bool,
    /// Its number among the elements that may be named.
    pub(super) element: Option<usize>,
    /// Where it begins in the file.
    pub(super) at: usize,
    pub(super) branch: Branch,
}

impl Frame {
    /// What is around the root.
    pub(super) const OUTSIDE: Frame = Frame {
        kind: Kind::Inline,
        mode: Mode::Hidden,
        layer: Layer::Main,
        inside: Inside::Blocks,
        has_number: false,
        element: None,
        at: usize::MAX,
        branch: Branch::None,
    };
}

/// What an element is of the entry of the apparatus, or of the choice, that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Branch {
    None,
    /// The text.
    Shown,
    /// A reading.
    Kept,
    /// The lemma, said once more away from the text.
    Words,
}

/// Characters that are kept aside.
pub(super) struct Capture {
    pub(super) plain: Plain,
    /// What its element says in an attribute, or its name.
    pub(super) about: String,
}

/// An open entry of the apparatus.
pub(super) struct App {
    pub(super) stand: Stand,
    /// What it stands in.
    pub(super) above: Frame,
    /// Where the lemma is, once there is one.
    pub(super) lemma: Option<(Spot, Spot)>,
    pub(super) versions: Vec<Version>,
    /// What the text has here, as long as nothing else is noted within.
    pub(super) shown: Option<Plain>,
    /// Who has that, where no text is preferred.
    pub(super) witnesses: Option<String>,
    /// The lemma as an entry says it that stands away from it.
    pub(super) words: String,
}

/// Text that is struck out from one point to another.
#[derive(Default)]
pub(super) struct Struck {
    /// Where the element begins at which it ends.
    pub(super) until: usize,
    pub(super) plain: Plain,
}

/// Where an entry of the apparatus stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stand {
    /// Around its lemma.
    InText,
    /// Away from its lemma, which is named.
    Away { from: Option<String>, to: Option<String> },
    /// In what is no text.
    Nowhere,
}
