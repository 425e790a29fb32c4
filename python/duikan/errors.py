"""What can go wrong. Each message is a sentence of the library: what, where, and what to do."""

from __future__ import annotations


class Error(Exception):
    """Something went wrong; the kinds below say what."""


class Read(Error, OSError):
    """A source file or folder could not be read or understood."""


class Argument(Error, ValueError):
    """The query, a rule of a folder or another argument makes no sense as written."""


class NotFound(Error, LookupError):
    """There is no document, paragraph or passage of that name."""


class NoIndex(Error, FileNotFoundError):
    """There is no index at that place."""


class Version(Error):
    """The index was written in another version of the format."""


class Locked(Error):
    """Another process is writing to the index."""


class Damaged(Error):
    """The index is damaged or could not be read."""


class Raced(Error):
    """The index was written to while it was opened: open it again."""


class TooLong(Error, TimeoutError):
    """It takes longer than the caller would wait."""


class Cancelled(Error):
    """The caller stopped it; the index is as it was at its last commit."""


class NoThreads(Error, RuntimeError):
    """The system gives no threads."""


class Write(Error, OSError):
    """The index could not be written: no space, no permission."""


class MissingPackage(Error, ImportError):
    """A conversion needs a Python package that is not installed."""


class SkippedWarning(UserWarning):
    """Something that was to be indexed is not, or not all of it: a file or record that cannot be read, or is damaged,
    a folder without texts."""
