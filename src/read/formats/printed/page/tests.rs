use super::*;
use crate::read::formats::printed::compose;
use crate::reading::Layer;
use crate::reading::ReadingText;

fn read(page: &str) -> ReadingText {
    let text = format!(
        "<PcGts><Page imageFilename=\"渡口.jpg\" imageWidth=\"1000\" imageHeight=\"2000\">{page}</Page></PcGts>"
    );
    compose(pages(&text).unwrap_or_default(), Division::Blank).text
}

/// Something with an outline from the left and the top to the right and the bottom, and what is in it.
fn element(
    name: &str,
    attributes: &str,
    (left, top, right, bottom): (u32, u32, u32, u32),
    inner: &str,
) -> String {
    format!(
        "<{name} {attributes}><Coords points=\"{left},{top} {right},{top} {right},{bottom} {left},{bottom}\"/>{inner}</{name}>"
    )
}

fn says(text: &str) -> String {
    format!(
        "<TextEquiv index=\"1\"><Unicode>错</Unicode></TextEquiv><TextEquiv conf=\"0.9\"><Unicode>{text}</Unicode></TextEquiv>"
    )
}

fn row(attributes: &str, place: (u32, u32, u32, u32), text: &str) -> String {
    element("TextLine", attributes, place, &says(text))
}

const PLACE: (u32, u32, u32, u32) = (100, 100, 900, 1_900);

#[test]
fn vertical_columns_are_read_from_the_right_where_nobody_says_the_order() {
    let left = row("", (100, 100, 160, 1_900), "船票三角");
    let right = row("", (300, 100, 360, 1_900), "渡口今日开渡");
    let regions = |one: &str, other: &str| {
        element("TextRegion", "", (100, 100, 160, 1_900), one)
            + &element("TextRegion", "", (300, 100, 360, 1_900), other)
    };
    assert_eq!(read(&regions(&left, &right)).text, "渡口今日开渡\n\n船票三角");
    assert_eq!(read(&element("TextRegion", "", PLACE, &(left + &right))).text, "渡口今日开渡\n船票三角");
}

#[test]
fn lines_that_are_in_order_stay_so_with_notes_in_two_lines_between_them() {
    let lines = [
        ("", (300, 100, 360, 800), "渡口"),
        ("custom=\"structure {type:Commentary;}\"", (330, 800, 360, 1_900), "在汐江北岸"),
        ("custom=\"structure {type:Commentary;}\"", (300, 800, 330, 1_890), "距县城十里"),
        ("", (200, 100, 260, 1_900), "今日开渡"),
    ];
    let lines: String = lines.iter().map(|(custom, place, text)| row(custom, *place, text)).collect();
    let read = read(&element("TextRegion", "custom=\"structure {type:MainText;}\"", PLACE, &lines));
    assert_eq!(read.text, "渡口\n在汐江北岸\n距县城十里\n今日开渡");
    let layers: Vec<_> =
        read.marks.layers.iter().map(|layer| (layer.layer, layer.span.begin, layer.span.end)).collect();
    assert_eq!(layers, [(Layer::Note, 3, 8), (Layer::Note, 9, 14)]);
}

#[test]
fn types_say_what_is_furniture_and_what_a_heading() {
    let page = [
        element("TextRegion", "type=\"header\"", PLACE, &row("", (100, 10, 900, 40), "渚阳晨报")),
        element(
            "TextRegion",
            "type=\"paragraph\"",
            PLACE,
            &(row("custom=\"structure {type:Title;}\"", (100, 50, 900, 80), "开渡")
                + &row("", (100, 90, 900, 110), "今日开渡。")),
        ),
        element(
            "TextRegion",
            "custom=\"structure {type:Marginalia;}\"",
            PLACE,
            &row("custom=\"structure {type:Title;}\"", (100, 200, 900, 220), "三"),
        ),
    ];
    let read = read(&page.concat());
    assert_eq!(read.text, "渚阳晨报\n\n开渡\n\n今日开渡。\n\n三");
    let layers: Vec<_> = read.marks.layers.iter().map(|layer| (layer.layer, layer.span.begin)).collect();
    assert_eq!(layers, [(Layer::Furniture, 0), (Layer::Furniture, 17)]);
    assert_eq!(read.marks.loci.iter().map(|locus| locus.name.as_str()).collect::<Vec<_>>(), ["开渡"]);
}

#[test]
fn regions_come_in_the_order_that_is_said() {
    let region = |id: &str, index: u32| {
        let custom = format!("id=\"{id}\" custom=\"readingOrder {{index:{index};}}\"");
        element("TextRegion", &custom, PLACE, &row("", (100, 100, 900, 120), id))
    };
    let regions = region("甲", 2) + &region("乙", 0) + &region("丙", 1);
    assert_eq!(read(&regions).text, "乙\n\n丙\n\n甲");
    let order = "<ReadingOrder><OrderedGroup><RegionRefIndexed index=\"10\" regionRef=\"乙\"/>\
                 <OrderedGroupIndexed index=\"9\"><RegionRefIndexed index=\"1\" regionRef=\"甲\"/>\
                 <RegionRefIndexed index=\"0\" regionRef=\"丙\"/></OrderedGroupIndexed></OrderedGroup></ReadingOrder>";
    assert_eq!(read(&format!("{order}{regions}")).text, "丙\n\n甲\n\n乙");
}

#[test]
fn words_have_their_boxes_where_they_make_the_line_up() {
    let word = |text: &str, x: u32| element("Word", "", (x, 100, x + 40, 120), &says(text));
    let line = |text: &str| {
        let inner = format!("{}{}{}", word("汐江", 100), word("渡口", 150), says(text));
        element("TextRegion", "", PLACE, &element("TextLine", "", (100, 100, 400, 120), &inner))
    };
    let boxes = |text: &str| {
        let zones = read(&line(text)).marks.layout.zones;
        zones.iter().map(|zone| (zone.rect.x, zone.rect.width)).collect::<Vec<_>>()
    };
    assert_eq!(boxes("汐江 渡口"), [(100, 40), (150, 40)]);
    assert_eq!(boxes("汐江旧渡口"), [(100, 300)], "the line says more");
}

#[test]
fn a_region_without_lines_and_boxes_out_of_range_are_read_all_the_same() {
    let region = |place| element("TextRegion", "", place, &says("渡口\n今日开渡"));
    assert_eq!(read(&region(PLACE)).text, "渡口\n今日开渡");
    let text =
        format!("<PcGts><Page imageWidth=\"100\" imageHeight=\"100\">{}</Page></PcGts>", region(PLACE));
    let composed = compose(pages(&text).unwrap_or_default(), Division::Blank);
    assert_eq!((composed.text.text.as_str(), composed.outside), ("渡口\n今日开渡", 1));
}
