#!/usr/bin/env python3
"""Make traditional.tsv and variants.tsv from the character dictionaries of OpenCC.

    python3 -m venv v && v/bin/pip install opencc==1.4.2 && v/bin/python data/fold/make_tables.py

Each line: a character, a tab, the character it folds to. Only single characters that change are listed,
and folding twice changes nothing.
"""
from pathlib import Path

from opencc import OpenCC

HERE = Path(__file__).parent
RANGES = [(0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x2F7FF), (0x30000, 0x323AF)]
CHARACTERS = [chr(c) for lo, hi in RANGES for c in range(lo, hi + 1)]
TO_SIMPLIFIED = OpenCC("t2s").convert
TO_TRADITIONAL = OpenCC("s2t").convert
# Regional and Japanese forms to OpenCC's standard traditional form.
STANDARDS = [OpenCC(name).convert for name in ("tw2t", "hk2t", "jp2t")]
# 著 is what traditional texts write for the particle 着; OpenCC leaves the choice to its phrase tables. The
# circles are how 〇 is typed. The others are forms of older print that OpenCC does not list.
OWN = {"著": "着", "○": "〇", "◯": "〇"} | dict(
    "靑青 淸清 尙尚 鄕乡 擧举 寳宝 畧略 囯国 戸户 呉吴 囘回 鬪斗 埜野 砲炮 礮炮 甦苏 裵裴 䝉蒙 鼔鼓 﨑崎".split()
)


def single(text: str, otherwise: str) -> str:
    """`text` when it is one character, else the other."""
    return text if len(text) == 1 else otherwise


def simplified(character: str) -> str:
    """OpenCC's simplified form, simplified until it stays."""
    for _ in range(4):
        character = single(TO_SIMPLIFIED(character), character)
    return character


def in_gb2312(character: str) -> bool:
    """Whether mainland texts use this character in its own right."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def variant(character: str) -> str:
    """The form that a regional or Japanese form, or one with its own traditional form, stands for."""
    if character in OWN:
        return OWN[character]
    for standard in [] if in_gb2312(character) else STANDARDS:
        other = single(standard(character), character)
        if other != character:
            return simplified(other)
    return simplified(single(TO_TRADITIONAL(character), character))


def write(name: str, pairs: dict[str, str]) -> None:
    (HERE / name).write_text("".join(f"{a}\t{b}\n" for a, b in pairs.items()), encoding="utf-8")
    print(f"{name}: {len(pairs)} characters")


traditional = {c: simplified(c) for c in CHARACTERS if simplified(c) != c}
variants = {c: variant(c) for c in CHARACTERS if c not in traditional and variant(c) != c}
variants = {c: variants.get(v, v) for c, v in variants.items() if variants.get(v, v) != c}
traditional = {c: variants.get(s, s) for c, s in traditional.items() if variants.get(s, s) != c}
variants |= {c: own for c, own in OWN.items() if c not in traditional}
write("traditional.tsv", traditional)
write("variants.tsv", variants)
