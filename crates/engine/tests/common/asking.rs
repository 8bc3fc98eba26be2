//! Somebody asks for an act.

use domain::act::{ActId, Said};
use domain::id::PersonId;
use domain::people::Role;
use engine::request::{Request, SignRequest};
use serde_json::Value;

/// The request for it, under a fresh id.
pub fn asking(
    by: &PersonId,
    role: Role,
    is: &str,
    with: Value,
    sign: Option<SignRequest>,
) -> Request {
    let Value::Object(with) = with else { panic!("a command is an object") };
    Request {
        id: ActId(*uuid::Uuid::now_v7().as_bytes()),
        is: is.to_owned(),
        iv: None,
        said: Said::Ask,
        by: by.clone(),
        role,
        at: None,
        occurred: None,
        with,
        sign,
    }
}
