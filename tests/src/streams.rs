//! What RingCentral would tell of whole calls, made without a server: each play is a call from its first notice to
//! its last, on a clock of its own, so the same seed gives the same text every time.
//!
//! In: a seed and plays. Out: notices as the wire has them, and what really happened. Not here: sockets, and what
//! the notices mean to us.

use domain::live::{Audience, Board, ExtensionKind, Extensions};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use simulator::directory::Directory;
use simulator::socket::filter::Shape;
use simulator::socket::frame::{self, Envelope};
use simulator::socket::notice::{Notice, Subject};
use simulator::stamp;
use simulator::world::body::event_body;
use simulator::world::exchange::{Exchange, Step};
use simulator::world::{By, CallTruth, Placing, Refusal, Ring, Target};

/// When every company opens: 2026-03-02T14:00:00Z.
const OPENS_AT_MS: i64 = 1_772_460_000_000;
const FIRST_UUID: u64 = 1_000_000_000_000_000_001;
const SUBSCRIPTION: &str = "6b1f0c9e-0000-4000-8000-000000000001";
const OWNER: &str = "400100301";

/// How a call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Play {
    /// A person picks up, and somebody hangs up.
    Answered,
    /// The caller gives up.
    Missed,
    /// The person declines.
    Declined,
    /// The person's voicemail takes it.
    Voicemail,
    /// Picked up, put on hold twice, ended.
    Held,
    /// Handed to a colleague without asking.
    Transferred,
    /// Handed to a colleague after a talk with them: two telephony sessions.
    Consulted,
    /// A queue rings its members, one picks up.
    Queued,
    /// The queue's members are rung in vain, and the voicemail takes it.
    QueuedInVain,
    /// A menu leads to a person.
    Menu,
    /// From extension to extension.
    Internal,
    /// A person calls a number outside.
    DialedOut,
    /// A RingOut from a phone that is not RingCentral's.
    RingOut,
    /// A RingOut whose first leg shows up as a call of its own.
    RingOutMirrored,
}

impl Play {
    /// Every way a call can go.
    pub const ALL: [Self; 14] = [
        Self::Answered,
        Self::Missed,
        Self::Declined,
        Self::Voicemail,
        Self::Held,
        Self::Transferred,
        Self::Consulted,
        Self::Queued,
        Self::QueuedInVain,
        Self::Menu,
        Self::Internal,
        Self::DialedOut,
        Self::RingOut,
        Self::RingOutMirrored,
    ];
}

/// One notice, apart from whom it is told.
#[derive(Debug, Clone)]
pub struct Told {
    /// When it happened, UTC milliseconds.
    pub at_ms: i64,
    /// The event's body.
    pub body: String,
    subject: Subject,
    event: String,
    uuid: u64,
}

impl Told {
    /// The notification `{uuid,event,timestamp,subscriptionId,ownerId,body}` as it stands in a frame.
    pub fn text(&self) -> String {
        let envelope = Envelope {
            uuid: self.uuid,
            wsc: "",
            sequence: 0,
            event: &self.event,
            timestamp: &stamp::utc(self.at_ms),
            subscription_id: SUBSCRIPTION,
            owner_id: OWNER,
        };
        let frame = frame::notification(envelope, &self.body);
        let start = frame.find(r#",{"uuid""#).expect("a frame is meta, then the notification") + 1;
        frame[start..frame.len() - 1].to_owned()
    }

    /// For the gateway, which makes frames of it.
    pub fn notice(&self) -> Notice {
        Notice::new(self.subject.clone(), self.body.as_str())
    }
}

/// All that was told of one play, and the truth about it.
#[derive(Debug, Clone)]
pub struct Stream {
    /// How it went.
    pub play: Play,
    /// In the order in which it happened.
    pub told: Vec<Told>,
    /// Its calls; a RingOut's mirror is none.
    pub truth: Vec<CallTruth>,
}

/// A company in which one call follows the other.
#[derive(Debug)]
pub struct Company {
    directory: Directory,
    exchange: Exchange,
    chance: StdRng,
    now_ms: i64,
    uuid: u64,
    told: Vec<Told>,
}

impl Company {
    /// A company that opens, always at the same moment. Two with one seed go through the same calls.
    pub fn open(seed: u64) -> Self {
        Self::open_at(seed, OPENS_AT_MS)
    }

    /// One that opens then, in UTC milliseconds.
    pub fn open_at(seed: u64, now_ms: i64) -> Self {
        Self {
            directory: Directory::demo(seed),
            exchange: Exchange::seeded(seed),
            chance: StdRng::seed_from_u64(seed),
            now_ms,
            uuid: FIRST_UUID,
            told: Vec::new(),
        }
    }

