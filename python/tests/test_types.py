"""Types: the package and a program that uses it satisfy `mypy --strict`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PYTHON = Path(__file__).parents[1]


def mypy(tmp_path: Path, *what: str) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), *what]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_package_is_typed(tmp_path: Path) -> None:
    mypy(tmp_path, "--config-file", str(PYTHON / "pyproject.toml"), str(PYTHON / "duikan"))


def test_a_program_that_uses_it_is_typed(tmp_path: Path) -> None:
    mypy(tmp_path, str(PYTHON / "tests" / "consumer.py"))


@pytest.mark.parametrize(
    "mistake",
    ["index.search(1)", "index.search('渡', sort='size')", "index.search('渡')[0].copy", "index.text(3)"],
)
def test_mistakes_are_seen(tmp_path: Path, mistake: str) -> None:
    program = tmp_path / "mistaken.py"
    program.write_text(f"import duikan\nindex = duikan.open()\n{mistake}\n")
    with pytest.raises(AssertionError, match="mistaken.py:3"):
        mypy(tmp_path, str(program))
