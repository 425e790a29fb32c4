//! Values of the library as JSON text.

use duikan::Error;
use duikan::ErrorKind;
use duikan::Result;
use duikan::message;
use duikan::present::Json;

/// One object.
pub(crate) fn object(value: &dyn Json) -> Result<String> {
    let mut list = List::default();
    list.write(value)?;
    list.text()
}

/// An array of objects.
pub(crate) fn array<T: Json>(values: &[T]) -> Result<String> {
    let mut list = List::default();
    values.iter().try_for_each(|value| list.push(value))?;
    list.array()
}

/// An array that grows.
#[derive(Default)]
pub(crate) struct List(Vec<u8>);

impl List {
    /// Adds an object.
    pub(crate) fn push(&mut self, value: &dyn Json) -> Result<()> {
        self.0.push(if self.0.is_empty() { b'[' } else { b',' });
        self.write(value)
    }

    /// The array.
    pub(crate) fn array(mut self) -> Result<String> {
        if self.0.is_empty() {
            self.0.push(b'[');
        }
        self.0.push(b']');
        self.text()
    }

    fn write(&mut self, value: &dyn Json) -> Result<()> {
        let failed =
            |cause| Error::new(ErrorKind::Write, message!("cannot be written as JSON")).because(cause);
        value.json(&mut self.0).map_err(failed)
    }

    fn text(self) -> Result<String> {
        let failed = |cause| Error::new(ErrorKind::Write, message!("is no text")).because(cause);
        String::from_utf8(self.0).map_err(failed)
    }
}
