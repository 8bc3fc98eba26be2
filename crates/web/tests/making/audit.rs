//! The audit trail: every act a sentence, found by whoever looks for it, and taken along as a file.

use super::browser::{Browser, Centre, Page};
use serde_json::Value;

/// The lines of the table.
fn lines(page: &Page) -> Vec<String> {
    let body = page.html.split("<tbody>").nth(1).unwrap_or_default();
    let body = body.split("</tbody>").next().unwrap_or_default();
    body.split("<tr").skip(1).map(str::to_owned).collect()
}

async fn found(browser: &Browser<'_>, query: &str) -> Vec<String> {
    lines(&browser.open(&format!("/audit?{query}")).await)
}

#[tokio::test]
async fn a_correction_says_what_stood_there_before_and_why() {
    let centre = Centre::open().await;
    let qa = centre.sign_in("qa-03", "en").await;
    let page = qa.open("/audit?act=batch.correct-value").await;
    page.must_say("OP-07 corrected Culture volume at “Count and calculate the cells” of B26-0001 from 98.0\u{a0}mL to 98.5\u{a0}mL");
    page.must_say("Read from the wrong line.");
    let zh = centre.sign_in("qa-03", "zh-CN").await;
    zh.open("/audit?act=batch.correct-value").await.must_say("由 98.0\u{a0}mL 更正为 98.5\u{a0}mL");
    // A result of the laboratory, and what it was.
    let qc = centre.sign_in("qc-02", "en").await;
    let page = qc.open("/sample/S26-0003?attribute=titre&act=correct&round=1").await;
    let form = page.act("quality.correct-result").with("reading.n", "0.42").signed();
    qc.takes(&form.with("reason", "A digit was mistyped.")).await;
    let page = qa.open("/audit?act=quality.correct-result").await;
    page.must_say("of sample S26-0003 from 0.41");
    page.must_say("A digit was mistyped.");
}

#[tokio::test]
async fn acts_are_found_by_person_subject_kind_time_sort_and_words() {
    let centre = Centre::open().await;
    let qa = centre.sign_in("qa-03", "en").await;
    let all = found(&qa, "").await;
    assert_eq!(all.len(), 100);
    let of = found(&qa, "person=op-07").await;
    assert!(!of.is_empty() && of.iter().all(|line| line.contains("OP-07")), "{of:?}");
    let about = found(&qa, "subject=b26-0001").await;
    assert!(about.len() > 10 && about.iter().all(|line| line.contains("B26-0001")));
    let signed = found(&qa, "only=signed&subject=batch/B26-0001").await;
    assert!(!signed.is_empty() && signed.len() < about.len());
    let broke = found(&qa, "only=findings").await;
    assert!(!broke.is_empty() && broke.len() < all.len());
    let told = found(&qa, "only=told").await;
    assert!(!told.is_empty() && told.iter().all(|line| line.contains("Told")));
    let both = found(&qa, "person=OP-07&subject=B26-0001&act=batch.record-value").await;
    assert!(!both.is_empty() && both.iter().all(|line| line.contains("recorded")));
    // Words, also of a reason this reader may read; all of them must stand there.
    let words = found(&qa, "words=wrong+line+b26-0001").await;
    assert_eq!(words.len(), 1, "{words:?}");
    assert_eq!(found(&qa, "words=wrong+line+b26-0002").await.len(), 0);
    assert_eq!(found(&qa, "until=1999-01-01").await.len(), 0);
    assert_eq!(found(&qa, "from=1999-01-01").await.len(), 100);
    // Page by page, everything comes once.
    let (mut seen, mut path) = (Vec::new(), "/audit?act=people.enrol".to_owned());
    loop {
        let page = qa.open(&path).await;
        seen.extend(lines(&page));
        let Some(next) =
            page.html.split("rel=\"next\"").next().filter(|_| page.says("rel=\"next\""))
        else {
            break;
        };
        let href = next.rsplit("href=\"").next().unwrap().split('"').next().unwrap();
        path = href.replace("&amp;", "&");
    }
    let whole: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!(whole.len(), seen.len());
}

