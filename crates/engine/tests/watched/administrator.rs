//! An administrator who means no good: holds the server, its disk and the key that signs. Each thing
//! such a person can do is caught, and the tests say by whom; `caught` has the table.

use crate::centre::{Centre, Post, copy, verified};
pub use crate::tampering::tamper;
use engine::data::DataFolder;
use engine::witnessing::Word;
use ledger::log::Log;
use ledger::note::read_key_file;
use ledger::store::sqlite::{SqliteReader, SqliteStore};
use ledger::store::{Draft, Flow, Reader as _};
use ledger::tree::{LeafHash, hash_leaf, root_at};
use std::path::Path;

/// The whole log again with some entry changed: hashes, tiles and signatures made anew with the
/// server's own key, so that it is whole in itself.
pub fn rewrite(data: &DataFolder, position: u64, change: impl Fn(&str) -> String) {
    write_anew(data, &mut |at, leaf, _| {
        if at == position { change(leaf) } else { leaf.to_owned() }
    });
}

/// The same, and with it what later signatures say of the log before them: the entries they cover and
/// the root they were based on. What a server attests, its holder can attest again.
pub fn rewrite_and_follow(data: &DataFolder, position: u64, change: impl Fn(&str) -> String) {
    let mut renamed: Vec<(String, String)> = Vec::new();
    write_anew(data, &mut |at, leaf, before| {
        let mut text = if at == position { change(leaf) } else { leaf.to_owned() };
        for (old, new) in &renamed {
            text = text.replace(old, new);
        }
        let (said, made) = text.split_once('\n').unwrap();
        let parsed: serde_json::Value = serde_json::from_str(said).unwrap();
        let basis = &parsed["sign"]["basis"];
        let said = basis["size"].as_u64().map_or(said.to_owned(), |size| {
            let root = root_at::<[LeafHash]>(before, size).unwrap().to_string();
            said.replace(basis["root"].as_str().unwrap(), &root)
        });
        let text = format!("{said}\n{made}");
        if text != leaf {
            let hash = |text: &str| hash_leaf(text.as_bytes()).to_string();
            renamed.push((hash(leaf), hash(&text)));
        }
        text
    });
}

/// Writes every entry again, as `anew` has it: by its position, as it was, and after those before it.
fn write_anew(data: &DataFolder, anew: &mut dyn FnMut(u64, &str, &[LeafHash]) -> String) {
    let key = read_key_file(&data.log_key()).unwrap();
    let reader = SqliteReader::open(&data.log()).unwrap();
    let (mut drafts, mut hashes, mut subjects) = (Vec::new(), Vec::new(), Vec::new());
    reader
        .entries(0..u64::MAX, &mut |at, leaf| {
            let leaf = anew(at, std::str::from_utf8(leaf).unwrap(), &hashes).into_bytes();
            hashes.push(hash_leaf(&leaf));
            let about = engine::entry::made(&leaf).unwrap().about;
            subjects.extend(about.into_iter().map(|about| (about.s, about.n, at)));
            let id = engine::entry::act_id(&leaf).unwrap();
            drafts.push(Draft { id, leaf });
            Flow::Continue(())
        })
        .unwrap();
    let sealed: Vec<(Vec<u8>, Vec<u8>, Vec<u8>)> = rusqlite::Connection::open(data.log())
        .unwrap()
        .prepare("SELECT owner, key, value FROM sealed")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    drop(reader);
    for ending in ["", "-wal", "-shm", ".lock"] {
        drop(std::fs::remove_file(format!("{}{ending}", data.log().display())));
    }
    let store = SqliteStore::create(&data.log()).unwrap();
    let mut log = Log::open(Box::new(store), key).unwrap();
    let row = |(owner, key, value)| ledger::store::SealedRow { owner, key, value };
    let subjects = serde_json::to_vec(&subjects).unwrap();
    let staged = log.stage(drafts, subjects, sealed.into_iter().map(row).collect()).unwrap();
    log.commit(staged).unwrap();
}

#[tokio::test]
async fn an_entry_its_hash_and_the_tiles_are_caught_by_verify() {
    let centre = Centre::open().await;
    centre.grow(6).await;
    let last = centre.engine.snapshot().size - 1;
    let data = centre.data();
    centre.engine.close();
    assert_eq!(verified(&data, &[]), [""; 0]);
    let kept = centre.folder.path().join("kept");
    copy(data.path(), &kept);
    let restore = || {
        std::fs::remove_dir_all(data.path()).unwrap();
        copy(&kept, data.path());
    };
    let caught = || {
        let found = verified(&data, &[]);
        let at = format!("bytes: entry {last}");
        assert!(found.iter().any(|it| it.starts_with(&at)), "{found:#?}");
    };
    // An entry alone.
    tamper(
        &data,
        &format!(
            "UPDATE entries SET leaf = CAST(replace(CAST(leaf AS TEXT), 'OP-{last}', 'OP-ZZ') AS BLOB)
             WHERE position = {last}"
        ),
    );
    caught();
    // The hash kept of it alone.
    restore();
    tamper(&data, &format!("UPDATE commits SET leaf_hashes = zeroblob(32) WHERE first = {last}"));
    caught();
}

