//! Checkpoints (C2SP tlog-checkpoint): the head of a log as a text to sign.
//!
//! Guarantees: one spelling for one head, so that equal checkpoints are equal bytes.

use std::fmt;
use std::str::FromStr;

use crate::note::{Note, NoteError, SigningKey, VerifierKey};
use crate::tree::NodeHash;

/// Opens the line that holds the root by SM3, of a log with the second suite.
const SM3: &str = "sm3 ";

/// Why a text is not a checkpoint, or not one to rely on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note around it does not hold.
    #[error("the checkpoint's note does not hold")]
    Note(#[from] NoteError),
    /// Not the three lines a checkpoint opens with.
    #[error("line {0} of the checkpoint is malformed: expected origin, size and base64 root")]
    Line(usize),
    /// The key of the second suite has no signature for just this text.
    #[error("the key of the second suite gave no signature: try again with other entries")]
    SecondSignature,
    /// Signed by a trusted key, but about another log.
    #[error("the checkpoint is about log `{found}`, not `{expected}`")]
    Origin {
        /// The log it is about.
        found: String,
        /// The log asked about.
        expected: String,
    },
}

/// What a log says of itself: who it is, how long it is, and the root over all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: NodeHash,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// The head of the log `origin`, which must be one non-empty line.
    pub fn new(origin: &str, size: u64, root: NodeHash) -> Result<Self, CheckpointError> {
        if !is_line(origin) {
            return Err(CheckpointError::Line(1));
        }
        Ok(Self { origin: origin.to_owned(), size, root, extensions: Vec::new() })
    }

    /// The same head with further lines, each non-empty. Monitors cannot audit these.
    pub fn with_extensions(mut self, lines: Vec<String>) -> Result<Self, CheckpointError> {
        if let Some(bad) = lines.iter().position(|line| !is_line(line)) {
            return Err(CheckpointError::Line(4 + bad));
        }
        self.extensions = lines;
        Ok(self)
    }

    /// Which log, and which generation of it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many entries it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root over them.
    pub fn root(&self) -> NodeHash {
        self.root
    }

    /// Lines beyond the three.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// The same head with the root of the same entries by SM3.
    pub fn with_sm3_root(mut self, root: NodeHash) -> Self {
        self.extensions.push(format!("{SM3}{}", root.to_base64()));
        self
    }

    /// The root by SM3; none of a log without the second suite.
    ///
    /// Refuses: a second such line, and one that holds no root.
    pub fn sm3_root(&self) -> Result<Option<NodeHash>, CheckpointError> {
        let mut found = None;
        for (line, text) in (4..).zip(&self.extensions) {
            let Some(root) = text.strip_prefix(SM3) else { continue };
            let root = NodeHash::parse_base64(root).ok().filter(|_| found.is_none());
            found = Some(root.ok_or(CheckpointError::Line(line))?);
        }
        Ok(found)
    }

    /// The checkpoint as a signed note.
    pub fn sign(&self, key: &SigningKey) -> Result<Note, NoteError> {
        Note::sign(self.to_string(), key)
    }

    /// Reads a signed checkpoint, of whichever log, that a trusted key vouches for.
    pub fn open(note: &[u8], trusted: &[VerifierKey]) -> Result<Self, CheckpointError> {
        Note::parse(note)?.verify(trusted)?.parse()
    }

    /// Reads a signed checkpoint of one log.
    pub fn open_of(
        origin: &str,
        note: &[u8],
        trusted: &[VerifierKey],
    ) -> Result<Self, CheckpointError> {
        let checkpoint = Self::open(note, trusted)?;
        if checkpoint.origin == origin {
            return Ok(checkpoint);
        }
        Err(CheckpointError::Origin { found: checkpoint.origin, expected: origin.to_owned() })
    }
}

fn is_line(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_ascii_control())
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root.to_base64())?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let lines = text.strip_suffix('\n').ok_or(CheckpointError::Line(1))?;
        let mut lines = lines.split('\n');
        let origin = lines.next().unwrap_or_default();
        let size = lines.next().ok_or(CheckpointError::Line(2))?;
        let size = size
            .parse::<u64>()
            .ok()
            .filter(|parsed| parsed.to_string() == size)
            .ok_or(CheckpointError::Line(2))?;
        let root = lines.next().and_then(|root| NodeHash::parse_base64(root).ok());
        let root = root.ok_or(CheckpointError::Line(3))?;
        let extensions = lines.map(str::to_owned).collect();
        Self::new(origin, size, root)?.with_extensions(extensions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE: &str =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    #[test]
    fn the_example_of_the_specification() {
        let checkpoint: Checkpoint = EXAMPLE.parse().unwrap();
        assert_eq!(checkpoint.origin(), "example.com/behind-the-sofa");
        assert_eq!(checkpoint.size(), 20_852_163);
        assert_eq!(checkpoint.to_string(), EXAMPLE);
        let oracle = tlog_tiles::Checkpoint::from_bytes(EXAMPLE.as_bytes()).unwrap();
        assert_eq!(oracle.hash().0, *checkpoint.root().as_bytes());
    }

    #[test]
    fn extension_lines_are_kept() {
        let text = format!("{EXAMPLE}one\ntwo\n");
        let checkpoint: Checkpoint = text.parse().unwrap();
        assert_eq!(checkpoint.extensions(), ["one", "two"]);
        assert_eq!(checkpoint.to_string(), text);
    }

    #[test]
    fn the_root_by_sm3_is_a_line_of_the_text() {
        let checkpoint: Checkpoint = EXAMPLE.parse().unwrap();
        assert_eq!(checkpoint.sm3_root(), Ok(None));
        let root = NodeHash::from_bytes([7; 32]);
        let both = checkpoint.with_sm3_root(root);
        let text = format!("{EXAMPLE}sm3 {}\n", root.to_base64());
        assert_eq!(both.to_string(), text);
        assert_eq!(text.parse::<Checkpoint>().unwrap().sm3_root(), Ok(Some(root)));
        let read = |text: String| text.parse::<Checkpoint>().unwrap().sm3_root();
        assert_eq!(read(format!("{EXAMPLE}one\nsm3 AAAA\n")), Err(CheckpointError::Line(5)));
        let again = format!("{text}sm3 {}\n", root.to_base64());
        assert_eq!(read(again), Err(CheckpointError::Line(5)), "which of two would it be");
        assert_eq!(read(format!("{EXAMPLE}sm3\n")), Ok(None), "a line that is another's");
    }

    #[test]
    fn damaged_texts_name_the_line() {
        let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
        for (text, line) in [
            (String::new(), 1),
            (format!("o\n1\n{root}"), 1),
            (format!("\n1\n{root}\n"), 1),
            (format!("o\n01\n{root}\n"), 2),
            (format!("o\n+1\n{root}\n"), 2),
            (format!("o\n18446744073709551616\n{root}\n"), 2),
            ("o\n1\nAAAA\n".to_owned(), 3),
            ("o\n1\n".to_owned(), 3),
            (format!("o\n1\n{root}\n\n"), 4),
            (format!("o\n1\n{root}\nx\n\n"), 5),
        ] {
            let parsed: Result<Checkpoint, _> = text.parse();
            assert_eq!(parsed, Err(CheckpointError::Line(line)), "{text:?}");
        }
    }
}
