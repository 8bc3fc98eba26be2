//! Dossiers of a small centre, good and forged, with what a verifier must say of each.
//!
//! A forger makes the last line again, so that only what a dossier says can give it away; the
//! change of a byte on the way does not.

#![expect(clippy::indexing_slicing, reason = "a test says by panicking what failed")]

use super::making::{people, scene::Scene, story};
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::batch::views::exceptions;
use domain::id::{BatchId, SubjectId};
use domain::text::Digest;
use engine::Engine;
use engine::access::{Filter, Noted, What};
use engine::accounts::Hashing;
use engine::clock::SystemClock;
use engine::data::DataFolder;
use engine::dossier::{HandedOut, Options as Against, Place, Press, Source, Wanted, make, verify};
use engine::found::{Founding, found_with};
use engine::second_suite::Suites;
use engine::start::Options;
use engine::vault::{Given, Keys, MasterKey};
use ledger::checkpoint::Checkpoint;
use ledger::note::{CosigningKey, KeyName, Note, SigningKey, read_key_file};
use ledger::objects::Objects;
use ledger::store::sqlite::SqliteReader;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use tower::ServiceExt as _;
use web::app::{App, Settings};

/// The batch all dossiers are of.
pub const BATCH: &str = "B26-0001";

/// Who asked the server for what, whose texts it noted, its status and body.
pub type Served = (&'static str, &'static str, Vec<SubjectId>, u16, Vec<u8>);

/// A dossier, and what must be said of it.
#[derive(Clone, Default)]
pub struct Sample {
    /// What was done to it.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// Checkpoints kept elsewhere.
    pub kept: Vec<Vec<u8>>,
    /// Dossiers handed out earlier.
    pub earlier: Vec<Vec<u8>>,
    /// Keys of witnesses the reader brings.
    pub witnesses: Vec<String>,
    /// Who is said to have watched; nobody is left out.
    pub watched_by: Option<&'static str>,
    /// The first verdict.
    pub authentic: &'static str,
    /// The second.
    pub complete: &'static str,
    /// The check that must find it, if something is wrong.
    pub check: Option<&'static str>,
}

impl Sample {
    /// What it is checked against.
    pub fn options(&self) -> Against {
        let witnesses = self.witnesses.iter().map(|key| key.parse().unwrap()).collect();
        let earlier = self.earlier.iter().map(|bytes| HandedOut::read(bytes).unwrap()).collect();
        Against { kept: self.kept.clone(), witnesses, earlier, press: Some(web::papers::PRESS) }
    }

    /// Who is said to have watched the log.
    pub fn watched_by(&self) -> &str {
        self.watched_by.unwrap_or("nobody")
    }
}

/// Dossiers of a batch made, tested and released, in a centre whose heads were sealed twice.
pub struct Corpus {
    /// How many entries the log had in the end.
    pub size: u64,
    /// A checkpoint from before the batch was released.
    pub kept: Vec<u8>,
    /// The whole dossier.
    pub good: Vec<u8>,
    /// The same with every field closed.
    pub coded: Vec<u8>,
    /// The same with the names of signers closed.
    pub nameless: Vec<u8>,
    /// The same with every other entry closed.
    pub half: Vec<u8>,
    /// One from before any heads were sealed.
    pub unsealed: Vec<u8>,
    /// One from when they were sealed first.
    pub early: Vec<u8>,
    /// What the server answers to who asks for what: whose texts it noted, status and body.
    pub served: Vec<Served>,
    /// Coded, with the documents made of it.
    pub carrying: Vec<u8>,
    /// The same with every field opened.
    pub carrying_named: Vec<u8>,
    /// Of another centre: signed with passkeys, in truth and otherwise.
    keyed: Vec<Sample>,
    /// Of another: several steps verified in one go.
    together: Sample,
    /// Of a centre with the second suite.
    pub second: Vec<u8>,
    key: SigningKey,
}

