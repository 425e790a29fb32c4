//! Files as different projects write them.

use super::*;

/// A file of a project that is not CBETA's.
fn tei(inner: &str) -> String {
    format!("<TEI xmlns='http://www.tei-c.org/ns/1.0'><teiHeader/>{inner}</TEI>")
}

fn plain(xml: &str) -> ReadingText {
    document(&tei(&format!("<text><body>{xml}</body></text>"))).text
}

#[test]
fn notes_of_other_projects_are_kept_whatever_their_type() {
    let notes = "<p>渡口<note type='add'>補注</note>有船<note type='cf1'>參看縣志</note></p></body><back>\
                 <div type='end-notes'><head>尾注</head><note type='mod'>改字</note></div>\
                 <div type='apparatus'><p>船，別本作舟。</p></div></back></text>";
    let text = document(&tei(&format!("<text><body>{notes}"))).text;
    assert_eq!(text.text, "渡口補注有船參看縣志\n\n尾注\n\n改字\n\n船，別本作舟。");
    assert_eq!(of(&text, Layer::Note), ["補注", "參看縣志", "改字"]);
    let by_header = "<TEI><teiHeader><fileDesc><publicationStmt><distributor>中華電子佛典協會 (CBETA)</distributor>\
                     </publicationStmt></fileDesc></teiHeader><text><body>";
    for head in [HEAD, by_header] {
        let text =
            document(&format!("{head}{}{notes}</TEI>", if head == HEAD { "<text><body>" } else { "" })).text;
        assert_eq!(text.text, "渡口有船", "{head}");
    }
    let parallel = "<p>渡<anchor xml:id='a'/>口<anchor xml:id='b'/><cb:tt><cb:t xml:lang='sa'>tīrtha</cb:t></cb:tt></p></body>\
                    <back><cb:div type='tt'><head>多語詞條對照</head><p><cb:tt type='app' from='#a' to='#b'>\
                    <cb:t xml:lang='zh'>口</cb:t><cb:t xml:lang='sa'>mukha</cb:t></cb:tt></p></cb:div></back></text></TEI>";
    assert_eq!(document(&format!("{HEAD}<text><body>{parallel}")).text.text, "渡口tīrtha");
}

#[test]
fn a_note_stands_once_at_its_anchor_wherever_it_is_written() {
    let text = document(&tei(
        "<text><body><p>渡<anchor xml:id='a'/>口有<ref target='#n2'>1</ref>船<ptr target='#n3'/>，人<ref target='#n2'>1</ref>\
         <seg xml:id='s'>來往</seg>。</p><p xml:id='p'>水深</p><note xml:id='n3' place='foot'>三注<g ref='#CB1'/></note></body>\
         <back><div><head>注</head><list><item><note target='#a'>一注，<choice><sic>己</sic><corr>已</corr></choice></note>\
         </item><item><note xml:id='n2'><p>二注</p><p>又<ref target='#x'>見</ref></p></note></item></list>\
         <note target='#s' targetEnd='#p'>四注</note><note target='#s'>五注</note><note target='#nowhere'>六注</note></div>\
         </back></text>",
    ))
    .text;
    assert_eq!(
        text.text,
        "渡一注，己口有1二注\n又見船三注\u{F0001}，人1來往五注。\n\n水深四注\n\n注\n\n六注"
    );
    assert_eq!(of(&text, Layer::Note), ["一注，己", "二注\n又見", "三注\u{F0001}", "五注", "四注", "六注"]);
    assert_eq!(of(&text, Layer::Sign), ["1", "1"]);
    assert_eq!(readings(&text), ["4@己:已"]);
}

#[test]
fn what_a_note_is_about_decides_only_where_that_is_text_beside_it() {
    let text = plain(
        "<p xml:id='p'>甲<note target='#p'>全段</note>乙<note xml:id='n'>在此</note>丙，見<ref target='#n'>前注</ref>。</p>",
    );
    assert_eq!(text.text, "甲全段乙在此丙，見前注。");
    assert_eq!(of(&text, Layer::Note), ["全段", "在此"]);
    let read = contents(&tei(
        "<text><body><p>甲<del xml:id='d'>乙</del>丙</p><note target='#d'>刪字</note></body></text>\
         <standOff><note target='#nobody'>無處</note><listPerson><person><note>生平</note></person></listPerson></standOff>",
    ))
    .unwrap();
    assert_eq!(read.documents[0].text.text, "甲丙\n\n刪字");
    assert_eq!(said(&read), ["1 note in it is about a place that is not in its text, and left out"]);
    let circle = plain(
        "<p><note target='#b'>子<anchor xml:id='a'/></note>甲<note target='#a'>丑<anchor xml:id='b'/></note></p>",
    );
    assert_eq!(circle.text, "甲丑子");
}

