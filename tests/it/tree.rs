//! The files of this package.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// Its folder.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder whose names end with one of these.
pub(crate) fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { files(&path, endings) } else { vec![path] });
    files
        .filter(|path| path.extension().is_some_and(|own| endings.iter().any(|known| own == *known)))
        .collect()
}

/// The files of Rust below a folder.
pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    files(folder, &["rs"])
}
