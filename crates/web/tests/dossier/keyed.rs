//! A small batch signed with passkeys of every algorithm, and what a log would look like whose own
//! writer took a proof that is none.

#![expect(clippy::indexing_slicing, reason = "a test says by panicking what failed")]

use super::corpus::{BATCH, Sample, open};
use super::making::{people, scene::Scene, supplies};
use domain::act::{ActId, Meaning, Said};
use domain::id::BatchId;
use domain::people::Role;
use domain::people::passkey::enrolment_challenge;
use domain::text::Encoded;
use engine::data::DataFolder;
use engine::dossier::{Source, Wanted, make};
use engine::entry::{self, challenge};
use engine::request::{Assertion, How, Request, SignRequest};
use ledger::log::Log;
use ledger::note::{SigningKey, read_key_file};
use ledger::objects::Objects;
use ledger::store::sqlite::{SqliteReader, SqliteStore};
use ledger::store::{Draft, Flow, Reader as _};
use serde_json::{Value, json};
use std::path::Path;
use testkit::passkey::{Answer, SoftKey};
use web::app::{App, Settings};

/// A process of one step.
const TINY: &str = include_str!("../../../domain/src/process/testing/tiny.yaml");
const SESSION: &str = "a session";
const PAGE: &str = "http://localhost:8080";

/// Dossiers of the batch, as it was and as a lying writer would have it.
pub async fn samples() -> Vec<Sample> {
    let folder = tempfile::tempdir().unwrap();
    let data = DataFolder::at(folder.path().join("data"));
    let mut keys = tell(&data).await;
    let key = read_key_file(&data.log_key()).unwrap();
    let reader = SqliteReader::open(&data.log()).unwrap();
    let mut leaves = Vec::new();
    reader
        .entries(0..u64::MAX, &mut |_, leaf| {
            leaves.push(String::from_utf8(leaf.to_vec()).unwrap());
            Flow::Continue(())
        })
        .unwrap();
    let log = Lying { key, leaves, objects: data.objects() };
    let honest = log.leaves[log.step()].clone();
    let mut samples = vec![log.sample("signed by passkeys of every algorithm", &honest, None)];
    for (name, proof) in lies(&mut keys, &log) {
        // The proof is the last member of line 2: what stands before it stays as it is.
        let (before, _) = honest.rsplit_once("\"proof\":").unwrap();
        let leaf = format!("{before}\"proof\":{proof}}}");
        samples.push(log.sample(&name, &leaf, Some("signature")));
    }
    // A log written anew is whole in itself: only what was handed out before tells.
    let (before, after) = honest.split_once("\"recorded\":\"").unwrap();
    let (moment, rest) = after.split_at("2026-11-22T10:14:05.12".len());
    let (last, rest) = rest.split_at(1);
    let other = if last == "0" { "1" } else { "0" };
    let anew = format!("{before}\"recorded\":\"{moment}{other}{rest}");
    let name = "a log written anew, and a dossier from before";
    let earlier = vec![samples[0].bytes.clone()];
    samples.push(Sample { earlier, ..log.sample(name, &anew, Some("kept")) });
    samples
}

/// The keys of the story.
struct Keys {
    /// The operator's: counts, and signed the step.
    bound: SoftKey,
    /// The operator's first one, withdrawn.
    old: SoftKey,
    /// Somebody else's.
    other: SoftKey,
}

async fn tell(data: &DataFolder) -> Keys {
    let key = |seed| SoftKey::new(seed, "localhost", PAGE);
    let mut bound = key(1);
    bound.counter = 7;
    let mut keys = Keys { bound, old: key(2), other: key(3) };
    let (mut p256, mut rsa) = (key(4).es256(), key(5).rs256().synced());
    let mut scene = Scene::open(open(data).await).unwrap();
    people::enrol(&mut scene).await.unwrap();
    let app = App::new(scene.engine.clone(), Settings { demo: true, ..Settings::default() });
    supplies::take_into_use(&mut scene, &app, TINY).await.unwrap();
    let (operator, reviewer) = (("OP-07", Role::Operator), ("QA-03", Role::QaReviewer));
    enrols(&scene, operator, &p256, None).await;
    enrols(&scene, operator, &rsa, Some(&mut p256)).await;
    enrols(&scene, operator, &keys.old, Some(&mut rsa)).await;
    enrols(&scene, operator, &keys.bound, Some(&mut keys.old)).await;
    enrols(&scene, reviewer, &keys.other, None).await;
    let with = json!({ "process": "process/tiny", "rooms": [], "inputs": [] });
    scene.asks("OP-07", "batch.start", with).await.unwrap();
    let step = |more: Value| {
        let mut with = json!({ "batch": "batch/B26-0001", "step": "only.look", "round": 1 });
        with.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        with
    };
    scene.asks("OP-07", "batch.start-step", step(json!({}))).await.unwrap();
    let colour = json!({ "value": "colour", "reading": { "is": "clear" }, "source": "typed" });
    scene.tells("OP-07", "batch.record-value", step(colour)).await.unwrap();
    let with =
        json!({ "person": scene.id("OP-07"), "credential": Encoded::of(&keys.old.credential()) });
    scene.asks("OP-07", "people.withdraw-passkey", with).await.unwrap();
    let mut complete = request(&scene, operator, "batch.complete-step", Meaning::Performed);
    complete.with = step(json!({})).as_object().unwrap().clone();
    signs(&scene, complete, Some(&mut keys.bound)).await;
    // An entry about what the record read, by somebody who has no part in it.
    let mut withdraw = request(&scene, reviewer, "process.withdraw", Meaning::Approved);
    let with = json!({ "process": "process/tiny", "version": "1", "reason": "Replaced." });
    withdraw.with = with.as_object().unwrap().clone();
    signs(&scene, withdraw, Some(&mut keys.other)).await;
    scene.asks("QA-03", "centre.seal-heads", json!({ "centre": "centre/c01" })).await.unwrap();
    scene.engine.close();
    keys
}

