//! Secrets at the door: what a client sends is checked or kept, and replaced by the SHA-256 of what
//! is kept of it. Also who signs in.

use crate::accounts::{AccountError, InFlight, New};
use crate::answer::NotTaken;
use crate::engine::Inner;
use crate::entry::{Proof, SaidLine};
use crate::weak::{Forbidden, weak, words_in};
use crate::weak_pin::weak_pin;
use domain::act::ActId;
use domain::command::Action;
use domain::id::{Kind, PersonId, SubjectId};
use domain::index::Index;
use domain::people::{Account, Person};
use domain::shape::{Field, FieldKind};
use domain::state::{Held as _, State};
use domain::text::{Code, Digest};
use ledger::store::StoreError;
use serde_json::{Map, Value, json};

/// What came of the secrets of an act.
#[derive(Default)]
pub(crate) struct Secrets {
    /// What they prove of who acts; none: nothing.
    pub proof: Option<Proof>,
    /// Whose they are, if the act has any.
    pub owner: Option<SubjectId>,
    /// What is kept for the act.
    pub in_flight: Vec<InFlight>,
    /// The code that was drawn.
    pub drawn: Option<String>,
}

/// An access token that a machine showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenUse {
    /// Whose it is.
    pub person: PersonId,
    /// The code pages show for them.
    pub code: String,
    /// The number it goes by.
    pub number: Code,
    /// The role it acts in.
    pub role: domain::people::Role,
    /// What it may do besides reading.
    pub actions: Vec<Code>,
}

impl Inner {
    /// The person who signs in with this name and password. Takes its time: call it where blocking
    /// is allowed. A name that nobody has takes as long as a wrong password.
    pub fn sign_in(&self, name: &str, password: &str) -> Result<Option<PersonId>, AccountError> {
        let person = self.named(name);
        let wanted = person.as_ref().and_then(|person| self.password_of(person));
        let right = self.accounts.is(wanted, password)?;
        Ok(person.filter(|_| right))
    }

    /// Whether this is the person's password.
    pub fn knows(&self, person: &PersonId, password: &str) -> Result<bool, AccountError> {
        let wanted = self.password_of(person);
        self.accounts.is(wanted, password)
    }

    /// The person who signs in under this name.
    pub fn named(&self, name: &str) -> Option<PersonId> {
        let name = name.trim().to_lowercase();
        let snapshot = self.snapshot();
        let found = snapshot.centre.found_under(Index::SignInName, &name).next().cloned();
        found.and_then(|id| PersonId::try_from(id).ok())
    }

    /// What lets a person in, as the published centre has it.
    pub fn account_of(&self, person: &PersonId) -> Option<Account> {
        let snapshot = self.snapshot();
        let state = snapshot.centre.slot(person.subject())?.state.as_ref()?;
        Person::of(state).map(|person| person.account.clone())
    }

    /// SHA-256 of what is kept of the person's password, while it lets them in.
    fn password_of(&self, person: &PersonId) -> Option<Digest> {
        let snapshot = self.snapshot();
        let state = snapshot.centre.slot(person.subject())?.state.as_ref()?;
        let person = Person::of(state).filter(|person| person.standing.is_here())?;
        person.account.password
    }

    /// What a password of somebody must not be made of: what they are called, and the words of the
    /// centre: its names, and what the site has listed (`forbidden-words` in the data folder).
    fn forbidden_to(&self, person: &PersonId) -> Forbidden {
        let mut forbidden =
            Forbidden { names: Vec::new(), words: words_in(&self.data.forbidden_words()) };
        let snapshot = self.snapshot();
        let slot = snapshot.centre.slot(person.subject());
        if let Some(summary) = slot.and_then(|slot| Person::of_summary(&slot.summary)) {
            forbidden.names.push(domain::people::sign_in_name(&summary.code));
            let name = summary.name.as_ref().and_then(|name| self.open_sealed(&name.0));
            // A name may stand there in two languages.
            let name = name.unwrap_or_default();
            forbidden.names.extend(name.split('/').map(str::to_owned));
        }
        forbidden.words.push("centrosome".to_owned());
        if let Some(settings) = snapshot.centre.settings() {
            forbidden.words.push(settings.facility.to_string());
            let names = [settings.origin.as_str(), settings.relying_party.as_str()];
            let labels = names.iter().flat_map(|name| name.split(['.', '/', '-']));
            forbidden.words.extend(labels.map(str::to_owned));
        }
        forbidden
    }

