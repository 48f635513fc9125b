//! `/control/ringouts`: a person or a test plays both phones of a RingOut, and counts what was placed.

use std::sync::Arc;

use axum::extract::{Path, State as Shared};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::control::body::Body;
use crate::control::calls::{Answer, done};
use crate::routes::Routes;
use crate::state::State;
use crate::world::{Side, Steps};

/// RingOuts and their steps.
pub fn router() -> Routes {
    Router::new()
        .route("/ringouts", get(placed))
        .route("/ringouts/{id}/phone-answers", post(phone_answers))
        .route("/ringouts/{id}/phone-no-answer", post(phone_no_answer))
        .route("/ringouts/{id}/press", post(press))
        .route("/ringouts/{id}/callee-answers", post(callee_answers))
        .route("/ringouts/{id}/callee-busy", post(callee_busy))
        .route("/ringouts/{id}/callee-no-answer", post(callee_no_answer))
        .route("/ringouts/{id}/hangup", post(hang_up))
}

/// `{"ring_outs":[…]}`, oldest first: every one that was carried out, whatever its POST was answered with.
async fn placed(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    Json(json!({ "ring_outs": state.world.ring_outs() }))
}

async fn phone_answers(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Answer {
    Steps::on(&state).ring_out_phone_answers(&id).await?;
    Ok(done(&id))
}

async fn phone_no_answer(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Answer {
    Steps::on(&state).ring_out_phone_no_answer(&id).await?;
    Ok(done(&id))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    digit: char,
}

async fn press(Shared(state): Shared<Arc<State>>, Path(id): Path<String>, Body(key): Body<Key>) -> Answer {
    Steps::on(&state).ring_out_press(&id, key.digit).await?;
    Ok(done(&id))
}

async fn callee_answers(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Answer {
    Steps::on(&state).ring_out_answer_second(&id).await?;
    Ok(done(&id))
}

async fn callee_busy(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Answer {
    Steps::on(&state).ring_out_callee_busy(&id).await?;
    Ok(done(&id))
}

async fn callee_no_answer(Shared(state): Shared<Arc<State>>, Path(id): Path<String>) -> Answer {
    Steps::on(&state).ring_out_callee_no_answer(&id).await?;
    Ok(done(&id))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HangUp {
    side: Side,
}

async fn hang_up(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    Body(asked): Body<HangUp>,
) -> Answer {
    Steps::on(&state).ring_out_hang_up(&id, asked.side).await?;
    Ok(done(&id))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::Desk;

    const RING_OUT: &str = "/restapi/v1.0/account/~/extension/~/ring-out";

    #[tokio::test]
    async fn both_phones_are_played_over_http() {
        let desk = Desk::open().await;
        let asked = json!({
            "from": { "phoneNumber": "+12025550151" },
            "to": { "phoneNumber": "+13125550177" },
            "playPrompt": true,
        });
        let id = desk.post_json(RING_OUT, &asked).await.body["id"].as_str().expect("an id").to_owned();
        let step = |name: &str| format!("/ringouts/{id}/{name}");
        let press = |digit: &str| json!({ "digit": digit });
        assert_eq!(desk.control(&step("press"), press("1")).await.status, 409, "nobody has picked up");
        assert_eq!(desk.control(&step("phone-answers"), json!({})).await.status, 200, "the phone rings");
        assert_eq!(desk.control(&step("phone-answers"), json!({})).await.status, 409, "once is enough");
        assert_eq!(desk.control(&step("callee-busy"), json!({})).await.status, 409, "nobody is called yet");
        assert_eq!(desk.control(&step("press"), press("7")).await.status, 200, "the prompt is repeated");
        assert_eq!(desk.control(&step("press"), press("12")).await.status, 400, "a key is one digit");
        assert_eq!(desk.control(&step("press"), press("1")).await.status, 200, "the number is called");
        assert_eq!(desk.control(&step("callee-answers"), json!({})).await.status, 200, "it rings there");
        let hang_up = desk.control(&step("hangup"), json!({ "side": "callee" })).await;
        assert_eq!(hang_up.status, 200, "and whoever talks can hang up: {}", hang_up.text);
        let placed = desk.control_get("/ringouts").await.body;
        assert_eq!(placed["ring_outs"].as_array().map(Vec::len), Some(1), "there was one");
        assert_eq!(placed["ring_outs"][0]["to"], "+13125550177", "to that number");
        assert_eq!(placed["ring_outs"][0]["play_prompt"], true, "with the prompt");
        assert_eq!(placed["ring_outs"][0]["status"]["callStatus"], "Finished", "and it is over");
    }
}
