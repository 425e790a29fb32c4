//! Texts and Markdown: the front matter at the top, YAML between `---` or TOML between `+++`.
//!
//! What it says are fields. A value that is read rather than looked up, such as an abstract, is prose besides: text of
//! the document, which stands before its body. What is not valid is no front matter but text between two rules.

use crate::place::is_sentence_end;
use crate::read::Metadata;
use serde::Deserialize;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::Visitor;
use serde_json::Value;
use std::fmt;
use toml::de::DeTable;
use toml::de::DeValue;

/// Front matter is a page of notes; what is longer, in bytes, is text between two rules.
const LONGEST_FRONT: usize = 64 << 10;

/// A value of more scalar values is prose even without the end of a sentence.
const LONGEST_NAME: usize = 40;

/// What stands at the top of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Front {
    pub(super) metadata: Metadata,
    /// The values that are prose, in the order of the file.
    pub(super) prose: Vec<String>,
    /// The byte offset after it.
    pub(super) end: usize,
}

impl Front {
    /// The front matter of a text; nothing where it has none.
    pub(super) fn of(text: &str) -> Front {
        found(text).unwrap_or_default()
    }

    fn new(fields: &[(String, Value)]) -> Self {
        let mut front = Front::default();
        for (name, value) in fields {
            front.metadata.set(name, value);
            if !matches!((name.as_str(), value), ("title" | "date" | "series", Value::String(_))) {
                gather(value, &mut front.prose);
            }
        }
        front
    }
}

/// What reads front matter.
type Notation = fn(&str) -> Option<Front>;

fn found(text: &str) -> Option<Front> {
    let mut lines = text.split_inclusive('\n');
    let opening = lines.next()?;
    let rule = opening.trim_end();
    let (read, closing): (Notation, &[&str]) = match rule {
        "---" => (yaml, &["---", "..."]),
        "+++" => (toml, &["+++"]),
        _ => return None,
    };
    let mut end = opening.len();
    for line in lines {
        if closing.contains(&line.trim_end()) {
            let front = read(text.get(opening.len()..end)?)?;
            return Some(Front { end: end + line.len(), ..front });
        }
        end += line.len();
        if end > LONGEST_FRONT {
            break;
        }
    }
    None
}

/// The fields we know, as written: `1937.10` is a month, not a number.
#[derive(Default, Deserialize)]
struct Named {
    title: Option<String>,
    date: Option<String>,
    series: Option<String>,
}

fn yaml(text: &str) -> Option<Front> {
    let Fields(mut fields) = serde_saphyr::from_str(text).ok()?;
    let Named { title, date, series } = serde_saphyr::from_str(text).unwrap_or_default();
    for (name, written) in [("title", title), ("date", date), ("series", series)] {
        let field = fields.iter_mut().find(|(field, _)| field == name);
        if let (Some((_, value)), Some(written)) = (field, written) {
            *value = Value::String(written);
        }
    }
    Some(Front::new(&fields))
}

/// The fields of a map in the order in which they are written.
struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;
        impl<'de> Visitor<'de> for Map {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Map)
    }
}

fn toml(text: &str) -> Option<Front> {
    let table = DeTable::parse(text).ok()?;
    let mut fields: Vec<_> = table.get_ref().iter().collect();
    fields.sort_by_key(|(name, _)| name.span().start);
    let field = |(name, value): (_, &DeValue<'_>)| {
        // As written: `1937.10` is a month, not a number.
        let value = match value {
            DeValue::Float(float) if name == "date" => Value::String(float.as_str().to_owned()),
            value => json(value),
        };
        (name, value)
    };
    let fields = fields.into_iter().map(|(name, value)| field((name.get_ref().to_string(), value.get_ref())));
    Some(Front::new(&fields.collect::<Vec<_>>()))
}

fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Integer(integer) => {
            let number = i64::from_str_radix(integer.as_str(), integer.radix());
            number.map_or_else(|_| Value::from(integer.to_string()), Value::from)
        }
        // JSON has no infinity.
        DeValue::Float(float) => serde_json::from_str(float.as_str()).unwrap_or(Value::from(float.as_str())),
        DeValue::Boolean(boolean) => Value::from(*boolean),
        DeValue::Datetime(time) => Value::from(time.to_string()),
        DeValue::Array(values) => values.iter().map(|value| json(value.get_ref())).collect(),
        DeValue::Table(table) => {
            table.iter().map(|(name, value)| (name.get_ref().to_string(), json(value.get_ref()))).collect()
        }
    }
}

/// Adds the prose in a value.
fn gather(value: &Value, prose: &mut Vec<String>) {
    match value {
        Value::String(text) if is_prose(text) => prose.push(text.trim().to_owned()),
        Value::Array(values) => values.iter().for_each(|value| gather(value, prose)),
        Value::Object(fields) => fields.values().for_each(|value| gather(value, prose)),
        _ => {}
    }
}

