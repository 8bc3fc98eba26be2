//! A sample as the facts about it make it.

use super::result::{Correction, Invalidation, TestResult};
use super::sample_events::{
    ResultCorrected, ResultEntered, ResultInvalidated, ResultReviewed, SampleEvent, SampleReceived,
    SampleTaken,
};
use super::verdict::Verdict;
use crate::fact::{At, Impossible, Subject};
use crate::id::{BatchId, PersonId};
use crate::index::{Index, Key};
use crate::signature::{Signature, Standing, standing, withdraw};
use crate::state::Summarise;
use crate::text::Code;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

crate::choice! {
    /// What a sample waits for.
    pub enum Waits {
        /// The laboratory has not received it.
        Receipt "sample-receipt",
        /// Something it serves has no valid result.
        Result "test-result",
        /// A result has not been reviewed as it stands.
        Review "result-review",
        /// Everything it serves is tested and reviewed.
        Nothing "nothing",
    }
}

/// A sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// How it was taken.
    pub taken: SampleTaken,
    /// The position of the entry that says so.
    pub position: u64,
    /// How it came to the laboratory; told twice, it is here twice.
    pub received: Vec<SampleReceived>,
    /// Every result, valid or not, in order of entry.
    pub results: Vec<TestResult>,
    /// Every review.
    pub reviews: Vec<Review>,
}

/// A review of the results of one attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Of which attribute.
    pub attribute: Code,
    /// The signature, which covers the results as they were.
    pub signature: Signature,
}

/// What lists show of a sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SampleSummary {
    /// Of which batch.
    pub batch: BatchId,
    /// The process's own name of the sample.
    pub code: Code,
    /// Taken in which round of its step.
    pub round: u32,
    /// When it was taken.
    pub taken: Timestamp,
    /// What it waits for.
    pub waits: Waits,
    /// Whether a valid result is out of specification.
    pub out_of_specification: bool,
}

impl Sample {
    /// A result, by attribute and round of the test.
    pub fn result(&self, attribute: &Code, round: u32) -> Option<&TestResult> {
        self.results.iter().find(|result| result.attribute == *attribute && result.round == round)
    }

