//! The company's shared database, from this desk: tried, prepared, filled with logins, moved into, left.
//!
//! In: an address and what an administrator wants. Out: findings in words, and a desk that opens the right database at
//! its next start. The address is kept in this desk's settings, its password where the sign-in is kept, and an owner's
//! address nowhere. How it is opened at the next start is in `door`; what others write meanwhile is heard in `others`. Not here: the acts themselves, which are the store's.

pub(crate) mod door;
pub(crate) mod others;
mod words;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::DispatcherId;
use domain::dispatcher::{Dispatcher, Role};
use store::{Address, Error, Moved, Moving, NewLogin, Office, Realm, Store};

use crate::desk::Desk;
use crate::error::{AppError, Code};
use crate::event::Pushes;
use crate::ports::{Clock, Secret};
use crate::sign_in::SignIn;
use crate::store_trouble;
use crate::view::{
    DatabaseFinding, DatabaseState, DutyRow, LoginMade, LoginRow, MovedIn, MovedRows, MovingView, OwnRows,
    Push, SharedDatabaseView,
};
use door::key;

/// How many characters a made password has: 100 bits.
const PASSWORD_LENGTH: usize = 20;
/// Thirty-two, none of which looks like another.
const PASSWORD_LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// What is done about the shared database.
pub(crate) struct Team {
    pub store: Store,
    pub desk: Arc<Desk>,
    pub sign_in: SignIn,
    pub clock: Arc<dyn Clock>,
    pub pushes: Pushes,
    moving: AtomicBool,
}

impl Team {
    pub fn new(
        store: Store,
        desk: Arc<Desk>,
        sign_in: SignIn,
        clock: Arc<dyn Clock>,
        pushes: Pushes,
    ) -> Self {
        Self { store, desk, sign_in, clock, pushes, moving: AtomicBool::new(false) }
    }

    /// Where this desk's data is, and who else works there.
    pub async fn view(&self, realm: Option<Realm>) -> Result<SharedDatabaseView, AppError> {
        let in_use = self.store.address().map(|address| address.shown().to_owned());
        let chosen = self.desk.database();
        let logins = if self.store.is_shared() { self.store.logins().await } else { Ok(Vec::new()) };
        let logins = logins.map_err(|error| store_trouble(&error))?;
        let duties = match realm.filter(|_| self.store.is_shared()) {
            Some(realm) => self.store.leases().all(&realm).await.map_err(|error| store_trouble(&error))?,
            None => Vec::new(),
        };
        let duty = |lease: store::Lease| DutyRow {
            what: words::duty(&lease.duty).to_owned(),
            by: lease.holder_name,
            since: lease.since,
        };
        let row = |login: store::Login| LoginRow {
            dispatcher: login.dispatcher,
            name: login.name,
            role: login.role,
            login: login.login,
        };
        Ok(SharedDatabaseView {
            login: self.store.address().map(Address::login),
            restart_needed: chosen != in_use,
            in_use,
            chosen,
            logins: logins.into_iter().map(row).collect(),
            duties: duties.into_iter().map(duty).collect(),
        })
    }

    /// Looks at a database without changing anything.
    pub async fn look(&self, address: &str, password: &str) -> Result<DatabaseFinding, AppError> {
        let address = read(address, password)?;
        let office = Office::open(&address).await.map_err(refused)?;
        office.close().await;
        let store = match Store::open_postgres(&address).await {
            Ok(store) => store,
            Err(Error::TooOld { found: 0, .. }) => {
                return Ok(finding(DatabaseState::Empty, words::EMPTY_DATABASE));
            }
            Err(Error::TooOld { .. }) => return Ok(finding(DatabaseState::Older, words::OLDER_DATABASE)),
            Err(other) => return Err(refused(other)),
        };
        let who = store.dispatchers().of_login().await;
        store.close().await;
        match who {
            Ok(Some(who)) => Ok(finding(DatabaseState::Ready, words::ready_for(&who.name))),
            Ok(None) | Err(Error::Stranger(_)) => {
                Ok(finding(DatabaseState::NoDispatcher, words::no_dispatcher(&address.login())))
            }
            Err(other) => Err(refused(other)),
        }
    }

    /// Brings a database up to this version, with a login that owns it.
    pub async fn prepare(&self, address: &str, password: &str) -> Result<DatabaseFinding, AppError> {
        let office = Office::open(&read(address, password)?).await.map_err(refused)?;
        let prepared = office.prepare().await;
        office.close().await;
        let prepared = prepared.map_err(refused)?;
        let said = if prepared.from == prepared.to { words::WAS_PREPARED } else { words::PREPARED };
        Ok(finding(DatabaseState::NoDispatcher, said))
    }