    /// The access token that a machine shows as `pat.PERSON.NUMBER.SECRET`, if it counts now.
    pub fn token(&self, shown: &str) -> Result<Option<TokenUse>, AccountError> {
        let mut parts = shown.splitn(4, '.');
        let (Some("pat"), Some(person), Some(number), Some(secret)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Ok(None);
        };
        let (Ok(person), Ok(number)) = (PersonId::new(person), number.parse::<Code>()) else {
            return Ok(None);
        };
        let snapshot = self.snapshot();
        let zone = snapshot.centre.settings().map(domain::centre::Settings::zone);
        let today = self.clock.now().day_in(&zone.unwrap_or(jiff::tz::TimeZone::UTC));
        let slot = snapshot.centre.slot(person.subject());
        let state = slot.and_then(|slot| Person::of(slot.state.as_ref()?));
        let state = state.filter(|state| state.standing.is_here());
        let token = state.and_then(|state| state.account.tokens.get(&number));
        let token = token.filter(|token| today <= token.until).cloned();
        let right = self.accounts.is_code(token.as_ref().map(|token| token.code), secret)?;
        let code = state.map(|state| state.code.to_string()).unwrap_or_default();
        Ok(token.filter(|_| right).map(|token| TokenUse {
            person,
            code,
            number,
            role: token.role,
            actions: token.actions,
        }))
    }

