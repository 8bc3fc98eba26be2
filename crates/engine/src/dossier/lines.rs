//! The lines of a dossier. Members are written in the order they are declared in.

use domain::id::{BatchId, SubjectId};
use domain::text::Digest;
use ledger::tree::NodeHash;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;

/// The version of the form.
pub(super) const VERSION: u32 = 1;

/// The first line.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub dossier: u32,
    pub batch: BatchId,
    pub log: String,
    pub key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heads: Option<u64>,
}

/// The signed checkpoint.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckpointLine {
    pub checkpoint: String,
}

/// An entry with its inclusion proof.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryLine {
    pub entry: u64,
    pub leaf: String,
    pub path: Path,
}

/// An earlier size of the log with its consistency proof.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BasisLine {
    pub basis: u64,
    pub path: Path,
}

/// The head of a subject with its inclusion proof to the sealed root.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HeadLine {
    pub head: SubjectId,
    pub n: u64,
    pub last: u64,
    pub index: u64,
    pub path: Path,
}

/// An object.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObjectLine {
    pub object: Digest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
}

/// A sealed text, opened or closed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldLine {
    pub field: u64,
    pub path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A paper made of what stands before it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentLine {
    pub document: String,
    pub lang: String,
    pub sw: String,
    pub base64: String,
}

/// The last line.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EndLine {
    pub end: Digest,
}

/// The hashes of a proof, base64 with padding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Path(pub Vec<NodeHash>);

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(NodeHash::to_base64))
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hashes: Vec<Cow<'de, str>> = Vec::deserialize(deserializer)?;
        let read = |text: &Cow<'_, str>| NodeHash::parse_base64(text);
        hashes
            .iter()
            .map(read)
            .collect::<Result<_, _>>()
            .map(Self)
            .map_err(serde::de::Error::custom)
    }
}

/// Any line.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(super) enum Line {
    Header(Header),
    Checkpoint(CheckpointLine),
    Entry(EntryLine),
    Basis(BasisLine),
    Head(HeadLine),
    Object(ObjectLine),
    Field(FieldLine),
    Document(DocumentLine),
    End(EndLine),
}

impl Line {
    /// Reads a line; `Err` says what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let kind = text.strip_prefix("{\"").and_then(|rest| rest.split_once('"'));
        let read = match kind.map_or("", |(kind, _)| kind) {
            "dossier" => serde_json::from_str(text).map(Self::Header),
            "checkpoint" => serde_json::from_str(text).map(Self::Checkpoint),
            "entry" => serde_json::from_str(text).map(Self::Entry),
            "basis" => serde_json::from_str(text).map(Self::Basis),
            "head" => serde_json::from_str(text).map(Self::Head),
            "object" => serde_json::from_str(text).map(Self::Object),
            "field" => serde_json::from_str(text).map(Self::Field),
            "document" => serde_json::from_str(text).map(Self::Document),
            "end" => serde_json::from_str(text).map(Self::End),
            _ => return Err("it is no line of a dossier".to_owned()),
        };
        let line = read.map_err(|error| format!("it cannot be read: {error}"))?;
        if line.written().as_deref() != Ok(text) {
            return Err("it is not written in the one way a line is written".to_owned());
        }
        Ok(line)
    }

    /// The line as it is written, without its newline.
    pub fn written(&self) -> Result<String, String> {
        serde_json::to_string(self).map_err(|error| error.to_string())
    }

    /// Which kinds come first.
    pub fn rank(&self) -> u8 {
        match self {
            Self::Header(_) => 0,
            Self::Checkpoint(_) => 1,
            Self::Entry(_) => 2,
            Self::Basis(_) => 3,
            Self::Head(_) => 4,
            Self::Object(_) => 5,
            Self::Field(_) => 6,
            Self::Document(_) => 7,
            Self::End(_) => 8,
        }
    }
}
