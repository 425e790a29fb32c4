//! The page, as somebody uses it in a browser.

use crate::browser::Window;
use crate::browser::browse;
use crate::served::Served;
use fantoccini::key::Key;

/// The five views, and what each shows when it is there.
const VIEWS: [(&str, &str, &str); 5] = [
    ("search", "/?q=看得见的管线", ".hits mark"),
    ("reading", "/?doc=chenbao/0301-01.txt&p=9&copies=9", ".panel .list li"),
    ("comparison", "/?a=chenbao/0301-01.txt&b=ribao/0302-01.txt", ".sides .kind.character"),
    ("collation", "/?table=chenbao/0301-01.txt:9", ".collation tbody tr"),
    ("overview", "/?view=overview", ".story-strip rect[fill]"),
];

#[test]
fn one_types_and_sees_hits_with_their_copies() {
    browse(&Served::sample().1, Window::Wide, async |page| {
        page.goto("/").await;
        page.find("#q").await.send_keys("看得见的").await.unwrap();
        page.until("return document.querySelector('.hits mark')?.textContent === '看得见的'").await;
        page.press("管线").await;
        page.until("return document.querySelector('.hits mark')?.textContent === '看得见的管线'").await;
        assert!(page.address().await.contains("q="), "the address says what is searched for");
        assert_eq!(page.text(".hits summary").await, "共 5 份");
        let copies = page.text(".hits .copies ul").await;
        for says in ["渚阳晚报", "经由", "管→营", "字形 23", "标点 5"] {
            assert!(copies.contains(says), "{says}: {copies}");
        }
        page.press(&Key::Enter).await;
        page.until("return document.activeElement.id === 'main'").await;
        assert!(page.client.title().await.unwrap().starts_with("看得见的管线"));
    });
}

/// Answers that take long are shown when they come; the newest words win.
#[test]
fn slow_answers_are_shown_when_they_come() {
    browse(&Served::sample().1, Window::Wide, async |page| {
        page.goto("/").await;
        page.find("#q").await;
        let slow = "const quick = window.fetch; window.fetch = (...asked) => \
                    new Promise((go) => setTimeout(go, 900)).then(() => quick(...asked))";
        page.run(slow).await;
        page.press("渡口").await;
        page.until("return document.querySelector('main[aria-busy]') !== null").await;
        page.press("的孩子").await;
        page.until(
            "return document.title.startsWith('渡口的孩子') && document.querySelector('.hits mark') !== null",
        )
        .await;
        assert!(page.all("main[aria-busy]").await.is_empty());
        assert_eq!(
            page.run("return document.activeElement.id").await,
            "q",
            "nobody takes the focus from who types"
        );
        page.press(&Key::Down).await;
        page.press(&Key::Enter).await;
        page.find(".row").await;
    });
}

/// What is wanted of copies stays from the search to the text, to the panel and to the table.
#[test]
fn copies_are_chosen_for_every_view() {
    browse(&Served::sample().1, Window::Wide, async |page| {
        page.goto("/?q=看得见的管线").await;
        page.find(".hits mark").await;
        page.find("input[name=days]").await.send_keys("1").await.unwrap();
        page.press(&Key::Enter).await;
        page.until("return document.querySelector('.hits summary')?.textContent === '共 4 份'").await;
        assert!(page.address().await.contains("days=1"));
        page.find(".hits h2 a").await.click().await.unwrap();
        page.until("return document.querySelector('#p9 .margin')?.textContent === '3'").await;
        page.find("#p9 a.margin").await.click().await.unwrap();
        page.until("return document.querySelectorAll('.panel .list li').length === 3").await;
        page.find(".panel p a").await.click().await.unwrap();
        page.until("return document.querySelectorAll('.collation tbody tr').length === 4").await;
    });
}

/// Who follows a link sees what it leads to, and comes back to where he was.
#[test]
fn links_lead_to_what_they_name() {
    browse(&Served::sample().1, Window::Wide, async |page| {
        let seen = "const box = document.querySelector('.row.target')?.getBoundingClientRect(); \
                    return box !== undefined && box.top >= 0 && box.bottom <= innerHeight";
        page.goto("/?q=井盖异响").await;
        page.find(".hits h2 a").await.click().await.unwrap();
        page.until(seen).await;
        page.goto("/?doc=chenbao/0301-01.txt").await;
        page.find("#p44 a.margin").await.click().await.unwrap();
        page.until(seen).await;
        page.find(".panel .list li").await;
        page.until(seen).await;
        // A part of a view, in an address that somebody sent.
        page.goto("/?table=chenbao/0301-01.txt:9#u9").await;
        page.find("#u9.pointed").await;
        page.goto("/?q=渡口").await;
        page.find(".hits mark").await;
        page.find("#q").await.send_keys("台阶").await.unwrap();
        page.until("return document.title.startsWith('渡口台阶')").await;
        page.find(".hits h2 a").await.click().await.unwrap();
        page.find(".row").await;
        page.client.back().await.unwrap();
        page.until("return document.querySelector('#q').value === '渡口台阶' && document.querySelector('.hits') !== null").await;
    });
}

