//! One page of a database goes bad, each time another one: it is noticed at opening, the damaged file is set aside as
//! it is, and the rows of all other pages are carried over.
//!
//! In: chance, and how often. Out: what was found, or what did not hold. The everyday stories run a small share of
//! it, the soak all.

use std::fs;
use std::path::Path;

use domain::customer::{Contact, Customer};
use domain::live::Source;
use domain::{CustomerId, PhoneNumber, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng, RngCore, SeedableRng};
use sqlx::{Connection, Row, SqliteConnection};
use store::{Entry, IdKind, Opened, Realm, Salvage, Store};

const PAGE: usize = 4096;
/// What a desk has after a few days.
const CALLS: i64 = 100;
const NOTICES: i64 = 20;
const CUSTOMERS: usize = 200;
/// Of the rows on sound pages, over all flips.
const KEPT_PERCENT: f64 = 99.0;

/// What came of it.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub struct Found {
    /// How many pages went bad.
    pub flips: u64,
    /// Of these, how many cost no row at all.
    pub harmless: u64,
    /// How many rows stood on sound pages, over all flips.
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

/// A page of the sound database.
#[derive(Debug, Clone)]
struct Page {
    number: usize,
    /// Rows of tables on it.
    rows: u64,
}

/// So many flips. `done` hears of each.
pub async fn flips(seed: u64, count: u64, done: impl Fn()) -> Result<Found, String> {
    let mut chance = StdRng::seed_from_u64(seed);
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let sound = folder.path().join("sound.db");
    fill(&sound).await.map_err(|error| error.to_string())?;
    let (pages, rows) = pages(&sound).await.map_err(|error| error.to_string())?;
    let bytes = fs::read(&sound).map_err(|error| error.to_string())?;
    let mut found = Found { worst: 100.0, ..Found::default() };
    while found.flips < count {
        let page = pages[chance.random_range(0..pages.len())].clone();
        let damage = [Damage::Noise, Damage::Zeros, Damage::Ones][chance.random_range(0..3)];
        let place = folder.path().join(found.flips.to_string());
        fs::create_dir(&place).map_err(|error| error.to_string())?;
        let damaged = ruin(bytes.clone(), page.number, damage, &mut chance);
        let path = place.join("ringside.db");
        fs::write(&path, &damaged).map_err(|error| error.to_string())?;
        let carried =
            opens(&path, &damaged).await.map_err(|what| format!("{damage:?} on {page:?}: {what}"))?;
        let intact = rows - page.rows;
        found.flips += 1;
        found.harmless += u64::from(carried >= rows);
        found.intact += intact;
        found.kept += carried.min(intact);
        let one = Found { intact, kept: carried.min(intact), ..Found::default() };
        found.worst = found.worst.min(one.kept_percent());
        fs::remove_dir_all(&place).map_err(|error| error.to_string())?;
        done();
    }
    if found.kept_percent() < KEPT_PERCENT {
        return Err(format!("only {:.2} % of what was intact was kept: {found:?}", found.kept_percent()));
    }
    Ok(found)
}

/// Opens a damaged file, which must be told, set aside unchanged, and work afterwards. Gives how many rows came over.
async fn opens(path: &Path, damaged: &[u8]) -> Result<u64, String> {
    let Opened { store, trouble } = Store::open_sqlite(path).await.map_err(|error| error.to_string())?;
    let Salvage { set_aside, carried, .. } = trouble.ok_or("the damage was not noticed")?;
    let aside = fs::read(&set_aside).map_err(|error| error.to_string())?;
    if aside != damaged {
        return Err("the damaged file was changed".to_owned());
    }
    store.record(&realm(), &[notice(CALLS + 1, 1)]).await.map_err(|error| error.to_string())?;
    store.close().await;
    Ok(carried)
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

async fn fill(path: &Path) -> store::Result<()> {
    let store = Store::open_sqlite(path).await?.store;
    let at = Timestamp::from_millis(1_772_442_900_000);
    let dana = store.dispatchers().of_os_account("dana", "Dana Reyes", at).await?;
    for call in 0..CALLS {
        let notices: Vec<_> = (0..NOTICES).map(|sequence| notice(call, sequence)).collect();
        let recorded = store.record(&realm(), &notices).await?;
        let Some(first) = recorded.first() else { continue };
        store.claims().take(&first.call, &dana.id, at).await?;
        store.call_ids().mint(&realm(), IdKind::SessionId, &format!("77{call:08}")).await?;
    }
    for number in 0..CUSTOMERS {
        let customer = Customer {
            id: CustomerId::new(format!("customer-{number}")),
            name: format!("Hollis Freight {number}"),
            account_number: Some(format!("{number}")),
            address: Some("1180 W Example Ave, Chicago".to_owned()),
            email: None,
            notes: "Gate code on request".to_owned(),
            contacts: vec![Contact {
                name: "Dock".to_owned(),
                role: "owner".to_owned(),
                number: PhoneNumber::from_e164(format!("+1312555{number:04}")),
            }],
        };
        store.customers().add(&customer).await?;
    }
    store.close().await;
    Ok(())
}

/// All pages, and how many rows there are in all tables of ours.
async fn pages(path: &Path) -> sqlx::Result<(Vec<Page>, u64)> {
    let mut sql = SqliteConnection::connect(&format!("sqlite://{}", path.display())).await?;
    sqlx::raw_sql("pragma wal_checkpoint(truncate)").execute(&mut sql).await?;
    let listed = sqlx::query(
        "select d.pageno, case when s.type = 'table' and d.pagetype = 'leaf'
            and s.name not like 'sqlite_%' and s.name not like '_sqlx%' and s.name <> 'served' then d.ncell else 0 end
         from dbstat d left join sqlite_schema s on s.name = d.name order by d.pageno",
    )
    .fetch_all(&mut sql)
    .await?;
    let mut pages = Vec::with_capacity(listed.len());
    for row in listed {
        let (number, rows): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        pages.push(Page { number: usize::try_from(number).unwrap_or(1), rows: rows.unsigned_abs() });
    }
    sql.close().await?;
    let rows = pages.iter().map(|page| page.rows).sum();
    Ok((pages, rows))
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
