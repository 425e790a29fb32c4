//! Spreading: the links of a collection that lies on many machines, found without bringing it together.
//!
//! Every document has a *home*: neighbours in the order of keys live in one. What homes must know of each
//! other travels in [`Message`]s, bytes that any engine can carry; every step is a function from the
//! messages that came to those that go.
//!
//! 1. [`deal`] sends texts to their homes.
//! 2. [`Home::fingerprints`] sends every home's fingerprints, sorted, to the *offices*: each keeps an equal
//!    share of all hashes.
//! 3. [`tie`], at an office, tells the homes how many places of a fingerprint come before theirs, and who
//!    needs the first ones. Only counts travel: a sentence in every document costs no more than another.
//! 4. [`Home::windows`] sends what stands around the first places of shared fingerprints to those homes
//!    whose documents are tied to them.
//! 5. [`Home::align`] aligns its documents with the earlier ones they are tied to. An alignment that runs
//!    out of a window asks for the document ([`Kind::Want`]), which [`Home::whole`] sends.
//! 6. [`share`], [`join`] and [`places`] gather the links into families.
//!
//! The links are those that one process finds: seeds, order of work and bounds are the same (`discover`),
//! an alignment is kept only when nothing it looked at was missing, and hashes come from the same texts.

mod align;
mod deal;
mod families;
mod home;
mod sheet;
mod tie;
mod windows;

pub use align::SpreadLink;
pub use align::SpreadPassage;
pub use align::links;
pub use deal::Name;
pub use deal::Text;
pub use deal::deal;
pub use families::FamilyPlace;
pub use families::join;
pub use families::places;
pub use families::share;
pub use home::Home;
pub use tie::tie;

/// What a message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Documents, for their home.
    Texts,
    /// The fingerprints of a home, for an office.
    Fingerprints,
    /// How the fingerprints of a home are tied, from an office.
    Ties,
    /// Parts of documents, for a home whose documents are tied to them.
    Windows,
    /// Which documents a home needs whole.
    Want,
    /// Whole documents, for a home that needs them.
    Documents,
    /// Links, of the home that found them.
    Links,
    /// What the families of some places are called.
    Families,
}

impl Kind {
    /// All of them, in the order in which they are sent.
    pub const ALL: [Kind; 8] = [
        Kind::Texts,
        Kind::Fingerprints,
        Kind::Ties,
        Kind::Windows,
        Kind::Want,
        Kind::Documents,
        Kind::Links,
        Kind::Families,
    ];

    /// Its name, lower case.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Texts => "texts",
            Kind::Fingerprints => "fingerprints",
            Kind::Ties => "ties",
            Kind::Windows => "windows",
            Kind::Want => "want",
            Kind::Documents => "documents",
            Kind::Links => "links",
            Kind::Families => "families",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What one worker says to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The number of the home or office it is for, from 0.
    pub to: u32,
    /// The number of the home or office it comes from; of no meaning for texts.
    pub from: u32,
    /// What it says.
    pub kind: Kind,
    /// How many documents, fingerprints or links it speaks of.
    pub count: u32,
    /// Compressed; read by the function that it is for.
    pub body: Vec<u8>,
}

/// A [`Message`] that has come.
#[derive(Debug, Clone, Copy)]
pub struct Mail<'a> {
    /// Who sent it.
    pub from: u32,
    /// What it says.
    pub kind: Kind,
    /// Its bytes.
    pub body: &'a [u8],
}

impl<'a> From<&'a Message> for Mail<'a> {
    fn from(message: &'a Message) -> Self {
        Mail { from: message.from, kind: message.kind, body: &message.body }
    }
}

/// The home of a document, when the ranks of the first documents of all homes are known.
fn home_of(rank: u32, firsts: &[u32]) -> u32 {
    u32::try_from(firsts.partition_point(|&first| first <= rank).saturating_sub(1)).unwrap_or(u32::MAX)
}