/// What cannot be asked is said beside the words, which stay.
#[test]
fn words_that_make_no_sense_yet_take_nothing_away() {
    browse(&Served::sample().1, Window::Wide, async |page| {
        page.goto("/?q=渡口").await;
        page.find(".hits mark").await;
        page.find("#q").await.click().await.unwrap();
        page.press(" date:").await;
        page.find(".results [role=alert]").await;
        assert_eq!(page.all("form.filters").await.len(), 1);
        page.press("2031").await;
        page.find(".hits mark").await;
    });
}

#[test]
fn the_keyboard_is_enough() {
    browse(&Served::sample().1, Window::Wide, async |page| {
        page.goto("/?view=documents").await;
        page.find("table.list").await;
        page.press("/").await;
        page.until("return document.activeElement.id === 'q'").await;
        page.press("钢制挡板").await;
        page.find(".hits mark").await;
        page.press(&Key::Down).await;
        page.until("return document.activeElement.closest('.hits h2') !== null").await;
        page.press(&Key::Enter).await;
        page.find(".row.target a.margin").await;
        // From the paragraph on by Tab: to the number in the margin, and through it to the copies.
        let until_focus_is = async |css: &str| {
            for _ in 0..200 {
                page.press(&Key::Tab).await;
                if page.run(&format!("return document.activeElement.matches('{css}')")).await == true {
                    return;
                }
            }
            panic!("Tab never comes to {css}");
        };
        until_focus_is(".row.target a.margin").await;
        page.press(&Key::Enter).await;
        page.find(".panel .list li").await;
        until_focus_is(".panel p:last-child a").await;
        page.press(&Key::Enter).await;
        page.find(".sides .cell").await;
    });
}

#[test]
fn filters_are_part_of_the_address() {
    browse(&Served::sample().1, Window::Wide, async |page| {
        page.goto("/?q=渡口").await;
        page.find(".hits mark").await;
        page.run(
            "const s = document.querySelector('select[name=series]'); s.value = '渚阳晨报'; \
                  s.dispatchEvent(new Event('change', {bubbles: true}))",
        )
        .await;
        page.until("return document.querySelector('.hits') && [...document.querySelectorAll('.hits > li > .source')].every((e) => e.textContent.includes('渚阳晨报'))").await;
        let address = page.address().await;
        assert!(address.contains("series="), "{address}");
        let hits = page.text(".results").await;
        page.goto(&address).await;
        page.find(".hits mark").await;
        let untimed = |text: &str| text.lines().skip(1).collect::<Vec<&str>>().join("\n");
        assert_eq!(
            untimed(&page.text(".results").await),
            untimed(&hits),
            "whoever follows the address sees the same"
        );
        page.client.back().await.unwrap();
        page.until("return document.querySelector('select[name=series]')?.value === ''").await;
    });
}

#[test]
fn copies_are_opened_from_the_text_and_compared() {
    browse(&Served::sample().1, Window::Wide, async |page| {
        page.goto("/?doc=chenbao/0301-01.txt").await;
        let margin = page.find("#p9 a.margin").await;
        assert!(page.all(".strip a[class^=level]").await.len() > 30, "the strip shows where copies are");
        assert_eq!(margin.text().await.unwrap(), "4");
        margin.click().await.unwrap();
        page.find(".panel .list li:nth-child(4)").await;
        assert!(page.address().await.contains("copies=9"));
        page.find(".panel .list li:has(a[href*=ribao]) p:last-child a").await.click().await.unwrap();
        page.find(".sides .kind.character").await;
        let (left, right) =
            (page.text(".sides del.character").await, page.text(".sides ins.character").await);
        assert_eq!((left.as_str(), right.as_str()), ("管", "营"));
        // The other one as the base.
        page.find("#swap").await.click().await.unwrap();
        page.until("return document.querySelector('.sides del.character')?.textContent === '营'").await;
    });
}

#[test]
fn kinds_of_difference_are_switched_off_and_stay_off() {
    browse(&Served::sample().1, Window::Wide, async |page| {
        let colour =
            "return getComputedStyle(document.querySelector('.sides del.character')).backgroundColor";
        page.goto("/?a=chenbao/0301-01.txt&b=ribao/0302-01.txt").await;
        page.find(".sides del.character").await;
        let marked = page.run(colour).await;
        page.find("#switch-character").await.click().await.unwrap();
        let plain = page.run(colour).await;
        assert_ne!(marked, plain);
        let address = page.address().await;
        assert!(address.contains("hide=character"), "{address}");
        page.goto(&address).await;
        page.find(".sides del.character").await;
        assert_eq!(page.run(colour).await, plain, "whoever follows the address sees the same");
        page.find("#swap").await.click().await.unwrap();
        page.until("return new URLSearchParams(location.search).get('a').startsWith('ribao')").await;
        page.find(".sides del.character").await;
        assert_eq!(page.run(colour).await, plain, "and so does who exchanges the sides");
    });
}