impl Corpus {
    /// The one corpus of this run: telling its story takes a while.
    pub async fn get() -> &'static Self {
        static TOLD: tokio::sync::OnceCell<Corpus> = tokio::sync::OnceCell::const_new();
        TOLD.get_or_init(Self::tell).await
    }

    async fn tell() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::at(folder.path().join("data"));
        let engine = open(&data).await;
        let mut scene = Scene::open(engine.clone()).unwrap();
        people::enrol(&mut scene).await.unwrap();
        let app = App::new(engine.clone(), Settings { demo: true, ..Settings::default() });
        story::tell(&mut scene, &app).await.unwrap();
        attach(&mut scene, &dossier(&data, &|_| true, &[])).await;
        let unsealed = dossier(&data, &|_| true, &[]);
        let kept = engine.snapshot().checkpoint.to_vec();
        let seal = json!({ "centre": "centre/c01" });
        scene.asks("QA-03", "centre.seal-heads", seal.clone()).await.unwrap();
        let early = dossier(&data, &|_| true, &[]);
        let id = BatchId::new(BATCH).unwrap();
        let seen = engine.look(|desk| exceptions(desk, &id)).unwrap().len();
        let review = json!({ "batch": id.to_string(), "exceptions": seen });
        scene.asks("QA-05", "quality.review-batch", review).await.unwrap();
        let release = json!({ "batch": id.to_string() });
        scene.asks("QP-01", "quality.release-batch", release).await.unwrap();
        scene.asks("QA-03", "centre.seal-heads", seal).await.unwrap();
        let handed_out = |page: &str| {
            ["/dossier", "/record.pdf", "/certificate.pdf"].iter().any(|it| page.ends_with(it))
        };
        let of = |noted: Noted| match noted.note.what {
            What::Read { of, page } if handed_out(&page) => Some(of),
            _ => None,
        };
        let mut served = Vec::new();
        let mut before = 0;
        for (who, path) in ASKED {
            let (status, body) = asks_the_server(&app, who, path).await;
            let noted = engine.access().find(&Filter::default(), None, usize::MAX).notes;
            let noted: Vec<_> = noted.into_iter().filter_map(of).collect();
            let new = noted.len() - before;
            before = noted.len();
            served.push((
                *who,
                *path,
                noted.into_iter().take(new).flatten().collect(),
                status,
                body,
            ));
        }
        Self {
            served,
            size: engine.snapshot().size,
            good: dossier(&data, &|_| true, std::slice::from_ref(&kept)),
            coded: dossier(&data, &|_| false, &[]),
            carrying: pressed(&data, &|_| false, &[], Some(web::papers::PRESS)),
            carrying_named: pressed(&data, &|_| true, &[], Some(web::papers::PRESS)),
            nameless: dossier(&data, &|place| place.path != "sign.name", &[]),
            half: dossier(&data, &|place| place.position % 2 == 0, &[]),
            key: read_key_file(&data.log_key()).unwrap(),
            keyed: super::keyed::samples().await,
            together: super::together::sample().await,
            second: super::small::small(Suites::WithSm).await,
            kept,
            unsealed,
            early,
        }
    }

    /// Every dossier, good and forged.
    pub fn samples(&self) -> Vec<Sample> {
        let mut samples = self.whole();
        samples.extend(self.damaged());
        samples.extend(self.forged());
        samples.extend(self.watched());
        samples.push(self.together.clone());
        samples.extend(self.keyed.iter().cloned());
        samples
    }

    fn whole(&self) -> Vec<Sample> {
        let good = |name: &str, bytes: Vec<u8>, complete| Sample {
            name: name.to_owned(),
            bytes,
            authentic: "yes",
            complete,
            check: None,
            ..Sample::default()
        };
        let mut met = good("met by a kept checkpoint", self.good.clone(), "yes");
        met.kept = vec![self.kept.clone()];
        let mut followed = good("two handed out before", self.good.clone(), "yes");
        followed.earlier = vec![self.early.clone(), self.coded.clone()];
        vec![
            followed,
            good("whole", self.good.clone(), "yes"),
            good("of a log with the second suite", self.second.clone(), "yes"),
            met,
            good("coded", self.coded.clone(), "yes"),
            good("coded, with documents", self.carrying.clone(), "yes"),
            good("with names and documents", self.carrying_named.clone(), "yes"),
            good("names blacked out", self.nameless.clone(), "yes"),
            good("every other entry blacked out", self.half.clone(), "yes"),
            good("earlier", self.early.clone(), "yes"),
            good("before any heads were sealed", self.unsealed.clone(), "no-heads"),
        ]
    }

    /// A byte changed at places all over each kind of line, and files cut.
    fn damaged(&self) -> Vec<Sample> {
        let bad = |name: String, bytes: Vec<u8>, check| Sample {
            name,
            bytes,
            authentic: "no",
            complete: "untold",
            check,
            ..Sample::default()
        };
        let mut samples = Vec::new();
        let mut start = 0;
        let mut seen = std::collections::BTreeMap::<String, u32>::new();
        for line in self.good.split_inclusive(|byte| *byte == b'\n') {
            let kind: String = line.iter().skip(2).take(4).map(|b| char::from(*b)).collect();
            let times = seen.entry(kind.clone()).or_default();
            *times += 1;
            if *times <= 3 {
                for part in 1..6u32 {
                    // Places that are not evenly spread, the same at every run.
                    let hash = Sha256::digest(format!("{kind} {times} {part}"));
                    let at = usize::from_be_bytes(*hash.first_chunk().unwrap()) % line.len();
                    let bit = 1 << (hash[8] % 8);
                    let mut bytes = self.good.clone();
                    bytes[start + at] ^= bit;
                    let name = format!("bit {bit} of byte {at} in {kind} line {times}");
                    samples.push(bad(name, bytes, None));
                }
            }
            start += line.len();
        }
        let half = self.good.len() / 2;
        let last = self.good.iter().rev().skip(1).position(|byte| *byte == b'\n').unwrap();
        let last = self.good.len() - 1 - last;
        samples.push(bad("cut in the middle".to_owned(), self.good[..half].to_vec(), None));
        samples.push(bad("without its last line".to_owned(), self.good[..last].to_vec(), None));
        let cut = self.good[..self.good.len() - 1].to_vec();
        samples.push(bad("without its last newline".to_owned(), cut, None));
        let twice = [self.good.clone(), self.good.clone()].concat();
        samples.push(bad("twice".to_owned(), twice, None));
        samples.push(bad("nothing".to_owned(), Vec::new(), None));
        samples
    }

    /// Whatever a forger would do, with the last line made again.
    fn forged(&self) -> Vec<Sample> {
        let mut samples = Vec::new();
        let mut not_authentic = |name: &str, check, forge: &dyn Fn(&mut Vec<Value>)| {
            let bytes = forged(&self.good, forge);
            let (authentic, complete) = ("no", "untold");
            let name = name.to_owned();
            let check = Some(check);
            samples.push(Sample { name, bytes, authentic, complete, check, ..Sample::default() });
        };
        not_authentic("an entry's text edited", "entry", &|lines| {
            let at = some(lines, "entry", 20);
            let leaf = lines[at]["leaf"].as_str().unwrap().replacen("\"by\":\"", "\"by\": \"", 1);
            lines[at]["leaf"] = json!(leaf);
        });
        not_authentic("two entries swapped", "entry", &|lines| {
            let (a, b) = (some(lines, "entry", 10), some(lines, "entry", 11));
            let (first, second) = (lines[a].clone(), lines[b].clone());
            (lines[a]["leaf"], lines[a]["path"]) = (second["leaf"].clone(), second["path"].clone());
            (lines[b]["leaf"], lines[b]["path"]) = (first["leaf"].clone(), first["path"].clone());
        });
        not_authentic("an entry said to stand elsewhere", "entry", &|lines| {
            let at = some(lines, "entry", 12);
            lines[at]["path"] = lines[at + 1]["path"].clone();
        });
        not_authentic("signed anew with another key", "log", &|lines| {
            let name = KeyName::new("making.example/c01/1").unwrap();
            let key = SigningKey::from_seed(name, &[9; 32]);
            sign_again(lines, &key, |head| head);
        });
        not_authentic("another root under the same key's name", "log", &|lines| {
            let note = lines[1]["checkpoint"].as_str().unwrap();
            let other = note.replacen("\n1", "\n2", 1);
            lines[1]["checkpoint"] =
                json!(if other == note { note.replacen('\n', "\n9", 1) } else { other });
        });
        not_authentic("an opened text edited", "field", &|lines| {
            let at = opened(lines, 0);
            lines[at]["text"] = json!("Synthetic Somebody Else");
        });
        not_authentic("two opened texts exchanged", "field", &|lines| {
            let (a, b) = (opened(lines, 0), opened(lines, 3));
            let (first, second) = (lines[a].clone(), lines[b].clone());
            (lines[a]["text"], lines[a]["salt"]) = (second["text"].clone(), second["salt"].clone());
            (lines[b]["text"], lines[b]["salt"]) = (first["text"].clone(), first["salt"].clone());
        });
        not_authentic("a field's line taken away", "field", &|lines| {
            let at = opened(lines, 2);
            lines.remove(at);
        });
        let carrying = |forge: &dyn Fn(&mut Vec<Value>)| forged(&self.carrying, forge);
        for (name, bytes) in [
            (
                "a document that is not base64",
                carrying(&|lines| {
                    let at = some(lines, "document", 1);
                    let text = lines[at]["base64"].as_str().unwrap();
                    lines[at]["base64"] = json!(format!("{text}!"));
                }),
            ),
            (
                "a document twice",
                carrying(&|lines| {
                    let at = some(lines, "document", 1);
                    lines.insert(at, lines[at].clone());
                }),
            ),
            (
                "a document with a path for a name",
                carrying(&|lines| {
                    let at = some(lines, "document", 3);
                    lines[at]["document"] = json!("../record");
                }),
            ),
        ] {
            let (authentic, complete, check) = ("no", "untold", Some("form"));
            let name = name.to_owned();
            samples.push(Sample { name, bytes, authentic, complete, check, ..Sample::default() });
        }
        let mut not_authentic = |name: &str, check, forge: &dyn Fn(&mut Vec<Value>)| {
            let bytes = forged(&self.good, forge);
            let (authentic, complete) = ("no", "untold");
            let name = name.to_owned();
            let check = Some(check);
            samples.push(Sample { name, bytes, authentic, complete, check, ..Sample::default() });
        };
        not_authentic("a field nobody sealed", "field", &|lines| {
            let at = opened(lines, 2);
            lines[at]["path"] = json!("with.other");
        });
        not_authentic("an object edited", "object", &|lines| {
            let at = text_object(lines, 0);
            lines[at]["text"] = json!(format!(" {}", lines[at]["text"].as_str().unwrap()));
        });
        not_authentic("an object renamed to fit", "object", &|lines| {
            let at = text_object(lines, 1);
            let text = format!("{} ", lines[at]["text"].as_str().unwrap());
            let hash = Digest(Sha256::digest(&text).into()).to_string();
            (lines[at]["text"], lines[at]["object"]) = (json!(text), json!(hash));
        });
        not_authentic("an object taken away", "object", &|lines| {
            let at = some(lines, "object", 0);
            lines.remove(at);
        });
        not_authentic("a basis taken away", "signature", &|lines| {
            let at = some(lines, "basis", 3);
            lines.remove(at);
        });
        not_authentic("a basis with the proof of another", "signature", &|lines| {
            let (a, b) = (some(lines, "basis", 3), some(lines, "basis", 9));
            lines[a]["path"] = lines[b]["path"].clone();
        });
        not_authentic("lines in another order", "form", &|lines| {
            let (a, b) = (some(lines, "entry", 4), some(lines, "entry", 5));
            lines.swap(a, b);
        });
        not_authentic("the first entry taken away", "log", &|lines| {
            let at = some(lines, "entry", 0);
            drop_entry(lines, at);
        });
        samples.extend(self.incomplete());
        samples.extend(self.other_histories());
        samples
    }

    /// What is true as far as it goes, and does not go all the way.
    fn incomplete(&self) -> Vec<Sample> {
        let mut samples = Vec::new();
        let mut add = |name: &str, check, forge: &dyn Fn(&mut Vec<Value>)| {
            let bytes = forged(&self.good, forge);
            let name = name.to_owned();
            let check = Some(check);
            let (authentic, complete) = ("yes", "no");
            samples.push(Sample { name, bytes, authentic, complete, check, ..Sample::default() });
        };
        // No signature of the record covers it: only ordinals tell.
        add("an entry in the middle taken away", "chain", &|lines| {
            let at = acts(lines, "\"is\":\"materials.release-lot\"")[0];
            drop_entry(lines, at);
            prune(lines);
        });
        add("a subject's last entry taken away", "head", &|lines| {
            let at = *acts(lines, "\"is\":\"facility.calibrate\"").last().unwrap();
            let subject = subject_in(lines[at]["leaf"].as_str().unwrap(), "equipment/");
            let at = *acts(lines, &format!("{{\"s\":\"{subject}\",\"n\":")).last().unwrap();
            drop_entry(lines, at);
            prune(lines);
        });
        add("the batch's last entry taken away", "head", &|lines| {
            let at = *acts(lines, "\"is\":\"quality.release-batch\"").last().unwrap();
            drop_entry(lines, at);
            prune(lines);
        });
        add("a subject taken away whole", "record", &|lines| {
            let at = *acts(lines, "\"code\":\"OP-07\"").last().unwrap();
            let person = subject_in(lines[at]["leaf"].as_str().unwrap(), "person/");
            take_away(lines, &person);
            prune(lines);
        });
        add("heads of another day", "head", &|lines| {
            let early = parse(&self.early);
            let heads: Vec<Value> = early.into_iter().filter(|line| is(line, "head")).collect();
            let at = some(lines, "head", 0);
            lines.retain(|line| !is(line, "head"));
            for (nth, head) in heads.into_iter().enumerate() {
                lines.insert(at + nth, head);
            }
        });
        add("heads sealed by an entry that sealed none", "head", &|lines| {
            lines[0]["heads"] = json!(0);
        });
        add("a head taken away", "head", &|lines| {
            let at = some(lines, "head", 2);
            lines.remove(at);
        });
        // What belongs to another batch has other signatures, objects and fields: these say so first.
        let (authentic, complete) = ("no", "untold");
        let mut strange = |name: &str, forge: &dyn Fn(&mut Vec<Value>)| {
            let bytes = forged(&self.good, forge);
            let name = name.to_owned();
            let check = Some("record");
            samples.push(Sample { name, bytes, authentic, complete, check, ..Sample::default() });
        };
        strange("said to be of another batch", &|lines| {
            lines[0]["batch"] = json!("batch/B26-0002");
        });
        strange("said to be of a batch there is not", &|lines| {
            lines[0]["batch"] = json!("batch/B26-0099");
        });
        samples
    }

    /// Checkpoints kept elsewhere that saw something else.
    fn other_histories(&self) -> Vec<Sample> {
        let key = &self.key;
        let origin = key.name().as_str().to_owned();
        let trusted = [key.verifier()];
        let real = Checkpoint::open_of(&origin, &self.kept, &trusted).unwrap();
        let other = ledger::tree::NodeHash::from_bytes([3; 32]);
        let note = |checkpoint: Checkpoint| checkpoint.sign(key).unwrap().to_string().into_bytes();
        let forked = note(Checkpoint::new(&origin, real.size(), other).unwrap());
        let strange = SigningKey::from_seed(KeyName::new(&origin).unwrap(), &[4; 32]);
        let strange = Checkpoint::new(&origin, real.size(), real.root()).unwrap().sign(&strange);
        let strange = strange.unwrap().to_string().into_bytes();
        let mut samples = Vec::new();
        for (name, kept) in [
            ("a kept checkpoint saw another history", forked),
            ("a kept checkpoint is of another key", strange),
        ] {
            samples.push(Sample {
                name: name.to_owned(),
                bytes: self.good.clone(),
                kept: vec![kept],
                authentic: "no",
                complete: "untold",
                check: Some("kept"),
                ..Sample::default()
            });
        }
        let shorter = forged(&self.unsealed, &|lines| {
            let at = *acts(lines, &format!("{{\"s\":\"batch/{BATCH}\",\"n\":")).last().unwrap();
            drop_entry(lines, at);
        });
        for (name, bytes, earlier) in [
            ("an entry left out that was handed out before", shorter, &self.unsealed),
            ("another log's dossier handed out before", self.good.clone(), &self.keyed[0].bytes),
        ] {
            samples.push(Sample {
                name: name.to_owned(),
                bytes,
                earlier: vec![earlier.clone()],
                authentic: "no",
                complete: "untold",
                check: Some("kept"),
                ..Sample::default()
            });
        }
        // The same key signs a checkpoint over a log that does not have these entries.
        let bytes = forged(&self.good, &|lines| {
            sign_again(lines, key, |head| {
                Checkpoint::new(head.origin(), head.size(), other).unwrap()
            });
        });
        samples.push(Sample {
            name: "another root signed by the log's own key".to_owned(),
            bytes,
            authentic: "no",
            complete: "untold",
            check: Some("entry"),
            ..Sample::default()
        });
        samples
    }

    /// Cosignatures of witnesses on the checkpoint, or on one kept elsewhere: true, bent, and of keys
    /// the reader does not know.
    fn watched(&self) -> Vec<Sample> {
        let witness =
            |name: &str, seed| CosigningKey::from_seed(KeyName::new(name).unwrap(), &[seed; 32]);
        let (one, two) = (witness(WITNESS, 1), witness("partner.example/two", 2));
        // Another key under the name of the first.
        let other = witness(WITNESS, 3);
        let known = |keys: &[&CosigningKey]| -> Vec<String> {
            keys.iter().map(|key| key.verifier().to_string()).collect()
        };
        let cosigned = |note: &[u8], by: &[&CosigningKey], bend: Option<usize>| {
            let mut note = Note::parse(note).unwrap();
            for key in by {
                let line = key.cosign(note.unverified_text(), 1_795_860_000).to_string();
                let (name, bytes) = line.rsplit_once(' ').unwrap();
                let mut bytes = STANDARD.decode(bytes).unwrap();
                if let Some(at) = bend {
                    bytes[at] ^= 1;
                }
                note.add(format!("{name} {}", STANDARD.encode(&bytes)).parse().unwrap());
            }
            note.to_string()
        };
        let checkpoint = |by: &[&CosigningKey], bend| {
            forged(&self.good, &|lines| {
                let note = lines[1]["checkpoint"].as_str().unwrap().as_bytes();
                lines[1]["checkpoint"] = json!(cosigned(note, by, bend));
            })
        };
        let watched = |name: &str, bytes: Vec<u8>, by: &[&CosigningKey], who| Sample {
            name: name.to_owned(),
            bytes,
            witnesses: known(by),
            authentic: "yes",
            complete: "yes",
            watched_by: who,
            ..Sample::default()
        };
        let both = Some("partner.example/two, witness.example/w1");
        let mut samples = vec![
            watched("cosigned, no key brought", checkpoint(&[&one], None), &[], None),
            watched("cosigned", checkpoint(&[&one], None), &[&one, &two], Some(WITNESS)),
            watched("cosigned by two", checkpoint(&[&one, &two], None), &[&one, &two], both),
            watched("a key nobody used", self.good.clone(), &[&one], None),
            watched("another key's name", checkpoint(&[&other], None), &[&one], None),
            watched("an unknown line bent", checkpoint(&[&one], Some(40)), &[&two], None),
        ];
        // Of a kept checkpoint: from before the heads were sealed, and of all there is.
        let whole = parse(&self.good)[1]["checkpoint"].as_str().unwrap().as_bytes().to_vec();
        for (name, note, who) in [
            ("an earlier checkpoint cosigned", &self.kept, None),
            ("the same checkpoint cosigned elsewhere", &whole, Some(WITNESS)),
        ] {
            let kept = vec![cosigned(note, &[&one], None).into_bytes()];
            let sample = watched(name, self.good.clone(), &[&one], who);
            samples.push(Sample { kept, ..sample });
        }
        let wrong = |name: &str, check, kept: Vec<Vec<u8>>, bytes| Sample {
            authentic: "no",
            complete: "untold",
            check: Some(check),
            kept,
            ..watched(name, bytes, &[&one], None)
        };
        let bent = |at| checkpoint(&[&one], Some(at));
        samples.push(wrong("a cosignature bent", "log", vec![], bent(40)));
        samples.push(wrong("a cosignature of another moment", "log", vec![], bent(11)));
        let kept = vec![cosigned(&self.kept, &[&one], Some(40)).into_bytes()];
        samples.push(wrong("a kept cosignature bent", "kept", kept, self.good.clone()));
        samples
    }
}

