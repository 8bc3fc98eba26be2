//! Passkeys from enrolment to verification: what is proven, and what is not taken for proof.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says by panicking what failed")]

#[path = "common/asking.rs"]
mod asking;
#[path = "common/founding.rs"]
mod founding;

use asking::asking;
use domain::act::Meaning;
use domain::id::PersonId;
use domain::people::Role;
use domain::people::passkey::enrolment_challenge;
use domain::text::Encoded;
use engine::Engine;
use engine::answer::{NotTaken, Receipt};
use engine::clock::SetClock;
use engine::data::DataFolder;
use engine::entry;
use engine::found::{Founded, found};
use engine::request::{Assertion, How, Request, SignRequest};
use engine::signing::{MINUTES_MAX, ToSign};
use engine::start::Options;
use engine::verify::{self, Report, verify};
use founding::founding;
use serde_json::{Value, json};
use standards::webauthn::Wrong;
use std::sync::Arc;
use testkit::passkey::{Answer, SoftKey};

const ORIGIN: &str = "test.example/c01/1";
const PASSWORD: &str = "synthetic-password";
const SESSION: &str = "a session";

struct Bench {
    folder: tempfile::TempDir,
    clock: Arc<SetClock>,
    engine: Engine,
    admin: PersonId,
}

fn assertion(answer: &Answer) -> Assertion {
    Assertion {
        session: SESSION.to_owned(),
        cred: Encoded::of(&answer.credential),
        auth: Encoded::of(&answer.authenticator),
        client: Encoded::of(&answer.client),
        sig: Encoded::of(&answer.signature),
    }
}

fn key(seed: u8) -> SoftKey {
    SoftKey::new(seed, "localhost", "http://localhost:8080")
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::at("2026-11-22T02:00:00.000Z".parse().unwrap()));
        let data = DataFolder::at(folder.path().join("data"));
        let options = Options::with_clock(clock.clone());
        let founded = found(&data, &founding(), options).await.unwrap();
        let Founded { engine, admin, .. } = founded.opened(PASSWORD).await.unwrap();
        Self { folder, clock, engine, admin }
    }

    fn data(&self) -> DataFolder {
        DataFolder::at(self.folder.path().join("data"))
    }

    fn restart(self) -> Self {
        let Self { folder, clock, engine, admin } = self;
        engine.close();
        let data = DataFolder::at(folder.path().join("data"));
        let engine = Engine::start(&data, Options::with_clock(clock.clone())).unwrap();
        Self { folder, clock, engine, admin }
    }

    fn ask(&self, is: &str, with: Value, means: Meaning, how: How) -> Request {
        let sign = Some(SignRequest::by(means, how));
        asking(&self.admin, Role::Administrator, is, with, sign)
    }

    /// The act that enrols a key.
    fn enrolling(&self, key: &SoftKey, how: How) -> Request {
        let mut request = self.ask("people.enrol-passkey", json!({}), Meaning::Performed, how);
        let made = key.make(&enrolment_challenge(ORIGIN, request.id, &self.admin));
        let with = json!({
            "person": self.admin, "client": Encoded::of(&made.client),
            "attestation": Encoded::of(&made.attestation), "transports": ["usb"],
            "called": "The grey one",
        });
        request.with = with.as_object().unwrap().clone();
        request
    }

    async fn enrol(&self, key: &SoftKey) -> Receipt {
        let enrolling = self.enrolling(key, How::Password(PASSWORD.to_owned()));
        self.engine.submit(enrolling).await.unwrap()
    }

    /// An act that takes a signature: what the centre asks of signatures.
    fn requiring(&self, meanings: &[&str], how: How) -> Request {
        let with = json!({ "centre": "centre/c01", "meanings": meanings });
        self.ask("centre.require-keys", with, Meaning::Approved, how)
    }

    async fn to_sign(&self, request: &Request) -> ToSign {
        self.engine.prepare_to_sign(request.clone(), SESSION).await.unwrap()
    }

    async fn signed(&self, request: &Request, assertion: Assertion) -> Result<Receipt, NotTaken> {
        let mut request = request.clone();
        request.sign.as_mut().unwrap().how = How::Key(Box::new(assertion));
        self.engine.submit(request).await
    }

    /// Fixes an act, has the key sign it, and sends it on.
    async fn signs(&self, key: &mut SoftKey, request: &Request) -> Result<Receipt, NotTaken> {
        let to_sign = self.to_sign(request).await;
        self.signed(request, assertion(&key.sign(&to_sign.challenge))).await
    }

    fn leaf(&self, position: u64) -> Vec<u8> {
        self.engine.log().with(|reader| reader.entry(position)).unwrap().unwrap().unwrap()
    }

    fn check(&self) -> Report {
        let options = verify::Options { kept: Vec::new(), decisions: true };
        verify(&self.data(), &options, &|_| {}).unwrap()
    }
}

