//! Chance that can be thrown again: the same seed gives the same throws.

use super::world::World;
use crate::id::{Kind, SubjectId};

/// A sequence of throws (splitmix64).
pub struct Dice(u64);

impl Dice {
    /// Dice that always fall the same for one seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `end` - 1.
    pub fn below(&mut self, end: u32) -> u32 {
        u32::try_from(self.throw() % u64::from(end.max(1))).unwrap()
    }

    /// Whether something with so many chances in a hundred happens.
    pub fn chance(&mut self, in_a_hundred: u32) -> bool {
        self.below(100) < in_a_hundred
    }

    /// One of several, if there is any.
    pub fn one_of<T: Clone>(&mut self, several: &[T]) -> Option<T> {
        let at = self.below(u32::try_from(several.len()).unwrap());
        several.get(usize::try_from(at).unwrap()).cloned()
    }

    /// A subject of a kind, as its typed identifier, if there is any.
    pub fn subject<T: TryFrom<SubjectId>>(&mut self, world: &World, kind: Kind) -> Option<T> {
        let subjects: Vec<SubjectId> =
            world.centre().of_kind(kind).map(|(id, _)| id.clone()).collect();
        self.one_of(&subjects)?.try_into().ok()
    }

    /// Something, or nothing.
    pub fn perhaps<T>(&mut self, in_a_hundred: u32, thing: T) -> Option<T> {
        self.chance(in_a_hundred).then_some(thing)
    }
}
