//! The numbered points of a commit, writer and log together, where a test may kill or fail it.

use std::str::FromStr;

/// A point in the writer's round, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seam {
    /// 1: every waiting act is judged, nothing is written.
    Judged,
    /// 2: the checkpoint is signed in memory.
    Signed,
    /// 3: the transaction is open.
    InTransaction,
    /// 4: rows are written, nothing is durable.
    RowsWritten,
    /// 5: everything is durable, nobody knows.
    Durable,
    /// 6: the high-water mark is durable.
    Marked,
    /// 7: readers see it, nobody has been answered.
    Published,
}

impl Seam {
    /// Every seam, in order, with the word that names it on a command line.
    pub const ALL: &'static [(Seam, &'static str)] = &[
        (Seam::Judged, "judged"),
        (Seam::Signed, "signed"),
        (Seam::InTransaction, "in-transaction"),
        (Seam::RowsWritten, "rows-written"),
        (Seam::Durable, "durable"),
        (Seam::Marked, "marked"),
        (Seam::Published, "published"),
    ];
}

impl FromStr for Seam {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let words = || Self::ALL.iter().map(|(_, word)| *word).collect::<Vec<_>>().join(", ");
        Self::ALL
            .iter()
            .find(|(_, name)| *name == word)
            .map(|(seam, _)| *seam)
            .ok_or_else(|| format!("a seam is one of {}", words()))
    }
}

impl From<ledger::store::Seam> for Seam {
    fn from(seam: ledger::store::Seam) -> Self {
        match seam {
            ledger::store::Seam::BeforeTransaction => Self::Signed,
            ledger::store::Seam::InTransaction => Self::InTransaction,
            ledger::store::Seam::RowsWritten => Self::RowsWritten,
            ledger::store::Seam::AfterCommit => Self::Durable,
        }
    }
}

/// Called at each seam; an error makes the step fail there.
pub type Hook = std::sync::Arc<dyn Fn(Seam) -> Result<(), ledger::store::Injected> + Send + Sync>;

/// The hook of everyday: does nothing.
pub fn no_hook() -> Hook {
    std::sync::Arc::new(|_| Ok(()))
}