#[test]
fn what_a_file_includes_is_said_and_nothing_is_fetched() {
    let include = "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='chapter2.xml'/>";
    let read = contents(&tei(&format!("<text><body><p>渡口</p>{include}</body></text>"))).unwrap();
    assert_eq!(read.documents[0].text.text, "渡口");
    assert_eq!(said(&read), ["1 inclusion in it is not followed, such as chapter2.xml"]);
    let entities = "<!DOCTYPE TEI [<!ENTITY c1 SYSTEM 'one.xml'><!ENTITY c2 PUBLIC 'x' 'two.xml'><!ENTITY c3 SYSTEM '3.xml'>]>";
    let whole = format!("{entities}{}", tei("<text><body>&c1;&c2;</body></text>"));
    let why = "2 inclusions in it are not followed, such as one.xml, two.xml";
    assert_eq!(contents(&whole).unwrap_err().to_string(), why, "there is nothing else");
}

#[test]
fn of_several_versions_one_is_text_with_all_that_is_in_it() {
    let text = plain(
        "<p>渡<choice><corr>口<note>改</note></corr><sic>囗<note>原文<hi>如此</hi></note><pb n='2'/><lb n='3'/>邊</sic></choice>\
         有<choice><unclear>船</unclear><unclear>般</unclear></choice><choice><orig>己<choice><sic>未</sic><corr>末</corr>\
         </choice></orig><reg>已未</reg></choice><choice><del>子</del><add>丑</add></choice></p>",
    );
    assert_eq!(text.text, "渡囗原文如此邊有船己未丑");
    assert_eq!(of(&text, Layer::Note), ["原文如此"]);
    assert_eq!(loci(&text), ["2 邊有", "3 邊有"]);
    assert_eq!(readings(&text), ["1@囗原文如此邊:口", "8@船:般", "9@己未:已未", "10@未:末", "11@丑:子"]);
    let head = plain(
        "<div><head>卷<choice><abbr>一</abbr><expan>壹</expan></choice><app><lem>上</lem><rdg>下</rdg></app></head></div>",
    );
    assert_eq!((head.text.as_str(), loci(&head)), ("卷一上", vec!["卷一上 卷一".to_owned()]));
}

#[test]
fn the_lemma_is_text_wherever_it_stands_and_without_one_all_witnesses_are_named() {
    let text = plain(
        "<p>甲<app><rdg wit='#A'>乙</rdg><lem wit='#B'>丙</lem><note>校記</note></app>丁<app><rdgGrp><rdg wit='#A'>戊</rdg>\
         </rdgGrp><rdg wit='#B #C'>己</rdg></app><app><lem wit='#A'>庚</lem><lem wit='#B'>辛</lem></app></p>\
         <lg><l xml:id='l1'>風急天高</l><l n='2'>浪平</l></lg><listApp><app loc='l1'><lem>天</lem><rdg wit='#A'>舟</rdg>\
         <note>近是</note></app><app from='#l1'><lem>風急天高</lem><rdg wit='#B'/></app></listApp>",
    );
    assert_eq!(text.text, "甲丙校記丁戊庚\n\n風急天高近是\n浪平");
    let expected = ["1@丙:A乙", "5@戊:A戊", "5@戊:BC己", "6@庚:B辛", "9@風急天高:B", "11@天:A舟"];
    assert_eq!(readings(&text), expected);
    assert_eq!(of(&text, Layer::Note), ["校記", "近是"]);
}

#[test]
fn what_cannot_be_read_is_one_lacuna_for_each_character() {
    for (gap, shown) in [
        ("<unclear/>", "□"),
        ("<damage extent='2 chars'/>", "□□"),
        ("<unclear reason='smudged'><gap extent='3 chars'/></unclear>", "□□□"),
        ("<gap extent='about 2 characters'><desc>殘</desc></gap>", "□□"),
        ("<gap quantity='2' unit='字'/>", "□□"),
        ("<gap extent='2字'/>", "□□"),
        ("<gap atLeast='2' atMost='4' unit='char'/>", "□□"),
        ("<gap quantity='12' unit='lines'/>", "□"),
        ("<gap extent='unknown'/>", "□"),
        ("<gap quantity='9999999999999999999999'/>", &"□".repeat(100)),
        ("<damage><lb/></damage>", "□"),
        ("<unclear>口</unclear>", "口"),
    ] {
        assert_eq!(plain(&format!("<p>渡{gap}船</p>")).text, format!("渡{shown}船"), "{gap}");
    }
}

#[test]
fn what_is_said_of_a_text_is_not_shown() {
    let said = "<binaryObject>QUJD</binaryObject><spanGrp><span from='#a'>隱喻</span></spanGrp><span target='#a'>典故</span>\
                <interpGrp><interp>主題</interp></interpGrp><fs><f><string>值</string></f></fs><fvLib><fs/>值</fvLib>\
                <metamark>符</metamark><certainty><desc>疑</desc></certainty><respons>某</respons><listWit><witness>甲本</witness>\
                </listWit><listChange><change>修改</change></listChange><linkGrp>鏈</linkGrp>";
    assert_eq!(plain(&format!("<p>渡<anchor xml:id='a'/>口</p>{said}")).text, "渡口");
    let struck = plain(
        "<p>甲<delSpan spanTo='#e'/>乙<note>注</note></p><p>丙<anchor xml:id='e'/>丁<delSpan spanTo='#no'/>戊</p>",
    );
    assert_eq!((struck.text.as_str(), readings(&struck)), ("甲\n\n丁戊", vec!["1@:乙丙".to_owned()]));
}

