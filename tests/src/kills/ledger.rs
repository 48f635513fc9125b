//! What a desk has acknowledged, and what it was asked for and has not answered yet: the one must be there after a
//! crash, the other may be.

use std::collections::{BTreeMap, BTreeSet};

use super::examine::{Kept, KeptSession};
use crate::headless::lines::{Told, Wish};

/// Everything that was acknowledged so far.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Telephony sessions that wait to be claimed.
    pub waiting: BTreeSet<String>,
    /// Active sessions by id.
    sessions: BTreeMap<String, Noted>,
    /// Telephony sessions that were claimed, with the active session.
    claimed: BTreeMap<String, String>,
    journaled: BTreeMap<String, usize>,
    asked: BTreeMap<String, Wish>,
}

/// An active session as it was acknowledged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Noted {
    text: String,
    revision: u32,
    ended: bool,
}

impl Ledger {
    /// Something is wished for. `false` when an answer about the same thing is still due.
    pub fn asks(&mut self, wish: &Wish) -> bool {
        let about = match wish {
            Wish::Claim(call) => call,
            Wish::SaveNotes { session, .. } | Wish::EndSession(session) | Wish::ReopenSession(session) => {
                session
            }
            Wish::Pass(_) | Wish::Step(_) | Wish::TryNow => return true,
        };
        if self.asked.contains_key(about) {
            return false;
        }
        self.asked.insert(about.clone(), wish.clone());
        true
    }

    /// Something came true.
    pub fn hears(&mut self, told: &Told) {
        match told {
            Told::Row { call, state } => {
                if state == "Waiting" && !self.claimed.contains_key(call) {
                    self.waiting.insert(call.clone());
                } else {
                    self.waiting.remove(call);
                }
            }
            Told::Journaled { call, entries } => {
                let known = self.journaled.entry(call.clone()).or_default();
                *known = (*known).max(*entries);
            }
            Told::Claimed { call, session } => {
                self.asked.remove(call);
                self.waiting.remove(call);
                self.claimed.insert(call.clone(), session.clone());
                self.sessions.entry(session.clone()).or_default();
            }
            Told::NotesSaved { session, text, revision } => {
                self.asked.remove(session);
                let noted = self.sessions.entry(session.clone()).or_default();
                (noted.text, noted.revision) = (text.clone(), *revision);
            }
            Told::Ended(session) => self.ended(session, true),
            Told::Reopened(session) => self.ended(session, false),
            Told::Started { .. }
            | Told::Refused(_)
            | Told::SignedIn(_)
            | Told::Connection(_)
            | Told::Kept(_)
            | Told::Banners(_)
            | Told::Moved => {}
        }
    }

    /// The next notes of a session, and what they are based on.
    pub fn next_notes(&self, session: &str, text: &str) -> Wish {
        let noted = self.sessions.get(session).cloned().unwrap_or_default();
        let text = format!("{text} {}", noted.revision + 1);
        Wish::SaveNotes { session: session.to_owned(), text, revision: noted.revision }
    }

    /// The active sessions that are open, and those that were put away.
    pub fn sessions(&self, ended: bool) -> Vec<String> {
        let alike = self.sessions.iter().filter(|(_, noted)| noted.ended == ended);
        alike.map(|(session, _)| session.clone()).collect()
    }

    /// How much was acknowledged: claims, saved notes.
    pub fn size(&self) -> (usize, u64) {
        let notes = self.sessions.values().map(|noted| u64::from(noted.revision)).sum();
        (self.claimed.len(), notes)
    }

