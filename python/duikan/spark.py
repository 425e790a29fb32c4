"""Copies in collections that outgrow one machine, on Apache Spark (PySpark 3.5 and 4).

    from duikan import spark
    copies = spark.find_copies(df)                 # a column `id`, a column `text`
    copies.links.show()                            # each row two passages that are the same
    copies.clusters.show()                         # each row a place; `cluster` says of what
    spark.write_index(df, "/shared/parts")         # then: duikan merge /shared/parts --index PATH

The links are those that `duikan export links --star` gives for the same documents on one machine, whatever the
number of executors and partitions.

Documents lie in *partitions*, neighbours in the order of ids together, one a task; partitions send each other
messages of compressed bytes, which the kernels of the native half make and read. Texts are moved once. What is
kept between the steps lies on the executors' disks until :meth:`Copies.unpersist` or the end of the session.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from . import _duikan
from .errors import MissingPackage

try:
    import pyarrow as pa
    from py4j.protocol import Py4JJavaError
    from pyspark import StorageLevel
    from pyspark.sql import functions as F
except ImportError as missing:
    raise MissingPackage("duikan.spark needs pyspark and pyarrow: pip install 'duikan[spark]'") from missing

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

__all__ = ["Copies", "find_copies", "write_index"]

Batch = Any
"""A `pyarrow.RecordBatch`."""

PARTITION = 8_000_000
"""Characters of a partition, more or less; docs/scale.md says what memory a task needs for them."""

LEAST_PARTITION = 1_000_000
"""Partitions smaller than this have more to say to each other than to do."""

ATTEMPTS = 4
"""So often clusters are gathered anew when a worker is lost."""

SAMPLE = 100
"""So many ids a partition are looked at to find where partitions begin."""

DOCUMENT = pa.schema([(name, pa.string()) for name in ("id", "text", "series", "date", "title")])
RECEIVED = pa.schema([("from", pa.int32()), ("kind", pa.string()), ("body", pa.binary())])

MESSAGE = "slot int, to int, from int, kind string, count int, body binary"
LINK = (
    "a_document string, a_series string, a_begin int, a_end int, "
    "b_document string, b_series string, b_begin int, b_end int, similarity float"
)
PLACE = "cluster string, document string, begin int, end int"


@dataclass(frozen=True)
class Partitions:
    """Where documents live: the same in every worker."""

    slots: list[int]
    """The number that brings a message to the task of each partition, by partition."""
    firsts: list[int]
    """How many documents come before each partition's own."""
    documents: int
    digest: int
    """Of all documents: shards of other ones do not go together with these."""


