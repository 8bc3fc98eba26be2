//! A witness of ours and a log of ours, seen by note tools that are not ours.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Verifier as _, VerifyingKey};
use ledger::note::{CosignerKey, CosigningKey, KeyName};
use ledger::proof::extend;
use ledger::witness::{Submission, Witness};
use signed_note::{Note, StandardVerifier, Verifier, VerifierList};

use crate::centre::{Centre, ORIGIN, append, drafts, key};

/// Checks cosignatures by the words of tlog-cosignature, with nothing of ours.
struct Cosigner {
    name: String,
    id: u32,
    key: VerifyingKey,
}

impl Cosigner {
    fn of(key: &CosignerKey) -> Self {
        let text = key.to_string();
        let public = STANDARD.decode(text.rsplit_once('+').unwrap().1).unwrap();
        let name = text.split_once('+').unwrap().0.to_owned();
        let id = signed_note::key_id(&name, &public);
        assert_eq!(public[0], 4);
        let key = VerifyingKey::from_bytes(public[1..].try_into().unwrap()).unwrap();
        Self { name, id, key }
    }
}

impl Verifier for Cosigner {
    fn name(&self) -> &str {
        &self.name
    }

    fn key_id(&self) -> u32 {
        self.id
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        let (time, signature) = signature.split_at(8);
        let time = u64::from_be_bytes(time.try_into().unwrap());
        let head = format!("cosignature/v1\ntime {time}\n");
        let message = [head.as_bytes(), text].concat();
        self.key.verify(&message, &Signature::from_slice(signature).unwrap()).is_ok()
    }
}

#[test]
fn the_oracle_reads_a_cosigned_checkpoint_and_believes_both_keys() {
    let folder = tempfile::tempdir().unwrap();
    let name = KeyName::new("witness.example/w1").unwrap();
    let cosigning = CosigningKey::from_seed(name, &[9; 32]);
    let witness =
        Witness::open(folder.path(), cosigning.clone(), vec![key(ORIGIN).verifier()]).unwrap();
    let centre = Centre::empty();
    let mut log = centre.create();
    let mut old = 0;
    for size in [1, 300, 301, 1_000] {
        let entries = drafts(log.size()..size);
        append(&mut log, entries);
        let reader = log.reader().unwrap();
        let path = extend(reader.as_ref(), old, size).unwrap();
        let checkpoint = log.checkpoint().to_vec();
        let submission = Submission { old, path, checkpoint: checkpoint.clone() };
        let line = witness.add_checkpoint(&submission.to_bytes(), 1_700_000_000).unwrap();
        // As the protocol says: the answer behind the checkpoint is a note.
        let cosigned = [checkpoint, line].concat();
        let note = Note::from_bytes(&cosigned).unwrap();
        let log_key = StandardVerifier::new(&key(ORIGIN).verifier().to_string()).unwrap();
        let cosigner = Cosigner::of(&cosigning.verifier());
        let known = VerifierList::new(vec![Box::new(log_key), Box::new(cosigner)]);
        let (verified, unknown) = note.verify(&known).unwrap();
        assert_eq!((verified.len(), unknown.len()), (2, 0));
        let head = tlog_tiles::Checkpoint::from_bytes(note.text()).unwrap();
        assert_eq!(head.size(), size);
        // What the witness keeps is that note.
        assert_eq!(witness.latest(ORIGIN).unwrap().1, cosigned);
        old = size;
    }
}
