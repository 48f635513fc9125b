//! RingOuts over REST: what RingCentral refuses, what it tells at each moment, and what goes wrong on the way.

use serde_json::{Value, json};

use crate::oauth::SCOPES;
use crate::oauth::sessions::{SignIn, Terms};
use crate::testing::{Answer, Desk};
use crate::world::{Side, Steps};

const RING_OUT: &str = "/restapi/v1.0/account/~/extension/~/ring-out";
const POST: &str = "POST /restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out";
const MOBILE: &str = "+12025550151";
const DESK_PHONE: &str = "+12025550101";
const CUSTOMER: &str = "+13125550177";

fn asked(from: &str, to: &str, prompt: bool) -> Value {
    json!({ "from": { "phoneNumber": from }, "to": { "phoneNumber": to }, "playPrompt": prompt })
}

/// `call/caller/callee`.
fn statuses(answer: &Answer) -> String {
    let word = |part: &str| answer.body["status"][part].as_str().unwrap_or("none").to_owned();
    format!("{}/{}/{}", word("callStatus"), word("callerStatus"), word("calleeStatus"))
}

struct Dialed {
    desk: Desk,
    steps: Steps,
    id: String,
}

impl Dialed {
    async fn with(asked: &Value) -> Self {
        let desk = Desk::open().await;
        desk.without_limits().await;
        let answer = desk.post_json(RING_OUT, asked).await;
        assert_eq!(answer.status, 200, "the RingOut is carried out: {}", answer.text);
        assert_eq!(statuses(&answer), "InProgress/InProgress/InProgress", "and only begins");
        let id = answer.body["id"].as_str().expect("an id is a string").to_owned();
        let steps = Steps::on(desk.simulator.state());
        Self { desk, steps, id }
    }

    async fn read(&self) -> Answer {
        self.desk.get(&format!("{RING_OUT}/{}", self.id)).await
    }

    async fn stands(&self, expected: &str, why: &str) {
        let answer = self.read().await;
        assert_eq!((answer.status, statuses(&answer)), (200, expected.to_owned()), "{why}");
    }

    async fn delete(&self) -> Answer {
        self.desk.delete(&format!("{RING_OUT}/{}", self.id)).await
    }

    async fn session(&self) -> Answer {
        self.desk.get(&format!("/restapi/v1.0/account/~/telephony/sessions/{}", self.id)).await
    }
}

#[tokio::test]
async fn the_statuses_follow_both_phones_to_the_end() {
    let call = Dialed::with(&asked(MOBILE, CUSTOMER, true)).await;
    let session = call.session().await.body;
    assert_eq!(session["id"], call.id, "a RingOut's id is its telephony session's");
    assert_eq!(session["origin"]["type"], "RingOut", "which says what it is");
    assert_eq!(
        session["parties"][0]["from"]["phoneNumber"], CUSTOMER,
        "the first party has its sides reversed"
    );
    assert_eq!(session["parties"][0]["to"]["phoneNumber"], MOBILE, "as the own phone sees the call");
    call.steps.ring_out_phone_answers(&call.id).await.expect("the phone rings");
    call.stands("InProgress/InProgress/InProgress", "the prompt waits for a 1").await;
    assert_eq!(
        call.session().await.body["parties"].as_array().map(Vec::len),
        Some(1),
        "nobody else is called"
    );
    call.steps.ring_out_press(&call.id, '1').await.expect("the prompt waits for a 1");
    call.stands("InProgress/Success/InProgress", "now the customer is called").await;
    call.steps.ring_out_answer_second(&call.id).await.expect("the customer is rung");
    call.stands("Success/Success/Success", "both talk").await;
    call.steps.ring_out_hang_up(&call.id, Side::Callee).await.expect("they talk");
    call.stands("Finished/Finished/Finished", "it can be read for a moment longer").await;
    call.desk.control("/clock", json!({ "advance_s": 3 })).await;
    let gone = call.read().await;
    assert_eq!((gone.status, gone.code()), (404, "CMN-102"), "then it is unknown");
    assert_eq!(call.session().await.status, 404, "as its session is");
}

#[tokio::test]
async fn without_a_prompt_picking_up_is_enough() {
    let call = Dialed::with(&asked(MOBILE, CUSTOMER, false)).await;
    call.steps.ring_out_phone_answers(&call.id).await.expect("the phone rings");
    call.stands("InProgress/Success/InProgress", "the customer is called at once").await;
}