#[tokio::test]
async fn a_filter_that_means_nothing_says_so_at_its_field() {
    let centre = Centre::open().await;
    for lang in ["en", "zh-CN"] {
        let qa = centre.sign_in("qa-03", lang).await;
        for query in
            ["person=XX-99", "subject=B99-0001", "act=no.such", "only=blue", "from=yesterday"]
        {
            let page = qa.open(&format!("/audit?{query}")).await;
            page.must_say("aria-invalid=\"true\"");
            page.must_not_say("⟦");
            assert!(lines(&page).is_empty());
        }
    }
}

#[tokio::test]
async fn the_trail_is_taken_along_whole_and_says_what_it_is() {
    let centre = Centre::open().await;
    let qa = centre.sign_in("qa-03", "en").await;
    let file = qa.open("/audit/export.jsonl?person=OP-07").await.html;
    let mut file = file.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let note = &file.next().unwrap()["note"];
    assert_eq!(note["filters"]["person"], "OP-07");
    assert!(note["checkpoint"].as_str().unwrap().contains(note["log"].as_str().unwrap()));
    let acts: Vec<Value> = file.collect();
    assert!(acts.len() > 20 && acts.iter().all(|act| act["person"] == "OP-07"));
    // What names somebody, and free text, is left out unless it is asked for.
    assert!(!acts.iter().any(|act| act["reasons"].to_string().contains("wrong line")));
    let named = qa.open("/audit/export.jsonl?person=OP-07&named=yes").await.html;
    assert!(named.contains("Read from the wrong line."));
    let table = qa.open("/audit/export.csv").await.html;
    let rows: Vec<_> = table.lines().collect();
    assert!(rows[0].starts_with("note,"), "{}", rows[0]);
    assert!(rows[1].starts_with("position,recorded,"), "{}", rows[1]);
    let whole = qa.open("/audit/export.jsonl").await.html;
    assert_eq!(rows.len(), whole.lines().count() + 1, "one line an act, and two before them");
    // Entries come once each, the newest first.
    let positions: Vec<u64> = whole
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["position"].as_u64().unwrap())
        .collect();
    assert!(positions.windows(2).all(|pair| pair[0] > pair[1]));
    assert_eq!(positions.len() as u64, positions[0] + 1);
}

#[tokio::test]
async fn two_moments_of_a_batch_differ_by_what_was_done_between_them() {
    let centre = Centre::open().await;
    let qa = centre.sign_in("qa-03", "en").await;
    let corrected = qa.open("/audit/export.jsonl?act=batch.correct-value").await.html;
    let act: Value = serde_json::from_str(corrected.lines().nth(1).unwrap()).unwrap();
    let at = act["position"].as_u64().unwrap();
    let path = format!("/batch/B26-0001/difference?from={}&to={at}", at - 1);
    let page = qa.open(&path).await;
    page.must_say("98.5\u{a0}mL");
    page.must_say("corrected Culture volume");
    assert_eq!(page.html.matches("/log/entry/").count(), 1, "one act did it");
    let none = qa.open(&format!("/batch/B26-0001/difference?from={at}&to={at}")).await;
    none.must_say("Nothing changed");
    for lang in ["en", "zh-CN"] {
        let qa = centre.sign_in("qa-03", lang).await;
        for subject in ["batch/B26-0001", "lot/L26-0001", "deviation/DV26-0001", "sample/S26-0003"]
        {
            let page = qa.open(&format!("/{subject}/difference")).await;
            page.must_not_say("⟦");
        }
    }
    let wrong = qa.ask("/batch/B26-0001/difference?from=yesterday").await;
    assert_eq!(wrong.status.as_u16(), 400);
}
