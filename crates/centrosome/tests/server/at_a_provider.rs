//! Signing in through a certified provider of OpenID Connect. Needs node and npm: the names of these
//! tests hold `at_a_provider`, so that a machine without them leaves them out.

use super::provider::{Browser, Provider, SECRET};
use super::running::{
    Client, PASSWORD, Server, act_id, code, enrol, found, program, serving, verify,
};
use serde_json::{Value, json};
use std::fs::File;
use std::path::PathBuf;
use std::process::Stdio;

/// A centre with a provider beside it.
struct Scene {
    folder: tempfile::TempDir,
    server: Server,
    /// Where browsers open the centre: at the host it is known by.
    centre: String,
    provider: Provider,
    admin: Client,
    qa: Client,
}

impl Scene {
    /// A centre that shows the provider a secret, or none.
    fn set(secret: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        found(&data);
        let mut command = program();
        command.args(serving(&data)).stderr(File::create(folder.path().join("log")).unwrap());
        if let Some(secret) = secret {
            let file = folder.path().join("secret");
            std::fs::write(&file, format!("{secret}\n")).unwrap();
            command.arg("--sso-secret-file").arg(file);
        }
        command.stdin(Stdio::null());
        let server = Server::launch(command);
        let server = server.unwrap_or_else(|_| panic!("the server did not start"));
        let centre = server.url.replace("127.0.0.1", "localhost");
        let provider = Provider::start(folder.path(), &centre);
        let admin = server.client("ad-01").unwrap();
        somebody(&admin, "QA-01", &["qa-reviewer"]);
        admin.opens_account("qa-01", &person(&admin, "QA-01"));
        let qa = server.client("qa-01").unwrap();
        Self { folder, server, centre, provider, admin, qa }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Quality assurance lays the provider down.
    fn lays_down(&self, more: &Value) {
        let mut with = json!({
            "centre": "centre/c01", "name": "Hospital Login", "issuer": self.provider.issuer,
            "client_id": "centrosome", "person_claim": "preferred_username",
            "groups_claim": "groups", "group_roles": ["ctc-operators = operator"], "role_days": 2,
            "unknown": "refuse-unknown", "anew": "anew-always", "scopes": [],
        });
        for (name, value) in more.as_object().unwrap() {
            with[name] = value.clone();
        }
        let act = json!({ "id": act_id(), "is": "centre.set-single-sign-on", "said": "ask",
            "with": with, "sign": { "means": "approved", "password": PASSWORD } });
        let (status, answer) = self.qa.post("/api/v1/acts", &act).unwrap();
        assert_eq!(status, 201, "{answer}");
    }

    fn asks(&self, is: &str, with: &Value) {
        let (status, answer) = self.admin.ask(&act_id(), is, with).unwrap();
        assert_eq!(status, 201, "{answer}");
    }

    /// Who is signed in at a browser, in which roles.
    fn at(&self, browser: &mut Browser) -> (String, Vec<String>) {
        let page = browser.get(&format!("{}/api/v1/session", self.centre));
        let session: Value = serde_json::from_str(&page.text).unwrap();
        let roles = session["roles"].as_array().cloned().unwrap_or_default();
        let roles = roles.iter().map(|role| role.as_str().unwrap().to_owned()).collect();
        (session["code"].as_str().unwrap_or_default().to_owned(), roles)
    }

    /// Everything the access log and the log hold, once the server has ended, and what it said.
    fn ends(self) -> (Vec<u8>, String) {
        let data = self.data();
        self.server.stop();
        let (sound, said) = verify(&data);
        assert!(sound, "{said}");
        let mut bytes = Vec::new();
        for folder in [data.clone(), data.join("access")] {
            for file in std::fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                if path.is_file() {
                    bytes.extend(std::fs::read(path).unwrap());
                }
            }
        }
        (bytes, std::fs::read_to_string(self.folder.path().join("log")).unwrap())
    }
}

/// Whether these bytes hold a text.
fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn person(admin: &Client, code: &str) -> Value {
    let (_, all) = admin.get("/api/v1/subjects/person").unwrap();
    let mut items = all["items"].as_array().unwrap().iter();
    let found = items.find(|it| it.to_string().contains(&format!("\"{code}\"")));
    found.unwrap_or_else(|| panic!("nobody is {code}: {all}"))["subject"].clone()
}