    /// Who is in it.
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// A board of this company, for somebody who is offered every call.
    pub fn board(&self) -> Board {
        let mut extensions = Extensions::default();
        for person in &self.directory.people {
            extensions.insert((*person.extension_id).into(), ExtensionKind::Person, person.name());
        }
        let queue = &self.directory.queue;
        extensions.insert((*queue.extension_id).into(), ExtensionKind::Queue, queue.name.clone());
        let (menu, _, name) = &self.directory.menu;
        extensions.insert(menu.as_str().into(), ExtensionKind::Menu, name.clone());
        let mut board = Board::new("US");
        board.set_company(extensions, Audience { whole_company: true, ..Audience::default() });
        board
    }

    /// The first so many notices of a busy day with all kinds of calls, in the order in which they happen.
    pub fn busy_day(&mut self, notices: usize) -> Vec<Told> {
        let mut day = Vec::with_capacity(notices + 16);
        while day.len() < notices {
            let play = *Play::ALL.choose(&mut self.chance).expect("there are plays");
            day.extend(self.play(play).told);
        }
        day.truncate(notices);
        day
    }

    /// Plays one call to its end.
    pub fn play(&mut self, play: Play) -> Stream {
        let first = self.exchange.calls().len();
        self.later(500, 9000);
        match play {
            Play::Answered | Play::Missed | Play::Declined | Play::Voicemail => self.at_a_person(play),
            Play::Held | Play::Transferred | Play::Consulted => self.handled(play),
            Play::Queued | Play::QueuedInVain => self.at_the_queue(play),
            Play::Menu => self.at_the_menu(),
            Play::Internal | Play::DialedOut => self.dialed(play),
            Play::RingOut | Play::RingOutMirrored => self.rung_out(play == Play::RingOutMirrored),
        }
        let truth = self.exchange.calls()[first..].iter().filter_map(CallTruth::of).collect();
        Stream { play, told: std::mem::take(&mut self.told), truth }
    }

    fn at_a_person(&mut self, play: Play) {
        let [dana, _] = self.two_people();
        let call = self.ring(Target::Extension(dana.clone()));
        self.later(2000, 9000);
        match play {
            Play::Missed => self.hang_up(&call, By::Caller),
            Play::Declined => self.hang_up(&call, By::Extension),
            Play::Voicemail => {
                self.take(|exchange, step| exchange.voicemail(&call, step));
                self.later(4000, 20_000);
                self.hang_up(&call, By::Caller);
            }
            _ => {
                self.take(|exchange, step| exchange.answer(&call, &dana, step));
                self.ends(&call);
            }
        }
    }

    fn handled(&mut self, play: Play) {
        let [dana, sam] = self.two_people();
        let call = self.ring(Target::Extension(dana.clone()));
        self.later(2000, 9000);
        self.take(|exchange, step| exchange.answer(&call, &dana, step));
        self.later(3000, 30_000);
        match play {
            Play::Transferred => {
                self.take(|exchange, step| exchange.transfer(&call, &sam, step));
                self.later(2000, 9000);
                self.take(|exchange, step| exchange.answer(&call, &sam, step));
            }
            Play::Consulted => {
                let consultation = self.take(|exchange, step| exchange.consult(&call, &sam, step));
                self.later(2000, 9000);
                self.take(|exchange, step| exchange.answer(&consultation, &sam, step));
                self.later(2000, 9000);
                self.take(|exchange, step| exchange.complete_transfer(&call, &consultation, step));
            }
            _ => {
                for _ in 0..2 {
                    self.take(|exchange, step| exchange.hold(&call, step));
                    self.later(1000, 20_000);
                    self.take(|exchange, step| exchange.unhold(&call, step));
                    self.later(1000, 20_000);
                }
            }
        }
        self.ends(&call);
    }

    fn at_the_queue(&mut self, play: Play) {
        let queue = self.directory.queue.extension_id.clone();
        let call = self.ring(Target::Queue(queue));
        self.later(2000, 9000);
        if play == Play::Queued {
            let members = self.directory.queue.members.clone();
            let member = members.choose(&mut self.chance).expect("the queue has members");
            self.take(|exchange, step| exchange.answer(&call, member, step));
            self.ends(&call);
        } else {
            self.take(|exchange, step| exchange.agents_time_out(&call, step));
            self.later(500, 3000);
            self.take(|exchange, step| exchange.voicemail(&call, step));
            self.later(4000, 20_000);
            self.hang_up(&call, By::Caller);
        }
    }

