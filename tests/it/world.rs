//! A world for one test: a fresh folder, the texts written into it, and the command run in it.

use serde_json::Value;
use std::fs;
use std::fs::File;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::Weak;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::SystemTime;
use tempfile::TempDir;

/// A fresh folder; the index of every command run there is its `.duikan` unless it says otherwise.
pub(crate) struct World {
    folder: TempDir,
    /// Minutes after the year 2000 at which the next file is written: a refresh trusts only old times.
    minutes: AtomicU64,
}

/// Seconds from 1970 to the year 2000.
const LONG_AGO: u64 = 946_684_800;

impl World {
    pub(crate) fn new() -> Self {
        World { folder: TempDir::new().unwrap(), minutes: AtomicU64::new(1) }
    }

    /// A world with some files.
    pub(crate) fn with<B: AsRef<[u8]>>(files: &[(&str, B)]) -> Self {
        let world = World::new();
        for (name, content) in files {
            world.write(name, content);
        }
        world
    }

    /// A world whose index holds `data/sample`; tests that run at the same time share it.
    pub(crate) fn sample() -> Arc<World> {
        static SHARED: Mutex<Weak<World>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap();
        if let Some(world) = shared.upgrade() {
            return world;
        }
        let world = Arc::new(World::new());
        let report = world.json(&["index", data("sample").to_str().unwrap()]).remove(0);
        assert_eq!(number(&report["documents"]), 21, "{report}");
        *shared = Arc::downgrade(&world);
        world
    }

    /// A path in the world.
    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file; each one is a minute younger than the last.
    pub(crate) fn write(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();

        set_minute(&path, self.minutes.fetch_add(1, Ordering::Relaxed));
    }

    /// Writes other content of the same size into a file and leaves its time as it was.
    pub(crate) fn write_unseen(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        let before = fs::metadata(&path).unwrap();
        fs::write(&path, content).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().len(), before.len(), "another size would be seen");
        File::options().write(true).open(&path).unwrap().set_modified(before.modified().unwrap()).unwrap();
    }

    pub(crate) fn delete(&self, name: &str) {
        fs::remove_file(self.path(name)).unwrap();
    }

    /// The command in this world, not yet started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duikan"));
        command.current_dir(self.folder.path()).args(arguments);
        for name in ["DUIKAN_INDEX", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C");
        command
    }

    /// Runs the command.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command(arguments).output().unwrap())
    }

    /// Runs the command where no file may grow beyond so many blocks.
    pub(crate) fn limited(&self, blocks: u32, limit: Limit, arguments: &[&str]) -> Output {
        let ignored = if limit == Limit::Fails { "trap '' XFSZ;" } else { "" };
        let command = self.command(arguments);
        let mut shell = Command::new("sh");
        shell.current_dir(self.folder.path());
        shell.args(["-c", &format!("{ignored} ulimit -f {blocks}; exec \"$@\""), "sh"]);
        shell.arg(command.get_program()).args(command.get_args()).output().unwrap()
    }

    /// Runs the command with `--json`; it must have found something.
    pub(crate) fn json(&self, arguments: &[&str]) -> Vec<Value> {
        let run = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(run.status, 0, "{arguments:?}: {}", run.stderr);
        run.json()
    }

    /// Indexes `texts` and returns the report.
    pub(crate) fn index(&self) -> Value {
        self.json(&["index", "texts"]).remove(0)
    }

    /// The hits of a query.
    pub(crate) fn hits(&self, query: &str) -> Vec<Value> {
        let run = self.run(&["search", "--json", "--", query]);
        assert!(run.status < 2, "{query}: {}", run.stderr);
        run.json()
    }

    /// The documents of the hits of a query, sorted.
    pub(crate) fn found(&self, query: &str) -> Vec<String> {
        let mut found: Vec<String> = self.hits(query).iter().map(|hit| string(&hit["document"])).collect();
        found.sort();
        found
    }
}

/// What happens when a file grows beyond the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    /// The process is killed by a signal.
    Kills,
    /// Writing fails, as on a full disk.
    Fails,
}

/// A part of `data`, which lies beside the manifest.
pub(crate) fn data(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "data", name].iter().collect()
}

fn set_minute(path: &Path, minute: u64) {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(LONG_AGO + minute * 60);
    File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(output: &Output) -> Self {
        Run {
            status: output.status.code().expect("a signal ended the command"),
            stdout: String::from_utf8(output.stdout.clone()).unwrap(),
            stderr: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// The objects of the output, one a line.
    pub(crate) fn json(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Asserts that it failed with a single sentence that says all of these.
    pub(crate) fn refuses(&self, says: &[&str]) {
        assert_eq!((self.status, self.stdout.as_str()), (2, ""), "{}", self.stderr);
        assert_eq!(self.stderr.lines().count(), 1, "{}", self.stderr);
        assert!(self.stderr.starts_with("duikan: "), "{}", self.stderr);
        for part in says {
            assert!(self.stderr.contains(part), "`{part}` is missing: {}", self.stderr);
        }
    }
}

/// A JSON string.
pub(crate) fn string(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no string")).to_owned()
}

/// A JSON number that counts something.
pub(crate) fn number(value: &Value) -> usize {
    let number = value.as_u64().unwrap_or_else(|| panic!("{value} is no number"));
    usize::try_from(number).unwrap()
}

/// What stands between two characters of a text.
pub(crate) fn slice(text: &str, begin: usize, end: usize) -> String {
    assert!(begin <= end && end <= text.chars().count(), "{begin}-{end} is outside");
    text.chars().skip(begin).take(end - begin).collect()
}

/// What stands at a span of a text, as JSON tells it.
pub(crate) fn at(text: &str, span: &Value) -> String {
    slice(text, number(&span["begin"]), number(&span["end"]))
}

/// The matches of a hit as they stand in the source of its document.
pub(crate) fn matches(hit: &Value, source: &str) -> Vec<String> {
    let begin = number(&hit["begin"]);
    assert_eq!(slice(source, begin, number(&hit["end"])), string(&hit["text"]));
    hit["matches"].as_array().unwrap().iter().map(|pair| at(source, pair)).collect()
}

/// A text without its white space.
pub(crate) fn unwrapped(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Added, changed, removed and unchanged documents of a report.
pub(crate) fn counts(report: &Value) -> [usize; 4] {
    ["added", "changed", "removed", "unchanged"].map(|name| number(&report[name]))
}
