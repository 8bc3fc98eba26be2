//! Who catches what: each deed of somebody who holds the server, its disk and its keys, and which of the
//! three find it. `verify` on the machine itself, with nothing kept elsewhere; a dossier handed out
//! before, which that log is held against; a witness, asked again afterwards.

use crate::administrator::{cut, rewrite, rewrite_and_follow, tamper};
use crate::centre::{Centre, Post, Watcher, copy, verified};
use domain::act::{ActId, Meaning, Said};
use domain::id::BatchId;
use domain::people::Role;
use domain::people::passkey::enrolment_challenge;
use domain::text::Encoded;
use engine::Engine;
use engine::clock::SetClock;
use engine::data::DataFolder;
use engine::dossier::{HandedOut, Options as Against, verify};
use engine::request::{Assertion, How, Request, SignRequest};
use engine::start::{Options, StartError};
use engine::witnessing::Word;
use ledger::high_water::HighWater;
use ledger::note::read_key_file;
use ledger::store::Reader as _;
use ledger::store::sqlite::SqliteReader;
use ledger::tree::NodeHash;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use testkit::passkey::SoftKey;

/// A centre before the deed.
struct Played {
    folder: tempfile::TempDir,
    clock: Arc<SetClock>,
    witness: Watcher,
    dossier: Vec<u8>,
    /// The whole folder of the day before.
    yesterday: PathBuf,
    size: u64,
}

/// Where a deed is done: a copy of the folder, and what there was the day before.
struct Scene<'a> {
    data: DataFolder,
    yesterday: &'a Path,
    size: u64,
}

impl Scene<'_> {
    /// Where the operator was qualified: an old entry, which the dossier holds.
    fn qualified(&self) -> u64 {
        let reader = SqliteReader::open(&self.data.log()).unwrap();
        let is = |at: &u64| {
            let leaf = reader.entry(*at).unwrap().unwrap();
            String::from_utf8(leaf).unwrap().contains("\"is\":\"people.qualify\"")
        };
        (0..self.size).find(is).unwrap()
    }

    /// Whatever beside the log remembers how it was.
    fn forgets(&self) {
        drop(std::fs::remove_dir_all(self.data.witnessed()));
        // A mark that is gone opens the centre for reading only; this one says that nothing was drawn.
        let mark = HighWater {
            origin: read_key_file(&self.data.log_key()).unwrap().verifier().name().to_string(),
            size: 0,
            root: NodeHash::empty_tree(),
            counters: BTreeMap::new(),
        };
        mark.write(&self.data.high_water()).unwrap();
    }
}

/// Qualified for a year longer: no rule can tell.
fn longer(leaf: &str) -> String {
    assert!(leaf.contains("2027-12-31"), "{leaf}");
    leaf.replace("2027-12-31", "2028-12-31")
}

impl Played {
    /// A batch, a day's copy, a dossier handed out, a witness who has seen all of it.
    async fn tell(with_a_key: bool) -> Self {
        let centre = Centre::open().await;
        let witness = centre.watcher("witness.example/w1");
        centre.accept(&witness).await;
        centre.batch().await;
        // As many as fill a tile.
        let full = usize::try_from(centre.engine.snapshot().size).unwrap();
        centre.grow(257 - full).await;
        let yesterday = centre.folder.path().join("yesterday");
        let centre = centre.while_down(|data| copy(data.path(), &yesterday));
        if with_a_key {
            signs_with_a_key(&centre).await;
        }
        centre.grow(3).await;
        let word = centre.engine.ask_witness(&Post(&[&witness]), &witness.code());
        assert_eq!(word, Some(Word::Cosigned));
        let dossier = centre.dossier();
        let witnesses = vec![witness.key.parse().unwrap()];
        let report = verify(&dossier, &Against { witnesses, ..Against::default() });
        assert_eq!(report.findings, []);
        assert_eq!(report.watched_by(), "witness.example/w1", "the server handed out its line");
        let size = centre.engine.snapshot().size;
        let Centre { folder, clock, engine, .. } = centre;
        engine.close();
        Self { folder, clock, witness, dossier, yesterday, size }
    }

