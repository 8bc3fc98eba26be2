//! A data folder that is damaged, forbidden, in use, or from the future: the server says which file
//! it is and what to do about it, or serves the truth; it never panics and never serves less.

use crate::running::{ADMIN, PASSWORD, Server, act_id, enrol, found, program, serving, verify};
use serde_json::json;
use std::fs;
use std::os::unix::fs::{FileExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

/// Entries in the centre that is damaged: enough for a full tile of hashes, and few enough for the
/// write-ahead log to hold them all. It begins anew at 1000 pages, and what is last is then not what
/// its file ends with.
const ENTRIES: u64 = 264;

/// What a start that must fail says, exit code 1 and no panic checked.
fn refused(mut command: Command, what: &str) -> String {
    command.stderr(Stdio::piped());
    let child = match Server::launch(command) {
        Ok(server) => {
            server.kill();
            panic!("{what}: the server started");
        }
        Err(child) => child,
    };
    let out = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}

fn serve(data: &Path) -> Command {
    let mut command = program();
    command.args(serving(data));
    command
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A centre with entries, signatures and objects. The last of them are only in its write-ahead log:
/// its server was killed.
fn centre(data: &Path) {
    found(data);
    let server = Server::start(data, &[]);
    let client = server.client(ADMIN).unwrap();
    std::thread::scope(|scope| {
        for share in 0..8 {
            let client = client.clone();
            scope.spawn(move || {
                for n in (share..ENTRIES - 9).step_by(8) {
                    assert_eq!(enrol(&client, &act_id(), &format!("OP-{n}")).unwrap().0, 201);
                }
            });
        }
    });
    // Somebody signs for something, and so there is an object: what the panel showed.
    let (_, receipt) = enrol(&client, &act_id(), "QA-1").unwrap();
    let person = &receipt["facts"][0]["subject"];
    client.assigns(person, "qa-reviewer");
    client.opens_account("qa-1", person);
    let (_, other) = enrol(&client, &act_id(), "OP-Q").unwrap();
    let sign = json!({ "means": "approved", "password": PASSWORD,
        "shown": { "view": "people/1", "lang": "en", "text": "what was shown" } });
    let act = json!({ "id": act_id(), "is": "people.qualify", "said": "ask", "sign": sign,
        "with": { "person": other["facts"][0]["subject"], "skill": "equipment/cell-counter",
            "until": "2099-12-31" } });
    let (status, answer) = server.client("qa-1").unwrap().post("/api/v1/acts", &act).unwrap();
    assert_eq!(status, 201, "{answer}");
    server.kill();
}

/// What is done to a file.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Harm {
    Gone,
    Emptied,
    Halved,
    /// Its first bytes are others.
    Head,
    /// One byte in its middle is another.
    Byte,
}

fn harm(file: &Path, harm: Harm) {
    let length = fs::metadata(file).unwrap().len();
    let open = || fs::File::options().read(true).write(true).open(file).unwrap();
    match harm {
        Harm::Gone => fs::remove_file(file).unwrap(),
        Harm::Emptied => open().set_len(0).unwrap(),
        Harm::Halved => open().set_len(length / 2).unwrap(),
        Harm::Head => open().write_all_at(b"this was overwritten", 0).unwrap(),
        Harm::Byte => flip(file, length / 2),
    }
}

fn flip(file: &Path, at: u64) {
    let file = fs::File::options().read(true).write(true).open(file).unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).unwrap();
    file.write_all_at(&[byte[0] ^ 0x10], at).unwrap();
}

