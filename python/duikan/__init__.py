"""duikan 对勘: full-text search in Chinese documents that exist in several copies.

Every hit says where the same passage stands in the other copies, and how they differ.

    index = duikan.index("texts", path="texts.duikan")
    for hit in index.search("看得见的管线"):
        print(hit.document, hit.paragraph, len(hit.copies))

Offsets are Unicode scalar values of the decoded source, half-open: indices of a Python string.
"""

from .answers import Copies, Hits
from .collations import (
    Assembled,
    AssembledCopy,
    Collation,
    Comparison,
    Majority,
    Reading,
    ReadingPlace,
    Row,
    Shared,
    Side,
    Story,
    StoryCopy,
    Stretch,
    Unit,
    Witness,
)
from .collection import Index, index, merge, open
from .errors import (
    Argument,
    Cancelled,
    Damaged,
    Error,
    Locked,
    MissingPackage,
    NoIndex,
    NoThreads,
    NotFound,
    Raced,
    Read,
    SkippedWarning,
    TooLong,
    Version,
    Write,
)
from .passages import (
    Among,
    Copy,
    Document,
    Cluster,
    Hit,
    Link,
    Passage,
    Piece,
    Place,
    Placed,
    Sentence,
    Span,
    Variant,
)
from .records import Records
from .reports import DamagedFile, Renamed, Report, Skipped, Stats

__all__ = [
    "Among",
    "Argument",
    "Assembled",
    "AssembledCopy",
    "Cancelled",
    "Collation",
    "Comparison",
    "Copies",
    "Copy",
    "Damaged",
    "DamagedFile",
    "Document",
    "Error",
    "Cluster",
    "Hit",
    "Hits",
    "Index",
    "Link",
    "Locked",
    "Majority",
    "MissingPackage",
    "NoIndex",
    "NoThreads",
    "NotFound",
    "Passage",
    "Piece",
    "Place",
    "Placed",
    "Read",
    "Reading",
    "ReadingPlace",
    "Records",
    "Renamed",
    "Report",
    "Row",
    "Sentence",
    "Shared",
    "Side",
    "Skipped",
    "SkippedWarning",
    "Span",
    "Stats",
    "Story",
    "StoryCopy",
    "Stretch",
    "TooLong",
    "Unit",
    "Variant",
    "Version",
    "Witness",
    "Write",
    "index",
    "merge",
    "open",
]
