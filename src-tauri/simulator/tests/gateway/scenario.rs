//! What a person who watches a demo sees first.

use simulator::{Config, Scenario};

use crate::client::{ACCOUNT_CALLS, DANA, Platform};

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
