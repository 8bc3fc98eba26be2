//! Bad input to every command and address the server publishes: a problem below 500 that names the
//! field, in both languages; never a fault, never a panic.
//!
//! What is sent is made from `/api/openapi.json`, so that a new action is ill-treated without a line
//! here.

use crate::running::{ADMIN, Client, PASSWORD, Server, act_id, found, program, serving, verify};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};

/// A server that is sent everything, and what it publishes of itself.
struct Target {
    server: Server,
    client: Client,
    document: Value,
    /// A known subject of each kind, where one could be made.
    known: BTreeMap<String, String>,
    log: std::path::PathBuf,
    data: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

/// One action as it is published.
struct Published {
    name: String,
    said: String,
    signed: Option<String>,
    fields: Map<String, Value>,
    required: Vec<String>,
}

impl Target {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        found(&data);
        let log = folder.path().join("server.log");
        let mut command = program();
        command.args(serving(&data)).stderr(fs::File::create(&log).unwrap());
        let server = Server::launch(command).unwrap_or_else(|_| panic!("it did not start"));
        let admin = server.client(ADMIN).unwrap();
        let document = admin.get("/api/openapi.json").unwrap().1;
        let client = person_of_all_roles(&server, &admin, &document);
        let known = BTreeMap::new();
        let mut target = Self { server, client, document, known, log, data, _folder: folder };
        // Twice: what the first round makes, the second can name.
        for _ in 0..2 {
            target.make_what_can_be_made(&admin);
        }
        target
    }

    fn actions(&self) -> Vec<Published> {
        let schemas = &self.document["components"]["schemas"];
        let references = schemas["Act"]["oneOf"].as_array().unwrap();
        references
            .iter()
            .map(|reference| {
                let name = reference["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
                let one = &schemas[name];
                let has = |list: &Value, word: &str| {
                    list.as_array().is_some_and(|list| list.iter().any(|one| one == word))
                };
                let means = &one["properties"]["sign"]["allOf"][1]["properties"]["means"]["enum"];
                let with = &one["properties"]["with"];
                Published {
                    name: one["title"].as_str().unwrap().to_owned(),
                    said: one["properties"]["said"]["enum"][0].as_str().unwrap().to_owned(),
                    signed: has(&one["required"], "sign")
                        .then(|| means[0].as_str().unwrap().to_owned()),
                    fields: with["properties"].as_object().unwrap().clone(),
                    required: with["required"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|field| field.as_str().unwrap().to_owned())
                        .collect(),
                }
            })
            .collect()
    }

    /// A value that a schema takes.
    fn sample(&self, schema: &Value) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap();
            let kind = name.strip_suffix("Id").map(str::to_lowercase).unwrap_or_default();
            let known = self.known.get(&kind);
            return known.map_or_else(
                || self.sample(&self.document["components"]["schemas"][name]),
                |known| json!(known),
            );
        }
        match schema["type"].as_str() {
            _ if schema["examples"].is_array() => schema["examples"][0].clone(),
            _ if schema["enum"].is_array() => schema["enum"][0].clone(),
            Some("integer") => json!(1),
            Some("array") => json!([self.sample(&schema["items"])]),
            _ => json!("Synthetic text"),
        }
    }

    fn with(&self, action: &Published) -> Map<String, Value> {
        let fields = action.fields.iter();
        fields
            .map(|(name, schema)| {
                let value = match name.as_str() {
                    "unit" => json!("mL"),
                    _ if schema["$ref"] == "#/components/schemas/Day" => json!("2099-12-31"),
                    // Whoever is known is refused for that.
                    _ if schema["$ref"] == "#/components/schemas/HospitalNumber" => json!(act_id()),
                    _ => self.sample(schema),
                };
                (name.clone(), value)
            })
            .collect()
    }

    fn make_what_can_be_made(&mut self, admin: &Client) {
        for action in self.actions() {
            for client in [admin, &self.client.clone()] {
                let mut act = act(&action, self.with(&action));
                if let Some(means) = &action.signed {
                    act["sign"] = json!({ "means": means, "password": PASSWORD });
                }
                let (status, receipt) = client.post("/api/v1/acts", &act).unwrap();
                check(status, &receipt, &act);
                for fact in receipt["facts"].as_array().into_iter().flatten() {
                    let subject = fact["subject"].as_str().unwrap();
                    let kind = subject.split('/').next().unwrap().to_owned();
                    self.known.entry(kind).or_insert(subject.to_owned());
                }
            }
        }
    }

    /// Sends an act; the answer's status, and the fields its reasons name.
    fn send(&self, act: &Value) -> (u16, Vec<String>) {
        let (status, answer) = self.client.post("/api/v1/acts", act).unwrap();
        check(status, &answer, act);
        let reasons = answer["reasons"].as_array().into_iter().flatten();
        let named = reasons.filter_map(|reason| reason["field"].as_str().map(str::to_owned));
        (status, named.collect())
    }

    /// What the server said of itself must hold neither a panic nor an incident; the log is whole.
    fn end(self) {
        self.server.kill();
        let said = fs::read_to_string(&self.log).unwrap();
        let bad = said.lines().find(|line| line.contains("panicked") || line.contains("incident"));
        assert_eq!(bad, None);
        let (sound, said) = verify(&self.data);
        assert!(sound, "{said}");
    }
}

