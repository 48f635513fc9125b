//! Refusals in RingCentral's envelope: `errors[]` plus the pair that the wire repeats on top. OAuth's own
//! error bodies are in [`crate::oauth`].

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// One refusal of the platform, as an HTTP answer or as the body of a frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} {code}: {message}", status.as_u16())]
pub struct ApiError {
    /// HTTP status; frames carry it in their `status`.
    pub status: StatusCode,
    /// `CMN-101`, `OAU-213`, ...: what clients key on.
    pub code: &'static str,
    /// The word that stands on top where it differs from the code (`InvalidParameter`, `TokenInvalid`).
    pub word: Option<&'static str>,
    /// For people.
    pub message: String,
    /// Free extra keys, such as `parameterName`.
    pub extras: Vec<(&'static str, String)>,
    /// `Retry-After`, in seconds.
    pub retry_after_s: Option<u64>,
}

impl ApiError {
    /// A refusal without extra keys, with the code on top.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, word: None, message: message.into(), extras: Vec::new(), retry_after_s: None }
    }

    /// Sets the word on top.
    #[must_use]
    pub fn titled(mut self, word: &'static str) -> Self {
        self.word = Some(word);
        self
    }

    /// Adds an extra key.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.extras.push((key, value.into()));
        self
    }

    /// 400 CMN-101: a parameter has a value that cannot be.
    pub fn parameter(name: &str, value: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "CMN-101", format!("Parameter [{name}] value is invalid"))
            .titled("InvalidParameter")
            .with("parameterName", name)
            .with("parameterValue", value)
    }

    /// 404 CMN-102: the parameter names nothing that exists.
    pub fn not_found(name: &str, value: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "CMN-102", format!("Resource for parameter [{name}] is not found"))
            .with("parameterName", name)
            .with("parameterValue", value)
    }

    /// 400 CMN-103: the body is not the JSON that was expected.
    pub fn bad_json(why: impl std::fmt::Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "CMN-103", format!("Cannot parse JSON: {why}"))
    }

    /// 404 CMN-120: no such route.
    pub fn unknown_uri() -> Self {
        Self::new(StatusCode::NOT_FOUND, "CMN-120", "Invalid URI")
    }

    /// 405: the route exists, but not for this method.
    pub fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "CMN-120", "Method is not allowed for this URI")
    }

    /// 401 AGW-401: the request carries no `Authorization` header.
    pub fn no_authorization() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "AGW-401", "Authorization header is not specified")
    }

    /// 401 `TokenInvalid`: `code` says in which way (OAU-123, 129, 149, 151, 213).
    pub fn token_invalid(code: &'static str, message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, message).titled("TokenInvalid")
    }

    /// 401 OAU-128: the access token has reached its end.
    pub fn token_expired() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "OAU-128", "Access token expired").titled("TokenExpired")
    }

    /// 403 CMN-401: the app was not given the permission.
    pub fn app_permission(permission: &str) -> Self {
        let message = format!(
            "In order to call this API endpoint, application needs to have [{permission}] permission"
        );
        Self::new(StatusCode::FORBIDDEN, "CMN-401", message)
            .titled("InsufficientPermissions")
            .with("permissionName", permission)
    }

    /// 403 CMN-408: the person was not given the permission.
    pub fn user_permission(permission: &str) -> Self {
        let message =
            format!("In order to call this API endpoint, user needs to have [{permission}] permission");
        Self::new(StatusCode::FORBIDDEN, "CMN-408", message)
            .titled("InsufficientPermissions")
            .with("permissionName", permission)
    }

    /// 429 CMN-301. `None` leaves `Retry-After` out, as other limiters than the documented one do.
    pub fn rate_exceeded(retry_after_s: Option<u64>) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "CMN-301", "Request rate exceeded")
            .retry_after(retry_after_s)
    }

    /// 500 CMN-203.
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "CMN-203", "Internal server error")
    }

    /// 503 CMN-201, with `Retry-After` if known.
    pub fn unavailable(retry_after_s: Option<u64>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "CMN-201", "Service is temporarily unavailable")
            .retry_after(retry_after_s)
    }

    /// Sets `Retry-After`.
    #[must_use]
    pub fn retry_after(mut self, seconds: Option<u64>) -> Self {
        self.retry_after_s = seconds;
        self
    }

    /// The JSON body: `errorCode`, `message` and extras on top, and once more in `errors[0]`.
    pub fn body(&self) -> Value {
        let mut first = Map::new();
        first.insert("errorCode".into(), json!(self.code));
        first.insert("message".into(), json!(self.message));
        for (key, value) in &self.extras {
            first.insert((*key).into(), json!(value));
        }
        let mut body = first.clone();
        body.insert("errorCode".into(), json!(self.word.unwrap_or(self.code)));
        body.insert("errors".into(), json!([first]));
        Value::Object(body)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, axum::Json(self.body())).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_envelope_repeats_the_first_error_on_top() {
        let body = ApiError::app_permission("ReadCallLog").body();
        assert_eq!(body["errorCode"], "InsufficientPermissions", "the word stands on top");
        assert_eq!(body["errors"][0]["errorCode"], "CMN-401", "the code stands in the list");
        assert_eq!(
            body["permissionName"], body["errors"][0]["permissionName"],
            "extras stand in both places"
        );
    }

    #[test]
    fn a_refusal_without_a_word_has_its_code_on_top() {
        let body = ApiError::rate_exceeded(Some(60)).body();
        assert_eq!(body["errorCode"], "CMN-301", "CMN-301 is both word and code");
    }
}
