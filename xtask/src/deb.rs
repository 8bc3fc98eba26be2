//! A package for Debian, by cargo-deb: what is in it stands in `crates/centrosome/Cargo.toml`.

use crate::machine::is_root;
use crate::run::{cargo, exists, root, run};
use anyhow::{Context as _, bail, ensure};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The cargo-deb that makes the package: pinned, so that the same source gives the same package.
const CARGO_DEB: &str = "3.8.0";

/// How files with a crate's licence begin, in lower case.
const LICENCES: [&str; 5] = ["license", "licence", "copying", "notice", "unlicense"];

/// Makes the package, asks lintian of it, and with `--try` installs, runs, removes and purges it.
pub fn deb(args: &[String]) -> anyhow::Result<()> {
    let trial = match args {
        [] => false,
        [only] if only == "--try" => true,
        _ => bail!("cargo xtask deb takes --try or nothing"),
    };
    std::env::set_current_dir(root())?;
    let tool = tool()?;
    let commit = told("git", &["rev-parse", "--short=7", "HEAD"])?;
    let moment = told("git", &["log", "-1", "--format=%ct"])?;
    let build = ["build", "--release", "--locked", "--package", "centrosome"];
    run(
        Command::new(program()).args(build).env("CENTROSOME_COMMIT", &commit),
        &format!("cargo {}", build.join(" ")),
    )?;
    let made = Path::new("target/package");
    std::fs::create_dir_all(made)?;
    let mut man = Command::new("target/release/centrosome");
    run(man.arg("man").arg(made.join("man")), "centrosome man")?;
    std::fs::write(made.join("third-party.txt"), third_party()?)?;
    let package = made.join("centrosome.deb");
    let mut packing = Command::new(tool);
    packing.args(["deb", "--no-build", "--locked", "--package", "centrosome", "--output"]);
    // Files carry the moment of the commit, not of the build.
    run(packing.arg(&package).env("SOURCE_DATE_EPOCH", moment), "cargo-deb")?;
    if exists("lintian") {
        // It is handed out, not uploaded to Debian, where a first upload answers a request for it.
        let args =
            ["--fail-on", "error,warning", "--suppress-tags", "initial-upload-closes-no-bugs"];
        run(Command::new("lintian").args(args).arg("--info").arg(&package), "lintian")?;
    } else {
        eprintln!("xtask: SKIPPED lintian: apt-get install lintian; then run this again.");
    }
    if trial {
        ensure!(is_root(), "--try installs the package: it takes root, on a machine to spare");
        run(Command::new("packaging/debian/try").arg(&package), "packaging/debian/try")?;
    }
    println!("{}", package.display());
    Ok(())
}

fn program() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Where cargo-deb is, installed below `target` if it was not.
fn tool() -> anyhow::Result<PathBuf> {
    let folder = format!("target/tools/cargo-deb-{CARGO_DEB}");
    let tool = Path::new(&folder).join("bin/cargo-deb");
    if !tool.is_file() {
        let version = format!("={CARGO_DEB}");
        let install = ["install", "cargo-deb", "--locked", "--version", &version];
        cargo(&[install.as_slice(), &["--root", &folder]].concat())?;
    }
    Ok(tool)
}

/// Every library that is linked in, with its licence and the notices it came with.
fn third_party() -> anyhow::Result<String> {
    let tree = told(
        &program().to_string_lossy(),
        &[
            "tree",
            "--locked",
            "--package",
            "centrosome",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}\t{l}",
        ],
    )?;
    let sources = sources()?;
    let mut text = String::from("Libraries that /usr/bin/centrosome is linked with.\n");
    // A path behind the version: it is ours. An asterisk: it stood there before.
    let lines: BTreeSet<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    for line in lines {
        let Some((package, licence)) = line.split_once('\t') else { continue };
        let mut words = package.split(' ');
        let (Some(name), Some(version)) = (words.next(), words.next()) else { continue };
        let version = version.trim_start_matches('v');
        if words.any(|word| word.starts_with("(/")) {
            continue;
        }
        write!(text, "\n\n==== {name} {version}: {licence}\n")?;
        let folder = sources.iter().map(|all| all.join(format!("{name}-{version}")));
        for folder in folder.filter(|folder| folder.is_dir()) {
            for file in licences(&folder)? {
                let notice = std::fs::read(&file)?;
                write!(text, "\n{}\n", String::from_utf8_lossy(&notice).trim_end())?;
            }
        }
    }
    Ok(text)
}

/// The files of a crate that say under which licence it is.
fn licences(crate_folder: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    for file in std::fs::read_dir(crate_folder)? {
        let file = file?;
        let name = file.file_name().to_string_lossy().to_lowercase();
        if file.file_type()?.is_file() && LICENCES.iter().any(|word| name.starts_with(word)) {
            found.insert(file.path());
        }
    }
    Ok(found)
}

/// Where cargo keeps the sources of crates.
fn sources() -> anyhow::Result<Vec<PathBuf>> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let folder = home.context("find cargo's folder")?.join("registry/src");
    let all = std::fs::read_dir(&folder).with_context(|| format!("read {}", folder.display()))?;
    Ok(all.map(|registry| Ok(registry?.path())).collect::<std::io::Result<_>>()?)
}

/// What a program says, without its last newline.
fn told(program: &str, args: &[&str]) -> anyhow::Result<String> {
    let output = Command::new(program).args(args).output();
    let output = output.with_context(|| format!("start {program}"))?;
    ensure!(output.status.success(), "{program} {} failed", args.join(" "));
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}
