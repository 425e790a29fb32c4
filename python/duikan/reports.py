"""What a build did, and what an index holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Skipped:
    """A file or record that could not be read."""

    path: str
    line: int | None
    why: str

    def __str__(self) -> str:
        return f"{self.path}: {self.why}" if self.line is None else f"{self.path}:{self.line}: {self.why}"


@dataclass(frozen=True)
class Renamed:
    """A document that is called otherwise than its folder calls it, because another document has that name."""

    document: str
    name: str
    path: str


@dataclass(frozen=True)
class DamagedFile:
    """A file that was read although some of it is damaged."""

    path: str
    #: The encoding it was read in.
    encoding: str
    #: How many characters could not be read; U+FFFD stands for each.
    characters: int

    def __str__(self) -> str:
        are = "character is" if self.characters == 1 else "characters are"
        return f"{self.path}: read as {self.encoding}, {self.characters} damaged {are} shown as U+FFFD"


@dataclass(frozen=True)
class Unsupported:
    """The files of one ending that no reader is there for."""

    #: In lower case, with its dot; empty where they have none.
    ending: str
    #: `document`, or `media`: pictures, sound, films, fonts.
    kind: str
    count: int
    paths: tuple[str, ...]

    def __str__(self) -> str:
        why = "pictures and the like" if self.kind == "media" else "no reader"
        return f"{self.count} {self.ending or 'without an ending'}: {why}"


@dataclass(frozen=True)
class Report:
    """What a build did."""

    added: int
    changed: int
    removed: int
    unchanged: int
    #: In the index now, like the two after it.
    documents: int
    paragraphs: int
    links: int
    #: What finding new links took: seeds looked at, alignments, cells of alignments.
    seeds: int
    alignments: int
    cells: int
    skipped: tuple[Skipped, ...]
    unsupported: tuple[Unsupported, ...]
    renamed: tuple[Renamed, ...]
    #: Files read this time.
    damaged: tuple[DamagedFile, ...]


@dataclass(frozen=True)
class Stats:
    """What an index holds, in numbers."""

    documents: int
    paragraphs: int
    characters: int
    links: int
    documents_with_copies: int
    #: Files and records that could not be read.
    skipped: tuple[Skipped, ...]
    unsupported: tuple[Unsupported, ...]
    #: Size on the disk.
    bytes: int
    #: Version of the index format.
    version: int
    #: How well its documents were read on the average, 0 to 1.
    quality: float | None = None
