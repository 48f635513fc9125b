//! What happens by itself: a course of calls for a person who watches a demo. Which calls come, and how each
//! one goes, is drawn from a seed in [`plan`]; here they are played, in real time, from the moment somebody
//! has subscribed. A call that somebody else moved meanwhile (the control API) is left to them.

mod callers;
mod phones;
pub mod plan;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

pub use callers::{Caller, callers};
use plan::{Course, Destination, Plan, Plans, Somebody};

use crate::state::State;
use crate::world::presence::TelephonyStatus;
use crate::world::{By, Refusal, Ring, Steps, Target};

/// A course of calls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scenario {
    /// Nothing happens by itself.
    #[default]
    None,
    /// A call now and then.
    QuietMorning,
    /// Many calls at once.
    RushHour,
    /// The network is lost while a call rings.
    NetworkDrops,
}

/// How often the scenario looks whether somebody has subscribed.
const GLANCE: Duration = Duration::from_millis(100);

/// Starts the scenario as a task of the platform; it ends when the platform stops.
pub fn begin(state: &Arc<State>, scenario: Scenario, seed: u64) {
    if scenario == Scenario::None {
        return;
    }
    let playing = play_all(Arc::clone(state), scenario, seed);
    let stopping = state.stopping.clone();
    state.tasks.spawn(async move { stopping.run_until_cancelled(playing).await });
    let (phones, stopping) = (phones::play_all(Arc::clone(state)), state.stopping.clone());
    state.tasks.spawn(async move { stopping.run_until_cancelled(phones).await });
}

async fn play_all(state: Arc<State>, scenario: Scenario, seed: u64) {
    for plan in Plans::new(scenario, seed) {
        let dispatcher = first_subscriber(&state).await;
        sleep(plan.after).await;
        let (playing, stopping) = (play(Arc::clone(&state), plan, dispatcher), state.stopping.clone());
        state.tasks.spawn(async move {
            if let Some(Err(refusal)) = stopping.run_until_cancelled(playing).await {
                tracing::debug!(%refusal, "a call of the scenario went another way");
            }
        });
    }
}

/// Waits for somebody to call for.
async fn first_subscriber(state: &State) -> String {
    loop {
        if let Some(extension_id) = state.gateway.subscribers().into_iter().next() {
            return extension_id;
        }
        sleep(GLANCE).await;
    }
}

/// Plays one call from its first ring to its end.
async fn play(state: Arc<State>, plan: Plan, dispatcher: String) -> Result<(), Refusal> {
    let steps = Steps::on(&state);
    let directory = &state.directory;
    let colleagues: Vec<&String> = directory
        .people
        .iter()
        .map(|person| &person.extension_id)
        .filter(|extension_id| **extension_id != dispatcher)
        .collect();
    let who = |somebody: Somebody| match somebody {
        Somebody::Dispatcher => dispatcher.clone(),
        Somebody::Colleague(number) if !colleagues.is_empty() => {
            colleagues[number % colleagues.len()].clone()
        }
        Somebody::Colleague(_) => dispatcher.clone(),
    };
    let queue = Target::Queue(directory.queue.extension_id.clone());
    let to = match plan.destination {
        Destination::Person(somebody) => Target::Extension(who(somebody)),
        Destination::Queue => queue.clone(),
        Destination::Menu => Target::Menu,
    };
    let (from, from_name) = (plan.caller.number.to_owned(), plan.caller.caller_id.map(str::to_owned));
    let id = steps.ring(Ring { from, from_name, to }).await?;
    if plan.destination == Destination::Menu {
        sleep(plan.chooses_after).await;
        steps.choose(&id, &queue).await?;
    }
    if let Some(silent) = plan.cut {
        sleep(plan.rings / 2).await;
        state.gateway.cut(&state, silent).await;
        sleep(plan.rings / 2).await;
    } else {
        sleep(plan.rings).await;
    }
    match plan.course {
        Course::Missed => steps.hang_up(&id, Some(By::Caller)).await,
        Course::Voicemail { speaks } => {
            steps.voicemail(&id).await?;
            sleep(speaks).await;
            steps.hang_up(&id, Some(By::Caller)).await
        }
        Course::Answered { by, talks, held, handed_to, ended_by } => {
            let answerer = match plan.destination {
                Destination::Person(somebody) => who(somebody),
                Destination::Queue | Destination::Menu => member(&state, &who(by)),
            };
            steps.answer(&id, &answerer).await?;
            sleep(talks / 2).await;
            if let Some(held) = held {
                steps.hold(&id).await?;
                sleep(held).await;
                steps.unhold(&id).await?;
            }
            if let Some(next) = handed_to.map(&who).filter(|next| *next != answerer) {
                steps.transfer(&id, &next).await?;
                sleep(plan.rings).await;
                steps.answer(&id, &next).await?;
            }
            sleep(talks / 2).await;
            steps.hang_up(&id, Some(ended_by)).await
        }
    }
}

/// A member of the queue: the wanted one, unless they talk already and another one does not.
fn member(state: &State, wanted: &str) -> String {
    let is_free = |extension_id: &str| {
        state
            .world
            .presence(extension_id, |presence| presence.telephony_status != TelephonyStatus::CallConnected)
    };
    let members = &state.directory.queue.members;
    let is_member = members.iter().any(|member| member == wanted);
    if is_member && is_free(wanted) {
        return wanted.to_owned();
    }
    let free = members.iter().find(|member| is_free(member));
    let anybody = if is_member { None } else { members.first() };
    free.or(anybody).cloned().unwrap_or_else(|| wanted.to_owned())
}
