//! The verifier that is one page: opened from the disk, with no server, over the same good and
//! forged dossiers as the program's.

use super::corpus::{ATTACHED, Corpus, Sample};
use super::looks::LOOKS;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use engine::dossier::verify;
use serde_json::{Value, json};
use standards::webauthn::{Expected, Verification, register};
use std::path::{Path, PathBuf};
use testkit::{Browser, Scheme, Tab};

/// The page as it lies in the repository.
fn page() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/verifier/dossier.html")
}

pub async fn open(browser: &Browser) -> Tab {
    let mut tab = browser.somebody("file://").await;
    tab.open(&page().canonicalize().unwrap().display().to_string()).await;
    tab
}

/// Bytes as the page's script takes them.
fn bytes(bytes: &[u8]) -> Value {
    json!(STANDARD.encode(bytes))
}

/// Drops a dossier onto the page, with what it is to be held against; gives what the page finds.
pub async fn drops(tab: &Tab, sample: &Sample) -> Value {
    let files = std::iter::once(&sample.bytes).chain(&sample.earlier).chain(&sample.kept);
    let mut files: Vec<Value> = files.map(|file| bytes(file)).collect();
    if !sample.witnesses.is_empty() {
        let keys = format!("# Witnesses\n{}\n", sample.witnesses.join("\n"));
        files.push(bytes(keys.as_bytes()));
    }
    let script = format!(
        "brought().value = '', receive({files}.map((text, n) => new File([base64(text)], `file-${{n}}`))).then(() => {{
            const outcome = n => document.querySelector(`[data-verdict='${{n}}']`)?.dataset.outcome;
            const first = document.querySelector('#findings li');
            return {{ verdicts: [outcome(1), outcome(2), outcome(3)],
                line: Number(first?.dataset.line), check: first?.dataset.check,
                checks: [...document.querySelectorAll('#findings li')].map(e => e.dataset.check),
                watched: document.querySelector(`[data-verdict='2'] p`)?.textContent,
                trouble: document.getElementById('trouble').textContent }};
        }})",
        files = json!(files)
    );
    tab.run(&script).await
}

