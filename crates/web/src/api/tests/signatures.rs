//! A signature is withdrawn: what the API takes, and what the entry's page says of it from then on.

use crate::testing::{Bench, PASSWORD};
use serde_json::json;

/// Asks for or tells something that is signed; gives the entry's position.
async fn signs(
    bench: &Bench,
    token: &str,
    said: &str,
    is: &str,
    means: &str,
    with: serde_json::Value,
) -> u64 {
    let id = uuid::Uuid::now_v7().to_string();
    let sign = json!({ "means": means, "password": PASSWORD });
    let act = json!({ "id": id, "is": is, "said": said, "with": with, "sign": sign });
    let receipt = bench.post(token, "/api/v1/acts", &act).await.is(201);
    receipt["position"].as_u64().unwrap()
}

#[tokio::test]
async fn a_withdrawn_signature_is_shown_as_that_and_counts_for_nothing() {
    let bench = Bench::open().await;
    let (_, keeper) = bench.person("SK-01", &["storekeeper"]).await;
    let (_, quality) = bench.person("QA-03", &["qa-reviewer"]).await;
    let item = json!({ "item": "item/transact", "name": "TransAct", "unit": "mL" });
    bench.act(&keeper, "materials.define-item", item).await.is(201);
    let lot = json!({
        "item": "item/transact", "supplier_lot": "5201-A", "expiry": "2027-12-31", "quantity": "100",
    });
    let lot = bench.act(&keeper, "materials.receive-lot", lot).await.is(201);
    let lot = lot["facts"][0]["subject"].as_str().unwrap().to_owned();
    let with = json!({ "lot": lot });
    let entry =
        signs(&bench, &quality, "ask", "materials.release-lot", "released", with.clone()).await;
    let page = format!("/log/entry/{entry}");
    let form = format!("/do/quality.withdraw-signature?about={lot}&entry={entry}");
    let seen = |text: String, what: &str| assert!(text.contains(what), "no {what} in {text}");

    let theirs = bench.get(&quality, &page).await.text();
    seen(theirs, &form.replace('&', "&amp;"));
    let others = bench.get(&keeper, &page).await.text();
    assert!(
        !others.contains("quality.withdraw-signature"),
        "it is not the storekeeper's to withdraw"
    );
    seen(bench.get(&quality, &form).await.text(), "name=\"reason\"");

    let with = json!({ "about": lot, "entry": entry, "reason": "Synthetic reason." });
    let withdrawal = "quality.withdraw-signature";
    let at = signs(&bench, &quality, "tell", withdrawal, "withdrawn", with.clone()).await;
    let page = bench.get(&quality, &page).await.text();
    seen(page.clone(), "Synthetic reason.");
    seen(page.clone(), &format!("/log/entry/{at}"));
    assert!(!page.contains("/do/quality.withdraw-signature"), "it is withdrawn once");
    let again = json!({
        "id": uuid::Uuid::now_v7().to_string(), "is": withdrawal, "said": "tell", "with": with,
        "sign": { "means": "withdrawn", "password": PASSWORD },
    });
    let again = bench.post(&quality, "/api/v1/acts", &again).await;
    again.problem(409, "refused", "signature-already-withdrawn");
    // Back in quarantine, it can be released again.
    signs(&bench, &quality, "ask", "materials.release-lot", "released", json!({ "lot": lot }))
        .await;
}
