//! The steps of [`duikan::distributed`] as functions from Arrow record batches to record batches: all that an engine
//! has to know of them.
//!
//! A batch of messages has the columns `to`, `from`, `kind`, `count` and `body`; what it holds is for one partition or
//! reducer. `firsts` are the ranks of the first documents of all partitions, in order.

use crate::errors;
use arrow_array::Array;
use arrow_array::ArrayRef;
use arrow_array::BinaryArray;
use arrow_array::Float32Array;
use arrow_array::Int32Array;
use arrow_array::RecordBatch;
use arrow_array::StringArray;
use arrow_pyarrow::PyArrowType;
use duikan::Collection;
use duikan::Error;
use duikan::ErrorKind;
use duikan::OriginalSpan;
use duikan::Rank;
use duikan::Result;
use duikan::Run;
use duikan::distributed;
use duikan::distributed::DistributedLink;
use duikan::distributed::DistributedPassage;
use duikan::distributed::Message;
use duikan::distributed::MessageKind;
use duikan::distributed::MessageRef;
use duikan::distributed::Partition;
use duikan::distributed::Text;
use duikan::message;
use duikan::present;
use pyo3::PyResult;
use pyo3::Python;
use pyo3::pyfunction;
use std::path::PathBuf;
use std::sync::Arc;

type Batch = PyArrowType<RecordBatch>;

/// Sends documents, with the columns `id`, `text`, `series`, `date` and `title`, to their partitions.
#[pyfunction]
pub(crate) fn shuffle(py: Python<'_>, documents: Batch, bounds: Vec<String>) -> PyResult<Batch> {
    work(py, documents, move |documents| messages(&distributed::shuffle(texts(documents)?, &bounds)?))
}

/// Sends the fingerprints of a partition to the reducers, which are as many as the partitions.
#[pyfunction]
pub(crate) fn fingerprints(py: Python<'_>, inbox: Batch, number: u32, firsts: Vec<u32>) -> PyResult<Batch> {
    let reducers = u32::try_from(firsts.len()).unwrap_or(u32::MAX);
    at_partition(py, inbox, (number, firsts), |partition, _, _| partition.fingerprints(reducers))
}

/// Counts the postings of the fingerprints that came to a reducer.
#[pyfunction]
pub(crate) fn reduce(py: Python<'_>, inbox: Batch, number: u32) -> PyResult<Batch> {
    work(py, inbox, |batch| messages(&distributed::reduce(number, &received(batch)?)?))
}

/// Sends parts of a partition's documents to the partitions that need them.
#[pyfunction]
pub(crate) fn windows(py: Python<'_>, inbox: Batch, number: u32, firsts: Vec<u32>) -> PyResult<Batch> {
    at_partition(py, inbox, (number, firsts), |partition, inbox, _| partition.windows(inbox))
}

/// Sends whole documents to the partitions that asked for them.
#[pyfunction]
pub(crate) fn whole(py: Python<'_>, inbox: Batch, number: u32, firsts: Vec<u32>) -> PyResult<Batch> {
    at_partition(py, inbox, (number, firsts), |partition, inbox, _| partition.whole(inbox))
}

/// Aligns a partition's documents with the earlier ones they have seeds with.
#[pyfunction]
pub(crate) fn align(py: Python<'_>, inbox: Batch, number: u32, firsts: Vec<u32>) -> PyResult<Batch> {
    at_partition(py, inbox, (number, firsts), Partition::align)
}

/// Sends a partition's links to the partitions of their earlier passages.
#[pyfunction]
pub(crate) fn share(py: Python<'_>, inbox: Batch, number: u32, firsts: Vec<u32>) -> PyResult<Batch> {
    work(py, inbox, move |batch| messages(&distributed::share(number, &received(batch)?, &ranks(firsts))?))
}

