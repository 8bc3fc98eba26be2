//! The gate: all that must hold before a change lands.

use crate::machine;
use crate::run::cargo;

/// Format and lints.
pub fn lints() -> anyhow::Result<()> {
    cargo(&["fmt", "--all", "--", "--check"])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])
}

/// Everything.
pub fn test() -> anyhow::Result<()> {
    let (browser, provider) = (machine::browser(), machine::provider());
    lints()?;
    let mut args = vec!["test", "--workspace", "--no-fail-fast", "--"];
    let kinds = [(browser, "in_the_browser"), (provider, "at_a_provider")];
    args.extend(kinds.iter().filter(|(there, _)| !there).flat_map(|(_, name)| ["--skip", *name]));
    cargo(&args)
}
