//! The socket is cut again and again, by reset or in silence, for up to ten simulated minutes, while calls go on.
//!
//! While the recovery window holds, every call is afterwards exactly what it was. Beyond it, whatever lives is right
//! again, whatever ended is known to have ended, and the gap is stored with bounds that cover what was missed.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use ::tests::{Desk, House};
use engine::view::ConnectionState;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use simulator::Config;
use simulator::faults::StatusFault;
use simulator::limits::PerMinute;
use simulator::world::CallTruth;
use store::{CallRow, IdKind, Realm};
use tokio::time::timeout;

use crate::Broken;
use crate::knowledge;
use crate::progress::Progress;
use crate::traffic::Traffic;

/// RingCentral keeps a lost session so long.
const RECOVERY_MS: i64 = 180_000;
/// And so many notices of it.
const BUFFER: usize = 100;
/// How much both figures may be missed by: attempts to come back are a second apart.
const UNSURE_MS: i64 = 3000;
const LONGEST_S: u64 = 600;
/// Attempts come at the latest a minute after each other, after half a minute of silence and two heartbeats.
const BACK_WITHIN_S: u64 = 240;
/// How long real time may pass between the reconnect and the right calls.
const PATIENCE: Duration = Duration::from_secs(20);
/// Nobody waits for a rate window; that is another promise.
const UNLIMITED: PerMinute = PerMinute { light: 100_000, medium: 100_000, heavy: 100_000, auth: 100_000 };

/// One desk and what it must know.
struct Watch {
    house: House,
    desk: Desk,
    realm: Realm,
    traffic: Traffic,
    chance: StdRng,
    /// Calls that must still be looked at.
    open: BTreeSet<String>,
    /// Calls of which notices were lost for good.
    lost: BTreeSet<String>,
    found: Found,
}

/// What came of it.
#[derive(Debug, Default)]
struct Found {
    silent: u64,
    resumed: u64,
    gaps: u64,
    slowest: Duration,
    /// Answers that seem to have come earlier than they did, and the worst of them.
    early: u64,
    earliest_ms: i64,
}

/// What happened while nobody listened.
#[derive(Debug, Default)]
struct Outage {
    cut_at: i64,
    notices: usize,
    /// Of the first and of the last notice.
    told_at: Option<(i64, i64)>,
    touched: BTreeSet<String>,
}

/// So many cuts.
pub async fn cuts(seed: u64, count: u64, progress: &Progress) -> Result<(), Broken> {
    let house = House::open_with(Config { seed, control: false, ..Config::default() }).await;
    house.simulator.state().limits.set(UNLIMITED);
    let desk = house.desk_of("Dana").await;
    let realm = Realm {
        account: house.simulator.state().directory.account_id.as_str().into(),
        environment: house.simulator.base_url().to_owned(),
    };
    let mut watch = Watch {
        house,
        desk,
        realm,
        traffic: Traffic::default(),
        chance: StdRng::seed_from_u64(seed),
        open: BTreeSet::new(),
        lost: BTreeSet::new(),
        found: Found::default(),
    };
    for number in 0..count {
        let held = watch.cut_once().await;
        held.map_err(|what| Broken { part: "cuts", seed, what: format!("cut {number}: {what}") })?;
        progress.add(1);
    }
    watch.open =
        watch.house.simulator.state().world.truth().into_iter().map(|it| it.telephony_session_id).collect();
    let calls = watch.open.len();
    let held = watch.look_back().await;
    held.map_err(|what| Broken { part: "cuts", seed, what: format!("at the end: {what}") })?;
    let Found { silent, resumed, gaps, slowest, early, earliest_ms } = watch.found;
    watch.house.close([watch.desk]).await;
    progress.end(&format!(
        "{count} cuts ({silent} silent): {resumed} resumed, {gaps} with a gap; {calls} calls, {} of them in a gap; \
         right after at most {:.2} s; {early} answers seem up to {earliest_ms} ms early",
        watch.lost.len(),
        slowest.as_secs_f64(),
    ));
    Ok(())
}

