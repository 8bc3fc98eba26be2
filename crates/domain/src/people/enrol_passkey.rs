//! Enrolling a passkey.

use super::Person;
use super::passkey::{Binding, PasskeyEnrolled, enrolment_challenge};
use crate::act::Act;
use crate::command::Rule;
use crate::desk::Desk;
use crate::fact::Fact;
use crate::id::PersonId;
use crate::index::Index;
use crate::refusal::{Broken, Stop};
use crate::text::{Code, Encoded, Note};
use standards::webauthn::{Expected, Registered, Verification, register};

/// How many passkeys of one person may stand at a time.
pub const PASSKEYS_MAX: usize = 20;

crate::command! {
    /// Enrols a passkey that the person acting has just made.
    ///
    /// Guarantees: the key was made for this very act, on a page of this centre, by an authenticator
    /// that verified its holder; nobody else's record has it.
    /// Refuses: for anybody else; a key made for something else; one that is known.
    /// Why: what it signs from now on is proven to be this person's (21 CFR 11.100(a), 11.200(a)(2)).
    pub struct EnrolPasskey = "people.enrol-passkey" 1;
    said: Asked;
    roles: people;
    signed: [Performed];
    about: Field("person");
    /// Whose: the person acting.
    pub person: PersonId,
    /// What the browser says it was asked, base64url.
    pub client: Encoded,
    /// What the authenticator made, base64url.
    pub attestation: Encoded,
    /// How the browser reaches it: usb, nfc, internal.
    pub transports: Vec<Code>,
    /// What its holder calls it.
    pub called: Option<Note>,
}

crate::refusals! {
    /// Why a passkey cannot be enrolled or withdrawn.
    pub enum Refused {
        /// It is somebody else's.
        PasskeyOfAnother {} "passkey-of-another" Critical,
        /// It cannot be read, or was made for something else.
        PasskeyNotRight { why: String } "passkey-not-right" Major,
        /// It is known already.
        PasskeyKnown {} "passkey-known" Major,
        /// The person has as many as may be.
        TooManyPasskeys { most: usize } "too-many-passkeys" Minor,
    }
}

impl Rule for EnrolPasskey {
    fn judge(&self, desk: &Desk<'_>, act: &Act, broken: &mut Broken) -> Result<Vec<Fact>, Stop> {
        let person: &Person = desk.state(self.person.subject())?;
        if self.person != act.by {
            return Err(Refused::PasskeyOfAnother {}.into());
        }
        if person.passkeys.standing().count() >= PASSKEYS_MAX {
            broken.because(Refused::TooManyPasskeys { most: PASSKEYS_MAX });
        }
        let made = match self.made(desk, act) {
            Ok(made) => made,
            Err(why) => {
                broken.because_of("attestation", Refused::PasskeyNotRight { why });
                return Ok(Vec::new());
            }
        };
        let credential = Encoded::of(&made.credential);
        if !desk.found_under(Index::Passkey, credential.as_str()).is_empty() {
            broken.because_of("attestation", Refused::PasskeyKnown {});
        }
        let synced = made.flags.backup_eligible();
        let enrolled = PasskeyEnrolled {
            credential,
            public_key: Encoded::of(&made.cose),
            algorithm: made.algorithm.name().parse().map_err(|_| unwritable())?,
            aaguid: crate::text::hexadecimal(&made.aaguid).parse().map_err(|_| unwritable())?,
            binding: if synced { Binding::Synced } else { Binding::Device },
            counter: made.counter,
            attested: made.attestation.into(),
            transports: self.transports.clone(),
            called: self.called.clone(),
        };
        Ok(vec![Fact::new(self.person.clone(), enrolled)])
    }
}

impl EnrolPasskey {
    /// The key, if it was made for this act; else what is wrong with it.
    fn made(&self, desk: &Desk<'_>, act: &Act) -> Result<Registered, String> {
        let settings = desk.centre().settings().ok_or("no centre is open")?;
        let challenge = enrolment_challenge(settings.origin.as_str(), act.id, &self.person);
        let origins: Vec<&str> =
            settings.page_origins.iter().map(crate::text::Scanned::as_str).collect();
        let expected = Expected {
            challenge: &challenge,
            party: settings.relying_party.as_str(),
            origins: &origins,
            verification: Verification::Required,
        };
        register(&self.attestation.bytes(), &self.client.bytes(), &expected)
            .map_err(|wrong| wrong.to_string())
    }
}

/// Names and digits that are codes by construction.
fn unwritable() -> Stop {
    Refused::PasskeyNotRight { why: "it cannot be written down".to_owned() }.into()
}