    fn data(&self) -> DataFolder {
        DataFolder::at(self.folder.path().join("data"))
    }

    /// Starts a server on a folder.
    fn starts(&self, data: &DataFolder) -> Result<Engine, StartError> {
        Engine::start(data, Options::with_clock(self.clock.clone()))
    }

    /// Does it to a copy; by whom it is caught.
    fn caught(&self, name: &str, deed: &dyn Fn(&Scene<'_>)) -> String {
        let path = self.folder.path().join(name.replace(' ', "-"));
        copy(self.data().path(), &path);
        let data = DataFolder::at(&path);
        deed(&Scene { data: DataFolder::at(&path), yesterday: &self.yesterday, size: self.size });
        let mut by = Vec::new();
        let alone = verified(&data, &[]);
        if !alone.is_empty() {
            by.push("verify");
        }
        let handed_out = HandedOut::read(&self.dossier).unwrap();
        let kept = [handed_out.checkpoint().to_vec()];
        let differing = handed_out.differences(&SqliteReader::open(&data.log()).unwrap()).unwrap();
        if !differing.is_empty() || verified(&data, &kept).len() > alone.len() {
            by.push("dossier");
        }
        // What does not start is shown to nobody.
        if let Ok(engine) = self.starts(&data) {
            let word = engine.ask_witness(&Post(&[&self.witness]), &self.witness.code());
            if matches!(word, Some(Word::Disagrees(_) | Word::SawMore(_))) {
                by.push("witness");
            }
            engine.close();
        }
        by.join(", ")
    }
}

/// The administrator lays something down, signed with a passkey.
async fn signs_with_a_key(centre: &Centre) {
    let mut key = SoftKey::new(1, "localhost", "http://localhost:8080");
    let sign = |means, how| SignRequest { means, how, covers: None, basis: None, shown: None };
    let request = |is: &str, with: Value, means, how| Request {
        id: ActId(*uuid::Uuid::now_v7().as_bytes()),
        is: is.to_owned(),
        iv: None,
        said: Said::Ask,
        by: centre.admin.clone(),
        role: Role::Administrator,
        at: None,
        occurred: None,
        with: with.as_object().unwrap().clone(),
        sign: Some(sign(means, how)),
    };
    let password = How::Password(crate::centre::PASSWORD.to_owned());
    let is = "people.enrol-passkey";
    let mut enrols = request(is, json!({}), Meaning::Performed, password);
    let made = key.make(&enrolment_challenge(centre.engine.origin(), enrols.id, &centre.admin));
    let with = json!({
        "person": centre.admin, "client": Encoded::of(&made.client),
        "attestation": Encoded::of(&made.attestation), "transports": ["usb"], "called": "Grey",
    });
    enrols.with = with.as_object().unwrap().clone();
    centre.engine.submit(enrols).await.unwrap();
    let with = json!({ "centre": "centre/c01", "meanings": [] });
    let mut signs = request("centre.require-keys", with, Meaning::Approved, How::KeyLater);
    let fixed = centre.engine.prepare_to_sign(signs.clone(), "a session").await.unwrap();
    let answer = key.sign(&fixed.challenge);
    signs.sign.as_mut().unwrap().how = How::Key(Box::new(Assertion {
        session: "a session".to_owned(),
        cred: Encoded::of(&answer.credential),
        auth: Encoded::of(&answer.authenticator),
        client: Encoded::of(&answer.client),
        sig: Encoded::of(&answer.signature),
    }));
    centre.engine.submit(signs).await.unwrap();
}

/// A deed, by name, and who catches it.
type Deed<'a> = (&'a str, &'a dyn Fn(&Scene<'_>), &'a str);