    /// Makes a login for somebody: with the owner's address if one is given, else with this desk's own login. Who may
    /// not make logins gets the statements to hand over.
    pub async fn add_login(
        &self,
        owner: Option<(String, String)>,
        login: String,
        name: String,
        role: Role,
    ) -> Result<LoginMade, AppError> {
        if name.trim().is_empty() {
            return Err(AppError::field("name", words::NEEDS_NAME));
        }
        let (office, at) = (self.office(owner).await?, self.clock.now());
        let known = self.known_without_login(&name).await;
        let (password, salt) = secrets()?;
        let new = NewLogin { login, name: name.trim().to_owned(), role, password, salt, dispatcher: known };
        let made = office.add_login(&new, at).await;
        let script = match made {
            Ok(()) => None,
            Err(Error::Forbidden(_)) => Some(office.script_to_add(&new, at).await.map_err(refused)?),
            Err(error @ (Error::LoginName(_) | Error::LoginTaken(_))) => {
                return Err(AppError::field("login", error.to_string()));
            }
            Err(other) => return Err(refused(other)),
        };
        let address = office.address().for_login(&new.login, None).shown().to_owned();
        office.close().await;
        Ok(LoginMade { login: new.login, address, password: new.password, script })
    }

    /// Takes somebody's login away, or gives back the statements that do. What they did stays.
    pub async fn withdraw_login(
        &self,
        owner: Option<(String, String)>,
        login: &str,
    ) -> Result<Option<String>, AppError> {
        if self.store.address().is_some_and(|address| address.login() == login) {
            return Err(AppError::field("login", words::OWN_LOGIN));
        }
        let office = self.office(owner).await?;
        let done = office.withdraw_login(login).await;
        let script = match done {
            Ok(()) => None,
            Err(Error::Forbidden(_)) => Some(office.script_to_withdraw(login).map_err(refused)?),
            Err(other) => return Err(refused(other)),
        };
        office.close().await;
        Ok(script)
    }

    /// From the next start on this desk works in that database.
    pub async fn use_database(
        &self,
        address: &str,
        password: &str,
        own_rows: OwnRows,
    ) -> Result<MovedIn, AppError> {
        if self.moving.swap(true, Ordering::AcqRel) {
            return Err(AppError::new(Code::Refused, words::MOVING_ALREADY));
        }
        let used = self.try_use(address, password, own_rows).await;
        self.moving.store(false, Ordering::Release);
        self.pushes.send(Push::Moving(None));
        used
    }

    async fn try_use(&self, address: &str, password: &str, own_rows: OwnRows) -> Result<MovedIn, AppError> {
        let address = read(address, password)?;
        let store = Store::open_postgres(&address).await.map_err(refused)?;
        let used = self.take_up(&store, &address, own_rows).await;
        store.close().await;
        used
    }

    async fn take_up(
        &self,
        store: &Store,
        address: &Address,
        own_rows: OwnRows,
    ) -> Result<MovedIn, AppError> {
        let me = store.dispatchers().of_login().await.map_err(refused)?;
        let me = me.ok_or_else(|| AppError::new(Code::Refused, words::no_dispatcher(&address.login())))?;
        // Before anything is moved: a desk that cannot come back tomorrow does not begin.
        if let Some(password) = address.password() {
            let kept = self.sign_in.keep_entry(key(address), Secret::from(password)).await;
            kept.map_err(|error| AppError::new(Code::Refused, words::password_not_kept(&error)))?;
        }
        let chosen = self.choose(store, address, me, own_rows).await;
        if chosen.is_err() && self.desk.database().as_deref() != Some(address.shown()) {
            self.forget(address.shown()).await;
        }
        Ok(moved_in(chosen?.as_ref()))
    }

    async fn choose(
        &self,
        store: &Store,
        address: &Address,
        me: Dispatcher,
        own_rows: OwnRows,
    ) -> Result<Option<Moved>, AppError> {
        let moved = match own_rows {
            OwnRows::MoveIn if !self.store.is_shared() => Some(self.move_over(store, me).await?),
            OwnRows::MoveIn | OwnRows::Stay => None,
        };
        self.desk.choose_database(Some(address.shown().to_owned()))?;
        Ok(moved)
    }

