//! The laboratory: results against their limits, reviews by somebody else, corrections.

use super::browser::Centre;

#[tokio::test]
async fn a_result_is_entered_beside_its_limit_and_reviewed_by_somebody_else() {
    let centre = Centre::open().await;
    let qc = centre.sign_in("qc-02", "en").await;
    let path = "/sample/S26-0003?attribute=endotoxin";
    let page = qc.open(path).await;
    page.must_say("≤\u{a0}0.50\u{a0}EU/mL");
    let form = page.act("quality.enter-result").with("reading.how", "lt").with("reading.n", "0.05");
    let page = qc.takes(&form).await;
    page.must_say("&lt;\u{a0}0.05\u{a0}EU/mL");
    let page = qc.open(path).await;
    assert!(!page.offers("quality.review-result"), "whoever tested reviews");
    let reviewer = centre.sign_in("qc-04", "en").await;
    let page = reviewer.open(path).await;
    let page = reviewer.takes(&page.act("quality.review-result").signed()).await;
    page.must_say("QC-04");
}

#[tokio::test]
async fn a_result_out_of_specification_is_marked_and_opens_a_deviation() {
    let centre = Centre::open().await;
    let qc = centre.sign_in("qc-02", "en").await;
    let page = qc.open("/sample/S26-0003?attribute=titre").await;
    page.must_say("Fails");
    page.must_say("row--action");
    let page = qc.open("/sample/S26-0003?attribute=titre&act=correct&round=1").await;
    let form = page.act("quality.correct-result").with("reading.n", "0.42").signed();
    qc.send_form(&form).await.must_say("href=\"#f-reason\"");
    let page = qc.takes(&form.with("reason", "A digit was mistyped.")).await;
    page.must_say("before: 0.41");
}

#[tokio::test]
async fn the_worklist_says_what_is_due_by_phase() {
    let centre = Centre::open().await;
    let qc = centre.sign_in("qc-02", "en").await;
    let page = qc.open("/samples").await;
    page.must_say("Before release");
    page.must_say("After release");
    page.must_say("/sample/S26-0003?attribute=sterility");
    let zh = centre.sign_in("qc-02", "zh-CN").await;
    zh.open("/sample").await.must_say("待检项目");
}