fn compare(played: &Played, deeds: &[Deed<'_>]) {
    let caught: Vec<_> =
        deeds.iter().map(|(name, deed, _)| (*name, played.caught(name, *deed))).collect();
    let told: Vec<_> = deeds.iter().map(|(name, _, by)| (*name, (*by).to_owned())).collect();
    assert_eq!(caught, told);
}

#[tokio::test]
async fn each_deed_is_caught_by_those_the_table_names() {
    let played = Played::tell(false).await;
    compare(
        &played,
        &[
            ("nothing at all", &|_| {}, ""),
            (
                "an entry alone",
                &|at| {
                    let position = at.qualified();
                    tamper(
                        &at.data,
                        &format!(
                            "UPDATE entries SET leaf = CAST(replace(CAST(leaf AS TEXT),
                             '2027-12-31', '2028-12-31') AS BLOB) WHERE position = {position}"
                        ),
                    );
                },
                "verify, dossier",
            ),
            (
                "a hash kept of an entry",
                &|at| {
                    tamper(
                        &at.data,
                        &format!(
                            "UPDATE commits SET leaf_hashes = zeroblob(32) WHERE first = {}",
                            at.size - 1
                        ),
                    );
                },
                "verify",
            ),
            ("a tile", &|at| tamper(&at.data, "UPDATE tiles SET bytes = zeroblob(8192)"), "verify"),
            (
                "the last entry and all signed anew",
                &|at| {
                    let code = format!("OP-{}", at.size - 1);
                    rewrite(&at.data, at.size - 1, |leaf| leaf.replace(&code, "OP-ZZ"));
                    at.forgets();
                },
                "dossier, witness",
            ),
            (
                "an old entry and all signed anew",
                &|at| {
                    rewrite(&at.data, at.qualified(), longer);
                    at.forgets();
                },
                "verify, dossier, witness",
            ),
            (
                "an old entry and what follows from it",
                &|at| {
                    rewrite_and_follow(&at.data, at.qualified(), longer);
                    at.forgets();
                },
                "dossier, witness",
            ),
            (
                "the tail cut and all beside it",
                &|at| {
                    cut(&at.data, at.size - 2);
                    at.forgets();
                },
                "dossier, witness",
            ),
            (
                "the copy of yesterday",
                &|at| {
                    std::fs::remove_dir_all(at.data.path()).unwrap();
                    copy(at.yesterday, at.data.path());
                },
                "dossier, witness",
            ),
        ],
    );
}

/// What a key outside the server signed cannot be signed again by whoever holds the server.
#[tokio::test]
async fn a_signature_by_passkey_binds_what_stood_before_it() {
    let played = Played::tell(true).await;
    let deed = |at: &Scene<'_>| {
        rewrite_and_follow(&at.data, at.qualified(), longer);
        at.forgets();
    };
    compare(
        &played,
        &[("an old entry before a passkey signed", &deed, "verify, dossier, witness")],
    );
}

/// An inspector who gets another dossier of a log written anew holds it against the first.
#[tokio::test]
async fn a_second_dossier_is_held_against_the_first() {
    let played = Played::tell(false).await;
    let held = |second: &[u8]| {
        let earlier = vec![HandedOut::read(&played.dossier).unwrap()];
        let report = verify(second, &Against { earlier, ..Against::default() });
        report.findings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let second = || {
        let engine = played.starts(&played.data()).unwrap();
        let made = engine.dossier(&BatchId::new("B26-0001").unwrap(), &|_| true, None).unwrap();
        engine.close();
        made.bytes
    };
    assert_eq!(held(&second()), [""; 0], "the log as it was");
    let scene = Scene { data: played.data(), yesterday: &played.yesterday, size: played.size };
    rewrite_and_follow(&scene.data, scene.qualified(), longer);
    scene.forgets();
    let second = second();
    assert_eq!(verify(&second, &Against::default()).findings, [], "alone it is whole");
    let found = held(&second);
    let named = format!("has another entry {}", scene.qualified());
    assert!(found.iter().any(|it| it.contains("kept") && it.contains(&named)), "{found:#?}");
}
