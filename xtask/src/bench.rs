//! Measuring, through the benchmark program of the workspace.

use crate::run::cargo;

/// Builds for release and measures.
pub fn bench(args: &[String]) -> anyhow::Result<()> {
    let mut command = vec!["run", "--release", "--quiet", "--package", "bench", "--"];
    command.extend(args.iter().map(String::as_str));
    cargo(&command)
}
