//! Streams as RingCentral sends them to a subscriber of the whole company (RingCentral guide, telephony session
//! notifications): one party a notice, a sequence from 2. Times are milliseconds after the start.

use domain::live::{
    Board, Endpoint, ExtensionKind, Extensions, Observation, Order, Origin, PartyDirection, PartySeen,
    PartyStatus, Reason, RingOutRole, Seen, StatusCode,
};
use domain::{AccountId, CallId, DispatcherId, ExtensionId, PartyId, TelephonySessionId, Timestamp};

/// When every stream starts.
pub const START: i64 = 1_780_000_000_000;
/// Somebody outside.
pub const CALLER: &str = "+13125550164";
/// Dana's extension.
pub const DANA: &str = "71";
/// Sam's extension.
pub const SAM: &str = "72";
/// The queue.
pub const QUEUE: &str = "90";
/// The menu.
pub const MENU: &str = "95";

/// A telephony session to tell notices of.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    /// Its id.
    pub id: &'static str,
    /// The number that the call log uses.
    pub number: u64,
    /// What started it.
    pub origin: &'static str,
}

/// An ordinary call.
pub const CALL: Session = Session { id: "s-one", number: 2_100_000, origin: "Call" };
/// A dial request.
pub const RING_OUT: Session = Session { id: "s-ring-out", number: 2_200_000, origin: "RingOut" };

impl Session {
    /// The id as the board knows it.
    pub fn key(self) -> TelephonySessionId {
        TelephonySessionId::new(self.id)
    }

    /// One notice: the `sequence`, the moment, and the one party that changed.
    pub fn notice(self, sequence: i64, after_ms: i64, party: PartySeen) -> Observation {
        Observation {
            telephony_session: self.key(),
            session_id: Some(self.number.to_string().into()),
            account: Some(AccountId::new("4001")),
            order: Order::event(sequence),
            at: at(after_ms),
            started_at: None,
            origin: Some(Origin::from_word(self.origin)),
            seen: Seen::Changed(vec![party]),
        }
    }

    /// Numbers these from 2.
    pub fn stream(self, lines: impl IntoIterator<Item = (i64, PartySeen)>) -> Vec<Observation> {
        (2..).zip(lines).map(|(sequence, (after_ms, party))| self.notice(sequence, after_ms, party)).collect()
    }
}

/// The moment that many milliseconds after the start.
pub fn at(after_ms: i64) -> Timestamp {
    Timestamp::from_millis(START + after_ms)
}

/// Makes parties read like sentences: `person(2, DANA).is("Answered")`.
pub trait Told {
    /// Its status code.
    fn is(self, code: &str) -> PartySeen;
    /// Out, for that reason.
    fn out(self, reason: &str) -> PartySeen;
}

impl Told for PartySeen {
    fn is(self, code: &str) -> PartySeen {
        PartySeen { status: Some(PartyStatus { code: StatusCode::from_word(code), reason: None }), ..self }
    }

    fn out(self, reason: &str) -> PartySeen {
        let reason = (!reason.is_empty()).then(|| Reason::new(reason));
        PartySeen { status: Some(PartyStatus { code: StatusCode::Disconnected, reason }), ..self }
    }
}

fn party(number: u32, direction: PartyDirection, extension: Option<&str>) -> PartySeen {
    PartySeen {
        extension: extension.map(ExtensionId::new),
        direction: Some(direction),
        ..PartySeen::named(PartyId::new(format!("p-{number}")))
    }
}

fn number(number: &str) -> Endpoint {
    Endpoint { number: Some(number.into()), ..Endpoint::default() }
}

fn extension(id: &str, name: &str) -> Endpoint {
    Endpoint {
        number: Some(format!("+131255502{id}").into()),
        name: Some(name.into()),
        extension: Some(ExtensionId::new(id)),
    }
}

/// The party of the caller outside. RingCentral calls it outbound: it calls the platform.
pub fn caller(party_number: u32) -> PartySeen {
    PartySeen {
        from: number(CALLER),
        to: number("+13125550271"),
        ..party(party_number, PartyDirection::Outbound, None)
    }
}

/// A person who is called from outside.
pub fn person(party_number: u32, id: &str) -> PartySeen {
    let name = if id == DANA { "Dana Reyes" } else { "Sam Ortiz" };
    let from = Endpoint { name: Some("PINE STREET BAKERY".into()), ..number(CALLER) };
    PartySeen { from, to: extension(id, name), ..party(party_number, PartyDirection::Inbound, Some(id)) }
}

/// The queue's own party, or the menu's.
pub fn machine(party_number: u32, id: &str) -> PartySeen {
    let name = if id == QUEUE { "Night Desk" } else { "Main Menu" };
    PartySeen {
        from: number(CALLER),
        to: extension(id, name),
        ..party(party_number, PartyDirection::Inbound, Some(id))
    }
}

/// A queue's call at one of its agents.
pub fn agent(party_number: u32, id: &str) -> PartySeen {
    PartySeen {
        from: Endpoint { name: Some("Night Desk - PINE STREET BAKERY".into()), ..number(CALLER) },
        to: extension(QUEUE, "Night Desk"),
        queue_call: true,
        queue_name: Some("Night Desk".into()),
        caller_name: Some("PINE STREET BAKERY".into()),
        ..party(party_number, PartyDirection::Inbound, Some(id))
    }
}

