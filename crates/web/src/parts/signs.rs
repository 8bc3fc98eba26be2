//! Who signed what, who must still sign, and the form to sign with.

use maud::{Markup, Render, html};

use super::{Button, Field, Form, Icon, PasskeyDeed, Reason, Status, at_field, chip, id, passkey};
use crate::lang::{Text, Texts};

/// What a signature is worth today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It covers what is on record.
    Standing,
    /// Something it covers was corrected since.
    Superseded,
    /// The signer took it back, or quality did.
    Withdrawn,
    /// It was given again after a correction.
    Reaffirmed,
}

impl Standing {
    /// How the whole page colours it.
    pub fn status(self) -> Status {
        match self {
            Standing::Standing | Standing::Reaffirmed => Status::Ok,
            Standing::Superseded => Status::Alert,
            Standing::Withdrawn => Status::Action,
        }
    }

    /// What it is called.
    pub fn word(self, t: Texts) -> Text {
        t.label(match self {
            Standing::Standing => "sign-standing",
            Standing::Superseded => "sign-superseded",
            Standing::Withdrawn => "sign-withdrawn",
            Standing::Reaffirmed => "sign-reaffirmed",
        })
    }
}

/// One signature of a set, given or awaited.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a page has a few of them, and most are the large one"
)]
pub enum Sign {
    /// Given.
    Done {
        /// What the signer was to this: performer, verifier.
        part: Text,
        /// The signer's code.
        code: String,
        /// The role signed in.
        role: Text,
        /// When, as a record shows it.
        when: String,
        /// The sentence that was signed.
        meaning: String,
        /// How the signer proved to be that person.
        how: Text,
        /// Whether it proves itself, to anybody; else the server attests it.
        proven: bool,
        /// What it is worth today.
        standing: Standing,
        /// The page of the entry it stands in, if there is one.
        entry: Option<String>,
    },
    /// Awaited from somebody else, or not yet possible.
    Waiting {
        /// What the signer will be to this.
        part: Text,
        /// Who may sign, and what must come first.
        why: Markup,
    },
    /// To be given now by the person at this page.
    Now(SignForm),
}

/// The form to sign with: the sentence, the password, one button.
#[derive(Clone, Debug)]
pub struct SignForm {
    t: Texts,
    part: Text,
    form: Form,
    meaning: String,
    code: String,
    body: Option<Markup>,
    button: Text,
    reasons: Vec<Reason>,
    key_of: Option<String>,
    before: Option<Markup>,
    by_pin: bool,
    unable: bool,
}

impl SignForm {
    /// A form for the person `code` to sign the sentence `meaning`.
    ///
    /// `form` carries where it is posted and what goes along (act, basis, what was shown). The
    /// password is sent as `password`.
    pub fn new(
        t: Texts,
        part: impl Into<Text>,
        form: Form,
        meaning: impl Into<String>,
        code: impl Into<String>,
    ) -> SignForm {
        SignForm {
            t,
            part: part.into(),
            form,
            meaning: meaning.into(),
            code: code.into(),
            body: None,
            button: t.label("sign-button"),
            reasons: Vec::new(),
            key_of: None,
            before: None,
            by_pin: false,
            unable: false,
        }
    }

    /// With questions before the password: a decision, a reason.
    pub fn body(mut self, body: Markup) -> SignForm {
        self.body = Some(body);
        self
    }

    /// With other words on the button.
    pub fn button(mut self, words: impl Into<Text>) -> SignForm {
        self.button = words.into();
        self
    }

    /// Where the signer has a passkey of the relying party `host`: it signs, the password is the
    /// way out. Beside each stands what it proves.
    pub fn by_key(mut self, host: Option<&str>) -> SignForm {
        self.key_of = host.map(str::to_owned);
        self
    }

    /// Where a badge opened the session the PIN signs, in place of the password.
    pub fn by_pin(mut self, by_pin: bool) -> SignForm {
        self.by_pin = by_pin;
        self
    }

    /// The signer has neither a password nor a passkey here: a provider of single sign-on vouches for
    /// who she is, and signs nothing.
    pub fn unable(mut self, unable: bool) -> SignForm {
        self.unable = unable;
        self
    }

