//! Files of Markdown, and front matter.

use super::document;
use super::one;
use crate::read::fuzz::assert_sound;
use proptest::prelude::*;

#[test]
fn prose_in_front_matter_is_text_and_comes_first() {
    let fields = "title: 渡口\n摘要: |\n  船*没有*来。\n\n  人在等。\nsource: 河报，1937年\n";
    let toml =
        "title = \"渡口\"\n\"摘要\" = \"\"\"船*没有*来。\n\n人在等。\"\"\"\nsource = \"河报，1937年\"\n";
    for front in [format!("---\n{fields}---\n"), format!("+++\n{toml}+++\n")] {
        let text = format!("{front}\n水涨了。\n");
        let marked = document("甲.md", text.as_bytes());
        assert_eq!(marked.text.text, "船没有来。\n\n人在等。\n\n水涨了。");
        assert!(marked.metadata.other["摘要"].contains("人在等"));
        let plain = document("甲.txt", text.as_bytes());
        assert_eq!(plain.text.text, "船*没有*来。\n\n人在等。\n\n\n水涨了。\n");
        assert_eq!((plain.text.body, &plain.metadata), (0, &marked.metadata));
        let only = document("甲.txt", front.as_bytes());
        assert_eq!(only.text.text.trim_end(), "船*没有*来。\n\n人在等。");
    }
}

#[test]
fn the_first_heading_of_markdown_is_its_title() {
    let text = "```\n# 不是\n```\n## 小\n# 渡口 #\n# 二\n";
    assert_eq!(document("甲.md", text.as_bytes()).metadata.title.as_deref(), Some("渡口"));
    assert_eq!(document("甲.txt", text.as_bytes()).metadata.title, None);
}

/// What Markdown and HTML are made of, and white space that is more than one.
const SIGNS: &str = "# * ** _ ~ ~~ ` ``` ```md [ ] ( ) ![ ]( [^ [^1] [^1]: ]: | - --- === + 1. 2026. > < <p> </p> <h2> </h2> \
    <ruby> <rt> </rt> <rp> <td> <br> <style> </style> <!-- --> <img_alt='图'> $ $$ \\ & &#10; &nbsp; : { } 渡 船。 a [[ ]] \u{200B} \0";
const SPACES: [&str; 7] = ["\n", "\n\n", "\r\n", " ", "    ", "\t", "\u{3000}"];

fn sign() -> impl Strategy<Value = String> {
    let signs: Vec<&str> = SIGNS.split_ascii_whitespace().chain(SPACES).collect();
    prop::sample::select(signs).prop_map(|sign| sign.replace("<img_", "<img "))
}

proptest! {
    /// Whatever its signs, Markdown is a text, and what that says of itself is so.
    #[test]
    fn any_signs_are_sound(signs in prop::collection::vec(sign(), 0..40)) {
        if let Ok(reading) = one("a.md", signs.concat().as_bytes()) {
            assert_sound(&reading);
        }
    }
}
