//! The schemas fields are made of, and those of answers.

use crate::problem::Kind as ProblemKind;
use domain::act::Meaning;
use domain::id::Kind;
use domain::people::Role;
use domain::shape::{Field, FieldKind};
use engine::weak::{PASSWORD_BYTES_MAX, PASSWORD_CHARACTERS_MIN};
use serde_json::{Map, Value, json};

/// The most free text one field takes, in characters of one byte.
const TEXT_MAX: usize = 20_000;

/// The schema of a field, with what it means.
pub(super) fn field(field: &Field) -> Value {
    let mut schema = of(field.kind);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".to_owned(), field.meaning.trim().into());
    }
    schema
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The name of a kind's identifier: `BatchId`.
fn id_name(kind: Kind) -> String {
    let mut letters = kind.name().chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).chain("Id".chars()).collect()
}

fn of(kind: FieldKind) -> Value {
    match kind {
        FieldKind::Subject(kind) => reference(&id_name(kind)),
        FieldKind::AnySubject => reference("SubjectId"),
        FieldKind::Reading => reference("Reading"),
        FieldKind::Number => reference("Number"),
        FieldKind::Unit => reference("Unit"),
        FieldKind::Count => json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        FieldKind::Date => reference("Day"),
        FieldKind::Moment => reference("Moment"),
        FieldKind::Choice(words) => json!({ "type": "string", "enum": words }),
        FieldKind::Code => reference("Code"),
        FieldKind::Scan => reference("Scan"),
        FieldKind::Bytes => reference("Bytes"),
        FieldKind::Digest => reference("Sha256"),
        FieldKind::Note => reference("Note"),
        FieldKind::Reason => reference("Reason"),
        FieldKind::Name => reference("Name"),
        FieldKind::BirthDate => reference("BirthDate"),
        FieldKind::Wristband => reference("Wristband"),
        FieldKind::HospitalNumber => reference("HospitalNumber"),
        FieldKind::NewPassword => reference("NewPassword"),
        FieldKind::Password => reference("Password"),
        FieldKind::NewPin => reference("NewPin"),
        FieldKind::OneTimeCode => reference("OneTimeCode"),
        FieldKind::NewTimeCode => reference("NewTimeCode"),
        FieldKind::DrawnCode => json!({ "readOnly": true, "type": "string" }),
        FieldKind::Pair(first, second) => json!({
            "type": "string", "pattern": "^[^#]+#[^#]+$", "maxLength": 120,
            "examples": [format!("{}#{}", example(*first), example(*second))],
        }),
        FieldKind::List(inner) => json!({ "type": "array", "items": of(*inner) }),
    }
}

/// What may stand in one half of a pair.
fn example(kind: FieldKind) -> String {
    match kind {
        FieldKind::Subject(kind) => format!("{}/7k3m9q", kind.name()),
        FieldKind::Count => "1".to_owned(),
        _ => "harvest.count".to_owned(),
    }
}

