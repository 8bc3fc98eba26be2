//! `centrosome man`: the manual pages, made of what `--help` says.

use anyhow::Context as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Write the manual pages of the program and each of its subcommands, for whoever packages it
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to write them to; made if it is not there
    to: PathBuf,
}

/// Runs the command.
pub fn run(program: clap::Command, args: &Args) -> ExitCode {
    match write(program, &args.to) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("centrosome: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn write(program: clap::Command, to: &Path) -> anyhow::Result<()> {
    let failed = || format!("write manual pages to {}", to.display());
    std::fs::create_dir_all(to).with_context(failed)?;
    clap_mangen::generate_to(program, to).with_context(failed)
}

#[cfg(test)]
mod tests {
    use crate::Cli;
    use clap::{CommandFactory as _, Parser as _};
    use std::collections::BTreeSet;
    use std::path::Path;

    /// A file of the package.
    fn packaged(name: &str) -> String {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packaging");
        std::fs::read_to_string(folder.join(name)).unwrap()
    }

    #[test]
    fn everything_that_can_be_called_has_a_page() {
        let folder = tempfile::tempdir().unwrap();
        super::write(Cli::command(), folder.path()).unwrap();
        let pages: BTreeSet<String> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|page| page.unwrap().file_name().into_string().unwrap())
            .collect();
        let program = Cli::command();
        let shown = program.get_subcommands().filter(|command| !command.is_hide_set());
        let wanted = shown.map(|command| format!("centrosome-{}.1", command.get_name()));
        let missing: Vec<_> = wanted.filter(|page| !pages.contains(page)).collect();
        assert_eq!(missing, [""; 0], "{pages:?}");
        let serve = std::fs::read_to_string(folder.path().join("centrosome-serve.1")).unwrap();
        assert!(serve.contains("behind\\-tls"), "{serve}");
        assert!(!serve.contains("die\\-at"), "what is hidden has no place in a manual");
    }

    #[test]
    fn units_call_the_program_as_it_is() {
        let defaults = packaged("centrosome.default");
        let options = defaults.lines().find_map(|line| line.strip_prefix("SERVE_OPTIONS="));
        let options = options.unwrap().trim_matches('"');
        let mut called = 0;
        for unit in ["centrosome.service", "centrosome-backup.service"] {
            let unit = packaged(unit);
            for line in unit.lines().filter_map(|line| line.strip_prefix("ExecStart=")) {
                let line = line.replace("$SERVE_OPTIONS", options).replace("%d/", "/run/");
                let program = line.split(' ').next();
                assert_eq!(program, Some("/usr/bin/centrosome"), "where the package puts it");
                let read = Cli::try_parse_from(line.split(' '));
                assert!(read.is_ok(), "{line}: {}", read.unwrap_err());
                called += 1;
            }
        }
        assert_eq!(called, 2);
        let unit = packaged("centrosome.service");
        let set = unit.lines().find_map(|line| line.strip_prefix("Environment=\"SERVE_OPTIONS="));
        assert_eq!(set.unwrap().trim_end_matches('"'), options, "what holds without the file");
    }

    #[test]
    fn no_script_of_the_package_removes_anything() {
        for script in ["postinst", "postrm"] {
            let script = packaged(&format!("debian/{script}"));
            for word in ["rm ", "rmdir", "deluser", "userdel", "unlink", "find "] {
                assert!(!script.contains(word), "a script of the package has {word:?}");
            }
        }
    }
}
