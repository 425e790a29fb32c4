//! How fast `duikan serve` answers many at a time while the index is refreshed beside it.
//!
//! `cargo bench -- serve [SECONDS [MEGABYTES]]` invents newspapers of 20 MB, serves them, and has 200 clients search
//! for strings that stand in them, each as soon as it has the last answer: for 20 seconds out of a thousand strings
//! again and again, then for ever new ones. Every five seconds a few documents change and `duikan index` runs. Every
//! two answers to the same words out of one commit must hold the same hits. Clients, server and refresh share the
//! machine: what the clients take is missing to the server.

use crate::Outcome;
use crate::load::Changing;
use crate::load::Load;
use std::time::Duration;
use std::time::Instant;

const CLIENTS: usize = 200;
const REFRESH: Duration = Duration::from_secs(5);
const STRINGS: usize = 1000;
/// More than are asked for in the time.
const FRESH: usize = 60_000;

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let number =
        |nth: usize, usual: u32| arguments.get(nth).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let seconds = Duration::from_secs(number(0, 20).into());
    let room = tempfile::tempdir()?;
    let texts = room.path().join("texts");
    invent::newspapers(&texts, number(1, 20).into(), 1)?;
    let mut changing = Changing::of(&texts, &room.path().join("index"))?;
    let server = changing.server()?;
    for (what, strings) in [("a thousand strings again and again", STRINGS), ("ever new strings", FRESH)] {
        let strings = changing.strings(strings)?;
        let load = Load::new(&server, &strings, |nth| nth);
        let began = Instant::now();
        let seen = load.during(CLIENTS, || changing.until(REFRESH, || began.elapsed() > seconds))?;
        println!("{what}: {seen}");
    }
    Ok(())
}