/// Adds every schema that is not an action.
pub(super) fn add(schemas: &mut Map<String, Value>) {
    let mut put = |name: &str, schema: Value| {
        schemas.insert(name.to_owned(), schema);
    };
    for kind in Kind::ALL {
        put(
            &id_name(*kind),
            text(
                &format!("^{}/[A-Za-z0-9.-]{{1,40}}$", kind.name()),
                &format!("{}/7k3m9q", kind.name()),
                "An identifier: its kind, a slash, its key.",
            ),
        );
    }
    let words: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    put(
        "SubjectId",
        text(
            &format!("^({})/[A-Za-z0-9.-]{{1,40}}$", words.join("|")),
            "batch/B26-0042",
            "A subject of any kind.",
        ),
    );
    let roles: Vec<_> = Role::ALL.iter().copied().map(Role::word).collect();
    put(
        "Role",
        json!({ "type": "string", "enum": roles, "description":
        "In which role. In an act it may be left out: then the role that may do it." }),
    );
    for (name, pattern, example, meaning) in TEXTS {
        put(name, text(pattern, example, meaning));
    }
    for (name, meaning) in SEALED {
        put(
            name,
            json!({ "type": "string", "maxLength": TEXT_MAX, "description":
            format!("{meaning} Sealed: never in clear in the log.") }),
        );
    }
    put("Reading", reading());
    put("Sign", sign());
    put("ToSign", to_sign());
    put("Receipt", receipt());
    put("Reasons", reasons());
    put("Problem", problem());
    put(
        "SignIn",
        object(
            &["name", "password"],
            json!({
                "name": { "type": "string" },
                "password": { "type": "string" },
            }),
        ),
    );
    put(
        "BadgeAndPin",
        object(
            &["badge", "pin"],
            json!({
                "badge": { "type": "string", "description": "What the badge says: badge/…" },
                "pin": { "type": "string" },
            }),
        ),
    );
    put(
        "NewPassword",
        json!({ "type": "string", "writeOnly": true, "minLength": PASSWORD_CHARACTERS_MIN,
            "maxLength": PASSWORD_BYTES_MAX, "description":
            "A password being set. The log holds a hash of its hash, which lies beside it." }),
    );
    put(
        "NewTimeCode",
        json!({ "type": "string", "writeOnly": true, "description":
            "The first code of the secret that POST /api/v1/account/time-code gave for the id of this \
             act. The log holds a hash of the sealed secret, which lies beside it." }),
    );
    put(
        "SecondFactor",
        object(
            &["ticket"],
            json!({
                "ticket": { "type": "string", "description":
                    "Of the problem second-factor-needed." },
                "code": { "type": "string", "description": "A time-based code; or:" },
                "passkey": { "type": "object", "description":
                    "What a passkey made of `sign` of that problem: cred, auth, client, sig." },
            }),
        ),
    );
    put(
        "TimeCode",
        object(
            &["id", "secret", "address", "digits", "seconds"],
            json!({
                "id": reference("ActId"),
                "secret": { "type": "string", "description": "In Base32, to be typed into an app." },
                "address": { "type": "string", "description":
                    "The same as an otpauth:// address, for a picture or a link." },
                "digits": { "type": "integer" },
                "seconds": { "type": "integer" },
            }),
        ),
    );
    put(
        "NewTimeCodeFor",
        object(
            &["id"],
            json!({ "id": { "allOf": [reference("ActId")], "description":
                "Of the act people.set-time-code that is to set them up." } }),
        ),
    );
    put(
        "Password",
        json!({ "type": "string", "writeOnly": true, "description":
            "The password of whoever acts, given for this act." }),
    );
    put(
        "NewPin",
        json!({ "type": "string", "writeOnly": true, "pattern": "^[0-9]{6,12}$", "description":
            "A PIN being set. The log holds a hash of its hash, which lies beside it." }),
    );
    put(
        "OneTimeCode",
        json!({ "type": "string", "writeOnly": true, "description":
            "The code of an invitation; dashes, blanks and capitals do not matter." }),
    );
    put(
        "OpenAccount",
        object(
            &["id", "name", "code", "password", "acknowledged"],
            json!({
                "id": reference("ActId"),
                "name": { "type": "string", "description": "The person's code, as op-07." },
                "code": reference("OneTimeCode"),
                "password": reference("NewPassword"),
                "acknowledged": { "type": "string", "description":
                    "The hash of the text that was shown, one of GET /api/v1/account." },
            }),
        ),
    );
    put(
        "Session",
        object(
            &["person", "code", "roles", "ends"],
            json!({
                "token": { "type": "string", "description": "Only when the session is opened." },
                "person": reference("PersonId"),
                "code": { "type": "string" },
                "station": { "type": ["string", "null"], "description":
                    "The station it is bound to: its cookie comes along with each request." },
                "roles": { "type": "array", "items": reference("Role") },
                "role": { "type": ["string", "null"] },
                "ends": reference("Moment"),
                "idle_seconds": { "type": "integer", "description":
                    "After so long without use it ends." },
                "csrf": { "type": "string", "description":
                    "For X-CSRF-Token, where the session's token is in a cookie." },
                "second_factor_missing": { "type": "boolean", "description":
                    "The centre asks one of everybody: until it is set up, nothing else is done." },
            }),
        ),
    );
    put(
        "Subject",
        object(
            &["subject", "ordinal", "last", "summary"],
            json!({
                "subject": reference("SubjectId"),
                "ordinal": { "type": "integer", "description": "How many entries are about it." },
                "last": { "type": "integer", "description": "Position of the latest of them." },
                "open": { "type": "boolean", "description": "Whether its state is in memory." },
                "summary": { "type": "object" },
                "state": { "type": "object", "description":
                    "As the facts make it. A sealed text stands in clear for whom it is meant, else as \
                     {\"sealed\": true}, or {\"erased\": true} once it is gone." },
            }),
        ),
    );
}

