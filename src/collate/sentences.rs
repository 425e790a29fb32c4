//! Sentences 句: where they begin and end in a paragraph.

use super::comparison::readable;
use crate::place::OriginalSpan;
use crate::place::is_sentence_end;

/// The sentences of a paragraph that have anything to read in them, each with the quotation marks and brackets
/// that close after its end, without white space around it. None ends inside the quotation marks or brackets of
/// another, nor before what goes on with it: ，、 or 等.
pub(crate) fn sentences(begin: u32, paragraph: &str) -> Vec<OriginalSpan> {
    let mut sentences = Vec::new();
    let mut text = String::new();
    let (first, mut begin, mut is_over) = (begin, begin, false);
    let mut open: Vec<char> = Vec::new();
    // A quotation that goes on in the next paragraph is not closed in this one.
    let last = PAIRS.map(|(_, end)| (first..).zip(paragraph.chars()).filter(|one| one.1 == end).last());
    for (at, character) in (first..).zip(paragraph.chars()) {
        is_over &= !"，、,；;：:等".contains(character);
        let closes = open.last().is_some_and(|&own| own == character);
        if is_over && open.is_empty() && !is_end(character) && !is_closing(character) && !closes {
            sentences.extend(readable(begin, &text));
            text.clear();
            open.clear();
            (begin, is_over) = (at, false);
        }
        if closes {
            open.pop();
            // What ends in a quotation ends with it; what ends in a title or in brackets does not.
            is_over &= is_quotation(character) && text.ends_with(is_end);
        } else if let Some(((_, end), last)) =
            PAIRS.iter().zip(last).find(|((first, _), _)| *first == character)
        {
            open.extend(last.filter(|(last, _)| *last > at).map(|_| *end));
        }
        text.push(character);
        is_over |= is_end(character);
    }
    sentences.extend(readable(begin, &text));
    sentences
}

/// What opens and what closes it.
const PAIRS: [(char, char); 8] = [
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('『', '』'),
    ('《', '》'),
    ('〈', '〉'),
    ('（', '）'),
    ('(', ')'),
];

fn is_end(character: char) -> bool {
    is_sentence_end(character) || character == '…'
}

fn is_quotation(character: char) -> bool {
    "”’」』".contains(character)
}

fn is_closing(character: char) -> bool {
    "”’」』）)》〉".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let of =
            |span: OriginalSpan| text.chars().skip(span.begin as usize).take(span.len() as usize).collect();
        sentences(0, text).into_iter().map(of).collect()
    }

    #[test]
    fn no_sentence_is_cut_before_its_end() {
        for whole in [
            "会上讨论了《渡口为什么停航？》、《船票怎么又涨价了？》等。",
            "“明天去吗？”，老李问道。",
            "老李问：“明天去吗？后天呢？”",
            "「開船了！」",
            "他读过《谁来撑船？》（又名《渡。》）这本书。",
            "谁知道呢？！",
            "渡口停航了……",
            "票价（原为二元。现为三元）又涨了。",
            "问题有三：为什么停？、谁来修？、钱从哪里来？等等。",
            "“走！”、“快走！”，人群里喊成一片。",
            "‘船来了！’，孩子先看见的。",
            "『誰的傘？』，他問了三遍。",
            "他写过《雨。》、《雪？》、《霜！》等三首。",
            "布告（见第二版。）贴在码头上。",
            "(票价另议。)见布告。",
            "〈渡口謠。〉、〈船歌！〉等都失传了。",
            "“一、停航！二、还钱！”",
            "牌子上写着“非船勿近！”；谁也没在意。",
            "他说“不去。”，就坐下了。",
            "大家喊着“加油！”，桨也快了。",
            "价目：大人三元；小孩一元。",
            "第一条 船只应当登记。",
            "“你去，我也去。你不去，我也不去。”",
            "渡口，桥头，米行，一家家都关了门。",
            "她问：“几点开船？”；没有人答。",
            "“他说：‘桥断了！’就跑。”",
            "船票上印着《渡规》第三条：“不得携带活猪！”等字样。",
            "呜——呜——汽笛响了。",
            "“好！好！好！”",
            "这是谁的？？？",
            "《谁在渡口？》",
            "“去哪里？”：这是他问的第一句话。",
            "只剩一句“再见！”，和一把旧伞。",
            "他点了头（没有说话。），走了。",
            "渡口停航……等了三天。",
            "“船呢？”、“桥呢？”、“人呢？”等问题没有人答。",
            "布告说：“停航三日。”、“票款照退。”",
            "他喊“停！”，船没有停。",
            "书名是《水流到哪里去了？》，作者不详。",
        ] {
            assert_eq!(cut(whole), [whole]);
        }
    }

    #[test]
    fn sentences_are_cut_where_they_end() {
        for (text, parts) in [
            ("船来了。人都上了船！", &["船来了。", "人都上了船！"][..]),
            ("他说：“去。今天就去！”\n然后走了。", &["他说：“去。今天就去！”", "然后走了。"]),
            ("“船来了。人都上了船，下一段接着说。", &["“船来了。", "人都上了船，下一段接着说。"]),
            ("（一）停航。（二）重开。", &["（一）停航。", "（二）重开。"]),
            ("真的？真的。", &["真的？", "真的。"]),
            ("“走吧！”他站起来。", &["“走吧！”", "他站起来。"]),
            ("雨停了。”他合上伞。", &["雨停了。”", "他合上伞。"]),
            ("停航！停航！", &["停航！", "停航！"]),
            ("船到了……人没到。", &["船到了……", "人没到。"]),
            ("他说：“来。”她说：“不来。”", &["他说：“来。”", "她说：“不来。”"]),
            ("见《渡规》。另见《票规》。", &["见《渡规》。", "另见《票规》。"]),
            ("一共三元！（大人）二元！（小孩）", &["一共三元！", "（大人）二元！", "（小孩）"]),
            ("天亮了。\n\n船开了。", &["天亮了。", "船开了。"]),
            ("謝天謝地。「開船！」他喊。", &["謝天謝地。", "「開船！」", "他喊。"]),
            ("Is it open? 开了。", &["Is it open?", "开了。"]),
            ("为什么？因为水大。", &["为什么？", "因为水大。"]),
            ("‘好。’‘不好。’", &["‘好。’", "‘不好。’"]),
            ("完了。※渡口旧事。", &["完了。", "※渡口旧事。"]),
            ("三元。五角。", &["三元。", "五角。"]),
            ("他走了。她说：“等等！”没有人等。", &["他走了。", "她说：“等等！”", "没有人等。"]),
            ("鸣笛三声！！船离了岸。", &["鸣笛三声！！", "船离了岸。"]),
        ] {
            assert_eq!(cut(text), parts, "{text}");
        }
    }
}
