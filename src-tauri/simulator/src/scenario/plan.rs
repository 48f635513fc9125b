//! Which calls come and how each one goes, drawn from a seed: the same seed gives the same plans. Whom
//! "the dispatcher" means is known only when a plan is played.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::{Caller, Scenario, callers};
use crate::world::By;

/// Somebody of the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Somebody {
    /// Whoever subscribed first: the person at the app.
    Dispatcher,
    /// One of the others, counted around.
    Colleague(usize),
}

/// Whom a call reaches first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// A person's direct number.
    Person(Somebody),
    /// The queue.
    Queue,
    /// The menu, which leads to the queue.
    Menu,
}

/// How a call goes after it has rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// The caller gives up.
    Missed,
    /// The voicemail takes it.
    Voicemail {
        /// How long the caller speaks.
        speaks: Duration,
    },
    /// Somebody picks up.
    Answered {
        /// Who does, on a queue call.
        by: Somebody,
        /// Without the time on hold.
        talks: Duration,
        /// How long it is on hold.
        held: Option<Duration>,
        /// Who gets the call in the middle.
        handed_to: Option<Somebody>,
        /// Who hangs up.
        ended_by: By,
    },
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// From the start of the call before, or from the first subscription.
    pub after: Duration,
    /// Who calls.
    pub caller: Caller,
    /// Whom.
    pub destination: Destination,
    /// How long the caller listens to the menu.
    pub chooses_after: Duration,
    /// How long it rings.
    pub rings: Duration,
    /// What follows.
    pub course: Course,
    /// Whether every socket is cut halfway through the ringing, and whether silently.
    pub cut: Option<bool>,
}

/// Plans without end.
#[derive(Debug)]
pub struct Plans {
    scenario: Scenario,
    rng: StdRng,
    callers: Vec<Caller>,
    drawn: usize,
}

impl Plans {
    /// The plans of a scenario.
    pub fn new(scenario: Scenario, seed: u64) -> Self {
        Self { scenario, rng: StdRng::seed_from_u64(seed), callers: callers(), drawn: 0 }
    }

    fn seconds(&mut self, from: f64, to: f64) -> Duration {
        Duration::from_millis(self.rng.random_range(from * 1000.0..to * 1000.0) as u64)
    }

    fn one_in(&mut self, several: u32) -> bool {
        self.rng.random_ratio(1, several)
    }

    fn somebody(&mut self) -> Somebody {
        if self.rng.random_ratio(3, 5) {
            Somebody::Dispatcher
        } else {
            Somebody::Colleague(self.rng.random_range(0..16))
        }
    }

    /// Every caller has called before one calls again, in the order of the list: the faces that stress a
    /// screen come soon.
    fn caller(&self) -> Caller {
        self.callers[(self.drawn - 1) % self.callers.len()].clone()
    }

    fn opening(&mut self) -> Plan {
        Plan {
            after: Duration::from_secs(2),
            caller: self.caller(),
            destination: Destination::Person(Somebody::Dispatcher),
            chooses_after: Duration::ZERO,
            rings: Duration::from_secs(4),
            course: Course::Answered {
                by: Somebody::Dispatcher,
                talks: self.seconds(40.0, 60.0),
                held: None,
                handed_to: None,
                ended_by: By::Caller,
            },
            cut: (self.scenario == Scenario::NetworkDrops).then_some(false),
        }
    }

    fn gap(&mut self) -> Duration {
        match self.scenario {
            Scenario::None | Scenario::QuietMorning => self.seconds(14.0, 30.0),
            Scenario::RushHour => self.seconds(2.5, 6.0),
            Scenario::NetworkDrops => self.seconds(20.0, 30.0),
        }
    }

    fn course(&mut self) -> Course {
        match self.rng.random_range(0..10) {
            0 | 1 => Course::Missed,
            2 => Course::Voicemail { speaks: self.seconds(6.0, 15.0) },
            _ => Course::Answered {
                by: self.somebody(),
                talks: self.seconds(15.0, 50.0),
                held: if self.one_in(4) { Some(self.seconds(4.0, 10.0)) } else { None },
                handed_to: if self.one_in(5) { Some(self.somebody()) } else { None },
                ended_by: if self.one_in(2) { By::Caller } else { By::Extension },
            },
        }
    }
}

impl Iterator for Plans {
    type Item = Plan;

    fn next(&mut self) -> Option<Plan> {
        self.drawn += 1;
        if self.drawn == 1 {
            return Some(self.opening());
        }
        let destination = match self.rng.random_range(0..10) {
            0..=4 => Destination::Person(self.somebody()),
            5..=8 => Destination::Queue,
            _ => Destination::Menu,
        };
        Some(Plan {
            after: self.gap(),
            caller: self.caller(),
            destination,
            chooses_after: self.seconds(2.0, 4.0),
            rings: self.seconds(3.0, 6.0),
            course: self.course(),
            cut: (self.scenario == Scenario::NetworkDrops).then_some(self.drawn.is_multiple_of(2)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(scenario: Scenario, seed: u64, count: usize) -> Vec<Plan> {
        Plans::new(scenario, seed).take(count).collect()
    }

    #[test]
    fn a_seed_fixes_every_plan() {
        assert_eq!(first(Scenario::RushHour, 7, 50), first(Scenario::RushHour, 7, 50), "the same seed");
        assert_ne!(first(Scenario::RushHour, 7, 50), first(Scenario::RushHour, 8, 50), "another seed");
    }

    #[test]
    fn the_first_call_is_the_one_a_demo_needs() {
        for scenario in [Scenario::QuietMorning, Scenario::RushHour, Scenario::NetworkDrops] {
            let plan = &first(scenario, 1, 1)[0];
            assert_eq!(plan.after, Duration::from_secs(2), "it rings two seconds after the subscription");
            assert_eq!(plan.rings, Duration::from_secs(4), "and is answered four seconds later");
            assert_eq!(
                plan.destination,
                Destination::Person(Somebody::Dispatcher),
                "at the dispatcher's own phone"
            );
            assert!(matches!(plan.course, Course::Answered { .. }), "by somebody");
        }
    }

    #[test]
    fn a_demo_shows_every_kind_of_call_within_its_first_forty() {
        let plans = first(Scenario::RushHour, 1, 40);
        let some = |what: &str, holds: fn(&Plan) -> bool| {
            assert!(plans.iter().any(holds), "there is one {what}");
        };
        some("missed call", |plan| plan.course == Course::Missed);
        some("voicemail", |plan| matches!(plan.course, Course::Voicemail { .. }));
        some("hold", |plan| matches!(plan.course, Course::Answered { held: Some(_), .. }));
        some("transfer", |plan| matches!(plan.course, Course::Answered { handed_to: Some(_), .. }));
        some("queue call", |plan| plan.destination == Destination::Queue);
        some("menu call", |plan| plan.destination == Destination::Menu);
        some("caller without a name", |plan| plan.caller.caller_id.is_none());
        some("colleague's call", |plan| {
            matches!(plan.destination, Destination::Person(Somebody::Colleague(_)))
        });
    }

    #[test]
    fn the_network_is_lost_in_both_ways() {
        let cuts: Vec<Option<bool>> =
            first(Scenario::NetworkDrops, 1, 4).into_iter().map(|plan| plan.cut).collect();
        assert_eq!(
            cuts,
            [Some(false), Some(true), Some(false), Some(true)],
            "by reset and in silence, in turns"
        );
        assert!(
            first(Scenario::RushHour, 1, 40).iter().all(|plan| plan.cut.is_none()),
            "and never elsewhere"
        );
    }
}
