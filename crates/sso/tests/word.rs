//! What a provider says, bent in each field: what must not count does not. The provider is a few
//! lines of our own, because a certified one cannot be had to lie.

#![expect(clippy::unwrap_used, reason = "a test says by panicking what failed")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ed25519_dalek::{Signer as _, SigningKey};
use serde_json::{Value, json};
use sso::{Error, Provider, Relation, Setup, Trip};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

const NOW: i64 = 1_800_000_000;

/// What the provider answers, by path.
#[derive(Clone)]
struct Says {
    keys: Vec<(&'static str, SigningKey)>,
    token: Value,
    userinfo: Value,
}

/// A provider on loopback that says what it is told to.
struct Liar {
    issuer: String,
    says: Arc<Mutex<Says>>,
}

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

/// An ID token signed by a key under a name.
fn signed(kid: &str, key: &SigningKey, claims: &Value) -> String {
    let part = |value: &Value| BASE64.encode(value.to_string());
    let text = format!("{}.{}", part(&json!({ "alg": "EdDSA", "kid": kid })), part(claims));
    let signature = BASE64.encode(key.sign(text.as_bytes()).to_bytes());
    format!("{text}.{signature}")
}

fn token(id_token: &str) -> Value {
    json!({ "access_token": "x", "token_type": "Bearer", "id_token": id_token })
}

impl Liar {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let says = Says { keys: vec![("a", key(1))], token: Value::Null, userinfo: Value::Null };
        let says = Arc::new(Mutex::new(says));
        let (telling, named) = (says.clone(), issuer.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let says = telling.lock().unwrap().clone();
                answer(&stream.unwrap(), &named, &says);
            }
        });
        Self { issuer, says }
    }

    fn says(&self, change: impl FnOnce(&mut Says)) {
        change(&mut self.says.lock().unwrap());
    }

    fn relation(&self) -> Relation {
        Relation {
            issuer: self.issuer.clone(),
            client: "centrosome".to_owned(),
            redirect: "http://localhost:9/sign-in/sso/callback".to_owned(),
            scopes: vec!["profile".to_owned()],
        }
    }

    /// Claims that are right.
    fn right(&self) -> Value {
        json!({ "iss": self.issuer, "aud": "centrosome", "sub": "7", "exp": NOW + 300,
            "iat": NOW, "auth_time": NOW, "nonce": "the nonce", "preferred_username": "OP-07" })
    }
}

fn answer(mut stream: &TcpStream, issuer: &str, says: &Says) {
    let mut lines = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    lines.read_line(&mut first).unwrap();
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let line = line.to_lowercase();
        if let Some(bytes) = line.strip_prefix("content-length:") {
            length = bytes.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    lines.take(length).read_to_end(&mut Vec::new()).unwrap();
    let body = match first.split(' ').nth(1).unwrap() {
        "/.well-known/openid-configuration" => json!({
            "issuer": issuer, "authorization_endpoint": format!("{issuer}/auth"),
            "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/jwks"),
            "userinfo_endpoint": format!("{issuer}/me"), "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
        }),
        "/jwks" => {
            let key = |(kid, key): &(&str, SigningKey)| {
                json!({ "kty": "OKP", "crv": "Ed25519", "kid": kid, "use": "sig",
                    "x": BASE64.encode(key.verifying_key().to_bytes()) })
            };
            json!({ "keys": says.keys.iter().map(key).collect::<Vec<_>>() })
        }
        "/token" => says.token.clone(),
        "/me" => says.userinfo.clone(),
        other => json!({ "asked": other }),
    };
    let body = body.to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
}

fn trip() -> Trip {
    Trip {
        state: "the state".to_owned(),
        nonce: "the nonce".to_owned(),
        verifier: "v".repeat(43),
        anew_since: Some(NOW - 5),
    }
}

#[test]
fn a_browser_is_sent_with_what_must_come_back() {
    let liar = Liar::start();
    let provider = Provider::new(Setup::default()).unwrap();
    let address = provider.address(&liar.relation(), &trip(), NOW).unwrap();
    assert!(address.starts_with(&format!("{}/auth?", liar.issuer)), "{address}");
    for part in [
        "response_type=code",
        "client_id=centrosome",
        "state=the+state",
        "nonce=the+nonce",
        "code_challenge_method=S256",
        "scope=openid+profile",
        "prompt=login",
        "max_age=0",
    ] {
        assert!(address.contains(part), "{part}: {address}");
    }
    assert!(!address.contains(&trip().verifier), "the verifier stays here");
}

