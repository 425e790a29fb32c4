"""Spark: two executors find what one process finds, also when they are killed or do their work twice."""

from __future__ import annotations

import json
import os
import select
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duikan
import invented
import numpy
import pyarrow
import pytest
from duikan import _duikan, spark
from pyspark.sql import DataFrame, SparkSession

Row = tuple[Any, ...]
Kernel = Callable[..., Any]

COLUMNS = ["a_document", "a_begin", "a_end", "b_document", "b_begin", "b_end", "similarity"]
SCHEMA = "id string, text string, series string, date string, title string"
MANY = 6
QUERIES = [
    "渡口",
    "看得见的管线",
    "摆渡人老邢 旧粮仓",
    '"同对岸的人隔水喊话"',
    "磨坊 OR 茶楼",
    "未经许可不得转载",
    "series:乡闻 祖辈的规矩",
]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """Spark as it is on a cluster: two executors, processes of their own."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYSPARK_PYTHON", sys.executable)
        environment.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        builder = SparkSession.builder.master("local-cluster[2,1,1024]")
        for name, value in {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.local.dir": str(tmp_path_factory.mktemp("spark")),
            "spark.sql.shuffle.partitions": "3",
            # For the short life they have, Java's better compiler costs more than it gives.
            "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
            "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        }.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("OFF")
        yield session
        session.stop()


@pytest.fixture(scope="module")
def documents(sample: duikan.Index) -> list[Row]:
    """The sample and invented news: id, text, series, date, title."""
    printed = [
        (document.document, sample.text(document.document), document.series, document.date, document.title)
        for document in sample.documents()
    ]
    news = [(name, text, "乡闻", "2032", f"乡闻第{name[-3:]}则") for name, text in invented.texts().items()]
    return printed + news


@pytest.fixture(scope="module")
def one(documents: list[Row], tmp_path_factory: pytest.TempPathFactory) -> duikan.Index:
    """The index that one process builds of them."""
    folder = tmp_path_factory.mktemp("one")
    names = ("id", "text", "series", "date", "title")
    lines = [json.dumps(dict(zip(names, document)), ensure_ascii=False) for document in documents]
    (folder / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return duikan.index(folder, path=folder / "index")


@pytest.fixture(scope="module")
def frame(session: SparkSession, documents: list[Row]) -> DataFrame:
    """The same documents as Spark has them, in no order."""
    return session.createDataFrame(documents[::-1], SCHEMA).repartition(5, "title")


@pytest.fixture
def many_partitions(monkeypatch: pytest.MonkeyPatch, documents: list[Row]) -> None:
    """Partitions that are small enough for documents to have copies in others."""
    monkeypatch.setattr(spark, "PARTITION", sum(len(text) for _, text, *_ in documents) // MANY)
    monkeypatch.setattr(spark, "LEAST_PARTITION", 1)


def links_of(index: duikan.Index) -> list[Row]:
    return sorted(
        (
            link.a.document,
            link.a.begin,
            link.a.end,
            link.b.document,
            link.b.begin,
            link.b.end,
            numpy.float32(link.similarity),
        )
        for link in index.links(star=True)
    )


def rows(links: DataFrame) -> list[Row]:
    return sorted((*row[:-1], numpy.float32(row[-1])) for row in links.select(COLUMNS).collect())


def clusters_of(index: duikan.Index) -> list[list[Row]]:
    return sorted(
        sorted((place.document, place.begin, place.end) for place in cluster.places)
        for cluster in index.clusters()
    )


def gathered(clusters: DataFrame) -> list[list[Row]]:
    found: dict[int, list[Row]] = {}
    for number, *place in clusters.collect():
        found.setdefault(number, []).append(tuple(place))
    # Their numbers ascend as their first places do.
    assert [min(found[number]) for number in sorted(found)] == sorted(map(min, found.values()))
    return sorted(map(sorted, found.values()))


def partitions(copies: spark.Copies) -> int:
    return len(copies._messages.partitions.slots)


def test_one_partition(frame: DataFrame, one: duikan.Index) -> None:
    copies = spark.find_copies(frame, series="series")
    assert partitions(copies) == 1
    assert rows(copies.links) == links_of(one)
    assert gathered(copies.clusters) == clusters_of(one)
    copies.unpersist()


@pytest.mark.usefixtures("many_partitions")
def test_many_partitions(frame: DataFrame, one: duikan.Index, documents: list[Row]) -> None:
    copies = spark.find_copies(frame, series="series")
    assert partitions(copies) >= MANY
    found = copies.links.collect()
    assert rows(copies.links) == links_of(one)
    assert gathered(copies.clusters) == clusters_of(one)
    series = {name: series for name, _, series, *_ in documents}
    assert all(
        (row.a_series, row.b_series) == (series[row.a_document], series[row.b_document]) for row in found
    )
    copies.unpersist()


@pytest.mark.usefixtures("many_partitions")
def test_texts_move_once(frame: DataFrame, capsys: pytest.CaptureFixture[str]) -> None:
    def exchanges(frame: DataFrame) -> int:
        frame.explain()
        return capsys.readouterr().out.count("Exchange ")

    copies = spark.find_copies(frame)
    rows(copies.links)
    messages = copies._messages
    texts, *others = messages._kept
    assert len(others) >= 3
    assert exchanges(messages.at_partition(*others)) == sum(map(exchanges, [texts, *others]))
    copies.unpersist()


def test_documents_without_a_text_are_left_out(session: SparkSession, documents: list[Row]) -> None:
    (name, text, *_), *_ = documents
    texts = [(name, text), ("copy", text), ("none", None), ("empty", ""), ("blank", " \n　\t")]
    copies = spark.find_copies(
        session.createDataFrame(texts, "name string, body string"), id="name", text="body"
    )
    found = copies.links.collect()
    assert {(row.a_document, row.b_document) for row in found} == {(name, "copy")}
    assert {(row.a_series, row.b_series) for row in found} == {(None, None)}
    assert copies._messages.partitions.documents == 2


def test_no_documents(session: SparkSession, tmp_path: Path) -> None:
    nothing = session.createDataFrame([], SCHEMA)
    copies = spark.find_copies(nothing)
    assert (copies.links.count(), copies.clusters.count()) == (0, 0)
    assert copies.links.columns[0] == "a_document" and copies.clusters.columns[0] == "cluster"
    assert spark.write_index(nothing, tmp_path / "shards") == 0


def test_ids_have_to_be_there_and_each_its_own(session: SparkSession, documents: list[Row]) -> None:
    (name, text, *_), *_ = documents
    twice = session.createDataFrame([(name, text), (name, text)], "id string, text string")
    with pytest.raises(
        Exception, match=rf"Argument: two documents are called `{name}` \(every document needs"
    ):
        spark.find_copies(twice).links.collect()
    with pytest.raises(Exception, match="Argument: a document has no id"):
        spark.find_copies(session.createDataFrame([(None, text)], "id string, text string"))


def executors(parent: int | None = None) -> list[int]:
    """The executors' process ids, wherever they are below this process."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            of = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if of == (parent or os.getpid()):
            is_executor = b"CoarseGrainedExecutorBackend" in command
            found += [int(folder.name)] if is_executor else executors(int(folder.name))
    return found