#[tokio::test]
async fn a_passkey_signs_line_1_and_anybody_can_check_it() {
    let bench = Bench::new().await;
    let mut bound = key(1);
    let enrolled = bench.enrol(&bound).await;
    let request = bench.requiring(&["released"], How::KeyLater);
    let to_sign = bench.to_sign(&request).await;
    assert_eq!(bench.engine.snapshot().size, enrolled.position + 1, "nothing is in the log yet");
    assert_eq!(to_sign.keys[0].0.bytes(), bound.credential());
    assert_eq!(to_sign.party, "localhost");
    let answer = assertion(&bound.sign(&to_sign.challenge));
    let receipt = bench.signed(&request, answer.clone()).await.unwrap();
    let leaf = bench.leaf(receipt.position);
    let (line, _) = entry::lines(&leaf).unwrap();
    assert_eq!(line, to_sign.said, "what was signed is what was written");
    assert_eq!(entry::challenge(line), to_sign.challenge);
    let made = entry::made(&leaf).unwrap();
    let entry::Proof::Passkey { enrolled: at, sig, .. } = &made.proof else { panic!() };
    assert_eq!((*at, sig), (enrolled.position, &answer.sig));
    // The same again is the same act; another signature under its id is not.
    let again = bench.signed(&request, answer.clone()).await.unwrap();
    assert_eq!(again.leaf, receipt.leaf);
    let other = assertion(&bound.sign(b"something else"));
    assert!(matches!(bench.signed(&request, other).await, Err(NotTaken::IdTaken)));
    let bench = bench.restart();
    let again = bench.signed(&request, answer).await.unwrap();
    assert_eq!(again.leaf, receipt.leaf, "a retry after a restart gets the first receipt");
    let report = bench.check();
    assert!(report.is_sound(), "{:#?}", report.sentences());
    let signatures = report.signatures;
    assert_eq!((signatures.passkey, signatures.passkey_synced, signatures.password), (1, 0, 1));
}

#[tokio::test]
async fn what_another_key_session_or_challenge_signed_is_not_taken() {
    let bench = Bench::new().await;
    let mut bound = key(1);
    let before = bench.enrol(&bound).await.position + 1;
    let request = bench.requiring(&[], How::KeyLater);
    // Each try uses up what was fixed.
    let tried = async |bend: &dyn Fn(&ToSign, &mut SoftKey) -> Assertion| {
        let to_sign = bench.to_sign(&request).await;
        let answer = bend(&to_sign, &mut key(1));
        bench.signed(&request, answer).await.unwrap_err()
    };
    let wrong = tried(&|_, key| assertion(&key.sign(b"another challenge"))).await;
    assert!(matches!(wrong, NotTaken::WrongPasskey(Wrong::Challenge)), "{wrong}");
    let wrong = tried(&|it, _| assertion(&key(2).sign(&it.challenge))).await;
    assert!(matches!(wrong, NotTaken::UnknownPasskey), "{wrong}");
    let wrong = tried(&|it, key| {
        let mut answer = key.sign(&it.challenge);
        answer.signature[9] ^= 1;
        assertion(&answer)
    })
    .await;
    assert!(matches!(wrong, NotTaken::WrongPasskey(Wrong::Signature)), "{wrong}");
    let wrong = tried(&|it, _| assertion(&key(1).unverified().sign(&it.challenge))).await;
    assert!(matches!(wrong, NotTaken::WrongPasskey(Wrong::NotVerified)), "{wrong}");
    let elsewhere = || SoftKey::new(1, "localhost", "https://localhost.example.com");
    let wrong = tried(&|it, _| assertion(&elsewhere().sign(&it.challenge))).await;
    assert!(matches!(wrong, NotTaken::WrongPasskey(Wrong::Origin)), "{wrong}");
    let wrong = tried(&|it, key| Assertion {
        session: "another session".to_owned(),
        ..assertion(&key.sign(&it.challenge))
    })
    .await;
    assert!(matches!(wrong, NotTaken::NotPrepared), "{wrong}");
    // It was fixed for another session, and still waits for its own.
    let to_sign = bench.to_sign(&request).await;
    let answer = assertion(&bound.sign(&to_sign.challenge));
    bench.clock.move_by(MINUTES_MAX * 60_000);
    let late = bench.signed(&request, answer).await.unwrap_err();
    assert!(matches!(late, NotTaken::NotPrepared), "{late}");
    let unsigned = bench.engine.submit(request.clone()).await.unwrap_err();
    assert!(matches!(unsigned, NotTaken::NotPrepared), "{unsigned}");
    assert_eq!(bench.engine.snapshot().size, before, "none of it is in the log");
    bench.signs(&mut bound, &request).await.unwrap();
}

