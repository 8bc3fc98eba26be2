//! A dossier that anybody may have sent.

#![no_main]

use engine::dossier::{Options, verify};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let report = verify(bytes, &Options::default());
    // Whatever is not the work of a log's key is not authentic.
    assert!(!report.authentic() || !report.key.is_empty());
});