/// A witness outside.
const WITNESS: &str = "witness.example/w1";

/// Files that are attached to acts: what one begins with, and what it is said to be.
pub const ATTACHED: [(&[u8], &str); 2] = [
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nsynthetic certificate\n%%EOF\n", "PDF"),
    (b"<!doctype html><script>alert(1)</script>", "Text"),
];

/// Calibrates what the batch used once more, with a certificate each.
async fn attach(scene: &mut Scene, made: &[u8]) {
    let text = std::str::from_utf8(made).unwrap();
    let used = text.split("\\\"s\\\":\\\"equipment/").skip(1);
    let used: std::collections::BTreeSet<&str> =
        used.map(|rest| rest.split('\\').next().unwrap()).collect();
    for (equipment, (file, _)) in used.iter().cycle().zip(ATTACHED) {
        let certificate = scene.engine.objects().put(file).unwrap().to_string();
        let equipment = format!("equipment/{equipment}");
        let with =
            json!({ "equipment": equipment, "due": "2027-12-31", "certificate": certificate });
        scene.asks("FE-01", "facility.calibrate", with).await.unwrap();
    }
}

/// Who asks the server for which dossier.
const ASKED: &[(&str, &str)] = &[
    ("", "B26-0001/dossier"),
    ("OP-07", "B26-0001/dossier"),
    ("OP-07", "B26-0001/dossier?named=yes"),
    ("OP-07", "B26-0001/dossier?named=perhaps"),
    ("OP-07", "B26-0099/dossier"),
    ("OP-07", "B26-0003/dossier?named=yes"),
    ("PH-05", "B26-0003/dossier?named=yes"),
    ("PH-05", "B26-0003/dossier"),
    ("", "B26-0001/record.pdf"),
    ("OP-07", "B26-0001/record.pdf?lang=zh"),
    ("OP-07", "B26-0001/record.pdf?lang=en"),
    ("OP-07", "B26-0001/record.pdf?lang=en&at=200"),
    ("OP-07", "B26-0001/record.pdf?lang=fr"),
    ("OP-07", "B26-0099/record.pdf"),
    ("OP-07", "B26-0001/certificate.pdf?lang=en"),
    ("OP-07", "B26-0003/record.pdf?lang=en&named=yes"),
    ("PH-05", "B26-0003/record.pdf?lang=en&named=yes"),
    ("PH-05", "B26-0003/record.pdf?lang=en"),
];

