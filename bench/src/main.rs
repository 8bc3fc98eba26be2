//! Measures speeds and memory on the machine it runs on. Every figure stands beside what the same
//! machine does in the same run for a measure: a handler that does nothing, bare commits of the
//! store, SHA-256.
//!
//! `cargo xtask bench [--entries N] [--seconds S]`

mod centre;
mod http;
mod log;
mod machine;

use std::time::Duration;

/// What to measure with.
struct Plan {
    entries: u64,
    seconds: u64,
}

fn plan() -> anyhow::Result<Plan> {
    let mut plan = Plan { entries: 200_000, seconds: 5 };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let value = args.next().and_then(|value| value.parse().ok());
        match (arg.as_str(), value) {
            ("--entries", Some(entries)) => plan.entries = entries,
            ("--seconds", Some(seconds)) => plan.seconds = seconds,
            _ => anyhow::bail!("cargo xtask bench [--entries N] [--seconds S], not {arg}"),
        }
    }
    Ok(plan)
}

fn main() -> anyhow::Result<()> {
    let plan = plan()?;
    println!("# Measured on {}\n", machine::name());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(http::measure(Duration::from_secs(plan.seconds)))?;
    log::measure(&runtime, plan.entries)
}
