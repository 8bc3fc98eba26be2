//! What a request says of itself before anybody looks at its body.

use super::Shared;
use super::noting::Opened;
use super::serve::Peer;
use crate::lang::Lang;
use crate::pages::links;
use crate::pages::single_sign_on::LINK;
use crate::session::{Token, device, second_factor, sent, station};
use crate::shell::Preferences;
use axum::extract::{ConnectInfo, MatchedPath, Request};
use axum::http::{HeaderMap, HeaderName, Method, Uri, header};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Names a request in the server's log and in the answer to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestId {
    run: u32,
    number: u64,
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}-{:06x}", self.run, self.number)
    }
}

/// What a request says of itself.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its name.
    pub id: RequestId,
    /// Its method.
    pub method: Method,
    /// Its address.
    pub uri: Uri,
    /// The address as the router knows it, without what stands for its parts.
    pub route: Option<Arc<str>>,
    /// The language to answer in.
    pub lang: Lang,
    /// What the browser remembers of its person's wishes.
    pub wishes: Preferences,
    /// Whether a person waits for a page, rather than a program for JSON.
    pub wants_page: bool,
    pub(crate) token: Option<Shown>,
    pub(crate) csrf: Option<String>,
    /// The mark of a device somebody has signed in at, as its cookie says.
    pub(crate) device: Option<String>,
    /// The ticket of whoever has given the password and not yet the second factor.
    pub(crate) ticket: Option<Token>,
    /// What waits to be confirmed of who somebody is at a provider, as its cookie says.
    pub(crate) link: Option<Link>,
    /// What makes the browser a station, as its cookie says; never logged.
    pub(crate) station: Option<Station>,
    /// Where it comes from, for counting wrong passwords; never logged.
    pub(crate) source: String,
    /// Sent by a page that follows the centre, not by whoever looks at it.
    pub(crate) by_itself: bool,
    /// A browser says that another site had it send this.
    pub(crate) foreign: bool,
    /// Whose personal data the answer shows.
    pub(crate) opened: Arc<Opened>,
    /// The latest entry of the past centre that was looked at, if one was.
    looked_back: std::sync::OnceLock<u64>,
}

/// A session's token, and how it came.
#[derive(Clone)]
pub(crate) enum Shown {
    /// In an `Authorization` header: no other site can make a browser send one.
    Bearer(Token),
    /// An access token of a machine, in an `Authorization` header.
    Access(String),
    /// In a cookie: browsers send it along by themselves.
    Cookie(Token),
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a token")
    }
}

/// What a browser shows at which a link waits.
#[derive(Clone)]
pub(crate) struct Link(pub String);

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a link")
    }
}

/// What a browser shows that is a station.
#[derive(Clone)]
pub(crate) struct Station(pub String);

impl fmt::Debug for Station {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a station")
    }
}

/// Where a program puts a session's token against forged requests.
pub(crate) const CSRF: HeaderName = HeaderName::from_static("x-csrf-token");

impl Asked {
    /// Reads the head of a request.
    pub(crate) fn of(app: &Shared, request: &Request) -> Self {
        let headers = request.headers();
        let text = |name| text(headers, name).unwrap_or_default();
        let cookies = text(header::COOKIE);
        let wishes = Preferences::from_cookies(cookies);
        let lang = wishes.lang.or_else(|| {
            let wanted = text(header::ACCEPT_LANGUAGE);
            if wanted.is_empty() { None } else { Lang::negotiate(wanted) }
        });
        let uri = request.uri().clone();
        let for_programs = ["/api/", "/log/checkpoint", "/log/tile/"];
        let for_programs = for_programs.iter().any(|begins| uri.path().starts_with(begins));
        Self {
            id: RequestId { run: app.run, number: app.requests.fetch_add(1, Ordering::Relaxed) },
            lang: lang.unwrap_or_default(),
            wishes,
            wants_page: !for_programs && text(header::ACCEPT).contains("text/html"),
            token: token(text(header::AUTHORIZATION), cookies, app.settings.behind_tls),
            device: device::among(cookies, app.settings.behind_tls).map(str::to_owned),
            ticket: second_factor::among(cookies, app.settings.behind_tls),
            station: station::among(cookies, app.settings.behind_tls)
                .map(|shown| Station(shown.to_owned())),
            link: sent(cookies, LINK, app.settings.behind_tls).map(|text| Link(text.to_owned())),
            source: source(app, request),
            by_itself: headers.contains_key("x-live"),
            csrf: headers.get(CSRF).and_then(|value| value.to_str().ok()).map(str::to_owned),
            foreign: !request.method().is_safe() && foreign(request.method(), headers),
            method: request.method().clone(),
            route: request.extensions().get::<MatchedPath>().map(|route| Arc::from(route.as_str())),
            opened: Arc::default(),
            looked_back: std::sync::OnceLock::new(),
            uri,
        }
    }

