//! The form of an entry: two JSON lines. Specified in `docs/entry-format.md`.
//!
//! Line 1 is what was said: fixed before signing, independent of position. Line 2 is what the
//! centre made of it. The bytes written are the bytes hashed, read and checked; nothing is ever
//! encoded a second time.

#[cfg(test)]
mod tests;

use domain::act::{ActId, Meaning, Said, Strength};
use domain::fact::{Fact, FactError, Wire};
use domain::id::{PersonId, StationId, SubjectId};
use domain::people::Role;
use domain::refusal::Finding;
use domain::text::{Code, Digest, Encoded, Sealed};
use domain::time::Timestamp;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer as _, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use standards::webauthn::Assertion;
use std::borrow::Cow;

/// The version of the entry form this build writes and reads.
pub const VERSION: u32 = 1;

/// Line 1: what was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaidLine {
    /// Version of the entry form.
    pub v: u32,
    /// Origin of the log with its generation, so that nothing can be replayed into another.
    pub log: String,
    /// The client's id of the act.
    pub id: ActId,
    /// The action.
    pub is: String,
    /// The action's version.
    pub iv: u32,
    /// Asked or told.
    pub said: Said,
    /// Who.
    pub by: PersonId,
    /// In which role.
    #[serde(rename = "as")]
    pub role: Role,
    /// At which tablet or terminal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<StationId>,
    /// When it happened, as claimed.
    pub occurred: Timestamp,
    /// The IANA name of the zone the person was in.
    pub tz: String,
    /// The command, its free text sealed.
    pub with: Map<String, Value>,
    /// What was signed; absent when the act is attributed to a session only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign: Option<SignLine>,
    /// Drawn by the server, used once.
    pub nonce: String,
}

/// The signed part of line 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignLine {
    /// What the signature means.
    pub means: Meaning,
    /// The signer's printed name, sealed.
    pub name: Sealed,
    /// Leaf hashes of the entries signed for, hexadecimal.
    pub covers: Vec<String>,
    /// What the signing panel showed, if it came from a page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Shown>,
    /// The published log the panel was made from.
    pub basis: Basis,
}

/// What a signing panel showed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    /// Which view, with its version.
    pub view: String,
    /// In which language.
    pub lang: String,
    /// Hash of the text, kept as an object.
    pub sha256: Digest,
}

/// A published state of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// How many entries it had.
    pub size: u64,
    /// Its root, hexadecimal.
    pub root: String,
}

/// One subject an entry is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The subject.
    pub s: SubjectId,
    /// The how-manieth entry about it this is, from 1.
    pub n: u64,
    /// Position of the one before; absent on the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<u64>,
}

/// One subject a decision consulted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Read {
    /// The subject.
    pub s: SubjectId,
    /// The ordinal it was read at.
    pub n: u64,
}

/// How it is known who said line 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Proof {
    /// The server attests that the session of this person was open.
    Session {},
    /// The server attests that this person's password was given for this very act.
    Password {
        /// How the password was checked.
        checked: String,
    },
    /// The server attests that this person's badge opened the session at a registered station, and that
    /// their PIN was given for this very act.
    BadgePin {
        /// How the PIN was checked.
        checked: String,
        /// At which station.
        station: StationId,
    },
    /// The key enrolled at that position signed line 1: anybody who has it can check.
    Passkey {
        /// The credential's id.
        cred: Encoded,
        /// Position of the entry that enrolled the key.
        enrolled: u64,
        /// The authenticator's data.
        auth: Encoded,
        /// What the browser says it was asked: JSON, as the browser wrote it.
        client: Encoded,
        /// The signature over both.
        sig: Encoded,
    },
    /// The server attests that the code of an invitation was given, which it had handed out.
    Invitation {
        /// Position of the entry of the invitation.
        invited: u64,
    },
    /// The server attests that an access token of this person was shown.
    Token {
        /// The number the token goes by.
        token: Code,
    },
    /// The server attests that it did this itself, and nobody asked it to.
    System {},
}

