//! The engine's face: it is started, asked and stopped here. Every command passes the gate before it does
//! anything; the work is done in the rooms behind.

mod calls;
mod contacts;
mod database;
mod dialing;
mod dispatchers;
mod link;
mod secrets;
mod sessions;
mod signing_in;

use std::path::PathBuf;
use std::sync::Arc;

use domain::dispatcher::Dispatcher;
use domain::{DispatcherId, Timestamp};
use store::{Deed, Outcome, Salvage, Store};
use tokio::sync::{broadcast, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::banners::Banners;
use crate::connection::{self, Connection};
use crate::contacts::{self as contact_list, Contacts};
use crate::desk::{self, Desk};
use crate::duties;
use crate::error::AppError;
use crate::event::Pushes;
use crate::gate::{Act, Gate};
use crate::live::{self, Live};
use crate::lock::DataLock;
use crate::ports::{
    Browser, Clock, PhonePrograms, Settings, SettingsTrouble, Stored, ToastClick, Toasts, Window,
};
use crate::ring_out::{self, RingOut};
use crate::secrets::Secrets;
use crate::sign_in::{self, SignIn};
use crate::storing::{self, Storing};
use crate::team::{Team, others};
use crate::view::{
    Banner, BannerAction, BannerTopic, DeskSettings, DeskView, Push, SetupForm, Severity, Snapshot,
};
use crate::{store_trouble, touched, words};

/// How many lines a page of the history has.
const PAGE: u32 = 50;

/// What an engine is built from.
pub struct Start {
    /// The open store.
    pub store: Store,
    /// What happened when it was opened.
    pub salvage: Option<Salvage>,
    /// Who keeps this desk's settings.
    pub settings: Arc<dyn Settings>,
    /// What they said when they were loaded.
    pub loaded: (Stored, Option<SettingsTrouble>),
    /// Where secrets are kept.
    pub secrets: Secrets,
    /// Who opens pages.
    pub browser: Arc<dyn Browser>,
    /// Who else places calls on this system.
    pub programs: Arc<dyn PhonePrograms>,
    /// Who shows toasts.
    pub toasts: Arc<dyn Toasts>,
    /// Who brings the window.
    pub window: Arc<dyn Window>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The operating system's account name: names the dispatcher before the first sign-in.
    pub os_account: String,
    /// Their full name, or the account name again.
    pub os_name: String,
    /// `Ringside/1.2.3 (...)`.
    pub user_agent: String,
    /// Where the lock that keeps two processes apart lies.
    pub data_folder: PathBuf,
    /// Stands in for what a person would enter on first run.
    pub fixed_setup: Option<SetupForm>,
}

/// A running engine. Clones are the same engine.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    store: Store,
    gate: Gate,
    desk: Arc<Desk>,
    banners: Arc<Banners>,
    storing: Arc<Storing>,
    pushes: Pushes,
    clock: Arc<dyn Clock>,
    window: Arc<dyn Window>,
    live: Live,
    sign_in: SignIn,
    connection: Connection,
    contacts: Contacts,
    ring_out: RingOut,
    programs: Arc<dyn PhonePrograms>,
    team: Team,
    stop: CancellationToken,
    tasks: TaskTracker,
    _lock: DataLock,
}