#[tokio::test]
async fn what_the_rules_refuse_is_refused_before_the_key_is_asked() {
    let bench = Bench::new().await;
    let request = bench.requiring(&["approved"], How::KeyLater);
    let none = bench.engine.prepare_to_sign(request.clone(), SESSION).await.unwrap_err();
    assert!(matches!(none, NotTaken::NoPasskey), "{none}");
    let mut synced = key(3).synced();
    bench.enrol(&synced).await;
    let again = bench.enrolling(&synced, How::KeyLater);
    let known = bench.engine.prepare_to_sign(again, SESSION).await.unwrap_err();
    assert!(
        matches!(&known, NotTaken::Refused(refusal) if refusal.has("passkey-known")),
        "{known}"
    );
    // What it rests on is known once it has signed.
    let weak = bench.signs(&mut synced, &request).await.unwrap_err();
    assert!(matches!(&weak, NotTaken::Refused(it) if it.has("bound-key-needed")), "{weak}");
    // A further key may be enrolled by a key.
    let mut bound = key(4);
    let enrolling = bench.enrolling(&bound, How::KeyLater);
    bench.signs(&mut synced, &enrolling).await.unwrap();
    bench.signs(&mut bound, &request).await.unwrap();
    let by_password = bench.requiring(&[], How::Password(PASSWORD.to_owned()));
    let weak = bench.engine.submit(by_password).await.unwrap_err();
    assert!(matches!(&weak, NotTaken::Refused(it) if it.has("bound-key-needed")), "{weak}");
    let report = bench.check();
    assert!(report.is_sound(), "{:#?}", report.sentences());
    assert_eq!((report.signatures.passkey, report.signatures.passkey_synced), (2, 1));
}

#[tokio::test]
async fn a_copied_key_is_caught_by_its_counter() {
    let bench = Bench::new().await;
    let mut original = key(1);
    original.counter = 5;
    bench.enrol(&original).await;
    let mut copy = original.clone();
    let request = || bench.requiring(&[], How::KeyLater);
    for _ in 0..2 {
        bench.signs(&mut original, &request()).await.unwrap();
    }
    let copied = bench.signs(&mut copy, &request()).await.unwrap_err();
    assert!(matches!(copied, NotTaken::CopiedPasskey), "{copied}");
    assert!(bench.check().is_sound());
    // A server started again has forgotten how far it had counted; the log has not.
    let bench = bench.restart();
    copy.counter = 5;
    let request = bench.requiring(&[], How::KeyLater);
    let taken = bench.signs(&mut copy, &request).await.unwrap();
    let report = bench.check();
    let sentences = report.sentences();
    assert!(!report.is_sound() && report.first_bad() == Some(taken.position), "{sentences:?}");
    assert!(sentences.iter().any(|it| it.contains("there may be a copy of it")), "{sentences:?}");
}

#[tokio::test]
async fn a_withdrawn_key_signs_and_signs_in_no_more() {
    let bench = Bench::new().await;
    let mut bound = key(1);
    bench.enrol(&bound).await;
    let signed_in = |key: &mut SoftKey| {
        let to_sign = bench.engine.prepare_sign_in().unwrap();
        let answer = assertion(&key.sign(&to_sign.challenge));
        let who = bench.engine.signed_in_by(&to_sign.challenge, &answer);
        let again = bench.engine.signed_in_by(&to_sign.challenge, &answer);
        assert!(matches!(again, Err(NotTaken::NotPrepared)), "a challenge is used once");
        who
    };
    assert_eq!(signed_in(&mut bound).unwrap(), bench.admin);
    assert!(matches!(signed_in(&mut key(2)), Err(NotTaken::UnknownPasskey)));
    let credential = Encoded::of(&bound.credential());
    let with = json!({ "person": bench.admin, "credential": credential });
    let how = How::Password(PASSWORD.to_owned());
    let withdraw = bench.ask("people.withdraw-passkey", with, Meaning::Performed, how);
    bench.engine.submit(withdraw).await.unwrap();
    assert!(matches!(signed_in(&mut bound), Err(NotTaken::UnknownPasskey)));
    let request = bench.requiring(&[], How::KeyLater);
    let none = bench.engine.prepare_to_sign(request, SESSION).await.unwrap_err();
    assert!(matches!(none, NotTaken::NoPasskey), "{none}");
    assert!(bench.check().is_sound());
}
