//! `/sign-in/sso/callback`: back from the provider.

use super::begin::{ask, laid_down, provider, relation};
use super::trip::{AWAY, Away, LINK, Pending, cookie, seconds};
use crate::app::{App, Call, cookie_of};
use crate::pages::{Posted, links, parameters};
use crate::parts::Button;
use crate::problem::{Kind, Problem, Reason, Result};
use crate::session::second_factor::{self, after_provider};
use crate::session::{SignedIn, note_failed, same};
use crate::shell::{Head, Preferences, bare_page};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use domain::centre::single_sign_on::SingleSignOnSet;
use domain::id::PersonId;
use domain::people::{Person, sign_in_name};
use domain::state::Held as _;
use domain::text::Code;
use engine::single_sign_on::{Arrived, TurnedAway, Vouched};
use maud::html;

/// The longest code of an error that is repeated.
const ERROR_BYTES_MAX: usize = 40;

pub async fn callback(State(app): State<App>, call: Call, headers: HeaderMap) -> Result<Response> {
    let asked = parameters(&call);
    let forget = cookie(AWAY, "", app.settings.behind_tls);
    let forget = AppendHeaders([(header::SET_COOKIE, forget)]);
    // However it ends: the way is over.
    match arrive(&app, &call, &headers, &asked).await {
        Ok(response) => Ok((forget, response).into_response()),
        Err(problem) => Ok((forget, problem).into_response()),
    }
}

async fn arrive(app: &App, call: &Call, headers: &HeaderMap, asked: &Posted) -> Result<Response> {
    let laid_down = laid_down(app)?;
    let away = cookie_of(headers, AWAY, app.settings.behind_tls);
    let away = away.and_then(|text| Away::read(text, app.engine.now()));
    let away = away.ok_or_else(|| not_right(Reason::new("sso-not-begun")))?;
    let trip = away.trip(&app.engine);
    if !same(asked.get("state"), &trip.state) {
        return Err(not_right(Reason::new("sso-not-begun")));
    }
    // Another issuer answers for itself alone (RFC 9207).
    let issuer = laid_down.issuer.as_str();
    if asked.given("iss").is_some_and(|iss| iss != issuer) {
        return Err(not_right(Reason::new("sso-word-not-right")));
    }
    if let Some(error) = asked.given("error") {
        let good = |c: &char| c.is_ascii_lowercase() || *c == '_';
        let error: String = error.chars().filter(good).take(ERROR_BYTES_MAX).collect();
        return Err(not_right(Reason::new("sso-provider-refused").with("error", error)));
    }
    let code = asked.raw("code").to_owned();
    let relation = relation(app, &laid_down, headers)?;
    let (provider, now) = (provider(app)?, seconds(app.engine.now()));
    let wanted = wanted(&laid_down);
    let claims = ask(app, move || {
        let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
        provider.claims(&relation, &trip, &code, &wanted, now)
    })
    .await?;
    let (vouched, multi_factor) = (vouched(app, &laid_down, &claims), claims.multi_factor());
    match app.engine.arrive(&vouched).await {
        Ok(Arrived::Known(person)) => {
            let name = code_of(app, &person).as_ref().map(sign_in_name).unwrap_or_default();
            let opened = after_provider(app, &call.asked, person, name, multi_factor).await;
            goes_on(app, call, opened, &away.back)
        }
        Ok(Arrived::ToConfirm(person)) => {
            let pending = Pending::new(person, vouched, multi_factor, &away.back, app.engine.now());
            let text = pending.text(&app.engine);
            let text = text.ok_or_else(|| Problem::failed("carry a link to be confirmed"))?;
            let carried = cookie(LINK, &text, app.settings.behind_tls);
            let to = Redirect::to(links::SINGLE_SIGN_ON_LINK);
            Ok((AppendHeaders([(header::SET_COOKIE, carried)]), to).into_response())
        }
        Err(why) => Err(turned_away(app, why, &vouched, &laid_down).await),
    }
}

fn not_right(reason: Reason) -> Problem {
    Problem::new(Kind::ProviderSignIn).because([reason])
}

