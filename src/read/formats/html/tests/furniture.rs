//! What a saved page has around its text, and what only looks like it.

use super::STORY;
use super::read;

/// Pages of one house, whose text is marked in different ways.
fn pages(text: &str) -> [String; 5] {
    let links = "<ul><li><a href=/>首页</a></li><li><a href=/n>渚阳新闻</a></li><li><a href=/c>文化周刊</a></li></ul>";
    let related = "<h3>相关链接</h3><ul><li><a href=1>百步渡重新开渡首日运送旅客九千人次</a></li><li><a \
                   href=2>铁匠街的老手艺有了新铺面</a></li><li><a href=3>汐江二桥维修期间轮渡加开夜班</a></li></ul>";
    let foot = "版权所有 渚阳报业集团 未经书面授权不得转载使用 地址渚阳市临江路一百零二号";
    [
        format!("<nav>{links}</nav><main>{text}</main><aside>{related}</aside><footer>{foot}</footer>"),
        format!(
            "<header>{links}</header><article>{text}</article><section>{related}</section><div>{foot}</div>"
        ),
        format!(
            "<div id=top-nav>{links}</div><div class=content>{text}</div><div class='box related'>{related}</div><div \
             class=footer>{foot}</div>"
        ),
        format!(
            "<table><tr><td>{links}</td></tr><tr><td>{text}</td><td>{related}</td></tr></table><p id=footer>x</p><div \
             id=copyright>{foot}</div>"
        ),
        format!("<div>{links}</div><div>{text}{related}</div><div role=contentinfo>{foot}</div>"),
    ]
}

#[test]
fn what_a_saved_page_has_around_its_text_is_left_out() {
    let text = format!("<h1>水涨</h1><p>{STORY}</p><p>{STORY}</p><p><a href=x>县志</a>所记，{STORY}</p>");
    let plain = read(&text);
    for html in pages(&text) {
        let read = read(&html);
        assert_eq!(read.trim_end_matches('x').trim_end(), plain, "{html}");
    }
}

#[test]
fn a_page_of_links_and_a_part_with_a_name_are_text() {
    let links = "<h1>目录</h1><ul><li><a href=1>卷一</a><li><a href=2>卷二</a><li><a href=3>卷三</a></ul>";
    assert_eq!(read(links), "目录\n\n卷一\n\n卷二\n\n卷三");
    assert_eq!(read(&format!("<body class=has-sidebar><div class=nav-content><p>{STORY}</div>")), STORY);
    let within =
        format!("<article><header><h1>题</h1></header><p>{STORY}</p><footer>记者甲</footer></article>");
    assert_eq!(read(&within), format!("题\n\n{STORY}\n\n记者甲"));
}

/// A page of the house with this between two paragraphs of its text, which nothing marks as an article.
fn with(part: &str) -> String {
    let menu = "<div class=menu><a href=/>首页</a> <a href=/n>新闻</a> <a href=/c>文化</a></div>";
    let foot = "<div id=footer>版权所有 渚阳报业集团</div>";
    format!(
        "<body>{menu}<div class=content><h1>水涨</h1><p>{STORY}</p>{part}<p>{STORY}{STORY}</p></div>{foot}</body>"
    )
}

#[test]
fn the_name_of_a_class_alone_takes_no_text() {
    for part in [
        "<div class=foot-note>注：石阶共九级。</div>",
        "<div class='related-works'>与此有关的著作有三种，都已亡佚。</div>",
        "<blockquote class=share>有福同享，有难同当。</blockquote>",
        "<div id=ad-220>公元二二〇年，曹丕代汉。</div>",
        "<div class=copyright><p>版权一词始见于晚清的书局告示。</p></div>",
        "<table><tr><td class=bottom>井底有泉。</td></tr></table>",
        "<blockquote><p>横眉冷对千夫指。</p><footer>——渡口石刻</footer></blockquote>",
        "<aside>渡口石刻今存县学。</aside>",
        "<div role=alert>水深，行人止步。</div>",
    ] {
        let text: String = read(&with(part)).chars().filter(|c| !c.is_whitespace()).collect();
        let own: String = read(part).chars().filter(|c| !c.is_whitespace()).collect();
        assert_eq!(text, format!("水涨{STORY}{own}{STORY}{STORY}"), "{part}");
    }
    let last = format!(
        "<table><tr><td><p>{STORY}{STORY}{STORY}</td></tr><tr><td class=bottom>记于渡口。</td></tr></table>"
    );
    assert!(read(&last).ends_with("记于渡口。"));
    let note = format!("<p>{STORY}{STORY}</p><div class=foot-note>石阶共九级。</div>");
    assert!(read(&note).ends_with("石阶共九级。"));
}

