//! The way of a person's browser: authorize request, login form, consent form, redirect to the app.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use url::Url;

use crate::directory::App;
use crate::oauth::codes::{AuthorizeRequest, Challenge};
use crate::oauth::{OAuthError, SCOPES, pages};
use crate::routes::discovery::{external_uri, token_uri};
use crate::routes::oauth::fields;
use crate::state::State;

/// Life of a code where no fault says otherwise, seconds.
const CODE_S: u32 = 60;
/// What the pages may load, and who may frame them: nothing, and nobody.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/// `GET /restapi/oauth/authorize`.
pub async fn by_query(Shared(state): Shared<Arc<State>>, RawQuery(query): RawQuery) -> Response {
    begin(&state, &fields(query.unwrap_or_default().as_bytes()))
}

/// `POST /restapi/oauth/authorize`.
pub async fn by_form(Shared(state): Shared<Arc<State>>, body: Bytes) -> Response {
    begin(&state, &fields(&body))
}

fn begin(state: &State, asked: &HashMap<String, String>) -> Response {
    let (app, redirect_uri) = match destination(state, asked) {
        Ok(known) => known,
        Err(error) => return error.at(StatusCode::FORBIDDEN).into_response(),
    };
    let echoed = asked.get("state").cloned();
    match challenge(app, asked) {
        Ok(challenge) => {
            let client_id = app.client_id.clone();
            let discovery = asked.get("discovery").is_some_and(|asked| asked == "true");
            let request = AuthorizeRequest { client_id, redirect_uri, state: echoed, challenge, discovery };
            let ticket = state.grants.begin(request, state.clock.now_ms());
            let hint = asked.get("login_hint").map_or("", String::as_str);
            html(StatusCode::OK, pages::login(&state.directory, &ticket, hint, None))
        }
        Err((error, why)) => {
            redirect(&redirect_uri, &[("error", error), ("error_description", why)], echoed.as_deref())
        }
    }
}

/// The app and where its answer goes: as long as these are in doubt nothing is redirected anywhere.
fn destination<'a>(
    state: &'a State,
    asked: &HashMap<String, String>,
) -> Result<(&'a App, String), OAuthError> {
    let client_id = asked.get("client_id").ok_or_else(|| OAuthError::unknown_client(""))?;
    let app = state.directory.app(client_id).ok_or_else(|| OAuthError::unknown_client(client_id))?;
    let registered = &app.redirect_uris;
    let redirect_uri = match (asked.get("redirect_uri"), registered.as_slice()) {
        (Some(redirect_uri), _) if registered.contains(redirect_uri) => redirect_uri,
        (None, [only]) => only,
        _ => return Err(OAuthError::redirect_mismatch()),
    };
    Ok((app, redirect_uri.clone()))
}

fn challenge(
    app: &App,
    asked: &HashMap<String, String>,
) -> Result<Option<Challenge>, (&'static str, &'static str)> {
    match asked.get("response_type").map(String::as_str) {
        Some("code") => {}
        Some(_) => return Err(("unsupported_response_type", "response_type must be code")),
        None => return Err(("invalid_request", "response_type is missing")),
    }
    let method = asked.get("code_challenge_method").map(String::as_str);
    let challenge = match (asked.get("code_challenge").cloned(), method) {
        (Some(challenge), Some("S256")) if challenge.len() == 43 => Some(Challenge::S256(challenge)),
        (Some(_), Some("S256")) => {
            return Err(("invalid_request", "code_challenge is not a SHA-256 in base64url"));
        }
        (Some(challenge), Some("plain") | None) => Some(Challenge::Plain(challenge)),
        (Some(_), Some(_)) => return Err(("invalid_request", "code_challenge_method must be S256 or plain")),
        (None, Some(_)) => return Err(("invalid_request", "code_challenge is missing")),
        (None, None) => None,
    };
    if app.client_secret.is_none() && !matches!(challenge, Some(Challenge::S256(_))) {
        return Err(("invalid_request", "this app must use PKCE with code_challenge_method S256"));
    }
    Ok(challenge)
}

/// The login form was sent.
pub async fn login(Shared(state): Shared<Arc<State>>, body: Bytes) -> Response {
    let form = fields(&body);
    let field = |name: &str| form.get(name).map_or("", String::as_str);
    let (ticket, now_ms) = (field("ticket"), state.clock.now_ms());
    let Some(request) = state.grants.request(ticket, now_ms) else {
        return html(StatusCode::BAD_REQUEST, pages::over());
    };
    let Some(person) = state.directory.log_in(field("login"), field("password")) else {
        let sorry = Some("That login and password do not belong together. Please try again.");
        return html(StatusCode::OK, pages::login(&state.directory, ticket, field("login"), sorry));
    };
    let app = state.directory.app(&request.client_id);
    match app.zip(state.grants.logged_in(ticket, &person.extension_id, now_ms)) {
        Some((app, ticket)) => html(StatusCode::OK, pages::consent(person, &ticket, app, &granted(&state))),
        None => html(StatusCode::BAD_REQUEST, pages::over()),
    }
}

/// Allow or Deny was pressed. Anything but Allow is a refusal.
pub async fn consent(Shared(state): Shared<Arc<State>>, body: Bytes) -> Response {
    let form = fields(&body);
    let now_ms = state.clock.now_ms();
    let ended = form.get("ticket").and_then(|ticket| state.grants.finish(ticket, now_ms));
    let Some((request, Some(extension_id))) = ended else {
        return html(StatusCode::BAD_REQUEST, pages::over());
    };
    let (redirect_uri, echoed) = (request.redirect_uri.clone(), request.state.clone());
    let told = if request.discovery {
        vec![("token_uri", token_uri(&state)), ("discovery_uri", external_uri(&state))]
    } else {
        Vec::new()
    };
    if form.get("decision").is_none_or(|decision| decision != "allow") {
        let refusal = [("error", "access_denied"), ("error_description", "The person has refused access")];
        return redirect(&redirect_uri, &refusal, echoed.as_deref());
    }
    let life_s = state.faults.lifetimes().code_s.unwrap_or(CODE_S);
    let code = state.grants.issue_code(request, extension_id, i64::from(life_s) * 1000, now_ms);
    let life_s = life_s.to_string();
    let mut answer = vec![("code", code.as_str()), ("expires_in", &life_s)];
    answer.extend(told.iter().map(|(name, uri)| (*name, uri.as_str())));
    redirect(&redirect_uri, &answer, echoed.as_deref())
}

/// The app permissions that a sign-in grants now.
pub fn granted(state: &State) -> Vec<String> {
    SCOPES.iter().filter(|scope| !state.faults.withholds(scope)).map(|scope| (*scope).to_owned()).collect()
}

fn redirect(redirect_uri: &str, answer: &[(&str, &str)], echoed: Option<&str>) -> Response {
    let Ok(mut target) = Url::parse(redirect_uri) else {
        return OAuthError::redirect_mismatch().at(StatusCode::FORBIDDEN).into_response();
    };
    target.query_pairs_mut().extend_pairs(answer).extend_pairs(echoed.map(|echoed| ("state", echoed)));
    (StatusCode::FOUND, [(header::LOCATION, target.as_str()), (header::CACHE_CONTROL, "no-store")])
        .into_response()
}

fn html(status: StatusCode, markup: String) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, Html(markup)).into_response()
}
