//! `centrosome verify --dossier`: one file, checked from its bytes alone.

use super::{FINDINGS_SHOWN, count};
use anyhow::Context as _;
use engine::dossier::{
    Complete, Decision, Finding, HandedOut, Options, Passkeys, Report, Watcher, verify,
};
use ledger::note::{CosignerKey, Note};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Checks a dossier and says what was found.
pub fn run(file: &Path, checkpoints: &[PathBuf], witnesses: &[String], json: bool) -> ExitCode {
    match check(file, checkpoints, witnesses) {
        Ok(report) => {
            let text = if json { to_json(&report).to_string() } else { describe(&report) };
            println!("{}", text.trim_end());
            ExitCode::from(code(&report))
        }
        Err(error) => {
            if json {
                println!("{}", json!({ "sound": null, "error": format!("{error:#}") }));
            }
            eprintln!("It could not be checked: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn check(file: &Path, checkpoints: &[PathBuf], witnesses: &[String]) -> anyhow::Result<Report> {
    let bytes = std::fs::read(file).with_context(|| format!("read {}", file.display()))?;
    let mut options = Options { press: Some(web::papers::PRESS), ..Options::default() };
    for path in checkpoints {
        let read = std::fs::read(path);
        let read = read.with_context(|| format!("read the checkpoint {}", path.display()))?;
        if read.starts_with(b"{\"dossier\"") {
            options.earlier.push(handed_out(path)?);
            continue;
        }
        // What is no checkpoint at all says nothing of the dossier.
        Note::parse(&read).with_context(|| format!("read the checkpoint {}", path.display()))?;
        options.kept.push(read);
    }
    for named in witnesses {
        options.witnesses.extend(keys(named)?);
    }
    Ok(verify(&bytes, &options))
}

/// A dossier handed out earlier.
pub fn handed_out(path: &Path) -> anyhow::Result<HandedOut> {
    let attempt = || format!("read the dossier {}", path.display());
    HandedOut::read(&std::fs::read(path).with_context(attempt)?).with_context(attempt)
}

/// The keys of witnesses: one as it is written, or those in a file.
fn keys(named: &str) -> anyhow::Result<Vec<CosignerKey>> {
    if let Ok(key) = named.parse() {
        return Ok(vec![key]);
    }
    let attempt = || format!("{named:?} is neither a witness's public key nor a file of such keys");
    let text = std::fs::read_to_string(named).with_context(attempt)?;
    let lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| line.parse().with_context(attempt)).collect()
}

/// The exit code that a report stands for.
pub fn code(report: &Report) -> u8 {
    match (report.authentic(), report.complete(), report.decision()) {
        (true, Complete::AsOf(_), Decision::Same | Decision::OtherRules) => 0,
        (true, Complete::NoHeads, Decision::Same | Decision::OtherRules) => 3,
        _ => 1,
    }
}

/// The verdicts in sentences, then what is wrong, line by line.
pub fn describe(report: &Report) -> String {
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{}: {} about {}; {} opened, {} closed.",
        report.batch,
        count(report.entries, "entry", "entries"),
        count(report.subjects, "subject", "subjects"),
        count(report.opened, "personal text", "personal texts"),
        report.closed,
    );
    let Passkeys { proven, synced, .. } = report.passkeys;
    let _ = writeln!(
        text,
        "{} proven by passkey ({synced} by a key that can be copied).",
        count(proven, "signature", "signatures"),
    );
    for verdict in report.verdicts() {
        let _ = writeln!(text, "{verdict}");
    }
    if report.papers.same > 0 {
        let made = count(report.papers.same, "document", "documents");
        let _ = writeln!(text, "{made} made again from these entries: the same, byte for byte.");
    }
    for Watcher { witness, size, at } in &report.watchers {
        let _ = writeln!(
            text,
            "Watched: {witness} cosigned the log of {} at {at}.",
            count(*size, "entry", "entries"),
        );
    }
    for note in &report.notes {
        let _ = writeln!(text, "Note: {note}.");
    }
    for finding in report.findings.iter().take(FINDINGS_SHOWN) {
        let _ = writeln!(text, "  - {finding}");
    }
    if report.findings.len() > FINDINGS_SHOWN {
        let more = report.findings.len() - FINDINGS_SHOWN;
        let _ = writeln!(text, "  ... and {more} more (--json)");
    }
    text
}

/// The verdicts for programs.
pub fn to_json(report: &Report) -> Value {
    let finding = |finding: &Finding| json!({ "line": finding.line, "check": finding.check.word(), "what": finding.what });
    let cosigned = |seen: &Watcher| json!({ "witness": seen.witness, "size": seen.size, "at": seen.at.to_string() });
    let position = match report.complete() {
        Complete::AsOf(position) => Some(position),
        Complete::NoHeads | Complete::No | Complete::Untold => None,
    };
    json!({
        "sound": code(report) == 0,
        "batch": report.batch, "log": report.log, "key": report.key, "size": report.size,
        "authentic": if report.authentic() { "yes" } else { "no" },
        "complete": report.complete().word(),
        "complete_as_of": position,
        "watched_by": report.witnesses(),
        "cosigned": report.watchers.iter().map(cosigned).collect::<Vec<_>>(),
        "decision": report.decision().word(),
        "decisions": { "same": report.same, "other_rules": report.other },
        "entries": report.entries, "subjects": report.subjects,
        "opened": report.opened, "closed": report.closed,
        "passkeys": {
            "proven": report.passkeys.proven, "synced": report.passkeys.synced,
            "not_checked": report.passkeys.elsewhere,
        },
        "documents": { "same": report.papers.same, "not_compared": report.papers.not_compared },
        "verdicts": report.verdicts(),
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
        "notes": report.notes,
    })
}