/// The claims the centre looks at.
fn wanted(laid_down: &SingleSignOnSet) -> Vec<String> {
    let groups = laid_down.groups_claim.iter().map(ToString::to_string);
    [laid_down.person_claim.to_string(), "name".to_owned()].into_iter().chain(groups).collect()
}

fn vouched(app: &App, laid_down: &SingleSignOnSet, claims: &sso::Claims) -> Vouched {
    let groups = laid_down.groups_claim.as_ref();
    let groups = groups.map(|claim| claims.texts(claim.as_str())).unwrap_or_default();
    let issuer = laid_down.issuer.as_str();
    Vouched {
        identity: app.engine.provider_identity(issuer, claims.subject()),
        code: claims.text(laid_down.person_claim.as_str()).map(str::to_owned),
        name: claims.text("name").map(str::to_owned),
        roles: laid_down.roles_of(groups),
    }
}

/// The code of a person, who may have been enrolled since the request came.
pub fn code_of(app: &App, person: &PersonId) -> Option<Code> {
    let snapshot = app.engine.snapshot();
    let slot = snapshot.centre.slot(person.subject())?;
    Person::of_summary(&slot.summary).map(|person| person.code.clone())
}

/// Hands the session over to the browser, or the ticket of the second step, and leads on.
///
/// Surprises: a page, not a redirect. The provider's site sent the browser here, and the cookie of
/// either goes along only with what this site itself leads to.
pub fn goes_on(app: &App, call: &Call, opened: Result<SignedIn>, back: &str) -> Result<Response> {
    let (secure, back) = (app.settings.behind_tls, Preferences::back_to(back));
    let ctx = app.bare_ctx(&call.asked);
    let t = ctx.texts();
    let (carried, to, words) = match opened {
        Ok(signed_in) => {
            // Two people share a tablet: whoever signs in is the one at it.
            if let Some(before) = &call.session {
                app.sessions.end(before);
            }
            let code = signed_in.session.code.as_str().into();
            let words = t.with("sso-signed-in", &[("person", code)]);
            (signed_in.token.cookie(secure), back.to_owned(), words)
        }
        Err(problem) if problem.kind == Kind::SecondFactorNeeded => {
            let to = links::with(links::SECOND_STEP, &[("back", back)]);
            (second_factor::handed(&problem, secure), to, t.get("sso-second-step"))
        }
        Err(problem) => return Err(problem),
    };
    let cookies = [(header::SET_COOKIE, carried), (header::SET_COOKIE, cookie(LINK, "", secure))];
    let body = html! {
        div.stack {
            p { (words) }
            (Button::link(t.label("sso-go-on"), to.as_str()).primary().big())
        }
    };
    let page = bare_page(&ctx, &Head::new(t.label("sign-in")), body);
    let mut response = (AppendHeaders(cookies), page).into_response();
    if let Ok(refresh) = HeaderValue::try_from(format!("0; url={to}")) {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    Ok(response)
}

/// Notes who was turned away, and says whom to ask.
async fn turned_away(
    app: &App,
    why: TurnedAway,
    vouched: &Vouched,
    laid_down: &SingleSignOnSet,
) -> Problem {
    let problem = Problem::new(Kind::ProviderTurnedAway);
    let problem = match why {
        TurnedAway::NotTaken(not) => return not.into(),
        TurnedAway::NoClaim { claim } => {
            tracing::warn!(claim, "the provider's word leaves a claim out");
            problem.because([Reason::new("sso-claim-missing").with("claim", claim)])
        }
        TurnedAway::Unknown => {
            problem
                .because([Reason::new("sso-unknown-person")
                    .with("claim", laid_down.person_claim.as_str())])
        }
        TurnedAway::NoRole => problem.because([Reason::new("sso-no-role")]),
        TurnedAway::Refused(refusal) => problem.because(refusal.reasons.iter().map(Reason::from)),
    };
    tracing::info!("a sign-in through the provider was turned away");
    let name = vouched.code.as_deref().unwrap_or_default().to_lowercase();
    note_failed(app, name, Kind::ProviderTurnedAway).await;
    problem
}
