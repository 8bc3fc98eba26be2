//! Every action a person can take, in one list.
//!
//! A command's struct gives its JSON form, its schema, its default form and what the door seals.
//! Beside it stand who may do it, whether it is asked or told, and what signing it can mean. To add
//! one: write its file in the room whose business it is, and add a line to the list below. What an
//! action asks for changes with its version; the earlier one stays at the end of the list.

use crate::act::{Act, ActId, Meaning};
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::{Kind, SubjectId};
use crate::people::Role;
use crate::refusal::{Broken, Stop};
use crate::shape::Field;
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Whether an action may be asked, told, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// A gate or a judgement.
    Asked,
    /// A measurement or an observation.
    Told,
    /// A physical deed: asked on the normal path, told with a reason when it has happened.
    Either,
}

/// Whose key seals the free text of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The subject this field names.
    Field(&'static str),
    /// The subject this act brings into being.
    New(Kind),
}

/// What is known of an action without an instance of it.
#[derive(Debug, Clone, Copy)]
pub struct Action {
    /// `room.verb-noun`, frozen.
    pub name: &'static str,
    /// Version of the JSON form.
    pub version: u32,
    /// Asked, told, or both.
    pub manner: Manner,
    /// Who may.
    pub roles: &'static [Role],
    /// What signing it can mean; empty: attributed to the session only.
    pub signed: &'static [Meaning],
    /// Whose key seals its text, and what it is chiefly about.
    pub owner: Owner,
    /// Its fields.
    pub fields: &'static [Field],
    /// What it is, in English, for the API's readers.
    pub meaning: &'static str,
}

impl Action {
    /// That there is no such version of it.
    pub fn unknown_version(&self, given: u32) -> CommandError {
        CommandError::UnknownVersion { name: self.name, known: self.version, given }
    }

    /// The subject it is chiefly about, read from its JSON before anything else is known.
    pub fn subject(&self, id: ActId, with: &Map<String, Value>) -> Result<SubjectId, BadField> {
        match self.owner {
            Owner::New(kind) => Ok(drawn(kind, id)),
            Owner::Field(field) => read(with.get(field).unwrap_or(&Value::Null), field),
        }
    }
}

/// The rule of an action.
pub trait Rule {
    /// Lists what stands against the act, and gives the facts it establishes if it stands.
    ///
    /// Asked, any reason in `broken` refuses the act and the facts are dropped; told, the facts
    /// stand and the reasons become findings. `Err` refuses both ways.
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop>;

    /// Positions of the entries a signature on this act signs for, as the centre stands.
    ///
    /// The signing panel lists them and the entry names them; most acts sign for themselves alone.
    fn covers(&self, _: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        Ok(Vec::new())
    }
}

/// A field that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct BadField {
    /// Which field.
    pub field: String,
    /// What is wrong with it and what would be right.
    pub problem: String,
}

/// Why a command cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// No action of this name.
    #[error("there is no action {0:?}")]
    UnknownAction(String),
    /// The action exists, in another version.
    #[error("{name} has version {known}, not {given}")]
    UnknownVersion {
        /// The action.
        name: &'static str,
        /// The version this build takes.
        known: u32,
        /// The version given.
        given: u32,
    },
    /// Fields that cannot be read, all of them.
    #[error("{} field(s) cannot be read", .0.len())]
    Fields(Vec<BadField>),
}

/// The subject of `kind` that the act of this id brings into being: opaque, the same at each replay.
pub fn drawn(kind: Kind, id: ActId) -> SubjectId {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut hash = Sha256::new();
    hash.update(b"centrosome/subject/v1\n");
    hash.update(kind.name());
    hash.update(id.0);
    let bytes = hash.finalize();
    let key: String = bytes
        .iter()
        .take(10)
        .filter_map(|byte| ALPHABET.get(usize::from(*byte & 31)))
        .map(|byte| char::from(*byte))
        .collect();
    match SubjectId::new(kind, &key) {
        Ok(id) => id,
        Err(_) => unreachable!("ten letters of the alphabet make a key"),
    }
}

