//! A page that shows the centre as it was: the banner that says so, links that stay there, and no
//! form.

use maud::{Markup, PreEscaped, html};

use super::Ctx;
use crate::lang::{moment, number};
use crate::parts::Icon;
use jiff::Zoned;

/// The moment a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// The moment as the address says it.
    pub at: String,
    /// The latest entry there was.
    pub position: u64,
    /// The moment, on the centre's clock.
    pub moment: Zoned,
    /// The same page as it is now.
    pub now: String,
}

/// Addresses that know no moment.
const TIMELESS: [&str; 6] =
    ["/assets/", "/sign-in", "/log/checkpoint", "/log/tile/", "/api/openapi.json", "/problems/"];

impl AsOf {
    /// `path` at this moment.
    pub fn keeping(&self, path: &str) -> String {
        let timeless = TIMELESS.iter().any(|begins| path.starts_with(begins));
        let ours = path.starts_with('/') && !path.starts_with("//");
        let (address, fragment) = path.split_once('#').map_or((path, None), |(a, f)| (a, Some(f)));
        let query = address.split_once('?').map(|(_, query)| query);
        let has = |query: &str| query.split('&').any(|pair| pair.starts_with("at="));
        if timeless || !ours || query.is_some_and(has) {
            return path.to_owned();
        }
        let joint = if query.is_some() { '&' } else { '?' };
        let at = crate::pages::links::encoded(&self.at);
        let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        format!("{address}{joint}at={at}{fragment}")
    }

    /// The same markup with every link to a page of ours staying at this moment.
    ///
    /// It is done here, once, so that no page has to think of it and none can forget. Markup writes
    /// a quotation mark in a text or a value as `&quot;`: what is found here is always a link.
    pub(super) fn kept(&self, body: &Markup) -> Markup {
        const LINK: &str = " href=\"";
        let mut out = String::with_capacity(body.0.len() + 1024);
        let mut rest = body.0.as_str();
        while let Some((before, after)) = rest.split_once(LINK) {
            out.push_str(before);
            out.push_str(LINK);
            let (address, after) = after.split_once('"').unwrap_or((after, ""));
            let kept = self.keeping(&address.replace("&amp;", "&"));
            out.push_str(&kept.replace('&', "&amp;"));
            out.push('"');
            rest = after;
        }
        out.push_str(rest);
        PreEscaped(out)
    }
}

/// What stands above everything: that this is the past, which, and the way back.
pub(super) fn banner(ctx: &Ctx, past: &AsOf) -> Markup {
    let t = ctx.texts();
    let position = number(&past.position.to_string());
    let args = [("when", moment(&past.moment).into()), ("position", position.into())];
    html! {
        aside.asof aria-label=(t.get("past-name")) {
            (Icon::Clock)
            p { b { (t.with("past-banner", &args)) } " " span { (t.get("past-banner.words")) } }
            a.btn href={ "/log/entry/" (past.position) } { (t.get("past-entry")) }
            a.btn."btn--primary" href=(past.now) { (t.get("past-back")) }
        }
    }
}

/// The question for another moment of this page; it works without script.
pub(super) fn question(ctx: &Ctx) -> Markup {
    let t = ctx.texts();
    let path = ctx.path.split(['?', '#']).next().unwrap_or("/");
    let at = ctx.past.as_ref().map(|past| past.at.as_str());
    html! {
        form.wishes method="get" action=(path) {
            div.field {
                label for="f-look-back" { (t.get("past-ask")) }
                input.input type="text" id="f-look-back" name="at" value=[at] autocomplete="off"
                    placeholder=(t.get("past-ask.example")) aria-describedby="f-look-back-n";
                small id="f-look-back-n" { (t.get("past-ask.hint")) }
            }
            button.btn."btn--block" type="submit" { (t.get("past-look")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn as_of(at: &str) -> AsOf {
        let moment = jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
        AsOf { at: at.to_owned(), position: 7, moment, now: "/".to_owned() }
    }

    #[test]
    fn a_link_stays_at_its_moment() {
        let past = as_of("2026-11-22 10:14");
        assert_eq!(past.keeping("/"), "/?at=2026-11-22%2010%3A14");
        let past = as_of("7");
        assert_eq!(past.keeping("/batch/B26-0001#proof"), "/batch/B26-0001?at=7#proof");
        assert_eq!(past.keeping("/lot?from=50"), "/lot?from=50&at=7");
        for same in ["/lot?at=3", "/assets/1/icons.svg#mark", "#proof", "//x", "https://x", ""] {
            assert_eq!(past.keeping(same), same);
        }
    }

    #[test]
    fn every_link_of_a_page_stays_and_nothing_else_changes() {
        let body = html! {
            a href="/batch?a=1&b=2" title="href=\"/lot\"" { "see href=\"/x\"" }
            use href="/assets/1/icons.svg#lock" {}
            a href="#here" { "é 腕" }
        };
        assert_eq!(
            as_of("7").kept(&body).0,
            html! {
                a href="/batch?a=1&b=2&at=7" title="href=\"/lot\"" { "see href=\"/x\"" }
                use href="/assets/1/icons.svg#lock" {}
                a href="#here" { "é 腕" }
            }
            .0
        );
    }
}