class Copies:
    """What documents share; found when first asked for."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    @property
    def links(self) -> DataFrame:
        """Pairs of passages that are the same, as many as there are copies: `a_document`, `a_series`, `a_begin`,
        `a_end`, the same of `b` (Unicode scalar values of the text, half-open), `similarity` (0 to 1)."""
        first, *more = (links.mapInArrow(_rows(_duikan.links), LINK) for links in self._messages.links())
        return reduce(lambda one, other: one.unionByName(other), more, first)

    @property
    def clusters(self) -> DataFrame:
        """Places by cluster: `cluster` (a name, the same for all places of one, ascending in the order of their
        first places), `doc`, `begin`, `end`."""
        return self._messages.clusters()

    def unpersist(self) -> None:
        """Frees what is kept on the executors; the frames cannot be used any more."""
        self._messages.unpersist()


def find_copies(df: DataFrame, id: str = "id", text: str = "text", series: str | None = None) -> Copies:
    """Finds all passages that documents have in common.

    `df` has a row a document: a column of ids, each of its own, a column of texts, and, when `series` names it,
    one of the sources that documents come from. Rows without a text are left out. `df` is read three times: cache
    it when it is dear.
    """
    return Copies(Messages.of(_documents(df, id, text, series=series)))


def write_index(
    df: DataFrame,
    path: str | os.PathLike[str],
    id: str = "id",
    text: str = "text",
    *,
    series: str | None = None,
    date: str | None = None,
    title: str | None = None,
    user_words: Iterable[str] = (),
) -> int:
    """Writes an index in parts, each where its documents live; returns how many parts there are.

    `path` is a folder that all workers see; `duikan merge PATH --index INDEX` makes the parts into an index that
    answers as one built in one process. A part is written whole or not at all, and a task that runs again leaves
    the part that is there; so the folder must be new, or hold parts of a run over the same documents.
    `user_words` are the lines of a user dictionary, as for `duikan.index`.
    """
    words = "\n".join(user_words)
    found = Messages.of(_documents(df, id, text, series=series, date=date, title=title))
    partitions, folder = found.partitions, os.path.abspath(os.fspath(path))

    def write(inbox: Batch, number: int) -> Batch:
        shard = os.path.join(folder, f"shard-{number:05}")
        _duikan.write_shard(
            inbox, (number, partitions.firsts), (partitions.documents, partitions.digest), shard, words
        )
        return pa.RecordBatch.from_pydict({"shard": [shard]})

    shards = found.at_partition(*found.links()).mapInArrow(_each(write), "shard string").count()
    found.unpersist()
    return shards


def _documents(df: DataFrame, id: str, text: str, **fields: str | None) -> DataFrame:
    """The documents of a frame under the names that the kernels know."""
    names = {"id": id, "text": text, "series": None, "date": None, "title": None, **fields}

    def column(name: str, given: str | None) -> Column:
        value = F.lit(None) if given is None else F.col(given)
        return value.cast("string").alias(name)

    documents = df.select(*(column(name, given) for name, given in names.items()))
    return documents.where(F.length(F.trim("text")) > 0)


class Messages:
    """Partitions, and the messages between them that are kept."""

    def __init__(self, partitions: Partitions, texts: DataFrame) -> None:
        self.partitions = partitions
        self._kept = [texts]
        self._links: list[DataFrame] = []
        self._clusters: DataFrame | None = None

    @classmethod
    def of(cls, documents: DataFrame) -> Messages:
        """Brings each document to its partition."""
        bounds, digest = _bounds(documents)
        slots = _slots(documents.sparkSession, len(bounds) + 1)

        def shuffle(batches: Iterator[Batch]) -> Iterator[Batch]:
            waiting: list[Batch] = []
            for batch in batches:
                waiting.append(batch)
                # Texts compress better together.
                if sum(batch.nbytes for batch in waiting) >= 4 * PARTITION:
                    yield _addressed(_duikan.shuffle(_one(waiting, DOCUMENT), bounds), slots)
                    waiting = []
            if waiting:
                yield _addressed(_duikan.shuffle(_one(waiting, DOCUMENT), bounds), slots)

        texts = _kept(_sent(documents.mapInArrow(shuffle, MESSAGE), len(slots)))
        counts = texts.groupBy("to").agg(F.sum("count").alias("documents")).collect()
        known = {row["to"]: row["documents"] for row in counts}
        firsts = list(accumulate((known.get(number, 0) for number in range(len(slots))), initial=0))
        return cls(Partitions(slots, firsts[:-1], firsts[-1], digest), texts)

    def links(self) -> list[DataFrame]:
        """The messages of links, after the steps that `duikan::distributed` describes."""
        if not self._links:
            prints = self._step(self.at_partition(), _duikan.fingerprints)
            counts = self._keep(
                self._step(_gathered(prints), lambda inbox, number, _: _duikan.reduce(inbox, number))
            )
            windows = self._keep(self._step(self.at_partition(counts), _duikan.windows))
            aligned = self._keep(self._step(self.at_partition(counts, windows), _duikan.align))
            links, wants = (aligned.where(F.col("kind") == kind) for kind in ("links", "want"))
            self._links.append(links)
            if not wants.isEmpty():
                whole = self._keep(self._step(self.at_partition(wants, how="inner"), _duikan.whole))
                left_open = self.at_partition(counts, windows, whole, how="inner")
                self._links.append(self._keep(self._step(left_open, _duikan.align)))
        return self._links

    def clusters(self) -> DataFrame:
        """The places of clusters: partitions tell each other the smallest place of each, until there is no news."""
        for attempt in range(1, ATTEMPTS + 1):
            if self._clusters is None:
                try:
                    self._clusters = self._gathered_clusters()
                except Py4JJavaError:
                    # A worker took what was cut off with it; the links are still there.
                    if attempt == ATTEMPTS:
                        raise
        assert self._clusters is not None
        return self._clusters

    def _gathered_clusters(self) -> DataFrame:
        firsts = self.partitions.firsts
        places = _each(lambda inbox, number: _duikan.places(inbox, number, firsts))
        with _as_planned(self._kept[0].sparkSession):
            own = [_cut_off(links) for links in self.links()]
            shared = [_cut_off(self._step(_gathered(links), _duikan.share)) for links in own]
            known = _cut_off(self._step(_joined([*own, *shared]), _duikan.join))
            while not known.where(F.col("to") != F.col("from")).isEmpty():
                known = _cut_off(self._step(_joined([*own, *shared, known]), _duikan.join))
            found = _kept(_joined([*own, *shared, known]).mapInArrow(places, PLACE))
            # Now, while what is lost can be gathered anew.
            found.count()
        return found

    def unpersist(self) -> None:
        """Frees what is kept."""
        for frame in [*self._kept, *([self._clusters] if self._clusters else [])]:
            frame.unpersist()

    def at_partition(self, *inbox: DataFrame, how: str = "left") -> DataFrame:
        """A row a partition: its texts and what was sent to it; with `how="inner"` only those that were sent all."""
        return _joined([self._kept[0], *inbox], how)

    def _step(self, rows: DataFrame, kernel: Callable[[Batch, int, list[int]], Batch]) -> DataFrame:
        """Lets a kernel read the inbox of each row, and sends what it answers."""
        slots, firsts = self.partitions.slots, self.partitions.firsts
        answers = _each(lambda inbox, number: _addressed(kernel(inbox, number, firsts), slots))
        return _sent(rows.mapInArrow(answers, MESSAGE), len(slots))

    def _keep(self, messages: DataFrame) -> DataFrame:
        self._kept.append(_kept(messages))
        return self._kept[-1]


def _bounds(documents: DataFrame) -> tuple[list[str], int]:
    """The ids at which partitions begin, but for the first one, so that they are of about one size; and a digest of
    the documents, whatever their order."""
    sized = documents.select(
        "id", F.length("text").cast("long").alias("size"), F.xxhash64(*documents.columns).alias("hash")
    )
    total = sized.agg(
        F.count("*").alias("documents"), F.sum("size").alias("size"), F.expr("bit_xor(hash)").alias("digest")
    ).first()
    assert total is not None
    count, size = total["documents"], total["size"] or 0
    workers = documents.sparkSession.sparkContext.defaultParallelism
    partitions = max(1, -(-size // PARTITION), min(2 * workers, size // LEAST_PARTITION))
    # Which ids are looked at follows from the ids alone, so that every run gives the same partitions.
    share = max(1, count // (SAMPLE * partitions))
    looked_at = sized.where(F.pmod(F.xxhash64("id"), F.lit(share)) == 0).collect()
    rows = sorted((row["id"] or "", row["size"]) for row in looked_at)
    seen = sum(size for _, size in rows)
    bounds: list[str] = []
    before = 0
    for name, length in rows:
        if before * partitions >= (len(bounds) + 1) * seen and (not bounds or bounds[-1] < name):
            bounds.append(name)
        before += length
    return bounds, (total["digest"] or 0) % 2**64


def _slots(spark: SparkSession, partitions: int) -> list[int]:
    """For each partition a number that Spark's hash partitioning brings to a task of its own."""
    slots: dict[int, int] = {}
    tried, more = 0, 16 * partitions
    while len(slots) < partitions:
        number = F.col("id").cast("int")
        numbers = spark.range(tried, tried + more).select(
            number.alias("slot"), F.pmod(F.hash(number), F.lit(partitions)).alias("partition")
        )
        for row in numbers.groupBy("partition").agg(F.min("slot").alias("slot")).collect():
            slots.setdefault(row["partition"], row["slot"])
        tried += more
    return [slots[partition] for partition in range(partitions)]