fn somebody(admin: &Client, code: &str, roles: &[&str]) {
    let (status, answer) = enrol(admin, &act_id(), code).unwrap();
    assert_eq!(status, 201, "{answer}");
    let person = person(admin, code);
    for role in roles {
        admin.assigns(&person, role);
    }
}

#[test]
fn a_person_comes_in_and_is_known_by_the_link_from_then_on_at_a_provider() {
    let scene = Scene::set(Some(SECRET));
    somebody(&scene.admin, "OP-07", &["operator"]);
    scene.lays_down(&json!({}));
    scene.provider.knows(&[("u-4711", "op-07", &[])]);
    let mut browser = Browser::new();
    let page = browser.get(&format!("{}/sign-in", scene.centre));
    assert!(page.text.contains("Sign in with Hospital Login"), "{}", page.text);
    let to = browser.sent_to_provider(&scene.centre);
    let back = browser.at_provider(&to, "u-4711");
    let page = browser.get(&back);
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.text.contains("OP-07"), "{}", page.text);
    assert_eq!(page.headers["refresh"], "0; url=/account");
    assert_eq!(page.headers["cache-control"], "no-store");
    assert!(!page.text.contains("code="), "what came back is repeated nowhere: {}", page.text);
    assert!(browser.cookie("localhost", "sso").is_none(), "the way is over");
    assert_eq!(scene.at(&mut browser), ("OP-07".to_owned(), vec!["operator".to_owned()]));
    // She has nothing to sign with, and a form that takes a signature says so.
    let form = browser.get(&format!("{}/passkeys", scene.centre));
    assert!(form.text.contains("so you cannot sign"), "{}", form.text);

    // What the claim says later is not asked any more: nobody becomes another by it.
    scene.provider.knows(&[("u-4711", "AD-01", &[])]);
    let mut again = Browser::new();
    assert_eq!(again.signs_in(&scene.centre, "u-4711").status, 200);
    assert_eq!(scene.at(&mut again).0, "OP-07");
    // Nor does somebody else become her.
    scene.provider.knows(&[("u-4711", "OP-07", &[]), ("u-4712", "OP-07", &[])]);
    let turned_away = Browser::new().signs_in(&scene.centre, "u-4712");
    assert_eq!(turned_away.status, 403, "{}", turned_away.text);

    let code = super::provider::between(&back, "code=", "&").unwrap();
    let (kept, said) = scene.ends();
    assert!(!holds(&kept, "u-4711"), "the record holds a mark of who she is there, no more");
    for secret in [code.as_str(), SECRET] {
        assert!(!holds(&kept, secret) && !said.contains(secret), "{said}");
    }
    assert!(!said.contains("id_token") && !said.contains("eyJ"), "{said}");
}

#[test]
fn whoever_has_a_password_confirms_with_it_once_at_a_provider() {
    let scene = Scene::set(Some(SECRET));
    somebody(&scene.admin, "OP-07", &["operator"]);
    scene.admin.opens_account("op-07", &person(&scene.admin, "OP-07"));
    scene.lays_down(&json!({}));
    scene.provider.knows(&[("u-4711", "OP-07", &[])]);
    let mut browser = Browser::new();
    let page = browser.signs_in_and_confirms(&scene.centre, "u-4711", "not her password");
    assert_eq!(page.status, 403, "{}", page.text);
    assert_eq!(scene.at(&mut browser).0, "", "nobody is signed in");
    let page = browser.signs_in_and_confirms(&scene.centre, "u-4711", PASSWORD);
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(scene.at(&mut browser).0, "OP-07");
    let mut again = Browser::new();
    assert_eq!(again.signs_in(&scene.centre, "u-4711").status, 200);
    assert_eq!(scene.at(&mut again).0, "OP-07");
    // A cookie made elsewhere confirms nothing.
    let forged = Browser::new().get(&format!("{}/sign-in/sso/link", scene.centre));
    assert_eq!(forged.status, 401, "{}", forged.text);
    scene.ends();
}

