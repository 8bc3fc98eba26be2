//! What a page shows of a deviation.

use super::super::eye::{Clear, Eye};
use super::super::naming::Voice;
use super::super::offer::{Offer, unwritten};
use super::super::sentence::{self, Sentence};
use super::super::signed;
use crate::lang::Text;
use crate::parts::{self, Sign};

use domain::command::Command;
use domain::id::{DeviationId, SubjectId};
use domain::quality::{
    CloseDeviation, ContainDeviation, Deviation, DeviationState, InvestigateDeviation,
};
use domain::refusal::{Severity, Stop};
use domain::text::{Note, Sealed};

/// A deviation.
pub struct View {
    /// Which.
    pub id: DeviationId,
    /// Where it stands.
    pub state: DeviationState,
    /// How grave.
    pub severity: Severity,
    /// What it is about, and whatever else it touches, each with what pages call it.
    pub about: Vec<(SubjectId, String)>,
    /// The step of the batch it arose in.
    pub step: Option<String>,
    /// When it happened.
    pub occurred: String,
    /// Whose act opened it.
    pub by: String,
    /// The entry that opened it.
    pub position: u64,
    /// The rules that were broken.
    pub findings: Vec<(Severity, parts::Reason)>,
    /// What a person saw.
    pub description: Option<Clear>,
    /// The immediate actions.
    pub contained: Vec<Containment>,
    /// Cause, impact and how grave it proved, once they are known.
    pub investigated: Option<(Clear, Clear, Severity, Sign)>,
    /// The conclusion, once it is closed.
    pub closed: Option<(Clear, Sign)>,
    /// Taking an immediate action.
    pub contain: Offer,
    /// Establishing cause and impact.
    pub investigate: Offer,
    /// Closing it.
    pub close: Offer,
    /// Its entries, the newest first.
    pub history: Vec<Sentence>,
}

/// An immediate action that was taken.
pub struct Containment {
    /// Which.
    pub action: String,
    /// What was added.
    pub note: Option<Clear>,
    /// By whom.
    pub by: String,
    /// When.
    pub when: String,
}

impl View {
    /// The deviation as the person at the page may see it.
    pub fn of(eye: &Eye<'_>, id: &DeviationId) -> Result<Self, Stop> {
        let deviation: &Deviation = eye.desk.state(id.subject())?;
        let opened = &deviation.opened;
        let open = |sealed: &Sealed| eye.open(id.subject(), sealed);
        let note = || Note(unwritten(id.subject()));
        let named = |subject: &SubjectId| (subject.clone(), eye.name(subject));
        let voice = Voice::about(eye, [&opened.about]);
        let finding = |finding| voice.part(finding);
        let label = |key: &str| -> Text { eye.t.label(key) };
        let sign = |key: &str, signed: &domain::signature::Signed| {
            let these = deviation.signatures.iter();
            let found = these.rev().find(|it| it.by == signed.by && it.means == signed.means);
            found.map(|signature| signed::standing(eye, label(key), signature))
        };
        let investigated = deviation.investigated.as_ref().and_then(|found| {
            let sign = sign("deviation-investigated-by", &found.signed)?;
            Some((open(&found.cause.0), open(&found.impact.0), found.severity, sign))
        });
        let closed = deviation.closed.as_ref().and_then(|closed| {
            Some((open(&closed.conclusion.0), sign("deviation-closed-by", &closed.signed)?))
        });
        let offer = |command| Offer::of(eye, command);
        Ok(Self {
            id: id.clone(),
            state: deviation.state(),
            severity: deviation.severity(),
            about: std::iter::once(&opened.about).chain(&opened.touches).map(named).collect(),
            step: opened.step.as_ref().map(|step| voice.step(step.as_str())),
            occurred: eye.moment(opened.occurred),
            by: eye.code(&opened.by),
            position: deviation.position,
            findings: opened.findings.iter().map(|it| (it.severity, finding(it))).collect(),
            description: opened.description.as_ref().map(|it| open(&it.0)),
            contained: deviation
                .contained
                .iter()
                .map(|it| Containment {
                    action: it.action.to_string(),
                    note: it.note.as_ref().map(|note| open(&note.0)),
                    by: eye.code(&it.by),
                    when: eye.moment(it.occurred),
                })
                .collect(),
            investigated,
            closed,
            contain: offer(Command::ContainDeviation(ContainDeviation {
                deviation: id.clone(),
                action: super::code("measured-again")?,
                note: None,
            }))?,
            investigate: offer(Command::InvestigateDeviation(InvestigateDeviation {
                deviation: id.clone(),
                cause: note(),
                impact: note(),
                severity: deviation.severity(),
            }))?,
            close: offer(Command::CloseDeviation(CloseDeviation {
                deviation: id.clone(),
                conclusion: note(),
            }))?,
            history: sentence::at(eye, &deviation.entries).into_iter().rev().collect(),
        })
    }
}
