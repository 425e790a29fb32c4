"""The sample, indexed once; and folders of a few texts, indexed for one test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import duikan
import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "sample"

#: Files by their path, as text or as bytes.
Files = Mapping[str, str | bytes]
Write = Callable[[Files], Path]
Make = Callable[[Files], duikan.Index]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> duikan.Index:
    """The index of the sample; not for writing."""
    return duikan.index(SAMPLE, path=tmp_path_factory.mktemp("sample") / "index")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files into a folder of texts."""

    def write(files: Files) -> Path:
        folder = tmp_path / "texts"
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return write


@pytest.fixture
def make(tmp_path: Path, write: Write) -> Make:
    """Indexes a few texts."""
    return lambda files: duikan.index(write(files), path=tmp_path / "index")
