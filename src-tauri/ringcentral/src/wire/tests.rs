//! Every shape that RingCentral is known to send, and the ones it might.

use proptest::prelude::*;
use serde_json::json;

use super::words::{Direction, LegRole, OriginKind, Reason, StatusCode, TelephonyStatus};
use super::*;

/// The session event of a line.
fn session(line: &str) -> SessionEvent<'_> {
    match decode_notification(line).unwrap().body {
        Body::Session(session) => session,
        other => panic!("a session event was due, not {other:?}"),
    }
}

/// One line per event: sequence, party, extension, direction, state, reason, and what else stands out.
fn summary(stream: &str) -> Vec<String> {
    let line = |line: &str| {
        let event = session(line);
        let [party] = event.parties.as_slice() else { panic!("one party per event") };
        let number = party.id.as_str().rsplit('-').next().unwrap_or_default();
        let mut words = vec![
            event.sequence.to_string(),
            number.to_owned(),
            party.extension().map_or("-", Text::as_str).to_owned(),
            party.direction.to_string(),
            party.status.code.to_string(),
        ];
        words.extend(party.status.reason.iter().map(Reason::to_string));
        words.extend(party.ring_out_role.iter().map(LegRole::to_string));
        words.extend(party.queue_call.then(|| "queue".to_owned()));
        words.extend(party.missed_call.then(|| "missed".to_owned()));
        words.join(" ")
    };
    stream.lines().map(line).collect()
}

#[test]
fn an_answered_call_reads_whole() {
    let stream = include_str!("../../samples/answered.jsonl");
    assert_eq!(
        summary(stream),
        [
            "2 1 - Outbound Setup",
            "3 2 700500301 Inbound Setup",
            "4 1 - Outbound Answered",
            "5 2 700500301 Inbound Proceeding",
            "6 2 700500301 Inbound Answered",
            "7 2 700500301 Inbound Disconnected",
            "8 1 - Outbound Disconnected",
        ],
        "stream A"
    );
    let line = stream.lines().nth(1).unwrap();
    let notification = decode_notification(line).unwrap();
    assert_eq!(notification.uuid.as_deref(), Some("5500000000000002018"), "what tells it from others");
    assert_eq!(notification.sent_at_ms, Some(1_778_508_300_169), "when it was sent");
    let event = session(line);
    assert_eq!(event.telephony_session_id, "s-b7e40c22d1f3az18d0c1b2c3dz4d5e6f0000", "the key");
    assert_eq!(event.session_id, Some("8800200100016".into()), "the older id");
    assert_eq!(event.event_at_ms, Some(1_778_508_300_128), "when it happened");
    assert_eq!(event.origin.kind, OriginKind::Call, "an ordinary call");
    let party = &event.parties[0];
    assert_eq!(
        (party.from.phone_number.as_deref(), party.from.name.as_deref()),
        (Some("+16175550166"), Some("JUNIPER DAIRY")),
        "who calls"
    );
    assert_eq!(
        (party.to.phone_number.as_deref(), party.to.extension_id.as_ref()),
        (Some("+15035550111"), Some(&"700500301".into())),
        "who is called"
    );
    assert_eq!(party.account(), Some(&"700500100".into()), "whose account");
    assert_eq!(party.park.id, None, "an empty park means not parked");
}

#[test]
fn a_missed_call_is_marked() {
    let lines = summary(include_str!("../../samples/missed.jsonl"));
    assert_eq!(lines[4], "6 2 700500301 Inbound Disconnected missed", "stream B: {lines:?}");
    assert_eq!(lines.len(), 6, "all lines read");
}

#[test]
fn a_queue_call_names_queue_and_caller() {
    let stream = include_str!("../../samples/queue.jsonl");
    let lines = summary(stream);
    assert_eq!(lines[7], "9 3 700500301 Inbound Answered queue", "stream C, the agent: {lines:?}");
    assert_eq!(
        lines[8], "10 4 700500302 Inbound Disconnected AgentAnswered queue",
        "stream C, the other agent"
    );
    assert_eq!(
        lines[9], "11 2 700500901 Inbound Disconnected AgentAnswered",
        "stream C, the queue's own party"
    );
    let agent = &session(stream.lines().nth(3).unwrap()).parties[0];
    let info = agent.ui_call_info.clone().unwrap();
    assert_eq!(info.primary.unwrap().value.as_deref(), Some("Late Desk"), "the queue");
    assert_eq!(info.additional.unwrap().kind.as_deref(), Some("CallerIdName"), "and what the second line is");
    assert_eq!(agent.to.extension_id, Some("700500901".into()), "a queue's call goes to the queue");
}

