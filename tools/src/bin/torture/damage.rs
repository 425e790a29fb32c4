//! Damaged files: flipped bits, cut, missing and overwritten files of an index. An answer is right, or there is none.

use crate::Outcome;
use crate::Verdict;
use crate::child::Done;
use crate::child::ERROR;
use crate::child::End;
use crate::litter;
use crate::patient;
use crate::patient::Patient;
use crate::patient::Wound;
use crate::town::Texts;
use duikan::Collection;

const WRONG: &str = "wrong answers";
const SILENT: &str = "answers missing without a sentence";
const PANICS: &str = "panics, hangs or signals";
const UNNAMED: &str = "damaged files that check did not name";
const UNMENDED: &str = "repairs that did not mend";
const LITTER: &str = "files left over";

/// Every so many times the index is repaired.
const REPAIRED: usize = 5;

/// Damages so many files; whether all was well.
pub(crate) fn run(times: usize, seed: u64) -> Outcome<bool> {
    let mut patient = Patient::new(seed)?;
    let right = patient::ask(&patient.sound)?.answers();
    let mut verdict = Verdict::of(&[WRONG, SILENT, PANICS, UNNAMED, UNMENDED, LITTER]);
    for left in litter::of(&patient.sound)? {
        verdict.add(LITTER, &left);
    }
    let (mut done, mut refused, mut repaired) = (0, 0, 0);
    while done < times {
        let Some(wound) = patient.wound()? else { continue };
        let asked = patient::ask(&patient.index)?;
        refused += judge(&asked, &right, &wound, &mut verdict);
        if !wound.is_harmless() && !names(&patient, &wound) {
            verdict.add(UNNAMED, &wound.to_string());
        }
        if done % REPAIRED == 0 {
            repaired += 1;
            let amiss = patient.complaints(&patient.repair(None)?)?;
            if !amiss.is_empty() {
                verdict.add(UNMENDED, &format!("{wound}: {}", amiss.join(", ")));
            }
        }
        done += 1;
    }
    let questions = times * right.len();
    Ok(verdict.show(&format!(
        "{times} damaged files, {questions} questions, {refused} answered by a sentence, {repaired} repairs"
    )))
}

/// Holds the answers of a damaged index against the right ones; how many were refused by a sentence.
fn judge(asked: &Done, right: &Texts, wound: &Wound, verdict: &mut Verdict) -> usize {
    if asked.end == End::Died {
        verdict.add(PANICS, &format!("{wound}: {}", asked.said));
    }
    let (mut refused, answers) = (0, asked.answers());
    let is_refusal = |said: &str| said.starts_with(ERROR) && said.contains("damaged") && !wound.is_harmless();
    for (question, right) in right {
        let answer = answers.get(question).map(String::as_str).or_else(|| asked.sentence());
        match answer {
            Some(answer) if answer == right => {}
            Some(answer) if is_refusal(answer) => refused += 1,
            Some(answer) => verdict.add(WRONG, &format!("{question}, {wound}: {answer:.200}")),
            None => verdict.add(SILENT, &format!("{question}, {wound}")),
        }
    }
    for question in answers.keys().filter(|&question| !right.contains_key(question)) {
        verdict.add(WRONG, &format!("{question} is a document that there never was, {wound}"));
    }
    refused
}

/// Whether a check names what was damaged.
fn names(patient: &Patient, wound: &Wound) -> bool {
    match Collection::check(&patient.index) {
        Ok(damage) => damage.iter().any(|damage| damage.to_string().contains(&wound.name)),
        Err(error) => error.reason().to_string().contains(&wound.name),
    }
}
