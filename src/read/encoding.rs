//! The names of the encodings we read.

use crate::error::Error;
use crate::error::ErrorKind;
use crate::message;
use serde::Deserialize;
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// An encoding of Chinese text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, and ASCII with it.
    #[default]
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// GB18030, and GBK and GB2312 with it.
    Gb18030,
    /// Big5 with the Hong Kong supplement.
    Big5,
}

impl Encoding {
    pub(super) fn decoder(self) -> &'static encoding_rs::Encoding {
        match self {
            Encoding::Utf8 => encoding_rs::UTF_8,
            Encoding::Utf16Le => encoding_rs::UTF_16LE,
            Encoding::Utf16Be => encoding_rs::UTF_16BE,
            Encoding::Gb18030 => encoding_rs::GB18030,
            Encoding::Big5 => encoding_rs::BIG5,
        }
    }
}

impl fmt::Display for Encoding {
    /// `UTF-8`, `UTF-16LE`, `UTF-16BE`, `GB18030`, `Big5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
            Encoding::Gb18030 => "GB18030",
            Encoding::Big5 => "Big5",
        })
    }
}

impl FromStr for Encoding {
    type Err = Error;

    /// Any case, with or without `-` and `_`; `gbk`, `gb2312` and `cp936` are GB18030,
    /// `cp950` and `big5-hkscs` are Big5, `utf-16` alone is little-endian unless the file says otherwise.
    fn from_str(name: &str) -> Result<Self, Error> {
        let plain: String =
            name.trim().to_lowercase().chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect();
        match plain.as_str() {
            "utf8" | "ascii" | "usascii" => Ok(Encoding::Utf8),
            "utf16" | "utf16le" | "ucs2" | "unicode" => Ok(Encoding::Utf16Le),
            "utf16be" => Ok(Encoding::Utf16Be),
            "gb18030" | "gbk" | "gb2312" | "gb" | "cp936" | "euccn" => Ok(Encoding::Gb18030),
            "big5" | "big5hkscs" | "cp950" => Ok(Encoding::Big5),
            _ => Err(Error::new(ErrorKind::Argument, message!("no encoding is called `{name}`", name))
                .advise(message!("UTF-8, UTF-16LE, UTF-16BE, GB18030 or Big5"))),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use Encoding::{Big5, Gb18030, Utf8, Utf16Be, Utf16Le};

    #[test]
    fn every_name_shown_is_understood() {
        for encoding in [Utf8, Utf16Le, Utf16Be, Gb18030, Big5] {
            assert_eq!(encoding.to_string().parse::<Encoding>().unwrap(), encoding);
            assert_eq!(encoding.to_string().to_lowercase().parse::<Encoding>().unwrap(), encoding);
        }
        let aliases =
            [("gbk", Gb18030), ("GB2312", Gb18030), ("utf8", Utf8), ("UTF-16", Utf16Le), ("big5", Big5)];
        for (alias, encoding) in aliases {
            assert_eq!(alias.parse::<Encoding>().unwrap(), encoding);
        }
    }

    #[test]
    fn another_name_is_a_bad_argument_with_advice() {
        let error = "latin1".parse::<Encoding>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
        assert!(format!("{:?}", error.advice()).contains("GB18030"));
    }
}
