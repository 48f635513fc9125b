//! From the board to a stored row, and from a row to what people read.

use domain::live::{Board, Direction, ExtensionKind, Phase};
use domain::{PhoneNumber, TelephonySessionId, phone};
use store::{CallRow, Realm};

use crate::view::{CallFacts, CallLine, CallResult};

/// Completes national numbers. Company settings will hold it.
pub(crate) const HOME_COUNTRY: &str = "US";

/// What is stored of a call that is on the board. `None` until it has an id of ours.
pub(super) fn call_row(board: &Board, session: &TelephonySessionId, realm: &Realm) -> Option<CallRow> {
    let call = board.state(session)?;
    let extensions = board.extensions();
    let answered_at = call.answered_at(extensions);
    let ended_at = call.ended_at();
    let first_called = call.called().next();
    let queue = call.called().find_map(|party| {
        let id = if party.queue_call { party.to.extension.as_ref() } else { party.extension.as_ref() }?;
        (party.queue_call || extensions.kind(id) == Some(ExtensionKind::Queue)).then(|| id.clone())
    });
    let number = board.caller_number(session).map(|(sent, _)| sent);
    let called_number = call.dialed_number().map(str::to_owned);
    let rings_from = call.called().filter_map(|party| party.ringing_at).min();
    Some(CallRow {
        id: board.call_id(session)?.clone(),
        realm: realm.clone(),
        telephony_session: session.clone(),
        session_id: call.session_id.as_deref().map(str::to_owned),
        direction: call.direction(),
        phase: call.phase(extensions),
        answered: answered_at.is_some(),
        voicemail: call.called().any(|party| party.was_recorded_by_voicemail()),
        caller_name: board.caller_name(session),
        caller_e164: number.as_deref().and_then(|sent| PhoneNumber::parse(sent, HOME_COUNTRY).ok()),
        caller_number: number,
        called_name: board.called(session),
        called_e164: called_number.as_deref().and_then(|sent| PhoneNumber::parse(sent, HOME_COUNTRY).ok()),
        called_number,
        called_extension: first_called.and_then(|party| party.to.extension.clone()),
        queue_extension: queue,
        answered_by: board.answered_by(session),
        started_at: call.started_at,
        answered_at,
        ended_at,
        rang_ms: match (rings_from, answered_at.or(ended_at)) {
            (Some(from), Some(until)) => until.millis_since(from),
            (Some(_), None) | (None, _) => 0,
        },
        recording: call.called().filter_map(|party| party.recording).reduce(|a, b| a || b),
        answered_by_extensions: call.answered_by(extensions),
        updated_at: call.last_at,
        hidden: board.mirrors_ring_out(session),
    })
}

/// The caller's number in the form that customers are matched by.
pub(super) fn caller_e164(board: &Board, session: &TelephonySessionId) -> Option<PhoneNumber> {
    if board.state(session)?.direction() == Some(Direction::Internal) {
        return None;
    }
    PhoneNumber::parse(&board.caller_number(session)?.0, HOME_COUNTRY).ok()
}

/// What people read of a call.
pub(crate) fn facts(row: &CallRow) -> CallFacts {
    let shown = |number: &Option<String>| number.as_ref().map(|sent| phone::shown(sent, HOME_COUNTRY));
    CallFacts {
        call: row.id.clone(),
        telephony_session: row.telephony_session.to_string(),
        session_id: row.session_id.clone(),
        direction: row.direction,
        phase: row.phase,
        caller_name: row.caller_name.clone(),
        caller_number: shown(&row.caller_number),
        caller_number_sent: row.caller_number.clone(),
        called_name: row.called_name.clone(),
        called_number: shown(&row.called_number),
        answered_by: row.answered_by.clone(),
        started_at: row.started_at,
        answered_at: row.answered_at,
        ended_at: row.ended_at,
        rang_ms: row.rang_ms,
        recording: row.recording,
    }
}

/// One line of the history.
pub(crate) fn call_line(line: &store::CallLine) -> CallLine {
    let row = &line.call;
    let facts = facts(row);
    let outbound = row.direction == Some(Direction::Outbound);
    CallLine {
        call: row.id.clone(),
        session_id: row.session_id.clone(),
        direction: row.direction,
        result: match (row.phase, row.answered, row.voicemail) {
            (Phase::Ringing | Phase::Answered | Phase::OnHold | Phase::Voicemail, _, _) => CallResult::Live,
            (Phase::Ended, true, _) => CallResult::Answered,
            (Phase::Ended, false, true) => CallResult::Voicemail,
            (Phase::Ended, false, false) => CallResult::Missed,
        },
        name: if outbound { facts.called_name.clone() } else { facts.caller_name.clone() },
        number: if outbound { facts.called_number.clone() } else { facts.caller_number.clone() },
        called: facts.called_name.or(facts.called_number),
        answered_by: row.answered_by.clone(),
        claimed_by: line.claimed_by.clone(),
        started_at: row.started_at,
        answered_at: row.answered_at,
        ended_at: row.ended_at,
    }
}