#[tokio::test(flavor = "multi_thread")]
async fn both_verifiers_say_the_same_of_every_dossier_in_the_browser() {
    let corpus = Corpus::get().await;
    let browser = Browser::start().await;
    let mut tab = open(&browser).await;
    let mut wrong = Vec::new();
    for sample in corpus.samples() {
        let ours = verify(&sample.bytes, &sample.options());
        let theirs = drops(&tab, &sample).await;
        let say = |verdict: usize| theirs["verdicts"][verdict].as_str().unwrap_or("nothing");
        let line = ours.findings.first().map(|finding| finding.line);
        let told = (say(0), say(1)) == (sample.authentic, sample.complete);
        let third = match (sample.authentic, sample.complete) {
            ("yes", "no") => true,
            ("yes", _) => say(2) == "page",
            _ => say(2) == "untold",
        };
        let place = theirs["line"].as_u64() == line.map(|line| line as u64);
        let checks = theirs["checks"].as_array().cloned().unwrap_or_default();
        let check = sample.check.is_none_or(|check| checks.contains(&json!(check)));
        let watched = theirs["watched"].as_str().unwrap_or_default();
        let watchers = sample.complete != "yes"
            || watched.contains(&format!("watched by {}:", sample.watched_by()));
        if !(told && third && place && check && watchers) {
            wrong.push(format!("{}: line {line:?} here, there {theirs}", sample.name));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(tab.complaints().await, Vec::<String>::new());
    tab.close().await;
    browser.close().await;
}

/// No browser has SM2 or SM3: the page says so of a log that has them, and of no other.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_suite_is_said_not_to_be_checked_in_the_browser() {
    let corpus = Corpus::get().await;
    let browser = Browser::start().await;
    let mut tab = open(&browser).await;
    let said = "this page checks neither the root by SM3 nor the signature by SM2";
    for (bytes, says) in [(&corpus.second, true), (&corpus.good, false)] {
        let sample = Sample { bytes: bytes.clone(), ..Sample::default() };
        drops(&tab, &sample).await;
        let page = tab.run("document.body.innerText").await;
        let text = page.as_str().unwrap();
        assert_eq!(text.contains(said), says, "{text}");
    }
    assert_eq!(tab.complaints().await, Vec::<String>::new());
    tab.close().await;
    browser.close().await;
}

/// One vector: how it is called, where the key is used, the key, challenge and answer.
struct Vector {
    name: String,
    party: String,
    cose: Vec<u8>,
    challenge: Vec<u8>,
    auth: Vec<u8>,
    client: Vec<u8>,
    sig: Vec<u8>,
}

/// Those of the specification, and those of real authenticators that have an assertion.
fn vectors() -> Vec<Vector> {
    let registered = |party: &str, made: &[u8], client: &[u8], made_for: &[u8]| {
        let verification = Verification::Presence;
        let expected = Expected { challenge: made_for, party, origins: &[], verification };
        register(made, client, &expected).unwrap().cose
    };
    let unhex = |text: &str| -> Vec<u8> {
        let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
        pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
    };
    let mut vectors = Vec::new();
    let specified = include_str!("../../../standards/tests/webauthn/vectors.txt");
    for block in specified.split("\n\n").skip(1) {
        let (name, lines) = block.split_once('\n').unwrap();
        let bytes: Vec<Vec<u8>> = lines.lines().map(unhex).collect();
        let [made_for, made_client, made, challenge, auth, client, sig] = bytes.try_into().unwrap();
        let party = "example.org".to_owned();
        let cose = registered(&party, &made, &made_client, &made_for);
        vectors.push(Vector { name: name.to_owned(), party, cose, challenge, auth, client, sig });
    }
    let real = include_str!("../../../standards/tests/webauthn/real.txt");
    for block in real.split("\n\n").skip(1).filter(|block| block.contains("\nsig ")) {
        let member = |name: &str| {
            let mut members = block.lines().filter_map(|line| line.split_once(' '));
            members.find(|(of, _)| *of == name).map(|(_, value)| value)
        };
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(member(name).unwrap()).unwrap();
        let party = member("party").unwrap().to_owned();
        let cose = match member("key") {
            Some(_) => bytes("key"),
            None => registered(&party, &bytes("made"), &bytes("made-client"), &bytes("made-for")),
        };
        vectors.push(Vector {
            name: member("name").unwrap().to_owned(),
            party,
            cose,
            challenge: bytes("challenge"),
            auth: bytes("auth"),
            client: bytes("client"),
            sig: bytes("sig"),
        });
    }
    vectors
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_checks_an_assertion_as_the_program_does_in_the_browser() {
    let browser = Browser::start().await;
    let tab = open(&browser).await;
    for Vector { name, party, cose, challenge, auth, client, sig } in vectors() {
        let verified = auth[32] & 4 != 0;
        let ask = |auth: &[u8], sig: &[u8]| {
            format!(
                "checkAssertion({{ auth: base64({}), client: base64({}), sig: base64({}) }}, base64({}),
                    {{ challenge: base64({}), party: '{party}', origins: [], verified: {verified} }})",
                bytes(auth),
                bytes(&client),
                bytes(sig),
                bytes(&cose),
                bytes(&challenge),
            )
        };
        let good = tab.run(&ask(&auth, &sig)).await;
        assert_eq!(good["wrong"], Value::Null, "{name}: {good}");
        for at in [0, sig.len() / 2, sig.len() - 1] {
            let mut bent = sig.clone();
            bent[at] ^= 1;
            let bad = tab.run(&ask(&auth, &bent)).await;
            assert_eq!(bad["wrong"], "passkey-signature", "{name}: {bad}");
        }
        let mut counted = auth.clone();
        counted[36] ^= 1;
        let bad = tab.run(&ask(&counted, &sig)).await;
        assert_eq!(bad["wrong"], "passkey-signature", "{name}: {bad}");
    }
    tab.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inspector_reads_the_record_in_either_language_in_the_browser() {
    let corpus = Corpus::get().await;
    let browser = Browser::start().await;
    let mut tab = open(&browser).await;
    let whole = corpus.samples().into_iter().next().unwrap();
    drops(&tab, &whole).await;
    tab.clicks("[data-lang='en']").await;
    for said in [
        "Authentic: every entry here stands, byte for byte, in the log making.example/c01/1",
        "in a log watched by nobody",
        "Synthetic QP-01 / 合成 QP-01",
        "OP-07 reported: corrected",
        "Read from the wrong line.",
        "Password, attested by the server",
        "98.5 mL",
    ] {
        tab.must_say(said).await;
    }
    tab.clicks("[data-lang='zh-CN']").await;
    for said in
        ["真实：此处每条记录", "由 无人 见证", "Synthetic QP-01", "密码，由服务器证明", "98.5 mL"]
    {
        tab.must_say(said).await;
    }
    tab.must_say(&format!("日志共 {} 条", corpus.size)).await;
    // A file is saved by what it is, as bytes, and is never opened here.
    for (file, what) in ATTACHED {
        let script = format!(
            "{{ let saved; URL.createObjectURL = (blob) => {{ saved = blob; return '#'; }};
                HTMLAnchorElement.prototype.click = () => {{}};
                const row = [...document.querySelectorAll('tr')].find((row) =>
                    row.querySelector('button') && row.textContent.includes('{}'));
                row.querySelector('button').click();
                saved.arrayBuffer().then((bytes) => ({{ type: saved.type,
                    bytes: encode64(new Uint8Array(bytes)) }})) }}",
            if what == "Text" { "文本" } else { what }
        );
        let saved = tab.run(&script).await;
        assert_eq!(saved["bytes"], bytes(file), "{what}: {saved}");
        assert_eq!(saved["type"], "application/octet-stream");
    }
    tab.must_not_say("alert(1)").await;
    // What the server hands out is read as well as what the command line does.
    let (.., served) = corpus.served.iter().find(|(who, ..)| *who == "PH-05").unwrap();
    let served = Sample { bytes: served.clone(), ..whole };
    let found = drops(&tab, &served).await;
    assert_eq!(found["verdicts"], json!(["yes", "yes", "page"]), "{found}");
    // Documents are saved as they are, and the page says that it did not make them again.
    tab.must_say("其本身不具证明效力；本页不重新生成").await;
    for (shown, name, lang) in
        [("检验报告与放行证书", "certificate", "en"), ("批生产记录", "record", "zh")]
    {
        let script = format!(
            "{{ let saved, named; URL.createObjectURL = (blob) => {{ saved = blob; return '#'; }};
                HTMLAnchorElement.prototype.click = function () {{ named = this.download; }};
                const row = [...document.querySelectorAll('tr')].find((row) =>
                    row.cells[0].textContent === '{shown}' && row.cells[1].textContent === '{lang}');
                row.querySelector('button').click();
                saved.arrayBuffer().then((bytes) => ({{ type: saved.type, named,
                    bytes: encode64(new Uint8Array(bytes)) }})) }}"
        );
        let saved = tab.run(&script).await;
        let lines = super::corpus::parse(&served.bytes);
        let mut of = lines.iter().filter(|it| it["document"] == name && it["lang"] == lang);
        assert_eq!(saved["bytes"], of.next().unwrap()["base64"], "{name}");
        assert_eq!(saved["named"], format!("B26-0003-{name}-{lang}.pdf"));
        assert_eq!(saved["type"], "application/octet-stream");
    }
    let coded = corpus.samples().into_iter().find(|sample| sample.name == "coded").unwrap();
    drops(&tab, &coded).await;
    tab.must_not_say("Synthetic QP-01").await;
    tab.must_say("真实：此处每条记录").await;
    tab.close().await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_verifier_keeps_the_laws_of_pages_in_the_browser() {
    let corpus = Corpus::get().await;
    let browser = Browser::start().await;
    let mut tab = open(&browser).await;
    let samples = corpus.samples();
    let forged = samples.iter().find(|sample| sample.check == Some("field")).unwrap();
    let mut broken = Vec::new();
    for (state, sample) in [("empty", None), ("whole", samples.first()), ("forged", Some(forged))] {
        if let Some(sample) = sample {
            drops(&tab, sample).await;
        }
        for lang in ["en", "zh-CN"] {
            tab.clicks(&format!("[data-lang='{lang}']")).await;
            for (size, scheme) in LOOKS {
                tab.look(size, scheme).await;
                let laws = match scheme {
                    Scheme::Light => tab.laws().await,
                    Scheme::Dark => tab.contrast().await,
                };
                broken.extend(laws.iter().map(|law| format!("{state} {lang} {size:?}: {law}")));
                if let Some(folder) = std::env::var_os("CENTROSOME_SHOTS") {
                    let name = format!("verifier.{state}.{lang}.{}.{scheme:?}.png", size.width);
                    tab.picture(&PathBuf::from(folder).join(name)).await;
                }
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
    assert_eq!(tab.complaints().await, Vec::<String>::new());
    tab.close().await;
    browser.close().await;
}
