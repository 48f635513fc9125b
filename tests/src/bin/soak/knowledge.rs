//! Whether what the desk has stored of a call is what really was.

use std::collections::BTreeSet;

use domain::live::{Direction, Phase};
use simulator::world::CallTruth;
use store::CallRow;

use crate::traffic::Standing;

/// How the desk's call is another than the real one. `standing` is where it stands now, if it lives; `in_gap` says
/// that notices of it were lost for good.
pub fn differs(
    truth: &CallTruth,
    row: Option<&CallRow>,
    standing: Option<&Standing>,
    in_gap: bool,
) -> Option<String> {
    let Some(row) = row else {
        // Presence lists people: a call that nobody but a machine has taken is not seen there.
        let unseen = truth.ended_at.is_some() || standing == Some(&Standing::Voicemail);
        return (!in_gap || !unseen).then(|| format!("nothing is known of {truth:?}"));
    };
    let is_right = if in_gap { is_right_now(row, standing) } else { is_exact(truth, row) };
    (!is_right).then(|| {
        let lost = if in_gap { ", and notices of it were lost" } else { "" };
        format!("the desk has {row:?}, and it was {truth:?}, {standing:?}{lost}")
    })
}

/// What can be known of a call of which notices were lost: whether it lives, and who has it.
fn is_right_now(row: &CallRow, standing: Option<&Standing>) -> bool {
    match standing {
        None => row.phase == Phase::Ended,
        Some(Standing::Talking(person)) => row.phase == Phase::Answered && was_answered_by(row, person),
        Some(Standing::Held(person)) => row.phase == Phase::OnHold && was_answered_by(row, person),
        Some(Standing::Voicemail) => matches!(row.phase, Phase::Voicemail | Phase::Ringing),
        Some(Standing::Ringing(_) | Standing::Queued) => row.phase == Phase::Ringing,
    }
}

fn was_answered_by(row: &CallRow, person: &str) -> bool {
    row.answered && row.answered_by_extensions.iter().any(|extension| extension.as_str() == person)
}

/// Everything that the truth knows. Only the answer may seem earlier than it was: a status that was asked for just
/// before may tell of it already, and counts as of the question.
fn is_exact(truth: &CallTruth, row: &CallRow) -> bool {
    let answered_by: Vec<_> = row.answered_by_extensions.iter().map(ToString::to_string).collect();
    // Somebody who gets a call back has picked up twice, and is named once.
    let mut named = BTreeSet::new();
    let who: Vec<_> =
        truth.answered_by.iter().filter(|extension| named.insert(*extension)).cloned().collect();
    row.direction == Some(Direction::Inbound)
        && row.session_id.as_deref() == Some(truth.session_id.as_str())
        && row.caller_number.as_deref() == Some(truth.from.as_str())
        && answered_by == who
        && row.started_at.millis() == truth.started_at
        && match (row.answered_at, truth.answered_at) {
            (Some(at), Some(truly)) => (truth.started_at..=truly).contains(&at.millis()),
            (at, truly) => at.is_none() && truly.is_none(),
        }
        && row.ended_at.map(|at| at.millis()) == truth.ended_at
        && (row.phase == Phase::Ended) == truth.ended_at.is_some()
}