/// Somebody who holds every role but the administrator's, whom the rules keep apart.
fn person_of_all_roles(server: &Server, admin: &Client, document: &Value) -> Client {
    let (_, receipt) = crate::running::enrol(admin, &act_id(), "ALL-1").unwrap();
    let person = receipt["facts"][0]["subject"].clone();
    for role in document["components"]["schemas"]["Role"]["enum"].as_array().unwrap() {
        if role != "administrator" && role != "system" {
            admin.assigns(&person, role.as_str().unwrap());
        }
    }
    admin.opens_account("all-1", &person);
    server.client("all-1").unwrap()
}

fn act(action: &Published, with: Map<String, Value>) -> Value {
    json!({ "id": act_id(), "is": action.name, "said": action.said, "with": with })
}

/// Taken, or a problem below 500 with a code and a sentence in both languages for each reason.
#[track_caller]
fn check(status: u16, answer: &Value, sent: &Value) {
    let sent: String = sent.to_string().chars().take(600).collect();
    assert!((200..500).contains(&status), "{status}: {answer}\nfor {sent}");
    if status < 300 {
        return;
    }
    assert!(answer["reasons"].is_array(), "{status}: {answer}\nfor {sent}");
    for member in ["type", "title", "detail", "instance"] {
        let said = answer[member].as_str().unwrap_or_default();
        assert!(!said.is_empty() && !said.contains('⟦'), "{member}: {answer}\nfor {sent}");
    }
    for reason in answer["reasons"].as_array().unwrap() {
        for member in ["code", "en", "zh"] {
            let said = reason[member].as_str().unwrap_or_default();
            assert!(!said.is_empty() && !said.contains('⟦'), "{member}: {reason}\nfor {sent}");
        }
    }
}

/// What no field of any kind takes.
fn of_wrong_type() -> Vec<Value> {
    vec![
        json!(true),
        json!(-1),
        json!(1.5),
        json!(u64::MAX),
        json!(1e300),
        json!({ "no": "such" }),
        json!([[[]]]),
        json!([null]),
    ]
}

/// What has the right type for some field, and should make none fall over.
fn odd() -> Vec<Value> {
    let mut odd: Vec<Value> = [
        "",
        " ",
        "\u{7}\u{1b}[2J",
        "\u{1d}",
        "]d2\u{1d}01\u{1d}",
        "]C1=A99992612345600",
        "=A99992612345600=%5100&(",
        "=",
        "&",
        "lot/",
        "/",
        "person/7k3m9q",
        "batch/NONE-0001",
        "lot/NONE-0001",
        "9999-12-31",
        "-009999-01-01",
        "2026-02-30",
        "9999-12-31T23:59:59.999Z",
        "-009999-01-02T00:00:00Z",
        "2026-11-22T10:14:60Z",
        "-0",
        "1e400",
        "00",
        "0.1234567890123456789012345",
        "99999999999999999999999999999",
        "NaN",
        "\u{202e}\u{fffd}\u{10ffff}e\u{301}",
        "'; DROP TABLE entries; --",
        "<script>alert(1)</script>",
    ]
    .map(|text| json!(text))
    .into();
    odd.push(json!("长".repeat(7_000)));
    odd.push(json!("x".repeat(70_000)));
    for number in ["1e400", "-0", "", "99999999999999999999999999", "79228162514264337593543950335"]
    {
        for unit in ["%", "furlong", ""] {
            odd.push(json!({ "n": number, "u": unit }));
        }
    }
    odd.push(json!({ "lt": "0", "gt": "0", "u": "%" }));
    odd.push(json!({ "none": "not-done", "u": "%" }));
    odd.push(json!({ "n": 81.2, "u": "%" }));
    odd.push(json!({ "$sealed": "AAAA", "key": "person/7k3m9q" }));
    odd.push(json!(0));
    odd.push(json!(u32::MAX));
    odd
}

