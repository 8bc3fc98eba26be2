//! Each kind of damage is found, and named by the first entry it touches.

use std::num::NonZero;
use std::sync::Mutex;

use ledger::objects::{ObjectHash, Objects};
use ledger::verify::{Attachments, Evidence, Progress, Signatures, verify};

use crate::centre::{Centre, ORIGIN, SIZE, append, drafts, key, told};

#[test]
fn a_sound_log_is_said_to_be_sound() {
    let centre = Centre::new();
    let report = centre.verify();
    assert_eq!(told(&report), [""; 0]);
    assert!(report.is_sound());
    assert_eq!(report.first_bad(), None);
    assert_eq!((report.size, report.entries, report.commits, report.tiles), (SIZE, SIZE, 9, 17));
    assert_eq!(report.root, centre.open().root());
    let [generation] = &report.generations[..] else { panic!("{:?}", report.generations) };
    assert_eq!((generation.origin.as_str(), generation.first, generation.term), (ORIGIN, 0, 1));
}

#[test]
fn an_empty_log_is_sound() {
    let centre = Centre::empty();
    drop(centre.create());
    let report = centre.verify();
    assert!(report.is_sound());
    assert_eq!((report.size, report.entries), (0, 0));
}

#[test]
fn a_flipped_bit_is_named_wherever_it_is() {
    for (table, column, row, position, says) in [
        ("entries", "leaf", "position = 0", 0, "its bytes are not those that were committed"),
        ("entries", "leaf", "position = 3000", 3000, "its bytes are not those that were committed"),
        ("entries", "leaf", "position = 4399", 4399, "its bytes are not those that were committed"),
        ("commits", "leaf_hashes", "first = 256", 256, "the hash its commit recorded is damaged"),
        ("tiles", "bytes", "tile_index = 7", 1792, "slot 0 of tile/0/007 does not hold the hash"),
        ("tiles", "root", "tile_index = 7", 1792, "the root recorded for tile/0/007 is not that"),
    ] {
        let centre = Centre::new();
        centre.flip(table, column, row, 17);
        let report = centre.verify();
        assert_eq!(report.first_bad(), Some(position), "{table}.{column}: {:?}", told(&report));
        assert!(told(&report)[0].starts_with(&format!("entry {position}: {says}")), "{report:?}");
    }
}

#[test]
fn a_flipped_bit_in_a_checkpoint_is_named_by_the_commit_it_heads() {
    for byte in [0, 25, 40, 70, 150] {
        let centre = Centre::new();
        centre.flip("commits", "checkpoint", "first = 257", byte);
        let report = centre.verify();
        assert_eq!(report.first_bad(), Some(257));
        assert_eq!(report.findings_total, 1, "{:?}", told(&report));
        assert!(told(&report)[0].contains("the checkpoint of its commit does not hold: "));
    }
}

#[test]
fn signatures_but_the_newest_can_be_left_out() {
    let centre = Centre::new();
    let (open, keys) = (|| centre.reader(), [key(ORIGIN).verifier()]);
    let signatures = Signatures::Newest;
    let check =
        || verify(&Evidence { signatures, ..Evidence::new(&open, &keys) }, &|_| {}).unwrap();
    // An older signature damaged goes unnoticed, an older root or size does not, nor does the head.
    centre.flip("commits", "checkpoint", "first = 257", 150);
    assert!(check().is_sound());
    centre.flip("commits", "checkpoint", "first = 256", 30);
    assert_eq!(check().first_bad(), Some(256));
    centre.flip("commits", "checkpoint", "first = 4164", 150);
    assert_eq!(told(&check())[1].split(':').next(), Some("entry 4164"));
}

#[test]
fn a_removed_entry_is_named() {
    let centre = Centre::new();
    centre.damage("DELETE FROM entries WHERE position = 4200");
    let report = centre.verify();
    assert_eq!(report.first_bad(), Some(4200));
    assert_eq!(told(&report)[0], "entry 4200: it is missing");
    assert_eq!(report.entries, SIZE - 1);
}

#[test]
fn a_removed_entry_with_the_gap_closed_is_named() {
    let centre = Centre::new();
    centre.damage(
        "DELETE FROM entries WHERE position = 300;
         UPDATE entries SET position = -position WHERE position > 300;
         UPDATE entries SET position = -position - 1 WHERE position < 0;",
    );
    let report = centre.verify();
    assert_eq!(report.first_bad(), Some(300));
    assert_eq!(told(&report)[0], "entry 300: its bytes are not those that were committed");
    assert!(report.findings_total > 4000);
    assert_eq!(report.findings.len(), 1000);
}