impl Proof {
    /// What a signature proven so rests on; `None` if it proves no signature.
    pub fn strength(&self) -> Option<Strength> {
        match self {
            Self::Session {} | Self::System {} | Self::Invitation { .. } | Self::Token { .. } => {
                None
            }
            Self::BadgePin { .. } => Some(Strength::BadgeAndPin),
            Self::Password { .. } => Some(Strength::Password),
            Self::Passkey { auth, client, sig, .. } => {
                let (authenticator, client, signature) =
                    (auth.bytes(), client.bytes(), sig.bytes());
                let assertion = Assertion {
                    authenticator: &authenticator,
                    client: &client,
                    signature: &signature,
                };
                let synced = assertion.unchecked().ok()?.flags.backup_eligible();
                Some(if synced { Strength::SyncedKey } else { Strength::BoundKey })
            }
        }
    }
}

/// The challenge a passkey signs: it stands for line 1, to the byte.
pub fn challenge(said: impl AsRef<[u8]>) -> [u8; 32] {
    Sha256::new().chain_update(b"centrosome/act/v1\n").chain_update(said).finalize().into()
}

/// Line 2 as it is written.
#[derive(Debug, Serialize)]
pub struct MadeLine<'a> {
    /// When the writer took it down.
    pub recorded: Timestamp,
    /// The build that decided.
    pub sw: &'a str,
    /// The writer's term.
    pub term: u64,
    /// The subjects of the facts, each with its ordinal and the position before.
    pub about: &'a [About],
    /// What the decision consulted.
    pub read: Vec<Read>,
    /// What was established.
    pub facts: &'a [Fact],
    /// Which rules were broken.
    #[serde(skip_serializing_if = "<[Finding]>::is_empty")]
    pub findings: &'a [Finding],
    /// How it is known who said line 1.
    pub proof: &'a Proof,
}

/// Line 2 as it is read, facts not yet decoded.
pub type MadeRead<'a> = Made<Wire<'a>>;

/// Line 2 as it is read, with its facts as an `F` each.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made<F> {
    /// When the writer took it down.
    pub recorded: Timestamp,
    /// The build that decided.
    pub sw: String,
    /// The writer's term.
    pub term: u64,
    /// The subjects of the facts.
    pub about: Vec<About>,
    /// What the decision consulted.
    pub read: Vec<Read>,
    /// What was established.
    pub facts: Vec<F>,
    /// Which rules were broken.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// How it is known who said line 1.
    pub proof: Proof,
}

/// The part of line 2 that replay needs.
#[derive(Debug, Deserialize)]
struct Replayed<F> {
    recorded: Timestamp,
    facts: Vec<F>,
}

/// The part of line 2 that refolding one subject needs, facts left as text.
#[derive(Debug, Deserialize)]
struct Chained<'a> {
    recorded: Timestamp,
    about: Vec<About>,
    #[serde(borrow)]
    facts: Vec<&'a RawValue>,
}

