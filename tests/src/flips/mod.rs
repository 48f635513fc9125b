//! One page of a database goes bad, each time another one: it is noticed at opening, the damaged file is set aside as
//! it is, and the rows of all other pages are carried over.
//!
//! First every page on which others hang goes bad, then pages by chance. In: chance, and how often. Out: what was
//! found, or what did not hold. The everyday stories run a small share of it, the soak all.

mod sound;

use std::fs;
use std::path::Path;

use domain::Timestamp;
use domain::live::Source;
use rand::rngs::StdRng;
use rand::{Rng, RngCore, SeedableRng};
use store::{Entry, Opened, Realm, Salvage, Store};

use self::sound::{CALLS, Sound};

const PAGE: usize = 4096;
/// Of the rows on sound pages whose counterparts are on sound pages, too, whichever page it is.
const KEPT_PERCENT: f64 = 99.0;

/// What came of it.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Found {
    /// How many pages went bad.
    pub flips: u64,
    /// Of these, how many had others hanging on them.
    pub tops: u64,
    /// How many cost no row at all.
    pub harmless: u64,
    /// How many rows were not touched, over all flips.
    pub intact: u64,
    /// How many of them were carried over.
    pub kept: u64,
    /// The worst share that was kept. Percent.
    pub worst: f64,
}

impl Found {
    /// Which share was kept. Percent.
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52 rows")]
    pub fn kept_percent(&self) -> f64 {
        self.kept as f64 / self.intact.max(1) as f64 * 100.0
    }
}

/// What a disk may give back in place of a page.
#[derive(Debug, Clone, Copy)]
enum Damage {
    Noise,
    Zeros,
    Ones,
}

/// Every page on which others hang, and so many by chance; `done` hears of each of these.
pub async fn flips(seed: u64, count: u64, done: impl Fn()) -> Result<Found, String> {
    let mut chance = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut sound = Sound::filled(folder.path()).await.map_err(|error| error.to_string())?;
    let tops: Vec<usize> = (0..sound.pages.len()).filter(|which| sound.pages[*which].is_top).collect();
    let mut found = Found { worst: 100.0, tops: tops.len() as u64, ..Found::default() };
    let mut tops = tops.into_iter();
    while found.flips < found.tops + count {
        let page =
            sound.pages[tops.next().unwrap_or_else(|| chance.random_range(0..sound.pages.len()))].clone();
        let damage = [Damage::Noise, Damage::Zeros, Damage::Ones][chance.random_range(0..3)];
        let place = folder.path().join(found.flips.to_string());
        fs::create_dir(&place).map_err(|error| error.to_string())?;
        let damaged = ruin(sound.bytes.clone(), page.number, damage, &mut chance);
        let path = place.join("ringside.db");
        fs::write(&path, &damaged).map_err(|error| error.to_string())?;
        let told = |what: String| format!("{damage:?} on {page:?}: {what}");
        let store = opens(&path, &damaged).await.map_err(told)?;
        let kept = sound.compare(&page, &path).await.map_err(|error| told(error.to_string()))?;
        store.record(&realm(), &[notice(CALLS + 1, 1)]).await.map_err(|error| told(error.to_string()))?;
        store.close().await;
        let one = Found { intact: kept.intact, kept: kept.rows, ..Found::default() };
        if kept.invented > 0 || one.kept_percent() < KEPT_PERCENT {
            return Err(told(format!(
                "{kept:?}, of which at least {KEPT_PERCENT} % must be kept, and none invented"
            )));
        }
        if found.flips >= found.tops {
            done();
        }
        found.flips += 1;
        found.harmless += u64::from(kept.lost == 0);
        found.intact += one.intact;
        found.kept += one.kept;
        found.worst = found.worst.min(one.kept_percent());
        fs::remove_dir_all(&place).map_err(|error| error.to_string())?;
    }
    Ok(found)
}

/// Opens a damaged file, which must be told, and set aside unchanged.
async fn opens(path: &Path, damaged: &[u8]) -> Result<Store, String> {
    let Opened { store, trouble } = Store::open_sqlite(path).await.map_err(|error| error.to_string())?;
    let Salvage { set_aside, .. } = trouble.ok_or("the damage was not noticed")?;
    let aside = fs::read(&set_aside).map_err(|error| error.to_string())?;
    if aside != damaged {
        return Err("the damaged file was changed".to_owned());
    }
    Ok(store)
}

fn ruin(mut bytes: Vec<u8>, page: usize, damage: Damage, chance: &mut StdRng) -> Vec<u8> {
    let place = &mut bytes[(page - 1) * PAGE..page * PAGE];
    match damage {
        Damage::Noise => chance.fill_bytes(place),
        Damage::Zeros => place.fill(0),
        Damage::Ones => place.fill(0xff),
    }
    bytes
}

fn notice(call: i64, sequence: i64) -> Entry {
    Entry {
        telephony_session: format!("s-{call}").into(),
        source: Source::Event,
        key: format!("s-{call} p-1 {sequence}"),
        order_sequence: sequence,
        taken_at: None,
        seen_at: Timestamp::from_millis(1_772_442_900_000 + call * 60_000 + sequence),
        raw: format!(r#"{{"sequence":{sequence},"call":{call},"body":"{}"}}"#, "p".repeat(700)),
    }
}

fn realm() -> Realm {
    Realm { account: "400100200".into(), environment: "https://platform.example.com".to_owned() }
}