#[tokio::test]
async fn every_way_to_fail_has_its_status() {
    let busy = Dialed::with(&asked(MOBILE, CUSTOMER, false)).await;
    busy.steps.ring_out_answer_first(&busy.id).await.expect("the phone rings");
    busy.steps.ring_out_callee_busy(&busy.id).await.expect("the customer is called");
    busy.stands("CannotReach/Finished/Busy", "the customer is busy").await;

    let unheard = Dialed::with(&asked(MOBILE, CUSTOMER, false)).await;
    unheard.steps.ring_out_answer_first(&unheard.id).await.expect("the phone rings");
    unheard.steps.ring_out_callee_no_answer(&unheard.id).await.expect("the customer is called");
    unheard.stands("CannotReach/Finished/NoAnswer", "the customer does not pick up").await;

    let away = Dialed::with(&asked(MOBILE, CUSTOMER, true)).await;
    away.steps.ring_out_phone_no_answer(&away.id).await.expect("the phone rings");
    away.stands("CannotReach/NoAnswer/InProgress", "nobody picks up the own phone").await;

    let declined = Dialed::with(&asked(MOBILE, CUSTOMER, true)).await;
    declined.steps.ring_out_hang_up(&declined.id, Side::Phone).await.expect("the phone rings");
    declined.stands("CannotReach/Rejected/InProgress", "the own phone declines").await;

    let given_up = Dialed::with(&asked(MOBILE, CUSTOMER, false)).await;
    given_up.steps.ring_out_answer_first(&given_up.id).await.expect("the phone rings");
    given_up.steps.ring_out_hang_up(&given_up.id, Side::Phone).await.expect("the customer is rung");
    given_up.stands("CannotReach/Finished/Rejected", "the first leg is dropped while the second rings").await;
}

#[tokio::test]
async fn deleting_works_until_the_own_phone_is_picked_up() {
    let ringing = Dialed::with(&asked(MOBILE, CUSTOMER, false)).await;
    assert_eq!(ringing.delete().await.status, 204, "the phone only rings");
    ringing.stands("CannotReach/Rejected/InProgress", "the person took it back").await;
    assert_eq!(ringing.delete().await.status, 404, "what is over cannot be taken back");

    let prompting = Dialed::with(&asked(MOBILE, CUSTOMER, true)).await;
    prompting.steps.ring_out_phone_answers(&prompting.id).await.expect("the phone rings");
    assert_eq!(prompting.delete().await.status, 404, "the first leg is up, and waits for a 1");
    let session = format!("/restapi/v1.0/account/~/telephony/sessions/{}", prompting.id);
    assert_eq!(prompting.desk.delete(&session).await.status, 204, "but the session can be ended");

    let up = Dialed::with(&asked(MOBILE, CUSTOMER, false)).await;
    up.steps.ring_out_phone_answers(&up.id).await.expect("the phone rings");
    let late = up.delete().await;
    assert_eq!((late.status, late.code()), (404, "CMN-102"), "it is too late");
    up.stands("InProgress/Success/InProgress", "and nothing has happened").await;
    let nothing = up.desk.delete(&format!("{RING_OUT}/s-none")).await;
    assert_eq!((nothing.status, nothing.code()), (404, "CMN-102"), "there is no such RingOut");
}

#[tokio::test]
async fn a_session_is_ended_for_all_at_any_moment() {
    for answers in [0, 1, 2] {
        let call = Dialed::with(&asked(DESK_PHONE, CUSTOMER, false)).await;
        if answers > 0 {
            call.steps.ring_out_answer_first(&call.id).await.expect("the phone rings");
        }
        if answers > 1 {
            call.steps.ring_out_answer_second(&call.id).await.expect("the customer is rung");
        }
        let session = format!("/restapi/v1.0/account/~/telephony/sessions/{}", call.id);
        assert_eq!(call.desk.delete(&session).await.status, 204, "after {answers} answers it can be ended");
        let again = call.desk.delete(&session).await;
        assert_eq!((again.status, again.code()), (404, "CMN-102"), "but only once");
        let presence = call.desk.get("/restapi/v1.0/account/~/extension/~/presence").await.body;
        assert_eq!(presence["telephonyStatus"], "NoCall", "and the phone is free, its mirror gone");
    }
}