/// Texts with a grammar: name, pattern, example, meaning.
const TEXTS: &[(&str, &str, &str, &str)] = &[
    (
        "ActId",
        "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        "0193f2a7-b1c0-7d2e-9a41-3c5f0e8b7a10",
        "The client's own name for the act, a UUID, best of version 7. Sent again, it is the same act.",
    ),
    (
        "Moment",
        r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$",
        "2026-11-22T10:14:05.120Z",
        "A moment, kept to the millisecond.",
    ),
    ("Day", r"^\d{4}-\d{2}-\d{2}$", "2026-11-22", "A day in the centre's zone."),
    (
        "Number",
        r"^-?(0|[1-9]\d*)(\.\d+)?$",
        "81.20",
        "An exact number as text; trailing zeros are data.",
    ),
    ("Unit", "^[!-~]{1,60}$", "10*6/mL", "A unit by its UCUM code; {vials} counts pieces."),
    ("Code", "^[A-Za-z0-9._/@:-]{1,60}$", "OP-07", "A short code in clear, never a name."),
    ("Scan", "^[ -~\\u001d]{1,200}$", "=A999926123456", "What a scanner delivered."),
    ("Bytes", "^[A-Za-z0-9_-]{1,24000}$", "AQID", "Bytes in base64url without padding."),
    (
        "Sha256",
        "^[0-9a-f]{64}$",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "The hash of an object, kept before by POST /api/v1/objects.",
    ),
];

/// Texts that the door seals: name, meaning.
const SEALED: &[(&str, &str)] = &[
    ("Note", "Free text."),
    ("Reason", "Why something was done otherwise than laid down."),
    ("Name", "The name of a person, a thing or a place."),
    ("BirthDate", "A day of birth."),
    ("Wristband", "What a wristband says: the hospital's number of a patient known here."),
    ("HospitalNumber", "The hospital's number of a patient not yet known here."),
];

fn text(pattern: &str, example: &str, meaning: &str) -> Value {
    json!({ "type": "string", "pattern": pattern, "examples": [example], "description": meaning })
}

fn object(required: &[&str], properties: Value) -> Value {
    json!({ "type": "object", "required": required, "properties": properties })
}

fn reading() -> Value {
    let unit = json!({ "type": "string", "examples": ["%"], "description": "A UCUM code." });
    let number = reference("Number");
    let one = |name: &str| {
        json!({ "type": "object", "additionalProperties": false, "required": [name, "u"],
            "properties": { name: number, "u": unit } })
    };
    json!({
        "description": "A measured value with its unit; below or above what can be measured; or \
            why there is none.",
        "oneOf": [
            one("n"),
            one("lt"),
            one("gt"),
            { "type": "object", "additionalProperties": false, "required": ["none"],
              "properties": { "none": { "type": "string",
                "enum": ["not-detected", "not-done", "not-applicable"] } } },
            { "type": "object", "additionalProperties": false, "required": ["is"],
              "properties": { "is": reference("Code") } },
        ],
        "examples": [{ "n": "81.20", "u": "%" }, { "lt": "0.05", "u": "[EU]/mL" }],
    })
}

fn sign() -> Value {
    let means: Vec<_> = Meaning::ALL.iter().copied().map(Meaning::word).collect();
    object(
        &["means"],
        json!({
            "means": { "type": "string", "enum": means },
            "password": { "type": "string", "description":
                "The signer's own, given for this act; or else `passkey`." },
            "pin": { "type": "string", "description":
                "The signer's own, in a session that their badge opened at a station." },
            "passkey": assertion(),
            "covers": { "type": "array", "items": { "type": "integer", "minimum": 0 }, "description":
                "Positions signed for; left out: what the action says it signs for." },
            "basis": { "type": "integer", "minimum": 0, "description":
                "Size of the log that was looked at; left out: as it stands." },
            "shown": object(&["view", "lang", "text"], json!({
                "view": { "type": "string" },
                "lang": { "type": "string" },
                "text": { "type": "string", "description":
                    "What the panel showed, word for word, names replaced by commitments." },
            })),
        }),
    )
}

