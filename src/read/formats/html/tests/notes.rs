//! Notes at their marks.

use super::layered;
use super::read;

#[test]
fn a_note_stands_at_its_mark_however_that_is_written() {
    for (mark, note, shown) in [
        (
            "<a href='甲.html#n1'>1</a>",
            "<section class=footnotes><p id=n1>在县西。</p></section>",
            "⟨[1]⟩⟦在县西。⟧",
        ),
        (
            "<a href='#n1'>*</a>",
            "<section class=footnotes><p id=n1>在县西。</p></section>",
            "⟨[*]⟩⟦在县西。⟧",
        ),
        ("<a epub:type=noteref href='#n1'>注</a>", "<p id=n1>在县西。</p>", "⟨[注]⟩⟦在县西。⟧"),
        ("<a role=doc-noteref href='#n1'>1</a>", "<p><a name=n1></a>在县西。</p>", "⟨[1]⟩⟦在县西。⟧"),
        (
            "<a class=duokan-footnote href='#n1' id=r1><img src=note.png></a>",
            "<ol class=duokan-footnote-content><li class=duokan-footnote-item id=n1><p><a href='#r1'>◎</a>在县西。</p></li></ol>",
            "⟦在县西。⟧",
        ),
        (
            "<a href='#_ftn1' name=_ftnref1><span>[1]</span></a>",
            "<div id=ftn1><p><a href='#_ftnref1' name=_ftn1>[1]</a>在县西。</p><p>亦作青渡。</p></div>",
            "⟨[1]⟩⟦在县西。亦作青渡。⟧",
        ),
        (
            "<sup id=r1><a href='#%E6%B3%A8'>①</a></sup>",
            "<p id=注><a href='#r1'>①</a>在县西。</p>",
            "⟨[①]⟩⟦在县西。⟧",
        ),
        (
            "<a role=doc-noteref href='#n1'>1</a>",
            "<aside hidden epub:type=footnote id=n1>在县西。</aside>",
            "⟨[1]⟩⟦在县西。⟧",
        ),
    ] {
        assert_eq!(
            layered(&format!("<p>渡口{mark}有船。</p>{note}")),
            format!("渡口{shown}有船。"),
            "{mark}"
        );
    }
}

#[test]
fn what_only_looks_like_a_mark_is_text() {
    for html in [
        "<p>见<a href='#t'>3</a>节。</p><p id=t>第三节的文字。</p>",
        "<p>参看<a href='b.html#n1'>2</a>。</p>",
        "<div><h2 id=t>题</h2><p>上文。</p><p>回到<a role=doc-noteref href='#t'>题</a>。</p></div>",
        "<p>许慎<a href='#r'>说文解字十五卷叙录</a>云。</p><ul class=references><li id=r>说文解字，影印本。</li></ul>",
    ] {
        let text: String = read(html).chars().filter(|c| !c.is_whitespace()).collect();
        let mut plain = String::new();
        let mut in_tag = false;
        for c in html.chars() {
            in_tag |= c == '<';
            plain.extend((!in_tag).then_some(c));
            in_tag &= c != '>';
        }
        assert_eq!(text, plain, "{html}");
    }
}

#[test]
fn links_to_deep_notes_cost_no_more_than_others() {
    let (open, close) = ("<div>".repeat(4_000), "</div>".repeat(4_000));
    let mark = |n: usize| format!("<p>渡<a href='#n{n}'>{n}</a></p>");
    let note = |n: usize| format!("<li id='n{n}'>注{n}</li>");
    let marks: String = (0..4_000).map(mark).collect();
    let notes: String = (0..4_000).map(note).collect();
    let page = format!(
        "<?xml version='1.0'?><html>{open}{marks}{close}{open}<ol class='footnotes'>{notes}</ol>{close}</html>"
    );
    assert!(read(&page).starts_with("渡[0]注0\n\n渡[1]注1\n\n"));
}
