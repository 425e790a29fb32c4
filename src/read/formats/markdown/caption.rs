//! Captions of pictures.

/// The endings of pictures.
const PICTURES: [&str; 12] =
    ["png", "jpg", "jpeg", "jpe", "gif", "webp", "svg", "bmp", "tif", "tiff", "avif", "heic"];

/// What is said of a picture: the text that stands for it, else its title. Editors put its name, or its size, where a
/// caption belongs; these are none.
pub(super) fn caption<'a>(text: &'a str, title: &'a str, address: &str) -> Option<&'a str> {
    let text = text.rsplit_once('|').filter(|(_, size)| is_size(size)).map_or(text, |(text, _)| text);
    let mut said = [text, title].into_iter().map(str::trim);
    said.find(|said| !said.is_empty() && !is_size(said) && !is_of_file(said, address))
}

/// `300`, `1024x768` or `50%`.
fn is_size(said: &str) -> bool {
    let is_number = |number: &str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let said = said.trim();
    is_number(said) && said.len() <= 3
        || said.strip_suffix('%').is_some_and(is_number)
        || said.split_once(['x', 'X']).is_some_and(|(width, height)| is_number(width) && is_number(height))
}

fn is_of_file(said: &str, address: &str) -> bool {
    let ending = said.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let is_picture = ending.is_some_and(|ending| PICTURES.contains(&ending.as_str()));
    let name = address.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.split(['?', '#']).next().unwrap_or_default();
    let is_name =
        said == address || said == name || name.rsplit_once('.').is_some_and(|(stem, _)| stem == said);
    is_picture || is_name && said.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::caption;

    #[test]
    fn a_name_or_a_size_is_no_caption() {
        for said in ["a.png", "渡口 1.JPEG", "images/a.png", "a", "300", "300x200", " ", "50%"] {
            assert_eq!(caption(said, "", "images/a.png"), None, "{said}");
        }
        assert_eq!(caption("图一 渡口", "题", "images/a.png"), Some("图一 渡口"));
        assert_eq!(caption("图一|300", "", "images/a.png"), Some("图一"));
        assert_eq!(caption("1931", "", "images/a.png"), Some("1931"), "a year");
        assert_eq!(caption("a.png", " 题 ", "images/a.png"), Some("题"));
        assert_eq!(caption("渡口", "", "images/渡口.png"), Some("渡口"), "a caption may name its file");
    }
}
