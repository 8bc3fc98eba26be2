//! What changed between two versions of a process, in the words of the process.
//!
//! Things are matched by their ids: a step that keeps its id and moves is told as moved, one that
//! gets another id as removed and added. Of a thing that is new or gone only that is told, and of
//! an operation which steps it brings or takes.
//!
//! Guarantees: two processes that differ in anything but the hash of their text give at least one
//! change; both languages give the same changes, in the same order.
//!
//! Reading order: `notes` (how a change is said), `lists` (what is new, gone, moved), then the
//! parts of a process: `whole`, `resources`, `operation`, `step`, `value`, `specification`.

mod lists;
mod notes;
mod operation;
mod resources;
mod specification;
mod step;
mod value;
mod whole;

use std::fmt;

use notes::Notes;

use crate::model::Process;
use crate::voice::{Voice, say};

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub weight: Weight,
    /// The part of the process: `Materials`, `Harvest (harvest)`, `Specification`.
    pub place: String,
    /// `action limit of Viability at harvest.count: ≥ 70.0 % → ≥ 80.0 % (narrower)`. A changed
    /// long text has a line each for before and after.
    pub sentence: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

/// How much hangs on a change, by its kind alone: what a reviewer looks at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// What decides whether the product is good or safe: specification, dose, critical values,
    /// verifiers, time windows, conditions, grades, what must be scanned.
    Critical,
    /// How it is made: steps, instructions, materials, roles, other limits.
    Substantial,
    /// How it is named, planned and sourced.
    Editorial,
}

impl Weight {
    /// From the heaviest.
    pub const ALL: [Self; 3] = [Self::Critical, Self::Substantial, Self::Editorial];

    /// Critical, if it is so of something critical; else as given.
    fn if_critical(self, critical: bool) -> Self {
        if critical { Self::Critical } else { self }
    }
}

/// What changed, the heaviest first, within a weight in the order of the document.
pub fn diff<'v>(before: &Process, after: &Process, voice: impl Into<Voice<'v>>) -> Vec<Change> {
    let mut notes = Notes::new(voice.into());
    whole::compare(&mut notes, before, after);
    resources::compare(&mut notes, before, after);
    operation::compare(&mut notes, before, after);
    specification::compare(&mut notes, before, after);
    let mut changes = notes.finish();
    changes.sort_by_key(|change| change.weight);
    changes
}

/// The changes as a text: a heading for each weight, a line for each place, the sentences.
pub fn render<'v>(changes: &[Change], voice: impl Into<Voice<'v>>) -> String {
    let voice = voice.into();
    if changes.is_empty() {
        return voice.pick("没有变化。\n", "Nothing changed.\n").to_owned();
    }
    let mut out = String::new();
    for weight in Weight::ALL {
        let of_weight: Vec<&Change> = changes.iter().filter(|c| c.weight == weight).collect();
        if of_weight.is_empty() {
            continue;
        }
        let (title, number) = (title(voice, weight), of_weight.len());
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&say!(voice, "{title}（{number}）\n", "{title} ({number})\n"));
        let mut place = "";
        for change in of_weight {
            if change.place != place {
                place = &change.place;
                out.push_str(&format!("  {place}\n"));
            }
            let sentence = change.sentence.replace('\n', "\n      ");
            out.push_str(&format!("    - {sentence}\n"));
        }
    }
    out
}

fn title(voice: Voice<'_>, weight: Weight) -> &'static str {
    match weight {
        Weight::Critical => voice.pick("关键", "Critical"),
        Weight::Substantial => voice.pick("重要", "Substantial"),
        Weight::Editorial => voice.pick("文字与计划", "Editorial"),
    }
}
