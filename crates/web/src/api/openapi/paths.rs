//! The addresses of the API, one line each.

use serde_json::{Map, Value, json};

/// One operation: method, address, tag, public, query parameters, what it answers with.
struct Operation {
    method: &'static str,
    path: &'static str,
    tag: &'static str,
    summary: &'static str,
    public: bool,
    query: &'static [(&'static str, bool, &'static str)],
    body: Option<(&'static str, Option<&'static str>)>,
    answer: (&'static str, &'static str, Option<&'static str>),
}

const JSON: &str = "application/json";
const BINARY: &str = "application/octet-stream";
const LIMIT: (&str, bool, &str) = ("limit", false, "How many at most.");

/// What notes of the second log are asked for by.
const ACCESS: &[(&str, bool, &str)] = &[
    ("person", false, "By whom, as OP-07."),
    ("subject", false, "About whom, as patient/0vq2m1k9ab; orders and infusions come along."),
    ("sort", false, "read, signed-in, sign-in-failed, refused or lost."),
    ("from", false, "From this day on."),
    ("until", false, "Until this day, itself included."),
    ("before", false, "The place before which to begin, as `next` says it."),
    LIMIT,
];

const fn get(path: &'static str, tag: &'static str, summary: &'static str) -> Operation {
    Operation {
        method: "get",
        path,
        tag,
        summary,
        public: false,
        query: &[],
        body: None,
        answer: ("200", JSON, None),
    }
}

const fn post(path: &'static str, tag: &'static str, summary: &'static str) -> Operation {
    Operation { method: "post", answer: ("201", JSON, None), ..get(path, tag, summary) }
}

const fn open(operation: Operation) -> Operation {
    Operation { public: true, ..operation }
}

/// Every operation, in the order a reader of the document meets them.
const OPERATIONS: &[Operation] = &[
    Operation {
        body: Some((JSON, Some("SignIn"))),
        answer: ("201", JSON, Some("Session")),
        ..open(post("/api/v1/session", "session", "Sign in"))
    },
    Operation {
        body: Some((JSON, Some("BadgeAndPin"))),
        answer: ("201", JSON, Some("Session")),
        ..open(post(
            "/api/v1/session/badge",
            "session",
            "Sign in with badge and PIN, at the station whose cookie comes along",
        ))
    },
    Operation {
        body: Some((JSON, Some("SecondFactor"))),
        answer: ("201", JSON, Some("Session")),
        ..open(post(
            "/api/v1/session/second-factor",
            "session",
            "Show a second factor after the password",
        ))
    },
    Operation {
        answer: ("200", JSON, Some("Session")),
        ..get("/api/v1/session", "session", "Who is signed in")
    },
    Operation {
        method: "patch",
        body: Some((JSON, None)),
        answer: ("200", JSON, Some("Session")),
        ..get("/api/v1/session", "session", "Choose the role to act in")
    },
    Operation {
        method: "delete",
        answer: ("204", "", None),
        ..get("/api/v1/session", "session", "Sign out")
    },
    get("/api/v1/sessions", "session", "One's own open sessions"),
    Operation {
        method: "delete",
        answer: ("204", "", None),
        ..get("/api/v1/sessions/{session}", "session", "End one of one's own sessions")
    },
    get("/api/v1/me/permissions", "session", "What one may do"),
    open(get("/api/v1/account", "session", "What whoever opens an account acknowledges")),
    Operation {
        body: Some((JSON, Some("OpenAccount"))),
        answer: ("201", JSON, Some("Receipt")),
        ..open(post(
            "/api/v1/account",
            "session",
            "Open one's account with the code of an invitation",
        ))
    },
    Operation {
        body: Some((JSON, Some("NewTimeCodeFor"))),
        answer: ("200", JSON, Some("TimeCode")),
        ..post(
            "/api/v1/account/time-code",
            "session",
            "What one's time-based codes are to be made of",
        )
    },
    Operation {
        body: Some((JSON, Some("Act"))),
        answer: ("201", JSON, Some("Receipt")),
        ..post("/api/v1/acts", "acts", "Ask for or tell something")
    },
    Operation {
        body: Some((JSON, Some("Act"))),
        answer: ("200", JSON, Some("ToSign")),
        ..post("/api/v1/acts/prepare", "acts", "Fix an act for the signer's passkey to sign")
    },
    Operation {
        answer: ("200", JSON, Some("Receipt")),
        ..get("/api/v1/acts/{id}", "acts", "What became of an act")
    },
    Operation {
        body: Some((BINARY, None)),
        ..post("/api/v1/objects", "acts", "Keep what is too large for an entry")
    },
    Operation {
        answer: ("200", BINARY, None),
        ..get("/api/v1/objects/{sha256}", "acts", "An object by its hash")
    },
    Operation {
        body: Some(("text/yaml", None)),
        ..post("/api/v1/processes/compile", "acts", "Compile a process text and keep both forms")
    },
    Operation {
        query: &[
            ("index", true, "The name of an index, as person-code."),
            ("text", true, "The key, as OP-07."),
            LIMIT,
        ],
        ..get("/api/v1/subjects", "reads", "Subjects found under a key")
    },
    Operation {
        query: &[("after", false, "The key after which to begin."), LIMIT],
        ..get("/api/v1/subjects/{kind}", "reads", "Subjects of a kind, in order of their keys")
    },
    Operation {
        answer: ("200", JSON, Some("Subject")),
        ..get("/api/v1/subjects/{kind}/{key}", "reads", "A subject with its state")
    },
    Operation {
        query: &[("from", false, "The position to begin at, as `next` says it."), LIMIT],
        ..get("/api/v1/subjects/{kind}/{key}/entries", "reads", "Its entries, newest first")
    },
    Operation {
        query: &[
            ("from", false, "A position or a time; left out: its first entry."),
            ("to", false, "A position or a time; left out: now."),
        ],
        ..get(
            "/api/v1/subjects/{kind}/{key}/difference",
            "reads",
            "What changed between two moments",
        )
    },
    Operation {
        query: &[
            ("person", false, "By whom, as OP-07."),
            ("subject", false, "About what, as batch/B26-0001."),
            ("act", false, "The action, as batch.correct-value."),
            ("from", false, "Taken down from this time on."),
            ("until", false, "Taken down until this time."),
            ("only", false, "signed, told or findings."),
            ("words", false, "Words that stand in what is shown of it."),
            ("named", false, "yes: with the free texts the person may read."),
            ("before", false, "The position before which to begin, as `next` says it."),
            LIMIT,
        ],
        ..get("/api/v1/audit", "reads", "Acts as sentences, newest first")
    },
    Operation {
        query: ACCESS,
        ..get("/api/v1/access", "reads", "Who was shown what, and who was turned away")
    },
    Operation {
        query: ACCESS,
        ..get("/api/v1/subjects/{kind}/{key}/access", "reads", "Who was shown what of a patient")
    },
    get("/api/v1/log/entries/{position}", "log", "An entry, readable, with its two lines"),
    Operation {
        query: &[
            ("position", true, "Of the entry."),
            ("size", false, "Of the log; left out: as it stands."),
        ],
        ..open(get("/api/v1/log/proof/inclusion", "log", "That an entry is in the log"))
    },
    Operation {
        query: &[
            ("old", true, "The smaller size."),
            ("new", false, "The larger; left out: as it stands."),
        ],
        ..open(get("/api/v1/log/proof/consistency", "log", "That one log begins another"))
    },
    Operation {
        query: &[("named", false, "yes: with the personal texts the person may read.")],
        answer: ("200", "application/jsonl", None),
        ..get("/api/v1/batches/{key}/dossier", "log", "The record of a batch with its proofs")
    },
    Operation {
        answer: ("200", "text/html", None),
        ..open(get("/verifier/dossier.html", "log", "The page that checks a dossier"))
    },
    Operation {
        answer: ("200", "text/plain", None),
        ..open(get("/log/checkpoint", "log", "The signed head of the log (tlog-checkpoint)"))
    },
    Operation {
        answer: ("200", "text/plain", None),
        ..open(get("/log/checkpoint/witnessed", "log", "The newest head a witness has cosigned"))
    },
    open(get(
        "/api/v1/log/witnesses",
        "log",
        "Who has witnessed what, and how far behind they are",
    )),
    Operation {
        answer: ("200", BINARY, None),
        ..open(get(
            "/log/tile/{path}",
            "log",
            "Tiles of hashes (tlog-tiles); bundles of entries for inspectors",
        ))
    },
    Operation {
        answer: ("200", "text/event-stream", None),
        ..get("/events", "reads", "`log` events with the size whenever the log has grown")
    },
    open(get("/health", "server", "The process answers")),
    open(get("/ready", "server", "Acts are taken")),
    open(get("/problems/{kind}", "server", "What a type of problem means")),
];

/// The groups operations are in.
pub(super) fn tags() -> Value {
    let tag = |name: &str, meaning: &str| json!({ "name": name, "description": meaning });
    json!([
        tag("session", "Who one is."),
        tag("acts", "What somebody does."),
        tag("reads", "What the centre is."),
        tag("log", "What proves it."),
        tag("server", "The server itself."),
    ])
}

/// Every address with its operations.
pub(super) fn paths() -> Value {
    let mut paths = Map::new();
    for operation in OPERATIONS {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        if let Some(path) = path.as_object_mut() {
            path.insert(operation.method.to_owned(), described(operation));
        }
    }
    Value::Object(paths)
}

fn described(operation: &Operation) -> Value {
    let in_path = operation.path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let mut parameters: Vec<Value> = in_path
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    parameters.extend(operation.query.iter().map(|(name, required, meaning)| {
        json!({ "name": name, "in": "query", "required": required, "description": meaning,
            "schema": { "type": "string" } })
    }));
    let (status, kind, schema) = operation.answer;
    let answer = if kind.is_empty() {
        json!({ "description": operation.summary })
    } else {
        json!({ "description": operation.summary, "content": content(kind, schema) })
    };
    let mut responses = Map::new();
    responses.insert(status.to_owned(), answer.clone());
    if operation.path == "/api/v1/acts" {
        responses.insert("200".to_owned(), answer);
    }
    responses.insert("default".to_owned(), json!({ "$ref": "#/components/responses/Problem" }));
    let mut said = Map::new();
    let mut put = |name: &str, value: Value| said.insert(name.to_owned(), value);
    put("operationId", operation_id(operation).into());
    put("tags", json!([operation.tag]));
    put("summary", operation.summary.into());
    put("parameters", parameters.into());
    if let Some((kind, schema)) = operation.body {
        put("requestBody", json!({ "required": true, "content": content(kind, schema) }));
    }
    put("responses", responses.into());
    if operation.public {
        put("security", json!([]));
    }
    Value::Object(said)
}

fn content(kind: &str, schema: Option<&str>) -> Value {
    let schema = match schema {
        Some(name) => json!({ "$ref": format!("#/components/schemas/{name}") }),
        None if kind == JSON => json!({ "type": "object" }),
        None => json!({}),
    };
    json!({ kind: { "schema": schema } })
}

/// A name for programs made from this document: `get-subjects-kind-key`.
fn operation_id(operation: &Operation) -> String {
    let path = operation.path.replace("/api/v1", "").replace(['{', '}', '.'], "");
    format!("{}{}", operation.method, path.replace('/', "-"))
}

#[cfg(test)]
pub(in crate::api) fn listed() -> Vec<(&'static str, &'static str, bool)> {
    OPERATIONS.iter().map(|one| (one.method, one.path, one.public)).collect()
}
