//! A desk: an engine, and the doubles around it. Waiting is always for a value, never for time.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::live::{IncomingCall, IncomingState, IndicatorState};
use domain::{ActiveSessionId, TelephonySessionId};
use engine::ports::Toast;
use engine::view::{ConnectionState, Mode, Push, RedirectHost, SessionTab, SetupForm, SignInState, Snapshot};
use engine::{AppError, Engine, Start};
use simulator::directory::Person;
use store::Store;
use tokio::sync::broadcast;

use crate::browser::{Habit, PersonAtBrowser};
use crate::doubles::{HouseClock, MemorySettings, MemoryVault, RecordedToasts, RecordedWindow};
use crate::house::House;

/// Longer than anything here takes, shorter than anybody's patience.
const PATIENCE: Duration = Duration::from_secs(20);

/// One desk.
pub struct Desk {
    /// The engine under test.
    pub engine: Engine,
    /// The notification daemon.
    pub toasts: Arc<RecordedToasts>,
    /// The keychain.
    pub vault: Arc<MemoryVault>,
    /// The browser and who sits before it.
    pub browser: Arc<PersonAtBrowser>,
    /// The window.
    pub window: Arc<RecordedWindow>,
    /// The settings.
    pub settings: Arc<MemorySettings>,
    clock: Arc<HouseClock>,
    folder: PathBuf,
    os_account: String,
}

impl Desk {
    /// Opens a desk whose settings name the house's RingCentral.
    pub async fn open(house: &House, os_account: &str) -> Self {
        Self::open_with_vault(house, os_account, MemoryVault::default()).await
    }

    /// The same with a keychain of the test's choice.
    pub async fn open_with_vault(house: &House, os_account: &str, vault: MemoryVault) -> Self {
        let settings = Arc::new(MemorySettings::default());
        let setup = SetupForm {
            mode: Mode::Sandbox,
            base_url: house.simulator.base_url().to_owned(),
            client_id: house.simulator.state().directory.public_app.client_id.clone(),
            redirect_host: RedirectHost::Address,
        };
        settings.change(|stored| stored.setup = Some(setup));
        let parts = Parts {
            toasts: Arc::default(),
            vault: Arc::new(vault),
            browser: Arc::new(PersonAtBrowser::who(Habit::Wait)),
            window: Arc::default(),
            settings,
            clock: house.clock.clone(),
            store: house.store.clone(),
            folder: house.folder(os_account),
            os_account: os_account.to_owned(),
        };
        parts.start().await.expect("an engine starts in an empty folder")
    }

    /// Ends the engine and starts another one on the same data, as a restart of the program does. The store
    /// stays open: it is the house's.
    pub async fn restart(self, house: &House) -> Self {
        let parts = Parts {
            toasts: Arc::default(),
            vault: self.vault,
            browser: self.browser,
            window: self.window,
            settings: self.settings,
            clock: self.clock,
            store: house.store.clone(),
            folder: self.folder,
            os_account: self.os_account,
        };
        self.engine.stop().await;
        drop(self.engine);
        parts.start().await.expect("an engine starts on what an earlier one left")
    }

    /// Signs in as that person and waits until calls can be seen.
    pub async fn sign_in_as(&self, person: &Person) {
        self.browser.will(Habit::Agree { login: person.login.clone(), password: person.password.clone() });
        self.engine.sign_in().await.expect("the browser opens");
        self.is_connected().await;
    }

    /// Waits until notices arrive.
    pub async fn is_connected(&self) {
        self.sees("a connection", |view| (view.connection.state == ConnectionState::Connected).then_some(()))
            .await;
    }

    /// Waits until the sign-in stands as wanted.
    pub async fn sign_in_is(&self, wanted: impl Fn(&SignInState) -> bool) -> SignInState {
        self.sees("a sign-in state", |view| wanted(&view.sign_in.state).then(|| view.sign_in.state.clone()))
            .await
    }

    /// Waits until the incoming list has the call in that state.
    pub async fn sees_incoming(&self, call: &str, state: IncomingState) -> IncomingCall {
        let id = TelephonySessionId::new(call);
        self.sees(&format!("{call} in the list, {state:?}"), |view| {
            let list = &view.live.board.incoming;
            list.iter().find(|row| row.telephony_session == id && row.state == state).cloned()
        })
        .await
    }

    /// Waits until the incoming list does not have the call.
    pub async fn no_longer_sees(&self, call: &str) {
        let id = TelephonySessionId::new(call);
        self.sees(&format!("no {call} in the list"), |view| {
            view.live.board.incoming.iter().all(|row| row.telephony_session != id).then_some(())
        })
        .await;
    }