def kill(process: int) -> None:
    """Kills a process, and comes back when it is gone."""
    handle = os.pidfd_open(process)
    try:
        os.kill(process, signal.SIGKILL)
        assert select.select([handle], [], [], 60)[0]
    finally:
        os.close(handle)


needs_proc = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are found in /proc")


@needs_proc
@pytest.mark.usefixtures("many_partitions")
@pytest.mark.parametrize("name", ["align", "join"])
def test_an_executor_may_die_in_the_middle(
    frame: DataFrame, one: duikan.Index, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_duikan, name, deadly(name, tmp_path / "killed"))
    copies = spark.find_copies(frame)
    assert rows(copies.links) == links_of(one)
    assert gathered(copies.clusters) == clusters_of(one)
    assert (tmp_path / "killed").exists()
    copies.unpersist()


def deadly(name: str, killed: Path) -> Kernel:
    """A kernel that kills its executor, once."""

    def kill(*given: Any) -> Any:
        answer = getattr(_duikan, name)(*given)
        try:
            killed.touch(exist_ok=False)
        except FileExistsError:
            return answer
        # This process was forked by one that the executor started.
        with open(f"/proc/{os.getppid()}/stat") as parent:
            os.kill(int(parent.read().rpartition(")")[2].split()[1]), signal.SIGKILL)
        raise SystemExit

    return kill