    fn at_the_menu(&mut self) {
        let [dana, _] = self.two_people();
        let call = self.ring(Target::Menu);
        self.later(2000, 9000);
        let target = Target::Extension(dana.clone());
        self.take(|exchange, step| exchange.choose(&call, &target, step));
        self.later(2000, 9000);
        self.take(|exchange, step| exchange.answer(&call, &dana, step));
        self.ends(&call);
    }

    fn dialed(&mut self, play: Play) {
        let [dana, sam] = self.two_people();
        if play == Play::Internal {
            let call = self.take(|exchange, step| exchange.dial_extension(&dana, &sam, step));
            self.later(2000, 9000);
            self.take(|exchange, step| exchange.answer(&call, &sam, step));
            return self.ends(&call);
        }
        let number = self.number();
        let call = self.take(|exchange, step| exchange.dial_out(&dana, &number, step));
        self.later(2000, 9000);
        self.take(|exchange, step| exchange.answer_outside(&call, step));
        self.ends(&call);
    }

    fn rung_out(&mut self, with_mirror: bool) {
        let [dana, _] = self.two_people();
        let person = self.directory.person(&dana).expect("everybody is in the directory").clone();
        let phone = if with_mirror { person.direct_number } else { person.mobile_number };
        let number = self.number();
        let asked = Placing::plain(&dana, &phone, &number);
        let call = self.take(|exchange, step| exchange.place_ring_out(asked, None, step));
        self.later(2000, 9000);
        self.take(|exchange, step| exchange.ring_out_answer_first(&call, step));
        self.later(2000, 9000);
        self.take(|exchange, step| exchange.ring_out_answer_second(&call, step));
        self.ends(&call);
    }

    fn ring(&mut self, to: Target) -> String {
        let from = self.number();
        let from_name = self.chance.random_bool(0.7).then(|| format!("CALLER {}", &from[8..]));
        let ring = Ring { from, from_name, to };
        self.take(|exchange, step| exchange.ring(&ring, step))
    }

    /// They talk, and somebody hangs up.
    fn ends(&mut self, call: &str) {
        self.later(5000, 90_000);
        let by = if self.chance.random_bool(0.5) { By::Caller } else { By::Extension };
        self.hang_up(call, by);
    }

    fn hang_up(&mut self, call: &str, by: By) {
        self.take(|exchange, step| exchange.hang_up(call, Some(by), step));
    }

    fn two_people(&mut self) -> [String; 2] {
        let people = &self.directory.people;
        let first = self.chance.random_range(0..people.len());
        let second = (first + self.chance.random_range(1..people.len())) % people.len();
        [people[first].extension_id.clone(), people[second].extension_id.clone()]
    }

    /// An invented number outside.
    fn number(&mut self) -> String {
        format!("+1312555{:04}", self.chance.random_range(100..200))
    }

    fn later(&mut self, from_ms: i64, to_ms: i64) {
        self.now_ms += self.chance.random_range(from_ms..to_ms);
    }

    fn take<T>(&mut self, take: impl FnOnce(&mut Exchange, &mut Step<'_>) -> Result<T, Refusal>) -> T {
        let mut step = Step { directory: &self.directory, now_ms: self.now_ms, told: Vec::new() };
        let outcome = take(&mut self.exchange, &mut step).expect("a play only takes steps that are possible");
        for change in step.told {
            let call = &self.exchange.calls()[change.call];
            let account_id = &self.directory.account_id;
            let subject = Subject::party(change.party.extension_id.as_deref());
            self.uuid += 1;
            self.told.push(Told {
                at_ms: change.event_at_ms,
                body: event_body(account_id, call, &change),
                event: subject.uri(account_id, Shape::Plain),
                subject,
                uuid: self.uuid,
            });
            self.now_ms = self.now_ms.max(change.event_at_ms);
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_fixes_every_text() {
        let day = |seed| Company::open(seed).busy_day(300).iter().map(Told::text).collect::<Vec<_>>();
        assert_eq!(day(7), day(7), "figures of two runs are about the same bytes");
        assert_ne!(day(7), day(8), "another seed is another day");
        assert_eq!(day(7).len(), 300, "as many as were asked for");
    }

    #[test]
    fn every_play_ends_and_reads() {
        let mut company = Company::open(1);
        for play in Play::ALL {
            let stream = company.play(play);
            assert!(!stream.truth.is_empty(), "{play:?} is a call");
            assert!(stream.truth.iter().all(|call| call.ended_at.is_some()), "{play:?} ends");
            for told in &stream.told {
                let text = told.text();
                let read = ringcentral::wire::decode_notification(&text);
                let read = read.expect("what the simulator tells can be read");
                assert_eq!(
                    engine::translate::notice(&read).len(),
                    1,
                    "{play:?} tells of one party at a time"
                );
            }
        }
    }
}
