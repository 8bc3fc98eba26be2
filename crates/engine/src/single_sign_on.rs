//! Single sign-on: from what a provider says of somebody to a person of the centre.
//!
//! The first time the claim the centre laid down names the person; from then on the link does, and
//! the claim never again. Whoever has a password confirms the link with it. What the provider says of
//! roles is taken down by an act of the program, if it changes anything.

use crate::answer::{NotTaken, Receipt};
use crate::ceremony::{asked, draw};
use crate::clockwork::Due;
use crate::engine::{Engine, Inner};
use crate::look::LookError;
use domain::act::Said;
use domain::centre::single_sign_on::{SingleSignOnSet, Unknown};
use domain::id::PersonId;
use domain::index::Index;
use domain::people::{
    AcceptProvider, EnrolFromProvider, LinkProvider, Person, Role, TakeProviderRoles, provider,
    system,
};
use domain::refusal::{Reason, Refusal};
use domain::text::{Code, Encoded};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// What a provider says of somebody, as far as the centre asks for it.
#[derive(Clone)]
pub struct Vouched {
    /// The mark of who they are there: see [`Inner::provider_identity`].
    pub identity: Encoded,
    /// The code the claim holds.
    pub code: Option<String>,
    /// Their name.
    pub name: Option<String>,
    /// The roles their groups stand for.
    pub roles: Vec<Role>,
}

/// Who came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrived {
    /// This person.
    Known(PersonId),
    /// This person, once she has confirmed the link with her password.
    ToConfirm(PersonId),
}

/// Why somebody for whom the provider vouches does not come in.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TurnedAway {
    /// The provider's claims leave out what names the person.
    #[error("the provider says nothing of {claim}")]
    NoClaim {
        /// Which claim.
        claim: String,
    },
    /// Nobody here has this code.
    #[error("nobody here has the code the provider gives")]
    Unknown,
    /// None of their groups stands for a role, so that they are not enrolled.
    #[error("none of their groups stands for a role here")]
    NoRole,
    /// The rules say no.
    #[error("the rules say no")]
    Refused(Refusal),
    /// It could not be taken down.
    #[error(transparent)]
    NotTaken(NotTaken),
}

impl From<NotTaken> for TurnedAway {
    fn from(not: NotTaken) -> Self {
        match not {
            NotTaken::Refused(refusal) => Self::Refused(refusal),
            not => Self::NotTaken(not),
        }
    }
}

impl Inner {
    /// The mark of who somebody is at a provider: this centre alone can make it.
    pub fn provider_identity(&self, issuer: &str, subject: &str) -> Encoded {
        Encoded::of(&self.mark("single-sign-on/identity", &format!("{issuer}\n{subject}")))
    }

    /// The provider the centre has laid down, and what it is called. Reads the database: call it
    /// where blocking is allowed.
    pub fn provider(&self) -> Option<(Arc<SingleSignOnSet>, String)> {
        let laid_down = self.snapshot().centre.settings()?.single_sign_on.clone()?;
        let name = self.open_sealed(&laid_down.name.0);
        let name = name.unwrap_or_else(|| laid_down.issuer.as_str().to_owned());
        Some((laid_down, name))
    }

    fn linked(&self, identity: &Encoded) -> Option<PersonId> {
        let snapshot = self.snapshot();
        let id = snapshot.centre.found_under(Index::ProviderIdentity, identity.as_str()).next();
        id.and_then(|id| PersonId::try_from(id.clone()).ok())
    }

    /// Whether a person is here; else why not.
    fn must_be_here(&self, person: &PersonId) -> Result<Person, TurnedAway> {
        let state = self.look(|desk| desk.state::<Person>(person.subject()).cloned());
        let state = state.map_err(LookError::not_taken)?;
        let code = state.code.clone();
        let why: Reason = match (state.standing.left, state.standing.suspended) {
            (Some(_), _) => domain::people::views::Refused::PersonLeft { person: code }.into(),
            (None, Some(_)) => {
                domain::permit::Refused::PersonSuspended { person: code.to_string() }.into()
            }
            (None, None) => return Ok(state),
        };
        Err(TurnedAway::Refused(why.into()))
    }
}

