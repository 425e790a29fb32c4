#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::*;
use crate::message::Message;
use crate::read::contents;
use crate::read::contents::Contents;
use crate::read::fuzz::assert_sound;
use crate::read::list;
use crate::reading::Layer;
use proptest::prelude::*;
use std::fs;

/// Reads a file of these bytes.
fn contents(xml: &str) -> Result<Contents, Message> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xml");
    fs::write(&path, xml).unwrap();
    Contents::of(&list(&path).unwrap().files[0], None, 1 << 30).map_err(contents::why)
}

fn document(xml: &str) -> Document {
    contents(xml).unwrap().documents.remove(0)
}

/// What is said of a file that was read.
fn said(read: &Contents) -> Vec<String> {
    read.unfit.iter().map(|unfit| unfit.why.to_string()).collect()
}

const HEAD: &str = "<?xml version=\"1.0\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\" xmlns:cb=\"http://www.cbeta.org/ns/1.0\">";

/// What a body shows.
fn body(xml: &str) -> ReadingText {
    document(&format!("{HEAD}<teiHeader/><text><body>{xml}</body></text></TEI>")).text
}

fn slice(text: &ReadingText, begin: u32, end: u32) -> String {
    text.text.chars().skip(begin as usize).take((end - begin) as usize).collect()
}

fn of(text: &ReadingText, layer: Layer) -> Vec<String> {
    let spans = text.marks.layers.iter().filter(|span| span.layer == layer);
    spans.map(|span| slice(text, span.span.begin, span.span.end)).collect()
}

/// The loci, each with the two characters after it.
fn loci(text: &ReadingText) -> Vec<String> {
    let loci = text.marks.loci.iter();
    loci.map(|locus| format!("{} {}", locus.name, slice(text, locus.at, locus.at + 2))).collect()
}

/// The readings, each behind its lemma.
fn readings(text: &ReadingText) -> Vec<String> {
    let readings = text.marks.readings.iter();
    let shown = |reading: &crate::reading::ApparatusReading| {
        let lemma = slice(text, reading.span.begin, reading.span.end);
        format!("{}@{lemma}:{}{}", reading.span.begin, reading.witnesses.concat(), reading.text)
    };
    readings.map(shown).collect()
}

#[test]
fn markup_is_no_text_and_words_run_across_it() {
    let text = body(
        "<div type='jing' n='3'><head>渡口<lb/>志</head><p xml:id='p1'>渡口的<hi rend='bold'>船</hi>今天\n\
         <lb n='0848c07' ed='T'/>没有來<pb n='2'/>，<persName key='x'>王某</persName> 在等。<!-- 注 --></p>\n\
         <p>a ferry\n  came<lb/>late, Hong<lb break='no'/>kong<?pi x?> <![CDATA[<b>]]> &amp; &#x6E21;</p></div>",
    );
    assert_eq!(
        text.text,
        "渡口志\n\n渡口的船今天没有來，王某 在等。\n\na ferry came\nlate, Hongkong <b> & 渡"
    );
    assert_eq!(loci(&text), ["jing 3 渡口", "0848c07 没有", "2 ，王"]);
    assert_eq!(text.marks.layers, []);
    let head = body("<div><head>一<note>注</note>二 three</head><p>甲</p><div><p>乙</p></div></div>");
    assert_eq!(loci(&head), ["一二 three 一注"]);
}

#[test]
fn blocks_are_paragraphs_and_verses_are_lines() {
    let text = body(
        "甲<lg><l>風急<caesura/>浪高</l>\n<l>船去<lb/>人來</l></lg><list><label>一</label><item>乙</item>\
         <item>丙</item></list><table><row><cell>丁</cell> <cell><p>戊</p><p>己</p></cell></row>\n\
         <row><cell>庚</cell></row></table><p>辛<quote>壬</quote>癸</p><quote>子</quote><quote>丑</quote>\
         <figure><graphic url='x.png'/><head>圖</head><figDesc>一隻船</figDesc></figure>\
         <sp><speaker>生</speaker><p>寅</p></sp>　<p>　卯　</p>",
    );
    let expected = [
        "甲",
        "風急\u{3000}浪高\n船去人來",
        "一",
        "乙",
        "丙",
        "丁\u{3000}戊\u{3000}己",
        "庚",
        "辛壬癸",
        "子",
        "丑",
        "圖",
        "生",
        "寅",
        "卯",
    ];
    assert_eq!(text.text.split("\n\n").collect::<Vec<_>>(), expected);
}

