//! The master key: split and joined, changed under a centre that lives on, sealed under a passphrase.

use crate::running::{ADMIN, PASSWORD, Server, act_id, enrol, found, program, serving};
use serde_json::{Value, json};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

/// Whoever registers patients.
const COORDINATOR: &str = "cn-01";

/// How often a rotation is killed.
const KILLS: u64 = 15;

fn key(args: &[&str], data: &Path) -> Command {
    let mut command = program();
    command.arg("key").args(args).arg("--data").arg(data);
    command
}

fn run(mut command: Command) -> Output {
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8_lossy(&all).into_owned()
}

fn done(command: Command) -> String {
    let output = run(command);
    assert!(output.status.success(), "{}", said(&output));
    said(&output)
}

fn verify_with(data: &Path, environment: &[(&str, &Path)]) -> (bool, String) {
    let mut command = program();
    command.args(["verify", "--json", "--data"]).arg(data);
    command.envs(environment.iter().copied());
    let output = run(command);
    (output.status.success(), said(&output))
}

fn a_centre(folder: &Path) -> PathBuf {
    let data = folder.join("data");
    found(&data);
    let server = Server::start(&data, &[]);
    let client = server.client(ADMIN).unwrap();
    let (status, answer) = enrol(&client, &act_id(), "CN-01").unwrap();
    assert_eq!(status, 201, "{answer}");
    let person = answer["facts"][0]["subject"].clone();
    client.assigns(&person, "coordinator");
    client.opens_account(COORDINATOR, &person);
    assert_eq!(register(&server).0, 201);
    server.stop();
    data
}

/// Registers the patient of number H-1: possible once.
fn register(server: &Server) -> (u16, Value) {
    let client = server.client(COORDINATOR).unwrap();
    let with = json!({ "name": "Synthetic", "birth_date": "1970-01-01", "number": "H-1" });
    let body = json!({ "id": act_id(), "is": "custody.register-patient", "said": "ask",
        "as": "coordinator", "with": with });
    client.post("/api/v1/acts", &body).unwrap()
}

#[test]
fn a_key_in_shares_comes_back_and_the_doctor_asks_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    found(&data);
    let says = |data: &Path, about: &str| {
        let mut command = program();
        command.args(["doctor", "--json", "--data"]).arg(data);
        let advice: Value = serde_json::from_slice(&run(command).stdout).unwrap();
        let said = advice.as_array().unwrap().iter().find(|said| said["about"] == about);
        said.map(|said| said["grade"].clone())
    };
    let doctor = |data: &Path| says(data, "escrow").unwrap();
    assert_eq!(says(&data, "put-aside"), None);
    fs::create_dir(folder.path().join("data.replaced-2020-01-01T000000.000Z")).unwrap();
    assert_eq!(says(&data, "put-aside"), Some(json!("look")), "keys of then outlive an erasure");
    assert_eq!(doctor(&data), "act");
    let shares = done(key(&["split", "--json", "--need", "2", "--shares", "3"], &data));
    let shares: Vec<String> = serde_json::from_str(&shares).unwrap();
    assert_eq!((shares.len(), doctor(&data)), (3, json!("act")), "nobody signed for who has them");
    let server = Server::start(&data, &[]);
    let client = server.client(ADMIN).unwrap();
    for code in ["QA-01", "MD-02"] {
        assert_eq!(enrol(&client, &act_id(), code).unwrap().0, 201);
    }
    let act = json!({ "id": act_id(), "is": "centre.escrow-key", "said": "ask",
        "sign": { "means": "approved", "password": PASSWORD },
        "with": { "centre": "centre/c01", "need": 2, "holders": ["AD-01", "QA-01", "MD-02"],
            "master_key": shares[0].split(' ').nth(1) } });
    let (status, answer) = client.post("/api/v1/acts", &act).unwrap();
    assert_eq!(status, 201, "{answer}");
    server.stop();
    assert_eq!(doctor(&data), "well");
    let to = folder.path().join("again.key");
    let join = |some: &[&String]| {
        let mut command = program();
        command.args(["key", "join", "--to"]).arg(&to);
        command.stdin(Stdio::piped()).stderr(Stdio::null()).stdout(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        for share in some {
            writeln!(stdin, "{share}").unwrap();
        }
        drop(stdin);
        child.wait().unwrap().success()
    };
    assert!(!join(&[&shares[0]]) && !join(&[&shares[1], &shares[1]]));
    assert!(join(&[&shares[2], &shares[0]]));
    assert_eq!(fs::read(&to).unwrap(), fs::read(data.join("master.key")).unwrap());
    done(key(&["rotate"], &data));
    assert_eq!(doctor(&data), "act", "shares of the old key open nothing");
    // What was done with the key is in the access log once a server has been there.
    let aside = data.join("access/aside");
    assert!(fs::read_dir(&aside).unwrap().count() > 0);
    let server = Server::start(&data, &[]);
    let (status, _) = server.client(ADMIN).unwrap().get("/log/tile/entries/000").unwrap();
    assert_eq!(status, 403, "something is noted");
    server.stop();
    assert_eq!(fs::read_dir(&aside).unwrap().count(), 0);
}

