//! Dossiers on the command line: made while a server runs, checked with nothing but the file.

use super::running::program;
use serde_json::Value;
use std::path::Path;

fn run(arguments: &[&str], paths: &[&Path]) -> (Option<i32>, String, String) {
    let output = program().args(arguments).args(paths).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn verify(file: &Path) -> (Option<i32>, Value) {
    let (code, out, err) = run(&["verify", "--json", "--dossier"], &[file]);
    (code, serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out} {err}")))
}

/// What the demonstration handed out, and what a running server's folder gives.
pub fn check(data: &Path, handed_out: &Path) {
    let (code, report) = verify(handed_out);
    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(report["complete"], "yes");
    assert_eq!(report["decision"], "yes");
    assert_eq!(report["closed"], 0);
    assert_eq!(report["documents"]["same"], 4, "made again, byte for byte: {report:#}");
    assert!(report["decisions"]["same"].as_u64().unwrap() > 200, "{report:#}");

    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let make = |more: &[&str], to: &Path| {
        let data = data.display().to_string();
        let arguments = [&["dossier", "B26-0002", "--data", data.as_str()], more, &["-o"]].concat();
        run(&arguments, &[to])
    };
    let notes = || std::fs::read_dir(data.join("access/aside")).map_or(0, Iterator::count);
    let before = notes();
    let (code, _, err) = make(&[], &file("coded"));
    assert_eq!(code, Some(0), "{err}");
    let (code, report) = verify(&file("coded"));
    assert_eq!((code, &report["opened"]), (Some(0), &Value::from(0)), "{report:#}");

    assert_eq!(notes(), before, "nobody's name was opened");

    let (code, _, err) = make(&["--named", "--black-out", "sign.name"], &file("nameless"));
    assert_eq!(code, Some(0), "{err}");
    // A running server takes the note in after a while.
    assert_eq!(notes(), before + 1, "who opened whose is noted");
    let (code, report) = verify(&file("nameless"));
    assert_eq!(code, Some(0));
    assert!(report["opened"].as_u64() > Some(0) && report["closed"].as_u64() > Some(0));

    let (code, _, err) = make(&[], &file("coded"));
    assert_eq!(code, Some(1));
    assert!(err.contains("coded"), "a file that is there is not written over: {err}");
    let (code, _, err) = make(&["--named", "--black-out", "note"], &file("none"));
    assert_eq!(code, Some(1));
    assert!(err.contains("names no field"), "{err}");

    let last = report["size"].as_u64().unwrap() - 1;
    papers(data, folder.path(), last, &notes);

    let mut bytes = std::fs::read(handed_out).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(file("bent"), &bytes).unwrap();
    let (code, report) = verify(&file("bent"));
    assert_eq!((code, &report["authentic"]), (Some(1), &Value::from("no")), "{report:#}");
    assert_eq!(verify(&file("missing")).0, Some(2));

    // What was handed out is evidence: against the log, and against another dossier of it.
    let of_data = data.display().to_string();
    let against = ["verify", "--json", "--no-decisions", "--data", &of_data, "--against"];
    let (code, out, err) = run(&against, &[handed_out]);
    assert_eq!(code, Some(0), "{out} {err}");
    let (code, _, err) = run(&against, &[&file("bent")]);
    assert_eq!(code, Some(2));
    assert!(err.contains("not authentic itself"), "{err}");
    let checkpoint = ["verify", "--json", "--checkpoint", &handed_out.display().to_string()];
    let (code, out, err) = run(&checkpoint, &[Path::new("--dossier"), &file("coded")]);
    assert_eq!(code, Some(0), "{out} {err}");
    let nobody = ["verify", "--witness", "nobody", "--dossier"];
    let (code, _, err) = run(&nobody, &[handed_out]);
    assert_eq!(code, Some(2));
    assert!(err.contains("neither a witness's public key"), "{err}");
}

/// Papers of the same batch: each process makes the same bytes of the same log.
fn papers(data: &Path, folder: &Path, last: u64, notes: &dyn Fn() -> usize) {
    let data = data.display().to_string();
    let make = |more: &[&str], to: &str| {
        let arguments = [&["report", "B26-0002", "--data", data.as_str()], more, &["-o"]].concat();
        let (code, out, err) = run(&arguments, &[&folder.join(to)]);
        (code, out, err, std::fs::read(folder.join(to)).unwrap_or_default())
    };
    let before = notes();
    for lang in ["zh", "en"] {
        let at = last.to_string();
        let options = ["--lang", lang, "--at", &at];
        let (code, said, err, first) = make(&options, &format!("first-{lang}.pdf"));
        assert_eq!(code, Some(0), "{err}");
        assert!(
            said.contains(&format!("made from {} entries", last + 1))
                && said.contains("proves nothing"),
            "{said}"
        );
        assert!(first.starts_with(b"%PDF-1.7"));
        let (.., second) = make(&options, &format!("second-{lang}.pdf"));
        assert!(first == second, "{lang}: two processes, two papers");
    }
    let (code, _, err, certificate) = make(&["--certificate"], "certificate.pdf");
    assert_eq!(code, Some(0), "{err}");
    assert!(certificate.starts_with(b"%PDF-1.7"));
    assert_eq!(notes(), before, "nobody's name was opened");
    let (code, _, err, _) = make(&["--named"], "named.pdf");
    assert_eq!(code, Some(0), "{err}");
    assert_eq!(notes(), before + 1, "who opened whose is noted");
    let (code, _, err, _) = make(&[], "named.pdf");
    assert_eq!(code, Some(1));
    assert!(err.contains("named.pdf"), "a file that is there is not written over: {err}");
    let (code, _, err, _) = make(&["--lang", "fr"], "french.pdf");
    assert_eq!(code, Some(2), "{err}");
    let (code, _, err, _) = make(&["--at", "3"], "early.pdf");
    assert_eq!(code, Some(1));
    assert!(err.contains("no batch/B26-0002"), "{err}");
}
