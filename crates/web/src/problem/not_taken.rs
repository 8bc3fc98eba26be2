//! From what the engine answers to a problem.

use super::{Kind, Problem, Reason};
use domain::command::CommandError;
use engine::answer::NotTaken;
use engine::look::LookError;
use engine::read_only::ReadOnly;
use engine::weak::{PASSWORD_BYTES_MAX, PASSWORD_CHARACTERS_MIN, Weak};
use engine::weak_pin::PIN_DIGITS;

impl From<NotTaken> for Problem {
    fn from(not: NotTaken) -> Self {
        match not {
            NotTaken::Refused(refusal) => Self::refused(&refusal),
            NotTaken::Unreadable(error) => unreadable(error),
            NotTaken::UnknownPatient { field } => {
                Self::unreadable([Reason::new("unknown-patient").at(format!("/with/{field}"))])
            }
            NotTaken::KnownPatient { field } => Self::new(Kind::Refused)
                .because([Reason::new("known-patient").at(format!("/with/{field}"))]),
            NotTaken::WrongPassword => Self::new(Kind::WrongPassword)
                .because([Reason::new("wrong-password").at("/sign/password")]),
            NotTaken::WrongPin => {
                Self::new(Kind::WrongPin).because([Reason::new("wrong-pin").at("/sign/pin")])
            }
            NotTaken::NoPasskey => {
                Self::new(Kind::WrongPasskey).because([Reason::new("no-passkey").at("/sign")])
            }
            NotTaken::UnknownPasskey => Self::new(Kind::WrongPasskey)
                .because([Reason::new("unknown-passkey").at("/sign/passkey")]),
            NotTaken::WrongPasskey(wrong) => {
                Self::new(Kind::WrongPasskey).because([Reason::new("wrong-passkey")
                    .at("/sign/passkey")
                    .with("why", wrong.to_string())])
            }
            NotTaken::CopiedPasskey => Self::new(Kind::WrongPasskey)
                .because([Reason::new("copied-passkey").at("/sign/passkey")]),
            NotTaken::NotPrepared => {
                Self::new(Kind::NotPrepared).because([Reason::new("not-prepared").at("/sign")])
            }
            NotTaken::WrongSecret { field } => {
                let code = match field {
                    "code" => "wrong-code",
                    "time_code" => "wrong-time-code",
                    _ => "wrong-password",
                };
                Self::new(Kind::WrongPassword)
                    .because([Reason::new(code).at(format!("/with/{field}"))])
            }
            NotTaken::WeakPassword { field, why } => {
                let reason = match why {
                    Weak::Short => Reason::new("password-too-short")
                        .with("min", PASSWORD_CHARACTERS_MIN.to_string()),
                    Weak::Long => {
                        Reason::new("password-too-long").with("max", PASSWORD_BYTES_MAX.to_string())
                    }
                    Weak::Common => Reason::new("password-common"),
                    Weak::Repeats => Reason::new("password-repeats"),
                    Weak::Name => Reason::new("password-has-name"),
                    Weak::Word => Reason::new("password-has-word"),
                    Weak::NoPin => Reason::new("pin-form")
                        .with("min", PIN_DIGITS.start().to_string())
                        .with("max", PIN_DIGITS.end().to_string()),
                    Weak::GuessedPin => Reason::new("pin-guessed"),
                };
                Self::unreadable([reason.at(format!("/with/{field}"))])
            }
            NotTaken::IdTaken => {
                Self::new(Kind::IdTaken).because([Reason::new("id-taken").at("/id")])
            }
            NotTaken::TooLarge { bytes } => Self::new(Kind::TooLarge)
                .because([Reason::new("entry-too-large").with("bytes", bytes.to_string())]),
            NotTaken::UnknownObject { field } => {
                Self::unreadable([Reason::new("unknown-object").at(format!("/with/{field}"))])
            }
            NotTaken::NotDurable => Self::new(Kind::NotDurable).again_in(1),
            NotTaken::ReadOnly(why) => Self::new(Kind::ReadOnly).because([Reason::from(&why)]),
            NotTaken::ClockBack { now, last } => {
                let reason = Reason::new("clock-back")
                    .with("now", now.to_string())
                    .with("last", last.to_string());
                Self::new(Kind::ClockBack).because([reason]).again_in(60)
            }
            NotTaken::NoRoom => Self::new(Kind::NoRoom).again_in(10),
            NotTaken::Overloaded => Self::new(Kind::Overloaded).again_in(1),
            NotTaken::Stopped(why) => {
                // Why is for whoever runs the server, not for whoever acts.
                tracing::error!(why, "the writer has stopped");
                Self::new(Kind::Stopped).again_in(10)
            }
            NotTaken::Fault(what) => Self::failed(what),
        }
    }
}

impl From<&ReadOnly> for Reason {
    fn from(why: &ReadOnly) -> Self {
        let args = why.args().into_iter();
        args.fold(Self::new(why.code()), |reason, (name, value)| reason.with(name, value))
    }
}

fn unreadable(error: CommandError) -> Problem {
    let reasons = match error {
        CommandError::UnknownAction(name) => {
            let shown: String = name.chars().take(80).collect();
            vec![Reason::new("unknown-action").at("/is").with("action", shown)]
        }
        CommandError::UnknownVersion { name, known, given } => vec![
            Reason::new("unknown-version")
                .at("/iv")
                .with("action", name)
                .with("known", known.to_string())
                .with("given", given.to_string()),
        ],
        CommandError::Fields(bad) => bad
            .into_iter()
            .map(|bad| {
                // A position signed for is a field of the signature, not of the command.
                let pointer = match bad.field.strip_prefix("sign.") {
                    Some(field) => format!("/sign/{field}"),
                    None => format!("/with/{}", bad.field),
                };
                Reason::bad_field(pointer, &bad.problem)
            })
            .collect(),
    };
    Problem::unreadable(reasons)
}

impl From<LookError> for Problem {
    fn from(error: LookError) -> Self {
        match &error {
            LookError::Refused(refusal) => Self::refused(refusal),
            LookError::Load { .. } => Self::fault(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn whoever_may_only_read_is_told_why_in_their_language() {
        let witness = || "witness.example/w1".parse().unwrap();
        let (size, seen, marked) = (40, 42, 41);
        let all = [
            ReadOnly::Cut { size, seen, file: "log.db".to_owned() },
            ReadOnly::Shorter { size, marked },
            ReadOnly::Unmarked { file: "high-water".to_owned() },
            ReadOnly::OtherNumbers { marked },
            ReadOnly::OtherLog { marked: "a/c01/1".to_owned(), found: "b/c01/1".to_owned() },
            ReadOnly::WitnessSawMore { witness: witness(), size, seen },
            ReadOnly::WitnessSawAnother { witness: witness(), seen },
        ];
        for why in &all {
            let reason = Reason::from(why);
            for lang in Lang::ALL {
                let (said, next) = (reason.sentence(lang), reason.next(lang).unwrap());
                assert!(!said.contains(why.code()) && !said.contains("{$"), "{said}");
                for (_, value) in why.args() {
                    assert!(said.contains(&value) || next.contains(&value), "{value}: {said}");
                }
            }
        }
    }
}
