"""Building: what is read, what is not, what happens to the index."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import duikan
import pytest
from conftest import SAMPLE, Make, Write


def test_a_report_says_what_was_done(tmp_path: Path, write: Write) -> None:
    folder = write({"a.txt": "渡口没有船。", "b.txt": "磨坊又响了。"})
    report = duikan.index(folder, path=tmp_path / "index").report
    assert report is not None
    assert (report.added, report.documents, report.skipped) == (2, 2, ())
    write({"b.txt": "磨坊停了。", "c.txt": "茶楼开张。"})
    report = duikan.index(folder, path=tmp_path / "index").report
    assert report is not None
    assert (report.added, report.changed + report.unchanged, report.documents) == (1, 2, 3)
    assert duikan.open(tmp_path / "index").report is None


def test_what_cannot_be_read_is_warned_of(tmp_path: Path, write: Write) -> None:
    folder = write({"a.txt": "渡口没有船。", "b.jsonl": '{"id": "b", "text": \n'})
    with pytest.warns(duikan.SkippedWarning, match=r"b\.jsonl") as warned:
        index = duikan.index(folder, path=tmp_path / "index")
    assert warned[0].filename == __file__
    assert index.report is not None
    (skipped,) = index.report.skipped
    assert skipped.path.endswith("b.jsonl") and str(skipped) in str(warned[0].message)
    assert len(index.stats().skipped) == 1


def test_damage_is_warned_of(tmp_path: Path, write: Write) -> None:
    folder = write({"a.txt": "渡口没有船，两岸的人都在等。"})
    damaged = folder / "a.txt"
    damaged.write_bytes(damaged.read_bytes()[1:])
    with pytest.warns(
        duikan.SkippedWarning, match=r"a\.txt: read as UTF-8, 1 damaged character is shown as U\+FFFD"
    ):
        index = duikan.index(folder, path=tmp_path / "index")
    assert index.report is not None
    assert [one.characters for one in index.report.damaged] == [1]


def test_a_folder_without_texts_is_warned_of(tmp_path: Path, write: Write) -> None:
    folder = write({"a.pdf": "渡口没有船。"})
    with pytest.warns(duikan.SkippedWarning, match="nothing in there that can be read"):
        index = duikan.index(folder, path=tmp_path / "index")
    assert (len(index.documents()), len(index.search("渡口"))) == (0, 0)


def test_an_index_stays_at_its_commit_until_it_is_refreshed(tmp_path: Path, write: Write) -> None:
    folder = write({"a.txt": "渡口没有船。"})
    index = duikan.index(folder, path=tmp_path / "index")
    write({"b.txt": "渡口的茶楼。"})
    newer = duikan.index(folder, path=tmp_path / "index")
    assert (len(index.search("渡口")), len(newer.search("渡口"))) == (1, 2)
    assert newer.commit > index.commit
    assert index.refresh()
    assert not index.refresh()
    assert (len(index.search("渡口")), index.commit) == (2, newer.commit)


def test_documents_are_removed(make: Make) -> None:
    index = make({"a.txt": "渡口没有船。", "b.txt": "渡口的茶楼。"})
    with pytest.raises(duikan.NotFound):
        index.remove("a.txt", "x.txt")
    assert len(index.search("渡口")) == 2
    assert index.remove("a.txt").removed == 1
    assert [hit.document for hit in index.search("渡口")] == ["b.txt"]


def test_the_path_is_the_one_of_the_command(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write({"a.txt": "渡口没有船。"})
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DUIKAN_INDEX", raising=False)
    assert duikan.index(folder).path == str(tmp_path / ".duikan")
    monkeypatch.setenv("DUIKAN_INDEX", "elsewhere")
    with pytest.raises(duikan.NoIndex):
        duikan.open()
    duikan.index(folder)
    assert duikan.open().path == str(tmp_path / "elsewhere")


def test_settings_reach_the_build(tmp_path: Path, write: Write) -> None:
    folder = write({"a.txt": "渡口沒有船，磨坊停了。".encode("big5")})
    words = ["渡口沒有 100 n\n", "磨坊停"]
    index = duikan.index(
        folder, path=tmp_path / "index", encoding="big5", user_words=words, threads=1, memory=32 << 20
    )
    assert index.document("a.txt").encoding == "Big5"
    with pytest.raises(duikan.Argument, match="klingon"):
        duikan.index(folder, path=tmp_path / "index", encoding="klingon")
    with pytest.raises(duikan.Argument, match="threads"):
        duikan.index(folder, path=tmp_path / "index", threads=-1)
    with pytest.raises(TypeError, match="user_words"):
        duikan.index(folder, path=tmp_path / "index", user_words="words.txt")


def test_no_folder_and_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(duikan.Argument):
        duikan.index(path=tmp_path / "index")
    with pytest.raises(duikan.Read) as caught:
        duikan.index(tmp_path / "nowhere", path=tmp_path / "index")
    assert isinstance(caught.value, OSError)
    with pytest.raises(duikan.NoIndex) as caught_too:
        duikan.open(tmp_path / "index")
    assert isinstance(caught_too.value, FileNotFoundError)


def test_progress_is_heard_in_the_thread_that_asked(tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    threads = set()

    def progress(step: str, done: int, of: int) -> None:
        steps.append((step, done, of))
        threads.add(threading.get_ident())

    duikan.index(SAMPLE, path=tmp_path / "index", progress=progress)
    assert threads == {threading.get_ident()}
    assert {step for step, _, _ in steps} == {"reading", "comparing", "writing"}
    read = [(done, of) for step, done, of in steps if step == "reading"]
    assert max(read) == (read[0][1], read[0][1])


def test_ctrl_c_stops_a_build_and_leaves_the_index_as_it_was(tmp_path: Path, write: Write) -> None:
    index = duikan.index(write({"a.txt": "渡口没有船。"}), path=tmp_path / "index")

    def press(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    # Who is started in the background is deaf to it until told otherwise.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with pytest.raises(KeyboardInterrupt):
        duikan.index(SAMPLE, path=tmp_path / "index", progress=press)
    signal.signal(signal.SIGINT, before)
    assert not index.refresh()
    duikan.index(SAMPLE, path=tmp_path / "index")
    assert index.refresh()


def test_what_progress_raises_is_what_the_caller_gets(tmp_path: Path, write: Write) -> None:
    folder = write({"a.txt": "渡口没有船。"})
    with pytest.raises(ZeroDivisionError):
        duikan.index(folder, path=tmp_path / "index", progress=lambda *_: 1 // 0)
