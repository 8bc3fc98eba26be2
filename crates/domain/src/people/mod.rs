//! People: who acts here, in which roles, and what they are qualified for.
//!
//! A person is never deleted and a code never reused (INV-PEOPLE-1). A role counts from its
//! assignment to its end date; a qualification counts through the day it ends. The program acts under
//! an identity of its own ([`system`]): brought into being with the centre, never signed in as, its
//! role never given to anybody (INV-PEOPLE-2).

mod assign_role;
mod end_role;
mod enrol;
mod qualify;
mod state;
mod system;
pub mod views;

pub use assign_role::AssignRole;
pub use end_role::EndRole;
pub use enrol::Enrol;
pub use qualify::Qualify;
pub use state::{
    Enrolled, Person, PersonEvent, PersonSummary, Qualified, Role, RoleAssigned, RoleEnded,
    SystemEnrolled,
};
pub use system::{system, system_enrolled};

/// The codes of every reason this room gives.
pub const CODES: &[&[&str]] = &[
    assign_role::Refused::CODES,
    end_role::Refused::CODES,
    enrol::Refused::CODES,
    system::Refused::CODES,
    views::Refused::CODES,
];
