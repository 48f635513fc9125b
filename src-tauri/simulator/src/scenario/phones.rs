//! Both phones of each RingOut, played for a person who watches a demo: their own is picked up, 1 is pressed where that
//! is asked for, and the other side answers, or is busy, or does not. How it goes is told by the number's last digit,
//! so that it can be seen on purpose. What the person does first counts.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use super::GLANCE;
use crate::state::State;
use crate::world::{Placed, Refusal, Side, Steps};

/// How long it takes somebody to reach for a phone.
const REACHES: Duration = Duration::from_secs(3);
/// And to find the 1.
const FINDS_1: Duration = Duration::from_secs(2);
/// How long a phone rings that nobody answers.
const RINGS: Duration = Duration::from_secs(20);
/// How long a talk takes.
const TALKS: Duration = Duration::from_secs(45);

/// Plays the phones of every RingOut, until the platform stops.
pub(super) async fn play_all(state: Arc<State>) {
    let mut known = HashSet::new();
    loop {
        for placed in state.world.ring_outs() {
            if known.insert(placed.id.clone()) {
                let (playing, stopping) = (play(Arc::clone(&state), placed), state.stopping.clone());
                state.tasks.spawn(async move {
                    if let Some(Err(refusal)) = stopping.run_until_cancelled(playing).await {
                        tracing::debug!(%refusal, "a RingOut of the demo went another way");
                    }
                });
            }
        }
        sleep(GLANCE).await;
    }
}

async fn play(state: Arc<State>, placed: Placed) -> Result<(), Refusal> {
    let (steps, id) = (Steps::on(&state), placed.id);
    sleep(REACHES).await;
    steps.ring_out_phone_answers(&id).await?;
    if placed.asked.play_prompt {
        sleep(FINDS_1).await;
        steps.ring_out_press(&id, '1').await?;
    }
    match placed.asked.to.chars().last() {
        Some('9') => {
            sleep(FINDS_1).await;
            steps.ring_out_callee_busy(&id).await
        }
        Some('8') => {
            sleep(RINGS).await;
            steps.ring_out_callee_no_answer(&id).await
        }
        _ => {
            sleep(REACHES).await;
            steps.ring_out_answer_second(&id).await?;
            sleep(TALKS).await;
            steps.ring_out_hang_up(&id, Side::Callee).await
        }
    }
}
