//! Calls that come, are handled and end by chance, one step at a time, in the simulator's world.

use ::tests::House;
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use simulator::world::{By, Refusal, Ring, Target};

/// Calls on the line at once.
const MOST: usize = 6;

/// The calls that are on the line.
#[derive(Debug, Default)]
pub struct Traffic {
    live: Vec<Live>,
}

/// One of them.
#[derive(Debug, Clone)]
struct Live {
    session: String,
    standing: Standing,
}

/// Where it stands, with the extension it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// A person is rung.
    Ringing(String),
    /// A queue's members are rung.
    Queued,
    /// A person talks.
    Talking(String),
    /// A person put it aside.
    Held(String),
    /// The caller talks to a machine.
    Voicemail,
}

/// What one step did.
#[derive(Debug)]
pub struct Stirred {
    /// The telephony session.
    pub session: String,
    /// How many notices that was, counted generously.
    pub notices: usize,
}

impl Traffic {
    /// Where a call stands; `None` when it is over.
    pub fn standing(&self, session: &str) -> Option<&Standing> {
        self.live.iter().find(|live| live.session == session).map(|live| &live.standing)
    }

    /// Lets one thing happen: a new call, or the next step of one.
    pub async fn stir(&mut self, house: &House, chance: &mut StdRng) -> Result<Stirred, Refusal> {
        let new = self.live.is_empty() || (self.live.len() < MOST && chance.random_bool(0.4));
        if new {
            return self.ring(house, chance).await;
        }
        let place = chance.random_range(0..self.live.len());
        let Live { session, standing } = self.live[place].clone();
        let world = &house.world;
        let dice = chance.random_range(0..10);
        let (next, notices) = match standing {
            Standing::Ringing(person) => match dice {
                0..=5 => {
                    world.answer(&session, &person).await?;
                    (Some(Standing::Talking(person)), 1)
                }
                6 | 7 => {
                    world.voicemail(&session).await?;
                    (Some(Standing::Voicemail), 1)
                }
                _ => {
                    world.hang_up(&session, Some(By::Caller)).await?;
                    (None, 2)
                }
            },
            Standing::Queued => {
                let members = &house.simulator.state().directory.queue.members;
                match members.choose(chance).filter(|_| dice < 7) {
                    Some(member) => {
                        world.answer(&session, member).await?;
                        (Some(Standing::Talking(member.clone())), members.len() + 1)
                    }
                    None => {
                        world.hang_up(&session, Some(By::Caller)).await?;
                        (None, members.len() + 2)
                    }
                }
            }
            Standing::Talking(person) => match dice {
                0 | 1 => {
                    world.hold(&session).await?;
                    (Some(Standing::Held(person)), 1)
                }
                2 | 3 => {
                    let other = somebody(house, chance, Some(&person));
                    world.transfer(&session, &other).await?;
                    (Some(Standing::Ringing(other)), 3)
                }
                _ => {
                    let by = if dice % 2 == 0 { By::Caller } else { By::Extension };
                    world.hang_up(&session, Some(by)).await?;
                    (None, 2)
                }
            },
            Standing::Held(person) => {
                if dice < 7 {
                    world.unhold(&session).await?;
                    (Some(Standing::Talking(person)), 1)
                } else {
                    world.hang_up(&session, Some(By::Caller)).await?;
                    (None, 2)
                }
            }
            Standing::Voicemail => {
                world.hang_up(&session, Some(By::Caller)).await?;
                (None, 2)
            }
        };
        match next {
            Some(standing) => self.live[place].standing = standing,
            None => drop(self.live.remove(place)),
        }
        Ok(Stirred { session, notices })
    }

    async fn ring(&mut self, house: &House, chance: &mut StdRng) -> Result<Stirred, Refusal> {
        let queue = &house.simulator.state().directory.queue;
        let (to, standing, notices) = if chance.random_bool(0.4) {
            (Target::Queue(queue.extension_id.clone()), Standing::Queued, 3 + 2 * queue.members.len())
        } else {
            let person = somebody(house, chance, None);
            (Target::Extension(person.clone()), Standing::Ringing(person), 4)
        };
        let from = format!("+1312555{:04}", chance.random_range(100..200));
        let session = house.world.ring(Ring { from, from_name: None, to }).await?;
        self.live.push(Live { session: session.clone(), standing });
        Ok(Stirred { session, notices })
    }
}

fn somebody(house: &House, chance: &mut StdRng, but: Option<&str>) -> String {
    let people = &house.simulator.state().directory.people;
    let others: Vec<_> =
        people.iter().map(|person| &person.extension_id).filter(|id| but != Some(id.as_str())).collect();
    others.choose(chance).map(|id| (*id).clone()).unwrap_or_default()
}
