//! A leaf of the log, as replay, reload, retry and verification read it.

#![no_main]

use domain::fact::Wire;
use engine::entry;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|leaf: &[u8]| {
    let _ = entry::act_id(leaf);
    if let Ok(said) = entry::said(leaf) {
        assert!(said.same_act(&said, entry::Occurred::Said));
        let _ = domain::command::Command::decode(&said.is, said.iv, said.with.clone());
    }
    if let Ok(made) = entry::made(leaf) {
        let facts: Result<Vec<_>, _> = made.facts.iter().map(Wire::fact).collect();
        // Replay reads less of a line, never something else.
        if let Ok(facts) = facts {
            let (recorded, replayed) = entry::replayed(leaf).expect("read whole, so read in part");
            assert_eq!((recorded, replayed), (made.recorded, facts));
        }
        for about in &made.about {
            let _ = entry::chained(leaf, &about.s);
        }
    }
});
