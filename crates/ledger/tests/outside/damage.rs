//! Damage anywhere in the file: never a panic, never a wrong "all is well".

use ledger::store::{Flow, Reader};
use ledger::verify::{Evidence, verify};
use proptest::prelude::*;

use crate::centre::{Centre, ORIGIN, SIZE, act_id, key, leaf};

/// Whether every entry still reads as it was written.
fn reads_as_written(reader: &dyn Reader) -> bool {
    let mut next = 0;
    let read = reader.entries(0..u64::MAX, &mut |position, bytes| {
        if position != next || bytes != leaf(position) {
            return Flow::Break(());
        }
        next += 1;
        Flow::Continue(())
    });
    read.is_ok() && next == SIZE
}

fn never_wrongly_well(centre: &Centre) -> Result<(), TestCaseError> {
    let open = || centre.reader();
    let keys = [key(ORIGIN).verifier()];
    let evidence = Evidence { act_id: Some(act_id), ..Evidence::new(&open, &keys) };
    match verify(&evidence, &|_| {}) {
        Ok(report) if report.is_sound() => {
            // The head itself may have been cut back by damage to the tree of commits: a shorter
            // log is what a kept checkpoint is for. What there is must be as written.
            let whole = report.size < SIZE || reads_as_written(open().unwrap().as_ref());
            prop_assert!(whole, "said to be sound");
        }
        // Told, or refused with a reason: both are found.
        Ok(_) | Err(_) => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_flipped_bit_anywhere_in_the_file(at: prop::sample::Index, bit in 0_u8..8) {
        let centre = Centre::new();
        let mut bytes = std::fs::read(centre.path()).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        std::fs::write(centre.path(), bytes).unwrap();
        never_wrongly_well(&centre)?;
    }

    #[test]
    fn a_stretch_overwritten(at: prop::sample::Index, junk in prop::collection::vec(any::<u8>(), 1..5000)) {
        let centre = Centre::new();
        let mut bytes = std::fs::read(centre.path()).unwrap();
        let at = at.index(bytes.len());
        let end = bytes.len().min(at + junk.len());
        bytes[at..end].copy_from_slice(&junk[..end - at]);
        std::fs::write(centre.path(), bytes).unwrap();
        never_wrongly_well(&centre)?;
    }

    #[test]
    fn the_file_cut_short(at: prop::sample::Index) {
        let centre = Centre::new();
        let mut bytes = std::fs::read(centre.path()).unwrap();
        bytes.truncate(at.index(bytes.len()));
        std::fs::write(centre.path(), bytes).unwrap();
        never_wrongly_well(&centre)?;
    }
}
