//! What a person who watches a demo sees first.

use simulator::world::Placing;
use simulator::{Config, Scenario};

use crate::client::{ACCOUNT_CALLS, CALLER, DANA, Platform};

#[tokio::test]
async fn the_first_call_of_a_demo_rings_the_dispatcher_and_is_answered() {
    let config = Config { scenario: Scenario::QuietMorning, ..Config::default() };
    let platform = Platform::start_with(config).await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let mut codes = Vec::new();
    while codes.last().is_none_or(|last| last != "Answered") {
        let frame = client.frame().await;
        if frame.party()["extensionId"] == DANA {
            codes.push(frame.code().to_owned());
        }
    }
    assert_eq!(codes, ["Setup", "Proceeding", "Answered"], "whoever subscribed is called first");
    platform.simulator.stop().await;
}

#[tokio::test]
async fn both_phones_of_a_ring_out_in_a_demo_are_answered() {
    let config = Config { scenario: Scenario::QuietMorning, ..Config::default() };
    let platform = Platform::start_with(config).await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let asked = Placing { play_prompt: true, ..Placing::plain(DANA, "+12025550151", CALLER) };
    let id = platform.steps.place_ring_out(asked).await.expect("Dana may ring out");
    let mut told = Vec::new();
    while told.last().is_none_or(|last| last != "Target Answered") {
        let frame = client.frame().await;
        if frame.body["body"]["telephonySessionId"] == id.as_str() {
            let role = frame.party()["ringOutRole"].as_str().unwrap_or_default();
            told.push(format!("{role} {}", frame.code()));
        }
    }
    let course = ["Initiator Proceeding", "Initiator Answered", "Target Proceeding", "Target Answered"];
    assert_eq!(told, course, "somebody picks up, presses 1, and is answered");
    platform.simulator.stop().await;
}
