//! The demonstration as a newcomer meets it: one command, a centre to look at afterwards.

use super::handed_out;
use super::running::{Server, program, verify};
use serde_json::Value;

/// What the story must say, in this order: each is a promise of `centrosome demo --help`.
const PROMISED: &[&str] = &[
    "founds a training copy",
    "registers station/tab-1",
    "signs in at station/tab-1 with badge and PIN",
    "starts batch/B26-0001",
    "RELEASES batch/B26-0001, lot/",
    "registers Synthetic Patient One",
    "starts batch/B26-0002",
    "is REFUSED [open-time-exceeded]",
    "TELLS that the product was open",
    "OUT OF LIMITS, deviation/DV26-",
    "investigates deviation/DV26-",
    "closes deviation/DV26-",
    "CORRECTS expansion.count #1 glucose",
    "is REFUSED [signature-superseded]",
    "reaffirms their signature",
    "RELEASES batch/B26-0002, container/",
    "is REFUSED [wrong-chain",
    "tells the near miss",
    "is REFUSED [same-person]",
    "independently: they belong together",
    "begins infusion/INF26-0001",
    "RELEASES batch/B26-0003",
    "RELEASES batch/B26-0004",
    "the count is unverified",
    "SOUND:",
    "Authentic: every entry here stands",
    "Complete as of position",
    "Decision reproduced:",
];

#[test]
fn the_demonstration_tells_its_story_and_leaves_a_sound_centre_to_look_at() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let run = program().args(["demo", "--json", "--data"]).arg(&data).output().unwrap();
    let story = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "{story}");
    let mut rest = story.as_str();
    for promise in PROMISED {
        let at = rest.find(promise);
        let at = at.unwrap_or_else(|| panic!("the story never comes to {promise:?}: {rest}"));
        rest = &rest[at + promise.len()..];
    }
    let outcome: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!(outcome["went_well"], true);
    assert_eq!(outcome["journey"], "/order/O26-0001");

    let (sound, report) = verify(&data);
    assert!(sound, "{report}");
    let by_badge = report.contains("\"badge_pin\":") && !report.contains("\"badge_pin\":0");
    assert!(by_badge, "somebody signed at the station: {report}");

    // A second time would be a second story in one log: the folder is left as it is.
    let again = program().args(["demo", "--data"]).arg(&data).output().unwrap();
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("is not empty"));

    let server = Server::start(&data, &["--demo"]);
    let agent = ureq::agent();
    let page = agent.get(format!("{}/sign-in", server.url)).call().unwrap();
    let page = page.into_body().read_to_string().unwrap();
    for person in ["OP-07", "QA-03", "NU-02", "IN-01"] {
        assert!(page.contains(person), "{person} is not on the page of sign-in: {page}");
    }
    handed_out::check(&data, std::path::Path::new(outcome["dossier"].as_str().unwrap()));
    server.kill();
    assert!(verify(&data).0);
}
