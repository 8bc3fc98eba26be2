//! One entry for every chore of the project: `cargo xtask help`.

mod bench;
mod check;
mod machine;
mod run;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <chore>

  test     everything that must hold before a change lands: format, lints, documentation,
           all tests, a real server killed 200 times, the journey in a real browser.
           Installs Chromium, Chinese fonts and node from the distribution if they are missing,
           or says how to get them and what it left out.
  bench    measures speeds and memory on this machine; see docs/benchmarks.md
  check    format and lints only
  help     this text
";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let chore = args.next();
    let rest: Vec<String> = args.collect();
    let done = match chore.as_deref() {
        Some("test") => check::test(),
        Some("check") => check::lints(),
        Some("bench") => bench::bench(&rest),
        None | Some("help" | "--help" | "-h") => {
            print!("{HELP}");
            Ok(())
        }
        Some(other) => Err(anyhow::anyhow!("there is no chore {other:?}; cargo xtask help")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