/// Takes a field out of a JSON object.
pub fn take<T: serde::de::DeserializeOwned>(
    with: &mut Map<String, Value>,
    field: &'static str,
) -> Result<T, BadField> {
    let value = with.remove(field).unwrap_or(Value::Null);
    read(&value, field)
}

/// Reads a field of a command.
fn read<'a, T: serde::Deserialize<'a>>(
    value: &'a Value,
    field: &'static str,
) -> Result<T, BadField> {
    T::deserialize(value).map_err(|error| BadField {
        field: field.to_owned(),
        problem: if value.is_null() { "is missing".to_owned() } else { error.to_string() },
    })
}

/// The roles a command lists; `people`: every one but the program's own.
#[macro_export]
macro_rules! roles {
    (people) => {
        $crate::people::Role::PEOPLE
    };
    ([$($role:ident),* $(,)?]) => {
        &[$($crate::people::Role::$role),*]
    };
}

/// Declares a command: its JSON form and what stands beside it.
#[macro_export]
macro_rules! command {
    (
        #[doc = $first:literal]
        $(#[doc = $more:literal])*
        pub struct $name:ident = $word:literal $version:literal;
        said: $manner:ident;
        roles: $roles:tt;
        signed: [$($meaning:ident),* $(,)?];
        about: $owner:ident($of:expr);
        $($(#[doc = $doc:literal])+ pub $field:ident : $ty:ty),* $(,)?
    ) => {
        #[doc = $first]
        $(#[doc = $more])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[doc = $doc])+ pub $field: $ty,)* }

        impl $name {
            /// What is known of the action without an instance of it.
            pub const ACTION: $crate::command::Action = $crate::command::Action {
                name: $word,
                version: $version,
                manner: $crate::command::Manner::$manner,
                roles: $crate::roles!($roles),
                signed: &[$($crate::act::Meaning::$meaning),*],
                owner: $crate::command::Owner::$owner($of),
                meaning: $first,
                fields: &[$($crate::shape::Field {
                    name: stringify!($field),
                    kind: <$ty as $crate::shape::FieldType>::KIND,
                    required: <$ty as $crate::shape::FieldType>::REQUIRED,
                    meaning: concat!($($doc),+),
                },)*],
            };

            /// Reads the command, naming every field that is wrong, missing or unknown.
            pub fn decode(mut with: serde_json::Map<String, serde_json::Value>)
                -> Result<Self, Vec<$crate::command::BadField>> {
                let mut bad = Vec::new();
                $(let $field: Option<$ty> =
                    $crate::command::take(&mut with, stringify!($field))
                        .map_err(|error| bad.push(error)).ok();)*
                bad.extend(with.into_iter().map(|(field, _)| $crate::command::BadField {
                    field, problem: "is not a field of this action".to_owned(),
                }));
                match ($($field,)*) {
                    ($(Some($field),)*) if bad.is_empty() => Ok(Self { $($field),* }),
                    _ => Err(bad),
                }
            }
        }
    };
}

/// The one list of actions; after the semicolon, earlier versions of them.
macro_rules! commands {
    ($($room:ident :: $name:ident),+ $(,)? ; $($was:ident :: $then:ident),* $(,)?) => {
        /// What somebody asks for or tells.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Command {
            $(#[doc = concat!("[`crate::", stringify!($room), "::", stringify!($name), "`]")]
            $name(crate::$room::$name),)+
            $(#[doc = concat!("[`crate::", stringify!($was), "::", stringify!($then), "`]")]
            $then(crate::$was::$then),)*
        }

        /// Every action, as it is taken.
        pub const ACTIONS: &[Action] = &[$(crate::$room::$name::ACTION,)+];

        /// Earlier versions of actions. They are not taken: a log that holds them is read, and what
        /// they asked of an act then is what its entry is judged by.
        pub const EARLIER: &[Action] = &[$(crate::$was::$then::ACTION,)*];

        impl Command {
            /// Reads a command by its name and version.
            pub fn decode(name: &str, version: u32, with: Map<String, Value>)
                -> Result<Self, CommandError> {
                $(if name == crate::$room::$name::ACTION.name
                    && version == crate::$room::$name::ACTION.version {
                    return crate::$room::$name::decode(with)
                        .map(Command::$name).map_err(CommandError::Fields);
                })+
                $(if name == crate::$was::$then::ACTION.name
                    && version == crate::$was::$then::ACTION.version {
                    return crate::$was::$then::decode(with)
                        .map(Command::$then).map_err(CommandError::Fields);
                })*
                match Self::find(name) {
                    Some(action) => Err(action.unknown_version(version)),
                    None => Err(CommandError::UnknownAction(name.to_owned())),
                }
            }

            /// Reads a command from the text of its fields, with no value between: the log holds
            /// millions. What cannot be read so is read the other way, which says what is wrong.
            pub fn read(name: &str, version: u32, with: &str) -> Result<Self, CommandError> {
                $(if name == crate::$room::$name::ACTION.name
                    && version == crate::$room::$name::ACTION.version
                    && let Ok(command) = serde_json::from_str(with) {
                    return Ok(Command::$name(command));
                })+
                let with = serde_json::from_str(with).map_err(|error| {
                    let (field, problem) = ("with".to_owned(), error.to_string());
                    CommandError::Fields(vec![BadField { field, problem }])
                })?;
                Self::decode(name, version, with)
            }

            /// What is known of its action.
            pub fn action(&self) -> &'static Action {
                match self {
                    $(Command::$name(_) => &crate::$room::$name::ACTION,)+
                    $(Command::$then(_) => &crate::$was::$then::ACTION,)*
                }
            }

            fn rule(&self) -> &dyn Rule {
                match self {
                    $(Command::$name(command) => command,)+
                    $(Command::$then(command) => command,)*
                }
            }
        }

        $(impl From<crate::$room::$name> for Command {
            fn from(command: crate::$room::$name) -> Self { Command::$name(command) }
        })+

        $(impl From<crate::$was::$then> for Command {
            fn from(command: crate::$was::$then) -> Self { Command::$then(command) }
        })*
    };
}

commands! {
    centre::Open,
    centre::RequireKeys,
    centre::SealAccess,
    centre::SetAccessRetention,
    centre::AcceptWitness,
    centre::DismissWitness,
    centre::Resume,
    centre::SealHeads,
    centre::SetAccess,
    centre::SetIdentification,
    centre::SetRecordRetention,
    centre::EscrowKey,
    centre::RequireSecondFactor,
    centre::SetSingleSignOn,
    centre::EndSingleSignOn,
    people::Enrol,
    people::AssignRole,
    people::EndRole,
    people::Qualify,
    people::EnrolPasskey,
    people::WithdrawPasskey,
    people::Invite,
    people::OpenAccount,
    people::SetPassword,
    people::IssueToken,
    people::RevokeToken,
    people::Suspend,
    people::Reinstate,
    people::Leave,
    people::TakeEmergencyRole,
    people::SetTimeCode,
    people::WithdrawTimeCode,
    people::IssueBadge,
    people::RevokeBadge,
    people::SetPin,
    people::LinkProvider,
    people::AcceptProvider,
    people::UnlinkProvider,
    people::EnrolFromProvider,
    people::TakeProviderRoles,
    materials::DefineItem,
    materials::ReceiveLot,
    materials::ReleaseLot,
    materials::RejectLot,
    quality::OpenDeviation,
    quality::ContainDeviation,
    quality::InvestigateDeviation,
    quality::CloseDeviation,
    quality::ReceiveSample,
    quality::EnterResult,
    quality::CorrectResult,
    quality::ReviewResult,
    quality::ReviewResults,
    quality::InvalidateResult,
    quality::ReviewBatch,
    quality::ReleaseBatch,
    quality::RejectBatch,
    quality::WithdrawSignature,
    facility::DefineRoom,
    facility::ClearRoom,
    facility::VerifyClearance,
    facility::DefineEquipment,
    facility::Calibrate,
    facility::RegisterStation,
    facility::WithdrawStation,
    process::Submit,
    process::Approve,
    process::Withdraw,
    batch::Start,
    batch::StartStep,
    batch::ScanMaterial,
    batch::ScanEquipment,
    batch::ScanRoom,
    batch::ScanContainer,
    batch::RecordValue,
    batch::Calculate,
    batch::TakeSample,
    batch::PrintLabels,
    batch::ReconcileLabels,
    batch::Fill,
    batch::MakeLot,
    batch::CompleteStep,
    batch::VerifyStep,
    batch::VerifySteps,
    batch::CorrectValue,
    batch::ReaffirmStep,
    batch::ReaffirmSteps,
    batch::CompleteRecord,
    custody::RegisterPatient,
    custody::OrderTherapy,
    custody::RecordConsent,
    custody::WithdrawConsent,
    custody::ErasePatient,
    custody::Collect,
    custody::BeginHandOver,
    custody::SignHandOver,
    custody::ReceiveContainer,
    custody::StoreContainer,
    custody::RetrieveContainer,
    custody::IssueContainer,
    ward::Identify,
    ward::StartInfusion,
    ward::RecordVitals,
    ward::EndInfusion,
    ;
    people::AssignRoleV1,
    people::EndRoleV1,
}

impl Command {
    /// The action called `name`, as it is taken.
    pub fn find(name: &str) -> Option<&'static Action> {
        static BY_NAME: LazyLock<BTreeMap<&str, &Action>> =
            LazyLock::new(|| ACTIONS.iter().map(|action| (action.name, action)).collect());
        BY_NAME.get(name).copied()
    }

    /// A version of the action called `name`, as an entry of the log names it.
    pub fn of_version(name: &str, version: u32) -> Option<&'static Action> {
        let as_taken = Self::find(name).filter(|action| action.version == version);
        let earlier = |action: &&Action| action.name == name && action.version == version;
        as_taken.or_else(|| EARLIER.iter().find(earlier))
    }

    /// The command as the `with` of an entry.
    pub fn to_json(&self) -> Value {
        serde_json::to_value(self).unwrap_or(Value::Null)
    }
}

