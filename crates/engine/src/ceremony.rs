//! The first sign-in: whoever was invited sets a password that nobody else knows, and acknowledges
//! that electronic signatures bind.
//!
//! The text is kept as an object under its hash, which the act names (21 CFR 11.10(j), 11.100(c)).

use crate::answer::{NotTaken, Receipt};
use crate::engine::Engine;
use crate::request::Request;
use domain::act::{ActId, Said};
use domain::id::PersonId;
use domain::people::{Invite, OpenAccount, Person, Role};
use domain::text::Digest;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// What is acknowledged, by the tag of its language.
pub const ACKNOWLEDGEMENTS: &[(&str, &str)] = &[
    ("en", include_str!("../../../assets/acknowledgement/en.txt")),
    ("zh-CN", include_str!("../../../assets/acknowledgement/zh-CN.txt")),
];

/// The text in a language, or in English.
pub fn acknowledgement(lang: &str) -> &'static str {
    let found = ACKNOWLEDGEMENTS.iter().find(|(tag, _)| *tag == lang);
    found.or(ACKNOWLEDGEMENTS.first()).map_or("", |(_, text)| text)
}

/// The hash a text goes by.
pub fn hash(text: &str) -> Digest {
    Digest(Sha256::digest(text).into())
}

/// The text of this build that has a hash.
pub(crate) fn acknowledged(digest: Digest) -> Option<&'static str> {
    ACKNOWLEDGEMENTS.iter().map(|(_, text)| *text).find(|text| hash(text) == digest)
}

/// What whoever was invited says.
#[derive(Clone)]
pub struct Opening {
    /// The client's id of the act.
    pub id: ActId,
    /// The name they will sign in with.
    pub name: String,
    /// The code of the invitation.
    pub code: String,
    /// The password from now on.
    pub password: String,
    /// Hash of the text that was shown and acknowledged.
    pub acknowledged: Digest,
}

impl Engine {
    /// Opens the account of whoever was invited. An unknown name is answered as a wrong code is.
    pub async fn open_account(&self, opening: Opening) -> Result<Receipt, NotTaken> {
        let Opening { id, name, code, password, acknowledged } = opening;
        let Some(by) = self.named(&name) else {
            let dummy = self.accounts.is_code(None, &code);
            return Err(
                dummy.map_or_else(NotTaken::from, |_| NotTaken::WrongSecret { field: "code" })
            );
        };
        let with = json!({
            "person": by, "code": code, "password": password, "acknowledged": acknowledged,
        });
        let role = self.role_of(&by);
        self.submit(asked(id, OpenAccount::ACTION.name, by, role, with)).await
    }

    /// Invites somebody and has the account opened at once: how a centre begins, when whoever founds
    /// it is its first administrator.
    pub async fn admit(
        &self,
        admin: &PersonId,
        person: &PersonId,
        password: &str,
    ) -> Result<Receipt, NotTaken> {
        let (receipt, code) = self.invite(admin, person).await?;
        drop(receipt);
        let name = self.look(|desk| domain::people::views::code_of(desk, person));
        let name = name.map_err(crate::look::LookError::not_taken)?.to_string();
        let (password, acknowledged) = (password.to_owned(), hash(acknowledgement("en")));
        self.open_account(Opening { id: draw(), name, code, password, acknowledged }).await
    }

    /// Invites somebody: the receipt, and the code to hand on.
    pub async fn invite(
        &self,
        admin: &PersonId,
        person: &PersonId,
    ) -> Result<(Receipt, String), NotTaken> {
        let with = json!({ "person": person });
        let invite = asked(draw(), Invite::ACTION.name, admin.clone(), Role::Administrator, with);
        let receipt = self.submit(invite).await?;
        let code = receipt.drawn.clone().map(|drawn| drawn.0);
        let code = code.ok_or_else(|| NotTaken::Fault("draw a code".to_owned()))?;
        Ok((receipt, code))
    }

    /// A role the person holds today; whoever holds none is refused in any.
    pub(crate) fn role_of(&self, person: &PersonId) -> Role {
        let held = self.look(|desk| {
            let state: &Person = desk.state(person.subject())?;
            let today = desk.today();
            Ok(state.roles.keys().copied().find(|role| state.holds(*role, today)))
        });
        held.ok().flatten().unwrap_or(Role::Inspector)
    }
}

pub(crate) fn draw() -> ActId {
    ActId(*uuid::Uuid::now_v7().as_bytes())
}

pub(crate) fn asked(id: ActId, is: &str, by: PersonId, role: Role, with: Value) -> Request {
    let with = match with {
        Value::Object(with) => with,
        _ => Map::new(),
    };
    Request {
        id,
        is: is.to_owned(),
        iv: None,
        said: Said::Ask,
        by,
        role,
        at: None,
        occurred: None,
        with,
        sign: None,
    }
}
