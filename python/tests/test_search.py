"""Searching: what is found, where it stands, how it is asked for."""

from __future__ import annotations

import duikan
import pytest
from conftest import SAMPLE, Make


def documents(hits: duikan.Hits) -> list[str]:
    return [hit.document for hit in hits]


def test_a_hit_has_its_copies(sample: duikan.Index) -> None:
    hits = sample.search("看得见的管线")
    assert (len(hits), hits.total, hits.documents, hits.query) == (1, 4, 4, "看得见的管线")
    hit = hits[0]
    assert (hit.document, hit.paragraph, hit.date) == ("chenbao/0301-01.txt", 9, "2031-03-01")
    assert [copy.document for copy in hit.copies] == [
        "wanbao/0301-04.txt",
        "shangbao/0302-02.txt",
        "ribao/0302-01.txt",
        "qingnian/0303-06.txt",
    ]
    assert [copy.via for copy in hit.copies] == [False, False, True, False]
    misread = hit.copies[2].variants
    assert [(variant.class_, variant.a_text, variant.b_text) for variant in misread] == [
        ("character", "管", "营"),
        ("character", "日", "曰"),
    ]


def test_offsets_are_indices_of_the_source(sample: duikan.Index) -> None:
    for hit in sample.search("渡口", limit=None, copies=None):
        if hit.document.endswith(".txt"):
            source = (SAMPLE / hit.document).read_bytes().decode()
            assert source[hit.begin : hit.end] == hit.text
            assert {source[slice(*match)] for match in hit.matches} == {"渡口"}
        for copy in hit.copies:
            assert sample.text(copy) == copy.text


def test_characters_outside_the_basic_plane_count_as_one(make: Make) -> None:
    text = "𠮷野先生住在𡈽屋镇。\n\n渡口的𠮷祥茶楼，𠮷日开张。\n"
    index = make({"a.txt": text})
    (hit,) = index.search("𠮷日")
    assert text[hit.begin : hit.end] == hit.text == "渡口的𠮷祥茶楼，𠮷日开张。"
    assert [text[match.begin : match.end] for match in hit.matches] == ["𠮷日"]
    assert index.text(hit) == hit.text
    assert index.text("a.txt@3-9") == text[3:9]


def test_a_place_is_a_name_or_whatever_has_one(sample: duikan.Index) -> None:
    hit = sample.search("看得见的管线")[0]
    assert hit.place == f"chenbao/0301-01.txt@{hit.begin}-{hit.end}"
    assert sample.text(hit) == sample.text("chenbao/0301-01:9").strip() == hit.text
    assert sample.show(hit)[0].paragraph == 9
    assert [passage.paragraph for passage in sample.show("chenbao/0301-01:8-9")] == [8, 9]
    whole = sample.text("chenbao/0301-01")
    assert whole.startswith("2031年3月1日") and hit.text in whole


def test_paging_goes_through_all_hits(sample: duikan.Index) -> None:
    every = sample.search("渡口", limit=None)
    pages = [hit for at in range(0, 8, 2) for hit in sample.search("渡口", limit=2, offset=at)]
    assert pages == list(every)
    assert len(every) > 4


def test_hits_are_chosen_and_ordered(sample: duikan.Index) -> None:
    flat = sample.search("看得见的管线", flat=True, sort="document")
    assert documents(flat) == sorted(documents(flat)) and len(flat) == 4
    assert all(hit.document.startswith("wanbao/") for hit in sample.search("渡口", doc="wanbao/"))
    assert all(hit.series == "渚阳晚报" for hit in sample.search("渡口", series="晚报", flat=True))
    assert {hit.date for hit in sample.search("渡口", date="2031-03-05", flat=True)} == {"2031-03-05"}
    assert sample.search("渡口", title="渡口与种子")[0].title == "渡口与种子"
    assert all(hit.copies_total >= 3 for hit in sample.search("渡口", min_copies=4, copies=None))
    assert documents(sample.search("看得见的管线", only_in="晨报")) == []
    assert len(sample.search("看得见的管线", variants="character")) == 1
    assert len(sample.search("看得见的管线", variants=["wording", "gap"])) == 1


def test_copies_are_listed_as_many_as_asked(sample: duikan.Index) -> None:
    hit = sample.search("看得见的管线", copies=1)[0]
    assert (len(hit.copies), hit.copies_total) == (1, 4)
    assert sample.search("看得见的管线", copies=0)[0].copies == ()


def test_context_and_synonyms(sample: duikan.Index) -> None:
    hit = sample.search("看得见的管线", paragraphs=1)[0]
    assert [passage.paragraph for passage in hit.before + hit.after] == [8, 10]
    assert sample.search("摆渡船票根") != sample.search("摆渡船票根", synonyms=["摆渡船票根, 渡口"])


def test_the_earliest_may_stand_for_its_copies(sample: duikan.Index) -> None:
    best = sample.search("看得见的管线", series="商报")[0]
    assert best.document == "shangbao/0302-02.txt"
    assert sample.search("看得见的管线", first=True)[0].document == "chenbao/0301-01.txt"


def test_nothing_found_is_an_empty_sequence(sample: duikan.Index) -> None:
    hits = sample.search('"水獭骑车"')
    assert (len(hits), list(hits), hits.total) == (0, [], 0)
    assert not hits


def test_a_slice_is_a_sequence_of_the_same_kind(sample: duikan.Index) -> None:
    hits = sample.search("渡口")
    assert hits[1:3] == duikan.Records(duikan.Hit, [hits[1], hits[2]])
    assert hits[-1] in hits and hits.index(hits[1]) == 1


@pytest.mark.parametrize(
    ("ask", "kind", "also", "says"),
    [
        (lambda index: index.search(""), duikan.Argument, ValueError, "nothing to search for"),
        (
            lambda index: index.search("渡", sort="size"),
            duikan.Argument,
            ValueError,
            "sort: there is no `size` (say one of relevance",
        ),
        (lambda index: index.search("渡", similar="so"), duikan.Argument, ValueError, "strict"),
        (lambda index: index.search("渡", variants=["x"]), duikan.Argument, ValueError, "wording"),
        (lambda index: index.search("渡", date="x"), duikan.Argument, ValueError, "date"),
        (lambda index: index.search("渡", limit=-1), duikan.Argument, ValueError, "limit"),
        (lambda index: index.search("渡", flat=True, first=True), duikan.Argument, ValueError, "flat"),
        (lambda index: index.search("渡", synonyms=["a =>"]), duikan.Argument, ValueError, "line 1"),
        (lambda index: index.search("渡", synonyms="a, b"), TypeError, TypeError, "lines"),
        (
            lambda index: index.links(star=True, among=duikan.Among(formulae=True)),
            duikan.Argument,
            ValueError,
            "star",
        ),
        (lambda index: index.show("nowhere"), duikan.NotFound, LookupError, "nowhere"),
        (lambda index: index.show("chenbao:999"), duikan.NotFound, LookupError, "999"),
        (lambda index: index.document("0301"), duikan.NotFound, LookupError, "wanbao/0301-04.txt"),
        (lambda index: index.story(99), duikan.NotFound, LookupError, "99"),
        (lambda index: index.show("chenbao:9x"), duikan.NotFound, LookupError, "no place"),
    ],
)
def test_errors_say_what_is_wrong(sample: duikan.Index, ask, kind, also, says) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(kind) as caught:
        ask(sample)
    assert isinstance(caught.value, also)
    assert says in str(caught.value)
