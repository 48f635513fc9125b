//! Calls beyond the documented streams: what the company dials, menus, voicemail, attended transfers.

use serde_json::json;
use simulator::world::{Outcome, Refusal, Target};

use crate::client::{ACCOUNT_CALLS, CALLER, Client, DANA, Frame, KIM, Platform, QUEUE, SAM};

/// `party number, extension, status, reason` of each notification.
async fn course(client: &mut Client) -> Vec<String> {
    client.told().await.iter().map(brief).collect()
}

fn brief(frame: &Frame) -> String {
    let party = frame.party();
    let number = party["id"].as_str().and_then(|id| id.rsplit('-').next()).unwrap_or_default();
    let extension = party["extensionId"].as_str().unwrap_or("outside");
    let mut brief = format!("{number} {extension} {}", frame.code());
    if let Some(reason) = party["status"]["reason"].as_str() {
        brief = format!("{brief} {reason}");
    }
    if party["missedCall"] == true {
        brief.push_str(" missed");
    }
    brief
}

#[tokio::test]
async fn an_outbound_call_rings_outside_and_is_answered_there() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let call = platform.steps.dial_out(DANA, "+14155550123").await.expect("Dana may dial");
    platform.steps.answer_outside(&call).await.expect("it rings there");
    platform.steps.hang_up(&call, None).await.expect("Dana hangs up");
    assert_eq!(
        course(&mut client).await,
        [
            "1 400100301 Setup",
            "2 outside Proceeding",
            "1 400100301 Proceeding",
            "2 outside Answered",
            "1 400100301 Answered",
            "1 400100301 Disconnected",
            "2 outside Disconnected",
        ],
        "Dana's own party is the first one"
    );
    let truth = &platform.simulator.state().world.truth()[0];
    assert_eq!(truth.result, Outcome::Answered, "the customer picked up");
    assert!(truth.answered_by.is_empty(), "nobody of the company was called");
}

#[tokio::test]
async fn a_call_between_extensions_stays_inside() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let call = platform.steps.dial_extension(SAM, DANA).await.expect("both exist");
    platform.steps.answer(&call, DANA).await.expect("Dana is being rung");
    platform.steps.hang_up(&call, None).await.expect("Dana hangs up");
    let told = client.told().await;
    let briefs: Vec<String> = told.iter().map(brief).collect();
    assert_eq!(
        briefs,
        [
            "1 400100302 Setup",
            "2 400100301 Setup",
            "1 400100302 Answered",
            "2 400100301 Proceeding",
            "2 400100301 Answered",
            "2 400100301 Disconnected",
            "1 400100302 Disconnected",
        ],
        "both parties have an extension"
    );
    let expected = json!({ "phoneNumber": "102", "name": "Sam Ortiz", "extensionId": SAM });
    assert_eq!(told[1].party()["from"], expected, "the caller is a colleague with a short number");
}

#[tokio::test]
async fn the_voicemail_takes_a_call_until_the_caller_hangs_up() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let call = platform.ring_dana().await;
    platform.steps.voicemail(&call).await.expect("the call rings");
    let again = platform.steps.voicemail(&call).await;
    assert!(matches!(again, Err(Refusal::NotNow { .. })), "it is in the voicemail already: {again:?}");
    platform.steps.hang_up(&call, None).await.expect("the caller hangs up");
    let course = course(&mut client).await;
    assert_eq!(
        course[4..],
        ["2 400100301 VoiceMail missed", "2 400100301 Disconnected missed", "1 outside Disconnected"],
        "the person's party goes to voicemail, missed"
    );
    assert_eq!(platform.simulator.state().world.truth()[0].result, Outcome::Voicemail, "nobody picked up");
}

#[tokio::test]
async fn a_queue_that_nobody_answers_goes_to_voicemail_or_is_missed() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let first = platform.ring(Target::Queue(QUEUE.to_owned())).await;
    platform.steps.voicemail(&first).await.expect("the members are rung");
    platform.steps.hang_up(&first, None).await.expect("the caller hangs up");
    assert_eq!(
        course(&mut client).await[9..],
        [
            "3 400100301 Disconnected Timeout missed",
            "4 400100302 Disconnected Timeout missed",
            "5 400100303 Disconnected Timeout missed",
            "2 400100901 VoiceMail missed",
            "2 400100901 Disconnected missed",
            "1 outside Disconnected",
        ],
        "the members time out, then the queue's voicemail takes the call"
    );
    let second = platform.ring(Target::Queue(QUEUE.to_owned())).await;
    platform.steps.agents_time_out(&second).await.expect("the members are rung");
    let truth = platform.simulator.state().world.truth();
    assert_eq!(truth[1].result, Outcome::Ringing, "the caller still waits");
    platform.steps.hang_up(&second, None).await.expect("the caller gives up");
    assert_eq!(
        course(&mut client).await[12..],
        ["2 400100901 Disconnected", "1 outside Disconnected"],
        "the caller leaves a queue whose members ring no more"
    );
    let truth = platform.simulator.state().world.truth();
    assert_eq!((truth[1].result, truth[1].queue_id.as_deref()), (Outcome::Missed, Some(QUEUE)), "missed");
}

