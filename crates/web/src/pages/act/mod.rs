//! Forms of actions: from the shape of a command to its form, and from what was sent to an act.
//!
//! Every action has a form at `/do/ACTION?field=value…`, made of its shape alone: an identifier is
//! a picker, a reading a number with its unit, a choice radio buttons or a drop-down. Pages with
//! forms of their own (the bedside, a batch step) read what was sent with [`read`] and have it
//! taken with [`take`], so that a field means the same everywhere.
//!
//! Names of inputs: a field's own name; a reading has `NAME.n` and `NAME.u`, and `NAME.how` says
//! whether the number is the value, a bound, or why there is none. Besides: `act` (the id, drawn
//! when the form is made), `said`, `occurred`, `means`, `password`, `covers` and `basis` of a
//! signature, `next` (where to go on).
//!
//! Reading order: [`read`], [`take`], [`shown`], then [`input`] and [`form`].

pub mod form;
pub mod input;
pub mod page;
pub mod read;
pub mod shown;
pub mod take;
pub mod units;

pub use form::ActForm;
pub use read::read;
pub use take::{NotTaken, Taken, take};