#[tokio::test]
async fn an_impossible_request_is_refused_by_name() {
    let desk = Desk::open().await;
    desk.without_limits().await;
    let phone = json!({ "phoneNumber": MOBILE });
    let number = |text: &str| json!({ "from": phone, "to": { "phoneNumber": text } });
    for (body, parameter) in [
        (json!({ "from": phone }), "to"),
        (json!({ "to": phone }), "from"),
        (json!({ "from": {}, "to": phone }), "from.phoneNumber"),
        (number(""), "to.phoneNumber"),
        (number("12"), "to.phoneNumber"),
        (number("call me"), "to.phoneNumber"),
        (number("+1312555017712345678"), "to.phoneNumber"),
        (number("+13125550177*"), "to.phoneNumber"),
        (number("+13125550177,,2"), "to.phoneNumber"),
        (json!({ "from": phone, "to": phone, "playPrompt": "yes" }), "playPrompt"),
        (json!({ "from": phone, "to": phone, "country": { "id": "home" } }), "country.id"),
        (
            json!({ "from": phone, "to": phone, "callerId": { "phoneNumber": CUSTOMER } }),
            "callerId.phoneNumber",
        ),
        (
            json!({ "from": phone, "to": phone, "callerId": { "phoneNumber": "+12025550102" } }),
            "callerId.phoneNumber",
        ),
    ] {
        let refused = desk.post_json(RING_OUT, &body).await;
        assert_eq!((refused.status, refused.code()), (400, "CMN-101"), "{body} cannot be");
        assert_eq!(refused.body["parameterName"], parameter, "{body} says what is wrong");
    }
    let nowhere = json!({ "from": { "forwardingNumberId": "1" }, "to": phone });
    let refused = desk.post_json(RING_OUT, &nowhere).await;
    assert_eq!((refused.status, refused.code()), (404, "CMN-102"), "that phone does not exist");
    let other =
        desk.post_json(&RING_OUT.replace("extension/~", "extension/400100302"), &number(CUSTOMER)).await;
    assert_eq!((other.status, other.code()), (403, "CMN-404"), "nobody dials for somebody else");
    assert!(desk.simulator.state().world.ring_outs().is_empty(), "no phone has rung");
}

#[tokio::test]
async fn numbers_may_be_written_in_several_ways() {
    let desk = Desk::open().await;
    let dana = &desk.simulator.state().directory.people[0];
    let [_, (mobile_id, _)] = dana.forwarding_numbers();
    for (to, expected) in [
        ("(312) 555-0177", CUSTOMER),
        ("13125550177", CUSTOMER),
        ("102", "102"),
        ("+12025550100*102", "+12025550100*102"),
    ] {
        let asked = json!({
            "from": { "forwardingNumberId": mobile_id },
            "to": { "phoneNumber": to },
            "callerId": { "phoneNumber": "+12025550100" },
            "country": { "id": "1" },
        });
        assert_eq!(desk.post_json(RING_OUT, &asked).await.status, 200, "{to} is a number");
        let placed = desk.simulator.state().world.ring_outs();
        let last = placed.last().expect("it was placed");
        assert_eq!(
            (last.asked.to.as_str(), last.asked.from.as_str()),
            (expected, MOBILE),
            "{to} is understood"
        );
        assert_eq!(last.asked.caller_id.as_deref(), Some("+12025550100"), "and shows the company's number");
    }
}

#[tokio::test]
async fn another_country_needs_to_be_allowed() {
    let desk = Desk::open().await;
    let abroad = asked(MOBILE, "+442079460123", false);
    let refused = desk.post_json(RING_OUT, &abroad).await;
    assert_eq!(refused.status, 200, "the refusal is a status, not an error");
    assert_eq!(
        statuses(&refused),
        "CannotReach/InProgress/InternationalDisabled",
        "Dana may not call abroad"
    );
    let state = desk.simulator.state();
    let client_id = desk.public_id().to_owned();
    let scopes = SCOPES.map(str::to_owned).to_vec();
    let lee = SignIn { client_id, extension_id: "400100304".to_owned(), endpoint_id: None, scopes };
    let terms = Terms { access_ms: 3_600_000, refresh_ms: None };
    let pair = state.grants.open_session(lee, terms, state.clock.now_ms());
    let desk = Desk { access_token: pair.access, ..desk };
    let placed = desk.post_json(RING_OUT, &abroad).await;
    assert_eq!(statuses(&placed), "InProgress/InProgress/InProgress", "Lee may: {}", placed.text);
}

