//! People: who acts here, in which roles, and what they are qualified for.
//!
//! A person is never deleted and a code never reused (INV-PEOPLE-1). A role counts from its
//! assignment to its end date; a qualification counts through the day it ends.

mod assign_role;
mod end_role;
mod enrol;
mod qualify;
mod state;
pub mod views;

pub use assign_role::AssignRole;
pub use end_role::EndRole;
pub use enrol::Enrol;
pub use qualify::Qualify;
pub use state::{
    Enrolled, Person, PersonEvent, PersonSummary, Qualified, Role, RoleAssigned, RoleEnded,
};

/// The codes of every reason this room gives.
pub const CODES: &[&[&str]] = &[
    assign_role::Refused::CODES,
    end_role::Refused::CODES,
    enrol::Refused::CODES,
    views::Refused::CODES,
];
