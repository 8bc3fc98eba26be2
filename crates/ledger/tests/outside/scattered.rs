//! One flipped bit in any recorded value of any row is found, and named by its entry.

use proptest::prelude::*;

use crate::centre::{Centre, SIZE, told};

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_an_entry(position in 0..SIZE, byte: prop::sample::Index) {
        let centre = Centre::new();
        centre.flip("entries", "leaf", &format!("position = {position}"), byte.index(10_000));
        let report = centre.verify();
        prop_assert_eq!(report.first_bad(), Some(position), "{:?}", told(&report));
    }

    #[test]
    fn in_a_recorded_hash(position in 0..SIZE, byte in 0_u64..32) {
        let centre = Centre::new();
        let mut first = 0;
        for count in crate::centre::COMMITS {
            if first + count > position {
                break;
            }
            first += count;
        }
        let byte = usize::try_from((position - first) * 32 + byte).unwrap();
        centre.flip("commits", "leaf_hashes", &format!("first = {first}"), byte);
        let report = centre.verify();
        prop_assert_eq!(report.first_bad(), Some(position), "{:?}", told(&report));
    }

    #[test]
    fn in_a_tile(index in 0_u64..17, byte in 0_u64..8192) {
        let centre = Centre::new();
        let row = format!("level = 0 AND tile_index = {index}");
        centre.flip("tiles", "bytes", &row, usize::try_from(byte).unwrap());
        let report = centre.verify();
        let (told, position) = (told(&report), index * 256 + byte / 32);
        let slot = format!("entry {position}: slot {} of tile/0/{index:03}", byte / 32);
        prop_assert_eq!(told.len(), 1, "{:?}", told);
        prop_assert!(told[0].starts_with(&slot), "{told:?}");
    }

    #[test]
    fn in_an_id(position in 0..SIZE, byte in 0_usize..16) {
        let centre = Centre::new();
        centre.flip("ids", "id", &format!("position = {position}"), byte);
        let report = centre.verify();
        prop_assert_eq!(report.first_bad(), Some(position), "{:?}", told(&report));
    }
}