impl Engine {
    /// Who somebody is for whom the provider vouches. Links, enrols and gives roles by acts of the
    /// program.
    pub async fn arrive(&self, vouched: &Vouched) -> Result<Arrived, TurnedAway> {
        let person = match self.linked(&vouched.identity) {
            Some(person) => person,
            None => match self.by_claim(vouched).await? {
                Arrived::Known(person) => person,
                to_confirm @ Arrived::ToConfirm(_) => return Ok(to_confirm),
            },
        };
        self.must_be_here(&person)?;
        self.take_roles(&person, &vouched.roles).await?;
        Ok(Arrived::Known(person))
    }

    /// Whoever has a password confirms with it that she is who the provider says.
    pub async fn accept_provider(
        &self,
        person: &PersonId,
        identity: &Encoded,
        password: &str,
    ) -> Result<Receipt, NotTaken> {
        let with = json!({ "person": person, "identity": identity, "password": password });
        let (is, role) = (AcceptProvider::ACTION.name, self.role_of(person));
        self.submit(asked(draw(), is, person.clone(), role, with)).await
    }

    /// Takes down which roles a person has by the provider's word, if that changes anything.
    pub async fn take_roles(&self, person: &PersonId, roles: &[Role]) -> Result<(), NotTaken> {
        let changes = self.look(|desk| provider::changes(desk, person, roles));
        let changes = changes.map_err(LookError::not_taken)?;
        for (role, other) in &changes.withheld {
            let (role, other) = (role.word(), other.word());
            tracing::warn!(%person, role, other, "a role of the provider was withheld: duties apart");
        }
        if changes.is_empty() {
            return Ok(());
        }
        let roles: Vec<&str> = roles.iter().map(|role| role.word()).collect();
        let with = json!({ "person": person, "roles": roles });
        self.itself(TakeProviderRoles::ACTION.name, Said::Tell, with).await.map(|_| ())
    }

    /// Who the claim means, linked from now on.
    async fn by_claim(&self, vouched: &Vouched) -> Result<Arrived, TurnedAway> {
        let laid_down = self.snapshot().centre.settings().and_then(|it| it.single_sign_on.clone());
        let Some(laid_down) = laid_down else { return Err(TurnedAway::Unknown) };
        let no_claim = |claim: &str| TurnedAway::NoClaim { claim: claim.to_owned() };
        let code = vouched.code.as_deref();
        let code = code.ok_or_else(|| no_claim(laid_down.person_claim.as_str()))?;
        let named = self.named(code).filter(|person| *person != system());
        let Some(person) = named else {
            return self.enrol_unknown(vouched, code, &laid_down).await;
        };
        let state = self.must_be_here(&person)?;
        if state.provider_identity.is_some() {
            let code = state.code.clone();
            let linked: Reason = provider::Refused::PersonLinked { person: code }.into();
            return Err(TurnedAway::Refused(linked.into()));
        }
        if state.account.password.is_some() {
            return Ok(Arrived::ToConfirm(person));
        }
        let with = json!({ "person": person, "identity": vouched.identity });
        self.itself(LinkProvider::ACTION.name, Said::Ask, with).await?;
        tracing::info!(%person, "a person was linked to the provider");
        Ok(Arrived::Known(person))
    }

    async fn enrol_unknown(
        &self,
        vouched: &Vouched,
        code: &str,
        laid_down: &SingleSignOnSet,
    ) -> Result<Arrived, TurnedAway> {
        let code = code.parse::<Code>().map_err(|_| TurnedAway::Unknown)?;
        if laid_down.unknown == Unknown::Refused {
            return Err(TurnedAway::Unknown);
        }
        if vouched.roles.is_empty() {
            return Err(TurnedAway::NoRole);
        }
        let name = vouched.name.as_deref();
        let name = name.ok_or_else(|| TurnedAway::NoClaim { claim: "name".to_owned() })?;
        let with = json!({ "code": code, "name": name, "identity": vouched.identity });
        let receipt = self.itself(EnrolFromProvider::ACTION.name, Said::Ask, with).await?;
        let person = receipt.facts.into_iter().next().map(|(subject, _)| subject);
        let person = person.and_then(|subject| PersonId::try_from(subject).ok());
        let person = person.ok_or(TurnedAway::Unknown)?;
        tracing::warn!(%person, "a person was enrolled by the provider's word");
        Ok(Arrived::Known(person))
    }

    async fn itself(&self, is: &'static str, said: Said, with: Value) -> Result<Receipt, NotTaken> {
        let with = match with {
            Value::Object(with) => with,
            _ => Map::new(),
        };
        self.act_itself(Due { is, said, with }).await
    }
}