#[test]
fn a_ring_out_has_roles_and_a_transfer_a_reason() {
    let ring_out = include_str!("../../samples/ring_out.jsonl");
    assert_eq!(
        summary(ring_out)[0],
        "2 1 700500301 Inbound Proceeding Initiator",
        "stream D begins at the initiator"
    );
    assert_eq!(summary(ring_out)[3], "5 2 - Inbound Answered Target", "and reaches the target");
    assert_eq!(session(ring_out.lines().next().unwrap()).origin.kind, OriginKind::RingOut, "by RingOut");
    let transfer = summary(include_str!("../../samples/transfer.jsonl"));
    assert_eq!(transfer[5], "7 2 700500301 Inbound Hold", "stream E holds");
    assert_eq!(transfer[7], "9 2 700500301 Inbound Disconnected BlindTransfer", "and hands over");
    assert_eq!(transfer.len(), 13, "all lines read");
}

/// A notification with that one party.
fn with_party(party: serde_json::Value) -> String {
    json!({"uuid": "u", "event": "/restapi/v1.0/account/1/telephony/sessions", "timestamp": "2026-05-11T14:00:00Z",
        "body": {"sequence": 5, "telephonySessionId": "s-1", "parties": [party]}})
    .to_string()
}

#[test]
fn the_rare_fields_read_too() {
    let text = with_party(json!({
        "id": "p-1-2", "owner": {"accountId": 700500100, "extensionId": 700500301}, "direction": "inbound",
        "from": {"phoneNumber": "102", "deviceId": 80001}, "to": null,
        "status": {"code": "Gone", "reason": "AttendedTransfer", "peerId": {"sessionId": "s-2", "partyId": "p-2-1"}, "parkData": "*801",
            "description": "d", "rcc": true, "mobilePickupData": {"srvlvl": "x"}},
        "muted": true, "standAlone": true, "park": {"id": "801"}, "recordings": [{"id": 9001, "active": true}],
        "conferenceRole": "Host", "ringMeRole": "Target", "sipData": {"toTag": "a", "fromTag": "b", "callId": "c"},
        "missedCall": null, "queueCall": null, "uiCallInfo": null, "somethingNew": [1, {"a": null}]
    }));
    let party = &session(&text).parties[0];
    assert_eq!(
        party.extension(),
        Some(&"700500301".into()),
        "the deprecated spelling of the id, as a number"
    );
    assert_eq!(party.account(), Some(&"700500100".into()), "of the account, too");
    assert_eq!(party.direction, Direction::Inbound, "any case");
    assert_eq!(party.to, Endpoint::default(), "null is nothing");
    assert_eq!(party.status.code, StatusCode::Gone, "handed over");
    let peer = party.status.peer_id.as_ref().unwrap();
    assert_eq!(peer.telephony_session(), Some(&"s-2".into()), "found in the field where captures have it");
    assert_eq!(party.recordings[0].id, "9001", "a recording");
    assert!(party.muted && party.stand_alone && party.status.rcc && !party.missed_call, "flags");
    assert_eq!(party.park.id, Some("801".into()), "parked");
}

