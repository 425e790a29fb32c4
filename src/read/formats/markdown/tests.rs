#![expect(clippy::string_slice, reason = "tests may panic")]
#![expect(clippy::format_collect, reason = "a test may take its time")]

use super::walk;
use crate::place::scalars;
use crate::read::formats::page::Page;
use crate::reading::Layer;
use crate::reading::ReadingText;

fn composed(source: &str) -> (ReadingText, Option<String>) {
    let mut page = Page::default();
    walk::compose(source, &mut page);
    page.finish()
}

fn read(source: &str) -> String {
    composed(source).0.text
}

/// The text with brackets around what is not the text itself.
fn layered(source: &str) -> String {
    let (text, _) = composed(source);
    let mut out = String::new();
    for (at, c) in (0..).zip(text.text.chars()) {
        let of = |layer: Layer| if layer == Layer::Note { ['⟦', '⟧'] } else { ['⟨', '⟩'] };
        let layers = &text.marks.layers;
        out.extend(layers.iter().filter(|layer| layer.span.begin == at).map(|layer| of(layer.layer)[0]));
        out.push(c);
        out.extend(layers.iter().filter(|layer| layer.span.end == at + 1).map(|layer| of(layer.layer)[1]));
    }
    out
}

fn places(source: &str) -> Vec<(u32, String)> {
    composed(source).0.marks.loci.into_iter().map(|locus| (locus.at, locus.name)).collect()
}

