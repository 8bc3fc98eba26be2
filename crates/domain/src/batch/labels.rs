//! The labels of a batch: printed, and accounted for.

use super::{Batch, Counted};
use process::words::LabelId;

/// What became of one kind of label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Labels {
    /// How many were printed.
    pub printed: u32,
    /// How many of them a count has accounted for.
    pub accounted: Option<u32>,
    /// How many had been printed at the latest count.
    pub counted_at: u32,
}

impl Labels {
    /// Whether every one that was printed has been looked for since the last was printed.
    ///
    /// Whether all were found is another matter: if not, that is a deviation.
    pub fn is_reconciled(self) -> bool {
        self.printed == 0 || (self.accounted.is_some() && self.counted_at == self.printed)
    }
}

impl Batch {
    /// How the labels of one kind stand over the whole batch.
    pub fn labels(&self, label: &LabelId) -> Labels {
        let prints = self.steps.values().flat_map(|record| &record.prints);
        let printed = prints
            .filter(|it| it.label == *label)
            .fold(0u32, |sum, it| sum.saturating_add(it.count));
        let counts = self.steps.values().flat_map(|record| &record.counts);
        let latest = counts.filter(|it| it.label == *label).max_by_key(|it| it.mark.position);
        Labels {
            printed,
            accounted: latest.map(Counted::accounted),
            counted_at: latest.map_or(0, |it| it.printed),
        }
    }
}

impl Counted {
    /// How many labels this count has accounted for.
    pub fn accounted(&self) -> u32 {
        self.used.saturating_add(self.destroyed).saturating_add(self.spare)
    }
}
