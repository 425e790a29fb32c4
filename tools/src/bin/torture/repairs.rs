//! Repairs that are killed at any moment: what could be read before can be read after, and one that may end mends.

use crate::Outcome;
use crate::Verdict;
use crate::child::ERROR;
use crate::child::End;
use crate::patient;
use crate::patient::Patient;
use crate::patient::Wound;
use crate::town::Texts;
use fastrand::Rng;
use std::time::Duration;

const LOST: &str = "kills that took documents away";
const WRONG: &str = "wrong texts";
const PANICS: &str = "panics, hangs or signals";
const UNMENDED: &str = "repairs that did not mend";

/// How often repairs of one damage are killed at most before one may end.
const KILLS: usize = 3;

/// Kills so many repairs; whether all was well.
pub(crate) fn run(times: usize, seed: u64) -> Outcome<bool> {
    let mut ward = Ward {
        patient: Patient::new(seed)?,
        rng: Rng::with_seed(seed),
        right: Texts::new(),
        verdict: Verdict::of(&[LOST, WRONG, PANICS, UNMENDED]),
    };
    ward.right = patient::texts(&ward.patient.sound)?.answers();
    let (mut kills, mut whole, mut wounds) = (0, 0, 0);
    while kills < times {
        let Some(wound) = ward.patient.wound()? else { continue };
        wounds += 1;
        // How long it takes, a repair tells that is not killed.
        let usual = ward.mend(&wound)?;
        ward.patient.relapse()?;
        for _ in 0..ward.rng.usize(1..=KILLS) {
            let was_in_time = ward.kill(usual, &wound)?;
            (kills, whole) = (kills + usize::from(was_in_time), whole + usize::from(!was_in_time));
        }
        ward.mend(&wound)?;
    }
    Ok(ward.verdict.show(&format!(
        "{kills} killed repairs of {wounds} damaged files, {whole} times in time to end, {} repairs not killed",
        2 * wounds
    )))
}

struct Ward {
    patient: Patient,
    rng: Rng,
    /// The texts of the sound index.
    right: Texts,
    verdict: Verdict,
}

impl Ward {
    /// Repairs to the end; how long that took.
    fn mend(&mut self, wound: &Wound) -> Outcome<Duration> {
        let repair = self.patient.repair(None)?;
        let complaints = self.patient.complaints(&repair)?;
        if !complaints.is_empty() {
            self.verdict.add(UNMENDED, &format!("{wound}: {}", complaints.join(", ")));
        }
        Ok(repair.took)
    }

    /// Kills a repair at a moment of the time it takes; whether it had not ended before.
    fn kill(&mut self, usual: Duration, wound: &Wound) -> Outcome<bool> {
        let before = self.readable(wound)?;
        let repair = self.patient.repair(Some(usual.mul_f64(self.rng.f64())))?;
        if repair.end == End::Died {
            self.verdict.add(PANICS, &format!("{wound}: {}", repair.said));
        }
        let after = self.readable(wound)?;
        let lost: Vec<&str> =
            before.keys().filter(|&key| !after.contains_key(key)).map(String::as_str).collect();
        if !lost.is_empty() {
            self.verdict.add(LOST, &format!("{wound}: {}; of {}", patient::some(&lost), before.len()));
        }
        Ok(repair.end == End::Killed)
    }

    /// The documents whose whole text can be read.
    fn readable(&mut self, wound: &Wound) -> Outcome<Texts> {
        let asked = patient::texts(&self.patient.index)?;
        if asked.end == End::Died {
            self.verdict.add(PANICS, &format!("{wound}: {}", asked.said));
        }
        let mut texts = asked.answers();
        texts.retain(|_, text| !text.starts_with(ERROR));
        for (key, _) in texts.iter().filter(|(key, text)| self.right.get(*key) != Some(text)) {
            self.verdict.add(WRONG, &format!("{key}, {wound}"));
        }
        Ok(texts)
    }
}