/// Somebody signs in, or does not, and asks for a dossier.
async fn asks_the_server(app: &App, who: &str, path: &str) -> (u16, Vec<u8>) {
    let router = web::app::router(app.clone());
    let place = if path.contains(".pdf") { "/batch" } else { "/api/v1/batches" };
    let mut request = Request::get(format!("{place}/{path}"));
    if !who.is_empty() {
        let name = json!({ "name": who.to_lowercase(), "password": people::PASSWORD });
        let sign_in = Request::post("/api/v1/session")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(name.to_string()))
            .unwrap();
        let answer = router.clone().oneshot(sign_in).await.unwrap();
        let body = to_bytes(answer.into_body(), 1 << 16).await.unwrap();
        let session: Value = serde_json::from_slice(&body).unwrap();
        let token = session["token"].as_str().unwrap();
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let answer = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = answer.status().as_u16();
    (status, to_bytes(answer.into_body(), 1 << 26).await.unwrap().to_vec())
}

/// A centre nobody has acted in.
pub async fn open(data: &DataFolder) -> Engine {
    open_with(data, Suites::One).await
}

/// A centre nobody has acted in, with these suites of algorithms.
pub async fn open_with(data: &DataFolder, suites: Suites) -> Engine {
    let founding = Founding {
        origin: "making.example/c01/1".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        facility: "A9999".to_owned(),
        training: true,
        host: "localhost".to_owned(),
        code: "AD-01".to_owned(),
        name: "Synthetic Administrator / 合成管理员".to_owned(),
    };
    let options = Options { hashing: Hashing::Cheap, ..Options::with_clock(Arc::new(SystemClock)) };
    let founded = found_with(data, &founding, suites, options).await.unwrap();
    founded.opened(people::PASSWORD).await.unwrap().engine
}