const CASES: [(&str, &str); 48] = [
    // What stands in a line.
    ("*渡*口**的**船~~来~~`了`", "渡口的船来了"),
    ("渡[口的](https://a.example/b.png \"题\")船", "渡口的船"),
    ("<https://a.example/b> https://c.example", "https://a.example/b https://c.example"),
    ("[渡口][甲]\n\n[甲]: https://a.example/b.png '题'\n\n船", "渡口\n\n船"),
    ("船\n\n[注]: 見某書\n[乙]: b.example/a", "船\n\n[注]: 見某書"),
    ("渡&lt;口&gt;\\*船\\*&nbsp;&#x8239;", "渡<口>*船*\u{A0}船"),
    ("水深$h_1*w_1$与$\\text{速度}$，票价$5和$10", "水深h_1*w_1与\\text{速度}，票价$5和$10"),
    ("约 ~5元~ 到~~6~~元，4~6级，7~8级", "约 ~5元~ 到6元，4~6级，7~8级"),
    ("**“渡口”**的船，他说**来了。**人", "“渡口”的船，他说来了。人"),
    ("[[渡口]]与[[对岸|那边]]", "渡口与那边"),
    ("甲<!-- 乙 -->丙<span title='丁'>戊</span>", "甲丙戊"),
    // Pictures.
    ("![图一 渡口](images/a.png)", "图一 渡口"),
    ("甲![a.png](a.png)![](b.png)![[c.png|300]]乙", "甲乙"),
    ("![图 *一*](图 1 (2).png \"题\")\n[船](a b/船.html)", "图 一\n船"),
    ("![](a.png \"渡口之图\")", "渡口之图"),
    ("<img src=\"a>b.png\" alt='图&amp;一'><img src=a.png>", "图&一"),
    // Lines and paragraphs.
    ("渡口的\n船\\\n来了  \n没有\n\n来", "渡口的\n船\n来了\n没有\n\n来"),
    ("渡口的船<br>来了<br/>", "渡口的船\n来了"),
    ("甲\n***\n乙\n\n---\n丙", "甲\n\n乙\n\n丙"),
    ("> 渡口\n> 的船\n>\n> 来了\n> > 人", "渡口\n的船\n\n来了\n\n人"),
    ("渡`口\n船`来\n\n`a\nb`", "渡口\n船来\n\na b"),
    ("> [!NOTE]\n> 水涨", "水涨"),
    ("```rust\n渡 *口*\n\n  船\n```\n来", "渡 *口*\n\n  船\n\n来"),
    ("```markdown\n# 渡口\n\n*船*来\n```\n", "渡口\n\n船来"),
    ("```md\n*船*来\n没有", "船来\n没有"),
    ("````markdown\n```md\n*甲*\n```\n````", "*甲*"),
    // Lists.
    ("- 甲\n- 乙\n  丙\n\n  丁\n  1. 戊\n  2. 己\n* 庚", "甲\n\n乙\n丙\n\n丁\n\n戊\n\n己\n\n庚"),
    ("- [ ] 甲\n- [x] 乙", "甲\n\n乙"),
    ("1931. 大水\n1935. 又大水", "1931. 大水\n\n1935. 又大水"),
    ("甲\n\n12.\n\n乙", "甲\n\n12.\n\n乙"),
    ("1. 甲\n\n    乙\n\n        丙丁", "甲\n\n乙\n\n\u{3000}\u{3000}丙丁"),
    // Indents.
    (
        "    渡口的船\n今天没有来\n\n\t两岸的人\n\t都在等",
        "\u{3000}\u{3000}渡口的船\n今天没有来\n\n\u{3000}\u{3000}两岸的人\n\u{3000}\u{3000}都在等",
    ),
    ("  渡口的船\n   今天没有来\n\u{3000}\u{3000}两岸", "  渡口的船\n   今天没有来\n\u{3000}\u{3000}两岸"),
    ("    let a = *b*; // 船\n    a", "let a = *b*; // 船\na"),
    ("甲\n\n    [乙](a.png)*丙*\n\n      丁", "甲\n\n\u{3000}\u{3000}乙丙\n\n\u{3000}\u{3000}\u{3000}丁"),
    // Tables.
    (
        "| 年 | 事 |\n|:--|--:|\n| 三 | *大*水 |\n| 四 | | 旱 | 蝗 |\n|五\n\n甲",
        "年\u{3000}事\n\n三\u{3000}大水\n\n四\u{3000}旱\u{3000}蝗\n\n五\n\n甲",
    ),
    ("甲|乙\n-|-\n[丙](a)|![](b.png)", "甲\u{3000}乙\n\n丙"),
    // HTML.
    (
        "<p><strong>渡口</strong>（报）：<br></p><p>船&ldquo;来&rdquo;了</p>尾",
        "渡口（报）：\n\n船“来”了\n\n尾",
    ),
    (
        "<div>\n\n*甲*\n\n</div>\n<table><tr><td>乙</td> <td>丙</td></tr>\n<tr><td></td><td>丁</td></table>",
        "甲\n\n乙\u{3000}丙\n\n丁",
    ),
    ("<script>\nvar 甲 = '<p>';\n\n</script>乙<style>丙</style>", "乙"),
    ("甲<style>乙\n\n丙*丁*\n\n戊</style>己", "甲\n\n己"),
    ("甲<style>乙\n\n丙", "甲乙\n\n丙"),
    ("<ul><li>甲<li>乙</ul>\n<!-- 丙\n\n丁 -->\n戊", "甲\n\n乙\n\n戊"),
    ("<p>Ct值<35，修改<渡口章程>与<https://a.example></p>", "Ct值<35，修改<渡口章程>与<https://a.example>"),
    ("<p title=\"甲>乙</p>丙", "乙\n\n丙"),
    ("<p>甲\n  乙</p>\r\n丙", "甲\n乙\n\n丙"),
    ("R&D<beta>版<int>甲</int><lb/><名>", "R&D<beta>版甲<名>"),
    ("<details><summary>甲</summary>乙</details>", "甲\n\n乙"),
];

#[test]
fn what_a_reader_sees_is_read() {
    for (source, seen) in CASES {
        assert_eq!(read(source), seen, "{source}");
        let windows = source.replace("\r\n", "\n").replace('\n', "\r\n");
        assert_eq!(read(&windows), seen, "{source} with the line ends of Windows");
    }
}