/// One round of gathering links into clusters.
#[pyfunction]
pub(crate) fn join(py: Python<'_>, inbox: Batch, number: u32, firsts: Vec<u32>) -> PyResult<Batch> {
    work(py, inbox, move |batch| messages(&distributed::join(number, &received(batch)?, &ranks(firsts))?))
}

/// The links that messages hold, a row each.
#[pyfunction]
pub(crate) fn links(py: Python<'_>, inbox: Batch) -> PyResult<Batch> {
    work(py, inbox, |batch| {
        let links = all_links(&received(batch)?)?;
        let sides = |side: fn(&DistributedLink) -> &DistributedPassage| links.iter().map(side);
        let (a, b) = (sides(|link| &link.a), sides(|link| &link.b));
        let similarity = links.iter().map(|link| present::share(link.similarity()));
        rows([
            ("a_document", strings(a.clone().map(|side| &side.name.key))),
            ("a_series", series(a.clone())),
            ("a_begin", spans(a.clone(), |span| span.begin)),
            ("a_end", spans(a, |span| span.end)),
            ("b_document", strings(b.clone().map(|side| &side.name.key))),
            ("b_series", series(b.clone())),
            ("b_begin", spans(b.clone(), |span| span.begin)),
            ("b_end", spans(b, |span| span.end)),
            ("similarity", Arc::new(Float32Array::from_iter_values(similarity))),
        ])
    })
}

/// The places of clusters in a partition's documents, a row each.
#[pyfunction]
pub(crate) fn places(py: Python<'_>, inbox: Batch, number: u32, firsts: Vec<u32>) -> PyResult<Batch> {
    work(py, inbox, move |batch| {
        let places = distributed::places(number, &received(batch)?, &ranks(firsts))?;
        let at = |of: fn(OriginalSpan) -> u32| numbers(places.iter().map(move |place| of(place.source)));
        rows([
            ("cluster", strings(places.iter().map(|place| &place.cluster))),
            ("document", strings(places.iter().map(|place| &place.document))),
            ("begin", at(|span| span.begin)),
            ("end", at(|span| span.end)),
        ])
    })
}

/// Writes a partition's documents, and the links that its inbox brings, as a shard; `run` is how many documents the collection
/// has, and their digest.
#[pyfunction]
#[expect(clippy::too_many_arguments, reason = "all that a shard consists of")]
pub(crate) fn write_shard(
    py: Python<'_>,
    inbox: Batch,
    place: (u32, Vec<u32>),
    run: (u32, u64),
    folder: PathBuf,
    user_words: String,
) -> PyResult<()> {
    let (number, firsts) = place;
    let written = py.detach(move || {
        let inbox = received(&inbox.0)?;
        let partition = partition(&inbox, number, &ranks(firsts))?;
        let run = Run { documents: run.0, digest: run.1 };
        Collection::write_shard(&folder, (&partition, run), &all_links(&inbox)?, &user_words)
    });
    written.map_err(|error| errors::raised(py, &error))
}

/// Works without the interpreter. The library's steps use one thread: an engine runs many.
fn work(
    py: Python<'_>,
    batch: Batch,
    step: impl FnOnce(&RecordBatch) -> Result<RecordBatch> + Send,
) -> PyResult<Batch> {
    py.detach(move || step(&batch.0)).map(PyArrowType).map_err(|error| errors::raised(py, &error))
}

