//! A desk at work that is killed at any instant, started again on what is left, and killed again: whatever it had
//! acknowledged is there, and nobody ever has to sign in.
//!
//! In: chance, and how often. Out: what was found, or what did not hold. The everyday stories run a small share of
//! it, the soak all.

mod examine;
mod ledger;

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use simulator::Config;
use tokio::time::timeout;

use crate::headless::lines::{Told, Wish};
use crate::headless::{DataFolder, Headless};
use crate::house::{ADA, Caller, House, RUIZ, UNNAMED};
pub use examine::{Kept, KeptSession, examine};
use ledger::Ledger;

const TOKEN: &str = "/restapi/oauth/token";
const CALLERS: [Caller; 3] = [ADA, RUIZ, UNNAMED];
const PEOPLE: [&str; 3] = ["Dana", "Sam", "Kim"];
/// A new company after so many kills, so that copies of its database stay small.
const SHIFT: u64 = 100;
/// 80 % of an access token's hour, and a little more.
const DUE: Duration = Duration::from_secs(48 * 60 + 5);
/// A pair that is younger is not due.
const RENEWED_WITHIN_MS: i64 = 40 * 60_000;
/// How long a start may take until notices come in.
const UP_WITHIN: Duration = Duration::from_secs(20);
/// How long somebody at the desk waits for something to happen.
const ANSWERED_WITHIN: Duration = Duration::from_millis(300);
/// Steps before a kill, at most.
const STEPS: u32 = 14;

/// What came of it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// How often it was killed.
    pub kills: u64,
    /// How many of them came before it was up.
    pub early: u64,
    /// Claims that were acknowledged.
    pub claims: usize,
    /// Notes that were acknowledged.
    pub notes: u64,
    /// Renewals that RingCentral granted.
    pub renewals: usize,
    /// The slowest start, from the first instruction to the running engine. Milliseconds.
    pub slowest_start_ms: u64,
}

/// So many kills. `done` hears of each.
pub async fn kills(seed: u64, count: u64, done: impl Fn()) -> Result<Found, String> {
    let mut chance = StdRng::seed_from_u64(seed);
    let mut found = Found::default();
    while found.kills < count {
        let mut shift = Shift::begin(chance.random()).await;
        for _ in 0..SHIFT.min(count - found.kills) {
            let killed = shift.work_and_die(&mut chance, &mut found).await;
            killed.map_err(|what| format!("kill {}: {what}", found.kills))?;
            done();
        }
        shift.end(&mut found).await?;
    }
    Ok(found)
}

/// One company and the desk that is killed there.
struct Shift {
    house: House,
    data: DataFolder,
    ledger: Ledger,
    /// Calls on the line.
    live: Vec<String>,
}

impl Shift {
    async fn begin(seed: u64) -> Self {
        let house = House::open_with(Config { seed, control: false, ..Config::default() }).await;
        house.lift_rate_limits();
        let data = DataFolder::of(&house, "Dana").await;
        Self { house, data, ledger: Ledger::default(), live: Vec::new() }
    }

    async fn work_and_die(&mut self, chance: &mut StdRng, found: &mut Found) -> Result<(), String> {
        if chance.random_bool(0.4) && self.is_fresh()? {
            self.house.advance(DUE).await;
        }
        let mut desk = Headless::start(&self.house, &self.data);
        if chance.random_bool(0.3) {
            // On its way up, in the midst of a renewal as likely as not.
            tokio::time::sleep(Duration::from_micros(chance.random_range(0..150_000))).await;
            found.early += 1;
        } else {
            self.comes_up(&mut desk).await?;
            for _ in 0..chance.random_range(1..=STEPS) {
                self.step(&mut desk, chance).await;
                // As often as not somebody looks what came of it before they go on.
                let patience = if chance.random_bool(0.5) { ANSWERED_WITHIN } else { Duration::ZERO };
                if let Ok(told) = timeout(patience, desk.next()).await {
                    self.hears(told, found)?;
                }
                for told in desk.told() {
                    self.hears(Some(told), found)?;
                }
            }
            tokio::time::sleep(Duration::from_micros(chance.random_range(0..12_000))).await;
        }
        for told in desk.kill() {
            self.hears(Some(told), found)?;
        }
        found.kills += 1;
        self.ledger.settle(&examine(&self.data.database()).await?)?;
        self.nobody_was_turned_away()
    }