#[test]
fn main_text_runs_on_over_notes_and_what_stands_beside_it() {
    let text = body(
        "<p>甲乙<note place='inline'><p>注文</p><p>又注</p></note>丙<note type='orig' n='1'>〔丙〕－【宋】</note>\
         <note type='mod'>x</note><note type='cf1'>T01</note>丁<fw type='header'>渡口志</fw>戊<ruby><rb>己</rb>\
         <rt>jǐ</rt></ruby>庚</p><note>段注</note><p>辛 <note>ferry</note> 壬</p>",
    );
    assert_eq!(text.text, "甲乙注文\n又注丙丁渡口志戊己jǐ庚\n\n段注\n\n辛 ferry 壬");
    assert_eq!(of(&text, Layer::Note), ["注文\n又注", "段注", "ferry"]);
    assert_eq!(of(&text, Layer::Furniture), ["渡口志"]);
    assert_eq!(of(&text, Layer::Sign), ["jǐ"]);
}

#[test]
fn lines_of_other_editions_are_none_and_a_column_is_called_by_its_page() {
    let text = body(
        "<pb ed='X' n='0001a'/><pb ed='R1' n='9'/><lb ed='X' n='0001a01'/><lb ed='R1' n='1'/><p>甲乙\
         <lb ed='R1' n='2'/>丙<lb ed='X' n='0001a02'/>丁</p><pb n='12'/><cb n='b'/><p>戊</p><cb n='2'/><p>己</p>\
         <milestone unit='juan' n='002'/><cb:juan fun='open' n='002'><cb:mulu type='卷' n='2'/><cb:jhead>卷第二</cb:jhead>\
         </cb:juan><cb:mulu level='1'>1 序品</cb:mulu><p>庚</p>",
    );
    let expected =
        ["0001a 甲乙", "0001a01 甲乙", "0001a02 丁\n", "12b 戊\n", "12.2 己\n", "卷2 卷第", "1 序品 庚"];
    assert_eq!(loci(&text), expected);
    let xml = format!("{HEAD}<text><lb ed='R1' n='1'/><lb ed='X' n='2'/><p>甲乙</p></text></TEI>");
    let xml = xml.replace("<TEI ", "<TEI xml:id='X01n0002' ");
    assert_eq!(loci(&document(&xml).text), ["2 甲乙"], "as the identifier says");
}

#[test]
fn the_lemma_is_text_and_readings_are_kept_with_their_sigla() {
    let xml = format!(
        "{HEAD}<teiHeader><fileDesc><sourceDesc><listWit><witness xml:id='w1'>【大】</witness>\
         <witness xml:id='w2'>【宋】</witness><witness xml:id='A'>Oxford, Bodleian Library, MS. 1</witness></listWit>\
         </sourceDesc></fileDesc></teiHeader><text><body><p>渡<app><lem wit='#w1'>口</lem><rdg wit='#w2 #A'>頭</rdg>\
         <rdg wit='【元】【明】'/><note>疑</note></app>無<anchor xml:id='b1'/>船<anchor xml:id='e1'/>人\
         <anchor xml:id='b2'/><anchor xml:id='e2'/>渡<app><rdg wit='#A'>也</rdg><rdg wit='#w2'>矣</rdg></app></p>\
         <p>甲<app><lem>乙<app><lem>丙</lem><rdg wit='#A'>丁</rdg></app></lem><rdg wit='#w2'>戊<app><lem>己</lem>\
         <rdg wit='#A'>庚</rdg></app></rdg></app><seg xml:id='s'>辛壬</seg></p></body><back>\
         <cb:div type='apparatus'><head>校註</head><p><app from='#b1' to='#e1'><lem wit='#w1'>船</lem>\
         <rdg wit='#w2'><space quantity='0'/></rdg></app><app from='#b2' to='#e2'><lem/><rdg wit='#A'>皆</rdg></app>\
         <app from='#s'><rdg wit='#A'>癸</rdg></app><app from='#nowhere' to='#e1'><rdg wit='#A'>子</rdg></app></p>\
         </cb:div><div><p>跋</p></div></back></text></TEI>"
    );
    let read = contents(&xml).unwrap();
    let text = &read.documents[0].text;
    assert_eq!(text.text, "渡口疑無船人渡也\n\n甲乙丙辛壬\n\n跋");
    let expected = [
        "1@口:【宋】A頭",
        "1@口:【元】【明】",
        "4@船:【宋】",
        "6@:A皆",
        "7@也:A也",
        "7@也:【宋】矣",
        "11@乙丙:【宋】戊己",
        "12@丙:A丁",
        "13@辛壬:A癸",
    ];
    assert_eq!(readings(text), expected);
    let why = "1 reading of the apparatus is about a place that is not in it";
    assert_eq!(read.unfit[0].why.to_string(), why);
}

