//! What can be done about an error, in the words of the command.

use duikan::Advice;
use duikan::Message;
use duikan::message;

/// What to type, or to do.
pub(crate) fn advice(advice: &Advice) -> Message {
    match advice {
        Advice::Say(message) => message.clone(),
        Advice::MakeIndex => message!("make one with `duikan index FOLDER`, or name another with --index"),
        Advice::OtherFolder => message!("name a folder that is empty, or not there yet, with --index"),
        Advice::BringBack => {
            message!("bring it back, or index what there is into another folder with --index")
        }
        Advice::Wait => message!("try again when it has ended; `duikan index --wait` waits for it"),
        Advice::Rebuild => message!("delete the index folder and run `duikan index` again"),
        Advice::RebuildElsewhere => message!(
            "run `duikan index` again with another folder after --index; this one may hold files that are not duikan's"
        ),
        Advice::Repair => message!("`duikan check` says what is damaged, `duikan check --repair` mends it"),
        Advice::Merge => message!("`duikan merge SHARD… --index PATH` makes the parts into one"),
        Advice::ListDocuments => message!("`duikan list` shows all; any part of a name will do"),
        Advice::ListStories => message!("`duikan stories` lists them"),
        Advice::ListCopies => message!("choose one that `duikan copies` lists"),
        Advice::ListParagraphs { document } => {
            message!("`duikan show {document} --json` says where its paragraphs stand", document)
        }
        _ => message!("see `duikan --help`"),
    }
}