impl Engine {
    /// Takes the data folder, takes up what was left, and begins to listen.
    pub async fn start(start: Start) -> Result<Self, AppError> {
        let lock = DataLock::take(&start.data_folder)?;
        let pushes = Pushes::new();
        let banners = Arc::new(Banners::new(pushes.clone()));
        if let Some(salvage) = &start.salvage {
            banners.raise(salvage_banner(salvage));
            let deed = Deed { by: None, act: "salvage", at: start.clock.now() };
            let noted = start.store.audit().add(&deed, Outcome::Done, None, &words::salvage(salvage)).await;
            noted.map_err(|error| store_trouble(&error))?;
        }
        let storing = Arc::new(Storing::new(banners.clone(), start.store.is_shared()));
        let (stored, trouble) = start.loaded;
        if let Some(trouble) = &trouble {
            banners.raise(desk::settings_banner(trouble));
        }
        let now = start.clock.now();
        let dispatcher =
            who_sits(&start.store, stored.dispatcher.as_deref(), &start.os_account, &start.os_name, now);
        let dispatcher = dispatcher.await.map_err(|error| store_trouble(&error))?;
        let desk = Arc::new(Desk::new(
            stored,
            dispatcher.clone(),
            start.fixed_setup,
            start.settings,
            banners.clone(),
            pushes.clone(),
        ));
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let heard = others::hear(
            start.store.clone(),
            storing.clone(),
            start.clock.clone(),
            banners.clone(),
            stop.clone(),
        );
        tasks.spawn(heard);
        tasks.spawn(touched::tell(start.store.clone(), pushes.clone(), start.clock.clone(), stop.clone()));
        let (clicks_to, clicks) = mpsc::unbounded_channel();
        start.toasts.clicks_to(clicks_to);
        let looking =
            storing::look_after(storing.clone(), start.store.clone(), start.clock.clone(), stop.clone());
        tasks.spawn(looking);
        let live = live::spawn(
            live::Needs {
                store: start.store.clone(),
                storing: storing.clone(),
                clock: start.clock.clone(),
                toasts: start.toasts,
                pushes: pushes.clone(),
            },
            dispatcher,
            stop.clone(),
            &tasks,
        );
        let sign_in = sign_in::spawn(
            sign_in::Needs {
                store: start.store.clone(),
                browser: start.browser,
                window: start.window.clone(),
                clock: start.clock.clone(),
                desk: desk.clone(),
                live: live.clone(),
                banners: banners.clone(),
                pushes: pushes.clone(),
                user_agent: start.user_agent,
            },
            start.secrets,
            stop.clone(),
            &tasks,
        );
        let connection = connection::spawn(
            connection::Needs {
                store: start.store.clone(),
                storing: storing.clone(),
                clock: start.clock.clone(),
                desk: desk.clone(),
                live: live.clone(),
                banners: banners.clone(),
                pushes: pushes.clone(),
                signed_in: sign_in.signed_in(),
            },
            stop.clone(),
            &tasks,
        );
        let ring_out = ring_out::spawn(
            ring_out::Needs {
                store: start.store.clone(),
                storing: storing.clone(),
                clock: start.clock.clone(),
                desk: desk.clone(),
                live: live.clone(),
                connection: connection.clone(),
                pushes: pushes.clone(),
                programs: start.programs.clone(),
                signed_in: sign_in.signed_in(),
            },
            stop.clone(),
            &tasks,
        );
        let duties = duties::Needs {
            store: start.store.clone(),
            storing: storing.clone(),
            clock: start.clock.clone(),
            desk: desk.clone(),
            connection: connection.clone(),
        };
        tasks.spawn(duties::run(duties, stop.clone()));
        let contacts = contact_list::spawn(
            contact_list::Needs {
                store: start.store.clone(),
                storing: storing.clone(),
                clock: start.clock.clone(),
                desk: desk.clone(),
                connection: connection.clone(),
                live: live.clone(),
                pushes: pushes.clone(),
                signed_in: sign_in.signed_in(),
            },
            stop.clone(),
            &tasks,
        );
        let team = Team::new(
            start.store.clone(),
            desk.clone(),
            sign_in.clone(),
            start.clock.clone(),
            pushes.clone(),
        );
        let engine = Self(Arc::new(Inner {
            gate: Gate::new(start.store.clone(), desk.clone(), start.clock.clone()),
            store: start.store,
            desk,
            banners,
            storing,
            pushes,
            clock: start.clock,
            window: start.window.clone(),
            live,
            sign_in,
            connection,
            contacts,
            ring_out,
            programs: start.programs,
            team,
            stop: stop.clone(),
            tasks: tasks.clone(),
            _lock: lock,
        }));
        tasks.spawn(engine.clone().answer_clicks(clicks, start.window, stop));
        let opened = engine.clone();
        tasks.spawn(async move { opened.0.team.forget_former().await });
        Ok(engine)
    }