/// Whether a text is read rather than looked up: a sentence ends in it, or it is longer than a name is. Addresses do not
/// count.
fn is_prose(text: &str) -> bool {
    let words = || text.split_whitespace().filter(|word| !is_address(word));
    let ends = |word: &str| {
        let last = word.trim_end_matches(|c: char| c.is_ascii_punctuation() && !is_sentence_end(c));
        word.contains(|c: char| is_sentence_end(c) && !c.is_ascii()) || last.ends_with(is_sentence_end)
    };
    let length: usize = words().map(|word| word.chars().count()).sum();
    words().any(ends) || length > LONGEST_NAME && words().any(|word| !word.is_ascii() || words().count() > 1)
}

fn is_address(word: &str) -> bool {
    word.contains("://") || word.starts_with("data:") || word.is_ascii() && word.contains(['/', '\\', '@'])
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;

    #[test]
    fn toml_says_what_yaml_says() {
        let yaml = "---\ntitle: 渡口\ndate: 1937.10\nseries: 河报\npage: 3\nat: [甲, 2, {乙: true}]\n---\n文";
        let toml = "+++\ntitle = \"渡口\"\ndate = 1937.10\nseries = \"河报\"\npage = 3\nat = [\"甲\", 2, {\"乙\" = true}]\n+++\n文";
        let [yaml, toml] = [yaml, toml].map(Front::of);
        assert_eq!(yaml.metadata, toml.metadata);
        assert_eq!(yaml.metadata.date.as_deref(), Some("1937.10"));
        assert_eq!(yaml.metadata.other["at"], r#"["甲",2,{"乙":true}]"#);
        assert_eq!(yaml.prose, toml.prose);
        let times =
            Front::of("+++\r\ndate = 1937-10-05\r\nat = 1937-10-05T08:00:00Z\r\nmost = inf\r\n+++\r\n");
        assert_eq!(times.metadata.date.as_deref(), Some("1937-10-05"));
        assert_eq!((times.metadata.other["at"].as_str(), times.end), ("\"1937-10-05T08:00:00Z\"", 68));
        assert_eq!(times.metadata.other["most"], "\"inf\"");
    }

    #[test]
    fn what_is_read_is_prose_and_what_is_looked_up_is_not() {
        for prose in [
            "渡口的船没有来。",
            "他问：“船呢？”",
            "The ferry did not come!",
            "两岸各村历年修堤、摆渡、立约、打官司的文书，凡二十七件，抄自族谱、碑石与县里的旧案卷宗",
            "An account of the ferry and of those who kept it, 1870 to 1937",
            "https://a.example/b 船没有来。",
        ] {
            assert!(is_prose(prose), "{prose}");
        }
        for name in [
            "河报社，1937年",
            "https://a.example/very/long/address/of/a/picture/of/the/ferry.jpg?size=large!",
            "images/a/very/long/path/to/some/picture/of/the/ferry.jpeg",
            "d41d8cd98f00b204e9800998ecf8427ed41d8cd98f00b204e9800998ecf8427e",
            "张三、李四、王五",
            "",
        ] {
            assert!(!is_prose(name), "{name}");
        }
    }

    #[test]
    fn prose_comes_in_the_order_of_the_file_and_stays_a_field() {
        let text = "---\ntitle: 船来了吗？\n摘要: |\n  水涨了。\n\n  船来了。\n词: [堤, 人在等。]\nabstract:\n  en: It came!\n---\n";
        let front = Front::of(text);
        assert_eq!(front.prose, ["水涨了。\n\n船来了。", "人在等。", "It came!"]);
        assert_eq!(front.metadata.title.as_deref(), Some("船来了吗？"));
        assert_eq!(front.metadata.other.len(), 3);
        assert_eq!(
            Front::of("+++\nb = \"水。\"\n\"甲\" = \"船。\"\na = \"人。\"\n+++\n").prose,
            ["水。", "船。", "人。"]
        );
    }

    #[test]
    fn what_is_not_valid_is_none() {
        for text in [
            "+++\n渡口\n+++\n",
            "+++\na = 1\n---\n",
            "+++\na = 1\na = 2\n+++\n",
            "---\na: 1\na: 2\n---\n",
            "---\na = 1\n+++\n",
            "\n+++\na = 1\n+++\n",
            &format!("+++\na = {}1{}\n+++\n", "[".repeat(20_000), "]".repeat(20_000)),
            &format!("+++\n{}a = 1\n+++\n", "a.".repeat(20_000)),
            &format!("+++\n{}+++\n", "a = 1\n".repeat(20_000)),
        ] {
            assert_eq!(Front::of(text), Front::default(), "{}", text.chars().take(30).collect::<String>());
        }
        assert!(Front::of("+++\n+++\n").metadata == Metadata::default());
        serde_json::from_str::<Value>(&Front::of("+++\na = nan\n+++\n").metadata.other["a"]).unwrap();
    }
}
