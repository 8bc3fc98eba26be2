//! Where a step is done: rooms that are clear, free and clean enough.

use super::work::Work;
use crate::act::Act;
use crate::desk::Desk;
use crate::facility::views::{must_be_cleared, must_be_free_for, must_have_grade, room};
use crate::facility::{BatchEntered, BatchLeft};
use crate::fact::Fact;
use crate::id::{BatchId, OrderId, PersonId, RoomId};
use crate::process::{Compiled, grade_of};
use crate::refusal::{Broken, Stop};
use process::model::Handling;
use process::words;

/// A batch about to handle material in a room.
pub(super) struct Entering<'a> {
    pub batch: &'a BatchId,
    pub order: Option<&'a OrderId>,
    pub room: &'a RoomId,
    pub open: bool,
}

impl Entering<'_> {
    /// Notes whatever stands against entering.
    pub fn must_be_let_in(
        &self,
        desk: &Desk<'_>,
        act: &Act,
        broken: &mut Broken,
    ) -> Result<(), Stop> {
        must_be_cleared(desk, act, self.room, self.batch, broken)?;
        must_be_free_for(desk, self.room, self.batch, self.order, self.open, broken)
    }

    /// The fact about the room, if anything there changes.
    pub fn fact(&self, desk: &Desk<'_>, by: &PersonId) -> Result<Option<Fact>, Stop> {
        let there = room(desk, self.room)?.occupants.get(self.batch);
        if there.is_some_and(|there| there.open == self.open) {
            return Ok(None);
        }
        let entered = BatchEntered {
            batch: self.batch.clone(),
            order: self.order.cloned(),
            open: self.open,
            by: by.clone(),
        };
        Ok(Some(Fact::new(self.room.clone(), entered)))
    }
}

impl<'a> Work<'a> {
    /// The room the step is done in.
    pub fn room(&self) -> Option<&'a RoomId> {
        self.batch.started.rooms.get(self.step.room.as_ref()?)
    }

    /// The step entering its room, open or closed.
    pub fn entering(&self, open: bool) -> Option<Entering<'a>> {
        let order = self.batch.started.order.as_ref();
        Some(Entering { batch: self.id, order, room: self.room()?, open })
    }

    /// Whether the step exposes the product.
    pub fn is_open(&self) -> bool {
        self.step.handling == Handling::Open
    }
}

/// Notes it when a room is not as clean as the process asks for.
pub(super) fn must_be_clean_enough(
    desk: &Desk<'_>,
    process: &Compiled,
    name: &words::RoomId,
    room: &RoomId,
    broken: &mut Broken,
) -> Result<(), Stop> {
    let grade = process.room(name).and_then(|wanted| grade_of(&wanted.grade).ok().flatten());
    match grade {
        Some(grade) => must_have_grade(desk, room, grade, broken),
        None => Ok(()),
    }
}

/// The facts that a batch has nothing in its rooms any more.
pub(super) fn left(
    desk: &Desk<'_>,
    batch: &BatchId,
    rooms: &[RoomId],
    by: &PersonId,
) -> Result<Vec<Fact>, Stop> {
    let mut facts = Vec::new();
    for id in rooms {
        if room(desk, id)?.occupants.contains_key(batch) {
            let left = BatchLeft { batch: batch.clone(), by: by.clone() };
            facts.push(Fact::new(id.clone(), left));
        }
    }
    Ok(facts)
}
