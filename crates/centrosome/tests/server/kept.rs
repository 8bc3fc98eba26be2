//! Backups: taken under load, broken off at any moment, damaged, encrypted; and what comes back.

use crate::running::{
    ADMIN, Client, FOUNDED, PASSWORD, Server, act_id, code, enrol, found, program, verify,
};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How often a run is killed.
const KILLS: u64 = 12;

const PASSPHRASE: &str = "seventeen synthetic geese";

/// A centre's folder, a backup's, and one with the copies of the keys.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        found(&place.data());
        fs::create_dir(place.keys()).unwrap();
        for key in ["log.key", "master.key"] {
            fs::copy(place.data().join(key), place.keys().join(key)).unwrap();
        }
        place
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn backup(&self) -> PathBuf {
        self.folder.path().join("backup")
    }

    fn keys(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    fn backing_up(&self) -> Command {
        let mut command = program();
        command.args(["backup", "--json", "--data"]).arg(self.data());
        command.arg("--to").arg(self.backup());
        command
    }

    fn restoring(&self, to: &Path) -> Command {
        let mut command = program();
        command.args(["restore", "--json", "--from"]).arg(self.backup());
        command.arg("--keys").arg(self.keys()).arg("--data").arg(to);
        command.arg("--high-water").arg(self.data().join("high-water"));
        command
    }
}

fn said(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stdout);
    serde_json::from_str(text.trim()).unwrap_or_else(|_| panic!("{output:?}"))
}

fn done(mut command: Command) -> Value {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    said(&output)
}

/// What went wrong, in the program's words.
fn not_done(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    said(&output)["error"].as_str().unwrap().to_owned()
}

fn act_a_little(data: &Path, from: u64, count: u64) {
    let server = Server::start(data, &[]);
    let client = server.client(ADMIN).unwrap();
    for n in from..from + count {
        assert_eq!(enrol(&client, &act_id(), &format!("OP-{n}")).unwrap().0, 201);
    }
    server.stop();
}

#[test]
fn a_backup_taken_under_load_holds_everything_acknowledged_before_it() {
    let place = Place::new();
    let server = Server::start(&place.data(), &[]);
    let answered = Arc::new(Mutex::new(Vec::<(String, u64)>::new()));
    let (number, stop) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let act = |client: Client| {
        let (answered, number, stop) = (answered.clone(), number.clone(), stop.clone());
        std::thread::spawn(move || {
            while !stop.load(Ordering::SeqCst) {
                let (id, nth) = (act_id(), number.fetch_add(1, Ordering::SeqCst));
                let (status, receipt) = enrol(&client, &id, &format!("OP-{nth}")).unwrap();
                assert_eq!(status, 201, "{receipt}");
                answered.lock().unwrap().push((id, receipt["position"].as_u64().unwrap()));
            }
        })
    };
    let clients: Vec<_> = (0..4).map(|_| act(server.client(ADMIN).unwrap())).collect();
    let enough = |count: usize| {
        while answered.lock().unwrap().len() < count {
            std::thread::sleep(Duration::from_millis(5));
        }
        answered.lock().unwrap().clone()
    };
    let mut before = enough(50);
    for run in 0..2 {
        let taken = done(place.backing_up());
        assert!(taken["entries"].as_u64().unwrap() > before.len() as u64, "{taken}");
        assert_eq!(taken["keys"], false, "{taken}");
        let fresh = place.folder.path().join(format!("fresh-{run}"));
        let restored = done(place.restoring(&fresh));
        assert_eq!(restored["verified"]["sound"], true, "{restored}");
        let again = Server::start(&fresh, &[]);
        let client = again.client(ADMIN).unwrap();
        for (id, position) in &before {
            let (status, receipt) = client.get(&format!("/api/v1/acts/{id}")).unwrap();
            assert_eq!((status, receipt["position"].as_u64()), (200, Some(*position)), "{id}");
        }
        again.stop();
        before = enough(before.len() + 100);
    }
    stop.store(true, Ordering::SeqCst);
    for client in clients {
        client.join().unwrap();
    }
    let served = not_done({
        let mut command = place.restoring(&place.data());
        command.arg("--replace");
        command
    });
    assert!(served.contains("another"), "a centre that is served was replaced: {served}");
    server.stop();
    let taken = not_done(place.restoring(&place.data()));
    assert!(taken.contains("--replace"), "{taken}");
}

/// What codes are made of lies beside the log, sealed with a key that the backup carries wrapped.
#[test]
fn a_time_code_set_up_before_the_backup_signs_in_after_the_restore() {
    let place = Place::new();
    let server = Server::start(&place.data(), &[]);
    let secret = server.client(ADMIN).unwrap().sets_up_codes();
    done(place.backing_up());
    server.stop();
    let fresh = place.folder.path().join("fresh");
    assert_eq!(done(place.restoring(&fresh))["verified"]["sound"], true);
    let again = Server::start(&fresh, &[]);
    let stranger = again.stranger();
    let body = json!({ "name": ADMIN, "password": PASSWORD });
    let (status, asked) = stranger.post("/api/v1/session", &body).unwrap();
    assert_eq!((status, &asked["factors"]), (401, &json!(["time-code"])), "{asked}");
    let shows = |code: String| {
        let body = json!({ "ticket": asked["ticket"], "code": code });
        stranger.post("/api/v1/session/second-factor", &body).unwrap()
    };
    assert_eq!(shows(code(b"12345678901234567890", 1)).0, 401, "of another secret");
    let (status, session) = shows(code(&secret, 1));
    assert_eq!((status, &session["code"]), (201, &json!("AD-01")), "{session}");
    again.stop();
}

