//! The token endpoint: from a code, a refresh token or a JWT to a [`TokenPair`], and the end of one.
//!
//! Each function is one conversation with RingCentral and tells its outcome in [`TokenError`]; nothing is kept
//! here. A pause or a broken connection never costs a sign-in: only `invalid_grant` on a refresh ends it.
//! (RingCentral Developer Guide, authentication and error handling; RFC 6749 5.)

mod form;
mod pair;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::pin::Pin;

use oauth2::basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse};
use oauth2::{
    AsyncHttpClient, AuthorizationCode, Client, ClientId, ClientSecret, EndpointNotSet, EndpointSet,
    HttpRequest, HttpResponse, PkceCodeVerifier, RefreshToken, RequestTokenError, StandardRevocableToken,
    TokenUrl,
};
use thiserror::Error;

use super::{AppCredentials, Flow};
use crate::error::{Answer, Error};
use crate::http::{Ask, Http};
use crate::limits::Group;
use crate::secret::Secret;
use form::{form, sensitive};
pub use pair::TokenPair;
use pair::{Issued, is_usable, pair};

/// A broken connection or an internal error is tried this often …
const TRIES: u32 = 3;
/// … this far apart.
const PAUSE_MS: i64 = 10_000;
/// After the tries, when RingCentral does not say how long to wait.
const LATER_MS: i64 = 60_000;
/// What the JWT grant is called (RFC 7523).
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// Why there are no new tokens, and what that means for the old ones.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TokenError {
    /// `invalid_grant`: the sign-in is over, the tokens are worthless.
    #[error("RingCentral ended this sign-in ({0})")]
    Ended(Answer),
    /// RingCentral will not, and asking again will not help. The tokens are kept, refreshing stops, somebody has to
    /// look at why.
    #[error("RingCentral refused ({0})")]
    Refused(Answer),
    /// Not now. Nothing is lost.
    #[error("no answer from RingCentral yet: {cause}")]
    NotNow {
        /// What was in the way.
        cause: Error,
        /// When to ask again.
        retry_at_ms: i64,
    },
}

/// Turns the code of `flow` into tokens. `endpoint_id` names this installation, where it already has a name.
pub async fn exchange(
    http: &Http,
    app: &AppCredentials,
    flow: &Flow,
    code: &Secret,
    endpoint_id: Option<&str>,
) -> Result<TokenPair, TokenError> {
    let client = client(http, app)?;
    let pair = tried(http, || async {
        let mut request = client
            .exchange_code(AuthorizationCode::new(code.expose().to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(flow.verifier.expose().to_owned()))
            .set_redirect_uri(std::borrow::Cow::Borrowed(flow.redirect_uri()));
        if let Some(endpoint_id) = endpoint_id {
            request = request.add_extra_param("endpoint_id", endpoint_id.to_owned());
        }
        request.request_async(&Through(http)).await
    });
    // A code that is no longer good ends nothing: there was no sign-in yet.
    pair.await.map_err(|error| match error {
        TokenError::Ended(answer) => TokenError::Refused(answer),
        other => other,
    })
}

/// Turns a refresh token into a new pair. The old access token dies with the answer.
pub async fn refresh(
    http: &Http,
    app: &AppCredentials,
    refresh_token: &Secret,
    endpoint_id: Option<&str>,
) -> Result<TokenPair, TokenError> {
    let client = client(http, app)?;
    let refresh_token = RefreshToken::new(refresh_token.expose().to_owned());
    tried(http, || async {
        let mut request = client.exchange_refresh_token(&refresh_token);
        if let Some(endpoint_id) = endpoint_id {
            request = request.add_extra_param("endpoint_id", endpoint_id.to_owned());
        }
        request.request_async(&Through(http)).await
    })
    .await
}

/// Signs in with a credential that was minted in the developer console (RFC 7523). Needs a confidential client.
pub async fn jwt_bearer(
    http: &Http,
    app: &AppCredentials,
    assertion: &Secret,
) -> Result<TokenPair, TokenError> {
    let pair = tried(http, || async {
        let ask = form(http, app, "token", &[("grant_type", JWT_BEARER), ("assertion", assertion.expose())])
            .map_err(RequestTokenError::Request)?;
        let reply = http.send(ask, None).await.map_err(RequestTokenError::Request)?;
        reply.json("token").map_err(RequestTokenError::Request)
    });
    pair.await.map_err(|error| match error {
        TokenError::Ended(answer) => TokenError::Refused(answer),
        other => other,
    })
}

/// Ends the whole sign-in at RingCentral, every token of it. One try: a failure changes nothing for the caller.
pub async fn revoke(http: &Http, app: &AppCredentials, token: &Secret) -> Result<(), Error> {
    let ask = form(http, app, "revoke", &[("token", token.expose())])?.patience_ms(0);
    http.send(ask, None).await.map(drop)
}

type Asked = Result<Issued, RequestTokenError<Error, BasicErrorResponse>>;
type TokenClient = Client<
    BasicErrorResponse,
    Issued,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

fn client(http: &Http, app: &AppCredentials) -> Result<TokenClient, TokenError> {
    let url = http.environment().address(&["restapi", "oauth", "token"]);
    let url = url.ok_or_else(|| TokenError::Refused(Answer::default()))?;
    let mut client = Client::new(ClientId::new(app.client_id.clone()));
    if let Some(secret) = &app.client_secret {
        client = client.set_client_secret(ClientSecret::new(secret.expose().to_owned()));
    }
    Ok(client.set_token_uri(TokenUrl::from_url(url)))
}

/// Lends our one way out to the oauth2 crate.
struct Through<'h>(&'h Http);