    /// Ends all tasks and waits for them. The store is closed by whoever opened it.
    pub async fn stop(&self) {
        self.0.stop.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    /// What happens, from now on.
    pub fn pushes(&self) -> broadcast::Receiver<Push> {
        self.0.pushes.listen()
    }

    /// Everything a window needs when it opens.
    pub async fn snapshot(&self) -> Result<Snapshot, AppError> {
        self.pass(Act::Snapshot).await?;
        let DeskView { dispatcher, setup, settings } = self.0.desk.view();
        Ok(Snapshot {
            live: self.0.live.view(),
            sign_in: self.0.sign_in.view(),
            connection: self.0.connection.view(),
            dispatcher,
            setup,
            settings,
            dialer: self.0.ring_out.view(),
            banners: self.0.banners.view(),
        })
    }

    /// Takes over this desk's choices.
    pub async fn change_settings(&self, settings: DeskSettings) -> Result<DeskView, AppError> {
        self.pass(Act::ChangeSettings).await?;
        self.0.desk.choose(settings);
        self.0.connection.audience_changed().await;
        Ok(self.0.desk.view())
    }

    /// Takes a banner down that has been read.
    pub async fn dismiss_banner(&self, topic: BannerTopic) -> Result<(), AppError> {
        self.pass(Act::DismissBanner).await?;
        self.0.banners.clear(topic);
        Ok(())
    }

    /// Adds to the audit what was done elsewhere than in the store.
    async fn write_down(
        &self,
        deed: &Deed,
        about: Option<&DispatcherId>,
        what: &str,
    ) -> Result<(), AppError> {
        let noted = self.0.store.audit().add(deed, Outcome::Done, about, what).await;
        noted.map_err(|error| self.0.storing.failed(&error))
    }

    async fn pass(&self, act: Act) -> Result<Deed, AppError> {
        self.0.gate.pass(act).await
    }

    async fn answer_clicks(
        self,
        mut clicks: mpsc::UnboundedReceiver<ToastClick>,
        window: Arc<dyn Window>,
        stop: CancellationToken,
    ) {
        while let Some(Some(click)) = stop.run_until_cancelled(clicks.recv()).await {
            match click {
                ToastClick::Claim(call) => match self.claim(call).await {
                    Ok(session) => {
                        window.raise();
                        self.0.pushes.send(Push::OpenSession(session));
                    }
                    Err(refused) => {
                        self.0.banners.raise(claim_banner(&refused));
                        window.raise();
                    }
                },
                ToastClick::Open(_) => window.raise(),
                ToastClick::Ignore(call) => self.0.live.ignore(call).await,
            }
        }
    }
}

/// In a shared database whoever has logged in; else the dispatcher who worked here last, else the one of the operating system's account.
async fn who_sits(
    store: &Store,
    last: Option<&str>,
    os_account: &str,
    os_name: &str,
    now: Timestamp,
) -> store::Result<Dispatcher> {
    if let Some(dispatcher) = store.dispatchers().of_login().await? {
        return Ok(dispatcher);
    }
    if let Some(last) = last
        && let Some(dispatcher) = store.dispatchers().get(&DispatcherId::new(last)).await?
    {
        return Ok(dispatcher);
    }
    store.dispatchers().of_os_account(os_account, os_name, now).await
}

fn salvage_banner(salvage: &Salvage) -> Banner {
    Banner {
        topic: BannerTopic::Store,
        severity: Severity::Trouble,
        what: words::STORE_REPLACED.to_owned(),
        meaning: words::salvage(salvage),
        action: Some(BannerAction::Dismiss),
    }
}

fn claim_banner(refused: &AppError) -> Banner {
    Banner {
        topic: BannerTopic::Claim,
        severity: Severity::Caution,
        what: refused.message.clone(),
        meaning: String::new(),
        action: Some(BannerAction::Dismiss),
    }
}