#[test]
fn a_damaged_file_stops_the_start_with_its_name_and_the_cure() {
    use Harm::{Byte, Emptied, Gone, Halved, Head};
    let folder = tempfile::tempdir().unwrap();
    let (whole, data) = (folder.path().join("whole"), folder.path().join("data"));
    centre(&whole);
    // What was overwritten in the log while its write-ahead log is there is made good from that.
    Server::start(&whole, &[]).stop();
    for (file, harms, verified) in [
        ("log.db", &[Gone, Emptied, Halved, Head][..], false),
        ("log.key", &[Gone, Emptied, Halved, Head, Byte], false),
        ("master.key", &[Gone, Emptied, Halved, Head, Byte], false),
        ("vault.db", &[Gone, Emptied, Halved, Head], false),
        // What lets people in is no part of the record: what is gone lets nobody in.
        ("accounts.db", &[Gone, Emptied, Halved, Head], true),
    ] {
        for one in harms {
            copy(&whole, &data);
            harm(&data.join(file), *one);
            let said = refused(serve(&data), &format!("{file} {one:?}"));
            let at = format!("{file} {one:?}: {said}");
            assert!(said.contains(file), "{at}");
            assert!(said.contains("restore") || said.contains("put back"), "{at}");
            let (sound, said) = verify(&data);
            assert_eq!(sound, verified, "{file} {one:?}: {said}");
            assert!(!said.contains("panicked"), "{file} {one:?}: {said}");
            fs::remove_dir_all(&data).unwrap();
        }
    }
}

/// The write-ahead log holds what was answered last. A log without it is a whole log, only shorter:
/// it must not go on as if nothing had been.
#[test]
fn a_log_that_lost_its_end_is_read_and_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, data) = (folder.path().join("whole"), folder.path().join("data"));
    centre(&whole);
    for one in [Harm::Gone, Harm::Emptied, Harm::Halved, Harm::Head] {
        copy(&whole, &data);
        harm(&data.join("log.db-wal"), one);
        let (sound, said) = verify(&data);
        assert!(!sound, "{one:?}");
        let missing = format!("it is missing: {ENTRIES} entries were there");
        assert!(said.contains(&missing), "{one:?}: {said}");
        let server = Server::start(&data, &[]);
        let (status, ready) = server.stranger().get("/ready").unwrap();
        assert_eq!(status, 503, "{one:?}: {ready}");
        assert_eq!(ready["type"], "/problems/read-only", "{one:?}: {ready}");
        assert!(ready["detail"].as_str().unwrap().contains("log.db-wal"), "{one:?}: {ready}");
        let client = server.client(ADMIN).unwrap();
        let (status, answer) = enrol(&client, &act_id(), "OP-X").unwrap();
        assert_eq!((status, &answer["type"]), (503, &json!("/problems/read-only")), "{one:?}");
        server.kill();
        fs::remove_dir_all(&data).unwrap();
    }
    // With its end it is whole.
    let server = Server::start(&whole, &[]);
    let client = server.client(ADMIN).unwrap();
    assert_eq!(enrol(&client, &act_id(), "OP-X").unwrap().0, 201);
    server.kill();
}

/// One byte somewhere in the log or in an object: the start or the check finds it, unless it lies
/// where nothing is kept, and then nothing has changed.
#[test]
fn a_byte_changed_anywhere_is_found_or_means_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, data) = (folder.path().join("whole"), folder.path().join("data"));
    centre(&whole);
    Server::start(&whole, &[]).stop();
    let root = |said: &str| {
        let report: serde_json::Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
        report["root"].as_str().unwrap().to_owned()
    };
    let (sound, said) = verify(&whole);
    assert!(sound, "{said}");
    let right = root(&said);
    let length = fs::metadata(whole.join("log.db")).unwrap().len();
    let object = fs::read_dir(whole.join("objects")).unwrap().next().unwrap().unwrap().path();
    let object = fs::read_dir(object).unwrap().next().unwrap().unwrap().path();
    let object = object.strip_prefix(&whole).unwrap().to_owned();
    let mut places = vec![(object, 3)];
    // The places are spread by a step that shares no factor with a page.
    places.extend((0..14).map(|n| ("log.db".into(), (n * length / 14 + n * 977 + 61) % length)));
    let mut noticed = 0;
    for (file, at) in places {
        copy(&whole, &data);
        flip(&data.join(&file), at);
        let (sound, said) = verify(&data);
        assert!(!said.contains("panicked"), "{} {at}: {said}", file.display());
        if sound {
            assert_eq!(root(&said), right, "{} {at}: {said}", file.display());
        } else {
            noticed += 1;
        }
        let log = folder.path().join("server.log");
        let mut command = serve(&data);
        command.stderr(fs::File::create(&log).unwrap());
        match Server::launch(command) {
            Ok(server) => server.kill(),
            Err(mut child) => assert_eq!(child.wait().unwrap().code(), Some(1), "{at}"),
        }
        let said = fs::read_to_string(&log).unwrap();
        assert!(!said.contains("panicked"), "{} {at}: {said}", file.display());
        fs::remove_dir_all(&data).unwrap();
    }
    assert!(noticed >= 8, "only {noticed} of 15 changed bytes were noticed");
}