#[test]
fn headings_are_places_and_the_best_is_the_title() {
    let source = "## 一 *渡*口[^1]\n船\n\n第二章\n===\n\n[^1]: 注\n\n### 一 [船](a.png) {#ferry .x}\n#### 论语 {卷一}\n";
    let (text, title) = composed(source);
    assert_eq!(text.text, "一 渡口[1]注\n\n船\n\n第二章\n\n一 船\n\n论语 {卷一}");
    let names = [(0, "一 渡口"), (13, "第二章"), (18, "一 船"), (23, "论语 {卷一}")];
    assert_eq!(places(source), names.map(|(at, name)| (at, name.to_owned())));
    assert_eq!(title.as_deref(), Some("第二章"));
    assert_eq!(composed("## 甲\n# 乙\n# 丙").1.as_deref(), Some("乙"));
    assert_eq!(composed("甲\n\n#### 乙\n## 丙").1.as_deref(), Some("乙"));
    assert_eq!(composed("<h1 align=\"center\">渡<br>口</h1>\n\n# 乙").1.as_deref(), Some("渡 口"));
    assert_eq!(composed("# ![](a.png)\n# 乙").1.as_deref(), Some("乙"));
    let long = "渡".repeat(100);
    assert_eq!(composed(&format!("# {long}")).1, Some("渡".repeat(80) + "…"));
    assert_eq!(read(&format!("# {long}")), long);
}

#[test]
fn a_paragraph_above_a_rule_is_no_heading() {
    for prose in ["船今天没有来，两岸的人都在等。", "渡口的船\n今天没有来", &"渡".repeat(81)]
    {
        let source = format!("{prose}\n---\n来了");
        assert_eq!((read(&source), places(&source)), (format!("{prose}\n\n来了"), vec![]));
    }
}

#[test]
fn a_note_stands_at_its_first_mark_and_main_text_runs_on() {
    let source = "甲乙[^1]丙\n丁[^注]戊[^1]，己[^无]庚\n\n[^1]: 注*文*[^注]\n    又\n\n    再 a\n    b\n\n[^余]: 余[^1]\n[^注]:\n    - 子\n    - 丑\n\n辛";
    assert_eq!(
        layered(source),
        "甲乙⟨[1]⟩⟦注文⟧⟨[注]⟩⟦又再 a b子丑⟧丙丁⟨[注]⟩戊⟨[1]⟩，己⟨[无]⟩庚\n\n辛\n\n⟦余⟧⟨[1]⟩"
    );
    let main: String = {
        let text = composed(source).0;
        let is_main =
            |at| text.marks.layers.iter().all(|layer| at < layer.span.begin || layer.span.end <= at);
        (0..).zip(text.text.chars()).filter(|(at, _)| is_main(*at)).map(|(_, c)| c).collect()
    };
    assert_eq!(main.trim(), "甲乙丙丁戊，己庚\n\n辛");
}

#[test]
fn each_chapter_has_its_own_first_note() {
    let chapter = |n: &str| format!("# {n}\n\n船[^1]\n\n[^1]: 注{n}\n\n");
    let text = layered(&(chapter("甲") + &chapter("乙")));
    assert_eq!(text, "甲\n\n船⟨[1]⟩⟦注甲⟧\n\n乙\n\n船⟨[1]⟩⟦注乙⟧");
}

#[test]
fn a_gloss_is_a_sign() {
    let ruby = "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</ruby>を";
    assert_eq!(layered(ruby), "漢⟨かん⟩字⟨じ⟩を");
    assert_eq!(layered(&format!("他写{ruby}")), "他写漢⟨かん⟩字⟨じ⟩を");
    assert_eq!(layered("<ruby>漢<rt>かん\n\n*字*"), "漢⟨かん⟩\n\n字");
}

