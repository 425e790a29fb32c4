//! The index: each method asks the library one question, and replies with JSON text.

use crate::asked::Among;
use crate::asked::Search;
use crate::json;
use crate::json::List;
use crate::threads;
use duikan::Collection;
use duikan::Result;
use duikan::Story;
use duikan::present::WithCopies;
use pyo3::PyResult;
use pyo3::Python;
use pyo3::pyclass;
use pyo3::pymethods;
use std::path::PathBuf;

/// An index as of one commit.
#[pyclass(frozen, module = "duikan._duikan")]
pub(crate) struct Index(Collection);

impl Index {
    fn reply(
        &self,
        py: Python<'_>,
        ask: impl FnOnce(&Collection) -> Result<String> + Send,
    ) -> PyResult<String> {
        threads::work(py, || ask(&self.0))
    }
}

#[pymethods]
impl Index {
    #[new]
    fn open(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        threads::work(py, || Collection::open(path)).map(Index)
    }

    #[getter]
    fn commit(&self) -> u64 {
        self.0.commit()
    }

    fn newer(&self, py: Python<'_>) -> PyResult<Option<Self>> {
        Ok(threads::work(py, || self.0.newer())?.map(Index))
    }

    #[expect(clippy::needless_pass_by_value, reason = "what Python gives is made into a value")]
    fn search(&self, py: Python<'_>, asked: Search) -> PyResult<String> {
        self.reply(py, |collection| json::object(&collection.search(&asked.query()?)?))
    }

    #[expect(clippy::needless_pass_by_value, reason = "what Python gives is made into a value")]
    fn copies(&self, py: Python<'_>, place: &str, among: Among) -> PyResult<String> {
        self.reply(py, |collection| {
            let (passage, copies) = collection.copies(place, &among.filter()?)?;
            json::object(&WithCopies { passage: &passage, copies: &copies })
        })
    }

    fn compare(&self, py: Python<'_>, a: &str, b: &str) -> PyResult<String> {
        self.reply(py, |collection| json::object(&collection.compare(a, b)?))
    }

    #[expect(clippy::needless_pass_by_value, reason = "what Python gives is made into a value")]
    fn collate(&self, py: Python<'_>, place: &str, base: Option<&str>, among: Among) -> PyResult<String> {
        self.reply(py, |collection| json::object(&collection.collate(place, base, &among.filter()?)?))
    }

    #[expect(clippy::needless_pass_by_value, reason = "what Python gives is made into a value")]
    fn stories(&self, py: Python<'_>, among: Among) -> PyResult<String> {
        self.reply(py, |collection| {
            let (filter, stories) = (among.filter()?, collection.stories()?);
            let wanted: Vec<Story> = stories.iter().filter_map(|story| story.among(&filter)).collect();
            json::array(&wanted)
        })
    }

    fn assemble(&self, py: Python<'_>, number: usize) -> PyResult<String> {
        self.reply(py, |collection| json::array(&collection.assemble(Some(number))?))
    }

    #[expect(clippy::needless_pass_by_value, reason = "what Python gives is made into a value")]
    fn blame(&self, py: Python<'_>, place: &str, among: Among) -> PyResult<String> {
        self.reply(py, |collection| json::array(&collection.blame(place, &among.filter()?)?))
    }

    fn documents(&self, py: Python<'_>) -> PyResult<String> {
        self.reply(py, |collection| json::array(&collection.documents()))
    }

    fn document(&self, py: Python<'_>, name: &str) -> PyResult<String> {
        self.reply(py, |collection| json::object(&collection.find(name)?))
    }

    fn show(&self, py: Python<'_>, place: &str) -> PyResult<String> {
        self.reply(py, |collection| json::array(&collection.show(place)?))
    }

    fn text(&self, py: Python<'_>, place: &str) -> PyResult<String> {
        self.reply(py, |collection| collection.text(place))
    }

    #[expect(clippy::needless_pass_by_value, reason = "what Python gives is made into a value")]
    fn links(&self, py: Python<'_>, among: Among) -> PyResult<String> {
        self.reply(py, |collection| {
            let mut links = List::default();
            collection.pairs(&among.filter()?, |pair| links.push(&pair))?;
            links.array()
        })
    }

    fn stored_links(&self, py: Python<'_>) -> PyResult<String> {
        self.reply(py, |collection| {
            let mut links = List::default();
            collection.stored_pairs(|pair| links.push(&pair))?;
            links.array()
        })
    }

    fn clusters(&self, py: Python<'_>) -> PyResult<String> {
        self.reply(py, |collection| json::array(&collection.clusters()?))
    }

    fn stats(&self, py: Python<'_>) -> PyResult<String> {
        self.reply(py, |collection| json::object(&collection.stats()))
    }
}
