//! A disk that is full: the act is refused with what is so and what to do, in both languages; what
//! was answered stays; when there is room again the server goes on by itself.

use crate::running::{ADMIN, Client, Server, act_id, enrol, found, program, serving, verify};
use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Acts that were answered, with their positions.
type Answered = Vec<(String, u64)>;

fn take(client: &Client, answered: &mut Answered, id: &str, code: &str) -> (u16, Value) {
    let (status, answer) = enrol(client, id, code).unwrap();
    if status == 201 || status == 200 {
        answered.push((id.to_owned(), answer["position"].as_u64().unwrap()));
    }
    (status, answer)
}

/// The same act until it is taken: the server must not need a restart.
fn take_in_the_end(client: &Client, answered: &mut Answered, id: &str, code: &str) {
    for _ in 0..100 {
        if take(client, answered, id, code).0 < 300 {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("there is room again, and nothing is taken");
}

fn still_there(client: &Client, answered: &Answered) {
    for (id, position) in answered {
        let (status, receipt) = client.get(&format!("/api/v1/acts/{id}")).unwrap();
        assert_eq!((status, receipt["position"].as_u64()), (200, Some(*position)), "{id}");
    }
}

/// A problem of a full disk: never a fault, said in both languages.
fn check_refusal(client: &Client, id: &str, code: &str) {
    for (lang, word) in [("en", "disk"), ("zh-CN", "磁盘")] {
        let body = serde_json::json!({ "id": id, "is": "people.enrol", "said": "ask",
            "with": { "code": code, "name": "Synthetic Person" } });
        let headers = [("Content-Type", "application/json"), ("Accept-Language", lang)];
        let body = body.to_string();
        let (status, problem) =
            client.send("POST", "/api/v1/acts", &headers, body.as_bytes()).unwrap();
        assert_eq!(status, 507, "{problem}");
        assert_eq!(problem["type"], "/problems/no-room", "{problem}");
        assert!(problem["title"].as_str().unwrap().contains(word), "{problem}");
        assert!(!problem["detail"].as_str().unwrap().is_empty(), "{problem}");
    }
}

/// No file may grow past a limit: what any user can do to a process, on any machine.
#[test]
fn files_that_cannot_grow() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    found(&data);
    // By default the system ends a process that meets this limit; here it gets an error instead.
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_centrosome")]);
    let log = folder.path().join("server.log");
    command.args(serving(&data)).stderr(fs::File::create(&log).unwrap());
    let server = Server::launch(command).unwrap_or_else(|_| panic!("the server did not start"));
    let client = server.client(ADMIN).unwrap();
    let mut answered = Answered::new();
    for n in 0..5 {
        assert_eq!(take(&client, &mut answered, &act_id(), &format!("OP-{n}")).0, 201);
    }
    let limit = |bytes| {
        let wanted = Rlimit { current: bytes, maximum: None };
        prlimit(Some(server.pid()), Resource::Fsize, wanted).unwrap();
    };
    limit(Some(16));
    let ids: Vec<String> = (0..6).map(|_| act_id()).collect();
    for (n, id) in ids.iter().enumerate() {
        let (status, problem) = take(&client, &mut answered, id, &format!("NEW-{n}"));
        assert!([503, 507].contains(&status), "{status}: {problem}");
        assert!(problem["title"].is_string(), "{problem}");
    }
    still_there(&client, &answered);
    limit(None);
    for (n, id) in ids.iter().enumerate() {
        take_in_the_end(&client, &mut answered, id, &format!("NEW-{n}"));
    }
    server.kill();
    let said = fs::read_to_string(&log).unwrap();
    assert!(!said.contains("panicked"), "{said}");
    let server = Server::start(&data, &[]);
    still_there(&server.client(ADMIN).unwrap(), &answered);
    server.kill();
    let (sound, said) = verify(&data);
    assert!(sound, "{said}");
    assert_eq!(answered.len(), 11);
}

/// A file system of a few megabytes, of this test alone. Needs the right to mount, or to be root in
/// a user namespace of one's own; without either, says so and leaves it to the test above.
#[test]
fn a_disk_that_is_full() {
    let folder = tempfile::tempdir().unwrap();
    let [seed, disk, out] = ["seed", "disk", "out"].map(|name| folder.path().join(name));
    found(&seed);
    fs::create_dir_all(&disk).unwrap();
    fs::create_dir_all(&out).unwrap();
    let Some(unshare) = unshare(&disk) else {
        println!("skipped: this user may not mount; run as root or allow user namespaces");
        return;
    };
    let script = "mount -t tmpfs -o size=8M disk \"$1\" && cp -r \"$2\"/. \"$1\" || exit 9
        shift 2; out=$1; shift; trap 'kill -9 $!' TERM; \"$@\" & echo $! > \"$out/pid\"; wait
        cp -r \"$DISK\"/. \"$out/data\"";
    let mut command = Command::new("unshare");
    command.args(unshare).args(["sh", "-c", script, "sh"]).env("DISK", &disk);
    command.args([&disk, &seed, &out]).arg(program().get_program()).args(serving(&disk));
    let log = folder.path().join("server.log");
    command.stderr(fs::File::create(&log).unwrap());
    let server = Server::launch(command).unwrap_or_else(|_| panic!("the server did not start"));
    let pid: i32 = fs::read_to_string(out.join("pid")).unwrap().trim().parse().unwrap();
    let client = server.client(ADMIN).unwrap();
    let mut answered = Answered::new();
    for n in 0..5 {
        assert_eq!(take(&client, &mut answered, &act_id(), &format!("OP-{n}")).0, 201);
    }
    // Uploads fill the disk, the last gap too; each that does not fit is told.
    let mut first = None;
    for (number, length) in [1 << 20, 1 << 18, 1 << 15, 1 << 12, 1].into_iter().enumerate() {
        loop {
            let content = vec![b'a' + u8::try_from(number).unwrap(); length];
            let content = [act_id().as_bytes(), &content].concat();
            let (status, answer) = client.send("POST", "/api/v1/objects", &[], &content).unwrap();
            if status != 201 {
                assert_eq!((status, &answer["type"]), (507, &"/problems/no-room".into()));
                break;
            }
            first.get_or_insert(answer["sha256"].as_str().unwrap().to_owned());
        }
    }
    let id = act_id();
    check_refusal(&client, &id, "NEW-0");
    still_there(&client, &answered);
    // Somebody makes room.
    let first = first.unwrap();
    let inside = PathBuf::from(format!("/proc/{pid}/root")).join(disk.strip_prefix("/").unwrap());
    fs::remove_file(inside.join("objects").join(&first[..2]).join(&first[2..])).unwrap();
    take_in_the_end(&client, &mut answered, &id, "NEW-0");
    assert_eq!(client.get("/ready").unwrap().0, 200);
    rustix::process::kill_process(Pid::from_raw(pid).unwrap(), rustix::process::Signal::KILL)
        .unwrap();
    server.wait();
    let said = fs::read_to_string(&log).unwrap();
    assert!(!said.contains("panicked"), "{said}");
    let data = out.join("data");
    let server = Server::start(&data, &[]);
    still_there(&server.client(ADMIN).unwrap(), &answered);
    server.kill();
    let (sound, said) = verify(&data);
    assert!(sound, "{said}");
}

/// The arguments with which `unshare` lets us mount, if any do.
fn unshare(disk: &Path) -> Option<&'static [&'static str]> {
    let ways: [&[&str]; 2] = [&["-m"], &["-r", "-m"]];
    ways.into_iter().find(|way| {
        let mut command = Command::new("unshare");
        command.args(*way).args(["mount", "-t", "tmpfs", "-o", "size=1M", "disk"]).arg(disk);
        command.output().is_ok_and(|out| out.status.success())
    })
}