    /// Checks the secrets of an act or keeps them, and puts what they go by in their place.
    pub(crate) fn take_secrets(
        &self,
        action: &Action,
        act: ActId,
        by: &PersonId,
        with: &mut Map<String, Value>,
    ) -> Result<Secrets, NotTaken> {
        let mut secrets = Secrets::default();
        if !action.fields.iter().any(|field| field.kind.secret()) {
            return Ok(secrets);
        }
        let before = crate::writer::receipt_of(self, act)?.map(|(_, line)| line);
        let owner = action.subject(act, with).map_err(|bad| {
            NotTaken::Unreadable(domain::command::CommandError::Fields(vec![bad]))
        })?;
        // What is given is checked before anything new is kept: a stranger costs little.
        let given = |field: &&Field| field.kind.secret() && !is_new(field.kind);
        let new = |field: &&Field| is_new(field.kind);
        let fields = action.fields.iter();
        for field in fields.clone().filter(given).chain(fields.filter(new)) {
            let text = with.get(field.name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let digest = match before.as_ref().and_then(|line| recorded(line, field)) {
                Some(digest) => self.once_more(field, act, digest, &text, &mut secrets)?,
                None => self.take_secret(field, act, by, &owner, &text, &mut secrets)?,
            };
            with.insert(field.name.to_owned(), json!(digest));
        }
        secrets.owner = Some(owner);
        Ok(secrets)
    }

    fn take_secret(
        &self,
        field: &Field,
        act: ActId,
        by: &PersonId,
        owner: &SubjectId,
        text: &str,
        secrets: &mut Secrets,
    ) -> Result<Digest, NotTaken> {
        let owner = owner.to_string();
        let account = || self.account_of(by).unwrap_or_default();
        match field.kind {
            FieldKind::Password => {
                let wanted = account().password.filter(|_| owner == by.to_string());
                if !self.accounts.is(wanted, text)? {
                    return Err(NotTaken::WrongSecret { field: field.name });
                }
                secrets.proof = Some(Proof::Password { checked: "argon2id".to_owned() });
                wanted.ok_or(NotTaken::WrongSecret { field: field.name })
            }
            FieldKind::OneTimeCode => {
                let wrong = NotTaken::WrongSecret { field: field.name };
                let invitation = account().invitation.filter(|_| owner == by.to_string());
                let wanted = invitation.as_ref().map(|invitation| invitation.code);
                let right = self.accounts.is_code(wanted, text)?;
                let invitation = invitation.filter(|_| right).ok_or(wrong)?;
                secrets.proof = Some(Proof::Invitation { invited: invitation.position });
                Ok(invitation.code)
            }
            FieldKind::NewTimeCode => {
                let kept = self.first_time_code(act, &owner, text)?;
                let kept = kept.ok_or(NotTaken::WrongSecret { field: field.name })?;
                Ok(keeping(kept, secrets))
            }
            FieldKind::DrawnCode => {
                let code = self.accounts.draw(&act.0);
                let kept = self.accounts.keep(&act.0, &owner, New::Code(&code))?;
                secrets.drawn = Some(code);
                Ok(keeping(kept, secrets))
            }
            FieldKind::NewPin => {
                if let Some(why) = weak_pin(text) {
                    return Err(NotTaken::WeakPassword { field: field.name, why });
                }
                let kept = self.accounts.keep(&act.0, &owner, New::Password(text))?;
                Ok(keeping(kept, secrets))
            }
            _ => {
                if let Some(why) = weak(text, &self.forbidden_to(by)) {
                    return Err(NotTaken::WeakPassword { field: field.name, why });
                }
                let kept = self.accounts.keep(&act.0, &owner, New::Password(text))?;
                Ok(keeping(kept, secrets))
            }
        }
    }

    /// A retry of an act that is in the log: the same secret is the same act.
    fn once_more(
        &self,
        field: &Field,
        act: ActId,
        recorded: Digest,
        text: &str,
        secrets: &mut Secrets,
    ) -> Result<Digest, NotTaken> {
        match field.kind {
            FieldKind::DrawnCode => {
                // After a start the code cannot be drawn again: it was shown once.
                let code = self.accounts.draw(&act.0);
                if self.accounts.is_code(Some(recorded), &code)? {
                    secrets.drawn = Some(code);
                }
                Ok(recorded)
            }
            FieldKind::NewPassword | FieldKind::NewPin
                if !self.accounts.is(Some(recorded), text)? =>
            {
                Ok(Digest([0; 32]))
            }
            _ => Ok(recorded),
        }
    }

    /// Forgets what the log does not name any more of what is kept for the subject of an act.
    pub(crate) fn tidy_secrets(&self, owner: &SubjectId) {
        let snapshot = self.snapshot();
        let state = snapshot.centre.slot(owner).and_then(|slot| slot.state.as_ref());
        let named = state.map_or_else(Vec::new, kept_for);
        if let Err(error) = self.accounts.tidy(&owner.to_string(), &named) {
            tracing::error!(error = &error as &dyn std::error::Error, "forget old secrets");
        }
    }
}

/// Kinds of subjects for which secrets are kept beside the log.
pub(crate) const KEPT_FOR: [Kind; 2] = [Kind::Person, Kind::Station];

/// What of a subject is kept beside the log, by what its state names it.
pub(crate) fn kept_for(state: &State) -> Vec<Digest> {
    match state {
        State::Person(person) => person.account.kept().collect(),
        State::Station(station) => station.code.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Compares what is kept with what the log names, at the start: says what is missing or exchanged,
/// and, if the log is `whole`, forgets what no act names.
pub(crate) fn compare(
    accounts: &crate::accounts::Accounts,
    centre: &domain::centre::Centre,
    whole: bool,
) -> Result<(), AccountError> {
    let mut named = std::collections::BTreeMap::new();
    for (id, slot) in KEPT_FOR.into_iter().flat_map(|kind| centre.of_kind(kind)) {
        let Some(state) = slot.state.as_ref() else { continue };
        let kept = kept_for(state);
        for digest in &kept {
            if !accounts.holds(*digest)? {
                let code = Person::of(state).map(|person| person.code.to_string());
                tracing::error!(
                    subject = %id, code,
                    "what is kept of this secret is not what the log names: it lets nobody in; \
                     restore accounts.db from a backup, or have the person invited, the badge issued \
                     or the station registered again"
                );
            }
        }
        named.insert(id.to_string(), kept);
    }
    if whole { accounts.tidy_all(&named) } else { Ok(()) }
}

fn is_new(kind: FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::NewPassword | FieldKind::NewPin | FieldKind::DrawnCode | FieldKind::NewTimeCode
    )
}

fn keeping(kept: InFlight, secrets: &mut Secrets) -> Digest {
    let digest = kept.digest();
    secrets.in_flight.push(kept);
    digest
}

/// What a secret went by in the entry of this act.
fn recorded(line: &SaidLine, field: &Field) -> Option<Digest> {
    line.with.get(field.name)?.as_str()?.parse().ok()
}

impl From<AccountError> for NotTaken {
    fn from(error: AccountError) -> Self {
        tracing::error!(error = &error as &dyn std::error::Error, "accounts");
        match error {
            AccountError::Database(StoreError::DiskFull { .. }) => Self::NoRoom,
            AccountError::Database(StoreError::Backend { .. } | StoreError::Busy { .. }) => {
                Self::NotDurable
            }
            _ => Self::Fault("accounts".to_owned()),
        }
    }
}