#[test]
fn swapped_entries_are_both_named() {
    let centre = Centre::new();
    centre.damage(
        "UPDATE entries SET position = -1 WHERE position = 20;
         UPDATE entries SET position = 20 WHERE position = 4390;
         UPDATE entries SET position = 4390 WHERE position = -1;",
    );
    let report = centre.verify();
    let changed = "its bytes are not those that were committed";
    assert_eq!(told(&report)[0], format!("entry 20: {changed}"));
    assert!(told(&report).contains(&format!("entry 4390: {changed}")));
    // The index of ids has not moved with them.
    assert!(told(&report).contains(&"entry 20: its act id leads to entry 4390".to_owned()));
}

#[test]
fn a_removed_commit_and_a_removed_tile_are_named() {
    let centre = Centre::new();
    centre.damage("DELETE FROM commits WHERE first = 257; DELETE FROM tiles WHERE tile_index = 9");
    let report = centre.verify();
    let missing = "entry 257: no commit covers it".to_owned();
    assert!(told(&report).contains(&missing), "{:?}", told(&report));
    assert!(told(&report).contains(&"entry 2304: tile/0/009 is missing or cut".to_owned()));
    assert_eq!(report.first_bad(), Some(257));
}

#[test]
fn what_does_not_belong_is_named() {
    let centre = Centre::new();
    centre.damage(
        "INSERT INTO entries VALUES (4400, x'00');
         INSERT INTO tiles VALUES (1, 0, zeroblob(32), zeroblob(8192));
         INSERT INTO ids VALUES (randomblob(16), 5000);
         UPDATE commits SET leaf_hashes = CAST(leaf_hashes || x'00' AS BLOB) WHERE first = 257;",
    );
    let told = told(&centre.verify());
    for finding in [
        "entry 4400: it lies past the last commit: it was put there, or the commit that brought it is gone",
        "the log: 18 full tiles are kept where the log fills 17",
        "entry 5000: the index of act ids leads here from an id that this entry does not have",
        "entry 257: its commit is malformed: it does not have a hash for each of its entries",
    ] {
        assert!(told.iter().any(|told| told == finding), "{finding}: {told:?}");
    }
}

#[test]
fn an_index_of_ids_that_leads_astray_is_named() {
    for (statement, position, says) in [
        ("DELETE FROM ids WHERE position = 77", 77, "its act id leads to nothing"),
        ("UPDATE ids SET position = 78 WHERE position = 77", 77, "its act id leads to entry 78"),
        (
            "INSERT INTO ids VALUES (randomblob(16), 4000)",
            4000,
            "the index of act ids leads here from an id that this entry does not have",
        ),
    ] {
        let centre = Centre::new();
        centre.damage(statement);
        let report = centre.verify();
        assert_eq!(report.first_bad(), Some(position));
        assert_eq!(told(&report)[0], format!("entry {position}: {says}"));
    }
}

/// Somebody changes an entry and every hash that depends on it, but cannot sign.
#[test]
fn an_entry_changed_together_with_its_hashes_is_named_by_its_commit() {
    let centre = Centre::new();
    // The same positions written by the program itself, one entry of commit 256 being another:
    // its hashes and tiles are consistent.
    let forged = Centre::empty();
    let mut log = forged.create();
    for count in crate::centre::COMMITS {
        let mut entries = drafts(log.size()..log.size() + count);
        if let Some(entry) = entries.iter_mut().find(|entry| entry.leaf.ends_with(b" at 700")) {
            entry.leaf.push(b'!');
        }
        append(&mut log, entries);
    }
    drop(log);
    centre.damage(&format!(
        "ATTACH '{}' AS forged;
         UPDATE entries SET leaf = (SELECT leaf FROM forged.entries AS f WHERE f.position = entries.position);
         UPDATE commits SET leaf_hashes = (SELECT leaf_hashes FROM forged.commits AS f WHERE f.first = commits.first);
         DELETE FROM tiles; INSERT INTO tiles SELECT * FROM forged.tiles;",
        forged.path().display()
    ));
    let report = centre.verify();
    assert_eq!(
        told(&report),
        ["entry 257: the entries up to 1257 do not lead to the root that was signed: this \
          commit's entries were changed together with their hashes"]
    );
}

