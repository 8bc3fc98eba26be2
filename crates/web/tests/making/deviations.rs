//! Deviations: nobody investigates their own, and a third person closes.

use super::browser::Centre;

#[tokio::test]
async fn a_deviation_is_contained_investigated_and_closed_by_the_right_people() {
    let centre = Centre::open().await;
    let path = "/deviation/DV26-0001";
    let op = centre.sign_in("op-07", "en").await;
    let page = op.open(path).await;
    page.must_say("12.4 °C");
    assert!(!page.offers("quality.investigate-deviation"), "an operator investigates");
    page.must_say("For: QA reviewer");
    let form = page.act("quality.contain-deviation").with("action", "set-aside");
    op.takes(&form).await.must_say("Set aside, labelled and locked");
    let qa = centre.sign_in("qa-03", "en").await;
    let page = qa.open(path).await;
    assert!(!page.offers("quality.close-deviation"), "closed before its cause is known");
    let form = page.act("quality.investigate-deviation").with("severity", "major").signed();
    let answer = qa.send_form(&form).await;
    answer.must_say("href=\"#f-cause\"");
    answer.must_say("href=\"#f-impact\"");
    let form = form.with("cause", "The door stood open.").with("impact", "None found.");
    let page = qa.takes(&form).await;
    page.must_say("The door stood open.");
    assert!(!page.offers("quality.close-deviation"), "the investigator closes");
    let other = centre.sign_in("qa-05", "en").await;
    let page = other.open(path).await;
    let form = page.act("quality.close-deviation").with("conclusion", "A closer was fitted.");
    let answer = other.send_form(&form.clone().with("password", "not mine")).await;
    answer.must_say("password");
    answer.must_say("A closer was fitted.");
    let page = other.takes(&form.signed()).await;
    page.must_say("A closer was fitted.");
    assert!(!page.offers("quality.contain-deviation"));
}

#[tokio::test]
async fn the_list_puts_what_holds_something_first() {
    let centre = Centre::open().await;
    let qa = centre.sign_in("qa-03", "zh-CN").await;
    let page = qa.open("/deviation").await;
    let at = |key: &str| page.html.find(key).unwrap_or(usize::MAX);
    assert!(at("/deviation/DV26-0001") < at("/deviation/DV26-0003"), "{}", page.html);
    page.must_not_say("/deviation/DV26-0004");
    let closed = qa.open("/deviation?state=closed").await;
    closed.must_say("/deviation/DV26-0004");
}