#[test]
fn lists_of_links_in_the_text_are_text() {
    let rows: String = ["甲", "乙", "丙"]
        .map(|house| format!("<tr><td><a href=1>{house}渡</a></td><td><a href=2>{house}桥</a></td><td><a href=3>{house}驿</a></td></tr>"))
        .concat();
    let items = "<li><a href=1>渡口志</a><li><a href=2>桥梁志</a><li><a href=3>驿站志</a>";
    for part in [format!("<table>{rows}</table>"), format!("<ol>{items}</ol>"), format!("<ul>{items}</ul>")] {
        let own: String = read(&part).chars().filter(|c| !c.is_whitespace()).collect();
        let text: String = read(&with(&part)).chars().filter(|c| !c.is_whitespace()).collect();
        assert_eq!(text, format!("水涨{STORY}{own}{STORY}{STORY}"), "{part}");
        let article = format!("<article><p>{STORY}</p>{part}</article>");
        assert!(read(&article).contains("乙桥") || read(&article).contains("桥梁志"), "{article}");
    }
    let end = format!("<div><p>{STORY}</p><ol>{items}</ol></div>");
    assert!(read(&end).ends_with("驿站志"));
    let end = format!("<div><p>{STORY}</p><p>可参看：</p><ul>{items}</ul></div>");
    assert!(read(&end).ends_with("驿站志"));
}

#[test]
fn of_several_articles_each_is_text() {
    let article = |text: &str| format!("<article><p>{text}</p></article>");
    let page = format!("<h1>两则</h1>{}{}", article(&STORY.repeat(3)), article("另一则：渡船今日停航。"));
    assert!(read(&page).ends_with("另一则：渡船今日停航。"));
}

#[test]
fn two_hundred_pages_of_one_house_have_nothing_of_it_in_their_text() {
    let words = ["首页", "新闻", "文化", "县志", "联系我们", "往期", "水文站", "渡工之家"];
    for number in 0..200 {
        let text = format!("<p>第{number}日，{STORY}</p><p>{STORY}又过了{number}里。</p>");
        let links = |from: usize, tag: &str| -> String {
            let word = |nth: usize| words[(from + nth) % words.len()];
            (0..5)
                .map(|nth| format!("<{tag}><a href='/{nth}'>{}</a></{tag}>", word(nth)))
                .collect::<Vec<_>>()
                .concat()
        };
        let (menu, related) = (links(number, "li"), links(number + 3, "li"));
        let foot = "Copyright © 2031 渚阳报业集团 <a href=/a>关于</a> 渚备案第七号";
        let page = match number % 4 {
            0 => format!(
                "<div id=menu><ul>{menu}</ul></div><div class=position>您的位置：<a href=/>首页</a> &gt; <a href=/w>文化</a> &gt; 正文</div><div><h1>题{number}</h1>{text}<div class=share>分享到：<a href=/s>微博</a></div><div class=related><h3>相关</h3><ul>{related}</ul></div></div><div class=foot>{foot}</div>"
            ),
            1 => format!(
                "<header><ul>{menu}</ul></header><main><h1>题{number}</h1>{text}</main><section><h3>相关</h3><ul>{related}</ul></section><footer>{foot}</footer>"
            ),
            2 => format!(
                "<table><tr><td><ul>{menu}</ul></td><td><h1>题{number}</h1>{text}<h3>相关</h3><ul>{related}</ul></td></tr></table><p class=footer>{foot}</p>"
            ),
            _ => format!(
                "<div><ul>{menu}</ul></div><div><h1>题{number}</h1>{text}</div><div><h3>相关</h3><ul>{related}</ul></div><div id=copyright>{foot}</div>"
            ),
        };
        assert_eq!(read(&page), read(&format!("<h1>题{number}</h1>{text}")), "{page}");
    }
}
