//! Whether `duikan serve` stays as it is, however long it is asked.
//!
//! `cargo bench -- soak [SEARCHES [MEGABYTES]]` invents newspapers of 2 MB, serves them, and has 64 clients search
//! 300,000 times, or as often as one likes: half of it for a thousand strings again and again, half for 20,000 others
//! in turn. All the while documents change, go and come, and are committed by `duikan index`. Two answers to the same
//! words out of one commit must hold the same hits. The server's own memory (`RssAnon`: what is mapped from files
//! belongs to the system) is looked at all the time; it goes up and down with each commit, since answers are kept as
//! long as theirs is the last. Its mean over the last tenth of the searches may differ by 5 % from that over the
//! second: the first is for warming up, for which fewer than 30,000 are too few.

use crate::Outcome;
use crate::load::Changing;
use crate::load::Load;
use crate::load::Server;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

const CLIENTS: usize = 64;
const SEARCHES: usize = 300_000;
/// The time between two commits, beside the time that a refresh takes.
const REFRESH: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_millis(20);
/// Strings that are asked for again and again, and all.
const POPULAR: usize = 1000;
const STRINGS: usize = 21_000;
const TENTHS: usize = 10;
/// How far memory may be from what it was, in hundredths.
const DRIFT: u64 = 5;

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let number = |nth: usize| arguments.get(nth).and_then(|text| text.parse::<usize>().ok());
    let searches = number(0).unwrap_or(SEARCHES);
    let megabytes = u32::try_from(number(1).unwrap_or(2))?;
    let room = tempfile::tempdir()?;
    let texts = room.path().join("texts");
    invent::newspapers(&texts, megabytes.into(), 1)?;
    let mut changing = Changing::of(&texts, &room.path().join("index"))?;
    let server = changing.server()?;
    let strings = changing.strings(STRINGS)?;
    let load = Load::new(&server, &strings, |nth| match nth % 2 {
        0 => nth / 2 % POPULAR,
        _ => POPULAR + nth / 2 % (STRINGS - POPULAR),
    });
    let watch = Watch { server: &server, load: &load, searches, ended: AtomicBool::new(false) };
    let (seen, memory) = thread::scope(|scope| {
        let watched = scope.spawn(|| watch.look());
        let seen = load.during(CLIENTS, || changing.until(REFRESH, || load.asked() >= searches));
        watch.ended.store(true, Ordering::Relaxed);
        (seen, watched.join())
    });
    println!("{}", seen?);
    let memory = memory.map_err(|_| "the watch panicked")??;
    let (Some(warm), Some(end)) = (memory.get(1), memory.last()) else {
        return Err("nothing was seen".into());
    };
    let (warm, end) = (warm.mean(), end.mean());
    println!("{warm} KiB after warming up, {end} KiB at the end");
    if warm.abs_diff(end) * 100 > warm * DRIFT {
        return Err(format!("the server's memory differs by more than {DRIFT} %").into());
    }
    Ok(())
}

/// Somebody who looks at the memory of the server.
struct Watch<'a> {
    server: &'a Server,
    load: &'a Load<'a>,
    searches: usize,
    ended: AtomicBool,
}

/// What was seen during a tenth of the searches, in KiB.
#[derive(Default)]
struct Tenth {
    looks: u64,
    sum: u64,
    least: Option<u64>,
    most: u64,
}

impl Tenth {
    fn see(&mut self, anonymous: u64) {
        self.looks += 1;
        self.sum += anonymous;
        self.least = Some(self.least.unwrap_or(anonymous).min(anonymous));
        self.most = self.most.max(anonymous);
    }

    fn mean(&self) -> u64 {
        self.sum / self.looks.max(1)
    }
}

impl Watch<'_> {
    fn look(&self) -> Outcome<Vec<Tenth>> {
        let mut tenths: Vec<Tenth> = Vec::new();
        while !self.ended.load(Ordering::Relaxed) {
            let nth = (self.load.asked() * TENTHS / self.searches.max(1)).min(TENTHS - 1);
            if tenths.len() <= nth {
                self.tell(&tenths)?;
                tenths.resize_with(nth + 1, Tenth::default);
            }
            if let Some(tenth) = tenths.last_mut() {
                tenth.see(self.server.memory("RssAnon")?);
            }
            thread::sleep(LOOK);
        }
        self.tell(&tenths)?;
        Ok(tenths)
    }

    fn tell(&self, tenths: &[Tenth]) -> Outcome {
        let Some(tenth) = tenths.last() else { return Ok(()) };
        let (mean, least, most) = (tenth.mean(), tenth.least.unwrap_or_default(), tenth.most);
        let (all, files) = (self.server.memory("VmRSS")?, self.server.memory("RssFile")?);
        println!(
            "{}/{TENTHS}: anonymous {mean} KiB ({least} to {most}); now {all} in all, {files} of files",
            tenths.len()
        );
        Ok(())
    }
}