#[test]
fn pages_of_a_source_are_text_where_there_is_no_other() {
    let source = "<sourceDoc><surface n='1a'><graphic url='1.png'/><zone><line n='1'>渡口有</line><line n='2'>船</line></zone>\
                  <zone><line>頁邊</line></zone></surface><surface n='1b'><zone><line>人來</line></zone></surface></sourceDoc>";
    let text = document(&tei(source)).text;
    assert_eq!(text.text, "渡口有船\n\n頁邊\n\n人來");
    assert_eq!(loci(&text), ["1a 渡口", "1 渡口", "2 船\n", "1b 人來"]);
    let both =
        format!("{source}<facsimile><surface><desc>圖</desc></surface></facsimile><text><p>渡口</p></text>");
    assert_eq!(document(&tei(&both)).text.text, "渡口");
    assert_eq!(document(&tei(&format!("{source}<text><body/></text>"))).text.text, text.text);
}

#[test]
fn each_tei_within_another_has_its_own_header_and_what_that_does_not_say_from_around() {
    let header = |title: &str, more: &str| {
        format!(
            "<teiHeader><fileDesc><titleStmt><title>{title}</title>{more}</titleStmt></fileDesc></teiHeader>"
        )
    };
    let text = |text: &str| format!("<text><p>{text}</p></text>");
    let author = |name: &str| format!("<author>{name}</author>");
    let inner = format!("<TEI>{}{}</TEI>", header("內", &author("乙")), text("子"));
    let xml = format!(
        "<teiCorpus>{}<teiCorpus>{}{inner}<TEI>{}{}<TEI>{}</TEI>{}</TEI></teiCorpus><TEI>{}{}</TEI></teiCorpus>",
        header("總", &author("甲")),
        header("叢", ""),
        header("外", ""),
        text("丑"),
        text("寅"),
        text("卯"),
        header("末", ""),
        text("辰"),
    );
    let shown: Vec<_> = contents(&xml)
        .unwrap()
        .documents
        .into_iter()
        .map(|document| {
            let author = document.metadata.other.get("author").cloned().unwrap_or_default();
            format!("{} {} {}", document.text.text, document.metadata.title.unwrap_or_default(), author)
        })
        .collect();
    let expected = ["子 內 \"乙\"", "丑 外 \"甲\"", "寅 外 \"甲\"", "卯 外 \"甲\"", "辰 末 \"甲\""];
    assert_eq!(shown, expected);
}

#[test]
fn a_root_far_down_is_found() {
    let comment = format!("<!-- {} -->", "青石渡口 ".repeat(3_000));
    assert!(comment.len() > 32 << 10);
    for xml in [
        format!("<?xml version='1.0'?>{comment}<?x y?>{}", tei("<text><p>渡口</p></text>")),
        format!("<!DOCTYPE TEI [{comment}]>{}", tei("<text><p>渡口</p></text>")),
    ] {
        assert_eq!(document(&xml).text.text, "渡口");
    }
}

#[test]
fn what_lies_in_itself_costs_no_more_than_its_bytes() {
    let many = 10_000;
    let nested = |name: &str| {
        let inner = "某".repeat(many);
        (format!("<{name}>").repeat(many), format!("{inner}{}", format!("</{name}>").repeat(many)))
    };
    let (begin, end) = nested("sourceDesc");
    let header = format!("<teiHeader><fileDesc>{begin}{end}</fileDesc></teiHeader>");
    let (begin, end) = nested("g");
    let milestones = "<milestone unit='節' n='一'/><milestone unit='節' n='二'/><pb n='1'/>".repeat(many);
    let notes = "<note target='#a'>注</note>".repeat(many) + &"<ref target='#n'/>".repeat(many);
    let xml = format!(
        "<TEI>{header}<text><body><p>渡<anchor xml:id='a'/>{milestones}口{begin}{end}</p>{notes}</body></text></TEI>"
    );
    assert_eq!(document(&xml).text.text.chars().count(), 2 * many + 2);
    // Deep enough to show what grows with the square.
    let deep = 5_000;
    for name in ["choice", "unclear", "ref", "rdgGrp", "surface", "delSpan", "standOff", "teiCorpus", "list"]
    {
        let begins = format!("<{name} xml:id='x' target='#x'>").repeat(deep);
        let xml = format!(
            "<TEI><text><body><p>渡口</p>{begins}底{}</body></text></TEI>",
            format!("</{name}>").repeat(deep)
        );
        assert!(contents(&xml).unwrap().documents[0].text.text.starts_with("渡口"), "{name}");
    }
}
