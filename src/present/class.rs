//! What classes of differences are called.

use crate::copies::class::Class;
use crate::message;
use crate::message::Message;

impl Class {
    /// Its name for people.
    pub(super) fn message(self) -> Message {
        match self {
            Class::Script => message!("script"),
            Class::Punctuation => message!("punctuation"),
            Class::Character => message!("character"),
            Class::Wording => message!("wording"),
            Class::Gap => message!("gap"),
        }
    }
}