#[test]
fn whoever_is_unknown_or_gone_is_turned_away_and_noted_at_a_provider() {
    let scene = Scene::set(Some(SECRET));
    for code in ["OP-07", "OP-11"] {
        somebody(&scene.admin, code, &["operator"]);
    }
    scene.lays_down(&json!({}));
    scene.provider.knows(&[
        ("u-1", "XX-99", &["ctc-operators"]),
        ("u-2", "OP-07", &[]),
        ("u-3", "OP-11", &[]),
        ("u-4", "system", &[]),
    ]);
    let turned_away = |login: &str, says: &str| {
        let page = Browser::new().signs_in(&scene.centre, login);
        assert_eq!(page.status, 403, "{}", page.text);
        assert!(page.text.contains(says), "{says}: {}", page.text);
    };
    turned_away("u-1", "Ask an administrator of this centre to enrol you");
    turned_away("u-4", "Nobody is enrolled here");
    let reason = "synthetic reason";
    let suspended = person(&scene.admin, "OP-07");
    scene.asks("people.suspend", &json!({ "person": suspended, "reason": reason }));
    turned_away("u-2", "is suspended");
    // Somebody who came in once, and has left since.
    assert_eq!(Browser::new().signs_in(&scene.centre, "u-3").status, 200);
    let left = json!({ "id": act_id(), "is": "people.leave", "said": "ask",
        "with": { "person": person(&scene.admin, "OP-11") },
        "sign": { "means": "approved", "password": PASSWORD } });
    assert_eq!(scene.admin.post("/api/v1/acts", &left).unwrap().0, 201);
    turned_away("u-3", "has left");
    let (kept, _) = scene.ends();
    assert!(holds(&kept, "provider-turned-away"), "the access log notes it");
    assert!(!holds(&kept, "XX-99"), "as a hash: nobody here has that code");
}