impl<'c> AsyncHttpClient<'c> for Through<'_> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(send(self.0, request))
    }
}

/// The oauth2 crate's requests take our one way out. What is no success is classified there and comes back as our error.
async fn send(http: &Http, request: HttpRequest) -> Result<HttpResponse, Error> {
    let (parts, body) = request.into_parts();
    let malformed = |reason: &str| Error::Malformed { what: "token request", reason: reason.to_owned() };
    let url = parts.uri.to_string().parse().map_err(|_| malformed("no address"))?;
    let mut ask = Ask::to(url, parts.method, Group::Auth).first();
    ask.headers = sensitive(parts.headers);
    ask.body = body;
    let reply = http.send(ask, None).await?;
    let mut response = HttpResponse::new(reply.body);
    *response.status_mut() = reply.status;
    *response.headers_mut() = reply.headers;
    Ok(response)
}

/// Three tries, ten seconds apart, where nothing came back or RingCentral had an internal error.
async fn tried<F, Fut>(http: &Http, ask: F) -> Result<TokenPair, TokenError>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Asked>,
{
    let mut left = TRIES;
    loop {
        left -= 1;
        let cause = match ask().await {
            Ok(issued) if is_usable(&issued) => return Ok(pair(&issued, http.clock().now_ms())),
            Ok(_) => Error::Malformed { what: "token", reason: "a token that cannot be used".into() },
            Err(RequestTokenError::Request(error)) => error,
            Err(RequestTokenError::ServerResponse(_) | RequestTokenError::Other(_)) => {
                Error::Malformed { what: "token", reason: "an answer without tokens".into() }
            }
            Err(RequestTokenError::Parse(error, _)) => {
                Error::Malformed { what: "token", reason: format!("unreadable at {}", error.path()) }
            }
        };
        let now_ms = http.clock().now_ms();
        match judge(cause, now_ms) {
            TokenError::NotNow {
                cause: Error::Unreachable(_) | Error::Unavailable { retry_at_ms: None, .. },
                ..
            } if left > 0 => {
                http.clock().sleep_until(now_ms + PAUSE_MS).await;
            }
            other => return Err(other),
        }
    }
}

/// What a failure means for the tokens. Decided on OAuth's word, not on the status.
fn judge(cause: Error, now_ms: i64) -> TokenError {
    match cause {
        Error::BearerRefused(answer)
        | Error::NotFound(answer)
        | Error::Refused(answer)
        | Error::PermissionMissing { answer, .. } => {
            if answer.oauth_error.as_deref() == Some("invalid_grant") {
                TokenError::Ended(answer)
            } else {
                TokenError::Refused(answer)
            }
        }
        Error::RateLimited { retry_at_ms, .. }
        | Error::Unavailable { retry_at_ms: Some(retry_at_ms), .. } => {
            TokenError::NotNow { cause, retry_at_ms }
        }
        Error::Unreachable(_)
        | Error::Unavailable { .. }
        | Error::NotSignedIn
        | Error::Malformed { .. }
        | Error::TooLarge { .. }
        | Error::Unsure(_)
        | Error::RedirectRefused { .. }
        | Error::Encryption(_) => TokenError::NotNow { cause, retry_at_ms: now_ms + LATER_MS },
    }
}
