//! A laboratory for the tests of this room: people, a specification, and what they work on.

use super::{
    CloseDeviation, ContainDeviation, CorrectResult, EnterResult, InvalidateResult,
    InvestigateDeviation, OpenDeviation, ReceiveSample, ReviewResult, SampleCondition, SampleTaken,
};
use crate::id::{BatchId, DeviationId, Kind, SampleId, SubjectId};
use crate::index::Index;
use crate::people::{Qualify, Role};
use crate::process::Compiled;
use crate::refusal::Severity;
use crate::testing::{Stage, sealed};
use crate::text::{Digest, Note, Reason};
use ::process::model::{
    Acceptance, Attribute, AttributeFrom, Choice, Modality, Phase, Product, Sha256,
};
use ::process::words::Text;
use standards::reading::{Limits, Quantity};
use std::sync::Arc;

/// The hash the laboratory's process lies under.
pub const PROCESS: Digest = Digest([1; 32]);

/// A stage with a storekeeper, a laboratory and quality, and a specification.
pub struct Laboratory {
    /// Where they act.
    pub stage: Stage,
}

impl Laboratory {
    /// A centre with SK-01; QC-01, who tests by flow-cytometry; QC-02, who reviews; QA-01, QA-02.
    pub fn open() -> Self {
        let mut stage = Stage::open();
        stage.person("SK-01", &[Role::Storekeeper]);
        let analyst = stage.person("QC-01", &[Role::QcAnalyst]);
        stage.person("QC-02", &[Role::QcReviewer]);
        stage.person("QA-01", &[Role::QaReviewer]);
        stage.person("QA-02", &[Role::QaReviewer]);
        let qualify = Qualify {
            person: analyst,
            skill: "method/flow-cytometry".parse().unwrap(),
            until: "2027-12-31".parse().unwrap(),
        };
        stage.asks("QA-01", qualify).stands();
        stage.centre.shelve(PROCESS, Arc::new(process()));
        Self { stage }
    }

    /// A minor deviation about a lot, opened by SK-01.
    #[track_caller]
    pub fn a_deviation(&mut self) -> DeviationId {
        let about = self.stage.lot("transact", "2026-12-31", "SK-01").subject().clone();
        let description = self.stage.note(&about);
        let open = OpenDeviation {
            about: about.clone(),
            severity: Severity::Minor,
            description,
            step: None,
        };
        self.stage.tells("SK-01", open).stands();
        self.deviation_about(&about)
    }

    /// A deviation investigated by QA-01 and closed by QA-02.
    #[track_caller]
    pub fn a_closed_deviation(&mut self) -> DeviationId {
        let deviation = self.a_deviation();
        self.stage.asks("QA-01", investigate(&deviation)).stands();
        self.stage.asks("QA-02", close(&deviation)).stands();
        deviation
    }

    /// The first deviation about a subject.
    #[track_caller]
    pub fn deviation_about(&self, subject: &SubjectId) -> DeviationId {
        let about = subject.to_string();
        let first = self.stage.centre.found_under(Index::DeviationOf, &about).next();
        first.expect("there is no deviation about it").clone().try_into().unwrap()
    }

    /// A sample taken for some lines of the specification.
    #[track_caller]
    pub fn a_sample(&mut self, attributes: &[&str]) -> SampleId {
        self.a_sample_under(PROCESS, attributes)
    }

    /// A sample of a batch that runs on a given process.
    #[track_caller]
    pub fn a_sample_under(&mut self, process: Digest, attributes: &[&str]) -> SampleId {
        let number = self.stage.centre.of_kind(Kind::Sample).count() + 1;
        let sample = SampleId::new(&format!("S26-{number:04}")).unwrap();
        let taken = SampleTaken {
            batch: batch(),
            step: "harvest.sample".parse().unwrap(),
            round: 1,
            code: "release_sample".parse().unwrap(),
            attributes: attributes.iter().map(|attribute| attribute.parse().unwrap()).collect(),
            process,
            container: None,
            by: self.stage.find("SK-01"),
            occurred: self.stage.now,
        };
        self.stage.happens(&sample, taken);
        sample
    }

