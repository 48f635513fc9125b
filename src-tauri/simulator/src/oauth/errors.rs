//! Refusals of the OAuth endpoints: RFC 6749's `error` and `error_description`, plus RingCentral's `errors[]`.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// One refusal of an OAuth endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{error} {code}: {description}")]
pub struct OAuthError {
    /// 400 from the token endpoint except for a wrong secret (401), 403 from the authorize page.
    pub status: StatusCode,
    /// `invalid_grant`, ...
    pub error: &'static str,
    /// `OAU-106`, ...; `CMN-101` where a parameter is missing.
    pub code: &'static str,
    /// For people.
    pub description: String,
    /// The parameter at fault and its value, for `parameters[]`.
    pub parameter: Option<(&'static str, String)>,
}

impl OAuthError {
    fn new(error: &'static str, code: &'static str, description: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error,
            code,
            description: description.into(),
            parameter: None,
        }
    }

    /// The same refusal with another status: the authorize page answers 403.
    #[must_use]
    pub fn at(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// A parameter is missing or cannot be.
    pub fn parameter(name: &'static str, why: &str) -> Self {
        let mut error = Self::new("invalid_request", "CMN-101", format!("Parameter [{name}] {why}"));
        error.parameter = Some((name, String::new()));
        error
    }

    /// OAU-153: no such app.
    pub fn unknown_client(client_id: &str) -> Self {
        let mut error = Self::new("invalid_client", "OAU-153", format!("Invalid client: {client_id}"));
        error.parameter = Some(("client_id", client_id.to_owned()));
        error
    }

    /// OAU-146, 401: a wrong secret, or none where one is needed.
    pub fn wrong_secret() -> Self {
        Self::new("invalid_client", "OAU-146", "Invalid client credentials").at(StatusCode::UNAUTHORIZED)
    }

    /// OAU-123: an `Authorization` header that is not `Basic base64(client_id:client_secret)`.
    pub fn bad_authorization() -> Self {
        Self::new("invalid_client", "OAU-123", "Invalid Authorization header")
    }

    /// OAU-112: the app may not use this grant.
    pub fn grant_not_allowed(grant: &str) -> Self {
        Self::new(
            "unauthorized_client",
            "OAU-112",
            format!("Grant type [{grant}] is not allowed for this app"),
        )
    }

    /// No such grant.
    pub fn unknown_grant(grant: &str) -> Self {
        let mut error = Self::new("unsupported_grant_type", "CMN-101", "Unsupported grant type");
        error.parameter = Some(("grant_type", grant.to_owned()));
        error
    }

    /// OAU-106: a code that was never issued or is used up.
    pub fn bad_code() -> Self {
        Self::new("invalid_grant", "OAU-106", "Authorization code is invalid")
    }

    /// OAU-108: the code is too old.
    pub fn expired_code() -> Self {
        Self::new("invalid_grant", "OAU-108", "Authorization code is expired")
    }

    /// OAU-110: the code was issued to another app.
    pub fn foreign_code() -> Self {
        Self::new("invalid_grant", "OAU-110", "Authorization code was issued for another client")
    }

    /// OAU-109: not the redirect URI that is registered, or not the one that the code was asked for with.
    pub fn redirect_mismatch() -> Self {
        Self::new("invalid_grant", "OAU-109", "Redirect URIs do not match")
    }

    /// The PKCE verifier is missing or does not fit the challenge.
    pub fn bad_verifier() -> Self {
        Self::new("invalid_grant", "OAU-106", "Code verifier does not match the code challenge")
    }

    /// The assertion of the JWT grant is not one that the console minted for this app.
    pub fn bad_assertion() -> Self {
        Self::new("invalid_grant", "OAU-129", "Assertion is invalid")
    }

    /// OAU-213: a refresh token that is spent, expired or was never issued.
    pub fn token_not_found() -> Self {
        Self::new("invalid_grant", "OAU-213", "Token not found")
    }

    /// OAU-211: the refresh token's OAuth session was ended.
    pub fn token_revoked() -> Self {
        Self::new("invalid_grant", "OAU-211", "Token is revoked")
    }

    /// The JSON body.
    pub fn body(&self) -> Value {
        let mut first = json!({ "errorCode": self.code, "message": self.description });
        if let Some((name, value)) = &self.parameter {
            first["parameters"] = json!([{ "parameterName": name, "parameterValue": value }]);
        }
        json!({ "error": self.error, "errors": [first], "error_description": self.description })
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let mut response = (self.status, axum::Json(self.body())).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Basic realm=\"RingCentral REST API\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
