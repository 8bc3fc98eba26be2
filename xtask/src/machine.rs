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
        let wanted = ["install", "-y", "-q", "chromium", "fonts-noto-cjk", "fontconfig"];
        let done = apt(&["update", "-q"]).and_then(|()| apt(&wanted));
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

/// The oldest node the provider of single sign-on runs on.
const NODE: u32 = 20;

/// Makes sure there is a node to run a provider of single sign-on with; says what is left out if there
/// is none.
pub fn provider() -> bool {
    if !(exists("node") && exists("npm")) && exists("apt-get") {
        let wanted = ["install", "-y", "-q", "nodejs", "npm"];
        let done = apt(&["update", "-q"]).and_then(|()| apt(&wanted));
        if let Err(error) = done {
            eprintln!("xtask: {error:#}");
        }
    }
    let found = node().is_some_and(|version| version >= NODE) && exists("npm");
    if !found {
        eprintln!(
            "xtask: SKIPPED the tests at a provider of single sign-on: there is no node {NODE} or \
             later with npm.\n       On Debian 13: apt-get install nodejs npm; then run this again."
        );
    }
    found
}

/// The major version of node.
fn node() -> Option<u32> {
    let said = Command::new("node").arg("--version").output().ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    said.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn apt(args: &[&str]) -> anyhow::Result<()> {
    let mut command = if is_root() {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args(["-n", "apt-get"]);
        sudo
    };
    command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
    run(&mut command, &format!("apt-get {}", args.join(" ")))
}

fn has_chinese() -> bool {
    let listed = Command::new("fc-list").args([":lang=zh", "family"]).output();
    listed.is_ok_and(|out| !out.stdout.is_empty())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout == b"0\n")
}
