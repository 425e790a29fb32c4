//! The token: what those must know who may ask. It is compared, never shown.

use crate::screen::Failure;
use axum::http::HeaderMap;
use axum::http::header;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use duikan::Message;
use duikan::message;
use std::fmt;
use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use subtle::ConstantTimeEq;

/// What a request must bear.
#[derive(Clone)]
pub(super) struct Token(Arc<str>);

/// The fewest characters: fewer are guessed.
const SHORTEST: usize = 16;
/// The longest file, in bytes: what is longer is another file.
const LONGEST: usize = 4096;

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    /// The token that stands in a file, which nobody but its owner may read.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let wrong = |why: Message| Failure::Sentence(message!("{path}: the token {why}", path, why));
        let unreadable = |cause: io::Error| wrong(message!("cannot be read: {error}", error = &cause));
        let file = File::open(path).map_err(unreadable)?;
        if is_open_to_others(&file).map_err(unreadable)? {
            return Err(wrong(message!("may be read by others than the owner of the file (chmod 600 it)")));
        }
        let mut text = String::new();
        file.take(LONGEST as u64 + 1).read_to_string(&mut text).map_err(unreadable)?;
        let token = text.trim();
        if text.len() > LONGEST {
            return Err(wrong(message!(
                "is longer than {n} bytes (put one token into the file)",
                n = LONGEST
            )));
        }
        if token.chars().count() < SHORTEST {
            return Err(wrong(message!(
                "has fewer than {n} characters (openssl rand -hex 32 makes one)",
                n = SHORTEST
            )));
        }
        if token.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(wrong(message!(
                "has spaces or control characters in it (put one token into the file)"
            )));
        }
        Ok(Token(token.into()))
    }

    /// Whether a request bears it: as `Bearer`, or as the password of `Basic`, for which a browser asks by itself.
    pub(super) fn is_borne_by(&self, headers: &HeaderMap) -> bool {
        let Some(said) = headers.get(header::AUTHORIZATION) else { return false };
        let Some((scheme, credentials)) = parted(said.as_bytes(), b' ') else { return false };
        let credentials = credentials.trim_ascii();
        if scheme.eq_ignore_ascii_case(b"bearer") {
            return self.is(credentials);
        }
        let pair = BASE64_STANDARD.decode(credentials).unwrap_or_default();
        scheme.eq_ignore_ascii_case(b"basic")
            && parted(&pair, b':').is_some_and(|(_, password)| self.is(password))
    }

    /// Takes as long for a good guess as for a bad one of the same length.
    fn is(&self, said: &[u8]) -> bool {
        self.0.as_bytes().ct_eq(said).into()
    }
}

/// What stands before and after the first of these bytes.
fn parted(bytes: &[u8], by: u8) -> Option<(&[u8], &[u8])> {
    let mut parts = bytes.splitn(2, |byte| *byte == by);
    parts.next().zip(parts.next())
}

#[cfg(unix)]
fn is_open_to_others(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o077 != 0)
}

/// Who may read a file is told otherwise there.
#[cfg(not(unix))]
fn is_open_to_others(_: &File) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::guard::Rules;

    #[test]
    fn it_shows_itself_to_nobody() {
        let rules = Rules { address: [127, 0, 0, 1].into(), token: Some(Token("0123456789abcdef".into())) };
        assert!(!format!("{rules:?}{rules:#?}").contains("0123"));
    }
}
