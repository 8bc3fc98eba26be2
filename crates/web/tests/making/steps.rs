//! A step: values, scans, deviations under the value, corrections, both signatures.

use super::browser::{Browser, Centre};
use axum::http::StatusCode;

const STEP: &str = "/batch/B26-0002/step/culture.count/1";

/// A step begins once the one before was verified.
async fn verify_the_step_before(op: &Browser<'_>) {
    let page = op.open("/batch/B26-0003/step/receipt.chilled/1").await;
    op.takes(&page.act("batch.verify-step").signed()).await;
}

#[tokio::test]
async fn a_value_outside_its_limits_holds_the_step_until_somebody_acts() {
    let centre = Centre::open().await;
    let op = centre.sign_in("op-07", "en").await;
    let page = op.open(STEP).await;
    page.must_say("is outside 35.0–38.0");
    page.must_say("held");
    assert!(!page.offers("batch.complete-step"), "a held step can be signed");
    let form = page.act("quality.contain-deviation").with("action", "condition-restored");
    let page = op.takes(&form).await;
    page.must_say("the work may go on");
    assert!(!page.offers("quality.contain-deviation"));
}

#[tokio::test]
async fn values_are_recorded_together_and_each_refusal_stands_at_its_field() {
    let centre = Centre::open().await;
    let op = centre.sign_in("op-07", "en").await;
    let path = "/batch/B26-0003/step/receipt.count/1";
    verify_the_step_before(&op).await;
    let page = op.open(path).await;
    let page = op.takes(&page.act("batch.start-step")).await;
    let form = page.form("is", "values").with("v-density", "61.2").with("v-viability", "94");
    let answer = op.send_form(&form).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.html);
    answer.must_say("href=\"#f-v-viability\"");
    answer.must_say("value=\"94\"");
    answer.must_say("reading-other-decimals");
    answer.must_say("“Viability” is recorded with one decimal; this is 94\u{a0}%");
    let page = op.open(path).await;
    page.must_say("61.2");
    let page = op.takes(&page.form("is", "values").with("v-viability", "94.0")).await;
    page.must_say("94.0");
}

#[tokio::test]
async fn what_is_scanned_decides_the_act_and_a_wrong_scan_says_what_is_wanted() {
    let centre = Centre::open().await;
    let op = centre.sign_in("op-07", "en").await;
    let path = "/batch/B26-0003/step/receipt.count/1";
    verify_the_step_before(&op).await;
    let page = op.open(path).await;
    let page = op.takes(&page.act("batch.start-step")).await;
    let answer = op.send_form(&page.form("is", "scan").with("scan", "lot/L26-0001")).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    answer.must_say("is not scanned in this step");
    answer.must_say("Biological safety cabinet");
    let answer = op.send_form(&page.form("is", "scan").with("scan", "gibberish!")).await;
    answer.must_say("scan--refused");
    let page = op.takes(&page.form("is", "scan").with("scan", "equipment/cg-101-counter")).await;
    page.must_say("cg-101-counter");
    page.must_say("1 of");
}

#[tokio::test]
async fn a_correction_keeps_what_stood_there_and_needs_a_reason() {
    let centre = Centre::open().await;
    let op = centre.sign_in("op-07", "en").await;
    let page = op.open(&format!("{STEP}?correct=volume")).await;
    let form = page.act("batch.correct-value").with("reading.n", "97.5").signed();
    let answer = op.send_form(&form).await;
    assert!(answer.status.is_client_error());
    answer.must_say("href=\"#f-reason\"");
    let page = op.takes(&form.with("reason", "Read from the wrong line.")).await;
    page.must_say("97.5");
    page.must_say("before: 98.0");
}

#[tokio::test]
async fn nobody_verifies_their_own_step_but_a_second_person_signs_at_the_same_page() {
    let centre = Centre::open().await;
    let path = "/batch/B26-0003/step/receipt.chilled/1";
    let op = centre.sign_in("op-07", "en").await;
    let page = op.open(path).await;
    assert!(page.offers("batch.verify-step"));
    let sk = centre.sign_in("sk-01", "en").await;
    let page = sk.open(path).await;
    let form = page.act("batch.verify-step");
    let answer =
        sk.send_form(&form.clone().with("signer", "op-07").with("password", "wrong one")).await;
    assert!(answer.status.is_client_error());
    answer.must_say("do not belong together");
    let page = sk.takes(&form.with("signer", "op-07").signed()).await;
    page.must_say("I checked independently");
    page.must_say("OP-07");
}

#[tokio::test]
async fn the_queue_shows_what_waits_and_leads_to_the_signatures() {
    let centre = Centre::open().await;
    let op = centre.sign_in("op-07", "en").await;
    let page = op.open("/verify").await;
    page.must_say("/batch/B26-0003/step/receipt.chilled/1#signatures");
    let qc = centre.sign_in("qc-02", "zh-CN").await;
    let page = qc.open("/verify").await;
    page.must_say("没有等待您复核的步骤");
}

#[tokio::test]
async fn a_step_whose_turn_has_not_come_says_what_comes_before() {
    let centre = Centre::open().await;
    let op = centre.sign_in("op-07", "en").await;
    let page = op.open("/batch/B26-0002/step/fill.lot/1").await;
    assert!(!page.offers("batch.start-step"));
    page.must_say("comes before");
    page.must_say("aria-disabled=\"true\"");
    page.must_say("said=tell");
}

/// What the process names is called by its name, before somebody acts and when they are refused.
#[tokio::test]
async fn reasons_speak_the_words_of_the_process_in_both_languages() {
    let centre = Centre::open().await;
    let op = centre.sign_in("op-07", "en").await;
    verify_the_step_before(&op).await;
    let path = "/batch/B26-0003/step/receipt.count/1";
    let page = op.open(path).await;
    op.takes(&page.act("batch.start-step")).await;
    for (lang, before, lacking) in [
        (
            "en",
            "Culture and count comes before",
            "“White cell density” is not recorded in Sample and count.",
        ),
        ("zh-CN", "须先完成“培养与计数”", "“取样计数”中“白细胞密度”尚未记录。"),
    ] {
        let op = centre.sign_in("op-07", lang).await;
        op.open("/batch/B26-0002/step/fill.lot/1").await.must_say(before);
        let page = op.open(path).await;
        page.must_say(lacking);
        let form = page.form("is", "values").with("is", "batch.complete-step");
        let form = form.with("batch", "batch/B26-0003").with("step", "receipt.count");
        let act = uuid::Uuid::now_v7().to_string();
        let form = form.with("round", "1").with("act", &act);
        let answer = op.send_form(&form.with("means", "performed").signed()).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.reasons());
        answer.must_say(lacking);
    }
}
