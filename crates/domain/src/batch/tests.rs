//! A batch carried out, and everything that stands in its way.

use super::testing::Bench;
use super::{Batch, Phase};

#[test]
fn a_whole_batch() {
    let bench = Bench::completed();
    assert_eq!(bench.state_now().phase(), Phase::Complete);
    let _: &Batch = bench.state_now();
}
