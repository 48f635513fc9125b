//! What every platform request passes: slowness, injected errors and losses, the access token, permissions, the
//! rate limit, the request id and the log. The routes behind it find a [`Bearer`] among the request's extensions.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, MatchedPath, Request, State as Shared};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::errors::ApiError;
use crate::faults::{LossFault, Lost};
use crate::limits::{Group, Taken};
use crate::lines::Peer;
use crate::oauth::Bearer;
use crate::requests::Entry;
use crate::routes::catalog::{self, Access};
use crate::state::State;

/// Whom a request was for; endpoints that learn it by themselves leave it among the answer's extensions.
#[derive(Debug, Clone, Default)]
pub struct Asker {
    /// The app.
    pub client_id: Option<String>,
    /// The person.
    pub extension_id: Option<String>,
}

impl From<&Bearer> for Asker {
    fn from(bearer: &Bearer) -> Self {
        Self { client_id: Some(bearer.client_id.clone()), extension_id: Some(bearer.extension_id.clone()) }
    }
}

/// The gate.
pub async fn gate(Shared(state): Shared<Arc<State>>, request: Request, next: Next) -> Response {
    let method = request.method().to_string();
    let path = request.uri().path().to_owned();
    let template = request.extensions().get::<MatchedPath>().map(|matched| matched.as_str().to_owned());
    let unknown = template.is_none();
    let route = template.unwrap_or_else(|| path.clone());
    let named = format!("{method} {route}");
    let peer = request.extensions().get::<ConnectInfo<Peer>>().map(|info| info.0);
    let loss = loss(&state, &named, &path, unknown);
    if let Some(LossFault { of: Lost::Request, hold_ms, .. }) = loss {
        return cut(&state, peer, hold_ms).await;
    }
    let mut response = pass(&state, request, next, &named, &path, unknown).await;
    let asker = response.extensions_mut().remove::<Asker>().unwrap_or_default();
    if let Ok(id) = HeaderValue::from_str(&uuid::Uuid::new_v4().to_string()) {
        response.headers_mut().insert(HeaderName::from_static("rcrequestid"), id);
    }
    state.requests.add(Entry {
        at: state.clock.now_ms(),
        method,
        route,
        status: response.status().as_u16(),
        client_id: asker.client_id,
        extension_id: asker.extension_id,
        unknown: unknown || response.status() == StatusCode::METHOD_NOT_ALLOWED,
    });
    match loss {
        Some(loss) => cut(&state, peer, loss.hold_ms).await,
        None => response,
    }
}

/// The loss that this request suffers.
fn loss(state: &State, route: &str, path: &str, unknown: bool) -> Option<LossFault> {
    let (method, template) = route.split_once(' ')?;
    catalog::access(route).or_else(|| unlisted(route, unknown))?;
    state.faults.take_loss(&[route, template, &format!("{method} {path}"), path])
}

/// Resets the connection. What is returned is never written.
async fn cut(state: &State, peer: Option<Peer>, hold_ms: u64) -> Response {
    tokio::time::sleep(Duration::from_millis(hold_ms)).await;
    if let Some(peer) = peer {
        state.lines.reset(peer);
    }
    StatusCode::BAD_GATEWAY.into_response()
}

async fn pass(
    state: &State,
    mut request: Request,
    next: Next,
    route: &str,
    path: &str,
    unknown: bool,
) -> Response {
    let access = catalog::access(route).or_else(|| unlisted(route, unknown));
    if access.is_some() {
        if let Some(slow_ms) = state.faults.in_force().slow_ms {
            tokio::time::sleep(Duration::from_millis(slow_ms)).await;
        }
        if let Some(error) = injected(state, &request, route, path) {
            return error.into_response();
        }
    }
    let Some(Access::Bearer { group, app, person }) = access else {
        return next.run(request).await;
    };
    let now_ms = state.clock.now_ms();
    let bearer = match authenticated(state, &request, now_ms) {
        Ok(bearer) => bearer,
        Err(error) => return error.into_response(),
    };
    let taken = group.map(|group| state.limits.take(group, &bearer.client_id, &bearer.extension_id, now_ms));
    let asker = Asker::from(&bearer);
    let mut response = match permitted(state, &bearer, taken.as_ref(), app, person) {
        Ok(()) => {
            request.extensions_mut().insert(bearer);
            next.run(request).await
        }
        Err(error) => error.into_response(),
    };
    if let Some(taken) = taken {
        state_limits(&mut response, taken);
    }
    response.extensions_mut().insert(asker);
    response
}

/// Writes the four rate headers.
pub fn state_limits(response: &mut Response, taken: Taken) {
    for (name, value) in taken.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
}

/// A platform route that the catalog does not list still wants a token. Pages and the gateway do not.
fn unlisted(route: &str, unknown: bool) -> Option<Access> {
    let platform = route.split_once(' ').is_some_and(|(_, template)| template.starts_with("/restapi"));
    let demand = Access::Bearer { group: Some(Group::Light), app: None, person: None };
    (platform && !unknown).then_some(demand)
}

fn injected(state: &State, request: &Request, route: &str, path: &str) -> Option<ApiError> {
    let (_, template) = route.split_once(' ')?;
    let a_page_nobody_named = template == "/restapi/oauth/authorize" && state.faults.names_no_route();
    if a_page_nobody_named {
        return None;
    }
    let spelled = format!("{} {path}", request.method());
    let fault = state.faults.take_status(&[route, template, spelled.as_str(), path])?;
    Some(match fault.code {
        429 => ApiError::rate_exceeded(fault.retry_after_s),
        503 => ApiError::unavailable(fault.retry_after_s),
        _ => ApiError::internal().retry_after(fault.retry_after_s),
    })
}

fn authenticated(state: &State, request: &Request, now_ms: i64) -> Result<Bearer, ApiError> {
    let authorization =
        request.headers().get(header::AUTHORIZATION).ok_or_else(ApiError::no_authorization)?;
    state.grants.bearer(authorization.to_str().unwrap_or_default(), now_ms)
}

fn permitted(
    state: &State,
    bearer: &Bearer,
    taken: Option<&Taken>,
    app: Option<&str>,
    person: Option<&str>,
) -> Result<(), ApiError> {
    if let Some(refused) = taken.filter(|taken| !taken.allowed) {
        return Err(ApiError::rate_exceeded(Some(refused.retry_after_s)));
    }
    let granted =
        |scope: &str| bearer.scopes.iter().any(|held| held == scope) && !state.faults.withholds(scope);
    if let Some(scope) = app.filter(|scope| !granted(scope)) {
        return Err(ApiError::app_permission(scope));
    }
    match person.filter(|permission| state.faults.withholds(permission)) {
        Some(permission) => Err(ApiError::user_permission(permission)),
        None => Ok(()),
    }
}