    /// Copies what is the dispatcher's at this desk to who they are there.
    async fn move_over(&self, to: &Store, becomes: Dispatcher) -> Result<Moved, AppError> {
        let before = self.desk.dispatcher();
        if let Some((account, extension)) = &before.extension {
            let at = self.clock.now();
            let bound = to.dispatchers().bind(&becomes.id, account, extension, &before.name, at).await;
            bound.map_err(refused)?;
        }
        let moving = Moving { from: &self.store, who: &before.id, to, becomes: &becomes.id };
        let pushes = self.pushes.clone();
        let progress = move |done, of| pushes.send(Push::Moving(Some(moving_view(done, of))));
        moving.run(&progress).await.map_err(refused)
    }

    /// From the next start on this desk works in its own file again. The shared database keeps what it has.
    pub async fn leave(&self) -> Result<(), AppError> {
        if self.desk.database().is_some() {
            self.desk.choose_database(None)?;
            self.forget_left().await;
        }
        Ok(())
    }

    /// Once a database is in use, the passwords of those that were left for it go. Not before: while it never opened,
    /// somebody may want the former one back.
    pub async fn forget_former(&self) {
        let in_use = self.store.address().map(Address::shown);
        if in_use.is_some() && in_use == self.desk.database().as_deref() {
            self.forget_left().await;
        }
    }

    async fn forget_left(&self) {
        for left in self.desk.left_databases() {
            self.forget(&left).await;
        }
    }

    /// Takes a database's password away. One that cannot be taken away now is tried again once a database is in use.
    async fn forget(&self, left: &str) {
        if let Ok(address) = Address::parse(left)
            && let Err(error) = self.sign_in.remove_entry(key(&address)).await
        {
            tracing::warn!(%error, "the password of a database that was left is still kept");
            return;
        }
        self.desk.has_forgotten(left);
    }

    /// Where logins are made: as the owner, or as who works here.
    async fn office(&self, owner: Option<(String, String)>) -> Result<Office, AppError> {
        let address = match owner {
            Some((address, password)) => read(&address, &password)?,
            None => match self.store.address() {
                Some(address) => address.clone(),
                None => return Err(AppError::field("address", words::NEEDS_OWNER)),
            },
        };
        Office::open(&address).await.map_err(refused)
    }

    /// A dispatcher of that name whose login was withdrawn.
    async fn known_without_login(&self, name: &str) -> Option<DispatcherId> {
        let logins = if self.store.is_shared() { self.store.logins().await.ok()? } else { return None };
        let gone = logins.into_iter().find(|known| known.login.is_none() && known.name == name.trim());
        gone.map(|known| known.dispatcher)
    }
}

/// The address somebody typed; a password in it gives way to one typed beside it.
fn read(address: &str, password: &str) -> Result<Address, AppError> {
    let address = Address::parse(address).map_err(|error| AppError::field("address", error.to_string()))?;
    Ok(if password.is_empty() { address } else { address.with_password(Some(password.to_owned())) })
}

fn finding(state: DatabaseState, sentence: impl Into<String>) -> DatabaseFinding {
    DatabaseFinding { state, sentence: sentence.into() }
}

fn refused(error: Error) -> AppError {
    tracing::warn!(%error, "the shared database");
    match error {
        Error::Address(_) => AppError::field("address", error.to_string()),
        other => AppError::new(Code::Refused, other.to_string()),
    }
}

fn moving_view(done: u64, of: u64) -> MovingView {
    let count = |rows: u64| u32::try_from(rows).unwrap_or(u32::MAX);
    MovingView { done: count(done), of: count(of) }
}

fn moved_in(moved: Option<&Moved>) -> MovedIn {
    let count = |rows: u64| u32::try_from(rows).unwrap_or(u32::MAX);
    let tables = moved.map(|moved| moved.tables.as_slice()).unwrap_or_default();
    MovedIn {
        arrived: count(moved.map(Moved::arrived).unwrap_or_default()),
        stayed: count(moved.map(Moved::stayed).unwrap_or_default()),
        tables: tables
            .iter()
            .filter(|table| table.arrived > 0 || table.stayed > 0)
            .filter_map(|table| {
                let what = words::table(table.table)?.to_owned();
                Some(MovedRows { what, arrived: count(table.arrived), stayed: count(table.stayed) })
            })
            .collect(),
    }
}

/// A password and its salt.
fn secrets() -> Result<(String, [u8; 16]), AppError> {
    let mut random = [0; PASSWORD_LENGTH + 16];
    getrandom::fill(&mut random).map_err(|error| AppError::new(Code::Refused, error.to_string()))?;
    let (letters, rest) = random.split_at(PASSWORD_LENGTH);
    let letter = |byte: &u8| char::from(PASSWORD_LETTERS[usize::from(*byte) % PASSWORD_LETTERS.len()]);
    let mut salt = [0; 16];
    salt.copy_from_slice(rest);
    Ok((letters.iter().map(letter).collect(), salt))
}