#[test]
fn a_second_process_on_the_same_data_is_told_and_the_first_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    found(&data);
    let server = Server::start(&data, &[]);
    let client = server.client(ADMIN).unwrap();
    let said = refused(serve(&data), "a second process");
    assert!(said.contains("log.db is in use by another process: stop that server"), "{said}");
    assert_eq!(enrol(&client, &act_id(), "OP-1").unwrap().0, 201);
    server.kill();
}

/// A user without the right to write: for root, whom no mode stops, another user.
#[test]
fn a_folder_that_may_not_be_written_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    found(&data);
    let root = rustix::process::geteuid().is_root();
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    for file in fs::read_dir(&data).unwrap().map(|file| file.unwrap().path()) {
        mode(&file, if file.is_dir() { 0o555 } else { 0o444 });
    }
    mode(&data, 0o555);
    mode(folder.path(), 0o755);
    // The program itself may lie where the other user cannot go.
    let copied = folder.path().join("centrosome");
    fs::copy(env!("CARGO_BIN_EXE_centrosome"), &copied).unwrap();
    let mut command = Command::new(&copied);
    command.args(serving(&data));
    if root {
        command.uid(65_534);
    }
    let said = refused(command, "read-only");
    assert!(said.contains("log.db.lock cannot be written: give the server's user"), "{said}");
    // Reading needs no more than reading.
    let mut command = Command::new(&copied);
    command.args(["verify", "--data"]).arg(&data);
    if root {
        command.uid(65_534);
    }
    let out = command.output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
    assert!(String::from_utf8_lossy(&out.stdout).contains("1 sealed text opened"));
    mode(&data, 0o755);
}

/// The last entry was recorded by a clock that ran ahead: nothing is recorded before it.
#[test]
fn a_clock_set_back_is_told_and_passes() {
    use engine::clock::{Clock as _, SetClock, SystemClock};
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let ahead = SystemClock.now().as_millisecond() + 6_000;
    let clock = Arc::new(SetClock::at(domain::time::Timestamp::from_millisecond(ahead)));
    let founding = engine::found::Founding {
        origin: "test.example/c01/1".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        facility: "A9999".to_owned(),
        training: true,
        host: "localhost".to_owned(),
        code: "AD-01".to_owned(),
        name: "Synthetic Administrator".to_owned(),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let options = engine::start::Options::with_clock(clock);
    let folder_of = engine::data::DataFolder::at(&data);
    let founded = runtime.block_on(engine::found::found(&folder_of, &founding, options));
    let opened = runtime.block_on(founded.unwrap().opened(PASSWORD));
    opened.unwrap().engine.close();

    let server = Server::start(&data, &[]);
    let client = server.client(ADMIN).unwrap();
    let id = act_id();
    let (status, answer) = enrol(&client, &id, "OP-1").unwrap();
    assert_eq!((status, &answer["type"]), (503, &json!("/problems/clock-back")), "{answer}");
    let reason = &answer["reasons"][0];
    assert!(reason["args"]["now"].is_string() && reason["args"]["last"].is_string(), "{answer}");
    assert!(reason["en"].is_string() && reason["zh"].is_string(), "{answer}");
    assert_eq!(client.get("/ready").unwrap().0, 503);
    let taken = loop {
        match enrol(&client, &id, "OP-1").unwrap() {
            (503, _) => std::thread::sleep(std::time::Duration::from_millis(100)),
            answer => break answer,
        }
    };
    assert_eq!(taken.0, 201, "{}", taken.1);
    assert!(taken.1["recorded"].as_str().unwrap() >= reason["args"]["last"].as_str().unwrap());
    server.kill();
    assert!(verify(&data).0);
}
