"""Threads, forked processes, pickles: an index goes wherever Python goes."""

from __future__ import annotations

import multiprocessing
import os
import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import duikan
import pytest
from conftest import SAMPLE

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")


def everything(index: duikan.Index) -> tuple[list[str], int, int]:
    """What makes the library work with its threads."""
    hits = [hit.place for hit in index.search("渡口")]
    return hits, len(index.clusters()), len(index.compare("chenbao/0301-01", "ribao/0302-01").shared)


def test_threads_get_the_same_answers(sample: duikan.Index) -> None:
    expected = everything(sample)
    with ThreadPoolExecutor(8) as pool:
        assert all(answer == expected for answer in pool.map(everything, [sample] * 24))


@needs_fork
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_goes_on_asking(sample: duikan.Index) -> None:
    expected = everything(sample)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, pickle.dumps(everything(sample)))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        assert pickle.loads(pipe.read()) == expected
    assert os.waitpid(child, 0)[1] == 0
    assert everything(sample) == expected


@needs_fork
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_builds(sample: duikan.Index, tmp_path_factory: pytest.TempPathFactory) -> None:
    expected = everything(sample)
    path = tmp_path_factory.mktemp("child") / "index"
    child = os.fork()
    if child == 0:
        try:
            duikan.index(SAMPLE, path=path)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert everything(duikan.open(path)) == expected


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_pool_of_processes(sample: duikan.Index, method: str) -> None:
    expected = everything(sample)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
        assert list(pool.map(everything, [sample] * 4)) == [expected] * 4


def test_pickles(sample: duikan.Index) -> None:
    index = pickle.loads(pickle.dumps(sample))
    assert (index.path, index.report, index.commit) == (sample.path, sample.report, sample.commit)
    hits = sample.search("渡口")
    again = pickle.loads(pickle.dumps(hits))
    assert again == hits
    assert (type(again), again.total, again.query) == (duikan.Hits, hits.total, "渡口")
    assert pickle.loads(pickle.dumps(sample.copies("chenbao/0301-01:9"))).passage.paragraph == 9
