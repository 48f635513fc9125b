//! What followers of telephony sessions are told of RingOuts.

use simulator::world::{Placing, Side};

use crate::client::{ACCOUNT_CALLS, CALLER, Client, DANA, Frame, OWN_CALLS, Platform, SAM};

const DESK_PHONE: &str = "+12025550101";
const MOBILE: &str = "+12025550151";

/// `party number, role, status, reason` of each notification about that session.
async fn course(client: &mut Client, session: &str) -> Vec<String> {
    let told = client.told().await;
    told.iter().filter(|frame| frame.body["body"]["telephonySessionId"] == session).map(brief).collect()
}

fn brief(frame: &Frame) -> String {
    let party = frame.party();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let role = text(&party["ringOutRole"]);
    format!("{role} {} {}", frame.code(), text(&party["status"]["reason"])).trim().to_owned()
}

fn prompted(from: &str) -> Placing {
    Placing { play_prompt: true, ..Placing::plain(DANA, from, CALLER) }
}

#[tokio::test]
async fn each_way_to_fail_tells_its_reason() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let steps = &platform.steps;
    let place = || async { steps.place_ring_out(prompted(MOBILE)).await.expect("Dana may ring out") };
    let called = || async {
        let id = place().await;
        steps.ring_out_answer_first(&id).await.expect("her phone rings");
        id
    };

    let id = place().await;
    steps.ring_out_phone_no_answer(&id).await.expect("her phone rings");
    assert_eq!(
        course(&mut client, &id).await,
        ["Initiator Proceeding", "Initiator Disconnected NoAnswer"],
        "her phone was not answered"
    );
    let id = place().await;
    steps.ring_out_cancel(&id).await.expect("her phone rings");
    assert_eq!(course(&mut client, &id).await[1..], ["Initiator Disconnected Cancelled"], "she took it back");
    let id = place().await;
    steps.ring_out_hang_up(&id, Side::Phone).await.expect("her phone rings");
    assert_eq!(course(&mut client, &id).await[1..], ["Initiator Disconnected Rejected"], "she declined");

    let id = called().await;
    steps.ring_out_callee_busy(&id).await.expect("the customer is called");
    assert_eq!(
        course(&mut client, &id).await[1..],
        [
            "Initiator Answered",
            "Target Proceeding",
            "Target Disconnected TargetBusy",
            "Initiator Disconnected"
        ],
        "the customer is busy, then her phone is let go"
    );
    let id = called().await;
    steps.ring_out_callee_no_answer(&id).await.expect("the customer is called");
    assert_eq!(
        course(&mut client, &id).await[3..],
        ["Target Disconnected NoAnswer", "Initiator Disconnected"],
        "the customer does not pick up"
    );
    let id = called().await;
    steps.ring_out_hang_up(&id, Side::Phone).await.expect("the customer is called");
    assert_eq!(
        course(&mut client, &id).await[3..],
        ["Initiator Disconnected", "Target Disconnected Cancelled"],
        "she gives up while it rings there"
    );
    let truth = platform.simulator.state().world.truth();
    assert_eq!(truth.len(), 6, "whatever became of them, these were calls");
}

#[tokio::test]
async fn with_a_prompt_the_other_side_is_called_once_1_is_pressed() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let steps = &platform.steps;
    let id = steps.place_ring_out(prompted(DESK_PHONE)).await.expect("Dana may ring out");
    client.told().await;
    steps.ring_out_phone_answers(&id).await.expect("her phone rings");
    assert_eq!(course(&mut client, &id).await, ["Initiator Answered"], "she hears the prompt");
    steps.ring_out_press(&id, '1').await.expect("the prompt waits");
    assert_eq!(course(&mut client, &id).await, ["Target Proceeding"], "the customer is called");
}

#[tokio::test]
async fn an_extension_does_not_see_whom_it_reaches() {
    let platform = Platform::start().await;
    let mut own = platform.subscribed(&[OWN_CALLS]).await;
    let steps = &platform.steps;
    let id = steps.ring_out(DANA, MOBILE, CALLER).await.expect("Dana may ring out");
    steps.ring_out_answer_first(&id).await.expect("her phone rings");
    steps.ring_out_answer_second(&id).await.expect("the customer is called");
    steps.ring_out_hang_up(&id, Side::Callee).await.expect("they talk");
    assert_eq!(
        course(&mut own, &id).await,
        ["Initiator Proceeding", "Initiator Answered", "Initiator Disconnected"],
        "the customer's party belongs to no extension"
    );
}

#[tokio::test]
async fn a_colleague_is_rung_with_their_own_extension() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let id = platform.steps.ring_out(DANA, MOBILE, "102").await.expect("Dana may ring out");
    platform.steps.ring_out_answer_first(&id).await.expect("her phone rings");
    let told = client.told().await;
    let target = told.last().expect("Sam's phone rings").party();
    assert_eq!(target["extensionId"], SAM, "the second leg is Sam's");
    assert_eq!(target["to"]["name"], "Sam Ortiz", "and named");
}
