"""Invented news: long stories that many documents take from, each in its own words here and there."""

from __future__ import annotations

import random

WHO = [
    "摆渡人老邢",
    "磨坊的看守",
    "茶楼掌柜",
    "邮差小葛",
    "修钟的师傅",
    "纸鸢铺的姑娘",
    "守闸的兄弟",
    "渔会的账房",
]
WHEN = [
    "天没亮的时候",
    "雨停了以后",
    "集市散场前",
    "听到第三遍钟声",
    "霜降那一天",
    "渡船靠岸之际",
    "灯会的前夜",
]
WHERE = ["石桥东头", "旧粮仓门口", "水闸上面", "南岸的栈道", "钟楼底下", "苇塘边上", "染坊后院"]
WHAT = [
    "清点了三十七只竹篓",
    "把缆绳换成新搓的麻绳",
    "挨家挨户收回借出的灯笼",
    "给来客讲起涨水的旧事",
    "修好了漏风的窗棂",
    "数出少了一枚铜牌",
    "把潮位刻在木桩上面",
    "煮了一锅姜汤分给众人",
    "同对岸的人隔水喊话",
]
WHY = [
    "谁也没有料到",
    "为此议论了半个月",
    "据说是祖辈的规矩",
    "账本里却没有记下",
    "围观的人越来越多",
    "后来写进了县志",
]
SIMILAR = {"渡": "度", "磨": "麿", "钟": "鐘", "灯": "燈", "账": "帐", "人": "入", "木": "本", "船": "舡"}
FORMULA = "本报记者与通讯员自现场发回的消息，未经许可不得转载，来信请寄编辑部收。"


def texts(documents: int = 14) -> dict[str, str]:
    """So many documents by their ids, the same in every run."""
    dice = random.Random(7)

    def sentence() -> str:
        return (
            "".join(map(dice.choice, (WHEN, WHO)))
            + "在"
            + "，".join((dice.choice(WHERE) + dice.choice(WHAT), dice.choice(WHY)))
            + f"，共记{dice.randrange(1000, 9999)}号。"
        )

    def copied(text: str) -> str:
        """As somebody else prints it: misread, and with a sentence of his own."""
        misread = "".join(SIMILAR.get(char, char) if dice.random() < 0.08 else char for char in text)
        return misread if dice.random() < 0.5 else misread.replace("。", f"。{sentence()}", 1)

    stories = [[sentence() for _ in range(24)] for _ in range(7)]
    found = {}
    for number in range(documents):
        paragraphs = [sentence()]
        for story in dice.sample(stories, 2):
            begin = dice.randrange(len(story) - 6)
            paragraphs.append(copied("".join(story[begin : begin + dice.randrange(4, 18)])))
        paragraphs.append(FORMULA)
        found[f"乡闻/{number:03}"] = "\n\n".join(paragraphs) + "\n"
    return found