/// Whether an action is about the person's own keys: what a site asks of signatures does not hold
/// for it, or nobody could ever enrol the first key.
pub(crate) fn is_about_own_keys(action: &str) -> bool {
    action == EnrolPasskey::ACTION.name || action == super::WithdrawPasskey::ACTION.name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{Factors, Role, SetTimeCode, WithdrawPasskey};
    use crate::secret::{NewTimeCode, Password};
    use crate::testing::Stage;
    use crate::text::Digest;
    use testkit::passkey::SoftKey;

    fn key(seed: u8) -> SoftKey {
        SoftKey::new(seed, "localhost", "http://localhost:8080")
    }

    /// The command that enrols `key`, made for the act that comes next.
    fn enrol(stage: &Stage, code: &str, key: &SoftKey) -> EnrolPasskey {
        let person = stage.find(code);
        let challenge = enrolment_challenge("centre.example/c01/1", stage.next_id(), &person);
        let made = key.make(&challenge);
        EnrolPasskey {
            person,
            client: Encoded::of(&made.client),
            attestation: Encoded::of(&made.attestation),
            transports: vec!["usb".parse().unwrap()],
            called: None,
        }
    }

    #[test]
    fn a_passkey_is_enrolled_once_and_by_its_holder() {
        let mut stage = Stage::open();
        let operator = stage.person("OP-07", &[Role::Operator]);
        stage.person("OP-08", &[Role::Operator]);
        let first = enrol(&stage, "OP-07", &key(1));
        stage.asks("OP-08", first).refused("passkey-of-another");
        let first = enrol(&stage, "OP-07", &key(1));
        stage.asks("OP-07", first).stands();
        let person: &Person = stage.state(operator.subject());
        let (credential, passkey) = person.passkeys.standing().next().unwrap();
        assert_eq!(credential.bytes(), key(1).credential());
        assert_eq!(passkey.algorithm.as_str(), "EdDSA");
        assert_eq!(passkey.binding, Binding::Device);
        assert!(passkey.public_key().is_some());
        assert_eq!(passkey.position, stage.centre.size() - 1);
        let again = enrol(&stage, "OP-08", &key(1));
        stage.asks("OP-08", again).refused("passkey-known");
        let other = enrol(&stage, "OP-08", &key(2).synced());
        stage.asks("OP-08", other).stands();
        let person: &Person = stage.state(stage.find("OP-08").subject());
        assert_eq!(person.passkeys.iter().next().unwrap().1.binding, Binding::Synced);
    }

    #[test]
    fn a_passkey_made_for_something_else_is_not_taken() {
        let mut stage = Stage::open();
        stage.person("OP-07", &[Role::Operator]);
        let late = enrol(&stage, "OP-07", &key(1));
        stage.asks("OP-07", late.clone()).stands();
        stage.asks("OP-07", late).refused("passkey-not-right");
        let elsewhere = SoftKey::new(3, "localhost", "http://localhost.example.com");
        let elsewhere = enrol(&stage, "OP-07", &elsewhere);
        stage.asks("OP-07", elsewhere).refused("passkey-not-right");
        let unverified = enrol(&stage, "OP-07", &key(4).unverified());
        stage.asks("OP-07", unverified).refused("passkey-not-right");
        for seed in 5..5 + u8::try_from(PASSKEYS_MAX).unwrap() - 1 {
            let more = enrol(&stage, "OP-07", &key(seed));
            stage.asks("OP-07", more).stands();
        }
        let more = enrol(&stage, "OP-07", &key(99));
        stage.asks("OP-07", more).refused("too-many-passkeys");
    }

    /// She changes nothing of the record but how she herself signs in.
    #[test]
    fn an_inspector_enrols_and_withdraws_a_key_of_her_own() {
        let mut stage = Stage::open();
        let inspector = stage.person("IN-01", &[Role::Inspector]);
        let own = enrol(&stage, "IN-01", &key(1));
        stage.asks("IN-01", own).stands();
        let factors = |stage: &Stage| stage.state::<Person>(inspector.subject()).factors();
        assert!(factors(&stage).passkey);
        let credential = Encoded::of(&key(1).credential());
        stage.asks("IN-01", WithdrawPasskey { person: inspector.clone(), credential }).stands();
        assert!(!factors(&stage).any());
    }

    /// INV-PEOPLE-4: what was enrolled stays in the record; withdrawn, it does not come back.
    #[test]
    fn a_passkey_withdrawn_stays_known() {
        let mut stage = Stage::open();
        let person = stage.person("OP-07", &[Role::Operator]);
        stage.person("OP-08", &[Role::Operator]);
        let first = enrol(&stage, "OP-07", &key(1));
        stage.asks("OP-07", first).stands();
        let credential = Encoded::of(&key(1).credential());
        let withdraw = WithdrawPasskey { person: person.clone(), credential };
        stage.asks("OP-08", withdraw.clone()).refused("passkey-of-another");
        stage.asks("OP-07", withdraw.clone()).stands();
        stage.asks("OP-07", withdraw).refused("passkey-not-standing");
        let state: &Person = stage.state(person.subject());
        assert_eq!(state.passkeys.standing().count(), 0);
        assert_eq!(state.passkeys.iter().count(), 1);
        let again = enrol(&stage, "OP-07", &key(1));
        stage.asks("OP-07", again).refused("passkey-known");
    }

    /// Whoever lost a factor may not know where it is: none outlives an account opened anew. What they
    /// did stays in the record (INV-PEOPLE-4).
    #[test]
    fn an_account_opened_anew_begins_without_the_factors_it_had() {
        let mut stage = Stage::open();
        let person = stage.person("OP-07", &[Role::Operator]);
        stage.invites("OP-07");
        stage.opens_account("OP-07");
        for seed in [1, 2] {
            let enrol = enrol(&stage, "OP-07", &key(seed));
            stage.asks("OP-07", enrol).stands();
        }
        let set = SetTimeCode {
            person: person.clone(),
            password: Password(Digest([9; 32])),
            time_code: NewTimeCode(Digest([4; 32])),
        };
        stage.asks("OP-07", set).stands();
        stage.invites("OP-07");
        let state: &Person = stage.state(person.subject());
        assert_eq!(state.factors(), Factors { passkey: true, time_code: true });
        stage.opens_account("OP-07");
        let state: &Person = stage.state(person.subject());
        assert!(!state.factors().any(), "a factor outlived an account opened anew");
        assert_eq!(state.passkeys.iter().count(), 2);
        assert_eq!(state.account.kept().count(), 1, "the password alone is kept");
    }
}