/// A text written once as text and once as Markdown differs in punctuation and in the signs of lists only.
#[test]
fn markdown_says_what_plain_text_says() {
    let plain = "青石渡志\n\n卷一 沿革\n\n青石渡在县西四十里，水自北来，至此一折。旧有石梁，久圮。\n\n乾隆间，里人募修，立碑于岸。（碑今不存。）\n\n图一 渡口旧影\n\n渡夫三名\n渡船二只\n岁修银十二两\n\n年份 水位 船数\n三年 七尺 二\n四年 一丈 三\n\n船家有谚云：\n水涨莫过青石渡，月黑休行白沙滩。\n";
    let marked = "---\ntitle: 青石渡志\n---\n\n# 青石渡志\n\n## 卷一 **沿革**\n\n青石渡在[县西](https://maps.example/xian?x=1)四十里，水自北来，\n至此一折。*旧有石梁*，久圮。<!-- 待考 -->\n\n乾隆间，里人募修，立碑于岸。[^1]\n\n[^1]: 碑今不存。\n\n![图一 渡口旧影](../images/0001.jpeg \"a\")\n\n1. 渡夫三名\n2. 渡船二只\n3. 岁修银十二两\n\n| 年份 | 水位 | 船数 |\n|:----:|-----:|------|\n| 三年 | 七尺 | 二 |\n| 四年 | 一丈 | 三 |\n\n船家有谚云：\n\n> 水涨莫过青石渡，  \n> 月黑休行白沙滩。\n\n<p align=\"center\"><img src=\"end.png\"></p>\n";
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let front = crate::read::formats::front::Front::of(marked);
    let read = read(&marked[front.end..]);
    // The mark of the note is the one thing that plain text has no place for.
    assert_eq!(letters(&read.replace("[1]", "")), letters(plain));
}

#[test]
fn loci_and_layers_are_where_they_say() {
    let (text, _) = composed("前言\n\n# 甲\n\n乙[^1]丙\n\n[^1]: 注\n");
    let at = |begin: u32, end: u32| {
        text.text.chars().skip(begin as usize).take((end - begin) as usize).collect::<String>()
    };
    assert_eq!(text.marks.loci[0].at, 4);
    let layers: Vec<_> = text.marks.layers.iter().map(|layer| at(layer.span.begin, layer.span.end)).collect();
    assert_eq!(layers, ["[1]", "注"]);
    assert_eq!(scalars(&text.text), 13);
}

/// Whatever is nested, repeated or left open costs no more than its length: a square of it would take hours.
#[test]
fn hostile_markdown_ends() {
    let many = 20_000;
    let nested = [
        "> ", "- ", "1. ", "*", "[", "![", "<b>", "(", "$", "`", "[^1]", "~~", "<!--", "](", "**", "\\", "&",
        "<", "[[", "</style", "<style>", "<a \"", "{", "[^", "_*",
    ];
    let mut sources: Vec<String> = nested.iter().map(|sign| sign.repeat(many)).collect();
    sources.extend(nested.iter().map(|sign| format!("{sign}渡\n").repeat(many / 4)));
    sources.push((0..many).map(|n| format!("{}- 渡\n", " ".repeat(n % 300))).collect());
    sources.push(format!("{}\n{}\n{}", "|a".repeat(2_000), "|-".repeat(2_000), "|渡\n".repeat(many)));
    sources.push(format!("|a|b|\n|-|-|\n{}", "|渡".repeat(many)));
    sources.push((0..many).map(|n| format!("[^{n}]: 注[^{}]\n", n + 1)).collect::<String>() + "\n渡[^0]");
    sources.push((0..many).map(|n| format!("`{}", "`".repeat(n % 400))).collect());
    sources.push(format!("{}渡\n", " ".repeat(many * 10)).repeat(3));
    sources.push("<div ".to_owned() + &"\">'".repeat(many));
    sources.push("<div>\n".to_owned() + &"<a \">\" ".repeat(many));
    sources.push("**“渡”**口".repeat(many));
    sources.push(format!("[a]: /{}\n\n{}", "x".repeat(1_000), "[a]".repeat(many)));
    sources.push("```md\n".repeat(many));
    sources.push("    渡口\n\n".repeat(many));
    sources.push("# ".repeat(many) + "\n===");
    for source in sources {
        let text = read(&source);
        let shown: String = source.chars().take(20).collect();
        assert!(text.len() <= source.len() * 4 + 1_000, "{shown:?}: {} of {}", text.len(), source.len());
    }
}
