//! What a checkpoint kept elsewhere shows that the log alone cannot.

use ledger::log::Log;
use ledger::note::SigningKey;
use ledger::store::sqlite::SqliteStore;

use crate::centre::{COMMITS, Centre, ORIGIN, SIZE, append, drafts, key, told};

/// The checkpoint the log had after the commit that starts at `first`.
fn checkpoint(centre: &Centre, first: u64) -> Vec<u8> {
    centre.reader().unwrap().checkpoint_over(first).unwrap().unwrap()
}

fn verify(centre: &Centre, kept: &[Vec<u8>]) -> Vec<String> {
    told(&centre.verify_with(&[key(ORIGIN).verifier()], kept))
}

/// Removes the last commit without a trace: what remains is a sound, shorter log.
fn cut_tail(centre: &Centre) {
    centre.damage(
        "DELETE FROM commits WHERE first = 4164; DELETE FROM entries WHERE position >= 4164;
         DELETE FROM ids WHERE position >= 4164; DELETE FROM tiles WHERE tile_index = 16;",
    );
}

#[test]
fn a_log_that_only_grew_agrees_with_all_that_was_kept() {
    let centre = Centre::new();
    let kept: Vec<_> = [0, 3, 1257, 4064, 4164].map(|first| checkpoint(&centre, first)).into();
    assert_eq!(verify(&centre, &kept), [""; 0]);
}

#[test]
fn a_cut_tail_is_told_by_both_sizes() {
    let centre = Centre::new();
    let kept = [checkpoint(&centre, 256), checkpoint(&centre, 4164)];
    cut_tail(&centre);
    assert_eq!(verify(&centre, &kept[..1]), [""; 0]);
    assert_eq!(
        verify(&centre, &kept),
        ["entry 4164: a kept checkpoint saw 4400 entries, the log has 4164: its tail was cut off"]
    );
}

/// The centre itself, key in hand, writes another history.
#[test]
fn a_log_rewritten_and_signed_again_is_told_by_where_it_still_agreed() {
    let centre = Centre::new();
    let kept: Vec<_> = [3, 256, 1257, 4164].map(|first| checkpoint(&centre, first)).into();
    let rewritten = Centre::empty();
    let mut log = rewritten.create();
    for count in COMMITS {
        let mut entries = drafts(log.size()..log.size() + count);
        if let Some(entry) = entries.iter_mut().find(|entry| entry.leaf.ends_with(b" at 1260")) {
            entry.leaf.push(b'!');
        }
        append(&mut log, entries);
    }
    drop(log);
    assert_eq!(verify(&rewritten, &[]), [""; 0]);
    assert_eq!(
        verify(&rewritten, &kept),
        ["entry 257: a kept checkpoint over 1264 entries has another root: the log was rewritten \
          and signed again, between this entry and entry 1264"]
    );
}

#[test]
fn a_kept_checkpoint_that_proves_nothing_is_told() {
    let centre = Centre::new();
    let mut changed = checkpoint(&centre, 256);
    changed[25] ^= 1;
    let message = &verify(&centre, &[changed, b"junk".to_vec()]);
    assert_eq!(message.len(), 2);
    assert!(message[0].starts_with("the log: a kept checkpoint does not hold: "), "{message:?}");
}

#[test]
fn generations_of_a_resumed_log_are_told_and_held_against_what_was_kept() {
    let centre = Centre::new();
    let kept = checkpoint(&centre, 4164);
    cut_tail(&centre);
    let keys = [key(ORIGIN).verifier(), key("centre.example/c01/2").verifier()];
    let store = SqliteStore::open(&centre.path()).unwrap();
    let mut log = Log::resume(Box::new(store), key("centre.example/c01/2"), &keys[..1]).unwrap();
    append(&mut log, drafts(4164..SIZE + 10));
    drop(log);
    let report = centre.verify_with(&keys, &[]);
    assert!(report.is_sound(), "{:?}", told(&report));
    let generations: Vec<_> = report.generations.iter().map(|g| (g.first, g.term)).collect();
    assert_eq!(generations, [(0, 1), (4164, 2)]);
    // The same entries again: what was kept agrees.
    assert!(centre.verify_with(&keys, &[kept]).is_sound());
    // Without the key of the second generation its commits are not believed.
    assert_eq!(centre.verify_with(&keys[..1], &[]).first_bad(), Some(4164));
}

#[test]
fn a_new_origin_without_a_new_term_is_told() {
    let centre = Centre::new();
    let next: SigningKey = key("centre.example/c01/2");
    let keys = [key(ORIGIN).verifier(), next.verifier()];
    let store = SqliteStore::open(&centre.path()).unwrap();
    let mut log = Log::resume(Box::new(store), next, &keys[..1]).unwrap();
    append(&mut log, drafts(SIZE..SIZE + 1));
    drop(log);
    centre.damage("UPDATE commits SET term = 1");
    let report = centre.verify_with(&keys, &[]);
    let says = "its commit changes the origin of the log without raising the term";
    assert_eq!(told(&report), [format!("entry 4400: {says}")]);
}