#[tokio::test]
async fn every_refusal_can_be_provoked_at_both_moments() {
    for (word, at_once, reason) in [
        ("InternationalDisabled", "CannotReach/InProgress/InternationalDisabled", "InternationalDisabled"),
        ("NotEnoughFunds", "CannotReach/InProgress/NotEnoughFunds", "NotEnoughFunds"),
        ("DestinationBlocked", "CannotReach/InProgress/DestinationBlocked", "DestinationBlocked"),
        ("Rejected", "CannotReach/InProgress/Rejected", "Rejected"),
        ("Busy", "CannotReach/InProgress/Busy", "TargetBusy"),
        ("NoAnswer", "CannotReach/InProgress/NoAnswer", "NoAnswer"),
        ("NosuchUser", "CannotReach/InProgress/NosuchUser", "NoSuchUser"),
        ("GenericError", "CannotReach/InProgress/GenericError", "InternalError"),
        ("Error", "CannotReach/InProgress/Error", "InternalError"),
        ("Invalid", "CannotReach/InProgress/Invalid", "InternalError"),
        ("Unknown", "CannotReach/InProgress/Unknown", "InternalError"),
        (
            "RingOutFromThisNumberIsNotSupported",
            "CannotReach/RingOutFromThisNumberIsNotSupported/InProgress",
            "InternalError",
        ),
        ("CannotReach", "CannotReach/InProgress/InProgress", "InternalError"),
        ("NoAnsweringMachine", "NoAnsweringMachine/InProgress/InProgress", "InternalError"),
    ] {
        let desk = Desk::open().await;
        desk.control("/faults", json!({ "ring_out": { "status": word } })).await;
        let refused = desk.post_json(RING_OUT, &asked(MOBILE, CUSTOMER, false)).await;
        assert_eq!((refused.status, statuses(&refused)), (200, at_once.to_owned()), "{word} at once");
        let placed = desk.post_json(RING_OUT, &asked(MOBILE, CUSTOMER, false)).await;
        assert_eq!(statuses(&placed), "InProgress/InProgress/InProgress", "{word} is used up");

        desk.control("/faults", json!({ "ring_out": { "status": word, "when": "dialed" } })).await;
        let placed = desk.post_json(RING_OUT, &asked(MOBILE, CUSTOMER, false)).await;
        let id = placed.body["id"].as_str().expect("an id").to_owned();
        let steps = Steps::on(desk.simulator.state());
        steps.ring_out_answer_first(&id).await.expect("the phone rings");
        let ended = desk.get(&format!("{RING_OUT}/{id}")).await;
        assert_eq!(statuses(&ended), format!("CannotReach/Finished/{word}"), "{word} when dialed");
        let told = desk.simulator.state().world.ring_outs();
        assert_eq!(told.len(), 3, "each POST is carried out once");
        let wire = serde_json::from_value::<crate::world::Word>(json!(word)).expect("a word");
        assert_eq!(json!(wire.reason()), reason, "{word} is told to followers of the session, too");
    }
}

#[tokio::test]
async fn a_lost_request_places_nothing_and_a_lost_answer_does() {
    let desk = Desk::open().await;
    let lose = |of: &str, hold_ms: u64| json!({ "loss": { "of": of, "route": POST, "times": 1, "hold_ms": hold_ms } });
    let state = desk.simulator.state().clone();
    desk.control("/faults", lose("request", 0)).await;
    assert!(desk.try_post_json(RING_OUT, &asked(MOBILE, CUSTOMER, false)).await.is_err(), "no answer came");
    assert_eq!(state.world.ring_outs().len(), 0, "the request was lost on its way");
    assert_eq!(state.requests.count(POST), 0, "RingCentral has never seen it");
    desk.control("/faults", lose("answer", 20)).await;
    assert!(desk.try_post_json(RING_OUT, &asked(MOBILE, CUSTOMER, false)).await.is_err(), "no answer came");
    assert_eq!(state.world.ring_outs().len(), 1, "but the phone rings");
    assert_eq!(state.requests.count(POST), 1, "and RingCentral knows of it");
    let third = desk.post_json(RING_OUT, &asked(MOBILE, CUSTOMER, false)).await;
    assert_eq!(third.status, 200, "the network is whole again");
}

#[tokio::test]
async fn ring_outs_count_as_heavy_and_need_their_permission() {
    let desk = Desk::open().await;
    let answer = desk.post_json(RING_OUT, &asked(MOBILE, CUSTOMER, false)).await;
    assert_eq!(
        answer.header("x-rate-limit-group"),
        Some("heavy"),
        "dialing shares a group with the call log"
    );
    let id = answer.body["id"].as_str().expect("an id").to_owned();
    let read = desk.get(&format!("{RING_OUT}/{id}")).await;
    assert_eq!(read.header("x-rate-limit-group"), Some("light"), "asking how it stands does not");
    desk.simulator.state().faults.withhold("RingOut");
    let refused = desk.post_json(RING_OUT, &asked(MOBILE, CUSTOMER, false)).await;
    assert_eq!((refused.status, refused.code()), (403, "CMN-401"), "the app may not dial");
    for code in [429, 503] {
        desk.simulator.state().faults.clear();
        desk.control("/faults", json!({ "status": { "code": code, "route": POST, "times": 1 } })).await;
        let failed = desk.post_json(RING_OUT, &asked(MOBILE, CUSTOMER, false)).await;
        assert_eq!(failed.status, code, "RingCentral is busy");
    }
    assert_eq!(desk.simulator.state().world.ring_outs().len(), 1, "one RingOut was carried out");
}