    /// Every result of an attribute, in order of their rounds.
    pub fn results_of<'a>(&'a self, attribute: &Code) -> impl Iterator<Item = &'a TestResult> {
        self.results.iter().filter(move |result| result.attribute == *attribute)
    }

    /// The results of an attribute that have not been invalidated.
    pub fn valid<'a>(&'a self, attribute: &Code) -> impl Iterator<Item = &'a TestResult> {
        self.results_of(attribute).filter(|result| result.is_valid())
    }

    /// The round the next test of an attribute would be.
    pub fn next_round(&self, attribute: &Code) -> u32 {
        self.results_of(attribute).map(|result| result.round).max().unwrap_or(0) + 1
    }

    /// The worst verdict of the valid results of an attribute: a repeated test washes nothing out.
    pub fn verdict(&self, attribute: &Code) -> Option<Verdict> {
        self.valid(attribute).map(TestResult::verdict).max()
    }

    /// Positions of every entry about the results of an attribute: what a review signs for.
    pub fn entries(&self, attribute: &Code) -> Vec<u64> {
        self.results_of(attribute).flat_map(TestResult::positions).collect()
    }

    /// Who entered or corrected results of an attribute.
    pub fn tested<'a>(&'a self, attribute: &Code) -> impl Iterator<Item = &'a PersonId> {
        self.results_of(attribute).flat_map(TestResult::people)
    }

    /// Where the latest correction or invalidation of the entry at `position` stands.
    pub fn superseded_at(&self, position: u64) -> Option<u64> {
        let result = self.results.iter().find(|result| result.positions().contains(&position))?;
        result.positions().into_iter().filter(|at| *at > position).max()
    }

    /// Whether a review still stands.
    pub fn standing(&self, review: &Review) -> Standing {
        let others = self.reviews.iter().map(|review| &review.signature);
        standing(&review.signature, others, |position| self.superseded_at(position))
    }

    /// The signatures that can be withdrawn: of its reviews.
    pub fn signatures(&self) -> impl Iterator<Item = &Signature> {
        self.reviews.iter().map(|review| &review.signature)
    }

    /// The latest review of an attribute with its standing, if there is one.
    pub fn review(&self, attribute: &Code) -> Option<(&Review, Standing)> {
        let review = self.reviews.iter().rfind(|review| review.attribute == *attribute)?;
        Some((review, self.standing(review)))
    }

    /// Whether every result of an attribute has been reviewed as it stands (INV-QUALITY-4).
    pub fn is_reviewed(&self, attribute: &Code) -> bool {
        self.review(attribute).is_some_and(|(review, standing)| {
            let covered = |position: &u64| review.signature.covers(*position);
            standing.counts() && self.entries(attribute).iter().all(covered)
        })
    }

    /// What it waits for.
    pub fn waits(&self) -> Waits {
        let mut served = self.taken.attributes.iter();
        if self.received.is_empty() {
            Waits::Receipt
        } else if served.any(|attribute| self.valid(attribute).next().is_none()) {
            Waits::Result
        } else if self.results.iter().any(|result| !self.is_reviewed(&result.attribute)) {
            Waits::Review
        } else {
            Waits::Nothing
        }
    }

    fn find(&mut self, attribute: &Code, round: u32) -> Option<&mut TestResult> {
        let wanted =
            |result: &&mut TestResult| result.attribute == *attribute && result.round == round;
        self.results.iter_mut().find(wanted)
    }

    fn enter(&mut self, at: At, entered: &ResultEntered) -> Result<(), Impossible> {
        if self.result(&entered.attribute, entered.round).is_some() {
            return Err("this round of the test has a result");
        }
        self.results.push(TestResult::new(at, entered));
        Ok(())
    }

    fn correct(&mut self, at: At, corrected: &ResultCorrected) -> Result<(), Impossible> {
        let result = self.find(&corrected.attribute, corrected.round);
        let result = result.ok_or("there is no such result to correct")?;
        result.corrections.push(Correction::new(at, corrected));
        Ok(())
    }

    fn invalidate(&mut self, at: At, invalidated: &ResultInvalidated) -> Result<(), Impossible> {
        let result = self.find(&invalidated.attribute, invalidated.round);
        let result = result.ok_or("there is no such result to invalidate")?;
        if !result.is_valid() {
            return Err("the result was invalidated before");
        }
        result.invalidated = Some(Invalidation::new(at, invalidated));
        Ok(())
    }

    fn reviewed(&mut self, at: At, reviewed: &ResultReviewed) {
        let signature = reviewed.signed.at(at);
        self.reviews.push(Review { attribute: reviewed.attribute.clone(), signature });
    }
}

impl Subject for Sample {
    type Event = SampleEvent;
    type Summary = SampleSummary;

    fn begin(at: At, event: &SampleEvent) -> Option<Self> {
        let SampleEvent::Taken(taken) = event else { return None };
        Some(Self {
            taken: taken.clone(),
            position: at.position,
            received: Vec::new(),
            results: Vec::new(),
            reviews: Vec::new(),
        })
    }

    fn fold(&mut self, at: At, event: &SampleEvent) -> Result<(), Impossible> {
        match event {
            SampleEvent::Taken(_) => return Err("the sample was taken before"),
            SampleEvent::Received(received) => self.received.push(received.clone()),
            SampleEvent::ResultEntered(entered) => self.enter(at, entered)?,
            SampleEvent::ResultCorrected(corrected) => self.correct(at, corrected)?,
            SampleEvent::ResultReviewed(reviewed) => self.reviewed(at, reviewed),
            SampleEvent::ResultInvalidated(invalidated) => self.invalidate(at, invalidated)?,
            SampleEvent::SignatureWithdrawn(withdrawn) => {
                withdraw(self.reviews.iter_mut().map(|it| &mut it.signature), at, withdrawn)?;
            }
        }
        Ok(())
    }

    fn summary(&self) -> SampleSummary {
        let outside = |result: &TestResult| {
            result.is_valid() && result.verdict() == Verdict::OutOfSpecification
        };
        SampleSummary {
            batch: self.taken.batch.clone(),
            code: self.taken.code.clone(),
            round: self.taken.round,
            taken: self.taken.occurred,
            waits: self.waits(),
            out_of_specification: self.results.iter().any(outside),
        }
    }
}

impl Summarise for SampleSummary {
    fn closed(&self) -> bool {
        self.waits == Waits::Nothing
    }

    fn keys(&self, found_under: &mut dyn FnMut(Key)) {
        found_under(Key::of(Index::SampleOfBatch, &self.batch));
        if self.waits != Waits::Nothing {
            found_under(Key::new(Index::Waiting, self.waits.word()));
        }
    }
}