    /// A sample that QC-01 has received.
    #[track_caller]
    pub fn a_received_sample(&mut self, attributes: &[&str]) -> SampleId {
        let sample = self.a_sample(attributes);
        self.stage.asks("QC-01", receive(&sample)).stands();
        sample
    }
}

/// The batch every sample is of.
pub fn batch() -> BatchId {
    BatchId::new("B26-0001").unwrap()
}

/// Viability >= 70 %, endotoxin <= 0.50 EU/mL, VCN reported, sterility without growth.
pub fn process() -> Compiled {
    let limits = |json: &str| Some(serde_json::from_str::<Limits>(json).unwrap());
    let number = |unit: &str, decimals, limits| Acceptance::Number {
        unit: unit.parse().unwrap(),
        decimals,
        limits,
    };
    let choice =
        |code: &str, accepted| Choice { code: code.parse().unwrap(), name: text(code), accepted };
    let at_least = r#"{"low":{"at":"70","inclusive":true},"unit":"%"}"#;
    let at_most = r#"{"high":{"at":"0.5","inclusive":true},"unit":"[EU]/mL"}"#;
    Compiled {
        compiler: 1,
        text: Sha256::of(b"the text of the process"),
        id: "cart-cd19".into(),
        version: "1".into(),
        name: text("CAR-T"),
        product: Product {
            code: "CG-101".into(),
            name: text("CAR-T"),
            isbt128: None,
            modality: Modality::Autologous,
            storage: text("-150 Cel"),
            shelf_life: Quantity::new("12".parse().unwrap(), "mo".parse().unwrap()),
            in_use: None,
        },
        dose: None,
        inputs: Vec::new(),
        containers: Vec::new(),
        materials: Vec::new(),
        equipment: Vec::new(),
        rooms: Vec::new(),
        labels: Vec::new(),
        outputs: Vec::new(),
        operations: Vec::new(),
        specification: vec![
            line("viability", number("%", 1, limits(at_least))),
            line("endotoxin", number("[EU]/mL", 2, limits(at_most))),
            line("vcn", number("{copies}/{cell}", 2, None)),
            line(
                "sterility",
                Acceptance::Choice(vec![choice("no-growth", true), choice("growth", false)]),
            ),
        ],
    }
}

fn text(words: &str) -> Text {
    Text { zh: words.into(), en: words.into() }
}

fn line(id: &str, accept: Acceptance) -> Attribute {
    Attribute {
        id: id.into(),
        name: text(id),
        method: text("flow cytometry"),
        accept,
        phase: Phase::Release,
        from: AttributeFrom::Samples(vec!["release_sample".into()]),
        turnaround: None,
        source: "test".into(),
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

/// A reception in good condition.
pub fn receive(sample: &SampleId) -> ReceiveSample {
    let condition = SampleCondition::Acceptable;
    ReceiveSample { sample: sample.clone(), condition, note: None, reason: None }
}

/// A result by flow-cytometry, the reading as JSON.
pub fn enter(sample: &SampleId, attribute: &str, reading: &str) -> EnterResult {
    EnterResult {
        sample: sample.clone(),
        attribute: attribute.parse().unwrap(),
        reading: serde_json::from_str(reading).unwrap(),
        method: "flow-cytometry".parse().unwrap(),
        equipment: None,
        raw_data: Some(Digest([3; 32])),
    }
}

/// A correction, the reading as JSON.
pub fn correct(sample: &SampleId, attribute: &str, round: u32, reading: &str) -> CorrectResult {
    CorrectResult {
        sample: sample.clone(),
        attribute: attribute.parse().unwrap(),
        round,
        reading: serde_json::from_str(reading).unwrap(),
        reason: Reason(sealed(sample)),
    }
}

/// A review.
pub fn review(sample: &SampleId, attribute: &str) -> ReviewResult {
    ReviewResult { sample: sample.clone(), attribute: attribute.parse().unwrap() }
}

/// A setting aside.
pub fn invalidate(
    sample: &SampleId,
    attribute: &str,
    round: u32,
    deviation: &DeviationId,
) -> InvalidateResult {
    InvalidateResult {
        sample: sample.clone(),
        attribute: attribute.parse().unwrap(),
        round,
        deviation: deviation.clone(),
        reason: Reason(sealed(sample)),
    }
}