#[test]
fn a_master_key_is_changed_and_nothing_sealed_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let data = a_centre(folder.path());
    let server = Server::start(&data, &[]);
    assert!(!run(key(&["rotate"], &data)).status.success(), "under a server");
    server.stop();
    let old = fs::read(data.join("master.key")).unwrap();
    done(key(&["rotate"], &data));
    assert_ne!(fs::read(data.join("master.key")).unwrap(), old);
    for kill in 0..KILLS {
        let mut rotating = key(&["rotate"], &data);
        let mut child = rotating.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(2_000 * kill));
        child.kill().unwrap();
        child.wait().unwrap();
        // A start ends what was broken off, one way or the other.
        Server::start(&data, &[]).stop();
        let (sound, report) = verify_with(&data, &[]);
        assert!(sound, "killed {kill}: {report}");
        assert!(!data.join("master.key.next").exists());
    }
    let server = Server::start(&data, &[]);
    let (status, answer) = register(&server);
    assert_eq!(status / 100, 4, "the number is not found any more: {answer}");
    server.stop();
    fs::write(data.join("master.key"), old).unwrap();
    assert!(!verify_with(&data, &[]).0, "the old key still opens");
}

#[test]
fn a_key_under_a_passphrase_opens_only_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = a_centre(folder.path());
    let bare = fs::read_to_string(data.join("master.key")).unwrap();
    let passphrase = folder.path().join("passphrase");
    fs::write(&passphrase, "seventeen synthetic geese\n").unwrap();
    let mut sealing = key(&["seal"], &data);
    sealing.arg("--passphrase-file").arg(&passphrase);
    done(sealing);
    assert!(!fs::read_to_string(data.join("master.key")).unwrap().contains(bare.trim()));
    let mut command = program();
    command.args(serving(&data)).stderr(Stdio::piped());
    let refused = Server::launch(command).err().unwrap().wait_with_output().unwrap();
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(why.contains("CENTROSOME_MASTER_PASSPHRASE_FILE"), "{why}");
    let with = [("CENTROSOME_MASTER_PASSPHRASE_FILE", passphrase.as_path())];
    let mut command = program();
    command.args(serving(&data)).envs(with).stderr(Stdio::null());
    let server = Server::launch(command).unwrap_or_else(|_| panic!("it does not start"));
    assert!(server.client(ADMIN).is_some());
    server.stop();
    let (sound, report) = verify_with(&data, &with);
    assert!(sound, "{report}");
    let mut rotating = key(&["rotate"], &data);
    rotating.envs(with);
    done(rotating);
    let mut command = key(&["seal"], &data);
    command.envs(with);
    done(command);
    assert!(verify_with(&data, &[]).0);
    let mut given = program();
    let bare = fs::read_to_string(data.join("master.key")).unwrap();
    fs::remove_file(data.join("master.key")).unwrap();
    given.args(["verify", "--data"]).arg(&data).env("CENTROSOME_MASTER_KEY", bare.trim());
    done(given);
}
