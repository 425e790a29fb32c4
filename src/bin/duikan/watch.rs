//! A build under way, as somebody at a terminal sees it.

use crate::interrupt::Undone;
use crate::screen::Failure;
use crate::screen::Screen;
use duikan::Build;
use duikan::Progress;
use duikan::Report;
use duikan::message;
use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use std::ops::ControlFlow;
use std::sync::Once;

/// Runs a build with a progress bar on a terminal.
pub(crate) fn watched(
    build: Build,
    screen: &Screen,
    carry_out: impl FnOnce(Build) -> duikan::Result<Report>,
) -> Result<Report, Failure> {
    let bar = || Ok(if Screen::is_watched() { ProgressBar::new(0) } else { ProgressBar::hidden() });
    let (bar, _cleared) = Undone::made(bar, |bar| {
        let bar = bar.clone();
        move || bar.finish_and_clear()
    })?;
    bar.set_style(style());
    let (shown, talk) = (bar.clone(), screen.talk());
    let (waiting, language) = (Once::new(), talk.language());
    let build = build.watch(move |progress| {
        match progress {
            Progress::Waiting { process } => waiting.call_once(|| {
                let who = match process {
                    Some(process) => message!("process {process}", process),
                    None => message!("another process"),
                };
                let said = message!("{who} is writing to this index; waiting for it to end", who);
                shown.suspend(|| talk.say(&said));
            }),
            Progress::Reading { done, of } => {
                shown.set_length(of as u64);
                shown.set_position(done as u64);
                shown.set_message(language.say("reading"));
            }
            Progress::Comparing { done, of } => {
                shown.set_length(of.unwrap_or_default() as u64);
                shown.set_position(done as u64);
                shown.set_message(language.say("comparing"));
            }
            Progress::Recutting { documents } => shown.suspend(|| {
                talk.say(&message!(
                    "the user dictionary has changed; documents to read again: {n}",
                    n = documents
                ));
            }),
            _ => shown.set_message(language.say("writing")),
        }
        ControlFlow::Continue(())
    });
    let report = carry_out(build);
    bar.finish_and_clear();
    Ok(report?)
}

fn style() -> ProgressStyle {
    let style = ProgressStyle::with_template("{bar:30} {msg} {pos}/{len}  {elapsed}");
    style.unwrap_or_else(|_| ProgressStyle::default_bar())
}