#[test]
fn every_field_of_every_action() {
    let target = Target::new();
    let actions = target.actions();
    assert!(actions.len() > 50, "{}", actions.len());
    assert!(target.known.len() > 5, "{:?}", target.known);
    for action in &actions {
        let base = || target.with(action);
        // Whoever gives a wrong secret again and again is asked to wait, whatever else is wrong.
        let slowed =
            ["code", "old_password", "password"].iter().any(|it| action.fields.contains_key(*it));
        for name in action.fields.keys() {
            let place = format!("/with/{name}");
            for value in of_wrong_type() {
                let mut with = base();
                with.insert(name.clone(), value);
                let sent = act(action, with);
                let (status, named) = target.send(&sent);
                if slowed && status == 429 {
                    continue;
                }
                assert_eq!(status, 422, "{sent}");
                assert!(named.iter().any(|field| field.starts_with(&place)), "{named:?}\n{sent}");
            }
            let required = action.required.contains(name);
            for value in [None, Some(Value::Null)].into_iter().filter(|_| required) {
                let mut with = base();
                with.remove(name);
                with.extend(value.map(|value| (name.clone(), value)));
                let sent = act(action, with);
                let answered = target.send(&sent);
                if slowed && answered.0 == 429 {
                    continue;
                }
                assert_eq!(answered, (422, vec![place.clone()]), "{sent}");
            }
            for value in odd() {
                let mut with = base();
                with.insert(name.clone(), value);
                target.send(&act(action, with));
            }
        }
        let mut with = base();
        with.insert("colour".to_owned(), json!("red"));
        let sent = act(action, with);
        let answered = target.send(&sent);
        if slowed && answered.0 == 429 {
            continue;
        }
        assert_eq!(answered, (422, vec!["/with/colour".to_owned()]), "{sent}");
        for with in [json!([]), json!("x"), json!(null), json!(7)] {
            let mut sent = act(action, base());
            sent["with"] = with;
            assert_eq!(target.send(&sent), (422, vec!["/with".to_owned()]), "{sent}");
        }
    }
    target.end();
}

#[test]
fn every_part_of_an_act() {
    let target = Target::new();
    let with = json!({ "code": "OP-1", "name": "Synthetic Person" });
    let right = || json!({ "id": act_id(), "is": "people.enrol", "said": "ask", "with": with });
    for (part, values) in [
        ("id", vec![json!("x"), json!(""), json!("0193f2a7-b1c0-7d2e-9a41")]),
        ("is", vec![json!("people.fly"), json!(""), json!("x".repeat(5_000))]),
        ("iv", vec![json!(0), json!(2), json!(u64::MAX)]),
        ("said", vec![json!("shout"), json!("")]),
        ("as", vec![json!("king"), json!("")]),
        ("at", vec![json!("person/7k3m9q"), json!("station/"), json!("")]),
        ("occurred", vec![json!("soon"), json!("2026-13-01T00:00:00Z"), json!("2026-11-22")]),
        ("colour", vec![json!("red"), json!(null)]),
    ] {
        let wrong = of_wrong_type().into_iter().filter(|_| !["colour"].contains(&part));
        for value in values.into_iter().chain(wrong) {
            let mut sent = right();
            sent[part] = value;
            let (status, named) = target.send(&sent);
            assert_eq!(status, 422, "{sent}");
            assert_eq!(named, [format!("/{part}")], "{sent}");
        }
    }
    // In the future, as far as a clock can say.
    for moment in ["2999-01-01T00:00:00Z", "9999-12-30T22:00:00.999Z"] {
        let mut sent = right();
        sent["occurred"] = json!(moment);
        let (status, answer) = target.client.post("/api/v1/acts", &sent).unwrap();
        check(status, &answer, &sent);
        assert_eq!(status, 409, "{answer}");
        assert_eq!(answer["reasons"][0]["code"], "occurred-ahead", "{answer}");
        assert_eq!(answer["reasons"][0]["field"], "/occurred", "{answer}");
    }
    for (part, value) in [
        ("means", json!("agreed")),
        ("password", json!(7)),
        ("covers", json!([-1])),
        ("covers", json!("all")),
        ("covers", json!([1e30])),
        ("covers", json!([u64::MAX])),
        ("covers", json!([999_999])),
        ("basis", json!(-1)),
        ("basis", json!("now")),
        ("shown", json!("a page")),
        ("shown", json!({ "view": 1, "lang": [], "text": null })),
        ("colour", json!("red")),
    ] {
        let mut sent = right();
        sent["sign"] = json!({ "means": "approved", "password": PASSWORD });
        sent["sign"][part] = value;
        let (status, named) = target.send(&sent);
        assert_eq!(status, 422, "{sent}");
        let place = format!("/sign/{part}");
        assert!(named.iter().any(|field| field.starts_with(&place)), "{named:?}\n{sent}");
    }
    // As large as a number goes is only larger than the log, which is what stands.
    let mut sent = right();
    sent["sign"] = json!({ "means": "approved", "password": PASSWORD, "basis": u64::MAX });
    target.send(&sent);
    target.end();
}

