//! Starting a batch: for whom, where, from what.

use super::browser::Centre;

#[tokio::test]
async fn a_batch_that_cannot_start_says_why_and_keeps_what_was_chosen() {
    let centre = Centre::open().await;
    let op = centre.sign_in("op-07", "en").await;
    let page = op.open("/batch/start?process=making-small").await;
    let form = page.act("batch.start").with("rooms", "room/lv-demo-suite");
    let answer = op.send_form(&form).await;
    assert!(answer.status.is_client_error(), "two batches in one room: {}", answer.location);
    answer.must_say("selected");
    answer.must_say("What to do:");
}

#[tokio::test]
async fn only_processes_in_effect_are_offered() {
    let centre = Centre::open().await;
    let op = centre.sign_in("op-07", "zh-CN").await;
    let page = op.open("/batch/start").await;
    page.must_say("/batch/start?process=making-small");
    page.must_say("版本 1");
}
