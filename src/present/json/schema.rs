//! What the objects are: their schemas, derived where each is defined and gathered here, for whoever describes them.

use super::collation::CollationObject;
use super::comparison::ComparisonObject;
use super::passages::ClusterObject;
use super::passages::SentenceObject;
use super::passages::WithCopies;
use super::passim::PassimObject;
use super::stories::AssembledObject;
use crate::collate::story::Story;
use crate::collection::DocumentInfo;
use crate::collection::Explanation;
use crate::collection::FileReading;
use crate::collection::PassagePair;
use crate::collection::Stats;
use crate::collection::Surveyed;
use crate::copies::similarity::Similar;
use crate::ingest::Report;
use crate::search::Answer;
use crate::search::DocumentMatches;
use crate::search::Hits;
use crate::search::Sort;
use crate::verify::Damage;
use crate::witnesses::CopyOrder;
use crate::witnesses::Formulae;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::Schema;

/// What the library tells, described.
#[derive(Clone)]
#[non_exhaustive]
pub struct Described {
    /// The names of the objects that are told by themselves, and of the choices that the library is asked by.
    pub objects: BTreeSet<String>,
    /// The schemas of these and of their parts, each under its name.
    pub schemas: BTreeMap<String, RefOr<Schema>>,
}

impl fmt::Debug for Described {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Described").field("objects", &self.objects).finish_non_exhaustive()
    }
}

/// All objects.
#[must_use]
pub fn described() -> Described {
    let mut described = Described { objects: BTreeSet::new(), schemas: BTreeMap::new() };
    for add in [
        add::<Answer>,
        add::<DocumentMatches>,
        add::<WithCopies<'_>>,
        add::<SentenceObject<'_>>,
        add::<Surveyed>,
        add::<DocumentInfo>,
        add::<Stats>,
        add::<Report>,
        add::<FileReading>,
        add::<Damage>,
        add::<PassagePair>,
        add::<ClusterObject<'_>>,
        add::<PassimObject<'_>>,
        add::<Explanation>,
        add::<ComparisonObject<'_>>,
        add::<CollationObject<'_>>,
        add::<Story>,
        add::<AssembledObject<'_>>,
        add::<Similar>,
        add::<Formulae>,
        add::<CopyOrder>,
        add::<Sort>,
        add::<Hits>,
    ] {
        add(&mut described);
    }
    described
}

/// Adds an object and its parts.
fn add<T: ToSchema>(described: &mut Described) {
    let mut parts = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut parts);
    described.objects.insert(T::name().into_owned());
    described.schemas.extend(parts);
}