/// Why bytes are no entry.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// Not two lines of text.
    #[error("an entry is two lines of UTF-8 joined by one newline")]
    NotTwoLines,
    /// Line 1 cannot be read.
    #[error("read line 1")]
    Line1(#[source] serde_json::Error),
    /// Line 2 cannot be read.
    #[error("read line 2")]
    Line2(#[source] serde_json::Error),
    /// A fact cannot be read.
    #[error("read the facts")]
    Fact(#[source] FactError),
}

/// Bytes that a line takes but seldom.
const USUAL_BYTES: usize = 1024;

/// The two lines of a leaf.
pub fn lines(leaf: &[u8]) -> Result<(&str, &str), EntryError> {
    let text = std::str::from_utf8(leaf).map_err(|_| EntryError::NotTwoLines)?;
    let (said, made) = text.split_once('\n').ok_or(EntryError::NotTwoLines)?;
    if made.contains('\n') {
        return Err(EntryError::NotTwoLines);
    }
    Ok((said, made))
}

/// Joins the two lines to a leaf.
pub fn leaf(said: &[u8], made: &MadeLine<'_>) -> Result<Vec<u8>, serde_json::Error> {
    let mut leaf = Vec::with_capacity(said.len() + USUAL_BYTES);
    leaf.extend_from_slice(said);
    leaf.push(b'\n');
    serde_json::to_writer(&mut leaf, made)?;
    Ok(leaf)
}

/// Reads line 1.
pub fn said(leaf: &[u8]) -> Result<SaidLine, EntryError> {
    said_line(lines(leaf)?.0)
}

/// As [`said`], of the line itself.
pub fn said_line(line: &str) -> Result<SaidLine, EntryError> {
    serde_json::from_str(line).map_err(EntryError::Line1)
}

/// Reads line 2 whole.
pub fn made(leaf: &[u8]) -> Result<MadeRead<'_>, EntryError> {
    serde_json::from_str(lines(leaf)?.1).map_err(EntryError::Line2)
}

/// Reads line 2 whole, facts and all.
pub fn made_line(line: &str) -> Result<Made<Fact>, EntryError> {
    if let Ok(made) = serde_json::from_str(line) {
        return Ok(made);
    }
    // Not as the writer writes it: read in two steps, it may do, or it is told what is wrong.
    let made: MadeRead<'_> = serde_json::from_str(line).map_err(EntryError::Line2)?;
    let facts = facts(&made.facts)?;
    let Made { recorded, sw, term, about, read, facts: _, findings, proof } = made;
    Ok(Made { recorded, sw, term, about, read, facts, findings, proof })
}

/// Reads what replay needs: the time and the facts.
pub fn replayed(leaf: &[u8]) -> Result<(Timestamp, Vec<Fact>), EntryError> {
    let line = lines(leaf)?.1;
    if let Ok(Replayed { recorded, facts }) = serde_json::from_str(line) {
        return Ok((recorded, facts));
    }
    let line: Replayed<Wire<'_>> = serde_json::from_str(line).map_err(EntryError::Line2)?;
    Ok((line.recorded, facts(&line.facts)?))
}

fn facts(wires: &[Wire<'_>]) -> Result<Vec<Fact>, EntryError> {
    wires.iter().map(Wire::fact).collect::<Result<_, _>>().map_err(EntryError::Fact)
}

/// What an entry is called by: who did what, about what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Who.
    pub by: PersonId,
    /// The action.
    pub is: String,
    /// Whether it was told rather than asked.
    pub told: bool,
    /// Whether it is signed.
    pub signed: bool,
    /// What it established facts about.
    pub about: Vec<SubjectId>,
    /// Whether it broke a rule.
    pub findings: bool,
}

/// Reads what an entry is called by, and nothing else of it.
pub fn heading(leaf: &[u8]) -> Result<Heading, EntryError> {
    #[derive(Deserialize)]
    struct First {
        is: String,
        said: domain::act::Said,
        by: PersonId,
        #[serde(default)]
        sign: Option<IgnoredAny>,
    }
    #[derive(Deserialize)]
    struct Second {
        about: Vec<Subject>,
        #[serde(default)]
        findings: Vec<IgnoredAny>,
    }
    #[derive(Deserialize)]
    struct Subject {
        s: SubjectId,
    }
    let (said, made) = lines(leaf)?;
    let said: First = serde_json::from_str(said).map_err(EntryError::Line1)?;
    let made: Second = serde_json::from_str(made).map_err(EntryError::Line2)?;
    Ok(Heading {
        by: said.by,
        is: said.is,
        told: said.said == domain::act::Said::Tell,
        signed: said.sign.is_some(),
        about: made.about.into_iter().map(|about| about.s).collect(),
        findings: !made.findings.is_empty(),
    })
}

/// Reads the position of the entry about a subject before this one.
pub fn before(leaf: &[u8], subject: &SubjectId) -> Result<Option<u64>, EntryError> {
    #[derive(Deserialize)]
    struct Made {
        about: Vec<About>,
    }
    let made: Made = serde_json::from_str(lines(leaf)?.1).map_err(EntryError::Line2)?;
    Ok(made.about.into_iter().find(|about| about.s == *subject).and_then(|about| about.prev))
}

/// Reads when the writer took an entry down.
pub fn recorded(leaf: &[u8]) -> Result<Timestamp, EntryError> {
    #[derive(Deserialize)]
    struct Recorded {
        recorded: Timestamp,
    }
    let line: Recorded = serde_json::from_str(lines(leaf)?.1).map_err(EntryError::Line2)?;
    Ok(line.recorded)
}

/// Reads what concerns one subject: when, its facts, and the position of the entry before.
pub fn chained(
    leaf: &[u8],
    subject: &SubjectId,
) -> Result<(Timestamp, Vec<Fact>, Option<u64>), EntryError> {
    let line: Chained<'_> = serde_json::from_str(lines(leaf)?.1).map_err(EntryError::Line2)?;
    let prev = line.about.iter().find(|about| about.s == *subject).and_then(|about| about.prev);
    let mut facts = Vec::new();
    for raw in line.facts {
        let wire: Wire<'_> = serde_json::from_str(raw.get()).map_err(EntryError::Line2)?;
        if wire.s == *subject {
            facts.push(wire.fact().map_err(EntryError::Fact)?);
        }
    }
    Ok((line.recorded, facts, prev))
}

/// Every sealed text of an entry, with the path where it stands in line 1.
pub fn sealed_in(said: &SaidLine) -> Vec<(String, Sealed)> {
    let fields = said.with.iter().filter_map(|(field, value)| {
        // What only looks like a sealed text is none: the command does not read it as one either.
        let sealed = value.get("$sealed").and_then(|_| Sealed::deserialize(value).ok())?;
        Some((format!("with.{field}"), sealed))
    });
    let name = said.sign.iter().map(|sign| ("sign.name".to_owned(), sign.name.clone()));
    fields.chain(name).collect()
}

/// The act's id at the front of a leaf, without reading the rest.
pub fn act_id(leaf: &[u8]) -> Option<[u8; 16]> {
    let mut found = None;
    let mut line = serde_json::Deserializer::from_slice(leaf);
    // Reading stops at the id with an error, unless the id stands last.
    let _stopped = line.deserialize_map(FindId(&mut found));
    found.map(|id: ActId| id.0)
}

/// Reads an object up to its id.
struct FindId<'a>(&'a mut Option<ActId>);