/// The dispatcher's own phone in a RingOut: from and to look as they do to that phone.
pub fn initiator(party_number: u32, phone: &str) -> PartySeen {
    PartySeen {
        from: number(CALLER),
        to: number(phone),
        ring_out_role: Some(RingOutRole::Initiator),
        ..party(party_number, PartyDirection::Inbound, Some(DANA))
    }
}

/// Whom a RingOut reaches.
pub fn target(party_number: u32) -> PartySeen {
    PartySeen {
        from: Endpoint { name: Some("Dana Reyes".into()), ..number("+13125550271") },
        to: number(CALLER),
        ring_out_role: Some(RingOutRole::Target),
        ..party(party_number, PartyDirection::Inbound, None)
    }
}

/// A colleague who dials somebody.
pub fn colleague(party_number: u32, id: &str, to: &str) -> PartySeen {
    PartySeen {
        from: extension(id, "Sam Ortiz"),
        to: number(to),
        ..party(party_number, PartyDirection::Outbound, Some(id))
    }
}

/// A: inbound, answered, hung up by the person.
pub fn answered() -> Vec<Observation> {
    CALL.stream([
        (100, caller(1).is("Setup")),
        (128, person(2, DANA).is("Setup")),
        (240, caller(1).is("Answered")),
        (305, person(2, DANA).is("Proceeding")),
        (7810, person(2, DANA).is("Answered")),
        (91_402, person(2, DANA).out("")),
        (91_415, caller(1).out("")),
    ])
}

/// B: inbound, and the caller gives up.
pub fn missed() -> Vec<Observation> {
    CALL.stream([
        (0, caller(1).is("Setup")),
        (31, person(2, DANA).is("Setup")),
        (140, caller(1).is("Answered")),
        (190, person(2, DANA).is("Proceeding")),
        (19_560, PartySeen { missed: true, ..person(2, DANA).out("") }),
        (19_566, caller(1).out("")),
    ])
}

/// C: a queue rings two agents, and Dana answers.
pub fn queued() -> Vec<Observation> {
    CALL.stream([
        (0, caller(1).is("Setup")),
        (25, machine(2, QUEUE).is("Setup")),
        (120, caller(1).is("Answered")),
        (4010, agent(3, DANA).is("Setup")),
        (4012, agent(4, SAM).is("Setup")),
        (4090, agent(3, DANA).is("Proceeding")),
        (4095, agent(4, SAM).is("Proceeding")),
        (9700, agent(3, DANA).is("Answered")),
        (9712, agent(4, SAM).out("AgentAnswered")),
        (9730, machine(2, QUEUE).out("AgentAnswered")),
        (160_300, agent(3, DANA).out("")),
        (160_311, caller(1).out("")),
    ])
}

/// D: a RingOut from a mobile phone.
pub fn ringed_out() -> Vec<Observation> {
    let mobile = "+13125550155";
    RING_OUT.stream([
        (400, initiator(1, mobile).is("Proceeding")),
        (8900, initiator(1, mobile).is("Answered")),
        (9050, target(2).is("Proceeding")),
        (15_200, target(2).is("Answered")),
        (182_100, target(2).out("")),
        (182_108, initiator(1, mobile).out("")),
    ])
}

/// E: answered, held, taken back, handed to Sam without asking.
pub fn transferred() -> Vec<Observation> {
    CALL.stream([
        (0, caller(1).is("Setup")),
        (30, person(2, DANA).is("Setup")),
        (130, caller(1).is("Answered")),
        (180, person(2, DANA).is("Proceeding")),
        (5000, person(2, DANA).is("Answered")),
        (20_000, person(2, DANA).is("Hold")),
        (41_000, person(2, DANA).is("Answered")),
        (60_000, person(2, DANA).out("BlindTransfer")),
        (60_020, person(3, SAM).is("Setup")),
        (60_090, person(3, SAM).is("Proceeding")),
        (66_000, person(3, SAM).is("Answered")),
        (180_000, caller(1).out("")),
        (180_012, person(3, SAM).out("")),
    ])
}

/// All five, by their letter.
pub fn all() -> [(char, Vec<Observation>); 5] {
    [('A', answered()), ('B', missed()), ('C', queued()), ('D', ringed_out()), ('E', transferred())]
}

/// Who is who in the company.
pub fn company() -> Extensions {
    let mut extensions = Extensions::default();
    for (id, kind, name) in [
        (DANA, ExtensionKind::Person, "Dana Reyes"),
        (SAM, ExtensionKind::Person, "Sam Ortiz"),
        (QUEUE, ExtensionKind::Queue, "Night Desk"),
        (MENU, ExtensionKind::Menu, "Main Menu"),
    ] {
        extensions.insert(ExtensionId::new(id), kind, name.to_owned());
    }
    extensions
}

/// An empty board of that company, which offers every call by toast.
pub fn board() -> Board {
    let mut board = Board::new("US");
    board.set_company(company(), domain::live::Audience { whole_company: true, ..Default::default() });
    board
}

/// A board after these observations, each call named by its telephony session.
pub fn board_of<'a>(seen: impl IntoIterator<Item = &'a Observation>) -> Board {
    let mut board = board();
    for seen in seen {
        board.apply(seen.clone());
        board.name(&seen.telephony_session, CallId::new(seen.telephony_session.as_str()));
    }
    board
}

/// A dispatcher with that id.
pub fn dispatcher(id: &str) -> DispatcherId {
    DispatcherId::new(id)
}
