"""What a notebook shows: texts escaped, words marked, differences seen."""

from __future__ import annotations

from html.parser import HTMLParser

import duikan
import pytest
from conftest import Make

EVIL = "守磨人<script>alert('渡口')</script>说，磨坊停转了二十一年，上个月又响起了水声，他哭了一场。"
VOID = {"br"}


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The locale of the machine is no matter."""
    monkeypatch.setenv("LC_ALL", "C")


class Reader(HTMLParser):
    """Reads a fragment; every tag has to be closed in its turn."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.texts: list[tuple[str, str]] = []
        self.feed(fragment)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1], data))

    def of(self, tag: str) -> list[str]:
        return [text for inside, text in self.texts if inside == tag]

    def text(self) -> str:
        return "".join(text for _, text in self.texts)


@pytest.fixture
def evil(make: Make) -> duikan.Index:
    return make(
        {
            "a<b>.txt": EVIL,
            "b.txt": EVIL.replace("水声", "<冰>声"),
            "metadata.csv": 'document,title\na<b>.txt,"<img src=x onerror=""alert(1)"">"\n',
        }
    )


def test_texts_names_and_titles_are_escaped(evil: duikan.Index) -> None:
    hits = evil.search("磨坊停转")
    for fragment in (
        hits._repr_html_(),
        evil.copies("a<b>")._repr_html_(),
        evil.compare("a<b>", "b.txt")._repr_html_(),
    ):
        page = Reader(fragment)
        assert page.tags <= {
            "div",
            "b",
            "span",
            "mark",
            "ul",
            "li",
            "br",
            "del",
            "ins",
            "table",
            "tr",
            "th",
            "td",
        }
        assert "a<b>.txt" in page.text() and "<冰>" in "".join(page.of("ins"))
    assert EVIL in Reader(hits._repr_html_()).text()


def test_words_are_marked_and_copies_listed(sample: duikan.Index) -> None:
    page = Reader(sample.search("看得见的管线", paragraphs=1)._repr_html_())
    assert page.of("mark") == ["看得见的管线"]
    assert "4 paragraphs in 4 documents" in page.text()
    assert "via 98 % ribao/0302-01.txt ¶44" in page.text()
    assert {"管", "异"} <= set(page.of("del")) and {"营", "动"} <= set(page.of("ins"))
    assert "… 3 more" in Reader(sample.search("看得见的管线", copies=1)._repr_html_()).text()
    assert "nothing found" in sample.search('"水獭骑车"')._repr_html_()


def test_words_are_those_of_the_locale(sample: duikan.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    page = Reader(sample.search("看得见的管线", copies=1)._repr_html_()).text()
    assert "4 篇文献中的 4 段" in page and "… 另有 3 份" in page
    assert "copies" not in page and "more" not in page


def test_a_comparison_shows_both_texts_in_full(sample: duikan.Index) -> None:
    comparison = sample.compare("chenbao/0301-01:9-10", "ribao/0302-01:44")
    page = Reader(comparison._repr_html_())
    shown = "".join(page.text().split())
    for text in ("工程指挥部在南岸茶楼旧址", "埠前区PM2.5月均浓度", "渚阳晨报", "渚阳日报"):
        assert text in shown
    assert "管" in page.of("del") and "营" in page.of("ins")


def test_fragments_bring_no_colours_of_text_or_page(sample: duikan.Index) -> None:
    fragment = sample.search("渡口")._repr_html_()
    assert "<style" not in fragment
    assert "background: #" not in fragment and "color: #" not in fragment