    /// Waits for the connection: whoever is connected is signed in.
    async fn comes_up(&mut self, desk: &mut Headless) -> Result<(), String> {
        let connected = Told::connection(engine::view::ConnectionState::Connected);
        let mut before = Vec::new();
        let coming = async {
            while let Some(told) = desk.next().await {
                let is_up = told == connected;
                before.push(told);
                if is_up {
                    return true;
                }
            }
            false
        };
        let up = timeout(UP_WITHIN, coming).await;
        for told in &before {
            self.ledger.hears(told);
        }
        if up == Ok(true) { Ok(()) } else { Err(format!("it does not come up again; it told {before:?}")) }
    }

    fn hears(&mut self, told: Option<Told>, found: &mut Found) -> Result<(), String> {
        let told = told.ok_or("it ended by itself")?;
        if let Told::Started { after_ms, set_aside } = &told {
            found.slowest_start_ms = found.slowest_start_ms.max(*after_ms);
            if let Some(place) = set_aside {
                return Err(format!("the database was damaged; it is {place} now"));
            }
        }
        self.ledger.hears(&told);
        Ok(())
    }

    /// One thing happens at the company or at the desk.
    async fn step(&mut self, desk: &mut Headless, chance: &mut StdRng) {
        let pick = |from: Vec<String>, chance: &mut StdRng| from.choose(chance).cloned();
        let wish = match chance.random_range(0..12) {
            0..=2 => return self.a_call_comes(chance).await,
            3 => return self.a_call_ends(chance).await,
            4..=6 => pick(self.ledger.waiting.iter().cloned().collect(), chance).map(Wish::Claim),
            7..=9 => {
                let session = pick(self.ledger.sessions(false), chance);
                session.map(|session| self.ledger.next_notes(&session, "gate code \u{1F511}, line"))
            }
            10 => pick(self.ledger.sessions(false), chance).map(Wish::EndSession),
            _ => pick(self.ledger.sessions(true), chance).map(Wish::ReopenSession),
        };
        if let Some(wish) = wish
            && self.ledger.asks(&wish)
        {
            desk.wish(&wish);
        }
    }

    async fn a_call_comes(&mut self, chance: &mut StdRng) {
        let caller = CALLERS.choose(chance).unwrap_or(&ADA);
        let person = PEOPLE.choose(chance).copied().unwrap_or("Dana");
        self.live.push(self.house.answered_call(caller, person).await);
    }

    async fn a_call_ends(&mut self, chance: &mut StdRng) {
        if !self.live.is_empty() {
            let place = chance.random_range(0..self.live.len());
            let call = self.live.remove(place);
            self.house.hang_up(&call).await;
        }
    }

    /// Whether the pair in the vault is the newest: only then may it grow old, since RingCentral's grace for a
    /// lost one is an hour.
    fn is_fresh(&self) -> Result<bool, String> {
        let entries = self.data.vault().entries().map_err(|error| format!("the vault: {error}"))?;
        let [text] =
            entries.into_values().collect::<Vec<_>>().try_into().map_err(|entries: Vec<String>| {
                format!("the vault holds {} entries in place of one", entries.len())
            })?;
        let kept: serde_json::Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let issued_at_ms = kept["issued_at_ms"].as_i64().unwrap_or_default();
        Ok(self.house.now().millis() - issued_at_ms < RENEWED_WITHIN_MS)
    }

    /// RingCentral has granted whatever it was asked for.
    fn nobody_was_turned_away(&self) -> Result<(), String> {
        let log = self.house.simulator.state().requests.snapshot().log;
        let refused = log.iter().find(|entry| entry.route == TOKEN && entry.status != 200);
        refused.map_or(Ok(()), |entry| Err(format!("a renewal was answered with {}", entry.status)))
    }

    /// Once more in peace: it comes up signed in, and shows what it has.
    async fn end(mut self, found: &mut Found) -> Result<(), String> {
        let mut desk = Headless::start(&self.house, &self.data);
        self.comes_up(&mut desk).await?;
        desk.quit().await;
        self.ledger.settle(&examine(&self.data.database()).await?)?;
        self.nobody_was_turned_away()?;
        let (claims, notes) = self.ledger.size();
        found.claims += claims;
        found.notes += notes;
        let log = self.house.simulator.state().requests.snapshot().log;
        // The first one was the sign-in.
        found.renewals += log.iter().filter(|entry| entry.route == TOKEN).count() - 1;
        self.house.close([]).await;
        Ok(())
    }
}