#[test]
fn a_word_counts_only_as_it_must_be() {
    let liar = Liar::start();
    let provider = Provider::new(Setup::default()).unwrap();
    let ask = |id_token: &str| {
        liar.says(|says| says.token = token(id_token));
        provider.claims(&liar.relation(), &trip(), "code", &["preferred_username"], NOW)
    };
    let right = ask(&signed("a", &key(1), &liar.right())).unwrap();
    assert_eq!((right.subject(), right.text("preferred_username")), ("7", Some("OP-07")));

    let bent: &[(&str, Value)] = &[
        ("iss", json!("https://elsewhere.example")),
        ("aud", json!("another")),
        ("aud", json!(["centrosome", "another"])),
        ("nonce", json!("another")),
        ("nonce", Value::Null),
        ("exp", json!(NOW - 1)),
        ("iat", json!(NOW + 600)),
        ("auth_time", json!(NOW - 3600)),
        ("auth_time", Value::Null),
        ("azp", json!("another")),
    ];
    for (claim, value) in bent {
        let mut claims = liar.right();
        claims[claim] = value.clone();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(*claim);
        }
        let refused = ask(&signed("a", &key(1), &claims));
        assert!(matches!(refused, Err(Error::Token(_))), "{claim} {value}: {refused:?}");
    }

    let part = |value: &Value| BASE64.encode(value.to_string());
    let claims = part(&liar.right());
    let none = format!("{}.{claims}.", part(&json!({ "alg": "none" })));
    let shared = format!("{}.{claims}.eA", part(&json!({ "alg": "HS256" })));
    let forged = signed("a", &key(2), &liar.right());
    for id_token in [none, shared, forged] {
        assert!(ask(&id_token).is_err(), "{id_token}");
    }
    liar.says(|says| says.token = json!({ "access_token": "x", "token_type": "Bearer" }));
    let without = provider.claims(&liar.relation(), &trip(), "code", &[], NOW);
    assert!(matches!(without, Err(Error::Token(_))), "{without:?}");
}

#[test]
fn a_new_key_is_asked_for_and_a_key_nobody_publishes_does_not_count() {
    let liar = Liar::start();
    let provider = Provider::new(Setup::default()).unwrap();
    let ask = |id_token: &str| {
        liar.says(|says| says.token = token(id_token));
        provider.claims(&liar.relation(), &trip(), "code", &[], NOW)
    };
    ask(&signed("a", &key(1), &liar.right())).unwrap();
    let by_new = signed("b", &key(2), &liar.right());
    assert!(matches!(ask(&by_new), Err(Error::Token(_))));
    liar.says(|says| says.keys = vec![("b", key(2))]);
    ask(&by_new).unwrap();
    let by_old = signed("a", &key(1), &liar.right());
    assert!(matches!(ask(&by_old), Err(Error::Token(_))), "the old key is gone");
}

#[test]
fn what_is_not_in_the_token_is_asked_for_and_only_about_the_same_person() {
    let liar = Liar::start();
    let provider = Provider::new(Setup::default()).unwrap();
    let id_token = signed("a", &key(1), &liar.right());
    liar.says(|says| says.token = token(&id_token));
    let ask = || provider.claims(&liar.relation(), &trip(), "code", &["groups"], NOW);
    liar.says(|says| {
        says.userinfo = json!({ "sub": "7", "groups": ["ops"], "preferred_username": "AD-01" });
    });
    let claims = ask().unwrap();
    assert_eq!(claims.texts("groups"), ["ops"]);
    assert_eq!(claims.text("preferred_username"), Some("OP-07"), "what is signed goes first");
    liar.says(|says| says.userinfo = json!({ "sub": "8", "groups": ["ops"] }));
    assert!(matches!(ask(), Err(Error::Token(_))));
}

#[test]
fn a_provider_that_is_away_or_another_than_it_says_is_not_believed() {
    let provider = Provider::new(Setup::default()).unwrap();
    let liar = Liar::start();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let away = Relation { issuer: format!("http://{closed}"), ..liar.relation() };
    assert!(matches!(provider.address(&away, &trip(), NOW), Err(Error::Away(_))));
    // The same server under a name that is not the one it gives itself.
    let renamed = liar.issuer.replace("127.0.0.1", "localhost");
    let renamed = Relation { issuer: renamed, ..liar.relation() };
    assert!(matches!(provider.address(&renamed, &trip(), NOW), Err(Error::Away(_))));
    // Over TLS nothing else will do, whatever answers there.
    let plain = Relation { issuer: liar.issuer.replace("http:", "https:"), ..liar.relation() };
    assert!(matches!(provider.address(&plain, &trip(), NOW), Err(Error::Away(_))));
}
