//! The release review: exceptions first, the reviewer and the releasing person apart.

use super::browser::Centre;

const PATH: &str = "/batch/B26-0001/release";

#[tokio::test]
async fn a_batch_is_reviewed_and_then_released_by_another() {
    let centre = Centre::open().await;
    let qp = centre.sign_in("qp-01", "en").await;
    let page = qp.open(PATH).await;
    assert!(!page.offers("quality.release-batch"), "released before it is reviewed");
    page.must_say("has not been reviewed as it stands");
    let qa = centre.sign_in("qa-03", "en").await;
    let page = qa.open(PATH).await;
    page.must_say("Outside its action limits");
    page.must_say("Corrected");
    page.must_say("2.40");
    page.must_say("Pending");
    let page = qa.takes(&page.act("quality.review-batch").signed()).await;
    page.must_say("QA-03");
    let page = qp.open(PATH).await;
    page.must_say("Signs for");
    let page = qp.takes(&page.act("quality.release-batch").signed()).await;
    page.must_say("Released");
    page.must_say("QP-01");
}

#[tokio::test]
async fn rejecting_needs_a_reason_and_ends_the_decision() {
    let centre = Centre::open().await;
    let qa = centre.sign_in("qa-03", "zh-CN").await;
    let page = qa.open(&format!("{PATH}?decide=reject")).await;
    let form = page.act("quality.reject-batch").signed();
    qa.send_form(&form).await.must_say("href=\"#f-reason\"");
    let page = qa.takes(&form.with("reason", "合成理由")).await;
    page.must_say("已判不合格");
    assert!(!page.offers("quality.reject-batch"));
}

#[tokio::test]
async fn an_operator_sees_why_they_do_not_decide() {
    let centre = Centre::open().await;
    let op = centre.sign_in("op-07", "en").await;
    let page = op.open(PATH).await;
    assert!(!page.offers("quality.review-batch"));
    page.must_say("For: QA reviewer");
}

#[tokio::test]
async fn the_record_shows_every_entry_with_who_and_when() {
    let centre = Centre::open().await;
    let op = centre.sign_in("op-07", "en").await;
    let page = op.open("/batch/B26-0001").await;
    for words in ["culture.count", "84.1", "98.5", "corrected", "OP-11", "/log/entry/", "L26-000"] {
        page.must_say(words);
    }
}