    /// Holds what is on the disk after a crash against what was acknowledged, and takes over what came true
    /// without a word.
    pub fn settle(&mut self, kept: &Kept) -> Result<(), String> {
        for (call, entries) in &self.journaled {
            let there = kept.journal.get(call).copied().unwrap_or_default();
            if there < *entries {
                return Err(format!("{entries} entries about {call} were journaled, {there} are there"));
            }
        }
        for (call, session) in &self.claimed {
            if kept.claimed.get(call) != Some(session) {
                return Err(format!("{call} was claimed as {session}, and is {:?}", kept.claimed.get(call)));
            }
        }
        for (session, noted) in &self.sessions {
            let there = kept.sessions.get(session).ok_or_else(|| format!("the session {session} is gone"))?;
            let there = Noted::of(there);
            if there != *noted && !self.may_be(session, noted, &there) {
                let asked = self.asked.get(session);
                return Err(format!(
                    "{session} is {there:?}, was acknowledged as {noted:?}, asked {asked:?}"
                ));
            }
        }
        for (call, session) in &kept.claimed {
            if !self.claimed.contains_key(call) && self.asked.get(call) != Some(&Wish::Claim(call.clone())) {
                return Err(format!("{call} is claimed as {session}, and nobody asked for it"));
            }
        }
        self.claimed.clone_from(&kept.claimed);
        self.sessions = kept.sessions.iter().map(|(id, there)| (id.clone(), Noted::of(there))).collect();
        self.waiting.clear();
        self.asked.clear();
        Ok(())
    }

    /// Whether a session may stand so: what was asked for last came true, and its answer was lost.
    fn may_be(&self, session: &str, noted: &Noted, there: &Noted) -> bool {
        let wanted = match self.asked.get(session) {
            Some(Wish::SaveNotes { text, revision, .. }) => {
                Noted { text: text.clone(), revision: revision + 1, ..noted.clone() }
            }
            Some(Wish::EndSession(_)) => Noted { ended: true, ..noted.clone() },
            Some(Wish::ReopenSession(_)) => Noted { ended: false, ..noted.clone() },
            Some(Wish::Claim(_) | Wish::Pass(_) | Wish::Step(_) | Wish::TryNow) | None => return false,
        };
        *there == wanted
    }

    fn ended(&mut self, session: &str, ended: bool) {
        self.asked.remove(session);
        if let Some(noted) = self.sessions.get_mut(session) {
            noted.ended = ended;
        }
    }
}

impl Noted {
    fn of(kept: &KeptSession) -> Self {
        Self { text: kept.notes.clone(), revision: kept.revision, ended: kept.ended }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claimed() -> (Ledger, Kept) {
        let mut ledger = Ledger::default();
        ledger.hears(&Told::Journaled { call: "s-1".into(), entries: 3 });
        ledger.hears(&Told::Claimed { call: "s-1".into(), session: "a".into() });
        ledger.hears(&Told::NotesSaved { session: "a".into(), text: "gate 4".into(), revision: 2 });
        let kept = KeptSession { notes: "gate 4".into(), revision: 2, ended: false };
        let kept = Kept {
            journal: [("s-1".into(), 3)].into(),
            claimed: [("s-1".into(), "a".into())].into(),
            sessions: [("a".into(), kept)].into(),
        };
        (ledger, kept)
    }

    #[test]
    fn what_is_as_acknowledged_passes() {
        let (mut ledger, kept) = claimed();
        assert_eq!(ledger.settle(&kept), Ok(()), "nothing is missing");
    }

    #[test]
    fn whatever_is_missing_is_noticed() {
        let losses: [fn(&mut Kept); 5] = [
            |kept| kept.journal.clear(),
            |kept| drop(kept.claimed.remove("s-1")),
            |kept| drop(kept.sessions.remove("a")),
            |kept| kept.sessions.values_mut().for_each(|session| session.revision = 1),
            |kept| kept.sessions.values_mut().for_each(|session| session.ended = true),
        ];
        for (place, lose) in losses.into_iter().enumerate() {
            let (mut ledger, mut kept) = claimed();
            lose(&mut kept);
            assert!(ledger.settle(&kept).is_err(), "loss {place} must not pass");
        }
    }

    #[test]
    fn what_came_true_without_a_word_is_taken_over() {
        let (mut ledger, mut kept) = claimed();
        let wish = ledger.next_notes("a", "gate 5, line");
        assert!(ledger.asks(&wish) && !ledger.asks(&Wish::EndSession("a".into())), "one wish at a time");
        kept.sessions
            .insert("a".into(), KeptSession { notes: "gate 5, line 3".into(), revision: 3, ended: false });
        assert_eq!(ledger.settle(&kept), Ok(()), "what was asked for may have come true");
        kept.sessions.insert("a".into(), KeptSession { notes: "gate 4".into(), revision: 2, ended: false });
        assert!(ledger.settle(&kept).is_err(), "once it was there it stays");
    }
}
