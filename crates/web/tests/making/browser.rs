//! Somebody at a browser: signs in, opens pages, fills in the forms they find there.

use super::people::{self, PASSWORD};
use super::scene::Scene;
use super::story;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use domain::act::Meaning;
use domain::id::BatchId;
use engine::Engine;
use engine::accounts::Hashing;
use engine::clock::SystemClock;
use engine::data::DataFolder;
use engine::found::{Founding, found};
use engine::start::Options;
use std::sync::Arc;
use tower::ServiceExt as _;
use web::app::{App, Settings, router};

/// The centre of the scene, with its router.
pub struct Centre {
    _folder: tempfile::TempDir,
    engine: Engine,
    router: Router,
}

/// Somebody signed in.
pub struct Browser<'a> {
    centre: &'a Centre,
    cookie: String,
    lang: &'static str,
}

/// A page that came back.
pub struct Page {
    /// The status.
    pub status: StatusCode,
    /// Where it leads, if it does.
    pub location: String,
    /// Its markup.
    pub html: String,
}

/// A form of a page, to be filled in.
#[derive(Debug, Clone)]
pub struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

impl Centre {
    /// The scene, told from its beginning.
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = DataFolder::at(folder.path().join("data"));
        let founding = Founding {
            origin: "making.example/c01/1".to_owned(),
            zone: "Asia/Shanghai".to_owned(),
            facility: "A9999".to_owned(),
            training: true,
            host: "localhost".to_owned(),
            code: "AD-01".to_owned(),
            name: "Synthetic Administrator / 合成管理员".to_owned(),
        };
        let options =
            Options { hashing: Hashing::Cheap, ..Options::with_clock(Arc::new(SystemClock)) };
        let founded = found(&data, &founding, options).await.unwrap();
        let engine = founded.opened(PASSWORD).await.unwrap().engine;
        let mut scene = Scene::open(engine.clone()).unwrap();
        people::enrol(&mut scene).await.unwrap();
        let app = App::new(engine.clone(), Settings { demo: true, ..Settings::default() });
        story::tell(&mut scene, &app).await.unwrap();
        Self { _folder: folder, engine, router: router(app) }
    }

    /// Where the verification of a step of a batch stands in the log.
    pub fn verified(&self, batch: &str, step: &str) -> u64 {
        let id = BatchId::new(batch).unwrap();
        let found = self.engine.look(|desk| {
            let record = domain::batch::views::batch(desk, &id)?.step(&step.into(), 1);
            Ok(record.and_then(|record| record.signed(Meaning::Verified)).map(|it| it.position))
        });
        found.unwrap().unwrap()
    }

    /// Somebody signs in.
    pub async fn sign_in(&self, code: &str, lang: &'static str) -> Browser<'_> {
        let body = format!("name={}&password={PASSWORD}", code.to_lowercase());
        let request = Request::post("/sign-in")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "text/html")
            .body(Body::from(body))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let cookie = session(response.headers());
        assert!(!cookie.is_empty(), "{code} could not sign in: {}", response.status());
        Browser { centre: self, cookie: format!("{cookie}; lang={lang}"), lang }
    }
}

fn session(headers: &HeaderMap) -> String {
    let cookies = headers.get_all(header::SET_COOKIE).iter();
    let cookies = cookies.filter_map(|value| value.to_str().ok()?.split(';').next());
    cookies.filter(|pair| pair.starts_with("session=")).map(str::to_owned).collect()
}

impl Browser<'_> {
    /// The language of the pages.
    pub fn lang(&self) -> &'static str {
        self.lang
    }

    /// Opens a page; it must be there.
    #[track_caller]
    pub fn open(&self, path: &str) -> impl Future<Output = Page> {
        let asked = self.ask(path);
        let path = path.to_owned();
        async move {
            let page = asked.await;
            assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.html);
            page
        }
    }

    /// Opens a page, whatever comes.
    pub async fn ask(&self, path: &str) -> Page {
        self.send(Request::get(path).header(header::ACCEPT, "text/html"), Body::empty()).await
    }

    /// Sends a form.
    pub async fn send_form(&self, form: &Form) -> Page {
        let request = Request::post(&form.action)
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let pairs: Vec<String> =
            form.fields.iter().map(|(n, v)| format!("{}={}", encoded(n), encoded(v))).collect();
        self.send(request, Body::from(pairs.join("&"))).await
    }

    /// Sends a form that must be taken, and opens the page it leads to.
    pub async fn takes(&self, form: &Form) -> Page {
        let answer = self.send_form(form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.reasons());
        self.open(&answer.location).await
    }

    async fn send(&self, request: axum::http::request::Builder, body: Body) -> Page {
        let request = request.header(header::COOKIE, &self.cookie).body(body).unwrap();
        let response = self.centre.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let location = response.headers().get(header::LOCATION);
        let location = location.map_or("", |value| value.to_str().unwrap()).to_owned();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Page { status, location, html: String::from_utf8(bytes.to_vec()).unwrap() }
    }
}

impl Page {
    /// Whether the page says something.
    pub fn says(&self, words: &str) -> bool {
        self.html.contains(words)
    }

    /// The page must say something.
    #[track_caller]
    pub fn must_say(&self, words: &str) {
        assert!(self.says(words), "the page does not say {words:?}: {}", self.html);
    }

    /// The page must not say something.
    #[track_caller]
    pub fn must_not_say(&self, words: &str) {
        assert!(!self.says(words), "the page says {words:?}: {}", self.html);
    }

    /// The codes of the reasons at the head of the page.
    pub fn reasons(&self) -> String {
        let list = self.html.split("refusal__list").nth(1).unwrap_or(&self.html);
        list.split("</section>").next().unwrap_or_default().to_owned()
    }

    /// The first form that has this field with this value.
    #[track_caller]
    pub fn form(&self, name: &str, value: &str) -> Form {
        let wanted = (name.to_owned(), value.to_owned());
        let found = self.forms().into_iter().find(|form| form.fields.contains(&wanted));
        found.unwrap_or_else(|| panic!("there is no form with {name}={value}: {}", self.html))
    }

    /// The form of an action.
    #[track_caller]
    pub fn act(&self, action: &str) -> Form {
        self.form("is", action)
    }

    /// Whether there is a form of an action.
    pub fn offers(&self, action: &str) -> bool {
        let wanted = ("is".to_owned(), action.to_owned());
        self.forms().iter().any(|form| form.fields.contains(&wanted))
    }

    fn forms(&self) -> Vec<Form> {
        let pieces = self.html.split("<form").skip(1);
        let forms = pieces.map(|piece| piece.split("</form>").next().unwrap_or_default());
        forms.map(Form::read).collect()
    }
}

impl Form {
    fn read(html: &str) -> Self {
        let fields = html.split("<input").skip(1).filter_map(|tag| {
            let tag = tag.split('>').next()?;
            let kind = attribute(tag, "type").unwrap_or_default();
            if matches!(kind.as_str(), "radio" | "checkbox") && !tag.contains(" checked") {
                return None;
            }
            Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()))
        });
        let action = attribute(html.split('>').next().unwrap_or_default(), "action");
        Self { action: action.unwrap_or_default(), fields: fields.collect() }
    }

    /// With a field filled in.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        match self.fields.iter_mut().find(|(field, _)| field == name) {
            Some(field) => value.clone_into(&mut field.1),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Signed with everybody's password.
    #[must_use]
    pub fn signed(self) -> Self {
        self.with("password", PASSWORD)
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
    let value = rest.split('"').next()?;
    let value = value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    Some(value.replace("&amp;", "&"))
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
