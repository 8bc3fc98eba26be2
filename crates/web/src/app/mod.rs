//! The application: what every request shares, and the frame around every handler.
//!
//! A handler takes one [`Call`] (who asks, the centre as published, the language) plus its input,
//! and returns its answer or a [`Problem`](crate::problem::Problem). Everything else is here, once:
//! security headers, limits and deadlines of bodies, panics, unknown addresses, the writing of
//! problems.
//!
//! Reading order: [`App`], [`Call`], `moment`, `frame`, `body`, [`serve`]. To add an endpoint: a file in
//! `api/` or `pages/`, a line in its `routes()`.

mod asked;
mod body;
mod call;
mod frame;
mod moment;
mod noting;
mod serve;

pub(crate) use asked::cookie_of;
pub use asked::{Asked, RequestId};
pub use axum::serve::Listener;
pub use body::JsonText;
pub(crate) use body::{media_type, object, wrong_type};
pub use call::Call;
pub(crate) use call::sight;
pub use moment::{AT, Past};
pub(crate) use moment::{size_of, time_of};
pub(crate) use noting::note_piece;
pub use serve::{plain, serve, serve_metrics};

use crate::lang::Lang;
use crate::metrics::Meter;
use crate::problem::{Kind, Problem};
use crate::session::{Attempts, Door, Machines, Pins, Sessions, Tickets};
use crate::shell::Ctx;
use axum::Router;
use domain::centre::Access;
use engine::Engine;
use process::Vocabulary;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use tokio::sync::{Semaphore, watch};

/// How the server is set up.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// A demonstration: every page says so.
    pub demo: bool,
    /// Browsers reach the server over TLS (a proxy in front ends it): cookies say so.
    pub behind_tls: bool,
    /// A proxy in front says whom requests come from; nobody else is believed about that.
    pub behind_proxy: bool,
    /// The provider of single sign-on, as this server asks it; none: nobody signs in through one.
    pub provider: Option<sso::Provider>,
    /// The centre's name in Chinese and English; left out, the origin of its log stands there.
    pub name: Option<CentreName>,
}

/// What a centre is called.
#[derive(Debug, Clone)]
pub struct CentreName {
    /// In Chinese.
    pub zh_cn: String,
    /// In English.
    pub en: String,
}

/// What every request shares. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// See [`App`].
pub struct Shared {
    /// The centre.
    pub engine: Engine,
    /// How the server is set up.
    pub settings: Settings,
    /// Who is signed in.
    pub sessions: Sessions,
    /// Who has given the password and not yet the second factor.
    pub tickets: Tickets,
    /// Machines that showed access tokens.
    pub machines: Machines,
    /// Wrong passwords.
    pub attempts: Attempts,
    /// PINs that rest.
    pub pins: Pins,
    /// Bounds how many passwords are checked at once.
    pub door: Door,
    /// What is counted of requests.
    pub(crate) meter: Meter,
    /// The words processes may use.
    pub vocabulary: Vocabulary,
    /// Bounds how many questions wait for the provider of single sign-on.
    pub(crate) provider_asked: Semaphore,
    /// How many large bodies are in memory at once.
    pub(crate) uploads: Semaphore,
    pub(crate) requests: AtomicU64,
    /// Tells requests of this process from those of another in the log.
    pub(crate) run: u32,
    closing: watch::Sender<bool>,
}

impl std::ops::Deref for App {
    type Target = Shared;
    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// The vocabulary of processes this build comes with.
const VOCABULARY: &str = include_str!("../../../../processes/vocabulary.yaml");

/// How many bodies of up to 32 MB are taken in at once.
const UPLOADS: usize = 4;

/// How many questions to the provider of single sign-on wait for its answer at once.
const PROVIDER_ASKED: usize = 16;

impl App {
    /// The application over a centre.
    pub fn new(engine: Engine, settings: Settings) -> Self {
        let vocabulary = Vocabulary::parse(VOCABULARY).unwrap_or_else(|mistakes| {
            tracing::error!(mistakes = mistakes.len(), "the vocabulary of processes has mistakes");
            Vocabulary::default()
        });
        let mut run = [0; 4];
        // Without randomness requests of two runs look alike in the log; nothing else depends on it.
        let _ = getrandom::fill(&mut run);
        let (closing, _) = watch::channel(false);
        Self(Arc::new(Shared {
            engine,
            settings,
            sessions: Sessions::default(),
            tickets: Tickets::default(),
            machines: Machines::default(),
            attempts: Attempts::default(),
            pins: Pins::default(),
            door: Door::default(),
            meter: Meter::default(),
            vocabulary,
            provider_asked: Semaphore::new(PROVIDER_ASKED),
            uploads: Semaphore::new(UPLOADS),
            requests: AtomicU64::new(0),
            run: u32::from_be_bytes(run),
            closing,
        }))
    }

    /// Tells when the server is about to end: whoever holds a connection open lets it go.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Says that the server is about to end.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// How long people stay signed in.
    pub fn access(&self) -> Access {
        let snapshot = self.engine.snapshot();
        snapshot.centre.settings().map(|settings| settings.access).unwrap_or_default()
    }

    /// Whether acts are taken; the problem says why not.
    pub fn ready(&self) -> Result<(), Problem> {
        Ok(self.engine.ready()?)
    }

    /// The centre's name in a language.
    pub fn centre_name(&self, lang: Lang) -> String {
        match (&self.settings.name, lang) {
            (Some(name), Lang::ZhCn) => name.zh_cn.clone(),
            (Some(name), Lang::En) => name.en.clone(),
            (None, _) => self.engine.origin().to_owned(),
        }
    }

    /// What a page without a person shows.
    pub fn bare_ctx(&self, asked: &Asked) -> Ctx {
        let snapshot = self.engine.snapshot();
        let zone = snapshot.centre.settings().map(domain::centre::Settings::zone);
        let zone = zone.unwrap_or(jiff::tz::TimeZone::UTC);
        Ctx {
            lang: asked.lang,
            theme: asked.wishes.theme.unwrap_or_default(),
            density: asked.wishes.density.unwrap_or_default(),
            who: None,
            now: self.engine.now().instant().to_zoned(zone),
            demo: self.settings.demo,
            centre: self.centre_name(asked.lang),
            path: asked.path_and_query().to_owned(),
            csrf: String::new(),
            own_csrf: String::new(),
            idle_seconds: None,
            emergencies: Vec::new(),
            stream: None,
            past: None,
        }
    }

    /// Runs what blocks (the database, hashing, files) away from the threads that answer.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        match tokio::task::spawn_blocking(work).await {
            Ok(answer) => answer,
            Err(error) => Err(Problem::failed(format!("a task ended: {error}"))),
        }
    }
}

/// Every address of the centre.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(crate::api::routes())
        .merge(crate::log_pages::routes())
        .merge(crate::pages::routes())
        .merge(crate::assets::routes())
        .fallback(|| async { Problem::new(Kind::NotFound) })
        .layer(axum::middleware::from_fn_with_state(app.clone(), frame::frame))
        .with_state(app)
}
