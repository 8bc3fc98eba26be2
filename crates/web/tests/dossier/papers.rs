//! Papers, read back by a reader of PDF that is not ours.

use super::corpus::{Corpus, parse, write};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::id::Kind;
use engine::dossier::{Check, Contents, Options, Press, verify};
use lopdf::{Document, Object};
use serde_json::{Value, json};

/// A document of a dossier.
fn paper(dossier: &[u8], name: &str, lang: &str) -> Vec<u8> {
    let lines = parse(dossier);
    let mut found = lines.iter().filter(|it| it["document"] == name && it["lang"] == lang);
    STANDARD.decode(found.next().unwrap()["base64"].as_str().unwrap()).unwrap()
}

/// What stands on each page, without blanks: where a line ends is no matter of what it says.
fn pages(pdf: &[u8]) -> Vec<String> {
    let document = Document::load_mem(pdf).unwrap();
    let pages = document.get_pages();
    let text = |page: &u32| {
        let text = document.extract_text(&[*page]).unwrap();
        text.chars().filter(|letter| !letter.is_whitespace()).collect()
    };
    pages.keys().map(text).collect()
}

fn bare(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

fn pressed() -> Options {
    Options { press: Some(web::papers::PRESS), ..Options::default() }
}

#[tokio::test]
async fn the_record_tells_the_batch_in_both_languages() {
    let corpus = Corpus::get().await;
    for (lang, said) in [
        (
            "en",
            [
                "Batch record",
                "I checked independently that this was done as stated here.",
                "Corrected",
                "Demonstration lentiviral vector",
                "Signatures on the record as a whole",
                "text not opened on this paper",
            ],
        ),
        (
            "zh",
            [
                "批生产记录",
                "我已独立核对",
                "已更正",
                "演示慢病毒载体",
                "整份记录的签名",
                "本文件未公开此文字",
            ],
        ),
    ] {
        let pages = pages(&paper(&corpus.carrying, "record", lang));
        let whole = pages.concat();
        for said in said {
            assert!(whole.contains(&bare(said)), "{lang}: {said}\n{whole}");
        }
        assert!(!whole.contains("⟦"), "{lang}: a sentence is missing: {whole}");
        for (nth, page) in pages.iter().enumerate() {
            let (nth, all) = (nth + 1, pages.len());
            let number = match lang {
                "en" => format!("Page{nth}of{all}"),
                _ => format!("第{nth}页，共{all}页"),
            };
            let proves = if lang == "en" {
                "Thispaperprovesnothing"
            } else {
                "本文件本身不具证明效力"
            };
            for said in [&*number, proves, "making.example/c01/1", "B26-0001"] {
                assert!(page.contains(said), "{lang}, page {nth}: {said}\n{page}");
            }
        }
    }
}

#[tokio::test]
async fn every_entry_of_the_record_is_on_paper() {
    let corpus = Corpus::get().await;
    let whole = pages(&paper(&corpus.carrying, "record", "en")).concat();
    let mut values = 0;
    for line in parse(&corpus.carrying) {
        let Some(leaf) = line["leaf"].as_str() else { continue };
        let said: Value = serde_json::from_str(leaf.lines().next().unwrap()).unwrap();
        if said["with"]["batch"] != "batch/B26-0001"
            || !said["is"].as_str().unwrap().starts_with("batch.")
        {
            continue;
        }
        let position = line["entry"].to_string();
        let shown = said["is"] == "batch.start" || whole.contains(&position);
        assert!(shown, "entry {position}: {}", said["is"]);
        if let Some(number) = said["with"]["reading"]["n"].as_str() {
            values += 1;
            let number = bare(&documents::numbers::number(number));
            assert!(whole.contains(&number), "entry {position}: {number}");
        }
    }
    assert!(values >= 5, "{values}");
}

#[tokio::test]
async fn the_certificate_says_what_was_decided() {
    let corpus = Corpus::get().await;
    let en = pages(&paper(&corpus.carrying, "certificate", "en")).concat();
    for said in ["Released. The release stands", "I release this.", "Meets", "QP-01"] {
        assert!(en.contains(&bare(said)), "{said}: {en}");
    }
    let zh = pages(&paper(&corpus.carrying, "certificate", "zh")).concat();
    assert!(zh.contains("已放行。以现有记录与检验结果为准，放行有效。"), "{zh}");
    assert!(!en.contains('⟦') && !zh.contains('⟦'));
}

#[tokio::test]
async fn names_are_on_paper_only_where_they_are_opened() {
    let corpus = Corpus::get().await;
    for name in ["record", "certificate"] {
        let coded = pages(&paper(&corpus.carrying, name, "en")).concat();
        let named = pages(&paper(&corpus.carrying_named, name, "en")).concat();
        assert!(!coded.contains("Synthetic"), "{name}");
        assert!(named.contains("SyntheticQP-01"), "{name}: {named}");
    }
    let named = pages(&paper(&corpus.carrying_named, "record", "en")).concat();
    assert!(named.contains("Readfromthewrongline"), "the reason of the correction");
}

#[tokio::test]
async fn documents_are_made_again_and_compared() {
    let corpus = Corpus::get().await;
    for dossier in [&corpus.carrying, &corpus.carrying_named] {
        let report = verify(dossier, &pressed());
        assert_eq!(report.findings, []);
        assert_eq!((report.papers.same, report.papers.not_compared), (4, 0));
    }
    // Without a press they are bound by the last line alone, and that is said.
    let report = verify(&corpus.carrying, &Options::default());
    assert_eq!((report.papers.same, report.papers.not_compared), (0, 4));
    assert_eq!((report.findings, report.notes.len()), (Vec::new(), 1));
}

/// Every way we could think of to carry another document, with the last line made again.
#[tokio::test]
async fn a_document_that_is_not_what_the_entries_give_is_found() {
    let corpus = Corpus::get().await;
    let forged = |forge: &dyn Fn(&mut Vec<Value>)| {
        let mut lines = parse(&corpus.carrying);
        forge(&mut lines);
        verify(&write(&lines), &pressed())
    };
    let at = |lines: &[Value], nth: usize| {
        let of = lines.iter().enumerate().filter(|(_, line)| line.get("document").is_some());
        of.map(|(at, _)| at).nth(nth).unwrap()
    };
    let change = |lines: &mut Vec<Value>, byte: usize| {
        let at = at(lines, byte % 4);
        let mut pdf = STANDARD.decode(lines[at]["base64"].as_str().unwrap()).unwrap();
        let byte = (byte * 7919) % pdf.len();
        pdf[byte] ^= 1;
        lines[at]["base64"] = json!(STANDARD.encode(pdf));
    };
    for byte in 0..24 {
        let report = forged(&|lines| change(lines, byte));
        let found: Vec<_> = report.findings.iter().map(|finding| finding.check).collect();
        assert_eq!(found, [Check::Document], "byte {byte}");
        assert!(!report.authentic());
    }
    let another = paper(&corpus.carrying_named, "record", "en");
    let report = forged(&|lines| {
        let at = at(lines, 2);
        lines[at]["base64"] = json!(STANDARD.encode(&another));
    });
    assert_eq!(report.findings[0].check, Check::Document, "one with names among coded entries");
    let report = forged(&|lines| {
        let at = at(lines, 3);
        lines[at]["document"] = json!("release");
    });
    assert!(
        report.findings.iter().any(|it| it.check == Check::Document || it.check == Check::Form)
    );
    // One that another build made cannot be compared, which is said; whoever takes all away tells
    // nothing false.
    let report = forged(&|lines| {
        let at = at(lines, 0);
        lines[at]["sw"] = json!("9.9.9");
        change(lines, 0);
    });
    assert_eq!((report.findings, report.papers.not_compared), (Vec::new(), 1));
    let report = forged(&|lines| lines.retain(|line| line.get("document").is_none()));
    assert_eq!(report.findings, []);
}

/// Whoever closes a field on the way and leaves the document still hands out the text.
#[tokio::test]
async fn a_text_closed_after_the_document_was_made_is_found_in_it() {
    let corpus = Corpus::get().await;
    let mut lines = parse(&corpus.carrying_named);
    let name =
        lines.iter().position(|line| line["text"] == "Synthetic QP-01 / 合成 QP-01").unwrap();
    for line in &mut lines {
        if line["text"] == "Synthetic QP-01 / 合成 QP-01" {
            let field = line.as_object_mut().unwrap();
            field.remove("salt");
            field.remove("text");
        }
    }
    assert!(lines[name].get("text").is_none());
    let report = verify(&write(&lines), &pressed());
    assert!(report.findings.iter().all(|finding| finding.check == Check::Document));
    assert!(!report.findings.is_empty());
}

#[tokio::test]
async fn the_file_is_archival_tagged_and_brings_its_font() {
    let corpus = Corpus::get().await;
    for (name, lang, tag) in [("record", "zh", "zh-CN"), ("certificate", "en", "en")] {
        let pdf = paper(&corpus.carrying, name, lang);
        let document = Document::load_mem(&pdf).unwrap();
        let catalog = document.catalog().unwrap();
        assert_eq!(catalog.get(b"Lang").unwrap().as_str().unwrap(), tag.as_bytes());
        for key in ["StructTreeRoot", "Metadata", "OutputIntents", "MarkInfo"] {
            assert!(catalog.has(key.as_bytes()), "{key}");
        }
        let fonts: Vec<_> = document
            .objects
            .values()
            .filter_map(|object| object.as_dict().ok())
            .filter(|dict| dict.has_type(b"FontDescriptor"))
            .collect();
        assert!(!fonts.is_empty());
        for font in fonts {
            let embedded = [&b"FontFile2"[..], b"FontFile3"].iter().any(|key| font.has(key));
            assert!(embedded, "{font:?}");
        }
        let scripts = document.objects.values().filter_map(|object| object.as_dict().ok());
        for dict in scripts {
            for key in ["JS", "JavaScript", "Launch", "URI", "EmbeddedFile"] {
                assert!(!dict.has(key.as_bytes()), "{key}");
            }
        }
        assert!(document.objects.values().all(|object| !matches!(object, Object::Null)));
        assert!(pdf.len() < 700_000, "{} bytes", pdf.len());
    }
}

#[tokio::test]
async fn the_same_log_gives_the_same_bytes() {
    let corpus = Corpus::get().await;
    fn twice(contents: &Contents, name: &str, lang: &str) -> Result<Vec<u8>, String> {
        let first = (web::papers::PRESS.make)(contents, name, lang)?;
        let second = (web::papers::PRESS.make)(contents, name, lang)?;
        if first == second { Ok(first) } else { Err("not the same".to_owned()) }
    }
    let press = Press { make: twice, ..web::papers::PRESS };
    let report = verify(&corpus.carrying, &Options { press: Some(press), ..Options::default() });
    assert_eq!((report.findings, report.papers.same), (Vec::new(), 4));
}

#[tokio::test]
async fn the_server_prints_as_far_as_somebody_may_see() {
    let corpus = Corpus::get().await;
    let answer = |who: &str, path: &str| {
        let found = corpus.served.iter().find(|(by, of, ..)| *by == who && *of == path);
        let (.., whose, status, body) = found.unwrap();
        (*status, body.clone(), whose.clone())
    };
    let ok = |who: &str, path: &str| {
        let (status, body, whose) = answer(who, path);
        assert_eq!(status, 200, "{who} {path}: {}", String::from_utf8_lossy(&body));
        (pages(&body).concat(), whose)
    };
    assert_eq!(answer("", "B26-0001/record.pdf").0, 303, "led to the way in");
    assert_eq!(answer("OP-07", "B26-0001/record.pdf?lang=fr").0, 400);
    assert_eq!(answer("OP-07", "B26-0099/record.pdf").0, 404);
    let (zh, _) = ok("OP-07", "B26-0001/record.pdf?lang=zh");
    assert!(zh.contains("批生产记录"), "{zh}");
    let (en, whose) = ok("OP-07", "B26-0001/record.pdf?lang=en");
    assert!(en.contains("Ireleasethis.") && whose.is_empty());
    let (then, _) = ok("OP-07", "B26-0001/record.pdf?lang=en&at=200");
    assert!(then.contains("201entries") && !then.contains("Ireleasethis."), "{then}");
    let (certificate, _) = ok("OP-07", "B26-0001/certificate.pdf?lang=en");
    assert!(certificate.contains("Released.Thereleasestands"));
    let (operator, whose) = ok("OP-07", "B26-0003/record.pdf?lang=en&named=yes");
    assert!(!operator.contains("SyntheticPatient"));
    assert!(whose.iter().all(|of| of.kind() != Kind::Patient), "{whose:?}");
    let (physician, whose) = ok("PH-05", "B26-0003/record.pdf?lang=en&named=yes");
    assert!(physician.contains("SyntheticPatient"), "{physician}");
    assert!(whose.iter().any(|of| of.kind() == Kind::Patient), "noted: {whose:?}");
    let (coded, whose) = ok("PH-05", "B26-0003/record.pdf?lang=en");
    assert!(!coded.contains("SyntheticPatient") && whose.is_empty());
}