#[test]
fn what_an_editor_corrects_is_text_as_it_stands_and_a_reading_as_it_should_be() {
    let text = body(
        "<p>渡<choice><corr>口</corr><sic>囗<lb/>船</sic></choice>無<choice><orig>甲</orig><reg>甲</reg></choice>\
         <subst><del>乙</del><add>丙</add></subst><unclear>丁</unclear><supplied>戊</supplied>\
         <choice><abbr>己</abbr><expan>己庚</expan></choice></p>",
    );
    assert_eq!(text.text, "渡囗船無甲丙丁戊己");
    assert_eq!(readings(&text), ["1@囗船:口", "5@:乙", "8@己:己庚"]);
}

#[test]
fn characters_without_a_name_are_what_the_header_says_or_one_character() {
    let xml = format!(
        "{HEAD}<teiHeader><encodingDesc><charDecl><char xml:id='CB00123'><charName>x</charName>\
         <mapping type='unicode'>U+2CEE9</mapping><mapping type='PUA'>U+F007B</mapping></char>\
         <char xml:id='CB00124'><charProp><localName>composition</localName><value>[口*兄]</value></charProp><charProp>\
         <localName>normalized form</localName><value>咒</value></charProp></char></charDecl></encodingDesc></teiHeader>\
         <text><body><p><g ref='#CB00123'/><g ref='#CB00124'/><g ref='#CB00125'/><g ref='#SD-A5A9'/>\
         <g ref='#CB00123'>船</g>|<gap/><gap quantity='3' unit='chars'/><gap extent='2' unit='lines'/>|甲\
         <space quantity='2' unit='chars'/>乙<space quantity='0'/>丙|<cb:tt><cb:t xml:lang='sa-Sidd'>唵</cb:t>\
         <cb:t xml:lang='zh-Hant'>嗡</cb:t></cb:tt><cb:docNumber>No. 1</cb:docNumber></p></body></text></TEI>"
    );
    let expected = "\u{2CEE9}咒\u{F007D}〓船|□□□□□|甲\u{3000}\u{3000}乙丙|嗡";
    assert_eq!(document(&xml).text.text, expected);
}

#[test]
fn the_header_says_what_a_text_is_and_dates_it_only_where_it_does() {
    let header = |said: &str| {
        let xml =
            format!("{HEAD}<teiHeader><fileDesc>{said}</fileDesc></teiHeader><text><p>渡口</p></text></TEI>");
        document(&xml).metadata
    };
    let cbeta = header(
        "<titleStmt><title level='s' xml:lang='en'>Canon</title><title level='s' xml:lang='zh-Hant'>大藏經</title>\
         <title level='m' xml:lang='zh-Hant'>渡口\n   經</title><author>唐 某譯</author></titleStmt><editionStmt><edition>甲\
         </edition></editionStmt><publicationStmt><idno type='x'>T1</idno><date>2012</date></publicationStmt>\
         <sourceDesc><bibl>Canon <title>Vol. 8</title> <date>1931</date></bibl></sourceDesc>",
    );
    assert_eq!((cbeta.title.as_deref(), cbeta.series.as_deref()), (Some("渡口經"), Some("大藏經")));
    assert_eq!(cbeta.date.as_deref(), Some("1931"));
    let other = |name: &str| cbeta.other.get(name).map(String::as_str);
    assert_eq!(
        (other("author"), other("edition"), other("idno")),
        (Some("\"唐 某譯\""), Some("\"甲\""), Some("\"T1\""))
    );
    let numbered = header("<titleStmt><title>大正新脩大藏經數位版, No. 251a 渡口經</title></titleStmt>");
    assert_eq!(numbered.title.as_deref(), Some("渡口經"));
    let paper = header(
        "<titleStmt><title>渡口</title></titleStmt><sourceDesc><bibl><title level='j'>某報</title>\
         <date when='1931-03-05'>三月五日</date></bibl></sourceDesc>",
    );
    assert_eq!((paper.series.as_deref(), paper.date.as_deref()), (Some("某報"), Some("1931-03-05")));
    for doubtful in [
        "<bibl>某電子版 <date>2015</date></bibl>",
        "<bibl><date>1931</date></bibl><bibl><date>1932</date></bibl>",
        "<p>1931</p>",
    ] {
        assert_eq!(header(&format!("<sourceDesc>{doubtful}</sourceDesc>")).date, None, "{doubtful}");
    }
}

