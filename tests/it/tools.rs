//! What tests borrow: Python packages and axe-core, which `./test` puts outside the checkout.

use std::env;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

/// A path in the cache of the project.
fn cached(path: &str) -> Option<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cache")));
    cache.map(|cache| cache.join("duikan").join(path))
}

/// Python with the packages of `tests/python/requirements.txt`.
pub(crate) fn python() -> PathBuf {
    let made = cached("python/bin/python");
    let known = [env::var_os("DUIKAN_PYTHON").map(PathBuf::from), made, Some(PathBuf::from("python3"))];
    let reads = |python: &PathBuf| {
        let packages = "import collatex, duckdb, lxml.etree, pyarrow.parquet, schemas, schemathesis, teiphy";
        let run = Command::new(python).args(["-c", packages]).output();
        run.is_ok_and(|output| output.status.success())
    };
    known.into_iter().flatten().find(reads).expect(
        "this test needs Python packages: run ./test, which installs them outside the checkout, or set \
         DUIKAN_PYTHON to what tests/python/prepare prints",
    )
}

/// axe-core, a script that looks for what keeps people from using a page.
pub(crate) fn axe() -> PathBuf {
    let made = cached("browser/node_modules/axe-core/axe.min.js");
    let known = env::var_os("DUIKAN_AXE").map(PathBuf::from).or(made);
    known.filter(|path| path.exists()).expect(
        "this test needs axe-core: run ./test, which installs it outside the checkout, or set DUIKAN_AXE to what \
         tests/browser/prepare prints",
    )
}
