//! Processes: what a version says, what it changes, who approves it.

use super::browser::Centre;

#[tokio::test]
async fn a_version_is_read_compared_and_approved_by_somebody_else() {
    let centre = Centre::open().await;
    let author = centre.sign_in("pe-01", "en").await;
    let page = author.open("/process/making-small").await;
    assert!(!page.offers("process.approve"), "the author approves");
    let qa = centre.sign_in("qa-03", "en").await;
    let page = qa.open("/process/making-small").await;
    page.must_say("What changes against version 1");
    page.must_say("82.0");
    page.must_say("Mix the culture");
    let form = page.act("process.approve").with("from", "2020-01-01").signed();
    let answer = qa.send_form(&form).await;
    answer.must_say("href=\"#f-from\"");
    let page = qa.takes(&form.with("from", "")).await;
    page.must_say("Effective");
}

#[tokio::test]
async fn the_list_says_which_versions_are_in_effect_and_which_wait() {
    let centre = Centre::open().await;
    let qa = centre.sign_in("qa-03", "zh-CN").await;
    let page = qa.open("/process").await;
    page.must_say("/process/cart-cd19");
    page.must_say("个待批准");
}
