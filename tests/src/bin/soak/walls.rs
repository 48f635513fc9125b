//! Many desks ask one shared database at once for their own sessions and for everybody else's, over connections that
//! are used again and again: each gets its own, and never anybody else's.

use std::error::Error;
use std::sync::Arc;

use ::tests::shared::SharedDatabase;
use domain::live::Take;
use domain::{ActiveSessionId, DispatcherId, Timestamp};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use sqlx::{AnyConnection, Connection};
use store::{IdKind, Realm, Store};
use tokio::task::JoinSet;

use crate::Broken;
use crate::progress::Progress;

/// A quarter past nine on that day.
const AT: Timestamp = Timestamp::from_millis(1_772_442_900_000);

/// One desk, and what is behind its wall.
struct Private {
    store: Store,
    sql: AnyConnection,
    owner: Owner,
}

/// Whose session it is, and what stands in it.
#[derive(Clone)]
struct Owner {
    dispatcher: DispatcherId,
    session: ActiveSessionId,
    notes: String,
}

/// `desks` ask `asks` times in all.
pub async fn stand(seed: u64, desks: u64, asks: u64, progress: &Arc<Progress>) -> Result<(), Broken> {
    let broken = |what: String| Broken { part: "walls", seed, what };
    let shared = SharedDatabase::prepare().await;
    let mut built = Vec::new();
    for desk in 0..desks {
        built.push(build(&shared, desk).await.map_err(broken)?);
    }
    let owners: Arc<[Owner]> = built.iter().map(|desk| desk.owner.clone()).collect();
    let each = asks.div_ceil(desks);
    let mut asking = JoinSet::new();
    for (private, seed) in built.into_iter().zip(seed..) {
        let chance = StdRng::seed_from_u64(seed);
        asking.spawn(ask(private, owners.clone(), each, chance, progress.clone()));
    }
    while let Some(asked) = asking.join_next().await {
        asked.map_err(|error| broken(error.to_string()))?.map_err(broken)?;
    }
    shared.close().await;
    progress.end(&format!("{} questions of {desks} desks, and nothing of anybody else's", each * desks));
    Ok(())
}

async fn build(shared: &SharedDatabase, desk: u64) -> Result<Private, String> {
    let account = format!("Dispatcher {desk}");
    let store = shared.store_of(&account).await;
    let built = async {
        let dispatcher = store.dispatchers().of_login().await?.ok_or("a login is nobody's")?.id;
        let realm = Realm { account: "400100200".into(), environment: "http://127.0.0.1".to_owned() };
        let call = store.call_ids().mint(&realm, IdKind::TelephonySession, &format!("s-{desk}")).await?;
        let taken = store.claims().take(&call, &dispatcher, AT).await?;
        let sessions = store.active_sessions();
        let open = sessions.open_of(&dispatcher).await?;
        let (Take::Won, [session]) = (taken, open.as_slice()) else {
            return Err("a call has no session".into());
        };
        let owner =
            Owner { dispatcher, session: session.id.clone(), notes: format!("gate code of {account}") };
        sessions.save_notes(&owner.dispatcher, &owner.session, &owner.notes, 0, AT).await?;
        Ok::<_, Box<dyn Error + Send + Sync>>(owner)
    };
    let owner = built.await.map_err(|error| error.to_string())?;
    let sql = shared.sql_of(&account).await;
    Ok(Private { store, sql, owner })
}

async fn ask(
    mut private: Private,
    owners: Arc<[Owner]>,
    asks: u64,
    mut chance: StdRng,
    progress: Arc<Progress>,
) -> Result<(), String> {
    let own = private.owner.clone();
    for _ in 0..asks {
        let (Some(other), Some(question)) = (owners.choose(&mut chance), Question::ALL.choose(&mut chance))
        else {
            break;
        };
        let told = tell(&mut private, other, *question).await.map_err(|error| error.to_string())?;
        let sees_own = *question != Question::InTheirName || other.dispatcher == own.dispatcher;
        let expected: &[String] = if sees_own { std::slice::from_ref(&own.notes) } else { &[] };
        if told != expected {
            return Err(format!(
                "who wrote {:?} asked {question:?} about {:?} and got {told:?}",
                own.notes, other.notes
            ));
        }
        progress.add(1);
    }
    let closed = private.sql.close().await;
    private.store.close().await;
    closed.map_err(|error| error.to_string())
}

/// How a desk tries to get at a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    /// By the program, as if it were the other person's desk.
    InTheirName,
    /// By the program for its own, on connections on which it just tried to write into the other person's.
    AfterAnAttempt,
    /// By hand for everything there is, inside of a transaction that is given up.
    InATransaction,
    /// By hand for everything there is.
    ByHand,
}

impl Question {
    const ALL: [Self; 4] = [Self::InTheirName, Self::AfterAnAttempt, Self::InATransaction, Self::ByHand];
}

/// The notes that a desk gets to see when it asks.
async fn tell(
    private: &mut Private,
    other: &Owner,
    question: Question,
) -> Result<Vec<String>, Box<dyn Error + Send + Sync>> {
    const EVERYTHING: &str = "select notes from active_sessions";
    let (sessions, own) = (private.store.active_sessions(), &private.owner);
    let found = match question {
        Question::InTheirName => sessions.get(&other.dispatcher, &other.session).await?,
        Question::AfterAnAttempt => {
            if other.dispatcher != own.dispatcher {
                // Refused or without effect: what the other desk reads next tells.
                drop(sessions.save_notes(&other.dispatcher, &other.session, "taken over", 1, AT).await);
            }
            sessions.get(&own.dispatcher, &own.session).await?
        }
        Question::InATransaction => {
            let mut given_up = private.sql.begin().await?;
            let notes = sqlx::query_scalar(EVERYTHING).fetch_all(&mut *given_up).await?;
            given_up.rollback().await?;
            return Ok(notes);
        }
        Question::ByHand => return Ok(sqlx::query_scalar(EVERYTHING).fetch_all(&mut private.sql).await?),
    };
    Ok(found.map(|session| session.notes).into_iter().collect())
}
