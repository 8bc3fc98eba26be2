//! Several things signed in one go: ticked where they wait, listed with their facts, signed once.

use super::browser::{Browser, Centre};
use axum::http::StatusCode;

const PANEL: &str = "/batch/B26-0002/together/review?thing=sample/S26-0003%23titre&thing=sample/S26-0003%23endotoxin";

/// A second result on the sample, so that two wait for their review.
async fn enters(qc: &Browser<'_>) {
    let page = qc.open("/sample/S26-0003?attribute=endotoxin").await;
    let form = page.act("quality.enter-result").with("reading.how", "lt").with("reading.n", "0.05");
    qc.takes(&form).await;
}

#[tokio::test]
async fn several_results_are_ticked_and_reviewed_by_one_signature() {
    let centre = Centre::open().await;
    enters(&centre.sign_in("qc-02", "en").await).await;
    let reviewer = centre.sign_in("qc-04", "en").await;
    let queue = reviewer.open("/samples").await;
    for thing in ["sample/S26-0003#titre", "sample/S26-0003#endotoxin"] {
        queue.must_say(&format!("name=\"thing\" value=\"{thing}\""));
    }
    queue.must_say("Review those ticked");
    let page = reviewer.open(PANEL).await;
    page.must_say("Infectious titre");
    page.must_say("Fails");
    page.must_say("&lt;\u{a0}0.05\u{a0}EU/mL");
    let page = reviewer.takes(&page.act("quality.review-results").signed()).await;
    assert!(!page.says("sample/S26-0003#titre"), "what was reviewed waits still");
    // One entry, of which each line shows its own signature.
    for line in ["titre", "endotoxin"] {
        let page = reviewer.open(&format!("/sample/S26-0003?attribute={line}")).await;
        page.must_say("QC-04");
        assert!(!page.offers("quality.review-result"), "{line}");
    }
    let told = reviewer.open("/audit?person=QC-04").await;
    told.must_say("in one go");
    let zh = centre.sign_in("qc-04", "zh-CN").await;
    zh.open("/audit?person=QC-04").await.must_say("一并复核了");
}

/// What came in after the page was made refuses all of it, and is named; nothing is signed.
#[tokio::test]
async fn what_changed_since_the_panel_was_opened_refuses_all_and_is_named() {
    let centre = Centre::open().await;
    let qc = centre.sign_in("qc-02", "en").await;
    enters(&qc).await;
    let reviewer = centre.sign_in("qc-04", "en").await;
    let form = reviewer.open(PANEL).await.act("quality.review-results").signed();
    let page = qc.open("/sample/S26-0003?attribute=titre&act=correct&round=1").await;
    let form_of_correction = page.act("quality.correct-result").with("reading.n", "0.42").signed();
    qc.takes(&form_of_correction.with("reason", "A digit was mistyped.")).await;
    let answer = reviewer.send_form(&form).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.reasons());
    answer.must_say("S26-0003 Infectious titre: Entry");
    assert!(!answer.says("S26-0003 Endotoxin: Entry"), "{}", answer.reasons());
    answer.must_say("before: 0.41");
    // Shown again as it stands now, it can be signed.
    let page = reviewer.takes(&answer.act("quality.review-results").signed()).await;
    assert!(!page.says("sample/S26-0003#titre"));
}

/// Who may not sign one of them is told which, and finds the way on without it.
#[tokio::test]
async fn what_cannot_be_signed_is_marked_before_anybody_signs() {
    let centre = Centre::open().await;
    let reviewer = centre.sign_in("qc-04", "en").await;
    let page = reviewer.open(PANEL).await;
    assert!(!page.offers("quality.review-results"));
    page.must_say("has no result for");
    page.must_say("/batch/B26-0002/together/review?thing=sample/S26-0003%23titre\"");
    let nothing = reviewer.open("/batch/B26-0002/together/review").await;
    nothing.must_say("Nothing is ticked");
    let many: Vec<String> = (0..51).map(|n| format!("thing=sample/S26-0003%23line-{n}")).collect();
    let path = format!("/batch/B26-0002/together/review?{}", many.join("&"));
    reviewer.open(&path).await.must_say("one signature is given for 50 at most");
    for nowhere in [
        "/batch/B26-0002/together/burn",
        "/batch/B26-0002/together/review?thing=nonsense",
        "/batch/B26-0099/together/review?thing=sample/S26-0003%23titre",
    ] {
        assert_eq!(reviewer.ask(nowhere).await.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

/// Steps whose verification quality withdrew wait together; whoever performed them is refused.
#[tokio::test]
async fn several_steps_are_verified_by_one_signature() {
    let centre = Centre::open().await;
    let qa = centre.sign_in("qa-03", "en").await;
    for step in ["culture.count", "fill.lot"] {
        let entry = centre.verified("B26-0001", step);
        let path = format!("/do/quality.withdraw-signature?about=batch/B26-0001&entry={entry}");
        let form = qa
            .open(&path)
            .await
            .form("entry", &entry.to_string())
            .with("reason", "Not looked at.")
            .signed();
        qa.takes(&form).await;
    }
    let second = centre.sign_in("op-11", "en").await;
    let queue = second.open("/verify").await;
    queue.must_say("value=\"culture.count#1\"");
    queue.must_say("value=\"fill.lot#1\"");
    let path = "/batch/B26-0001/together/verify?thing=culture.count%231&thing=fill.lot%231";
    let performer = centre.sign_in("op-07", "en").await;
    assert!(!performer.open(path).await.offers("batch.verify-steps"));
    let page = second.open(path).await;
    page.must_say("84.1");
    let page = second.takes(&page.act("batch.verify-steps").signed()).await;
    assert!(!page.says("value=\"fill.lot#1\""));
    let entry = centre.verified("B26-0001", "fill.lot");
    assert_eq!(centre.verified("B26-0001", "culture.count"), entry, "two signatures");
}