fn at_partition(
    py: Python<'_>,
    inbox: Batch,
    (number, firsts): (u32, Vec<u32>),
    step: impl FnOnce(&Partition, &[MessageRef<'_>], &[Rank]) -> Result<Vec<Message>> + Send,
) -> PyResult<Batch> {
    work(py, inbox, |batch| {
        let (inbox, firsts) = (received(batch)?, ranks(firsts));
        messages(&step(&partition(&inbox, number, &firsts)?, &inbox, &firsts)?)
    })
}

fn partition(inbox: &[MessageRef<'_>], number: u32, firsts: &[Rank]) -> Result<Partition> {
    let none = || Error::new(ErrorKind::Argument, message!("there is no partition {number}", number));
    Partition::open(number, *firsts.get(number as usize).ok_or_else(none)?, inbox)
}

fn ranks(firsts: Vec<u32>) -> Vec<Rank> {
    firsts.into_iter().map(Rank::from).collect()
}

fn all_links(inbox: &[MessageRef<'_>]) -> Result<Vec<DistributedLink>> {
    let of_links = inbox.iter().filter(|message| message.kind == MessageKind::Links);
    let links = of_links.map(|message| distributed::links(message.body)).collect::<Result<Vec<_>>>()?;
    Ok(links.into_iter().flatten().collect())
}

/// The documents of a batch; rows without a text are left out.
fn texts(batch: &RecordBatch) -> Result<Vec<Text>> {
    let fields = ["id", "text", "series", "date", "title"].map(|name| column::<StringArray>(batch, name));
    let [ids, texts, series, dates, titles] = fields;
    let (ids, texts, fields) = (ids?, texts?, [series?, dates?, titles?]);
    let text = |at: usize| {
        let fields = fields.map(|column| value(column, at));
        Text::read(value(ids, at).unwrap_or_default(), value(texts, at).unwrap_or_default(), fields)
            .transpose()
    };
    (0..batch.num_rows()).filter_map(text).collect()
}

fn value(column: &StringArray, at: usize) -> Option<&str> {
    column.is_valid(at).then(|| column.value(at))
}

/// The messages of a batch.
fn received(batch: &RecordBatch) -> Result<Vec<MessageRef<'_>>> {
    let from = column::<Int32Array>(batch, "from")?;
    let kinds = column::<StringArray>(batch, "kind")?;
    let bodies = column::<BinaryArray>(batch, "body")?;
    let message = |at: usize| {
        let kind = kinds.value(at).parse().map_err(|_| unfit("kind"))?;
        Ok(MessageRef { from: from.value(at).cast_unsigned(), kind, body: bodies.value(at) })
    };
    (0..batch.num_rows()).map(message).collect()
}

fn messages(messages: &[Message]) -> Result<RecordBatch> {
    let bodies = messages.iter().map(|message| &message.body);
    rows([
        ("to", numbers(messages.iter().map(|message| message.to))),
        ("from", numbers(messages.iter().map(|message| message.from))),
        ("kind", strings(messages.iter().map(|message| message.kind.name()))),
        ("count", numbers(messages.iter().map(|message| message.count))),
        ("body", Arc::new(BinaryArray::from_iter_values(bodies))),
    ])
}

fn rows<const N: usize>(columns: [(&str, ArrayRef); N]) -> Result<RecordBatch> {
    RecordBatch::try_from_iter(columns).map_err(|cause| {
        Error::new(ErrorKind::Write, message!("a record batch cannot be made")).because(cause)
    })
}

fn strings(values: impl Iterator<Item = impl AsRef<str>>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

fn numbers(values: impl Iterator<Item = u32>) -> ArrayRef {
    Arc::new(Int32Array::from_iter_values(values.map(u32::cast_signed)))
}

fn spans<'a>(sides: impl Iterator<Item = &'a DistributedPassage>, of: fn(OriginalSpan) -> u32) -> ArrayRef {
    numbers(sides.map(|side| of(side.source)))
}

fn series<'a>(sides: impl Iterator<Item = &'a DistributedPassage>) -> ArrayRef {
    Arc::new(sides.map(|side| side.name.series.as_deref()).collect::<StringArray>())
}

fn column<'a, T: Array + 'static>(batch: &'a RecordBatch, name: &str) -> Result<&'a T> {
    let column = batch.column_by_name(name).and_then(|column| column.as_any().downcast_ref());
    column.ok_or_else(|| unfit(name))
}

fn unfit(name: &str) -> Error {
    Error::new(ErrorKind::Argument, message!("the record batch has no fit column `{name}`", name))
}
