//! The engine in a process of its own, without a desktop: real files, a real socket, and a keychain that is a file.
//! It does what it is told on standard input and tells on standard output what has come true, until it is killed.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use domain::{AccountId, ActiveSessionId, CallId, TelephonySessionId};
use engine::ports::{Settings as _, Vault, VaultError};
use engine::view::{LiveView, Push, Snapshot};
use engine::{AppError, Engine, Secrets, Start};
use lexopt::prelude::*;
use rustix::process::Signal;
use store::{Opened, Realm, Store};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use super::lines::{Told, Wish};
use super::{DATABASE, SETTINGS, VAULT};
use crate::browser::{Habit, PersonAtBrowser};
use crate::doubles::{
    FileSettings, FileVault, HouseClock, MemorySealedFile, RecordedPhonePrograms, RecordedToasts,
    RecordedWindow,
};
use crate::house::install_tls;

/// What it is told to begin with.
struct Arguments {
    folder: PathBuf,
    os_account: String,
    ahead: Duration,
}

/// Runs until standard input ends.
pub async fn run() -> ExitCode {
    let began = Instant::now();
    install_tls();
    // Whoever writes beyond a limit is to hear of it, not to die of it.
    let _heard = signal(SignalKind::from_raw(Signal::XFSZ.as_raw()));
    let arguments = match arguments(lexopt::Parser::from_env()) {
        Ok(arguments) => arguments,
        Err(why) => {
            eprintln!("{why}\n\nusage: headless --folder PATH --account NAME [--ahead MILLISECONDS]");
            return ExitCode::from(2);
        }
    };
    match Desk::open(arguments, began).await {
        Ok(desk) => desk.work().await,
        Err(why) => {
            tell(&Told::Refused(why));
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn arguments(mut given: lexopt::Parser) -> Result<Arguments, lexopt::Error> {
    let mut arguments =
        Arguments { folder: PathBuf::new(), os_account: String::new(), ahead: Duration::ZERO };
    while let Some(argument) = given.next()? {
        match argument {
            Long("folder") => arguments.folder = given.value()?.into(),
            Long("account") => arguments.os_account = given.value()?.string()?,
            Long("ahead") => arguments.ahead = Duration::from_millis(given.value()?.parse()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(arguments)
}

/// One write for one line: a line that was read is whole.
fn tell(told: &Told) {
    let mut line = serde_json::to_vec(told).expect("what is told has a JSON form");
    line.push(b'\n');
    // A test that does not listen any more is about to kill this.
    let _ = io::stdout().lock().write_all(&line);
}

/// Tells of each entry that it keeps.
struct TellingVault(FileVault);

#[async_trait]
impl Vault for TellingVault {
    async fn read(&self, key: &str) -> Result<Option<String>, VaultError> {
        self.0.read(key).await
    }

    async fn write(&self, key: &str, secret: &str) -> Result<(), VaultError> {
        self.0.write(key, secret).await?;
        tell(&Told::Kept(secret.to_owned()));
        Ok(())
    }

    async fn remove(&self, key: &str) -> Result<(), VaultError> {
        self.0.remove(key).await
    }
}

/// The engine and what is told of it.
struct Desk {
    engine: Engine,
    store: Store,
    clock: Arc<HouseClock>,
    /// How each row of the incoming list was told last.
    rows: BTreeMap<TelephonySessionId, Told>,
    calls: HashMap<TelephonySessionId, CallId>,
}

impl Desk {
    async fn open(arguments: Arguments, began: Instant) -> Result<Self, String> {
        let Arguments { folder, os_account, ahead } = arguments;
        let opened = Store::open_sqlite(&folder.join(DATABASE)).await;
        let Opened { store, trouble: salvage } = opened.map_err(|error| error.to_string())?;
        let clock = Arc::new(HouseClock::default());
        clock.pass(ahead);
        let set_aside = salvage.as_ref().map(|salvage| salvage.set_aside.display().to_string());
        let settings = Arc::new(FileSettings::at(folder.join(SETTINGS)));
        let engine = Engine::start(Start {
            store: store.clone(),
            salvage,
            loaded: settings.load(),
            settings,
            secrets: Secrets::new(
                Arc::new(TellingVault(FileVault::at(folder.join(VAULT)))),
                Arc::new(MemorySealedFile::default()),
            ),
            browser: Arc::new(PersonAtBrowser::who(Habit::None)),
            programs: Arc::new(RecordedPhonePrograms::default()),
            toasts: Arc::new(RecordedToasts::default()),
            window: Arc::new(RecordedWindow::default()),
            clock: clock.clone(),
            os_name: os_account.clone(),
            os_account,
            user_agent: "Ringside/0.1.0 (test)".to_owned(),
            data_folder: folder,
            fixed_setup: None,
        })
        .await
        .map_err(|error| error.to_string())?;
        let after_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        tell(&Told::Started { after_ms, set_aside });
        Ok(Self { engine, store, clock, rows: BTreeMap::new(), calls: HashMap::new() })
    }

    /// Wishes and pushes, as they come.
    async fn work(mut self) {
        let mut pushes = self.engine.pushes();
        let mut wishes = wishes();
        if let Ok(view) = self.engine.snapshot().await {
            self.tell_all(&view).await;
        }
        loop {
            tokio::select! {
                wish = wishes.recv() => match wish {
                    Some(wish) => self.grant(wish).await,
                    None => break,
                },
                push = pushes.recv() => match push {
                    Ok(push) => self.tell_push(push).await,
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => break,
                },
            }
        }
        self.engine.stop().await;
        self.store.close().await;
    }

    async fn grant(&self, wish: Wish) {
        let granted = match wish {
            Wish::Claim(call) => self.claim(call).await,
            Wish::SaveNotes { session, text, revision } => {
                let saved = self.engine.save_notes(ActiveSessionId::new(session.as_str()), text, revision);
                saved.await.map(|notes| Told::NotesSaved {
                    session,
                    text: notes.text,
                    revision: notes.revision,
                })
            }
            Wish::EndSession(session) => {
                let ended = self.engine.end_session(ActiveSessionId::new(session.as_str()), true).await;
                ended.map(|()| Told::Ended(session))
            }
            Wish::ReopenSession(session) => {
                let reopened = self.engine.reopen_session(ActiveSessionId::new(session.as_str())).await;
                reopened.map(|()| Told::Reopened(session))
            }
            Wish::Pass(by_ms) => {
                self.clock.pass(Duration::from_millis(by_ms));
                Ok(Told::Moved)
            }
            Wish::Step(by_ms) => {
                self.clock.step(by_ms);
                Ok(Told::Moved)
            }
            Wish::TryNow => self.engine.try_now().await.map(|()| Told::Moved),
        };
        tell(&granted.unwrap_or_else(|refused| Told::Refused(refused.message)));
    }

    async fn claim(&self, call: String) -> Result<Told, AppError> {
        let id = self.calls.get(&TelephonySessionId::new(call.as_str())).cloned();
        let claimed = self.engine.claim(id.unwrap_or_else(|| CallId::new(call.as_str()))).await;
        claimed.map(|session| Told::Claimed { call, session: session.to_string() })
    }

    async fn tell_all(&mut self, view: &Snapshot) {
        tell(&Told::sign_in(&view.sign_in.state));
        tell(&Told::connection(view.connection.state));
        tell(&Told::Banners(view.banners.iter().map(|banner| banner.what.clone()).collect()));
        self.tell_live(&view.live).await;
    }

    async fn tell_push(&mut self, push: Push) {
        match push {
            Push::Live(view) => self.tell_live(&view).await,
            Push::SignIn(view) => tell(&Told::sign_in(&view.state)),
            Push::Connection(view) => tell(&Told::connection(view.state)),
            Push::Banners(banners) => {
                tell(&Told::Banners(banners.into_iter().map(|banner| banner.what).collect()));
            }
            Push::Desk(_)
            | Push::Dialer(_)
            | Push::Touched(_)
            | Push::Moving(_)
            | Push::OpenSession(_)
            | Push::OpenDialer { .. } => {}
        }
    }

    /// Rows that changed, and what the journal has of them by now.
    async fn tell_live(&mut self, view: &LiveView) {
        let mut changed = Vec::new();
        for row in &view.board.incoming {
            let told = Told::row(row.telephony_session.as_str(), row.state);
            self.calls.insert(row.telephony_session.clone(), row.call.clone());
            if self.rows.get(&row.telephony_session) != Some(&told) {
                changed.push(row.telephony_session.clone());
                self.rows.insert(row.telephony_session.clone(), told);
            }
        }
        if changed.is_empty() {
            return;
        }
        let journaled = match self.realm().await {
            Some(realm) => self.store.journal().of_sessions(&realm, &changed).await.unwrap_or_default(),
            None => Vec::new(),
        };
        for session in changed {
            let entries = journaled.iter().filter(|stored| stored.entry.telephony_session == session).count();
            if entries > 0 {
                tell(&Told::Journaled { call: session.to_string(), entries });
            }
            if let Some(told) = self.rows.get(&session) {
                tell(told);
            }
        }
    }

    async fn realm(&self) -> Option<Realm> {
        let view = self.engine.snapshot().await.ok()?;
        let account = AccountId::new(view.sign_in.person?.account);
        Some(Realm { account, environment: view.setup.base_url })
    }
}

/// A thread of its own reads, since a read that waits would hold the runtime at the end.
fn wishes() -> mpsc::UnboundedReceiver<Wish> {
    let (wished, wishes) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines().map_while(Result::ok) {
            let wish = serde_json::from_str(&line).expect("a test writes wishes");
            if wished.send(wish).is_err() {
                return;
            }
        }
    });
    wishes
}