pub fn request(scene: &Scene, (who, role): (&str, Role), is: &str, means: Meaning) -> Request {
    let (covers, basis, shown) = (None, None, None);
    Request {
        id: ActId(*uuid::Uuid::now_v7().as_bytes()),
        is: is.to_owned(),
        iv: None,
        said: Said::Ask,
        by: scene.id(who).parse().unwrap(),
        role,
        at: None,
        occurred: None,
        with: serde_json::Map::new(),
        sign: Some(SignRequest { means, how: How::KeyLater, covers, basis, shown }),
    }
}

/// Enrols a key, signed by another one or the password.
pub async fn enrols(scene: &Scene, who: (&str, Role), key: &SoftKey, by: Option<&mut SoftKey>) {
    let mut request = request(scene, who, "people.enrol-passkey", Meaning::Performed);
    let made = key.make(&enrolment_challenge(scene.engine.origin(), request.id, &request.by));
    let with = json!({
        "person": request.by, "client": Encoded::of(&made.client),
        "attestation": Encoded::of(&made.attestation), "transports": ["usb"], "called": "Grey",
    });
    request.with = with.as_object().unwrap().clone();
    signs(scene, request, by).await;
}

/// Sends an act, signed by a key or the password.
pub async fn signs(scene: &Scene, mut request: Request, key: Option<&mut SoftKey>) {
    let how = match key {
        None => How::Password(people::PASSWORD.to_owned()),
        Some(key) => {
            let fixed = scene.engine.prepare_to_sign(request.clone(), SESSION).await.unwrap();
            let Answer { credential, authenticator, client, signature } =
                key.sign(&fixed.challenge);
            How::Key(Box::new(Assertion {
                session: SESSION.to_owned(),
                cred: Encoded::of(&credential),
                auth: Encoded::of(&authenticator),
                client: Encoded::of(&client),
                sig: Encoded::of(&signature),
            }))
        }
    };
    request.sign.as_mut().unwrap().how = how;
    scene.engine.submit(request).await.unwrap();
}

/// A log whose writer writes what it likes.
struct Lying {
    key: SigningKey,
    leaves: Vec<String>,
    objects: std::path::PathBuf,
}

impl Lying {
    /// Where the step was signed.
    fn step(&self) -> usize {
        let signed = |leaf: &String| leaf.contains("\"is\":\"batch.complete-step\"");
        self.leaves.iter().position(signed).unwrap()
    }

    /// The proof of the step's signature.
    fn proof(&self) -> Value {
        let (_, made) = entry::lines(self.leaves[self.step()].as_bytes()).unwrap();
        serde_json::from_str::<Value>(made).unwrap()["proof"].clone()
    }

    fn sample(&self, name: &str, step: &str, check: Option<&'static str>) -> Sample {
        let (authentic, complete) = if check.is_some() { ("no", "untold") } else { ("yes", "yes") };
        let bytes = self.dossier(step);
        Sample { name: name.to_owned(), bytes, authentic, complete, check, ..Sample::default() }
    }

    /// A dossier of the log with the step signed like this, as whole as its writer can make it.
    fn dossier(&self, step: &str) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.db");
        let mut leaves = self.leaves.clone();
        leaves[self.step()] = step.to_owned();
        write_log(&path, &self.key, &leaves);
        let reader = SqliteReader::open(&path).unwrap();
        let objects = Objects::open_to_read(&self.objects);
        let source = Source { reader: &reader, objects: &objects, keys: None };
        let batch = BatchId::new(BATCH).unwrap();
        let wanted = Wanted { batch, opens: &|_| false, kept: &[], witnessed: &[], press: None };
        make(source, &wanted, &|_, _, _| {}).unwrap().bytes
    }
}

