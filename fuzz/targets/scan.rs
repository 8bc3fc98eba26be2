//! What a scanner typed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use standards::scan::{Scan, parse};

fuzz_target!(|text: &str| match parse(text) {
    Ok(scan) => {
        let _ = (scan.din(), scan.product(), scan.chain_of_identity());
        if let Scan::Own { kind, key } = &scan {
            assert_eq!(parse(&format!("{kind}/{key}")), Ok(scan.clone()));
        }
    }
    Err(error) => assert!(!error.code().is_empty() && !error.to_string().is_empty()),
});