impl Watch {
    async fn cut_once(&mut self) -> Result<(), String> {
        for _ in 0..self.chance.random_range(0..5) {
            self.stir(&mut Outage::default()).await?;
            let pause = self.chance.random_range(0..2000);
            self.house.advance(Duration::from_millis(pause)).await;
        }
        let outage = self.outage().await?;
        self.come_back().await?;
        let lasted_ms = self.now() - outage.cut_at;
        let may_be_lost = lasted_ms > RECOVERY_MS - UNSURE_MS || outage.notices >= BUFFER - 10;
        let must_be_lost = lasted_ms > RECOVERY_MS + UNSURE_MS || outage.notices > BUFFER + 30;
        let began = Instant::now();
        let mut gap = must_be_lost && self.gap(&outage, true).await?;
        if gap {
            self.lost.extend(outage.touched.iter().cloned());
        }
        let unsure = may_be_lost && !gap;
        gap |= self
            .settle(unsure.then_some(&outage))
            .await
            .map_err(|what| format!("{what}; after {lasted_ms} ms with {} notices", outage.notices))?;
        if !may_be_lost && self.gap(&outage, false).await? {
            return Err(format!("a needless gap after {lasted_ms} ms with {} notices", outage.notices));
        }
        self.found.slowest = self.found.slowest.max(began.elapsed());
        *(if gap { &mut self.found.gaps } else { &mut self.found.resumed }) += 1;
        Ok(())
    }

    /// The connection is lost, and cannot be made again for a while.
    async fn outage(&mut self) -> Result<Outage, String> {
        let state = self.house.simulator.state().clone();
        let refused = StatusFault {
            code: 503,
            route: Some("POST /restapi/oauth/wstoken".to_owned()),
            times: u32::MAX,
            retry_after_s: None,
        };
        let silent = self.chance.random_bool(0.3);
        if silent {
            // What is under way would be read after the clock was moved, and seem to have come that late.
            self.settle(None).await?;
        }
        state.faults.change(|faults| faults.status = Some(refused));
        let mut outage = Outage { cut_at: self.now(), ..Outage::default() };
        self.found.silent += u64::from(silent);
        state.gateway.cut(&state, silent).await;
        if !silent {
            self.notices().await?;
        }
        let lasts_ms = self.chance.random_range(0..=LONGEST_S * 1000);
        let flood = self.chance.random_bool(0.08);
        let steps = if flood { self.chance.random_range(40..80) } else { self.chance.random_range(0..8) };
        for _ in 0..steps {
            self.house.advance(Duration::from_millis(lasts_ms / (steps + 1))).await;
            self.stir(&mut outage).await?;
        }
        self.house.advance(Duration::from_millis(lasts_ms / (steps + 1))).await;
        state.faults.change(|faults| faults.status = None);
        Ok(outage)
    }

    /// A reset is known at once, whatever was still to be read.
    async fn notices(&self) -> Result<(), String> {
        let mut pushes = self.desk.engine.pushes();
        let noticed = async {
            while self.desk.view().await.connection.state == ConnectionState::Connected {
                let _ = pushes.recv().await;
            }
        };
        timeout(PATIENCE, noticed).await.map_err(|_| "a reset was not noticed".to_owned())
    }

    async fn stir(&mut self, outage: &mut Outage) -> Result<(), String> {
        let before = self.now();
        let stirred = self.traffic.stir(&self.house, &mut self.chance).await;
        let stirred = stirred.map_err(|refusal| format!("the world refused a step: {refusal}"))?;
        outage.notices += stirred.notices;
        let now = self.now();
        outage.told_at = Some((outage.told_at.map_or(before, |(first, _)| first), now));
        outage.touched.insert(stirred.session.clone());
        self.open.insert(stirred.session);
        Ok(())
    }

    /// Lets time pass until the desk is connected again. Each second waits for a moment, so that answers that are
    /// under way are not taken for late.
    async fn come_back(&self) -> Result<(), String> {
        let gateway = &self.house.simulator.state().gateway;
        let mut pushes = self.desk.engine.pushes();
        for _ in 0..BACK_WITHIN_S {
            let connected = async {
                while gateway.connected() == 0
                    || self.desk.view().await.connection.state != ConnectionState::Connected
                {
                    let _ = pushes.recv().await;
                }
            };
            if timeout(Duration::from_millis(60), connected).await.is_ok() {
                return Ok(());
            }
            self.house.advance(Duration::from_secs(1)).await;
        }
        let view = self.desk.view().await;
        Err(format!(
            "not connected again within {BACK_WITHIN_S} s: {:?}, {:?}",
            view.connection, view.sign_in
        ))
    }

