//! The integration tests: one binary, one module per topic, everything through the public faces.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

/// A browser for one test.
mod browser;
/// What tests borrow from others.
mod tools;
/// The files of this package, for tests of the house.
mod tree;
/// A fresh folder, texts in it, and the command run there.
mod world;

/// Archives in a folder: members, damage, rules, memory.
mod archives;
/// One book in every form that books have: each says the same.
mod books;
/// Which copies are wanted: filters and their order, wherever copies are listed, counted or exported.
mod choosing;
/// What the command does as a program: help, streams, colours, pipes, names of documents.
mod cli;
/// Copies side by side: compared, collated, blamed.
mod collate;
/// The same passage elsewhere: links, clusters, variants, and how good they are on `data/sample`.
mod copies;
/// Damaged files of an index: named, never served, mended.
mod damage;
/// The server among people who mean it no good: what they find, and how long it waits for them.
mod defence;
/// A collection in many partitions, and an index from its parts.
mod distributed;
/// Damaged encodings and foreign ones.
mod encodings;
/// How the command ends: closed pipes, full disks, signals, and the files it writes.
mod endings;
/// Why passages are copies or not, and how similar they must be.
mod explain;
/// Exports for other programs: JSON lines, CSV, Parquet, and passim's records both ways.
mod exports;
/// Kills, full disks, two writers, files that change: nothing is lost.
mod faults;
/// Filters over HTTP.
mod filters;
/// Collations for other programs: TEI, CollateX, spreadsheets.
mod formats;
/// The terms of the code are those of the glossary.
mod glossary;
/// Folders and files that come, go, move and are torn: an index is what a fresh build would be.
mod history;
/// Reading folders: refresh, formats, encodings, what is skipped, what is damaged.
mod index;
/// Bad input: bombs, endless repetition, queries built to be slow.
mod input;
/// Laws that hold for any texts, tried on random ones through the library.
mod laws;
/// What people write is shown, never obeyed, and no formula.
mod legible;
/// How the server behaves.
mod manners;
/// What people are told, in Chinese and English.
mod messages;
/// The options of a search: counting, naming, nearness, synonyms, pages of HTML.
mod options;
/// Files that are not ours stay as they are.
mod ownership;
/// The page, in a browser.
mod page;
/// Pages of OCR, and places as sources count.
mod pages;
/// What is asked for wrongly.
mod parameters;
/// Ranking, and what is a copy of a hit.
mod ranking;
/// Repairs: what is sound stays, what has a source comes back, what is lost is named.
mod reading;
mod repair;
/// The house itself: which room imports which, how long a file is.
mod rooms;
/// One schema of all objects, and that they are what it says.
mod schema;
/// A collection's past, which its scores do not tell.
mod scores;
/// Queries and their answers.
mod search;
/// Sentences that are true, and options that do something.
mod sentences;
/// The same over HTTP.
mod serve;
/// A server for one test.
mod served;
/// Spans tell the truth, in every answer of every face.
mod spans;
/// What whole texts a collection consists of.
mod stories;
/// What we build on: licences, sources, duplicates, and that their list is fresh.
mod supply;
/// Who may ask the server.
mod token;
/// The copies of a passage: whole, and the same for everybody.
mod witnesses;
