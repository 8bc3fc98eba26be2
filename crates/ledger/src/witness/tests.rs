use super::*;
use crate::note::{KeyName, SigningKey};
use crate::tree::{LeafHash, consistency_proof, hash_leaf, root_at};

const ORIGIN: &str = "centre.example/c01/1";
const NOW: u64 = 1_700_000_000;

fn log_key() -> SigningKey {
    SigningKey::from_seed(KeyName::new(ORIGIN).unwrap(), &[7; 32])
}

fn witness(folder: &Path) -> Witness {
    let key = CosigningKey::from_seed(KeyName::new("witness.example/w1").unwrap(), &[9; 32]);
    Witness::open(folder, key, vec![log_key().verifier()]).unwrap()
}

/// Leaves of a history; `fork` makes another from some entry on.
fn leaves(size: u64, fork: u64) -> Vec<LeafHash> {
    (0..size).map(|n| hash_leaf(format!("{n} {}", n >= fork).as_bytes())).collect()
}

fn submission(old: u64, size: u64, fork: u64) -> Submission {
    let leaves = leaves(size, fork);
    let root = root_at(leaves.as_slice(), size).unwrap();
    let checkpoint = Checkpoint::new(ORIGIN, size, root).unwrap().sign(&log_key()).unwrap();
    let path = consistency_proof(leaves.as_slice(), old, size).unwrap();
    Submission { old, path, checkpoint: checkpoint.to_string().into_bytes() }
}

fn asked(witness: &Witness, submission: &Submission) -> Result<Vec<u8>, u16> {
    let answer = witness.add_checkpoint(&submission.to_bytes(), NOW);
    answer.map_err(|refused| refused.status())
}

const NEVER: u64 = u64::MAX;

#[test]
fn what_continues_is_cosigned_and_what_does_not_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let witness = witness(folder.path());
    let line = asked(&witness, &submission(0, 3, NEVER)).unwrap();
    let line = String::from_utf8(line).unwrap();
    let note = Note::parse(&submission(0, 3, NEVER).checkpoint).unwrap();
    let line = line.strip_suffix('\n').unwrap().parse().unwrap();
    assert_eq!(witness.key().verifier().check(note.unverified_text(), &line), Some(NOW));

    asked(&witness, &submission(3, 10, NEVER)).unwrap();
    // The same again, as after a lost answer, gets a cosignature again.
    asked(&witness, &submission(10, 10, NEVER)).unwrap();
    // From where it no longer stands.
    let stale = witness.add_checkpoint(&submission(3, 12, NEVER).to_bytes(), NOW).unwrap_err();
    assert_eq!((stale.status(), stale.cosigned()), (409, Some(10)));
    // Another history: of the same size, of a larger one, of a smaller one.
    assert_eq!(asked(&witness, &submission(10, 10, 5)), Err(409));
    assert_eq!(asked(&witness, &submission(10, 20, 5)), Err(422));
    assert_eq!(asked(&witness, &submission(0, 5, 4)), Err(409));
    let mut forged = submission(10, 20, NEVER);
    forged.path.reverse();
    assert_eq!(asked(&witness, &forged), Err(422));
    let evidence = std::fs::read_dir(folder.path().join("evidence")).unwrap().count();
    assert!(evidence >= 2, "{evidence}");
    assert_eq!(witness.latest(ORIGIN).unwrap().0, 10);
}

#[test]
fn what_is_no_request_or_of_another_log_is_refused_by_its_status() {
    let folder = tempfile::tempdir().unwrap();
    let witness = witness(folder.path());
    let good = submission(0, 3, NEVER);
    let text = String::from_utf8(good.to_bytes()).unwrap();
    for (bent, status) in [
        (String::new(), 400),
        (text.replace("old 0", "old 00"), 400),
        (text.replace("old 0", "old 4"), 400),
        (text.replace("old 0\n", "old 0\nAAAA\n"), 400),
        (text.replace("old 0\n", &format!("old 0\n{}", "AAAA\n".repeat(64))), 400),
        (text.replace("\n3\n", "\n4\n"), 403),
        (text.replace("centre.example", "other.example"), 404),
        (text.replace("\n\n", "\n"), 400),
    ] {
        let answer = witness.add_checkpoint(bent.as_bytes(), NOW);
        assert_eq!(answer.map_err(|refused| refused.status()), Err(status), "{bent}");
    }
    assert!(witness.latest(ORIGIN).is_none());
    let with_proof = Submission { path: vec![NodeHash::empty_tree()], ..good };
    assert_eq!(asked(&witness, &with_proof), Err(422), "from nothing there is nothing to prove");
}

#[test]
fn what_was_seen_is_read_again_and_damage_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let first = witness(folder.path());
    asked(&first, &submission(0, 3, NEVER)).unwrap();
    let key = first.key().clone();
    let second = Witness::open(folder.path(), key.clone(), vec![log_key().verifier()]);
    assert!(matches!(second, Err(OpenError::Locked(_))));
    drop(first);
    let again = witness(folder.path());
    assert_eq!(again.latest(ORIGIN).unwrap().0, 3);
    assert_eq!(asked(&again, &submission(0, 5, 0)), Err(409), "it has not forgotten");
    drop(again);
    let file = seen::file(folder.path(), ORIGIN);
    let kept = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, kept.replace("\n3\n", "\n2\n")).unwrap();
    let damaged = Witness::open(folder.path(), key, vec![log_key().verifier()]);
    assert!(matches!(damaged, Err(OpenError::Damaged(_))));
}

#[test]
fn two_who_ask_at_once_get_one_history() {
    let folder = tempfile::tempdir().unwrap();
    let witness = witness(folder.path());
    asked(&witness, &submission(0, 4, NEVER)).unwrap();
    let answers: Vec<bool> = std::thread::scope(|scope| {
        let ask = |fork| {
            let witness = &witness;
            scope.spawn(move || asked(witness, &submission(4, 9, fork)).is_ok())
        };
        let asking = [ask(NEVER), ask(6), ask(NEVER), ask(7)];
        asking.map(|thread| thread.join().unwrap()).to_vec()
    });
    // Whoever came first has it; the others are stale or, saying the same, come again.
    assert_eq!(answers.iter().filter(|cosigned| **cosigned).count(), 1, "{answers:?}");
}
