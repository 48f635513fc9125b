//! How a desk comes to be: opened for the first time, or on what an earlier run of its program left.

use std::path::PathBuf;
use std::sync::Arc;

use engine::ports::{Settings as _, SettingsTrouble};
use engine::view::SetupForm;
use engine::{Door, Engine, Inside, Secrets, Start};
use store::{Opened, Store};

use super::Desk;
use crate::browser::{Habit, PersonAtBrowser};
use crate::doubles::{
    HouseClock, MemorySealedFile, MemorySettings, MemoryVault, RecordedPhonePrograms, RecordedToasts,
    RecordedWindow,
};
use crate::house::House;

/// A desk that is about to open.
pub struct Opening<'h> {
    house: &'h House,
    os_account: String,
    setup: Option<SetupForm>,
    fixed_setup: Option<SetupForm>,
    vault: MemoryVault,
    opened: Option<Opened>,
    settings_trouble: Option<SettingsTrouble>,
}

impl<'h> Opening<'h> {
    /// With the house's RingCentral entered and a keychain that works.
    pub fn of(house: &'h House, os_account: &str) -> Self {
        Self {
            house,
            os_account: os_account.to_owned(),
            setup: Some(house.setup()),
            fixed_setup: None,
            vault: MemoryVault::default(),
            opened: None,
            settings_trouble: None,
        }
    }

    /// On another database, as it was opened.
    pub fn on(self, opened: Opened) -> Self {
        Self { opened: Some(opened), ..self }
    }

    /// On a file of its own, whatever the house's other desks share.
    pub async fn on_own_file(self) -> Self {
        let file = self.house.folder(&format!("{}.db", self.os_account));
        let opened = Store::open_sqlite(&file).await.expect("a new database opens");
        self.on(opened)
    }

    /// With a settings file that is in trouble.
    pub fn settings_trouble(self, trouble: SettingsTrouble) -> Self {
        Self { settings_trouble: Some(trouble), ..self }
    }

    /// With another keychain.
    pub fn vault(self, vault: MemoryVault) -> Self {
        Self { vault, ..self }
    }

    /// With something else entered; `None` is a first run.
    pub fn setup(self, setup: impl Into<Option<SetupForm>>) -> Self {
        Self { setup: setup.into(), ..self }
    }

    /// With the house's app at another address.
    pub fn at(self, base_url: &str) -> Self {
        let setup = SetupForm { base_url: base_url.to_owned(), ..self.house.setup() };
        self.setup(setup)
    }

    /// With a setup that cannot be changed, as the demo has.
    pub fn fixed(self, setup: SetupForm) -> Self {
        Self { setup: None, fixed_setup: Some(setup), ..self }
    }

    /// Opens it.
    pub async fn open(self) -> Desk {
        let settings = Arc::new(MemorySettings::default());
        settings.change(|stored| stored.setup = self.setup);
        if let Some(trouble) = self.settings_trouble {
            settings.trouble_next(trouble);
        }
        let opened = match self.opened {
            Some(opened) => opened,
            None => Opened { store: self.house.store_of(&self.os_account).await, trouble: None },
        };
        let closed = Closed {
            vault: Arc::new(self.vault),
            sealed_file: Arc::default(),
            browser: Arc::new(PersonAtBrowser::who(Habit::Wait)),
            programs: Arc::default(),
            window: Arc::default(),
            settings,
            clock: self.house.clock.clone(),
            folder: self.house.folder(&self.os_account),
            os_account: self.os_account,
            fixed_setup: self.fixed_setup,
        };
        closed.open_on(opened).await
    }
}

impl Desk {
    /// Ends the engine and starts another one on the same data, as a restart of the program does. The store
    /// stays open: it is the house's.
    pub async fn restart(self, house: &House) -> Self {
        self.quit().await.open(house).await
    }

    /// Ends the engine. What it left can be opened again.
    pub async fn quit(self) -> Closed {
        self.engine.stop().await;
        if self.store.is_shared() {
            self.store.close().await;
        }
        Closed {
            vault: self.vault,
            sealed_file: self.sealed_file,
            browser: self.browser,
            programs: self.programs,
            window: self.window,
            settings: self.settings,
            clock: self.clock,
            folder: self.folder,
            os_account: self.os_account,
            fixed_setup: self.fixed_setup,
        }
    }
}

/// A desk whose program does not run.
pub struct Closed {
    /// The keychain.
    pub vault: Arc<MemoryVault>,
    /// The encrypted file.
    pub sealed_file: Arc<MemorySealedFile>,
    /// The settings.
    pub settings: Arc<MemorySettings>,
    browser: Arc<PersonAtBrowser>,
    programs: Arc<RecordedPhonePrograms>,
    window: Arc<RecordedWindow>,
    clock: Arc<HouseClock>,
    folder: PathBuf,
    os_account: String,
    fixed_setup: Option<SetupForm>,
}

impl Closed {
    /// Starts the program on what the earlier one left.
    pub async fn open(self, house: &House) -> Desk {
        let store = house.store_of(&self.os_account).await;
        self.open_on(Opened { store, trouble: None }).await
    }

    /// Starts the program on another database.
    pub async fn open_on(self, opened: Opened) -> Desk {
        let inside = Inside { secrets: self.secrets(), loaded: self.settings.load() };
        self.begin(opened, inside).await
    }

    /// The door that the program comes to when it is started on what its settings name.
    pub fn door(&self, house: &House) -> Door {
        let own_file = house.folder(&format!("{}.db", self.os_account));
        Door::new(self.settings.clone(), self.secrets(), own_file)
    }

    /// Goes through that door to what was opened.
    pub async fn go_in(self, door: Door, opened: Opened) -> Desk {
        self.begin(opened, door.go_in()).await
    }

    fn secrets(&self) -> Secrets {
        Secrets::new(self.vault.clone(), self.sealed_file.clone())
    }

    async fn begin(self, opened: Opened, inside: Inside) -> Desk {
        let toasts = Arc::<RecordedToasts>::default();
        let start = Start {
            store: opened.store.clone(),
            salvage: opened.trouble,
            settings: self.settings.clone(),
            loaded: inside.loaded,
            secrets: inside.secrets,
            browser: self.browser.clone(),
            programs: self.programs.clone(),
            toasts: toasts.clone(),
            window: self.window.clone(),
            clock: self.clock.clone(),
            os_account: self.os_account.clone(),
            os_name: self.os_account.clone(),
            user_agent: "Ringside/0.1.0 (test)".to_owned(),
            data_folder: self.folder.clone(),
            fixed_setup: self.fixed_setup.clone(),
        };
        Desk {
            engine: Engine::start(start).await.expect("an engine starts on a folder of its own"),
            toasts,
            vault: self.vault,
            sealed_file: self.sealed_file,
            browser: self.browser,
            programs: self.programs,
            window: self.window,
            settings: self.settings,
            store: opened.store,
            clock: self.clock,
            folder: self.folder,
            os_account: self.os_account,
            fixed_setup: self.fixed_setup,
        }
    }
}