#[tokio::test]
async fn a_menu_takes_the_call_and_leads_it_on() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let call = platform.ring(Target::Menu).await;
    platform.steps.choose(&call, &Target::Extension(KIM.to_owned())).await.expect("the menu listens");
    platform.steps.answer(&call, KIM).await.expect("Kim is being rung");
    platform.steps.hang_up(&call, None).await.expect("Kim hangs up");
    assert_eq!(
        course(&mut client).await,
        [
            "1 outside Setup",
            "2 400100951 Setup",
            "1 outside Answered",
            "2 400100951 Answered",
            "2 400100951 Disconnected CallerInputRedirect",
            "3 400100303 Setup",
            "3 400100303 Proceeding",
            "3 400100303 Answered",
            "3 400100303 Disconnected",
            "1 outside Disconnected",
        ],
        "the menu answers with its own extension"
    );
    assert_eq!(platform.simulator.state().world.truth()[0].answered_by, [KIM], "the menu is nobody");
}

#[tokio::test]
async fn an_attended_transfer_leaves_caller_and_colleague() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let steps = &platform.steps;
    let call = platform.ring_dana().await;
    steps.answer(&call, DANA).await.expect("Dana is being rung");
    let second = steps.consult(&call, SAM).await.expect("Dana talks");
    steps.answer(&second, SAM).await.expect("Sam is being rung");
    client.told().await;
    steps.complete_transfer(&call, &second).await.expect("both calls are answered");
    let gone = client.told().await;
    assert_eq!(
        gone.iter().map(brief).collect::<Vec<_>>(),
        ["2 400100301 Gone AttendedTransfer", "1 400100301 Gone AttendedTransfer"],
        "Dana leaves both sessions"
    );
    let peer = &gone[0].party()["status"]["peerId"];
    assert_eq!(peer["telephonySessionId"], second, "her first party went on in the second session");
    assert_eq!(peer["partyId"], gone[1].party()["id"], "as her party there");
    steps.hang_up(&call, None).await.expect("the caller is still there");
    assert_eq!(course(&mut client).await.len(), 2, "one hang-up ends both halves");
}

#[tokio::test]
async fn a_mirror_looks_like_a_call_and_is_none() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let steps = &platform.steps;
    let ring_out = steps.ring_out(DANA, "+12025550101", CALLER).await.expect("Dana may ring out");
    steps.ring_out_answer_first(&ring_out).await.expect("her phone rings");
    steps.ring_out_answer_second(&ring_out).await.expect("the customer is rung");
    steps.hang_up(&ring_out, None).await.expect("Dana hangs up");
    let told = client.told().await;
    let (own, mirror): (Vec<&Frame>, Vec<&Frame>) =
        told.iter().partition(|frame| frame.body["body"]["telephonySessionId"] == ring_out);
    assert_eq!(
        mirror.iter().map(|frame| brief(frame)).collect::<Vec<_>>(),
        [
            "1 outside Setup",
            "2 400100301 Setup",
            "1 outside Answered",
            "2 400100301 Proceeding",
            "2 400100301 Answered",
            "2 400100301 Disconnected",
            "1 outside Disconnected",
        ],
        "the mirror is an ordinary inbound call to Dana"
    );
    assert_eq!(mirror[1].party()["from"]["phoneNumber"], CALLER, "its numbers are mirrored");
    let number =
        |frame: &Frame| frame.body["body"]["sessionId"].as_str().and_then(|id| id.parse::<i64>().ok());
    let first = own.first().and_then(|frame| number(frame)).unwrap_or_default();
    let apart = (number(mirror[0]).unwrap_or_default() - first).abs();
    assert!((1_000..4_000).contains(&apart), "the session numbers are close: {apart}");
    assert_eq!(platform.simulator.state().world.truth().len(), 1, "there was one call");
}

#[tokio::test]
async fn a_refused_step_changes_nothing() {
    let platform = Platform::start().await;
    let mut client = platform.subscribed(&[ACCOUNT_CALLS]).await;
    let call = platform.ring_dana().await;
    client.told().await;
    let steps = &platform.steps;
    for (what, outcome) in [
        ("hold while it rings", steps.hold(&call).await),
        ("unhold while it rings", steps.unhold(&call).await),
        ("transfer while it rings", steps.transfer(&call, SAM).await),
        ("answer by somebody else", steps.answer(&call, SAM).await),
        ("choose without a menu", steps.choose(&call, &Target::Extension(SAM.to_owned())).await),
        ("time out without a queue", steps.agents_time_out(&call).await),
        ("answer outside", steps.answer_outside(&call).await),
    ] {
        assert!(matches!(outcome, Err(Refusal::NotNow { .. })), "{what} is not possible: {outcome:?}");
    }
    assert!(matches!(steps.hold("s-none").await, Err(Refusal::UnknownCall(_))), "there is no such call");
    let nobody = steps.transfer(&call, "999").await;
    assert!(matches!(nobody, Err(Refusal::UnknownExtension(_))), "there is nobody like that: {nobody:?}");
    assert_eq!(client.told().await.len(), 0, "nothing was told");
    steps.hang_up(&call, None).await.expect("the call still rings");
    let over = steps.hang_up(&call, None).await;
    assert!(matches!(over, Err(Refusal::NotNow { .. })), "a call that is over cannot be hung up: {over:?}");
}

#[tokio::test]
async fn the_same_seed_and_steps_give_the_same_ids() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let platform = Platform::start().await;
        let first = platform.ring_dana().await;
        let second = platform.steps.ring_out(SAM, "+12025550102", CALLER).await.expect("Sam may ring out");
        let third = platform.ring(Target::Queue(QUEUE.to_owned())).await;
        let numbers: Vec<String> =
            platform.simulator.state().world.truth().into_iter().map(|call| call.session_id).collect();
        runs.push((first, second, third, numbers));
    }
    assert_eq!(runs[0], runs[1], "ids depend on seed and steps only");
}
