//! One telephony session: its parties, its numbering and what it has told the world so far.

use super::ids::SessionIds;
use super::party::{Code, Direction, Endpoint, Party, Reason, Role};
use super::ring_out::RingOut;

/// How a session came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Origin {
    /// Somebody dialed.
    Call,
    /// The platform rings both sides.
    RingOut,
}

/// Which way a call goes as the company sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Course {
    /// From outside.
    Inbound,
    /// To the outside.
    Outbound,
    /// Between two extensions.
    Internal,
}

/// The queue behind a queue call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// Extension id of the queue.
    pub extension_id: String,
    /// "Night Dispatch".
    pub name: String,
}

/// One state change of one party: what a notification is made of.
#[derive(Debug, Clone)]
pub struct Change {
    /// Index of the call in the exchange.
    pub call: usize,
    /// Its number within the session, from 2.
    pub sequence: u64,
    /// When, in milliseconds since the epoch.
    pub event_at_ms: i64,
    /// The party as it is now.
    pub party: Party,
}

/// A session and its history in numbers.
#[derive(Debug, Clone)]
pub struct Call {
    /// Position in the exchange.
    pub index: usize,
    /// Its ids.
    pub ids: SessionIds,
    /// How it came to be.
    pub origin: Origin,
    /// Which way it goes.
    pub course: Course,
    /// Calling number.
    pub from: String,
    /// Caller-ID name.
    pub from_name: Option<String>,
    /// Dialed number.
    pub to: String,
    /// The queue, once the call reached it.
    pub queue: Option<Queued>,
    /// Who picked up, in order.
    pub answered_by: Vec<String>,
    /// First event.
    pub started_at_ms: i64,
    /// First answer by a called side.
    pub answered_at_ms: Option<i64>,
    /// Last event.
    pub ended_at_ms: Option<i64>,
    /// Whether a voicemail took it.
    pub to_voicemail: bool,
    /// What makes it a RingOut.
    pub ring_out: Option<RingOut>,
    /// The RingOut that this session only mirrors.
    pub mirrors: Option<usize>,
    /// The session that shows the first leg of this RingOut a second time.
    pub mirrored_by: Option<usize>,
    /// The other half after an attended transfer.
    pub bridged_to: Option<usize>,
    /// All parties, gone ones too.
    pub parties: Vec<Party>,
    sequence: u64,
    last_event_at_ms: i64,
}

impl Call {
    /// A session without parties. Its first event will have sequence 2.
    pub fn new(index: usize, ids: SessionIds, origin: Origin, course: Course, now_ms: i64) -> Self {
        Self {
            index,
            ids,
            origin,
            course,
            from: String::new(),
            from_name: None,
            to: String::new(),
            queue: None,
            answered_by: Vec::new(),
            started_at_ms: now_ms,
            answered_at_ms: None,
            ended_at_ms: None,
            to_voicemail: false,
            ring_out: None,
            mirrors: None,
            mirrored_by: None,
            bridged_to: None,
            parties: Vec::new(),
            sequence: 1,
            last_event_at_ms: now_ms - 1,
        }
    }

    /// `p-<session without s->-<n>`.
    pub fn party_id(&self, number: usize) -> String {
        let session = self.ids.telephony_session_id.trim_start_matches("s-");
        format!("p-{session}-{number}")
    }

    /// Adds a party in Setup and returns its position.
    pub fn join(
        &mut self,
        role: Role,
        extension_id: Option<&str>,
        direction: Direction,
        from: Endpoint,
        to: Endpoint,
    ) -> usize {
        self.parties.push(Party {
            number: self.parties.len() + 1,
            role,
            extension_id: extension_id.map(str::to_owned),
            direction,
            from,
            to,
            code: Code::Setup,
            reason: None,
            peer: None,
            with_pickup: false,
            missed: false,
        });
        self.parties.len() - 1
    }

    /// Tells the world where the party stands now. Event times rise within a session even when several
    /// changes fall into one millisecond.
    pub fn tell(&mut self, position: usize, now_ms: i64, told: &mut Vec<Change>) {
        self.sequence += 1;
        self.last_event_at_ms = now_ms.max(self.last_event_at_ms + 1);
        told.push(Change {
            call: self.index,
            sequence: self.sequence,
            event_at_ms: self.last_event_at_ms,
            party: self.parties[position].clone(),
        });
    }

    /// Moves a party on and tells it.
    pub fn turn(
        &mut self,
        position: usize,
        code: Code,
        reason: Option<Reason>,
        now_ms: i64,
        told: &mut Vec<Change>,
    ) {
        self.parties[position].turn(code, reason);
        self.tell(position, now_ms, told);
        if self.parties.iter().all(|party| party.code.is_out()) {
            self.ended_at_ms = Some(self.last_event_at_ms);
        }
    }

    /// Rings a person's phone. The data that lets their mobile pick up comes with it.
    pub fn ring_phone(&mut self, position: usize, now_ms: i64, told: &mut Vec<Change>) {
        self.parties[position].turn(Code::Proceeding, None);
        self.parties[position].with_pickup = self.parties[position].role == Role::Person;
        self.tell(position, now_ms, told);
    }

    /// Somebody picks up.
    pub fn pick_up(&mut self, position: usize, now_ms: i64, told: &mut Vec<Change>) {
        self.parties[position].turn(Code::Answered, None);
        self.parties[position].with_pickup = self.parties[position].role == Role::Person;
        self.tell(position, now_ms, told);
        if let Some(extension_id) = self.parties[position].extension_id.clone() {
            self.answered_by.push(extension_id);
        }
        self.answered_at_ms.get_or_insert(self.last_event_at_ms);
    }

    /// Positions of the parties for which `wanted` holds.
    pub fn positions(&self, wanted: impl Fn(&Party) -> bool) -> Vec<usize> {
        (0..self.parties.len()).filter(|position| wanted(&self.parties[*position])).collect()
    }

    /// The first party for which `wanted` holds.
    pub fn position(&self, wanted: impl Fn(&Party) -> bool) -> Option<usize> {
        self.parties.iter().position(wanted)
    }

    /// In a few words, for refusals.
    pub fn state(&self) -> String {
        if self.ended_at_ms.is_some() {
            return "the call is over".to_owned();
        }
        let standing: Vec<String> = self
            .parties
            .iter()
            .filter(|party| !party.code.is_out())
            .map(|party| {
                format!(
                    "{:?} {} is {}",
                    party.role,
                    party.extension_id.as_deref().unwrap_or("outside"),
                    party.code.name()
                )
            })
            .collect();
        standing.join(", ")
    }
}