#[test]
fn bodies_that_are_no_act() {
    let target = Target::new();
    let nested = |open: &str, close: &str| {
        format!("{{\"with\":{}{}}}", open.repeat(50_000), close.repeat(50_000)).into_bytes()
    };
    let huge = format!("{{\"id\":\"{}\"}}", "x".repeat(2 << 20)).into_bytes();
    let bodies: Vec<(&str, Vec<u8>, u16)> = vec![
        ("nothing", vec![], 400),
        ("half", b"{\"id\": \"".to_vec(), 400),
        ("no JSON", b"id=1&is=people.enrol".to_vec(), 400),
        ("no UTF-8", b"{\"id\":\"\xff\xfe\"}".to_vec(), 400),
        ("NUL", b"{\"id\":\"\\u0000\"}".to_vec(), 400),
        ("half a pair", b"{\"id\":\"\\ud800\"}".to_vec(), 400),
        ("twice", b"{\"id\":1,\"id\":2}".to_vec(), 400),
        ("after the end", b"{} {}".to_vec(), 400),
        ("1e400", b"{\"iv\":1e400}".to_vec(), 400),
        ("lists", nested("[", "]"), 400),
        ("objects", nested("{\"a\":", "}"), 400),
        ("a list", b"[]".to_vec(), 422),
        ("a number", b"7".to_vec(), 422),
        ("2 MiB", huge, 413),
    ];
    let json_of = [("Content-Type", "application/json")];
    let endpoints =
        [("POST", "/api/v1/acts"), ("POST", "/api/v1/account"), ("PATCH", "/api/v1/session")];
    for (method, path) in endpoints {
        for (name, body, wanted) in &bodies {
            let sent = target.client.send(method, path, &json_of, body);
            let (status, answer) = sent.unwrap_or_else(|error| panic!("{path}: {name}: {error}"));
            check(status, &answer, &json!(name));
            assert_eq!(status, *wanted, "{path}: {name}: {answer}");
            assert_eq!(answer["reasons"].as_array().unwrap().len(), 1, "{name}: {answer}");
        }
        for kind in
            ["text/plain", "application/x-www-form-urlencoded", "", "application/json\u{e9}"]
        {
            let headers = [("Content-Type", kind)];
            let sent = target.client.send(method, path, &headers, b"{}");
            let (status, answer) = sent.unwrap_or_else(|error| panic!("{path}: {kind}: {error}"));
            check(status, &answer, &json!(kind));
            assert_eq!(status, 415, "{path}: {kind}: {answer}");
        }
    }
    for body in
        [&b"\xff"[..], b"", b"\0", b"- - - -", &b"[".repeat(100_000), &b"a: &a [*a]\n".repeat(9)]
    {
        let headers = [("Content-Type", "text/yaml")];
        let path = "/api/v1/processes/compile";
        let (status, answer) = target.client.send("POST", path, &headers, body).unwrap();
        check(status, &answer, &json!(String::from_utf8_lossy(body)));
        assert!([400, 422].contains(&status), "{answer}");
    }
    endless(&target);
    target.end();
}

