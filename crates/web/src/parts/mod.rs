//! The parts every page is made of: one file a part.
//!
//! A part is a plain struct that renders itself (`html! { (part) }`) or, when it is small, a
//! function that gives markup. It is told everything it shows, in words already translated: it
//! looks nothing up in a centre, decides nothing and reads no clock.
//!
//! Laws of every part:
//! - Status is a shape, a word and a colour together ([`Status`]).
//! - No `style` attribute and no inline script; geometry of a drawing is in SVG attributes, its
//!   paint in classes.
//! - What is blocked says why, beside it ([`Button::blocked`], [`ActionBar`], [`Refusal`]).
//! - A value stands beside its limits ([`MeasRow`], [`RangeBar`], [`SpecTable`]).
//! - Everything works without script; script only saves a reload.
//!
//! Reading order: the words of status, then containers, forms, and last the parts of one page.

mod icons;
mod status;

mod button;
mod figures;
mod kv;
mod list;
mod live;
mod panel;
mod progress;
mod table;

mod choice;
mod empty;
mod field;
mod form;
mod pagination;
mod refusal;
mod seg;

mod actionbar;
mod calc;
mod deviation;
mod gates;
mod meas;
mod passkey;
mod qr;
mod range;
mod scan;
mod signs;
mod timer;

mod exceptions;
mod genealogy;
mod identity;
mod seal;
mod spec;
mod thread;
mod vein;

pub mod gallery;

pub use actionbar::ActionBar;
pub use button::Button;
pub use calc::{Calc, Term};
pub use choice::{Choice, Choices};
pub use deviation::Deviation;
pub use empty::Empty;
pub use exceptions::{Exception, exceptions};
pub use field::{Field, SelectOption};
pub use figures::{Figure, figures};
pub use form::{Form, MadeFor, NO_FORMS, hidden};
pub use gates::{Gate, gates};
pub use genealogy::{Edge, Genealogy, Node};
pub use icons::{Icon, IconView};
pub use identity::{IdMatch, id, id_match, identity_id};
pub use kv::Kv;
pub use list::{Item, list};
pub use live::{announce, region};
pub use meas::{MeasRow, measured};
pub use pagination::Pagination;
pub use panel::Panel;
pub use passkey::{PasskeyDeed, passkey};
pub use progress::progress;
pub use qr::qr;
pub use range::{Limits, RangeBar};
pub use refusal::{Reason, Refusal, at_field};
pub use scan::Scan;
pub use seal::Seal;
pub use seg::Seg;
pub use signs::{Sign, SignForm, Standing, signs};
pub use spec::{SpecRow, SpecTable};
pub use status::{Status, chip, chip_with, demo_tag, identity_chip, plain_chip};
pub use table::{Col, Row, Table};
pub use thread::{Stage, StageState, Thread};
pub use timer::Timer;
pub use vein::{VeinItem, vein};