#[test]
fn each_text_of_a_corpus_or_a_group_is_a_document() {
    let tei = |title: &str, text: &str| {
        format!(
            "<TEI><teiHeader><fileDesc><titleStmt><title>{title}</title></titleStmt></fileDesc></teiHeader>{text}</TEI>"
        )
    };
    let group = "<text><front><p>序</p></front><group><text><p>甲</p></text><text><body><p>乙</p></body></text></group></text>";
    let xml = format!(
        "<teiCorpus xmlns='http://www.tei-c.org/ns/1.0'><teiHeader><fileDesc><titleStmt><author>某</author></titleStmt>\
         </fileDesc></teiHeader>{}{}{}</teiCorpus>",
        tei("一", group),
        tei("空", "<text><p> </p></text>"),
        tei("二", "<text><p>丙<app><lem>丁</lem><rdg>戊</rdg></app></p></text>")
    );
    let documents = contents(&xml).unwrap().documents;
    let shown: Vec<_> = documents
        .iter()
        .map(|document| format!("{} {:?} {}", document.id, document.metadata.title, document.text.text))
        .collect();
    let expected = [
        "a.xml#1 Some(\"一\") 序",
        "a.xml#2 Some(\"一\") 甲",
        "a.xml#3 Some(\"一\") 乙",
        "a.xml#4 Some(\"二\") 丙丁",
    ];
    assert_eq!(shown, expected);
    assert!(documents.iter().all(|document| document.metadata.other.contains_key("author")));
    assert_eq!(document(&format!("{HEAD}<text><p>甲</p></text></TEI>")).id, "a.xml");
}

#[test]
fn broken_xml_is_read_up_to_where_it_breaks() {
    let whole = format!("{HEAD}<teiHeader/><text><body>\n<p>甲</p>\n<p>乙</p>\n</body></text></TEI>");
    for (breaks, line, shown) in
        [("<p>丙</q>", 5, "甲\n\n乙\n\n丙"), ("<p 丙", 5, "甲\n\n乙"), ("</body></text>", 5, "甲\n\n乙")]
    {
        let (before, after) = whole.split_at(whole.find("\n</body>").unwrap());
        let cut = if breaks.starts_with("</") { String::new() } else { after.to_owned() };
        let read = contents(&format!("{before}\n{breaks}{cut}")).unwrap();
        assert_eq!(read.documents[0].text.text, shown, "{breaks}");
        assert_eq!(read.lines(), [line], "{breaks}");
    }
    assert_eq!(contents(&format!("{HEAD}<text><p")).unwrap_err().to_string(), "not XML: line 2 is broken");
    assert_eq!(contents(&format!("{HEAD}<text/></TEI>")).unwrap_err().to_string(), "there is no text in it");
}

