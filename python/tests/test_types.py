"""Types: the package and a program that uses it satisfy `mypy --strict`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PYTHON = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where mypy works, and keeps what it knows of other packages."""
    return tmp_path_factory.mktemp("mypy")


def mypy(folder: Path, *what: str) -> str:
    """What mypy has to say against it."""
    command = [sys.executable, "-m", "mypy", "--strict", *what]
    checked = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return "" if checked.returncode == 0 else checked.stdout + checked.stderr


def test_the_package_is_typed(folder: Path) -> None:
    assert mypy(folder, "--config-file", str(PYTHON / "pyproject.toml"), str(PYTHON / "duikan")) == ""


def test_a_program_that_uses_it_is_typed(folder: Path) -> None:
    assert mypy(folder, str(PYTHON / "tests" / "consumer.py")) == ""


def test_mistakes_are_seen(folder: Path) -> None:
    mistakes = [
        "index.search(1)",
        "index.search('渡', sort='size')",
        "index.search('渡')[0].copy",
        "index.text(3)",
    ]
    program = folder / "mistaken.py"
    program.write_text("\n".join(["import duikan", "index = duikan.open()", *mistakes]), encoding="utf-8")
    said = mypy(folder, str(program))
    assert [f"mistaken.py:{line}: error" in said for line in range(3, 7)] == [True] * 4