#[test]
fn runs_that_are_killed_leave_nothing_half_done() {
    let place = Place::new();
    let mut whole = None;
    for kill in 0..KILLS {
        act_a_little(&place.data(), kill * 10, 10);
        if kill % 3 == 2 {
            whole = Some(done(place.backing_up())["entries"].as_u64().unwrap());
            continue;
        }
        let mut child = place.backing_up().spawn().unwrap();
        std::thread::sleep(Duration::from_micros(3_000 * kill));
        child.kill().unwrap();
        child.wait().unwrap();
        if let Some(whole) = whole {
            let fresh = place.folder.path().join(format!("fresh-{kill}"));
            let restored = done(place.restoring(&fresh));
            assert_eq!(restored["verified"]["sound"], true, "{restored}");
            assert!(restored["entries"].as_u64().unwrap() >= whole, "{restored}");
        }
    }
    let entries = done(place.backing_up())["entries"].as_u64().unwrap();
    assert_eq!(entries, KILLS * 10 + FOUNDED);
    let parts = fs::read_dir(place.backup().join("log")).unwrap().count();
    let manifest = fs::read(place.backup().join("backup.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(parts, manifest["parts"].as_array().unwrap().len(), "litter of a dead run is left");

    for kill in 0..KILLS {
        let mut command = place.restoring(&place.data());
        let mut child = command.arg("--replace").spawn().unwrap();
        std::thread::sleep(Duration::from_micros(10_000 * kill));
        child.kill().unwrap();
        child.wait().unwrap();
        let (sound, report) = verify(&place.data());
        assert!(sound, "killed {kill}: {report}");
        act_a_little(&place.data(), 10_000 + kill, 1);
    }
    let mut command = place.restoring(&place.data());
    command.arg("--replace");
    let restored = done(command);
    let aside = PathBuf::from(restored["put_aside"].as_str().unwrap());
    assert!(verify(&aside).0 && verify(&place.data()).0);
    assert!(!place.folder.path().join("data.restoring").exists());
}

#[test]
fn a_damaged_backup_is_refused_and_names_the_file() {
    let place = Place::new();
    act_a_little(&place.data(), 0, 5);
    done(place.backing_up());
    let fresh = place.folder.path().join("fresh");
    let mut files = Vec::new();
    let mut folders = vec![place.backup()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    assert!(files.len() >= 4, "{files:?}");
    for file in files {
        let good = fs::read(&file).unwrap();
        for at in [0, good.len() / 2, good.len().saturating_sub(2)] {
            let mut bad = good.clone();
            bad[at] ^= 4;
            fs::write(&file, &bad).unwrap();
            let error = not_done(place.restoring(&fresh));
            assert!(!error.is_empty() && !fresh.exists(), "{}: {error}", file.display());
        }
        fs::remove_file(&file).unwrap();
        not_done(place.restoring(&fresh));
        fs::write(&file, good).unwrap();
    }
    done(place.restoring(&fresh));
}

#[test]
fn a_backup_of_another_history_is_never_written_over() {
    let place = Place::new();
    act_a_little(&place.data(), 0, 3);
    done(place.backing_up());
    act_a_little(&place.data(), 3, 3);
    let earlier = place.folder.path().join("earlier");
    done(place.restoring(&earlier));
    done(place.backing_up());
    // The restored centre goes another way: same name, other entries.
    act_a_little(&earlier, 100, 5);
    let mut command = program();
    command.args(["backup", "--json", "--data"]).arg(&earlier).arg("--to").arg(place.backup());
    let error = not_done(command);
    assert!(error.contains("another history"), "{error}");
    let mut command = program();
    command.args(["backup", "--json", "--data"]).arg(place.data());
    command.arg("--to").arg(place.data().join("backup"));
    assert!(not_done(command).contains("must survive"));
}

#[test]
fn an_encrypted_backup_opens_with_its_passphrase_and_tells_nothing_without() {
    let place = Place::new();
    act_a_little(&place.data(), 0, 3);
    let with = |mut command: Command, passphrase: &str| {
        command.env("CENTROSOME_PASSPHRASE", passphrase);
        command
    };
    let taken = done(with(place.backing_up(), PASSPHRASE));
    assert_eq!(taken["keys"], true, "{taken}");
    act_a_little(&place.data(), 3, 3);
    assert!(not_done(place.backing_up()).contains("passphrase"));
    done(with(place.backing_up(), PASSPHRASE));
    let mut folders = vec![place.backup()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("backup.json") {
                let bytes = fs::read(&path).unwrap();
                for word in ["people.enrol", "person/", "SQLite", "PRIVATE"] {
                    let found = bytes.windows(word.len()).any(|some| some == word.as_bytes());
                    assert!(!found, "{word} stands in {}", path.display());
                }
            }
        }
    }
    let fresh = place.folder.path().join("fresh");
    let bare = |to: &Path| {
        let mut command = program();
        command.args(["restore", "--json", "--from"]).arg(place.backup()).arg("--data").arg(to);
        command
    };
    assert!(not_done(bare(&fresh)).contains("passphrase"));
    assert!(not_done(with(bare(&fresh), "seventeen synthetic ducks")).contains("passphrase"));
    let restored = done(with(bare(&fresh), PASSPHRASE));
    assert_eq!(restored["entries"], 6 + FOUNDED, "{restored}");
    // No mark came with it: it is read, and takes no act until one is put back.
    assert_eq!(restored["high_water"], false, "{restored}");
    let server = Server::start(&fresh, &[]);
    let (status, answer) = enrol(&server.client(ADMIN).unwrap(), &act_id(), "OP-50").unwrap();
    assert_eq!((status, &answer["type"]), (503, &"/problems/read-only".into()), "{answer}");
    server.stop();
    fs::copy(place.data().join("high-water"), fresh.join("high-water")).unwrap();
    act_a_little(&fresh, 50, 1);
}