#[test]
fn a_checkpoint_of_another_size_is_named() {
    let centre = Centre::new();
    centre.damage(
        "UPDATE commits SET checkpoint = (SELECT checkpoint FROM commits WHERE first = 3)
         WHERE first = 257",
    );
    let report = centre.verify();
    let says = "the checkpoint of its commit says 256 entries where there were 1257";
    assert_eq!(told(&report), [format!("entry 257: {says}")]);
}

#[test]
fn a_log_signed_by_a_stranger_is_not_believed() {
    let centre = Centre::new();
    let report = centre.verify_with(&[key("other.example/1").verifier()], &[]);
    assert_eq!(report.findings_total, 9);
    assert!(told(&report)[0].starts_with(
        "entry 0: the checkpoint of its commit does not hold: the checkpoint's note does not hold: \
         no signature by a trusted key"
    ));
    let report = centre.verify_with(&[], &[]);
    assert_eq!(report.findings_total, 9);
}

#[test]
fn terms_and_origins_do_not_come_back() {
    let centre = Centre::new();
    centre.damage("UPDATE commits SET term = 3 WHERE first = 257");
    let report = centre.verify();
    assert_eq!(told(&report), ["entry 1257: its commit is of a term that was over already"]);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let centre = Centre::new();
    centre.flip("entries", "leaf", "position = 4300", 3);
    centre.flip("tiles", "bytes", "tile_index = 3", 3);
    centre.flip("commits", "checkpoint", "first = 1", 3);
    let open = || centre.reader();
    let keys = [key(ORIGIN).verifier()];
    let reports = [1, 2, 5].map(|threads| {
        let evidence = Evidence { threads: NonZero::new(threads), ..Evidence::new(&open, &keys) };
        verify(&evidence, &|_| {}).unwrap()
    });
    assert_eq!(reports[0], reports[1]);
    assert_eq!(reports[0], reports[2]);
    assert_eq!(reports[0].findings_total, 3);
}

#[test]
fn progress_is_told_up_to_the_end() {
    let centre = Centre::new();
    let open = || centre.reader();
    let keys = [key(ORIGIN).verifier()];
    let heard = Mutex::new(Vec::new());
    let report = verify(&Evidence::new(&open, &keys), &|progress| {
        heard.lock().unwrap().push(progress);
    });
    let heard = heard.into_inner().unwrap();
    let bytes = report.unwrap().bytes;
    assert_eq!(heard[0], Progress { entries: 0, entries_total: SIZE, bytes: 0 });
    assert!(heard.contains(&Progress { entries: SIZE, entries_total: SIZE, bytes }));
}

#[test]
fn objects_referred_to_must_be_there_and_whole() {
    let centre = Centre::new();
    let objects = Objects::open(&centre.folder().join("objects")).unwrap();
    let whole = objects.put(b"whole").unwrap();
    let damaged = objects.put(b"damaged").unwrap();
    let name = damaged.to_string();
    std::fs::write(centre.folder().join("objects").join(&name[..2]).join(&name[2..]), "x").unwrap();
    let missing = ObjectHash::of(b"missing");
    let referred = |leaf: &[u8], each: &mut dyn FnMut(ObjectHash)| {
        for (end, hash) in
            [(" at 1", whole), (" at 4300", whole), (" at 50", damaged), (" at 60", missing)]
        {
            if leaf.ends_with(end.as_bytes()) {
                each(hash);
            }
        }
    };
    let open = || centre.reader();
    let keys = [key(ORIGIN).verifier()];
    let attachments = Some(Attachments { objects: &objects, referred: &referred });
    let report = verify(&Evidence { attachments, ..Evidence::new(&open, &keys) }, &|_| {}).unwrap();
    assert_eq!((report.objects, report.object_bytes), (1, 5));
    assert_eq!(
        told(&report),
        [
            format!("entry 50: object {damaged} it refers to is damaged"),
            format!("entry 60: object {missing} it refers to is missing"),
        ]
    );
}

#[test]
fn a_log_is_sound_while_it_is_written() {
    let centre = Centre::new();
    let mut log = centre.open();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for _ in 0..40 {
                let entries = drafts(log.size()..log.size() + 30);
                append(&mut log, entries);
            }
        });
        while !writer.is_finished() {
            let report = centre.verify();
            assert!(report.is_sound(), "{:?}", told(&report));
        }
    });
    assert_eq!(centre.verify().size, SIZE + 1200);
}