def _sent(messages: DataFrame, partitions: int) -> DataFrame:
    """Messages, brought to whom they are for."""
    return messages.repartition(partitions, "slot")


def _kept(messages: DataFrame) -> DataFrame:
    return messages.persist(StorageLevel.DISK_ONLY)


@contextmanager
def _as_planned(spark: SparkSession) -> Iterator[None]:
    """Without adaptive planning, which forgets where messages are when they are cut off, and moves them again."""
    setting = "spark.sql.adaptive.enabled"
    before = str(spark.conf.get(setting))
    spark.conf.set(setting, "false")
    try:
        yield
    finally:
        spark.conf.set(setting, before)


def _cut_off(messages: DataFrame) -> DataFrame:
    """Messages without the plan they came from: Spark writes plans out whole, at every step of a long way."""
    is_safe = messages.sparkSession.sparkContext.getCheckpointDir() is not None
    return messages.checkpoint() if is_safe else messages.localCheckpoint()


def _gathered(messages: DataFrame) -> DataFrame:
    """A row for each who was sent messages: `slot`, `to`, and the list `inbox`. Nothing moves: it was brought there."""
    received = F.struct("from", "kind", "body")
    return messages.groupBy("slot").agg(F.first("to").alias("to"), F.collect_list(received).alias("inbox"))