    /// Takes down that the answer is about a past centre.
    pub(super) fn looked_back(&self, past: Option<&super::Past>) {
        if let Some(past) = past {
            // A second look of the same request is at the same moment.
            let _ = self.looked_back.set(past.position);
        }
    }

    /// The latest entry of the past centre the answer is about.
    pub(super) fn as_of(&self) -> Option<u64> {
        self.looked_back.get().copied()
    }

    /// Path and query without one parameter.
    pub fn without(&self, name: &str) -> String {
        let query = self.uri.query().unwrap_or_default().split('&');
        let rest = query.filter(|pair| pair.split('=').next() != Some(name) && !pair.is_empty());
        let rest: Vec<&str> = rest.collect();
        let joint = if rest.is_empty() { "" } else { "?" };
        format!("{}{joint}{}", self.uri.path(), rest.join("&"))
    }

    /// Path and query, for coming back to this page.
    ///
    /// What a provider of single sign-on sends along counts once, and is repeated nowhere.
    pub fn path_and_query(&self) -> &str {
        if self.uri.path() == links::SINGLE_SIGN_ON_CALLBACK {
            return links::SIGN_IN;
        }
        self.uri.path_and_query().map_or("/", |path| path.as_str())
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn token(authorization: &str, cookies: &str, secure: bool) -> Option<Shown> {
    if let Some(token) = authorization.strip_prefix("Bearer ") {
        let token = token.trim();
        if token.starts_with("pat.") && token.len() < 200 {
            return Some(Shown::Access(token.to_owned()));
        }
        return Token::parse(token).map(Shown::Bearer);
    }
    Token::among(cookies, secure).map(Shown::Cookie)
}

/// A cookie of a request.
pub(crate) fn cookie_of<'a>(headers: &'a HeaderMap, name: &str, secure: bool) -> Option<&'a str> {
    sent(text(headers, header::COOKIE)?, name, secure)
}

/// The address a request comes from: as the proxy in front says, where there is one.
fn source(app: &Shared, request: &Request) -> String {
    if app.settings.behind_proxy {
        let forwarded = request.headers().get_all("x-forwarded-for").iter().next_back();
        let last = forwarded.and_then(|value| value.to_str().ok()?.rsplit(',').next());
        if let Some(last) = last {
            return last.trim().chars().take(60).collect();
        }
    }
    let peer = request.extensions().get::<ConnectInfo<Peer>>();
    peer.map(|ConnectInfo(Peer(peer))| peer.ip().to_string()).unwrap_or_default()
}

/// Whether a browser says that the request comes from a page of another server.
///
/// Programs send neither header; no browser lets a page choose them.
fn foreign(method: &Method, headers: &HeaderMap) -> bool {
    debug_assert!(!method.is_safe());
    let fetch_site = HeaderName::from_static("sec-fetch-site");
    if let Some(site) = text(headers, fetch_site) {
        return !matches!(site, "same-origin" | "none");
    }
    match (text(headers, header::ORIGIN), text(headers, header::HOST)) {
        (Some(origin), Some(host)) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            authority != Some(host)
        }
        (Some(_), None) => true,
        (None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn says(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn a_browser_tells_when_another_site_had_it_send_something() {
        let is = |pairs| foreign(&Method::POST, &says(pairs));
        assert!(!is(&[]));
        assert!(!is(&[("sec-fetch-site", "same-origin")]));
        assert!(is(&[("sec-fetch-site", "cross-site")]));
        assert!(is(&[("sec-fetch-site", "same-site")]));
        assert!(!is(&[("origin", "http://centre.example:8080"), ("host", "centre.example:8080")]));
        assert!(is(&[("origin", "http://evil.example"), ("host", "centre.example")]));
        assert!(is(&[("origin", "null"), ("host", "centre.example")]));
    }

    #[test]
    fn a_token_comes_in_a_header_or_a_cookie() {
        let drawn = Token::draw().unwrap();
        let bearer = token(&format!("Bearer {}", drawn.text()), "", false);
        assert!(matches!(bearer, Some(Shown::Bearer(_))));
        let cookies = format!("lang=en; session={}; theme=dark", drawn.text());
        let cookie = token("", &cookies, false);
        assert!(matches!(cookie, Some(Shown::Cookie(_))));
        assert!(token("Basic x", "session=short", false).is_none());
    }
}
