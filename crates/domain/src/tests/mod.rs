//! What holds for the whole crate, whatever room something is in.
//!
//! - [`golden`]: every event that was ever written can still be read.
//! - [`codes`]: every reason has a code of its own, and a test that meets it.
//! - [`permissions`]: who may do what, and who may see what, as tables somebody has looked at.
//! - [`kernel`]: the reasons that every act is held to.
//! - [`play`]: no sequence of acts breaks the laws of the record.
//!
//! Tables under `golden/` are written anew with `UPDATE_GOLDEN=1 cargo test -p domain`; the diff is
//! then looked at like any other. Event files are written by hand, once, and never changed.

mod codes;
mod golden;
mod kernel;
mod permissions;
mod play;

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of this crate.
fn crate_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The file `golden/NAME`.
fn golden_file(name: &str) -> PathBuf {
    crate_folder().join("golden").join(name)
}

/// Compares a table with `golden/NAME`, or writes it there when asked to.
#[track_caller]
fn must_be_golden(name: &str, table: &str) {
    let file = golden_file(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&file, table).unwrap();
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    let changed = changes(&known, table);
    assert!(
        known == table,
        "golden/{name} says otherwise:\n{}\nIf this is meant, run UPDATE_GOLDEN=1 cargo test -p \
         domain and look at the diff.",
        changed.join("\n")
    );
}

/// Lines only one of the two texts has, each with the side it stands on.
fn changes(known: &str, given: &str) -> Vec<String> {
    let known: Vec<&str> = known.lines().collect();
    let given: Vec<&str> = given.lines().collect();
    let gone = known.iter().filter(|line| !given.contains(line)).map(|line| format!("- {line}"));
    let come = given.iter().filter(|line| !known.contains(line)).map(|line| format!("+ {line}"));
    gone.chain(come).collect()
}

/// Every source file of this crate with its text, in order of their paths.
fn sources() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![crate_folder().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    files.sort();
    files
}
