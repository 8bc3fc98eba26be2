//! People: who acts here, in which roles, and what they are qualified for.
//!
//! A person is never deleted and a code never reused (INV-PEOPLE-1). A role is given by a signature
//! and counts from its assignment through its last day; a qualification counts through the day it ends. The
//! founding administrator's role alone has no last day, and those given before one was asked for
//! (`docs/decisions/370-roles-are-signed.md`). The program acts under
//! an identity of its own ([`mod@system`]): brought into being with the centre, never signed in as, its
//! role never given to anybody (INV-PEOPLE-2).
//!
//! A passkey that was enrolled stays in the record, withdrawn or not (INV-PEOPLE-4): what it signed
//! proves itself as long as there is the record.
//! Nobody but the person knows what lets them in: an administrator invites, the person opens the
//! account and sets the password, and each is an act. A secret kept beside the log counts only while
//! the person's state names it (INV-PEOPLE-3). An account that is opened anew begins with none of the
//! factors it had: they may be in somebody else's hands (`docs/decisions/290-second-factor.md`).
//!
//! Who somebody is at a [`provider`] of single sign-on is one person here, and who has a password
//! confirms it with that (INV-PEOPLE-5).

mod accept_provider;
pub mod account;
mod assign_role;
pub mod badge;
mod earlier;
pub mod emergency;
mod end_role;
mod enrol;
mod enrol_from_provider;
mod enrol_passkey;
mod factors;
mod invite;
mod issue_badge;
mod issue_token;
mod leave;
mod link_provider;
mod open_account;
pub mod passkey;
pub mod provider;
mod qualify;
mod reinstate;
mod revoke_badge;
mod revoke_token;
mod set_password;
mod set_pin;
mod set_time_code;
pub mod standing;
mod state;
mod suspend;
mod system;
mod take_emergency_role;
mod take_provider_roles;
pub mod time_code;
pub mod token;
mod unlink_provider;
pub mod views;
mod withdraw_passkey;
mod withdraw_time_code;

pub use accept_provider::AcceptProvider;
pub use account::{Account, AccountStanding, Invitation};
pub use assign_role::{AssignRole, ROLE_DAYS_MAX, SEGREGATED, role_until_max};
pub use badge::{Badge, Pin};
pub use earlier::{AssignRoleV1, EndRoleV1};
pub use end_role::EndRole;
pub use enrol::Enrol;
pub use enrol_from_provider::EnrolFromProvider;
pub(crate) use enrol_passkey::is_about_own_keys;
pub use enrol_passkey::{EnrolPasskey, PASSKEYS_MAX};
pub use factors::{Factors, SecondFactor};
pub use invite::{INVITATION_DAYS, Invite};
pub use issue_badge::IssueBadge;
pub use issue_token::{IssueToken, TOKEN_DAYS_MAX};
pub use leave::Leave;
pub use link_provider::LinkProvider;
pub use open_account::OpenAccount;
pub use passkey::{Passkey, Passkeys};
pub use qualify::Qualify;
pub use reinstate::Reinstate;
pub use revoke_badge::RevokeBadge;
pub use revoke_token::RevokeToken;
pub use set_password::SetPassword;
pub use set_pin::SetPin;
pub use set_time_code::SetTimeCode;
pub use standing::Presence;
pub use state::{
    Enrolled, Person, PersonEvent, PersonSummary, Qualified, Role, RoleAssigned, RoleEnded,
    SystemEnrolled,
};
pub use suspend::Suspend;
pub use system::{system, system_enrolled};
pub use take_emergency_role::{EMERGENCY_MINUTES, EMERGENCY_ROLES, TakeEmergencyRole};
pub use take_provider_roles::TakeProviderRoles;
pub use time_code::TimeCode;
pub use unlink_provider::UnlinkProvider;
pub use withdraw_passkey::WithdrawPasskey;
pub use withdraw_time_code::WithdrawTimeCode;

/// The codes of every reason this room gives.
pub const CODES: &[&[&str]] = &[
    assign_role::Refused::CODES,
    end_role::Refused::CODES,
    enrol::Refused::CODES,
    enrol_from_provider::Refused::CODES,
    enrol_passkey::Refused::CODES,
    invite::Refused::CODES,
    issue_badge::Refused::CODES,
    issue_token::Refused::CODES,
    open_account::Refused::CODES,
    provider::Refused::CODES,
    reinstate::Refused::CODES,
    revoke_badge::Refused::CODES,
    revoke_token::Refused::CODES,
    suspend::Refused::CODES,
    system::Refused::CODES,
    take_emergency_role::Refused::CODES,
    views::Refused::CODES,
    withdraw_passkey::Refused::CODES,
    withdraw_time_code::Refused::CODES,
];

/// The name a person signs in with: their code in lower case.
pub fn sign_in_name(code: &crate::text::Code) -> String {
    code.as_str().to_lowercase()
}