impl Rule for Command {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        self.rule().judge(desk, act, broken)
    }

    fn covers(&self, desk: &Desk<'_>) -> Result<Vec<u64>, Stop> {
        self.rule().covers(desk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_action_has_a_name_of_its_own_and_fields_it_can_seal() {
        let names: BTreeSet<_> = ACTIONS.iter().map(|action| action.name).collect();
        assert_eq!(names.len(), ACTIONS.len());
        for action in ACTIONS {
            if let Owner::Field(owner) = action.owner {
                let field = action.fields.iter().find(|field| field.name == owner);
                let field = field.unwrap_or_else(|| panic!("{} has no {owner}", action.name));
                assert!(field.required, "{}: {owner} must be required", action.name);
            }
            if action.manner == Manner::Either {
                let reason = action.fields.iter().any(|field| field.name == "reason");
                assert!(reason, "{} can be told, so it needs a reason field", action.name);
            }
        }
    }

    #[test]
    fn an_earlier_version_is_of_an_action_that_is_taken_in_a_newer_one() {
        for earlier in EARLIER {
            let taken = Command::find(earlier.name).expect(earlier.name);
            assert!(earlier.version < taken.version, "{} {}", earlier.name, earlier.version);
            let same = |it: &&Action| it.name == earlier.name && it.version == earlier.version;
            assert_eq!(EARLIER.iter().filter(same).count(), 1, "{}", earlier.name);
            let found = Command::of_version(earlier.name, earlier.version);
            assert_eq!(found.map(|it| it.signed), Some(earlier.signed));
        }
        let none = Command::decode("people.assign-role", 3, Map::new());
        let (name, known, given) = ("people.assign-role", 2, 3);
        assert_eq!(none, Err(CommandError::UnknownVersion { name, known, given }));
    }

    #[test]
    fn what_is_wrong_with_a_command_is_named_field_by_field() {
        let with = serde_json::json!({ "item": "lot/L26-0001", "colour": "red" });
        let Value::Object(with) = with else { unreachable!() };
        let Err(CommandError::Fields(bad)) = Command::decode("materials.define-item", 1, with)
        else {
            panic!("it must not be read")
        };
        let fields: BTreeSet<_> = bad.iter().map(|bad| bad.field.as_str()).collect();
        assert!(fields.contains("item") && fields.contains("colour") && fields.contains("name"));
    }
}
