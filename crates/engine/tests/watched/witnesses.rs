//! What witnesses say, and what the centre makes of it.

use crate::centre::{Centre, Post};
use engine::answer::NotTaken;
use engine::dossier::{Options, verify};
use engine::witnessing::Word;
use ledger::note::{CosignerKey, Note};

#[tokio::test]
async fn what_witnesses_cosign_is_served_kept_and_read_again() {
    let centre = Centre::open().await;
    let (one, two) = (centre.watcher("witness.example/w1"), centre.watcher("partner.example/two"));
    centre.accept(&one).await;
    centre.accept(&two).await;
    let post = Post(&[&one, &two]);
    assert_eq!(centre.engine.ask_witness(&post, &one.code()), Some(Word::Cosigned));
    centre.grow(3).await;
    for witness in [&one, &two] {
        assert_eq!(centre.engine.ask_witness(&post, &witness.code()), Some(Word::Cosigned));
    }
    let size = centre.engine.snapshot().size;
    let note = centre.engine.cosigned_checkpoint();
    assert_eq!(Some(&note), centre.engine.witnessed_checkpoint().as_ref());
    let parsed = Note::parse(&note).unwrap();
    for witness in [&one, &two] {
        let key: CosignerKey = witness.key.parse().unwrap();
        let text = parsed.unverified_text();
        assert!(parsed.signatures().iter().any(|line| key.check(text, line).is_some()));
        assert_eq!(witness.witness.latest("test.example/c01/1").unwrap().0, size);
    }
    // A cosigned note is a kept checkpoint like any other.
    centre.grow(1).await;
    let centre = centre.while_down(|_| {});
    assert_eq!(centre.engine.read_only(), None);
    let standings = centre.engine.witnesses();
    assert!(standings.iter().all(|it| it.size == size && it.at.is_some()), "{standings:?}");
    let data = centre.data();
    centre.engine.close();
    assert_eq!(crate::centre::verified(&data, &[note]), [""; 0]);
}

/// A dossier is handed out watched, unless what nobody has cosigned yet belongs in it.
#[tokio::test]
async fn a_dossier_leads_to_what_witnesses_cosigned_where_that_holds_all_of_it() {
    let centre = Centre::open().await;
    let (one, two) = (centre.watcher("witness.example/w1"), centre.watcher("partner.example/two"));
    centre.accept(&one).await;
    centre.accept(&two).await;
    centre.batch().await;
    let post = Post(&[&one, &two]);
    for witness in [&one, &two] {
        assert_eq!(centre.engine.ask_witness(&post, &witness.code()), Some(Word::Cosigned));
    }
    let size = centre.engine.snapshot().size;
    let witnesses = vec![one.key.parse().unwrap(), two.key.parse().unwrap()];
    let known = Options { witnesses, ..Options::default() };
    centre.grow(2).await;
    let report = verify(&centre.dossier(), &known);
    assert_eq!((report.findings.as_slice(), report.size), ([].as_slice(), size));
    assert_eq!(report.watched_by(), "partner.example/two, witness.example/w1");
    // The command line finds the same beside the log.
    assert_eq!(engine::verify::witnessed(&centre.data()).len(), 2);
    // Another entry about the batch, which nobody has cosigned yet.
    let operator = centre.engine.named("op-01").unwrap();
    let step = serde_json::json!({ "batch": "batch/B26-0001", "step": "only.look", "round": 1 });
    let role = domain::people::Role::Operator;
    centre.acts(&operator, role, "batch.start-step", step).await.unwrap();
    let report = verify(&centre.dossier(), &known);
    assert_eq!((report.findings.as_slice(), report.size), ([].as_slice(), size + 3));
    assert_eq!(report.watched_by(), "nobody");
}

#[tokio::test]
async fn one_who_lies_is_an_alarm_and_the_others_go_on() {
    let centre = Centre::open().await;
    let (true_one, liar) = (centre.watcher("witness.example/w1"), centre.watcher("liar.example/w"));
    centre.accept(&true_one).await;
    centre.accept(&liar).await;
    let post = Post(&[&true_one, &liar]);
    let forged = centre.watcher("forger.example/other");
    let line = forged.witness.key().cosign("another text\n", 1_800_000_000);
    liar.lies(200, &format!("{line}\n"));
    let word = centre.engine.ask_witness(&post, &liar.code());
    assert!(matches!(word, Some(Word::Disagrees(_))), "{word:?}");
    liar.lies(422, "no\n");
    let word = centre.engine.ask_witness(&post, &liar.code());
    assert!(matches!(word, Some(Word::Disagrees(_))), "{word:?}");
    liar.lies(500, "");
    let word = centre.engine.ask_witness(&post, &liar.code());
    assert!(matches!(word, Some(Word::Silent(_))), "{word:?}");
    assert_eq!(centre.engine.ask_witness(&post, &true_one.code()), Some(Word::Cosigned));
    // Behind for a quarter of an hour is an alarm too.
    let now = centre.engine.now();
    assert!(!centre.engine.witnesses().iter().any(|it| it.alarms(now)));
    assert!(centre.engine.witnesses().iter().any(|it| it.alarms(now.plus_minutes(15))));
    centre.grow(1).await;
}

#[tokio::test]
async fn one_who_saw_more_opens_the_centre_for_reading_only_until_it_is_disregarded() {
    let centre = Centre::open().await;
    let witness = centre.watcher("witness.example/w1");
    centre.accept(&witness).await;
    witness.lies(409, "4711\n");
    let word = centre.engine.ask_witness(&Post(&[&witness]), &witness.code());
    assert_eq!(word, Some(Word::SawMore(4711)));
    let with = serde_json::json!({ "code": "OP-99", "name": "Synthetic Person" });
    let role = domain::people::Role::Administrator;
    let taken = centre.acts(&centre.admin, role, "people.enrol", with).await;
    assert!(matches!(taken, Err(NotTaken::ReadOnly(_))), "{taken:?}");
    // A restart does not forget it.
    let centre = centre.while_down(|_| {});
    assert!(centre.engine.read_only().unwrap().to_string().contains("4711"));
    let (data, clock) = (centre.data(), centre.clock.clone());
    centre.engine.close();
    let mut options = engine::start::Options::with_clock(clock);
    options.disregarded = vec!["witness.example/w1".to_owned()];
    let engine = engine::Engine::start(&data, options).unwrap();
    assert_eq!(engine.read_only(), None);
    assert!(engine.witnesses().is_empty());
    engine.close();
}