    /// Whether the desk knows of a gap that covers the outage. Waits for one that must be there.
    async fn gap(&self, outage: &Outage, must_be: bool) -> Result<bool, String> {
        let until = Instant::now() + PATIENCE;
        let mut pushes = self.desk.engine.pushes();
        loop {
            let gaps = self.house.store.gaps().open(&self.realm).await.map_err(|error| error.to_string())?;
            let of_this = gaps.iter().filter(|gap| gap.to.millis() >= outage.cut_at);
            let covers = |gap: &store::Gap| {
                outage
                    .told_at
                    .is_none_or(|(first, last)| gap.from.millis() <= first && gap.to.millis() >= last)
            };
            match (of_this.clone().any(covers), of_this.clone().next()) {
                (true, _) => return Ok(true),
                (false, Some(gap)) => {
                    return Err(format!("the gap {gap:?} does not cover {outage:?}"));
                }
                (false, None) if !must_be => return Ok(false),
                (false, None) if Instant::now() > until => {
                    return Err(format!("no gap is known for {outage:?}"));
                }
                // It is stored right after the desk says that it is connected.
                (false, None) => drop(timeout(Duration::from_millis(20), pushes.recv()).await),
            }
        }
    }

    /// Waits until every open call is what it must be, and drops those that are over. A gap that may be there after
    /// an outage comes to light late: with the replay that fills the buffer. Says whether there is one.
    async fn settle(&mut self, unsure: Option<&Outage>) -> Result<bool, String> {
        let mut touched = self.house.store.announcements();
        let until = Instant::now() + PATIENCE;
        let mut gap = false;
        loop {
            if let (Some(outage), false) = (unsure, gap)
                && self.gap(outage, false).await?
            {
                gap = true;
                self.lost.extend(outage.touched.iter().cloned());
            }
            let truth: BTreeMap<String, CallTruth> = self.truth();
            let mut wrong = None;
            for (session, truth) in &truth {
                let row = self.row(session).await?;
                let in_gap = self.lost.contains(session);
                let standing = self.traffic.standing(session);
                if let Some(what) = knowledge::differs(truth, row.as_ref(), standing, in_gap) {
                    wrong = Some(what);
                    break;
                }
            }
            let Some(wrong) = wrong else {
                self.open.retain(|session| truth.get(session).is_some_and(|call| call.ended_at.is_none()));
                return Ok(gap);
            };
            if Instant::now() > until {
                return Err(wrong);
            }
            // Rows are stored last of all, and stored again when they failed.
            let _ = timeout(Duration::from_millis(100), touched.recv()).await;
        }
    }

    /// All calls once more, and how exact they are.
    async fn look_back(&mut self) -> Result<(), String> {
        let all = self.truth();
        self.settle(None).await?;
        for (session, truth) in all.iter().filter(|(session, _)| !self.lost.contains(*session)) {
            let seen = self.row(session).await?.and_then(|row| row.answered_at);
            let early_ms = seen.zip(truth.answered_at).map_or(0, |(at, truly)| truly - at.millis());
            self.found.early += u64::from(early_ms > 0);
            self.found.earliest_ms = self.found.earliest_ms.max(early_ms);
        }
        Ok(())
    }

    fn truth(&self) -> BTreeMap<String, CallTruth> {
        let truth = self.house.simulator.state().world.truth().into_iter();
        let open = truth.filter(|call| self.open.contains(&call.telephony_session_id));
        open.map(|call| (call.telephony_session_id.clone(), call)).collect()
    }

    async fn row(&self, session: &str) -> Result<Option<CallRow>, String> {
        let store = &self.house.store;
        let id = store.call_ids().find(&self.realm, IdKind::TelephonySession, session).await;
        match id.map_err(|error| error.to_string())? {
            Some(id) => store.calls().get(&id).await.map_err(|error| error.to_string()),
            None => Ok(None),
        }
    }

    fn now(&self) -> i64 {
        self.house.simulator.state().clock.now_ms()
    }
}