#[test]
fn depth_and_entities_cost_no_more_than_their_bytes() {
    for name in ["div", "p", "note", "app", "choice", "rdg", "text", "TEI", "hi", "quote", "cell"] {
        let deep = format!("<{name}>").repeat(100_000) + "底" + &format!("</{name}>").repeat(100_000);
        let read = contents(&format!("{HEAD}<text><body><p>渡口</p>{deep}</body></text></TEI>")).unwrap();
        assert!(read.documents[0].text.text.starts_with("渡口"), "{name}");
    }
    let bomb = "<!DOCTYPE TEI [<!ENTITY a \"哈哈\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c '&b;&b;&b;&b;'>\
                <!ENTITY u \"&#x6E21;\"><!ENTITY % p \"x\"><!ENTITY f SYSTEM \"http://127.0.0.1/x\"><!ENTITY t \"<p>x</p>\">]>";
    let text = "<text><p>&a;&b;&c;&u;&f;&t;&mdash;&CB00001;&nobody;&#1;&</p></text></TEI>";
    let xml = HEAD.replace("<TEI", &format!("{bomb}<TEI")) + text;
    let read = contents(&xml).unwrap();
    assert_eq!(read.documents[0].text.text, "哈哈〓〓渡〓—\u{F0001}〓〓&");
    let why = "4 inclusions in it are not followed, such as &b;, &c;, http://127.0.0.1/x";
    assert_eq!(read.unfit[0].why.to_string(), why);
}

mod projects;

#[test]
fn other_xml_is_not_ours() {
    let ours = [
        "<TEI.2><text><p>甲</p></text></TEI.2>",
        "<!DOCTYPE TEI.2 SYSTEM 'x.dtd'><TEI.2><text><p>甲</p></text></TEI.2>",
        "<t:TEI xmlns:t='http://www.tei-c.org/ns/1.0'><t:text><t:p>甲</t:p></t:text></t:TEI>",
        "<body xmlns='http://www.tei-c.org/ns/1.0'><p>甲</p></body>",
        "\u{FEFF}<!-- 甲 --><TEI><text><p>甲</p></text></TEI>",
    ];
    for xml in ours {
        assert_eq!(document(xml).text.text, "甲", "{xml}");
    }
    let folder = tempfile::tempdir().unwrap();
    let others = ["<html/>", "<x xmlns:t='http://www.tei-c.org/ns/1.0'/>", "", "渡口", "<a>TEI</a>"];
    for (nth, xml) in others.iter().enumerate() {
        fs::write(folder.path().join(format!("{nth}.xml")), xml).unwrap();
    }
    let listing = list(folder.path()).unwrap();
    assert_eq!((listing.files.len(), listing.unsupported.len()), (0, others.len()));
    fs::write(folder.path().join("duikan.toml"), "[[files]]\nglob = \"4.xml\"\nformat = \"tei\"\n").unwrap();
    assert_eq!(list(folder.path()).unwrap().files.len(), 1, "a rule goes before");
}

/// What a file may be made of, whole or broken.
const PIECES: [&str; 54] = [
    "<note target='#a'>甲</note>",
    "<note xml:id='n'>",
    "<ref target='#n'>1</ref>",
    "<ptr target='#n'/>",
    "<delSpan spanTo='#b'/>",
    "<unclear/>",
    "<reg>",
    "</reg>",
    "<rdg>",
    "<seg xml:id='a'>",
    "</seg>",
    "<app loc='a'>",
    "<xi:include href='x'/>",
    "<back>",
    "渡",
    "口 ",
    "\n",
    "\u{3000}",
    "ferry ",
    "<p>",
    "</p>",
    "<p/>",
    "<note>",
    "</note>",
    "<app>",
    "</app>",
    "<lem>",
    "</lem>",
    "<rdg wit='#A 【宋】'>",
    "</rdg>",
    "<app from='#a' to='#b'>",
    "<anchor xml:id='a'/>",
    "<anchor xml:id='b'/>",
    "<lb n='1' ed='T'/>",
    "<lb break='no'/>",
    "<pb n='2'/>",
    "<cb n='a'/>",
    "<head>",
    "</head>",
    "<div n='1'>",
    "</div>",
    "<choice>",
    "</choice>",
    "<sic>甲</sic>",
    "<del>乙</del>",
    "<g ref='#CB1'/>",
    "<gap/>",
    "<fw>頁</fw>",
    "<l>",
    "</l>",
    "<text>",
    "</text>",
    "<TEI>",
    "</TEI>",
];

proptest! {
    #[test]
    fn whatever_it_is_made_of_what_is_read_is_sound(pieces in prop::collection::vec(0..PIECES.len(), 0..40)) {
        let made: String = pieces.into_iter().filter_map(|piece| PIECES.get(piece)).copied().collect();
        if let Ok(read) = contents(&format!("{HEAD}<text><body>字{made}")) {
            assert_sound(&read);
            assert!(read.documents.iter().all(|document| !document.text.text.contains(['<', '>'])));
        }
    }
}
