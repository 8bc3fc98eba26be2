//! What can be signed for several things in one go.

use super::super::frame::Place;
use crate::lang::{Text, Texts};
use domain::batch::{ReaffirmSteps, VerifySteps};
use domain::command::Command;
use domain::id::BatchId;
use domain::quality::ReviewResults;
use domain::together::Together;
use std::str::FromStr;

/// What is signed, and of what kind the things are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Steps, as a second person.
    Verify,
    /// Results of lines of the specification.
    Review,
    /// Steps on which one's signature was superseded.
    Reaffirm,
}

impl What {
    /// All of it.
    pub const ALL: [Self; 3] = [Self::Verify, Self::Review, Self::Reaffirm];

    /// The word in an address.
    pub fn word(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Review => "review",
            Self::Reaffirm => "reaffirm",
        }
    }

    /// What its signing panel is called.
    pub fn title(self, t: Texts) -> Text {
        t.label(match self {
            Self::Verify => "together-title-verify",
            Self::Review => "together-title-review",
            Self::Reaffirm => "together-title-reaffirm",
        })
    }

    /// The words on the button that goes on with what was ticked.
    pub fn go_on(self, t: Texts) -> Text {
        t.label(match self {
            Self::Verify => "together-verify",
            Self::Review => "together-review",
            Self::Reaffirm => "together-reaffirm",
        })
    }

    /// Its field that names the things.
    pub fn field(self) -> &'static str {
        match self {
            Self::Verify | Self::Reaffirm => "steps",
            Self::Review => "results",
        }
    }

    /// The page where such things wait.
    pub fn queue(self) -> &'static str {
        match self {
            Self::Verify | Self::Reaffirm => "/verify",
            Self::Review => "/samples",
        }
    }

    /// Where the page stands among the others.
    pub fn place(self) -> Place {
        match self {
            Self::Verify | Self::Reaffirm => Place::Batches,
            Self::Review => Place::Testing,
        }
    }

    /// What the signer is to it.
    pub fn part(self, t: Texts) -> Text {
        t.label(match self {
            Self::Verify => "sign-verifier",
            Self::Review => "sample-reviewer",
            Self::Reaffirm => "sign-reaffirm",
        })
    }

    /// The address of its signing panel for a batch.
    pub fn path(self, batch: &BatchId) -> String {
        format!("/batch/{}/together/{}", batch.key(), self.word())
    }

    /// The act on these things, with the single acts it stands for; none if one cannot be read.
    pub fn command(self, batch: &BatchId, things: &[String]) -> Option<(Command, Together)> {
        let batch = batch.clone();
        Some(match self {
            Self::Verify => {
                let several = VerifySteps { batch, steps: read(things)? };
                let together = several.together();
                (several.into(), together)
            }
            Self::Review => {
                let several = ReviewResults { batch, results: read(things)? };
                let together = several.together();
                (several.into(), together)
            }
            Self::Reaffirm => {
                let several = ReaffirmSteps { batch, steps: read(things)? };
                let together = several.together();
                (several.into(), together)
            }
        })
    }
}

impl FromStr for What {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|what| what.word() == word).ok_or(())
    }
}

fn read<T: FromStr>(things: &[String]) -> Option<Vec<T>> {
    things.iter().map(|thing| thing.parse().ok()).collect()
}
