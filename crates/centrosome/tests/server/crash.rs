//! Killed at any moment: every answered act is there once, no half act is, verification passes.

use crate::running::{ADMIN, Client, FOUNDED, Server, act_id, enrol, found, verify};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How often the server is killed at a random moment.
const KILLS: u64 = 200;
/// How many clients act at once.
const CLIENTS: u64 = 4;

/// What the clients know: answered acts with their positions, and acts nobody answered.
#[derive(Default)]
struct Known {
    answered: Mutex<BTreeMap<String, u64>>,
    unanswered: Mutex<BTreeMap<String, String>>,
}

/// Acts until the server is gone.
fn act_until_killed(client: &Client, known: &Known, number: &AtomicU64, stop: &AtomicBool) {
    while !stop.load(Ordering::SeqCst) {
        let (id, code) = (act_id(), format!("OP-{}", number.fetch_add(1, Ordering::SeqCst)));
        match enrol(client, &id, &code) {
            Ok((201, receipt)) => {
                let position = receipt["position"].as_u64().unwrap();
                assert!(known.answered.lock().unwrap().insert(id, position).is_none());
            }
            Ok((status, answer)) => panic!("{status}: {answer}"),
            Err(_) => {
                known.unanswered.lock().unwrap().insert(id, code);
                return;
            }
        }
    }
}

/// Every answered act is where it was said to be; an unanswered one may be sent again.
fn settle(client: &Client, known: &Known) {
    let unanswered = std::mem::take(&mut *known.unanswered.lock().unwrap());
    for (id, code) in unanswered {
        let (status, receipt) = enrol(client, &id, &code).unwrap();
        assert!(status == 201 || status == 200, "{status}: {receipt}");
        let position = receipt["position"].as_u64().unwrap();
        known.answered.lock().unwrap().insert(id, position);
    }
}

fn check_answered(client: &Client, answered: &BTreeMap<String, u64>, skip: usize) {
    for (id, position) in answered.iter().skip(skip) {
        let (status, receipt) = client.get(&format!("/api/v1/acts/{id}")).unwrap();
        assert_eq!((status, receipt["position"].as_u64()), (200, Some(*position)), "{id}");
    }
}

/// A small generator, so that a failure can be run again from its seed.
fn next(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

#[test]
fn killed_at_random_moments_under_load() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    found(&data);
    let known = Arc::new(Known::default());
    let number = Arc::new(AtomicU64::new(0));
    let mut seed = 0x5eed_cafe_u64;
    for kill in 0..KILLS {
        let server = Server::start(&data, &[]);
        let client = server.client(ADMIN).unwrap();
        settle(&client, &known);
        let stop = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let (client, known, number, stop) =
                    (client.clone(), known.clone(), number.clone(), stop.clone());
                std::thread::spawn(move || act_until_killed(&client, &known, &number, &stop))
            })
            .collect();
        std::thread::sleep(Duration::from_micros(1_000 + next(&mut seed) % 60_000));
        server.kill();
        stop.store(true, Ordering::SeqCst);
        for client in clients {
            client.join().unwrap();
        }
        if kill % 50 == 49 {
            println!("{} kills, {} acts answered", kill + 1, known.answered.lock().unwrap().len());
        }
    }
    let server = Server::start(&data, &[]);
    let client = server.client(ADMIN).unwrap();
    settle(&client, &known);
    let answered = known.answered.lock().unwrap().clone();
    check_answered(&client, &answered, 0);
    let positions: std::collections::BTreeSet<_> = answered.values().collect();
    assert_eq!(positions.len(), answered.len(), "two acts at one position");
    let (_, ready) = client.get("/api/v1/subjects/person?limit=1").unwrap();
    assert!(ready.is_object() || ready.is_array(), "{ready}");
    server.kill();
    let (sound, report) = verify(&data);
    assert!(sound, "{report}");
    // Those of the founding and one for each act: none is there twice, none by halves.
    let report: serde_json::Value = serde_json::from_str(report.lines().last().unwrap()).unwrap();
    assert_eq!(report["entries"].as_u64(), Some(answered.len() as u64 + FOUNDED));
    assert!(answered.len() as u64 > KILLS, "the load was no load: {}", answered.len());
}

#[test]
fn killed_at_each_seam_of_the_commit() {
    for seam in
        ["judged", "signed", "in-transaction", "rows-written", "durable", "marked", "published"]
    {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        found(&data);
        let server = Server::start(&data, &["--die-at", &format!("{seam}:3")]);
        let client = server.client(ADMIN).unwrap();
        let known = Known::default();
        for n in 0..10 {
            let (id, code) = (act_id(), format!("OP-{n}"));
            match enrol(&client, &id, &code) {
                Ok((201, receipt)) => {
                    known
                        .answered
                        .lock()
                        .unwrap()
                        .insert(id, receipt["position"].as_u64().unwrap());
                }
                Ok(other) => panic!("at {seam}: {other:?}"),
                Err(_) => {
                    known.unanswered.lock().unwrap().insert(id, code);
                    break;
                }
            }
        }
        server.wait();
        assert_eq!(known.unanswered.lock().unwrap().len(), 1, "at {seam} the server did not die");
        let before = known.answered.lock().unwrap().clone();
        let server = Server::start(&data, &[]);
        let client = server.client(ADMIN).unwrap();
        check_answered(&client, &before, 0);
        settle(&client, &known);
        server.kill();
        let (sound, report) = verify(&data);
        assert!(sound, "at {seam}: {report}");
    }
}
