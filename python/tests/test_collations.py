"""Copies side by side: lists, two texts, tables, stories, links."""

from __future__ import annotations

from typing import Any

import duikan
import pytest


def test_every_other_place_of_a_passage(sample: duikan.Index) -> None:
    copies = sample.copies("chenbao/0301-01:9")
    assert (copies.passage.document, copies.passage.paragraph) == ("chenbao/0301-01.txt", 9)
    assert [copy.document for copy in copies] == [
        "wanbao/0301-04.txt",
        "shangbao/0302-02.txt",
        "ribao/0302-01.txt",
        "qingnian/0303-06.txt",
    ]
    assert not any(copy.via for copy in copies)
    assert len(sample.copies("chenbao/0301-01:9", similar="loose")) >= 4
    assert all(copy.kind == "copy" and copy.coverage > 0.9 for copy in copies)


def test_copies_are_chosen_by_how_much_they_have_by_date_and_by_series(sample: duikan.Index) -> None:
    def chosen(**among: Any) -> list[str]:
        return [copy.document for copy in sample.copies("chenbao/0301-01:9", among=duikan.Among(**among))]

    assert chosen(within_days=1) == ["wanbao/0301-04.txt", "shangbao/0302-02.txt", "ribao/0302-01.txt"]
    assert chosen(min_cover=1.0) == ["wanbao/0301-04.txt", "shangbao/0302-02.txt", "ribao/0302-01.txt"]
    assert len(chosen(across_series=True)) == 4 and chosen(min_length=1000) == []
    assert chosen(order="different")[0] == "ribao/0302-01.txt"
    with pytest.raises(duikan.Argument, match="min_cover"):
        chosen(min_cover=50)


def test_two_documents_side_by_side(sample: duikan.Index) -> None:
    comparison = sample.compare("chenbao/0301-01", "ribao/0302-01")
    a, b = comparison.a, comparison.b
    assert (a.document, b.document) == ("chenbao/0301-01.txt", "ribao/0302-01.txt")
    assert comparison.counts["moved"] == sum(shared.order == "moved" for shared in comparison.shared) == 2
    for shared in comparison.shared:
        for variant in shared.variants:
            assert (a.source(variant.a), b.source(variant.b)) == (variant.a_text, variant.b_text)
    rows = {row.row for row in comparison.rows}
    assert rows == {"both", "only-a", "only-b", "moved-away"}
    both = [row.index for row in comparison.rows if row.row == "both"]
    assert sorted(nth for nth in both if nth is not None) == list(range(len(comparison.shared)))


def test_all_copies_in_one_table(sample: duikan.Index) -> None:
    collation = sample.collate("chenbao/0301-01:9")
    assert [witness.sigil for witness in collation.witnesses] == ["A", "B", "C", "D", "E"]
    assert collation.base == "A"
    assert "看得见的管线" in collation.majority.text
    assert 0.99 < collation.majority.confidence <= 1
    (misread,) = [unit for unit in collation.units if any(reading.text == "营" for reading in unit.readings)]
    assert (misread.text, misread.votes, misread.voters, misread.agreement) == ("管", 4, 5, "differ")
    (reading,) = [reading for reading in misread.readings if reading.class_ == "character"]
    assert [place.sigil for place in reading.witnesses] == ["C"]
    other = sample.collate("chenbao/0301-01:9", base="shangbao/0302-02")
    assert other.witnesses[0].document == "shangbao/0302-02.txt"
    with pytest.raises(duikan.NotFound):
        sample.collate("chenbao/0301-01:9", base="fukan/0306-08")


def test_stories_and_one_of_them_put_together(sample: duikan.Index) -> None:
    first, second = sample.stories()
    assert (first.story, second.story) == (1, 2)
    assert first.incipit.startswith("百步渡停航十九年后重新开渡")
    assert all(type(copy) is duikan.StoryCopy for copy in first.copies)
    near = sample.stories(among=duikan.Among(within_days=1))
    assert near[0].copies[0] == first.copies[0] and len(near[0].copies) < len(first.copies)
    story = sample.story(1)
    assert isinstance(story, duikan.Story)
    assert "".join(stretch.text for stretch in story.stretches).strip() == story.text
    assert story.text.startswith("百步渡停航十九年后重新开渡")
    for stretch in story.stretches:
        assert "".join(sample.text(stretch).split()) == "".join(stretch.text.split())
    assert story.copies[0].gaps == ()


def test_where_a_sentence_was_printed_first(sample: duikan.Index) -> None:
    sentence = sample.blame("zhoukan-2031-10-1")[0]
    assert sentence.text.startswith("清晨六点四十分")
    assert sentence.earliest is not None
    assert sentence.earliest.document == "chenbao/0301-01.txt"
    assert sentence.earliest in sentence.copies


def test_links_and_clusters(sample: duikan.Index) -> None:
    links = sample.links()
    assert all(link.similarity >= 0.62 for link in links)
    assert [link.a.document for link in links] == sorted(link.a.document for link in links)
    assert len(sample.links(star=True)) <= len(links) <= len(sample.links(among=duikan.Among(formulae=True)))
    long = sample.links(among=duikan.Among(min_length=40, across_series=True))
    assert 0 < len(long) < len(links) and all(link in links for link in long)
    assert len(sample.text(links[0].a)) == links[0].a.end - links[0].a.begin
    clusters = sample.clusters()
    assert [cluster.cluster for cluster in clusters] == list(range(1, len(clusters) + 1))
    assert all(cluster.size == len(cluster.places) >= 2 for cluster in clusters)


def test_documents_and_numbers(sample: duikan.Index) -> None:
    documents = sample.documents()
    assert len(documents) == sample.stats().documents == 21
    document = sample.document("nongbao")
    assert document in documents
    assert (document.encoding, document.series) == ("GB18030", "岚西农民报")
    assert sample.stats().skipped == ()