#[tokio::test]
async fn a_history_signed_anew_with_the_servers_key_is_caught_by_a_witness() {
    let centre = Centre::open().await;
    let witness = centre.watcher("witness.example/w1");
    centre.accept(&witness).await;
    centre.grow(3).await;
    let position = centre.engine.snapshot().size - 1;
    let code = format!("OP-{position}");
    let post = Post(&[&witness]);
    assert_eq!(centre.engine.ask_witness(&post, &witness.code()), Some(Word::Cosigned));
    let cosigned = centre.engine.witnessed_checkpoint().unwrap();
    let receipt = centre.engine.snapshot().checkpoint.to_vec();
    let change = |text: &str| text.replace(&code, "OP-ZZ");
    let centre = centre.while_down(|data| {
        rewrite(data, position, change);
        // What the witness said is on the same disk: it goes too.
        std::fs::remove_dir_all(data.witnessed()).unwrap();
    });
    // By verify with what somebody kept: a receipt, or the witness's own note.
    assert!(!centre.verified(&[receipt]).is_empty());
    assert!(!centre.verified(&[cosigned]).is_empty());
    // By the witness, as soon as it is asked.
    centre.grow(1).await;
    let word = centre.engine.ask_witness(&post, &witness.code());
    assert!(matches!(word, Some(Word::Disagrees(_))), "{word:?}");
    let now = centre.engine.now();
    assert!(centre.engine.witnesses()[0].alarms(now), "and it is an alarm");
}

#[tokio::test]
async fn what_a_witness_said_is_read_at_the_start() {
    let centre = Centre::open().await;
    let witness = centre.watcher("witness.example/w1");
    centre.accept(&witness).await;
    centre.grow(3).await;
    let position = centre.engine.snapshot().size - 1;
    let code = format!("OP-{position}");
    centre.engine.ask_witness(&Post(&[&witness]), &witness.code());
    let centre = centre.while_down(|data| {
        rewrite(data, position, |text| text.replace(&code, "OP-ZZ"));
    });
    let why = centre.engine.read_only().unwrap();
    assert_eq!(why.code(), "read-only-witness-saw-another", "{why}");
    assert!(!centre.verified(&[]).is_empty(), "and by verify, from what is kept beside the log");
}

/// Cuts the last entries off, so that the log is whole in itself.
pub fn cut(data: &DataFolder, from: u64) {
    tamper(
        data,
        &format!(
            "DELETE FROM entries WHERE position >= {from}; DELETE FROM commits WHERE first >= {from};
             DELETE FROM ids WHERE position >= {from};"
        ),
    );
    drop(std::fs::remove_file(format!("{}.lock", data.log().display())));
}

#[tokio::test]
async fn a_cut_tail_is_caught_by_a_witness_even_when_all_beside_it_is_cut_too() {
    let centre = Centre::open().await;
    let witness = centre.watcher("witness.example/w1");
    centre.accept(&witness).await;
    centre.grow(3).await;
    let size = centre.engine.snapshot().size;
    centre.engine.ask_witness(&Post(&[&witness]), &witness.code());
    let centre = centre.while_down(|data| {
        cut(data, size - 2);
        std::fs::remove_dir_all(data.witnessed()).unwrap();
    });
    assert_eq!(centre.engine.read_only(), None, "nothing on this machine tells");
    let word = centre.engine.ask_witness(&Post(&[&witness]), &witness.code());
    assert_eq!(word, Some(Word::SawMore(size)));
    assert!(centre.engine.read_only().is_some());
}

#[tokio::test]
async fn yesterdays_copy_is_caught_by_what_a_witness_said_or_by_the_witness() {
    let centre = Centre::open().await;
    let witness = centre.watcher("witness.example/w1");
    centre.accept(&witness).await;
    let yesterday = centre.folder.path().join("yesterday");
    let centre = centre.while_down(|data| copy(data.path(), &yesterday));
    centre.lot().await;
    let size = centre.engine.snapshot().size;
    let post = Post(&[&witness]);
    centre.engine.ask_witness(&post, &witness.code());
    // The database alone.
    let of_yesterday = |data: &DataFolder, whole: bool| {
        let put = |path: &Path| {
            let from = yesterday.join(path.file_name().unwrap());
            for ending in ["-wal", "-shm", ".lock"] {
                drop(std::fs::remove_file(format!("{}{ending}", path.display())));
            }
            std::fs::copy(from, path).unwrap();
        };
        put(&data.log());
        if whole {
            std::fs::remove_dir_all(data.path()).unwrap();
            copy(&yesterday, data.path());
        }
    };
    let centre = centre.while_down(|data| of_yesterday(data, false));
    let why = centre.engine.read_only().unwrap();
    assert_eq!(why.code(), "read-only-shorter", "by the high-water mark: {why}");
    // The whole folder, mark and all.
    let centre = centre.while_down(|data| of_yesterday(data, true));
    assert_eq!(centre.engine.read_only(), None, "nothing on this machine tells");
    let word = centre.engine.ask_witness(&post, &witness.code());
    assert_eq!(word, Some(Word::SawMore(size)), "by the witness");
}