#[test]
fn a_peer_names_its_session_in_either_field() {
    let peer = |text| serde_json::from_str::<session::Peer<'_>>(text).unwrap();
    let both = peer(r#"{"sessionId":"8800200100016","telephonySessionId":"s-3","partyId":"p"}"#);
    assert_eq!(both.telephony_session(), Some(&"s-3".into()), "the field made for it");
    let old_only = peer(r#"{"sessionId":"8800200100016"}"#);
    assert_eq!(old_only.telephony_session(), None, "the older id is no telephony session");
}

#[test]
fn unknown_words_and_odd_values_survive() {
    let text = with_party(
        json!({"id": "p", "direction": "Sideways", "status": {"code": "Teleported", "reason": "Whim"},
        "from": {"phoneNumber": "<img src=x onerror=alert(1)>", "name": "\u{202e}\u{0}\"'; drop table calls; --"}}),
    );
    let party = &session(&text).parties[0];
    assert_eq!(party.status.code, StatusCode::Other("Teleported".into()), "kept as it came");
    assert_eq!(party.status.reason, Some(Reason::Other("Whim".into())), "kept as it came");
    assert_eq!(party.direction, Direction::Other("Sideways".into()), "kept as it came");
    assert_eq!(
        party.from.name.as_deref(),
        Some("\u{202e}\u{0}\"'; drop table calls; --"),
        "hostile names are data"
    );
    let text = with_party(json!({"id": "p"}));
    let bare = session(&text);
    assert_eq!(bare.parties[0].status.code, StatusCode::default(), "a party may say nothing but its id");
    assert_eq!(bare.session_id, None, "most of it is optional");
    let quoted = r#"{"event":"/x/telephony/sessions","timestamp":"never","body":{"sequence":"17","telephonySessionId":12,"eventTime":"soon","parties":null,"origin":null}}"#;
    let odd = session(quoted);
    assert_eq!(
        (odd.sequence, odd.telephony_session_id.as_str(), odd.event_at_ms),
        (17, "12", None),
        "numbers as texts, texts as numbers, no time"
    );
    assert!(odd.parties.is_empty(), "null is no party");
}

#[test]
fn presence_reads_with_its_calls() {
    let text = r#"{"uuid":"77","event":"/restapi/v1.0/account/700500100/extension/700500301/presence?detailedTelephonyState=true",
        "timestamp":"2026-05-11T15:00:00.000Z","subscriptionId":"s","ownerId":"700500301","body":{"extensionId":700500301,
        "telephonyStatus":"Ringing","sequence":9,"presenceStatus":"Busy","userStatus":"Available","dndStatus":"TakeAllCalls",
        "meetingStatus":"Disconnected","allowSeeMyPresence":true,"ringOnMonitoredCall":false,"pickUpCallsOnHold":false,"totalActiveCalls":1,
        "activeCalls":[{"id":"ac-1","direction":"Inbound","queueCall":true,"from":"+16175550166","fromName":"JUNIPER DAIRY","to":"+15035550190",
        "toName":"Late Desk","startTime":"2026-05-11T14:59:58.120+0000","telephonyStatus":"Ringing","terminationType":"intermediate",
        "sessionId":"8800200102016","telephonySessionId":"s-b7","partyId":"p-b7-3","onBehalfOf":"700500901"}]}}"#;
    let Body::Presence(presence) = decode_notification(text).unwrap().body else {
        panic!("presence was due")
    };
    assert_eq!(presence.of_extension(), Some(&"700500301".into()), "whose, though it came as a number");
    assert_eq!(presence.telephony_status, Some(TelephonyStatus::Ringing), "what it does");
    assert_eq!(presence.total_active_calls, Some(1), "how many calls");
    let call = &presence.active_calls[0];
    assert_eq!(call.started_at_ms, Some(1_778_511_598_120), "an offset without a colon");
    assert_eq!(
        (call.telephony_session_id.as_ref(), call.party_id.as_ref()),
        (Some(&"s-b7".into()), Some(&"p-b7-3".into())),
        "the ids to ask further"
    );
    let answer: Presence = serde_json::from_value(
        json!({"extension": {"id": 700500301, "extensionNumber": "101"}, "activeCalls": null}),
    )
    .unwrap();
    assert_eq!(answer.of_extension(), Some(&"700500301".into()), "the answer's spelling");
}

#[test]
fn a_uuid_is_found_without_reading_on() {
    for line in include_str!("../../samples/answered.jsonl").lines() {
        assert_eq!(uuid_of(line), decode_notification(line).unwrap().uuid, "the same as of the whole");
    }
    for (text, uuid) in [
        (r#"{"body":{"uuid":"not this"},"uuid":"u-1","event":5}"#, Some("u-1")),
        (r#"{"uuid":17,"rubbish"#, Some("17")),
        (r#"{"uuid":"\u0041"}"#, Some("A")),
        (r#"{"uuid":null}"#, None),
        (r#"{"event":"/x"}"#, None),
        ("", None),
        ("[]", None),
    ] {
        assert_eq!(uuid_of(text).as_deref(), uuid, "{text}");
    }
}

#[test]
fn the_envelope_reads_in_any_order_and_unknown_events_are_kept() {
    let swapped = r#"{"body":{"sequence":1,"telephonySessionId":"s","parties":[]},"event":"/a/telephony/sessions","uuid":"u"}"#;
    assert_eq!(session(swapped).telephony_session_id, "s", "a body before its event");
    let other = decode_notification(
        r#"{"uuid":"u","event":"/restapi/v1.0/account/1/extension","body":{"extensions":[{"id":1}]}}"#,
    )
    .unwrap();
    assert_eq!(other.body, Body::Other, "somebody else's event");
    for (text, why) in [
        ("", "nothing"),
        ("null", "null"),
        ("[]", "an array"),
        (r#"{"uuid":"u"}"#, "no event"),
        (r#"{"event":"/telephony/sessions","body":{"sequence":1}}"#, "no session id"),
        (r#"{"event":"/telephony/sessions","body":{"sequence":"x","telephonySessionId":"s"}}"#, "no number"),
        (r#"{"event":"/telephony/sessions","body":[1]}"#, "a body that is a list"),
        (
            r#"{"event":"/telephony/sessions","body":{"sequence":1,"telephonySessionId":"s"}} x"#,
            "more after the end",
        ),
    ] {
        let malformed = decode_notification(text).unwrap_err();
        assert!(!malformed.reason.is_empty(), "{why} has a reason");
        assert!(
            text.is_empty() || !malformed.reason.contains("telephony"),
            "which repeats nothing of it: {malformed}"
        );
    }
}

proptest! {
    #[test]
    fn no_text_can_bring_the_reader_down(text in "\\PC*") {
        let _ = decode_notification(&text);
    }

    #[test]
    fn a_cut_or_altered_notification_never_panics(line in 0usize..12, at in 0usize..1200, with in any::<char>()) {
        let whole = include_str!("../../samples/queue.jsonl").lines().nth(line).unwrap();
        let mut chars: Vec<char> = whole.chars().collect();
        let at = at.min(chars.len() - 1);
        chars[at] = with;
        let _ = decode_notification(&chars.iter().collect::<String>());
        let _ = decode_notification(&chars[..at].iter().collect::<String>());
    }
}