/// A dossier with its lines changed and its last line made again.
fn forged(from: &[u8], forge: &dyn Fn(&mut Vec<Value>)) -> Vec<u8> {
    let mut lines = parse(from);
    forge(&mut lines);
    write(&lines)
}

/// Makes the dossier of [`BATCH`] from a folder that a server is using.
pub fn dossier(data: &DataFolder, opens: &dyn Fn(Place<'_>) -> bool, kept: &[Vec<u8>]) -> Vec<u8> {
    pressed(data, opens, kept, None)
}

/// The same with documents, where there is something to make them.
fn pressed(
    data: &DataFolder,
    opens: &dyn Fn(Place<'_>) -> bool,
    kept: &[Vec<u8>],
    press: Option<Press>,
) -> Vec<u8> {
    let reader = SqliteReader::open(&data.log()).unwrap();
    let objects = Objects::open_to_read(&data.objects());
    let master = MasterKey::read(&data.master_key(), &Given::default()).unwrap();
    let keys = Keys::open_to_read(&data.vault(), &master).unwrap();
    let source = Source { reader: &reader, objects: &objects, keys: Some(&keys) };
    let batch = BatchId::new(BATCH).unwrap();
    let wanted = Wanted { batch, opens, kept, witnessed: &[], press };
    make(source, &wanted, &|_, _, _| {}).unwrap().bytes
}

/// The lines, the last one left out.
pub fn parse(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.pop();
    lines
}

/// The order of members in each kind of line.
const MEMBERS: [&str; 22] = [
    "dossier",
    "batch",
    "log",
    "key",
    "heads",
    "checkpoint",
    "entry",
    "leaf",
    "basis",
    "head",
    "n",
    "last",
    "index",
    "object",
    "field",
    "path",
    "salt",
    "document",
    "lang",
    "sw",
    "text",
    "base64",
];

/// The lines as a file, with a last line that fits.
pub fn write(lines: &[Value]) -> Vec<u8> {
    let mut file = String::new();
    for line in lines {
        let members = MEMBERS.iter().filter_map(|name| {
            let value = line.get(*name)?;
            Some(format!("{}:{}", json!(name), value))
        });
        file.push_str(&format!("{{{}}}\n", members.collect::<Vec<_>>().join(",")));
    }
    let end = Digest(Sha256::digest(&file).into());
    file.push_str(&format!("{{\"end\":\"{end}\"}}\n"));
    file.into_bytes()
}

fn is(line: &Value, kind: &str) -> bool {
    line.get(kind).is_some() && (kind != "batch")
}

/// Where the line of a kind with this number stands.
fn some(lines: &[Value], kind: &str, nth: usize) -> usize {
    let of_kind = lines.iter().enumerate().filter(|(_, line)| is(line, kind));
    of_kind.map(|(at, _)| at).nth(nth).unwrap()
}

/// Where an object that is text stands.
fn text_object(lines: &[Value], nth: usize) -> usize {
    let is_text = |line: &Value| is(line, "object") && is(line, "text");
    let objects = lines.iter().enumerate().filter(|(_, line)| is_text(line));
    objects.map(|(at, _)| at).nth(nth).unwrap()
}

/// Where an opened field stands.
fn opened(lines: &[Value], nth: usize) -> usize {
    let fields = lines.iter().enumerate().filter(|(_, line)| is(line, "salt"));
    fields.map(|(at, _)| at).nth(nth).unwrap()
}

/// Where the entries stand whose text holds this.
fn acts(lines: &[Value], text: &str) -> Vec<usize> {
    let holds = |line: &Value| line["leaf"].as_str().is_some_and(|leaf| leaf.contains(text));
    lines.iter().enumerate().filter(|(_, line)| holds(line)).map(|(at, _)| at).collect()
}

/// The first subject of a kind that an entry is about.
fn subject_in(leaf: &str, kind: &str) -> String {
    let about = leaf.split("\"about\":").nth(1).unwrap();
    let at = about.find(kind).unwrap();
    about[at..].chars().take_while(|c| *c != '"').collect()
}

/// Takes an entry away, with its fields and what nothing names any longer.
fn drop_entry(lines: &mut Vec<Value>, at: usize) {
    let position = lines[at]["entry"].clone();
    lines.retain(|line| line["entry"] != position && line["field"] != position);
}

/// Takes away what nothing calls for any longer, as a forger with the verifier at hand would.
fn prune(lines: &mut Vec<Value>) {
    loop {
        let report = verify(&write(lines), &Against::default());
        let idle = ["nothing calls for", "nothing names", "there is no sealed text"];
        let told =
            report.findings.iter().filter(|one| idle.iter().any(|it| one.what.starts_with(it)));
        let mut gone: Vec<usize> = told.map(|finding| finding.line - 1).collect();
        gone.dedup();
        if gone.is_empty() {
            return;
        }
        for at in gone.into_iter().rev() {
            lines.remove(at);
        }
    }
}

/// Takes every entry about a subject away, and its head.
fn take_away(lines: &mut Vec<Value>, subject: &str) {
    let about = format!("{{\"s\":\"{subject}\",\"n\":");
    let in_about = |leaf: &str| {
        let about_part =
            leaf.split("\"about\":").nth(1).and_then(|rest| rest.split("\"read\":").next());
        about_part.is_some_and(|part| part.contains(&about))
    };
    let gone: Vec<Value> = lines
        .iter()
        .filter(|line| line["leaf"].as_str().is_some_and(in_about))
        .map(|line| line["entry"].clone())
        .collect();
    lines.retain(|line| {
        !gone.contains(&line["entry"]) && !gone.contains(&line["field"]) && line["head"] != subject
    });
}

/// Signs the checkpoint of a dossier again, and names the key.
fn sign_again(lines: &mut [Value], key: &SigningKey, change: impl Fn(Checkpoint) -> Checkpoint) {
    let note = lines[1]["checkpoint"].as_str().unwrap();
    let text = note.split("\n\n").next().unwrap();
    let head: Checkpoint = format!("{text}\n").parse().unwrap();
    lines[0]["key"] = json!(key.verifier().to_string());
    lines[1]["checkpoint"] = json!(change(head).sign(key).unwrap().to_string());
}