#[test]
fn both_sides_stand_paragraph_by_paragraph() {
    browse(&Served::sample().1, Window::Wide, async |page| {
        page.goto("/?a=chenbao/0301-01.txt&b=wanbao/0301-04.txt").await;
        page.find(".sides .cell").await;
        let tops = "const tops = (side) => [...document.querySelectorAll(`.sides .cell[data-side=${side}]`)].map((e) => e.getBoundingClientRect().top); \
                    return [tops('a'), tops('b')]";
        let tops = page.run(tops).await;
        assert_eq!(tops[0], tops[1]);
        assert!(tops[0].as_array().unwrap().len() > 20, "{tops}");
        let only = page.run("return [...document.querySelectorAll('.sides .cell p')].filter((e) => e.textContent.includes('undefined')).length").await;
        assert_eq!(only, 0);
    });
}

#[test]
fn a_table_changes_its_base_and_is_exported() {
    browse(&Served::sample().1, Window::Wide, async |page| {
        page.goto("/?table=chenbao/0301-01.txt:9").await;
        page.find(".collation tbody tr:nth-child(5)").await;
        assert!(page.text(".majority").await.starts_with("地下的账目也摆到了地上"));
        let links = page
            .run("return [...document.querySelectorAll('a[download]')].map((e) => e.getAttribute('href'))")
            .await;
        assert_eq!(links.as_array().unwrap().len(), 5);
        page.find(".collation tbody tr:nth-child(4) small a").await.click().await.unwrap();
        page.until("return document.querySelector('.collation tbody th')?.textContent.includes('渚阳商报')")
            .await;
        // A word of the majority leads to its column.
        page.find(".majority a.character").await.click().await.unwrap();
        page.until("return document.querySelector('th.pointed') !== null").await;
    });
}

#[test]
fn the_overview_leads_to_comparisons() {
    browse(&Served::sample().1, Window::Wide, async |page| {
        page.goto("/?view=overview").await;
        page.find(".timeline circle").await;
        assert_eq!(page.all(".story-strip").await.len(), 21);
        page.find(".heat td a").await.click().await.unwrap();
        page.find(".sides .cell").await;
        assert!(page.address().await.starts_with("/?a="));
    });
}

#[test]
fn every_view_can_be_used_by_everybody() {
    for window in [Window::Wide, Window::Narrow] {
        browse(&Served::sample().1, window, async |page| {
            for (name, address, shows) in VIEWS {
                page.goto(address).await;
                page.find(shows).await;
                page.picture(&format!("{name}-{window:?}").to_lowercase()).await;
                assert_eq!(page.violations().await, Vec::<String>::new(), "{name}");
                page.run("document.querySelectorAll('#nav button')[0].click()").await;
                assert_eq!(page.violations().await, Vec::<String>::new(), "{name}, the other colours");
                page.run("localStorage.clear()").await;
                let width = page.run("return document.documentElement.scrollWidth - innerWidth").await;
                assert!(width.as_i64().unwrap() <= 0, "{name} is {width} wider than the window");
            }
        });
    }
}

#[test]
fn the_page_speaks_english_too() {
    browse(&Served::sample().1, Window::Wide, async |page| {
        page.goto("/?q=看得见的管线").await;
        page.find(".hits mark").await;
        page.run("document.querySelectorAll('#nav button')[1].click()").await;
        page.until("return document.querySelector('.hits summary')?.textContent === '5 copies'").await;
        page.goto("/?view=documents").await;
        page.find("table.list").await;
        assert_eq!(page.text("h1").await, "Documents", "it is remembered");
    });
}

#[test]
fn what_is_copied_is_the_text_alone() {
    browse(&Served::sample().1, Window::Wide, async |page| {
        page.goto("/?doc=chenbao/0301-01.txt&p=9").await;
        page.find("#p9").await;
        let copied = "getSelection().selectAllChildren(document.querySelector('#p9')); return getSelection().toString().trim()";
        let copied = page.run(copied).await;
        let text = copied.as_str().unwrap();
        assert!(
            text.starts_with("地下的账目") && text.ends_with("平均三天办结。") && !text.contains('\n'),
            "{text}"
        );
        page.goto("/?a=chenbao/0301-01.txt:9&b=shangbao/0302-02.txt:9").await;
        page.find(".sides .cell").await;
        let one_side = "const cell = document.querySelector('.cell[data-side=a]'); \
            cell.dispatchEvent(new PointerEvent('pointerdown', {bubbles: true})); \
            getSelection().selectAllChildren(document.querySelector('.sides')); return getSelection().toString()";
        let one_side = page.run(one_side).await;
        let one_side = one_side.as_str().unwrap();
        assert!(one_side.contains("地下的账目") && !one_side.contains('賬'), "{one_side}");
    });
}

#[test]
fn what_is_not_there_is_said_in_a_sentence() {
    browse(&Served::sample().1, Window::Wide, async |page| {
        page.goto("/?q=完全不存在的词语组合").await;
        page.until("return document.querySelector('.results .note')?.textContent === '没有找到。'").await;
        page.goto("/?doc=keins.txt").await;
        page.until("return document.querySelector('[role=alert]')?.textContent.includes('keins.txt')").await;
    });
}