    /// With what has to be done before anything else is shown: making a passkey.
    pub fn before(mut self, before: Markup) -> SignForm {
        self.before = Some(before);
        self
    }

    /// With why it was refused.
    pub fn reasons(mut self, reasons: Vec<Reason>) -> SignForm {
        self.reasons = reasons;
        self
    }

    fn inside(&self) -> Markup {
        match &self.before {
            None => self.panel(),
            Some(before) => html! {
                (before)
                div.form hidden data-passkey-made { (self.panel()) }
            },
        }
    }

    fn panel(&self) -> Markup {
        html! {
            @if let Some(body) = &self.body { (body) }
            p.sign__meaning { (self.t.get("sign-quote-open")) (self.meaning) (self.t.get("sign-quote-close")) }
            @if self.unable {
                p.notice.s-alert { span { (self.t.get("sign-unable")) } }
            } @else if let Some(host) = &self.key_of {
                (passkey(self.t, host, PasskeyDeed::Sign, &self.t.label("passkeys-sign")))
                p.small.muted { (Icon::Shield) " " (self.t.get("passkeys-sign-proof")) }
                details.more open[at_field(&self.reasons, self.secret()).is_some()] {
                    summary {
                        @if self.by_pin { (self.t.get("badge-or-pin")) }
                        @else { (self.t.get("passkeys-or-password")) }
                    }
                    (self.password())
                }
            } @else {
                (self.password())
            }
        }
    }

    /// The name the secret is sent under.
    fn secret(&self) -> &'static str {
        if self.by_pin { "pin" } else { "password" }
    }

    fn password(&self) -> Markup {
        let button = Button::submit(self.button.clone()).big().block().icon(Icon::Pen);
        let field = match self.secret() {
            "pin" => Field::pin("pin", self.t.label("sign-pin")),
            name => Field::password(name, self.t.label("sign-password")),
        };
        html! {
            (field
                .required()
                .error(at_field(&self.reasons, self.secret()))
                .hint(html! { (self.t.get("sign-as")) " " (id(&self.code)) }))
            @if self.key_of.is_some() { (button) } @else { (button.primary()) }
        }
    }
}

impl Render for SignForm {
    fn render(&self) -> Markup {
        self.form.clone().body(self.inside()).render()
    }
}

/// Signatures beside each other, in the order they are due.
pub fn signs(t: Texts, all: &[Sign]) -> Markup {
    html! {
        div.signs {
            @for sign in all {
                @match sign {
                    Sign::Done { part, code, role, when, meaning, how, proven, standing, entry } => {
                        div.sign.(done_class(*standing)) {
                            h3 { span { (part) } (chip(standing.status(), &standing.word(t))) }
                            p {
                                b { (id(code)) } " · " (role) br;
                                @if let Some(href) = entry { a.num href=(href) { (when) } }
                                @else { span.num { (when) } }
                            }
                            p.sign__meaning {
                                (t.get("sign-quote-open")) (meaning) (t.get("sign-quote-close"))
                            }
                            @if !how.plain().is_empty() {
                                p.small {
                                    @if *proven { (Icon::Key) } @else { (Icon::Pen) }
                                    " " (how)
                                }
                            }
                        }
                    },
                    Sign::Waiting { part, why } => {
                        div.sign."sign--wait" {
                            h3 {
                                span { (part) }
                                (chip(Status::Idle, &t.label("sign-waiting")))
                            }
                            p { (why) }
                        }
                    },
                    Sign::Now(form) => {
                        div.sign."sign--now" {
                            h3 {
                                span { (form.part) }
                                (chip(Status::Action, &t.label("sign-now")))
                            }
                            (form)
                        }
                    },
                }
            }
        }
    }
}

fn done_class(standing: Standing) -> &'static str {
    match standing {
        Standing::Standing | Standing::Reaffirmed => "sign--done",
        Standing::Superseded => "sign--superseded",
        Standing::Withdrawn => "sign--withdrawn",
    }
}
