//! `centrosome verify`: checks a whole centre again from its bytes and says what it found; or one
//! dossier, from that file alone.
//!
//! Progress goes to standard error, the verdict to standard output. The exit code is the verdict:
//! 0 sound, 1 not sound, 2 it could not be checked; of a dossier also 3, see `docs/dossier.md`.

pub mod dossier;

use anyhow::Context as _;
use engine::data::DataFolder;
use engine::verify::{Options, Pass, Progress, Report, verify};
use ledger::store::sqlite::SqliteReader;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

/// How many findings are printed; `--json` gives all that were kept.
const FINDINGS_SHOWN: usize = 20;

/// Check a centre again from its bytes: nothing changed, nothing missing, nothing unexplained
///
/// Three passes are reported apart. BYTES: every entry hashes to what was committed, the tree leads
/// to the signed checkpoints, every object is whole. MEANING: every entry has the specified form,
/// each subject's entries have no gap, deciding again from what was said gives the same facts, and
/// every sealed text opens to what was committed to. SIGNATURES: every act that must
/// be signed is, by a person who could, over entries that were there.
///
/// The folder is only read; a running server is not disturbed. Keep a checkpoint from time to time
/// (GET /log/checkpoint) somewhere this machine cannot reach: with --kept it proves that nothing it
/// saw has been cut off or rewritten since.
///
/// A dossier handed out earlier does the same (--against), and says which entry is another one now.
///
/// With --dossier one file is checked instead, without a centre, a server or a network, and three
/// verdicts are told apart: authentic, complete, decision reproduced.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit code: 0 sound, 1 not sound, 2 it could not be checked; of a dossier: 0 all \
    three verdicts are yes,\n1 one is no, 2 it could not be read, 3 nothing is wrong and it is not \
    shown complete.\n\n\
    Examples:\n  centrosome verify --data ./data\n  \
    centrosome verify --dossier B26-0042.dossier --checkpoint kept.txt --witness witnesses.txt\n  \
    centrosome verify --data ./data --against B26-0042.dossier\n  \
    centrosome verify --data ./data --kept checkpoint-2026-11-01.txt --json | jq .first_bad"
)]
pub struct Args {
    /// The data folder of the centre
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// A signed checkpoint kept elsewhere that must still be part of the log; may be repeated
    #[arg(long, value_name = "FILE")]
    kept: Vec<PathBuf>,
    /// A dossier handed out earlier that the log must still continue; may be repeated
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,
    /// Do not make every decision again; much faster, and says less
    #[arg(long)]
    no_decisions: bool,
    /// Check this dossier instead of a folder
    #[arg(long, value_name = "FILE", conflicts_with_all = ["data", "kept", "against", "no_decisions"])]
    dossier: Option<PathBuf>,
    /// With --dossier: a signed checkpoint kept elsewhere, or a dossier of the same log handed out
    /// earlier, that must lead to it; may be repeated
    #[arg(long, value_name = "FILE", requires = "dossier")]
    checkpoint: Vec<PathBuf>,
    /// With --dossier: the public key of a witness you know (name+id+key), or a file of such keys, one
    /// a line; may be repeated. Only cosignatures of keys you bring say who watched the log
    #[arg(long, value_name = "KEY", requires = "dossier")]
    witness: Vec<String>,
    /// Print the verdict as one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args) -> ExitCode {
    if let Some(file) = &args.dossier {
        return dossier::run(file, &args.checkpoint, &args.witness, args.json);
    }
    match check(args) {
        Ok(report) => {
            let text = if args.json { to_json(&report).to_string() } else { describe(&report) };
            println!("{}", text.trim_end());
            if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            if args.json {
                println!("{}", json!({ "sound": null, "error": format!("{error:#}") }));
            }
            eprintln!("It could not be checked: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn check(args: &Args) -> anyhow::Result<Report> {
    let data = DataFolder::at(&args.data);
    anyhow::ensure!(
        data.has_centre(),
        "{} holds no centre; name its folder with --data",
        args.data.display(),
    );
    let kept = args.kept.iter().map(|path| {
        std::fs::read(path).with_context(|| format!("read the kept checkpoint {}", path.display()))
    });
    let mut kept = kept.collect::<Result<Vec<_>, _>>()?;
    let handed_out = args.against.iter().map(|path| dossier::handed_out(path));
    let handed_out = handed_out.collect::<Result<Vec<_>, _>>()?;
    kept.extend(handed_out.iter().map(|dossier| dossier.checkpoint().to_vec()));
    let options = Options { kept, decisions: !args.no_decisions };
    let meter = Meter::new();
    let report = verify(&data, &options, &|progress| meter.told(progress));
    meter.done();
    let mut report = report?;
    let log = SqliteReader::open(&data.log())?;
    for dossier in handed_out {
        report.meaning.findings.extend(dossier.differences(&log)?);
    }
    Ok(report)
}

/// Shows how far a check has come: a line rewritten on a terminal, a line a tenth elsewhere.
pub struct Meter {
    terminal: bool,
    shown: Mutex<Option<(Pass, u64)>>,
}

impl Meter {
    /// One for this process's standard error.
    pub fn new() -> Self {
        Self { terminal: std::io::stderr().is_terminal(), shown: Mutex::new(None) }
    }

    /// Takes down how far it is.
    pub fn told(&self, Progress { pass, done, total }: Progress) {
        let steps = if self.terminal { 100 } else { 10 };
        let step = done.saturating_mul(steps).checked_div(total).unwrap_or(steps);
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        // Told by several threads: a lower figure may follow a higher one.
        if shown.is_some_and(|(before, far)| before == pass && far >= step) {
            return;
        }
        *shown = Some((pass, step));
        let percent = step * 100 / steps;
        let line = format!("{pass}: {percent} % of {}", count(total, "entry", "entries"));
        // A closed standard error is no reason not to finish the check.
        let mut stderr = std::io::stderr().lock();
        drop(if self.terminal {
            write!(stderr, "\r\x1b[2K{line}").and_then(|()| stderr.flush())
        } else {
            writeln!(stderr, "{line}")
        });
    }

    /// Takes the line away.
    pub fn done(&self) {
        if self.terminal {
            eprint!("\r\x1b[2K");
        }
    }
}

/// The verdict in sentences, pass by pass.
pub fn describe(report: &Report) -> String {
    let Report { bytes, meaning, signatures, sealed_with, access_notes, notes } = report;
    let mut text = String::new();
    let origin = bytes.generations.last().map_or("of no origin", |last| last.origin.as_str());
    let _ = writeln!(
        text,
        "Bytes:      {} of the log {origin} read and hashed ({} bytes);\n            \
         {}, {} and {} ({} bytes) checked; {}.",
        count(bytes.entries, "entry", "entries"),
        grouped(bytes.bytes),
        count(bytes.commits, "signed checkpoint", "signed checkpoints"),
        count(bytes.tiles, "full tile", "full tiles"),
        count(bytes.objects, "object", "objects"),
        grouped(bytes.object_bytes),
        wrong(bytes.findings_total),
    );
    if bytes.second_commits > 0 {
        let _ = writeln!(
            text,
            "            Second suite: root by SM3 and signature by SM2 hold on {}.",
            count(bytes.second_commits, "signed checkpoint", "signed checkpoints"),
        );
    }
    let decided = if meaning.reproduced == 0 && meaning.declared_different == 0 {
        "no decision was made again".to_owned()
    } else {
        let again = count(meaning.reproduced, "decision", "decisions");
        format!("{again} made again with the same outcome")
    };
    let _ = writeln!(
        text,
        "Meaning:    {} about {} folded without a gap; {decided};\n            \
         {} opened to what was committed to; {}.",
        count(meaning.facts, "fact", "facts"),
        count(meaning.subjects, "subject", "subjects"),
        count(meaning.opened, "sealed text", "sealed texts"),
        wrong(meaning.findings.len() as u64),
    );
    if let (true, Some(algorithm)) = (bytes.second_commits > 0, sealed_with) {
        let _ = writeln!(text, "            Second suite: the vault seals with {algorithm}.");
    }
    if meaning.erased > 0 {
        let _ = writeln!(
            text,
            "            {} erased by an act, and their keys are gone.",
            count(meaning.erased, "sealed text was", "sealed texts were"),
        );
    }
    if meaning.declared_different > 0 {
        let _ = writeln!(
            text,
            "            {} by another build of the program come out differently in this one.",
            count(meaning.declared_different, "decision", "decisions"),
        );
    }
    let _ = writeln!(
        text,
        "Signatures: {} proven by passkey ({} by a key that can be copied), {} attested by password, \
         {} by badge and PIN, covering {};\n            {} by session alone; {} by the program itself; {}.",
        count(signatures.passkey, "signature", "signatures"),
        signatures.passkey_synced,
        signatures.password,
        signatures.badge_pin,
        count(signatures.covered, "entry", "entries"),
        count(signatures.session, "act", "acts"),
        count(signatures.system, "act", "acts"),
        wrong(signatures.findings.len() as u64),
    );
    let _ = writeln!(
        text,
        "Access:     {} of the access log checked against what was sealed.",
        count(*access_notes, "note", "notes"),
    );
    for note in notes {
        let _ = writeln!(text, "Note: {note}.");
    }
    let sentences = report.sentences();
    for sentence in sentences.iter().take(FINDINGS_SHOWN) {
        let _ = writeln!(text, "  - {sentence}");
    }
    if sentences.len() > FINDINGS_SHOWN {
        let _ = writeln!(text, "  ... and {} more (--json)", sentences.len() - FINDINGS_SHOWN);
    }
    let size = count(bytes.size, "entry", "entries");
    let _ = match (report.is_sound(), report.first_bad()) {
        (true, _) => writeln!(text, "SOUND: {size}, root {}.", bytes.root),
        (false, Some(first)) => writeln!(text, "NOT SOUND: the first bad entry is {first}."),
        (false, None) => writeln!(text, "NOT SOUND: what is wrong lies outside the entries."),
    };
    text
}

/// The verdict for programs.
pub fn to_json(report: &Report) -> Value {
    let Report { bytes, meaning, signatures, sealed_with, access_notes, notes } = report;
    json!({
        "sound": report.is_sound(),
        "entries": bytes.size,
        "root": bytes.root.to_string(),
        "first_bad": report.first_bad(),
        "bytes": {
            "entries": bytes.entries, "bytes": bytes.bytes, "commits": bytes.commits,
            "second_commits": bytes.second_commits,
            "tiles": bytes.tiles, "objects": bytes.objects, "object_bytes": bytes.object_bytes,
            "findings": bytes.findings_total,
        },
        "meaning": {
            "entries": meaning.entries, "facts": meaning.facts, "subjects": meaning.subjects,
            "reproduced": meaning.reproduced, "declared_different": meaning.declared_different,
            "opened": meaning.opened,
            "erased": meaning.erased,
            "sealed_with": sealed_with.map(|algorithm| algorithm.to_string()),
            "findings": meaning.findings.len(),
        },
        "signatures": {
            "passkey": signatures.passkey, "passkey_synced": signatures.passkey_synced,
            "password": signatures.password, "badge_pin": signatures.badge_pin,
            "session": signatures.session, "system": signatures.system,
            "covered": signatures.covered, "findings": signatures.findings.len(),
        },
        "access": { "notes": access_notes },
        "findings": report.sentences(),
        "notes": notes,
    })
}

fn wrong(findings: u64) -> String {
    if findings == 0 {
        "nothing is wrong".to_owned()
    } else {
        format!("{} WRONG", count(findings, "thing is", "things are"))
    }
}

/// `1 entry`, `2,481 entries`.
fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// Digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_groups() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (12_345_678, "12,345,678")]
        {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(count(1, "entry", "entries"), "1 entry");
        assert_eq!(count(2, "entry", "entries"), "2 entries");
    }

    #[test]
    fn a_folder_without_a_centre_cannot_be_checked() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().to_owned();
        let args = Args {
            data,
            kept: vec![],
            against: vec![],
            no_decisions: false,
            dossier: None,
            checkpoint: vec![],
            witness: vec![],
            json: false,
        };
        let error = check(&args).unwrap_err().to_string();
        assert!(error.contains("holds no centre") && error.contains("--data"), "{error}");
    }
}