/// A body without a length that does not end: it is cut off at the limit.
fn endless(target: &Target) {
    let address = target.server.url.strip_prefix("http://").unwrap();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let head = format!(
        "POST /api/v1/acts HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
        target.client.token()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = format!("10000\r\n{}\r\n", "[".repeat(0x10000));
    for _ in 0..1_000 {
        // Once it has answered, the server takes no more.
        if stream.write_all(chunk.as_bytes()).is_err() {
            break;
        }
    }
    let mut answer = [0; 12];
    let read = stream.read(&mut answer).unwrap_or_default();
    // The connection may be gone before the answer is read; it must not be a fault.
    assert!(read == 0 || answer.starts_with(b"HTTP/1.1 413"), "{answer:?}");
}

#[test]
fn every_address() {
    let target = Target::new();
    let parts =
        ["x", "-1", "99999999999999999999", "%00", "%ff", "%2e%2e%2f", "'", "%E9%95%BF", "batch"];
    let long = "a".repeat(5_000);
    let parts: Vec<&str> = parts.into_iter().chain([long.as_str()]).collect();
    let paths = target.document["paths"].as_object().unwrap();
    let gets = paths.iter().filter(|(path, _)| *path != "/events");
    for (path, operations) in gets.filter(|(_, operations)| operations["get"].is_object()) {
        let names: Vec<&str> = operations["get"]["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|one| one["in"] == "query")
            .map(|one| one["name"].as_str().unwrap())
            .collect();
        for part in &parts {
            let mut address = path.clone();
            while let Some((before, rest)) = address.split_once('{') {
                address = format!("{before}{part}{}", rest.split_once('}').unwrap().1);
            }
            let alone = names.iter().map(|name| format!("{address}?{name}={part}"));
            let all =
                names.iter().map(|name| format!("{name}={part}")).collect::<Vec<_>>().join("&");
            let addresses =
                [address.clone(), format!("{address}?{all}"), format!("{address}?{all}&{all}")];
            // A client of ours sends no longer address; `body` sends what no client does.
            let sendable = |address: &String| address.len() < 60_000;
            for address in addresses.into_iter().chain(alone).filter(sendable) {
                let (status, answer) = target.client.get(&address).unwrap();
                // `/ready` and the like take no parameter and look at none.
                if status >= 300 {
                    check(status, &answer, &json!(address));
                }
            }
        }
    }
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        let (status, _) = target.client.send(method, "/api/v1/acts", &[], b"").unwrap();
        assert_eq!(status, 405, "{method}");
    }
    target.end();
}

/// Forms as a browser posts them, every field of every action at once.
#[test]
fn every_form() {
    let target = Target::new();
    let (_, page) = target.client.browse("GET", "/do/people.enrol", "").unwrap();
    let page = page.as_str().unwrap();
    let csrf = page.split_once("name=\"csrf\" value=\"").unwrap().1.split_once('"').unwrap().0;
    let values = [
        "",
        "x",
        "-1",
        "1e400",
        "9999-12-31",
        "9999-12-31T23:59",
        "lot/NONE-0001",
        "%1D%5Dd2",
        "%00",
        "%FF%FE",
        "%E9%95%BF",
        "%3Cscript%3E",
    ];
    let long = "x".repeat(30_000);
    for action in target.actions() {
        let path = format!("/do/{}", action.name);
        for value in values.iter().chain([&long.as_str()]) {
            let mut body = format!("csrf={csrf}&act={}&said={}", act_id(), action.said);
            for name in action.fields.keys() {
                for suffix in ["", ".n", ".u", ".how"] {
                    body.push_str(&format!("&{name}{suffix}={value}"));
                }
            }
            let (status, page) = target.client.browse("POST", &path, &body).unwrap();
            assert!((200..500).contains(&status), "{status} for {path} {value:.40}: {page}");
            let query = body.replace("csrf=", "x=");
            if query.len() < 8_000 {
                let asked = target.client.browse("GET", &format!("{path}?{query}"), "");
                let (status, page) = asked.unwrap();
                assert!((200..500).contains(&status), "{status} for {path}?{query}: {page}");
            }
        }
        for (part, value) in [
            ("act", "x"),
            ("said", "shout"),
            ("occurred", "soon"),
            ("covers", "-1"),
            ("basis", "x"),
            ("means", "x"),
            ("next", "//elsewhere.example"),
            ("as", "king"),
        ] {
            let body = format!("csrf={csrf}&act={}&said=ask&{part}={value}", act_id());
            let (status, page) = target.client.browse("POST", &path, &body).unwrap();
            assert!((200..500).contains(&status), "{status} for {path} {body}: {page}");
        }
    }
    target.end();
}