/// What a passkey answered.
fn assertion() -> Value {
    let mut schema = object(
        &["cred", "auth", "client", "sig"],
        json!({
            "cred": reference("Bytes"),
            "auth": reference("Bytes"),
            "client": reference("Bytes"),
            "sig": reference("Bytes"),
        }),
    );
    if let Some(schema) = schema.as_object_mut() {
        let says =
            "What the signer's passkey answered to the challenge of POST /api/v1/acts/prepare.";
        schema.insert("description".to_owned(), json!(says));
    }
    schema
}

/// What a passkey is to sign.
fn to_sign() -> Value {
    object(
        &["id", "challenge", "party", "keys", "until"],
        json!({
            "id": reference("ActId"),
            "challenge": reference("Bytes"),
            "party": { "type": "string", "description": "The relying party's id." },
            "keys": { "type": "array", "description": "The keys that may sign.",
                "items": object(&["id", "transports"], json!({
                    "id": reference("Bytes"),
                    "transports": { "type": "array", "items": { "type": "string" } },
                })) },
            "said": { "type": "string", "description":
                "Line 1 of the entry: the challenge is SHA-256 of \"centrosome/act/v1\\n\" and this." },
            "until": reference("Moment"),
        }),
    )
}

fn receipt() -> Value {
    object(
        &["id", "position", "leaf", "recorded", "facts", "findings", "checkpoint"],
        json!({
            "id": reference("ActId"),
            "position": { "type": "integer" },
            "leaf": reference("Sha256"),
            "recorded": reference("Moment"),
            "facts": { "type": "array", "items": object(&["subject", "is"], json!({
                "subject": reference("SubjectId"), "is": { "type": "string" },
            })) },
            "findings": { "type": "array", "description": "Rules a told act broke.",
                "items": reference("Reasons") },
            "checkpoint": { "type": "string", "description":
                "A signed checkpoint over a log that holds the entry." },
            "code": { "type": "string", "description":
                "The code that was drawn for the act, as for an invitation: shown once." },
            "token": { "type": "string", "description":
                "The access token that was issued: shown once." },
        }),
    )
}

fn reasons() -> Value {
    object(
        &["code", "args", "en", "zh"],
        json!({
            "code": { "type": "string", "examples": ["lot-expired"] },
            "severity": { "type": "string", "enum": ["minor", "major", "critical"] },
            "field": { "type": ["string", "null"], "description":
                "A JSON pointer into the request, or the name of a parameter." },
            "args": { "type": "object", "additionalProperties": { "type": "string" } },
            "en": { "type": "string" },
            "zh": { "type": "string" },
            "next": { "type": "object", "description": "What to do about it, where it can be said.",
                "properties": { "en": { "type": ["string", "null"] }, "zh": { "type": ["string", "null"] } } },
        }),
    )
}

fn problem() -> Value {
    let types: Vec<_> =
        ProblemKind::ALL.iter().map(|kind| format!("/problems/{}", kind.word())).collect();
    object(
        &["type", "title", "status", "detail", "instance", "reasons"],
        json!({
            "type": { "type": "string", "enum": types },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "instance": { "type": "string" },
            "incident": { "type": "string", "description": "Tell it to whoever runs the server." },
            "reasons": { "type": "array", "items": reference("Reasons") },
            "ticket": { "type": "string", "description":
                "Of second-factor-needed: for POST /api/v1/session/second-factor, once." },
            "factors": { "type": "array", "items": { "enum": ["passkey", "time-code"] } },
            "until": { "type": "string", "description": "How long the ticket holds." },
            "sign": { "type": "object", "description": "What a passkey is to sign, if there is one." },
            "diagnostics": { "type": "array", "items": { "type": "object" }, "description":
                "Mistakes in a process text, each with line, column and cure." },
        }),
    )
}
