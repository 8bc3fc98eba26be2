//! Three witnesses to every entry: its bytes, the hash its commit recorded, the hash in its tile.

use super::Fault;
use crate::tiles::Tile;
use crate::tree::LeafHash;

/// What is known of one position. `None` where the witness is absent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Witnesses {
    /// The hash of the bytes there are.
    pub computed: Option<LeafHash>,
    /// The hash in the commit.
    pub recorded: Option<LeafHash>,
    /// The hash in the full tile.
    pub tiled: Option<LeafHash>,
}

impl Witnesses {
    /// The hash to go on with: what two agree on, else what the commit recorded.
    pub(super) fn hash(&self) -> LeafHash {
        let two = if self.computed.is_some() && self.computed == self.tiled {
            self.computed
        } else {
            self.recorded.or(self.tiled).or(self.computed)
        };
        two.unwrap_or(LeafHash::from_bytes([0; 32]))
    }

    /// Tells every fault at this position, `slot` of `tile`.
    pub(super) fn judge(&self, tile: Tile, slot: u16, mut tell: impl FnMut(Fault)) {
        let hash = self.hash();
        match self.computed {
            None => tell(Fault::EntryMissing),
            Some(computed) if computed != hash => tell(Fault::EntryChanged),
            Some(_) => {}
        }
        if self.recorded.is_some_and(|recorded| recorded != hash) {
            tell(Fault::LeafHashChanged);
        }
        if self.tiled.is_some_and(|tiled| tiled != hash) {
            tell(Fault::TileChanged { tile, slot });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(computed: u8, recorded: u8, tiled: u8) -> Vec<Fault> {
        let hash = |n: u8| (n != 0).then_some(LeafHash::from_bytes([n; 32]));
        let [computed, recorded, tiled] = [computed, recorded, tiled].map(hash);
        let mut faults = Vec::new();
        let tile = Tile::full(0, 3);
        Witnesses { computed, recorded, tiled }.judge(tile, 9, |fault| faults.push(fault));
        faults
    }

    #[test]
    fn the_one_that_stands_alone_is_named() {
        let tile = Fault::TileChanged { tile: Tile::full(0, 3), slot: 9 };
        assert_eq!(faults(1, 1, 1), []);
        assert_eq!(faults(1, 1, 0), []);
        assert_eq!(faults(2, 1, 1), [Fault::EntryChanged]);
        assert_eq!(faults(2, 1, 0), [Fault::EntryChanged]);
        assert_eq!(faults(1, 2, 1), [Fault::LeafHashChanged]);
        assert_eq!(faults(1, 1, 2), std::slice::from_ref(&tile));
        assert_eq!(faults(0, 1, 1), [Fault::EntryMissing]);
        assert_eq!(faults(0, 0, 0), [Fault::EntryMissing]);
        assert_eq!(faults(1, 2, 3), [Fault::EntryChanged, tile]);
        // No commit: told by position elsewhere, the entry is held to its tile.
        assert_eq!(faults(2, 0, 1), [Fault::EntryChanged]);
    }
}