#[test]
fn groups_give_roles_and_take_them_at_a_provider() {
    let scene = Scene::set(Some(SECRET));
    let roles = ["ctc-operators = operator", "ctc-qc = qc-analyst", "ctc-admins = administrator"];
    scene.lays_down(&json!({ "unknown": "enrol-unknown", "group_roles": roles }));
    scene.provider.knows(&[("u-1", "OP-21", &["ctc-operators", "ctc-qc", "other"])]);
    let mut browser = Browser::new();
    assert_eq!(browser.signs_in(&scene.centre, "u-1").status, 200);
    let held = |roles: &[&str]| {
        ("OP-21".to_owned(), roles.iter().map(|role| (*role).to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(scene.at(&mut browser), held(&["operator", "qc-analyst"]));
    // A role taken away there is ended here at the next sign-in; the session that is open loses it
    // too. Duties that are kept apart are not given together.
    scene.provider.knows(&[("u-1", "OP-21", &["ctc-operators"])]);
    assert_eq!(Browser::new().signs_in(&scene.centre, "u-1").status, 200);
    assert_eq!(scene.at(&mut browser), held(&["operator"]));
    scene.provider.knows(&[("u-1", "OP-21", &["ctc-operators", "ctc-admins"])]);
    assert_eq!(Browser::new().signs_in(&scene.centre, "u-1").status, 200);
    assert_eq!(scene.at(&mut browser), held(&[]));
    let trail = browser_of_admin(&scene, "/audit");
    for words in ["依身份提供方所述", "登记了 OP-21"] {
        assert!(trail.contains(words), "{words}: {trail}");
    }
    // Without a group that stands for a role nobody is enrolled.
    scene.provider.knows(&[("u-2", "OP-22", &["other"])]);
    let page = Browser::new().signs_in(&scene.centre, "u-2");
    assert_eq!(page.status, 403, "{}", page.text);
    assert!(page.text.contains("None of your groups"), "{}", page.text);
    scene.ends();
}

#[test]
fn whoever_signs_out_here_may_sign_out_there_as_well_at_a_provider() {
    let scene = Scene::set(Some(SECRET));
    somebody(&scene.admin, "OP-07", &["operator"]);
    scene.lays_down(&json!({ "anew": "anew-shared" }));
    scene.provider.knows(&[("u-7", "OP-07", &[])]);
    let mut browser = Browser::new();
    assert_eq!(browser.signs_in(&scene.centre, "u-7").status, 200);
    let remembered = |browser: &mut Browser| {
        let mut browser = browser.clone();
        let mut page = browser.get(&browser.clone().sent_to_provider(&scene.centre));
        while let Some(to) = page.to.clone() {
            if to.contains("/sign-in/sso/callback") {
                return true;
            }
            page = browser.get(&to);
        }
        false
    };
    let session = browser.get(&format!("{}/api/v1/session", scene.centre));
    let session: Value = serde_json::from_str(&session.text).unwrap();
    let csrf = session["csrf"].as_str().unwrap();
    let left = browser.post(&format!("{}/sign-out", scene.centre), &[("csrf", csrf)]);
    assert_eq!(scene.at(&mut browser).0, "");
    let page = browser.get(&left.to.unwrap());
    assert!(page.text.contains("Sign out at Hospital Login as well"), "{}", page.text);
    assert!(remembered(&mut browser), "the provider lets the next one in without a word");

    let to = browser.get(&format!("{}/sign-in/sso/out", scene.centre)).to.unwrap();
    assert!(to.starts_with(&scene.provider.issuer), "{to}");
    let asked = browser.get(&to);
    assert_eq!(asked.status, 200, "{}", asked.text);
    let confirm = super::provider::between(&asked.text, "action=\"", "\"").unwrap();
    let xsrf = super::provider::between(&asked.text, "name=\"xsrf\" value=\"", "\"").unwrap();
    let out = browser.post(&confirm, &[("xsrf", &xsrf), ("logout", "yes")]);
    assert_eq!(out.to.as_deref(), Some(format!("{}/sign-in", scene.centre).as_str()));
    assert!(!remembered(&mut browser), "the provider asks who it is");

    // With a password nobody has been there.
    let page = Browser::new().get(&format!("{}/sign-in", scene.centre));
    assert!(!page.text.contains("as well"), "{}", page.text);
    scene.ends();
}

#[test]
fn where_two_factors_are_demanded_the_provider_says_so_or_ours_is_asked_for_at_a_provider() {
    let scene = Scene::set(Some(SECRET));
    for code in ["OP-07", "OP-11"] {
        somebody(&scene.admin, code, &["operator"]);
    }
    scene.admin.opens_account("op-07", &person(&scene.admin, "OP-07"));
    scene.lays_down(&json!({}));
    scene.provider.knows(&[("u-7", "OP-07", &[]), ("u-11", "OP-11", &[])]);
    let secret = scene.server.client("op-07").unwrap().sets_up_codes();
    // Not demanded of everybody: the provider's word is enough.
    let mut browser = Browser::new();
    let page = browser.signs_in_and_confirms(&scene.centre, "u-7", PASSWORD);
    assert_eq!((page.status, scene.at(&mut browser).0.as_str()), (200, "OP-07"), "{}", page.text);
    scene.admin.sets_up_codes();
    let demand = json!({ "id": act_id(), "is": "centre.require-second-factor", "said": "ask",
        "with": { "centre": "centre/c01", "second_factor": "of-everybody" },
        "sign": { "means": "approved", "password": PASSWORD } });
    let (status, answer) = scene.admin.post("/api/v1/acts", &demand).unwrap();
    assert_eq!(status, 201, "{answer}");

    // Nothing, or one factor twice, is said: ours is asked for, and no session is open before it.
    for methods in [&[][..], &["pwd", "pin"]] {
        scene.provider.proves("u-7", methods);
        let mut browser = Browser::new();
        let page = browser.signs_in(&scene.centre, "u-7");
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("asks for a second factor"), "{}", page.text);
        assert_eq!(page.headers["refresh"], "0; url=/sign-in/second?back=/account");
        assert_eq!(scene.at(&mut browser).0, "", "nobody is signed in");
        let step = format!("{}/sign-in/second", scene.centre);
        assert!(browser.get(&step).text.contains("op-07"));
        let wrong = browser.post(&step, &[("code", "000000"), ("back", "/account")]);
        assert_eq!(wrong.status, 401, "{}", wrong.text);
        if methods.is_empty() {
            continue;
        }
        let right = browser.post(&step, &[("code", &code(&secret, 1)), ("back", "/account")]);
        assert_eq!(right.status, 303, "{}", right.text);
        assert_eq!(scene.at(&mut browser).0, "OP-07");
    }
    // Two kinds: the provider has seen to it, also for who has no factor here.
    for (login, code) in [("u-7", "OP-07"), ("u-11", "OP-11")] {
        scene.provider.proves(login, &["pwd", "otp"]);
        let mut browser = Browser::new();
        assert_eq!(browser.signs_in(&scene.centre, login).status, 200);
        assert_eq!(scene.at(&mut browser).0, code);
        assert_eq!(browser.get(&format!("{}/batch", scene.centre)).status, 200);
    }
    // Whoever has none here and shows none there is led to set one up, and does nothing else.
    scene.provider.proves("u-11", &["pwd"]);
    let mut browser = Browser::new();
    assert_eq!(browser.signs_in(&scene.centre, "u-11").status, 200);
    let led = browser.get(&format!("{}/batch", scene.centre));
    assert!(led.to.is_some_and(|to| to.ends_with("/second-factor")), "{}", led.text);
    scene.ends();
}

/// A page as the administrator sees it.
fn browser_of_admin(scene: &Scene, path: &str) -> String {
    match scene.admin.browse("GET", path, "").unwrap() {
        (200, Value::String(text)) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_tampered_with_or_used_before_is_refused_at_a_provider() {
    let scene = Scene::set(Some(SECRET));
    somebody(&scene.admin, "OP-07", &["operator"]);
    scene.lays_down(&json!({}));
    scene.provider.knows(&[("u-1", "OP-07", &[])]);
    let refused = |browser: &mut Browser, address: &str, says: &str| {
        let page = browser.get(address);
        assert_eq!(page.status, 401, "{}", page.text);
        assert!(page.text.contains(says), "{says}: {}", page.text);
        assert_eq!(scene.at(browser).0, "", "nobody is signed in");
    };
    let (not_begun, used) = ("not begun at this browser", "it was used before");

    let mut browser = Browser::new();
    let to = browser.sent_to_provider(&scene.centre);
    let back = browser.at_provider(&to, "u-1");
    let mut tampered = browser.clone();
    refused(&mut tampered, &back.replace("state=", "state=x"), not_begun);
    refused(&mut Browser::new(), &back, not_begun);
    let issuer = back.replace("iss=", "iss=x");
    refused(&mut browser.clone(), &issuer, "does not hold");
    let mut replayed = browser.clone();
    assert_eq!(browser.get(&back).status, 200);
    refused(&mut replayed, &back, used);

    // Another nonce, another client: what the provider then says is for nobody here.
    let mut browser = Browser::new();
    let to = browser.sent_to_provider(&scene.centre);
    let back = browser.at_provider(&to.replace("nonce=", "nonce=x"), "u-1");
    refused(&mut browser, &back, "does not hold");
    let mut browser = Browser::new();
    let to = browser.sent_to_provider(&scene.centre);
    let another = to.replace("client_id=centrosome&", "client_id=centrosome-es256&");
    assert_ne!(to, another);
    let back = browser.at_provider(&another, "u-1");
    refused(&mut browser, &back, used);
    // Another challenge: the code is not ours to show.
    let mut browser = Browser::new();
    let to = browser.sent_to_provider(&scene.centre);
    let challenge = super::provider::between(&to, "code_challenge=", "&").unwrap();
    let first = if challenge.starts_with('A') { "B" } else { "A" };
    let another = format!("{first}{}", &challenge[1..]);
    let back = browser.at_provider(&to.replace(&challenge, &another), "u-1");
    refused(&mut browser, &back, used);

    // Where a browser goes in the end is ours to say.
    for elsewhere in ["//evil.example", "https://evil.example", "/\\evil.example"] {
        let mut browser = Browser::new();
        let begin =
            format!("{}/sign-in/sso?back={}", scene.centre, super::provider::encoded(elsewhere));
        let to = browser.get(&begin).to.unwrap();
        let back = browser.at_provider(&to, "u-1");
        assert_eq!(browser.get(&back).headers["refresh"], "0; url=/", "{elsewhere}");
    }
    // And a host that is not ours is told so, not led back to.
    let page = Browser::new().get(&format!("{}/sign-in/sso", scene.server.url));
    assert_eq!(page.status, 401, "{}", page.text);
    scene.ends();
}

#[test]
fn a_provider_that_is_away_keeps_nobody_out_and_comes_back_with_new_keys_at_a_provider() {
    let mut scene = Scene::set(Some(SECRET));
    somebody(&scene.admin, "OP-07", &["operator"]);
    scene.admin.opens_account("op-07", &person(&scene.admin, "OP-07"));
    scene.lays_down(&json!({}));
    scene.provider.knows(&[("u-1", "OP-07", &[])]);
    let mut browser = Browser::new();
    let page = browser.signs_in_and_confirms(&scene.centre, "u-1", PASSWORD);
    assert_eq!(page.status, 200, "{}", page.text);

    scene.provider = scene.provider.again();
    let mut browser = Browser::new();
    assert_eq!(browser.signs_in(&scene.centre, "u-1").status, 200, "a new key is asked for");

    let mut browser = Browser::new();
    let to = browser.sent_to_provider(&scene.centre);
    let back = browser.at_provider(&to, "u-1");
    drop(std::mem::replace(
        &mut scene.provider,
        Provider::start(scene.folder.path(), "http://localhost:9"),
    ));
    let page = browser.get(&back);
    assert_eq!(page.status, 502, "{}", page.text);
    assert!(page.text.contains("The provider does not answer"), "{}", page.text);
    assert!(scene.server.client("op-07").is_some(), "a password does");
    scene.ends();
}

#[test]
fn every_algorithm_and_a_client_without_a_secret_work_at_a_provider() {
    for (secret, client) in [(Some(SECRET), "centrosome-es256"), (None, "centrosome-public")] {
        let scene = Scene::set(secret);
        somebody(&scene.admin, "OP-07", &["operator"]);
        scene.lays_down(&json!({ "client_id": client, "anew": "anew-shared" }));
        scene.provider.knows(&[("u-1", "OP-07", &[])]);
        let mut browser = Browser::new();
        let page = browser.signs_in(&scene.centre, "u-1");
        assert_eq!(page.status, 200, "{client}: {}", page.text);
        assert_eq!(scene.at(&mut browser).0, "OP-07");
        scene.ends();
    }
}

/// What no client without a screen proves: the browser brings the session's cookie, which no other
/// site may make it send, to the page where it ends up.
#[tokio::test(flavor = "multi_thread")]
async fn a_real_browser_goes_there_and_back_at_a_provider_in_the_browser() {
    let scene = tokio::task::spawn_blocking(|| {
        let scene = Scene::set(Some(SECRET));
        somebody(&scene.admin, "OP-07", &["operator"]);
        scene.admin.opens_account("op-07", &person(&scene.admin, "OP-07"));
        scene.lays_down(&json!({}));
        scene.provider.knows(&[("u-1", "OP-07", &[])]);
        scene
    });
    let scene = scene.await.unwrap();
    let browser = testkit::Browser::start().await;
    let mut tab = browser.somebody(&scene.centre).await;
    tab.wishes("lang", "en").await;
    tab.open("/sign-in?back=/account").await;
    assert_eq!(tab.laws().await, Vec::<String>::new());
    for first in [true, false] {
        tab.presses("Sign in with Hospital Login").await;
        tab.arrives().await;
        tab.fills("input[name=login]", "u-1").await;
        tab.fills("input[name=password]", "any").await;
        tab.key("Enter").await;
        if first {
            tab.arrives().await;
            tab.presses("Continue").await;
            tab.arrives_at("/sign-in/sso/link").await;
            // What the provider's own pages lack is not ours to answer for.
            drop(tab.complaints().await);
            tab.must_say("Confirm that this is you").await;
            tab.must_say("OP-07").await;
            assert_eq!(tab.laws().await, Vec::<String>::new());
            tab.fills("input[name=password]", PASSWORD).await;
            tab.key("Enter").await;
        }
        tab.arrives_at("/account").await;
        drop(tab.complaints().await);
        tab.must_say("OP-07").await;
        tab.must_say("Single sign-on").await;
        if first {
            tab.run("document.querySelector('form[action=\"/sign-out\"]').requestSubmit() ?? null")
                .await;
            tab.arrives().await;
            tab.open("/sign-in?back=/account").await;
        }
    }
    tab.close().await;
    browser.close().await;
    tokio::task::spawn_blocking(|| scene.ends()).await.unwrap();
}
