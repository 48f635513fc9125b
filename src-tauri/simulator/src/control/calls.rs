//! `/control/calls`: a person or a test plays the public and the company's phones.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::body::{Body, Misfit};
use crate::routes::Routes;
use crate::state::State;
use crate::world::{By, Refusal, Ring, Steps, Target};

/// Calls and their steps.
pub fn router() -> Routes {
    Router::new()
        .route("/calls", post(ring))
        .route("/calls/{id}/answer", post(answer))
        .route("/calls/{id}/hold", post(hold))
        .route("/calls/{id}/unhold", post(unhold))
        .route("/calls/{id}/transfer", post(transfer))
        .route("/calls/{id}/voicemail", post(voicemail))
        .route("/calls/{id}/hangup", post(hang_up))
}

/// Why a control request was not carried out.
#[derive(Debug)]
pub enum Refused {
    /// A call must reach one target.
    Target,
    /// The world refused the step.
    Step(Refusal),
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::Step(refusal)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Self::Target => return Misfit("name either to_extension or to_queue".to_owned()).into_response(),
            Self::Step(refusal) => {
                let status = match refusal {
                    Refusal::UnknownCall(_) | Refusal::UnknownExtension(_) => StatusCode::NOT_FOUND,
                    Refusal::NotNow { .. } => StatusCode::CONFLICT,
                };
                (status, refusal.to_string())
            }
        };
        (status, Json(json!({ "error": error }))).into_response()
    }
}

/// What a step is answered with.
pub type Answer = Result<Json<Value>, Refused>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RingBody {
    from: String,
    from_name: Option<String>,
    to_extension: Option<String>,
    to_queue: Option<String>,
}

async fn ring(Shared(state): Shared<Arc<State>>, Body(asked): Body<RingBody>) -> Answer {
    let to = match (asked.to_extension, asked.to_queue) {
        (Some(extension_id), None) => Target::Extension(extension_id),
        (None, Some(queue_id)) => Target::Queue(queue_id),
        _ => return Err(Refused::Target),
    };
    let ring = Ring { from: asked.from, from_name: asked.from_name, to };
    let id = Steps::on(&state).ring(ring).await?;
    Ok(Json(json!({ "telephony_session_id": id })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExtensionBody {
    extension_id: String,
}

async fn answer(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    Body(asked): Body<ExtensionBody>,
) -> Answer {
    Steps::on(&state).answer(&id, &asked.extension_id).await?;
    Ok(done(&id))
}

async fn hold(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Answer {
    Steps::on(&state).hold(&id).await?;
    Ok(done(&id))
}

async fn unhold(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Answer {
    Steps::on(&state).unhold(&id).await?;
    Ok(done(&id))
}

async fn transfer(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    Body(asked): Body<ExtensionBody>,
) -> Answer {
    Steps::on(&state).transfer(&id, &asked.extension_id).await?;
    Ok(done(&id))
}

async fn voicemail(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Answer {
    Steps::on(&state).voicemail(&id).await?;
    Ok(done(&id))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HangUpBody {
    by: Option<Side>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Side {
    Caller,
    Extension,
}

async fn hang_up(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    Body(asked): Body<HangUpBody>,
) -> Answer {
    let by = asked.by.map(|side| match side {
        Side::Caller => By::Caller,
        Side::Extension => By::Extension,
    });
    Steps::on(&state).hang_up(&id, by).await?;
    Ok(done(&id))
}

/// The step was taken.
pub fn done(id: &str) -> Json<Value> {
    Json(json!({ "telephony_session_id": id }))
}
