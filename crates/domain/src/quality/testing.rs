//! A laboratory for the tests of this room: people, and what they work on.

use super::{CloseDeviation, ContainDeviation, InvestigateDeviation, OpenDeviation};
use crate::id::{DeviationId, Kind};
use crate::people::Role;
use crate::refusal::Severity;
use crate::testing::{Stage, sealed};
use crate::text::Note;

/// A stage with a storekeeper and two quality reviewers.
pub struct Laboratory {
    /// Where they act.
    pub stage: Stage,
}

impl Laboratory {
    /// A centre with SK-01, QA-01 and QA-02.
    pub fn open() -> Self {
        let mut stage = Stage::open();
        stage.person("SK-01", &[Role::Storekeeper]);
        stage.person("QA-01", &[Role::QaReviewer]);
        stage.person("QA-02", &[Role::QaReviewer]);
        Self { stage }
    }

    /// A minor deviation about a lot, opened by SK-01.
    #[track_caller]
    pub fn a_deviation(&mut self) -> DeviationId {
        let about = self.stage.lot("transact", "2026-12-31", "SK-01").subject().clone();
        let description = self.stage.note(&about);
        let open = OpenDeviation { about, severity: Severity::Minor, description, step: None };
        let opened = self.stage.tells("SK-01", open).stands();
        let fact = opened.facts.iter().find(|fact| fact.subject.kind() == Kind::Deviation);
        fact.unwrap().subject.clone().try_into().unwrap()
    }

    /// A deviation investigated by QA-01 and closed by QA-02.
    #[track_caller]
    pub fn a_closed_deviation(&mut self) -> DeviationId {
        let deviation = self.a_deviation();
        self.stage.asks("QA-01", investigate(&deviation)).stands();
        self.stage.asks("QA-02", close(&deviation)).stands();
        deviation
    }
}

/// An immediate action.
pub fn contain(deviation: &DeviationId) -> ContainDeviation {
    let note = Some(Note(sealed(deviation)));
    ContainDeviation { deviation: deviation.clone(), action: "quarantined".parse().unwrap(), note }
}

/// An investigation that finds it major.
pub fn investigate(deviation: &DeviationId) -> InvestigateDeviation {
    InvestigateDeviation {
        deviation: deviation.clone(),
        cause: Note(sealed(deviation)),
        impact: Note(sealed(deviation)),
        severity: Severity::Major,
    }
}

/// A closing.
pub fn close(deviation: &DeviationId) -> CloseDeviation {
    CloseDeviation { deviation: deviation.clone(), conclusion: Note(sealed(deviation)) }
}
