//! A desk: an engine, and the doubles around it. Waiting is always for a value, never for time.

mod opening;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::live::{IncomingCall, IncomingState, IndicatorState};
use domain::{ActiveSessionId, TelephonySessionId};
use engine::ports::Toast;
use engine::view::{
    Banner, BannerTopic, ConnectionState, Push, SessionTab, SetupForm, SignInState, Snapshot,
};
use engine::{AppError, Engine};
use simulator::directory::Person;
use store::Store;
use tokio::sync::broadcast;
use url::Url;

use crate::browser::{Habit, PersonAtBrowser};
use crate::doubles::{
    HouseClock, MemorySealedFile, MemorySettings, MemoryVault, RecordedPhonePrograms, RecordedToasts,
    RecordedWindow,
};
use crate::house::House;
use crate::ports;
pub use opening::{Closed, Opening};

/// Longer than anything here takes, shorter than anybody's patience.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// One desk.
pub struct Desk {
    /// The engine under test.
    pub engine: Engine,
    /// The notification daemon.
    pub toasts: Arc<RecordedToasts>,
    /// The keychain.
    pub vault: Arc<MemoryVault>,
    /// The encrypted file.
    pub sealed_file: Arc<MemorySealedFile>,
    /// The browser and who sits before it.
    pub browser: Arc<PersonAtBrowser>,
    /// Another phone program.
    pub programs: Arc<RecordedPhonePrograms>,
    /// The window.
    pub window: Arc<RecordedWindow>,
    /// The settings.
    pub settings: Arc<MemorySettings>,
    /// What this desk's program has open.
    pub store: Store,
    clock: Arc<HouseClock>,
    folder: PathBuf,
    os_account: String,
    fixed_setup: Option<SetupForm>,
}

impl Desk {
    /// Opens a desk whose settings name the house's RingCentral.
    pub async fn open(house: &House, os_account: &str) -> Self {
        Opening::of(house, os_account).open().await
    }

    /// Signs in as that person and waits until calls can be seen.
    pub async fn sign_in_as(&self, person: &Person) {
        let _turn = ports::any().await;
        self.begin_sign_in(Habit::agree(person)).await;
        self.sees("a finished sign-in", |view| {
            let not_finished =
                matches!(view.sign_in.state, SignInState::InBrowser { .. } | SignInState::Finishing);
            (!not_finished).then_some(())
        })
        .await;
        let state = self.view().await.sign_in.state;
        assert_eq!(state, SignInState::SignedIn, "{} signs in", person.name());
        self.is_connected().await;
    }

    /// Begins a sign-in with somebody of that habit at the browser. Whoever calls this has a turn at the ports.
    pub async fn begin_sign_in(&self, habit: Habit) {
        self.browser.will(habit);
        self.engine.sign_in().await.expect("the browser opens");
    }

    /// The address that a sign-in waits to be opened at.
    pub async fn waiting_url(&self) -> String {
        let state = self.sign_in_is(|state| matches!(state, SignInState::InBrowser { .. })).await;
        match state {
            SignInState::InBrowser { url } => url,
            other => panic!("the browser is open, not {other:?}"),
        }
    }

    /// Waits until the last page stands in the browser.
    pub async fn last_page(&self) -> String {
        let mut pages = self.browser.last_page();
        let page = tokio::time::timeout(PATIENCE, pages.wait_for(Option::is_some)).await;
        let page = page.expect("the browser comes to an end").expect("the browser outlives the test");
        page.clone().unwrap_or_default()
    }

    /// The banner about that, if one stands.
    pub async fn banner(&self, topic: BannerTopic) -> Option<Banner> {
        self.view().await.banners.into_iter().find(|banner| banner.topic == topic)
    }

    /// Waits for the banner about that.
    pub async fn sees_banner(&self, topic: BannerTopic) -> Banner {
        self.sees(&format!("a banner about {topic:?}"), |view| {
            view.banners.iter().find(|banner| banner.topic == topic).cloned()
        })
        .await
    }

    /// Waits until the vault was written to that often in all.
    pub async fn vault_was_written(&self, times: usize) {
        let mut written = self.vault.written();
        let waited = tokio::time::timeout(PATIENCE, written.wait_for(|written| written.len() >= times)).await;
        assert!(
            waited.is_ok(),
            "the vault is written to {times} times, not {}",
            self.vault.written().borrow().len()
        );
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

    /// Every secret that ever went through here: tokens and codes, each by itself.
    pub fn secrets(&self) -> Vec<String> {
        let mut written = self.vault.written().borrow().clone();
        written.extend(self.sealed_file.written());
        let tokens = written.iter().flat_map(|text| tokens(text)).collect::<Vec<_>>();
        let visited = self.browser.visited();
        let codes = visited.borrow().iter().filter_map(|url| query_value(url, "code")).collect::<Vec<_>>();
        tokens.into_iter().chain(codes).collect()
    }
}

/// The tokens in a text of the vault: access token, then refresh token.
pub fn tokens(text: &str) -> Vec<String> {
    let kept: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let named = ["access_token", "refresh_token"];
    named.iter().filter_map(|name| kept[name].as_str().map(str::to_owned)).collect()
}

/// A value of an address's query.
pub fn query_value(url: &str, name: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
