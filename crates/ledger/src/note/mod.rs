//! Signed notes (C2SP signed-note): a text, a blank line, and one signature line a signer.
//!
//! ```text
//! centre.example/c01/1
//! 918273
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//!
//! — centre.example/c01/1 Az3grlgtzPICa5OS8npVmf1M…
//! ```
//!
//! Guarantees: the text of a note is available only as bytes to show until [`Note::verify`] has
//! found a good signature by a trusted key; one bad signature by a trusted key spoils the whole
//! note. Lines by keys nobody asked about, such as the cosignatures of witnesses, are kept as they
//! came.

mod cosignature;
mod key;
mod key_file;
mod sm2;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub use cosignature::{CosignerKey, CosigningKey};
pub use key::{KeyError, KeyId, KeyName, SigningKey, VerifierKey};
pub use key_file::{
    KeyFileError, create_cosigning_key_file, create_key_file, create_sm2_key_file,
    read_cosigning_key_file, read_key_file, read_sm2_key_file, rename_key_file,
    rename_sm2_key_file,
};
pub use sm2::{Sm2SigningKey, Sm2VerifierKey};

/// The longest note read: room for sixteen signatures of the largest kind in use.
const NOTE_BYTES_MAX: usize = 128 * 1024;
/// Opens every signature line: an em dash and a space.
const LINE_OPENING: &str = "\u{2014} ";

/// Why bytes are not a note, or a note is not to be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Longer than any note we read.
    #[error("a note of {0} bytes is longer than the {NOTE_BYTES_MAX} we read")]
    TooLong(usize),
    /// Not text, or with control characters.
    #[error("the note is not plain text: it is damaged, fetch or restore it again")]
    NotText,
    /// No blank line between text and signatures, or a line missing its end.
    #[error("the note has no text, blank line and signatures: it is damaged or cut")]
    Malformed,
    /// A signature line that does not follow the form.
    #[error("signature line {0} is malformed: expected `— <name> <base64>`")]
    SignatureLine(usize),
    /// A signature by a trusted key does not verify.
    #[error("the signature by `{0}` does not match the text: the note was changed after signing")]
    BadSignature(KeyName),
    /// No line by a trusted key.
    #[error("no signature by a trusted key: expected one of {0}")]
    Unsigned(String),
}

/// A line that is not a signature line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a signature line: expected `— <name> <base64>`")]
pub struct MalformedLine;

/// One signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureLine {
    name: KeyName,
    id: KeyId,
    signature: Vec<u8>,
}

impl SignatureLine {
    /// Whose key it claims to be by.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// The short identifier of that key.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The signature, in the form its kind of key has.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }
}

impl FromStr for SignatureLine {
    type Err = MalformedLine;

    fn from_str(line: &str) -> Result<Self, MalformedLine> {
        let rest = line.strip_prefix(LINE_OPENING).ok_or(MalformedLine)?;
        let (name, encoded) = rest.split_once(' ').ok_or(MalformedLine)?;
        let name = KeyName::new(name).map_err(|_| MalformedLine)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| MalformedLine)?;
        match bytes.split_first_chunk::<4>() {
            Some((id, signature)) if !signature.is_empty() => {
                Ok(Self { name, id: KeyId::from_bytes(*id), signature: signature.to_vec() })
            }
            _ => Err(MalformedLine),
        }
    }
}

impl fmt::Display for SignatureLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [self.id.to_bytes().as_slice(), &self.signature].concat();
        write!(f, "{LINE_OPENING}{} {}", self.name, STANDARD.encode(bytes))
    }
}

/// A text with signatures, not yet trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<SignatureLine>,
}

impl Note {
    /// Signs a text, which must end in a newline.
    pub fn sign(text: String, key: &SigningKey) -> Result<Self, NoteError> {
        if !text.ends_with('\n') || text.contains(|c: char| c.is_ascii_control() && c != '\n') {
            return Err(NoteError::NotText);
        }
        let signature = key.sign(text.as_bytes()).to_vec();
        let line = SignatureLine { name: key.name().clone(), id: key.id(), signature };
        Ok(Self { text, signatures: vec![line] })
    }

    /// Reads a note. Its text proves nothing before [`Note::verify`].
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > NOTE_BYTES_MAX {
            return Err(NoteError::TooLong(bytes.len()));
        }
        let note = std::str::from_utf8(bytes).map_err(|_| NoteError::NotText)?;
        if note.contains(|c: char| c.is_ascii_control() && c != '\n') {
            return Err(NoteError::NotText);
        }
        let blank = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let (text, lines) = note.split_at_checked(blank + 1).ok_or(NoteError::Malformed)?;
        let lines = lines.strip_prefix('\n').and_then(|lines| lines.strip_suffix('\n'));
        let signatures = lines
            .ok_or(NoteError::Malformed)?
            .split('\n')
            .enumerate()
            .map(|(n, line)| line.parse().map_err(|_| NoteError::SignatureLine(n + 1)))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// Adds a signature line made elsewhere, such as a witness's cosignature.
    pub fn add(&mut self, line: SignatureLine) {
        self.signatures.push(line);
    }

    /// Keeps the signature lines a caller wants, and drops the others.
    pub fn keep(&mut self, wanted: impl FnMut(&SignatureLine) -> bool) {
        self.signatures.retain(wanted);
    }

    /// The text, for showing only: nothing vouches for it yet.
    pub fn unverified_text(&self) -> &str {
        &self.text
    }

    /// All signature lines, known and unknown, in order.
    pub fn signatures(&self) -> &[SignatureLine] {
        &self.signatures
    }

    /// The text, once a trusted key vouches for it.
    ///
    /// Refuses: when a line by a trusted key does not verify, or there is none.
    pub fn verify(&self, trusted: &[VerifierKey]) -> Result<&str, NoteError> {
        let mut vouched = false;
        for line in &self.signatures {
            let known = |key: &&VerifierKey| key.name() == &line.name && key.id() == line.id;
            if let Some(key) = trusted.iter().find(known) {
                if !key.verifies(self.text.as_bytes(), &line.signature) {
                    return Err(NoteError::BadSignature(line.name.clone()));
                }
                vouched = true;
            }
        }
        if vouched {
            return Ok(&self.text);
        }
        let names: Vec<String> = trusted.iter().map(|key| format!("`{key}`")).collect();
        Err(NoteError::Unsigned(names.join(", ")))
    }
}

/// Whether trusted keys vouch for every one of these notes, as [`Note::verify`] has it for each.
///
/// Surprises: `false` does not say for which they do not; ask each note then.
pub fn all_verify<'a>(notes: impl IntoIterator<Item = &'a Note>, trusted: &[VerifierKey]) -> bool {
    let mut signed = Vec::new();
    for note in notes {
        let before = signed.len();
        for line in &note.signatures {
            let known = |key: &&VerifierKey| key.name() == &line.name && key.id() == line.id;
            if let Some(key) = trusted.iter().find(known) {
                signed.push((key, note.text.as_bytes(), line.signature.as_slice()));
            }
        }
        if signed.len() == before {
            return false;
        }
    }
    key::all_verify(&signed)
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}