/// Writes a log of these entries, signed with the server's own key.
fn write_log(path: &Path, key: &SigningKey, leaves: &[String]) {
    let mut subjects = Vec::new();
    let mut drafts = Vec::new();
    for (position, leaf) in leaves.iter().enumerate() {
        let made = entry::made(leaf.as_bytes()).unwrap();
        subjects.extend(made.about.into_iter().map(|about| (about.s, about.n, position)));
        let leaf = leaf.clone().into_bytes();
        drafts.push(Draft { id: entry::act_id(&leaf).unwrap(), leaf });
    }
    let store = SqliteStore::create(path).unwrap();
    let mut log = Log::open(Box::new(store), key.clone()).unwrap();
    let subjects = serde_json::to_vec(&subjects).unwrap();
    let staged = log.stage(drafts, subjects, vec![]).unwrap();
    log.commit(staged).unwrap();
}

/// Every way a passkey's proof can be none, by what was done.
fn lies(keys: &mut Keys, log: &Lying) -> Vec<(String, Value)> {
    let honest = log.proof();
    let (said, _) = entry::lines(log.leaves[log.step()].as_bytes()).unwrap();
    let asked = challenge(said);
    let mut lies = Vec::new();
    let mut lie = |name: &str, answer: &Answer| {
        let mut proof = honest.clone();
        for (member, bytes) in [
            ("cred", &answer.credential),
            ("auth", &answer.authenticator),
            ("client", &answer.client),
            ("sig", &answer.signature),
        ] {
            proof[member] = json!(Encoded::of(bytes));
        }
        lies.push((name.to_owned(), proof));
    };
    let key = || {
        let mut key = SoftKey::new(1, "localhost", PAGE);
        key.counter = 20;
        key
    };
    let right = key().sign(&asked);
    lie("another challenge was signed", &key().sign(b"another challenge"));
    let mut stranger = SoftKey::new(9, "localhost", PAGE).sign(&asked);
    lie("a key nobody enrolled signed", &stranger);
    stranger.credential.clone_from(&right.credential);
    lie("another key signed in the name of one enrolled", &stranger);
    for (name, bent) in [("flags", 32), ("counter", 36), ("relying party", 3)] {
        let mut answer = right.clone();
        answer.authenticator[bent] ^= 8;
        lie(&format!("a bit of the {name} flipped"), &answer);
    }
    let mut answer = right.clone();
    answer.signature[9] ^= 1;
    lie("a bit of the signature flipped", &answer);
    lie("nobody verified who held the key", &key().unverified().sign(&asked));
    lie("nobody was present", &key().flagged(4).sign(&asked));
    lie("backed up and not eligible for it", &key().flagged(1 | 4 | 16).sign(&asked));
    let elsewhere = |party: &str, origin: &str| {
        let mut key = SoftKey::new(1, party, origin);
        key.counter = 20;
        key
    };
    lie("signed on another site", &elsewhere("localhost", "http://localhost.example").sign(&asked));
    lie("signed without TLS elsewhere", &elsewhere("localhost", "http://127.0.0.1").sign(&asked));
    lie("signed for another relying party", &elsewhere("example.com", PAGE).sign(&asked));
    let mut counted = key();
    counted.counter = 6;
    lie("a counter that went back", &counted.sign(&asked));
    let client = |from: &str, to: &str| {
        let text = String::from_utf8(right.client.clone()).unwrap();
        assert!(text.contains(from), "{text}");
        key().says(right.authenticator.clone(), text.replace(from, to).into_bytes())
    };
    lie("made, not used", &client("webauthn.get", "webauthn.create"));
    lie("inside a page of another origin", &client(":false", ":true"));
    lie("a page above it named", &client(":false", ":false,\"topOrigin\":\"http://localhost\""));
    lie("two origins", &client("{", "{\"origin\":\"http://localhost\","));
    lie("client data that is no JSON", &client("}", ""));
    let data = |more: &[u8], flag: u8| {
        let mut data = [&right.authenticator[..], more].concat();
        data[32] |= flag;
        key().says(data, right.client.clone())
    };
    lie("something behind the authenticator's data", &data(&[0], 0));
    lie("extensions that are none", &data(&[1], 0x80));
    lie("extensions said and not there", &data(&[], 0x80));
    lie("a new key within", &data(&[0; 20], 0x40));
    lie("signed with a withdrawn key", &keys.old.sign(&asked));
    lie("signed with somebody else's key", &keys.other.sign(&asked));
    // The keys named by the entries that enrolled them.
    let enrolled = |credential: &[u8]| {
        let named = format!("\"credential\":\"{}\"", Encoded::of(credential));
        log.leaves.iter().position(|leaf| leaf.contains(&named)).unwrap()
    };
    for (name, proof) in &mut lies {
        if name.contains("withdrawn") {
            proof["enrolled"] = json!(enrolled(&keys.old.credential()));
        } else if name.contains("somebody else") {
            proof["enrolled"] = json!(enrolled(&keys.other.credential()));
        }
    }
    let mut elsewhere = honest.clone();
    elsewhere["enrolled"] = json!(enrolled(&keys.bound.credential()) + 1);
    lies.push(("said to be enrolled by another entry".to_owned(), elsewhere));
    lies
}