impl<'de> Visitor<'de> for FindId<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("line 1 of an entry")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut line: A) -> Result<(), A::Error> {
        while let Some(name) = line.next_key::<Cow<'de, str>>()? {
            if name == "id" {
                *self.0 = Some(line.next_value()?);
                return Ok(());
            }
            line.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// The part of line 1 that can name objects, the command left as text.
#[derive(Debug, Deserialize)]
pub(crate) struct Naming<'a> {
    /// The action.
    #[serde(borrow)]
    pub is: Cow<'a, str>,
    /// The command.
    #[serde(borrow)]
    pub with: &'a RawValue,
    /// What was shown on the signing panel.
    #[serde(default)]
    pub sign: Option<NamingSign>,
}

/// The part of a signature that can name an object.
#[derive(Debug, Deserialize)]
pub(crate) struct NamingSign {
    /// What the signing panel showed.
    #[serde(default)]
    pub shown: Option<Shown>,
}

/// Reads what of line 1 can name objects.
pub(crate) fn naming(leaf: &[u8]) -> Result<Naming<'_>, EntryError> {
    serde_json::from_str(lines(leaf)?.0).map_err(EntryError::Line1)
}

/// Whether the client said when its act happened, or left that to the moment it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurred {
    /// The client said so.
    Said,
    /// The door took the moment the act arrived: a retry arrives at another.
    Arrival,
}

impl SaidLine {
    /// Line 1 as it is hashed.
    pub fn written(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut line = Vec::with_capacity(USUAL_BYTES);
        serde_json::to_writer(&mut line, self)?;
        Ok(line)
    }

    /// Whether `retry` says the same, nonce and basis aside: what must be so for a second act of
    /// one id to be a retry of the first.
    pub fn same_act(&self, retry: &SaidLine, occurred: Occurred) -> bool {
        let other = retry;
        let means = |line: &SaidLine| line.sign.as_ref().map(|sign| sign.means);
        self.id == other.id
            && self.is == other.is
            && self.iv == other.iv
            && self.said == other.said
            && self.by == other.by
            && self.role == other.role
            && self.at == other.at
            && (occurred == Occurred::Arrival || self.occurred == other.occurred)
            && self.with == other.with
            && means(self) == means(other)
    }
}