def _joined(inbox: list[DataFrame], how: str = "left") -> DataFrame:
    """Several kinds of messages in a row for each who was sent the first kind. Nothing moves, so none is broadcast."""
    rows = _gathered(inbox[0])
    for nth, messages in enumerate(inbox[1:]):
        more = _gathered(messages).select("slot", F.col("inbox").alias(f"inbox{nth}"))
        rows = rows.join(more.hint("merge"), "slot", how)
    return rows


def _each(kernel: Callable[[Batch, int], Batch]) -> Callable[[Iterable[Batch]], Iterator[Batch]]:
    """What `mapInArrow` calls: gives the kernel the inbox of each row, and the number it is for."""

    def run(batches: Iterable[Batch]) -> Iterator[Batch]:
        for batch in batches:
            lists = [batch.column(name) for name in batch.schema.names if name.startswith("inbox")]
            for row, number in enumerate(batch.column(batch.schema.names.index("to")).to_pylist()):
                inbox = [lists[nth][row].values for nth in range(len(lists)) if lists[nth][row].is_valid]
                received = [pa.RecordBatch.from_arrays(one.flatten(), names=RECEIVED.names) for one in inbox]
                yield kernel(_one(received, RECEIVED), number)

    return run


def _rows(kernel: Callable[[Batch], Batch]) -> Callable[[Iterable[Batch]], Iterator[Batch]]:
    """What `mapInArrow` calls to read messages."""

    def run(batches: Iterable[Batch]) -> Iterator[Batch]:
        for batch in batches:
            yield kernel(_one([batch.select(RECEIVED.names)], RECEIVED))

    return run


def _one(batches: list[Batch], schema: Any) -> Batch:
    """Batches as one, of a schema that the kernels know."""
    whole = pa.Table.from_batches(batches).cast(schema).combine_chunks().to_batches()
    return whole[0] if whole else pa.RecordBatch.from_pylist([], schema=schema)


def _addressed(messages: Batch, slots: list[int]) -> Batch:
    """Messages with the slot that brings them to whom they are for."""
    slot = pa.array([slots[to] for to in messages.column("to").to_pylist()], pa.int32())
    return pa.RecordBatch.from_arrays([slot, *messages.columns], names=["slot", *messages.schema.names])
