//! The JSON body of a control request, whatever its content type says; an empty one is `{}`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::json;

/// A body that fits.
#[derive(Debug)]
pub struct Body<T>(pub T);

/// Why a body does not fit: 400 `{"error"}`.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misfit(pub String);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Misfit;

    async fn from_request(request: Request, state: &S) -> Result<Self, Misfit> {
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|error| Misfit(format!("the body cannot be read: {error}")))?;
        let text: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        let body = serde_json::from_slice(text);
        body.map(Self).map_err(|error| Misfit(format!("the body does not fit: {error}")))
    }
}

impl IntoResponse for Misfit {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, Json(json!({ "error": self.to_string() }))).into_response()
    }
}