@pytest.mark.usefixtures("many_partitions")
def test_a_task_may_run_again(
    frame: DataFrame, one: duikan.Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("windows", "align"):
        monkeypatch.setattr(_duikan, name, failing(name, tmp_path / name))
    shards = spark.write_index(frame, tmp_path / "shards", series="series", date="date", title="title")
    assert all((tmp_path / name).exists() for name in ("windows", "align"))
    merged = duikan.merge(tmp_path / "shards", path=tmp_path / "index")
    assert len(list((tmp_path / "shards").iterdir())) == shards >= MANY
    assert links_of(merged) == links_of(one)


def failing(name: str, failed: Path) -> Kernel:
    """A kernel that does its work and fails, once."""

    def fail(*given: Any) -> Any:
        answer = getattr(_duikan, name)(*given)
        try:
            failed.touch(exist_ok=False)
        except FileExistsError:
            return answer
        raise RuntimeError("a task of the test fails")

    return fail


@pytest.mark.usefixtures("many_partitions")
def test_shards_make_the_index_that_one_process_builds(
    frame: DataFrame, one: duikan.Index, tmp_path: Path
) -> None:
    def write() -> dict[Path, bytes]:
        shards = spark.write_index(frame, tmp_path / "shards", series="series", date="date", title="title")
        assert shards >= MANY
        return {path: path.read_bytes() for path in (tmp_path / "shards").rglob("*") if path.is_file()}

    first = write()
    assert first and write() == first
    merged = duikan.merge(tmp_path / "shards", path=tmp_path / "index")
    assert merged.report is not None and merged.report.added == len(one.documents())
    assert duikan.open(tmp_path / "index").documents() == one.documents()
    for query in QUERIES:
        hits = one.search(query, limit=None)
        assert len(hits) > 0
        assert merged.search(query, limit=None) == hits
    assert merged.search("渡口", flat=True, copies=None) == one.search("渡口", flat=True, copies=None)
    assert merged.links(star=True) == one.links(star=True)
    assert merged.clusters() == one.clusters()
    assert merged.stories() == one.stories()
    with pytest.raises(duikan.Argument, match="something already"):
        duikan.merge(tmp_path / "shards", path=tmp_path / "index")
    with pytest.raises(duikan.Argument, match="which shards"):
        duikan.merge(path=tmp_path / "other")


def test_user_words_reach_the_shards(frame: DataFrame, tmp_path: Path) -> None:
    spark.write_index(frame, tmp_path / "shards", user_words=["摆渡人老邢 100 n"])
    (shard,) = (tmp_path / "shards").iterdir()
    assert any("摆渡人老邢 100 n".encode() in path.read_bytes() for path in shard.iterdir() if path.is_file())


@needs_proc
@pytest.mark.usefixtures("many_partitions")
def test_an_executor_may_die_between_the_steps(
    session: SparkSession, frame: DataFrame, one: duikan.Index, tmp_path: Path
) -> None:
    copies = spark.find_copies(frame)
    kill(executors()[0])
    assert rows(copies.links) == links_of(one)
    # With it clusters outlive workers too. It stays with the session: no test with clusters comes after this.
    session.sparkContext.setCheckpointDir(str(tmp_path))
    clusters = copies.clusters
    kill(executors()[0])
    assert gathered(clusters) == clusters_of(one)
    assert rows(copies.links) == links_of(one)
    copies.unpersist()


def received(*bodies: tuple[str, bytes]) -> Any:
    inbox = [{"from": 0, "kind": kind, "body": body} for kind, body in bodies]
    return pyarrow.RecordBatch.from_pylist(inbox, schema=spark.RECEIVED)


def test_kernels_refuse_what_is_damaged() -> None:
    batch = pyarrow.RecordBatch.from_pylist([{"id": "a", "text": "渡口没有船。" * 9}], schema=spark.DOCUMENT)
    (body,) = _duikan.shuffle(batch, []).column("body").to_pylist()
    assert _duikan.fingerprints(received(("texts", body)), 0, [0]).num_rows == 1
    for cut in (b"", body[: len(body) // 2], b"\xff" + body[1:]):
        with pytest.raises(duikan.Damaged):
            _duikan.fingerprints(received(("texts", cut)), 0, [0])
    with pytest.raises(duikan.Damaged):
        _duikan.reduce(received(("fingerprints", b"?")), 0)
    with pytest.raises(duikan.Damaged):
        _duikan.links(received(("links", b"?")))


def test_kernels_refuse_what_they_do_not_know() -> None:
    with pytest.raises(duikan.Argument, match="`kind`"):
        _duikan.links(received(("telegrams", b"")))
    with pytest.raises(duikan.Argument, match="`body`"):
        _duikan.links(received(("links", b"")).select(["from", "kind"]))
    with pytest.raises(duikan.Argument, match="`text`"):
        _duikan.shuffle(pyarrow.RecordBatch.from_pydict({"id": ["a"], "text": [1]}), [])
