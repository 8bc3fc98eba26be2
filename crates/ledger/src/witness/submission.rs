//! What is posted to a witness: where its knowledge ends, the proof from there, the checkpoint.
//!
//! ```text
//! old 20852014
//! PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
//!
//! example.com/behind-the-sofa
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//!
//! — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1M…
//! ```

use crate::tree::NodeHash;

/// The most lines a proof has.
const LINES_MAX: usize = 63;

/// Why bytes are no request to `add-checkpoint`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SubmissionError {
    /// The first line is not the old size.
    #[error("the first line is not `old <size>`")]
    Old,
    /// A line of the proof is no hash.
    #[error("line {0} is not a hash in base64")]
    Hash(usize),
    /// More lines than any proof has.
    #[error("a proof has at most {LINES_MAX} lines")]
    TooLong,
    /// No blank line ends the proof.
    #[error("no blank line stands between proof and checkpoint")]
    NoBlankLine,
    /// What follows is no signed checkpoint.
    #[error("the checkpoint is not a signed note of a tree's head")]
    Checkpoint,
}

/// A request to `add-checkpoint`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// The size the witness cosigned last.
    pub old: u64,
    /// The proof that the new tree begins with the old one.
    pub path: Vec<NodeHash>,
    /// The checkpoint, a signed note.
    pub checkpoint: Vec<u8>,
}

impl Submission {
    /// As it is posted.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("old {}\n", self.old);
        for hash in &self.path {
            text.push_str(&hash.to_base64());
            text.push('\n');
        }
        text.push('\n');
        [text.as_bytes(), &self.checkpoint].concat()
    }

    /// Reads what was posted.
    pub fn parse(request: &[u8]) -> Result<Self, SubmissionError> {
        let blank = request.windows(2).position(|pair| pair == b"\n\n");
        let blank = blank.ok_or(SubmissionError::NoBlankLine)?;
        let (head, checkpoint) =
            request.split_at_checked(blank + 2).ok_or(SubmissionError::NoBlankLine)?;
        let head = std::str::from_utf8(head).map_err(|_| SubmissionError::Old)?;
        let mut lines = head.trim_end_matches('\n').split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old "));
        let old = old
            .and_then(|size| size.parse::<u64>().ok().filter(|old| old.to_string() == size))
            .ok_or(SubmissionError::Old)?;
        let mut path = Vec::new();
        for (at, line) in lines.enumerate() {
            if at == LINES_MAX {
                return Err(SubmissionError::TooLong);
            }
            let hash = NodeHash::parse_base64(line).map_err(|_| SubmissionError::Hash(at + 2))?;
            path.push(hash);
        }
        Ok(Self { old, path, checkpoint: checkpoint.to_vec() })
    }
}