    /// Waits until the phone shows that state.
    pub async fn phone_is(&self, state: IndicatorState) {
        self.sees(&format!("the phone {state:?}"), |view| {
            (view.live.board.indicator.state == state).then_some(())
        })
        .await;
    }

    /// Waits until a session stands as wanted.
    pub async fn session_is(
        &self,
        session: &ActiveSessionId,
        wanted: impl Fn(&SessionTab) -> bool,
    ) -> SessionTab {
        self.sees("a session tab", |view| {
            view.live.sessions.iter().find(|tab| tab.session == *session && wanted(tab)).cloned()
        })
        .await
    }

    /// Waits for an answered call and claims it.
    pub async fn claim(&self, call: &str) -> Result<ActiveSessionId, AppError> {
        let row = self.sees_incoming(call, IncomingState::Waiting).await;
        self.engine.claim(row.call).await
    }

    /// Waits until the toast of a call stands.
    pub async fn toast_of(&self, call: &IncomingCall) -> Toast {
        let mut standing = self.toasts.watch();
        let shown = standing.wait_for(|standing| standing.contains_key(&call.call));
        let shown = tokio::time::timeout(PATIENCE, shown).await.expect("the call is offered by toast");
        shown.expect("the toasts outlive the test")[&call.call].clone()
    }

    /// Waits until no toast stands.
    pub async fn has_no_toast(&self) {
        let mut standing = self.toasts.watch();
        let gone = tokio::time::timeout(PATIENCE, standing.wait_for(|standing| standing.is_empty())).await;
        assert!(gone.is_ok(), "toasts are withdrawn: {:?}", self.toasts.watch().borrow());
    }

    /// The view as a window would get it now.
    pub async fn view(&self) -> Snapshot {
        self.engine.snapshot().await.expect("a snapshot can always be taken")
    }

    /// Waits until the view shows something.
    pub async fn sees<T>(&self, what: &str, found: impl Fn(&Snapshot) -> Option<T>) -> T {
        let mut pushes = self.engine.pushes();
        let looking = async {
            loop {
                if let Some(found) = found(&self.view().await) {
                    return found;
                }
                match pushes.recv().await {
                    Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => {
                        panic!("the engine stopped before {what} was seen")
                    }
                }
            }
        };
        match tokio::time::timeout(PATIENCE, looking).await {
            Ok(found) => found,
            Err(_) => panic!("{what} was not seen within {PATIENCE:?}; the view is {:#?}", self.view().await),
        }
    }

    /// Waits for a push.
    pub async fn hears<T>(pushes: &mut broadcast::Receiver<Push>, heard: impl Fn(&Push) -> Option<T>) -> T {
        let listening = async {
            loop {
                if let Ok(push) = pushes.recv().await
                    && let Some(heard) = heard(&push)
                {
                    return heard;
                }
            }
        };
        tokio::time::timeout(PATIENCE, listening).await.expect("the push comes")
    }

    /// Every secret in the keychain: tokens, each by itself.
    pub fn secrets(&self) -> Vec<String> {
        let entries = self.vault.entries();
        let tokens = entries.values().filter_map(|text| serde_json::from_str::<serde_json::Value>(text).ok());
        tokens
            .flat_map(|kept| {
                ["access_token", "refresh_token"].map(|name| kept[name].as_str().map(str::to_owned))
            })
            .flatten()
            .collect()
    }
}

/// What an engine is put together from.
struct Parts {
    toasts: Arc<RecordedToasts>,
    vault: Arc<MemoryVault>,
    browser: Arc<PersonAtBrowser>,
    window: Arc<RecordedWindow>,
    settings: Arc<MemorySettings>,
    clock: Arc<HouseClock>,
    store: Store,
    folder: PathBuf,
    os_account: String,
}

impl Parts {
    async fn start(self) -> Result<Desk, AppError> {
        let engine = Engine::start(Start {
            store: self.store.clone(),
            salvage: None,
            settings: self.settings.clone(),
            vault: self.vault.clone(),
            browser: self.browser.clone(),
            toasts: self.toasts.clone(),
            window: self.window.clone(),
            clock: self.clock.clone(),
            os_account: self.os_account.clone(),
            os_name: self.os_account.clone(),
            user_agent: "Ringside/0.1.0 (test)".to_owned(),
            data_folder: self.folder.clone(),
            fixed_setup: None,
        })
        .await?;
        Ok(Desk {
            engine,
            toasts: self.toasts,
            vault: self.vault,
            browser: self.browser,
            window: self.window,
            settings: self.settings,
            clock: self.clock,
            folder: self.folder,
            os_account: self.os_account,
        })
    }
}
