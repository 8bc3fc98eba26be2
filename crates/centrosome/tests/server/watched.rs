//! Witness processes: one that watches a served centre, and one that is killed while it answers.

use crate::running::{Client, PASSWORD, Server, act_id, enrol, found, program, verify};
use ledger::checkpoint::Checkpoint;
use ledger::note::{CosignerKey, KeyName, Note, SigningKey, read_key_file};
use ledger::tree::{LeafHash, consistency_proof, hash_leaf, root_at};
use ledger::witness::Submission;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// A witness process.
struct Witness {
    child: Child,
    key: String,
    url: String,
}

impl Witness {
    fn start(folder: &Path, log: &str) -> Self {
        let mut child = program()
            .args([
                "witness",
                "--listen",
                "127.0.0.1:0",
                "--name",
                "witness.example/w1",
                "--log",
                log,
            ])
            .arg("--data")
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut line = |opening: &str| {
            let line = lines.next().unwrap().unwrap();
            line.strip_prefix(opening).unwrap().trim_end_matches('/').to_owned()
        };
        let (key, url) = (line("witness "), line("listens at "));
        Self { child, key, url }
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn text(answer: (u16, Value)) -> String {
    answer.1.as_str().unwrap_or_default().to_owned()
}

/// Asks again and again, until it is so or half a minute has passed.
fn soon<T>(mut ask: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "it never came to be");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn quality_assurance(server: &Server, admin: &Client) -> Client {
    let (_, receipt) = enrol(admin, &act_id(), "QA-01").unwrap();
    let person = receipt["facts"][0]["subject"].clone();
    admin.assigns(&person, "qa-reviewer");
    admin.opens_account("qa-01", &person);
    server.client("qa-01").unwrap()
}

#[test]
fn a_served_centre_is_watched_followed_and_closed_for_writing_when_it_goes_back() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    found(&data);
    let log = read_key_file(&data.join("log.key")).unwrap().verifier().to_string();
    let server = Server::start(&data, &[]);
    let admin = server.client("ad-01").unwrap();
    let qa = quality_assurance(&server, &admin);
    let witness = Witness::start(&folder.path().join("witness"), &log);
    let accept = json!({
        "id": act_id(), "is": "centre.accept-witness", "said": "ask",
        "with": { "centre": "centre/c01", "key": witness.key, "address": witness.url },
        "sign": { "means": "approved", "password": PASSWORD },
    });
    let (status, said) = qa.post("/api/v1/acts", &accept).unwrap();
    assert_eq!(status, 201, "{said}");
    let key: CosignerKey = witness.key.parse().unwrap();
    let note = soon(|| {
        let note = text(admin.get("/log/checkpoint").unwrap());
        let parsed = Note::parse(note.as_bytes()).unwrap();
        let lines = parsed.signatures();
        let cosigned = lines.iter().any(|it| key.check(parsed.unverified_text(), it).is_some());
        cosigned.then_some(note)
    });
    let (_, listed) = server.stranger().get("/api/v1/log/witnesses").unwrap();
    assert_eq!(listed["items"][0]["says"], "cosigned", "{listed}");
    assert_eq!(listed["items"][0]["behind"], 0, "{listed}");

    // Somebody else follows by themselves, twice.
    let follow = || {
        program()
            .args(["witness", "--once", "--name", "follower.example/f", "--log", &log])
            .args(["--follow", &server.url, "--data"])
            .arg(folder.path().join("follower"))
            .output()
            .unwrap()
    };
    assert!(follow().status.success());
    enrol(&admin, &act_id(), "OP-01").unwrap();
    let followed = follow();
    assert!(followed.status.success(), "{followed:?}");

    // A cosigned note is a kept checkpoint.
    server.stop();
    let kept = folder.path().join("kept");
    std::fs::write(&kept, note).unwrap();
    let mut command = program();
    let verified = command.args(["verify", "--kept"]).arg(&kept).arg("--data").arg(&data);
    let verified = verified.output().unwrap();
    assert!(verified.status.success(), "{verified:?}");
    assert!(verify(&data).0);
}

const ORIGIN: &str = "killed.example/log/1";

fn leaves(size: u64) -> Vec<LeafHash> {
    (0..size).map(|n| hash_leaf(&n.to_be_bytes())).collect()
}

/// The witness is killed at any moment, twenty times: whatever it answered it remembers, and it never
/// goes back.
#[test]
fn a_witness_killed_between_keeping_and_answering_forgets_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let key = SigningKey::from_seed(KeyName::new(ORIGIN).unwrap(), &[7; 32]);
    let log = key.verifier().to_string();
    let all = leaves(4_000);
    let submission = |old: u64, size: u64| {
        let tree = &all[..usize::try_from(size).unwrap()];
        let root = root_at(tree, size).unwrap();
        let checkpoint = Checkpoint::new(ORIGIN, size, root).unwrap().sign(&key).unwrap();
        let path = consistency_proof(tree, old, size).unwrap();
        Submission { old, path, checkpoint: checkpoint.to_string().into_bytes() }.to_bytes()
    };
    let (mut answered, mut at) = (0, 0);
    for round in 0..20 {
        let witness = Witness::start(folder.path(), &log);
        let (address, pid) = (format!("{}/add-checkpoint", witness.url), witness.child.id());
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(3 + 7 * round));
            let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
            // It may be gone already.
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
        });
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(10)))
            .build()
            .into();
        loop {
            let sent = agent.post(&address).send(&submission(at, at + 1)[..]);
            let Ok(mut response) = sent else { break };
            let Ok(body) = response.body_mut().read_to_string() else { break };
            match response.status().as_u16() {
                200 => (answered, at) = (at + 1, at + 1),
                409 => {
                    let stands: u64 = body.trim_end().parse().unwrap();
                    assert!(stands >= answered, "it forgot {answered}, and stands at {stands}");
                    at = stands;
                }
                status => panic!("status {status}: {body}"),
            }
        }
        killer.join().unwrap();
        drop(witness);
    }
    assert!(answered > 0, "it was never fast enough to answer");
}
