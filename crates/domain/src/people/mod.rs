//! People: who acts here, in which roles, and what they are qualified for.
//!
//! A person is never deleted and a code never reused (INV-PEOPLE-1). A role counts from its
//! assignment to its end date; a qualification counts through the day it ends. The program acts under
//! an identity of its own ([`system`]): brought into being with the centre, never signed in as, its
//! role never given to anybody (INV-PEOPLE-2).
//!
//! A passkey that was enrolled stays in the record, withdrawn or not (INV-PEOPLE-4): what it signed
//! proves itself as long as there is the record.

mod assign_role;
mod end_role;
mod enrol;
mod enrol_passkey;
pub mod passkey;
mod qualify;
mod state;
mod system;
pub mod views;
mod withdraw_passkey;

pub use assign_role::AssignRole;
pub use end_role::EndRole;
pub use enrol::Enrol;
pub(crate) use enrol_passkey::is_about_own_keys;
pub use enrol_passkey::{EnrolPasskey, PASSKEYS_MAX};
pub use passkey::{Passkey, Passkeys};
pub use qualify::Qualify;
pub use state::{
    Enrolled, Person, PersonEvent, PersonSummary, Qualified, Role, RoleAssigned, RoleEnded,
    SystemEnrolled,
};
pub use system::{system, system_enrolled};
pub use withdraw_passkey::WithdrawPasskey;

/// The codes of every reason this room gives.
pub const CODES: &[&[&str]] = &[
    assign_role::Refused::CODES,
    end_role::Refused::CODES,
    enrol::Refused::CODES,
    enrol_passkey::Refused::CODES,
    system::Refused::CODES,
    views::Refused::CODES,
    withdraw_passkey::Refused::CODES,
];
