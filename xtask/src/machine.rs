//! What the full tests need of the machine beyond Rust and a C compiler.

use crate::run::{exists, run};
use std::process::Command;

/// Where Chromium may be.
const CHROMIUM: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Makes sure there is a browser and a font with Chinese; says what is left out if there is none.
pub fn browser() -> bool {
    if CHROMIUM.iter().any(|name| exists(name)) && has_chinese() {
        return true;
    }
    if exists("apt-get") {
        let install = |args: &[&str]| {
            let mut command = if is_root() {
                Command::new("apt-get")
            } else {
                let mut sudo = Command::new("sudo");
                sudo.args(["-n", "apt-get"]);
                sudo
            };
            command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
            run(&mut command, &format!("apt-get {}", args.join(" ")))
        };
        let wanted = ["install", "-y", "-q", "chromium", "fonts-noto-cjk", "fontconfig"];
        let done = install(&["update", "-q"]).and_then(|()| install(&wanted));
        if let Err(error) = done {
            eprintln!("xtask: {error:#}");
        }
    }
    let found = CHROMIUM.iter().any(|name| exists(name));
    if !found {
        eprintln!(
            "xtask: SKIPPED the browser tests: there is no Chromium.\n       \
             On Debian: apt-get install chromium fonts-noto-cjk; then run this again."
        );
    }
    found
}

fn has_chinese() -> bool {
    let listed = Command::new("fc-list").args([":lang=zh", "family"]).output();
    listed.is_ok_and(|out| !out.stdout.is_empty())
}

/// Whether whoever runs this may do anything.
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n")
}
