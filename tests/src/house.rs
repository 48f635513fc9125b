//! The house: one simulated RingCentral, one store, and the desks of a company.
//!
//! Closing it fails the test for what nobody asked for: requests that RingCentral does not know, tasks that do
//! not end, secrets in the log.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use domain::customer::{Contact, Customer};
use domain::{CustomerId, PhoneNumber};
use engine::view::{Mode, RedirectHost, SetupForm};
use reqwest::redirect::Policy;
use simulator::directory::Person;
use simulator::limits::PerMinute;
use simulator::world::{By, Ring, Steps, Target};
use simulator::{Config, Simulator};
use store::Store;
use tempfile::TempDir;

use crate::desk::Desk;
use crate::doubles::HouseClock;
use crate::log;
use crate::shared::SharedDatabase;

/// Everything a story happens in.
pub struct House {
    /// RingCentral.
    pub simulator: Simulator,
    /// What happens there.
    pub world: Steps,
    /// The clock of every desk; moves together with RingCentral's.
    pub clock: Arc<HouseClock>,
    /// What the company remembers; in a shared database as its owner sees it.
    pub store: Store,
    /// The shared database, where the stories happen on one.
    pub shared: Option<SharedDatabase>,
    folder: TempDir,
    secrets: Vec<String>,
}

/// Somebody outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// E.164.
    pub number: &'static str,
    /// What the carrier sends.
    pub name: Option<&'static str>,
}

/// An invented caller with a caller-ID name.
pub const ADA: Caller = Caller { number: "+13125550177", name: Some("HOLLIS FREIGHT") };
/// Another.
pub const RUIZ: Caller = Caller { number: "+17735550142", name: Some("ANA RUIZ") };
/// One whose carrier sends no name.
pub const UNNAMED: Caller = Caller { number: "+16305550123", name: None };

impl House {
    /// An empty house with a RingCentral where nothing happens by itself.
    pub async fn open() -> Self {
        Self::open_with(Config::default()).await
    }

    /// A house beside a RingCentral of that kind.
    pub async fn open_with(config: Config) -> Self {
        Self::open_on(config, SharedDatabase::if_wanted().await).await
    }

    /// A house whose desks share a database, whatever the other stories run on.
    pub async fn open_shared() -> Self {
        Self::open_on(Config::default(), Some(SharedDatabase::prepare().await)).await
    }

    /// The same on a server of its own, which the story may stop.
    pub async fn open_on_own_server() -> Self {
        Self::open_on(Config::default(), Some(SharedDatabase::prepare_on_own_server().await)).await
    }

    /// The same on a server that is as slow and as safe as a company's.
    pub async fn open_in_earnest() -> Self {
        Self::open_on(Config::default(), Some(SharedDatabase::prepare_in_earnest().await)).await
    }

    async fn open_on(config: Config, shared: Option<SharedDatabase>) -> Self {
        log::record();
        install_tls();
        let simulator = Simulator::start(config).await.expect("the simulator takes a free port");
        let folder = TempDir::new().expect("a folder for the test");
        let store = match &shared {
            Some(shared) => shared.as_owner().await,
            None => {
                let opened = Store::open_sqlite(&folder.path().join("ringside.db")).await;
                opened.expect("a new database opens").store
            }
        };
        let world = Steps::on(simulator.state());
        let secrets =
            simulator.state().directory.people.iter().map(|person| person.password.clone()).collect();
        Self { simulator, world, clock: Arc::default(), store, shared, folder, secrets }
    }

    /// A person of the company, by given name.
    pub fn person(&self, first_name: &str) -> Person {
        let people = &self.simulator.state().directory.people;
        let found = people.iter().find(|person| person.first_name == first_name);
        found.cloned().unwrap_or_else(|| panic!("nobody in the company is called {first_name}"))
    }

    /// A folder inside of the house.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The company's store, as a desk of that account opens it.
    pub async fn store_of(&self, os_account: &str) -> Store {
        match &self.shared {
            Some(shared) => shared.store_of(os_account).await,
            None => self.store.clone(),
        }
    }

    /// A desk at which nobody has signed in yet.
    pub async fn desk(&self, os_account: &str) -> Desk {
        Desk::open(self, os_account).await
    }

    /// A desk at which that person has signed in, and which is connected.
    pub async fn desk_of(&self, first_name: &str) -> Desk {
        let desk = self.desk(&first_name.to_lowercase()).await;
        desk.sign_in_as(&self.person(first_name)).await;
        desk
    }

    /// Two desks on one store.
    pub async fn two_desks(&self) -> [Desk; 2] {
        [self.desk_of("Dana").await, self.desk_of("Sam").await]
    }

    /// A call from outside rings at a person.
    pub async fn ring(&self, caller: &Caller, first_name: &str) -> String {
        let to = Target::Extension(self.person(first_name).extension_id);
        self.world.ring(ring(caller, to)).await.expect("a call can come in at any time")
    }

    /// A call from outside rings at the queue.
    pub async fn ring_queue(&self, caller: &Caller) -> String {
        let to = Target::Queue(self.simulator.state().directory.queue.extension_id.clone());
        self.world.ring(ring(caller, to)).await.expect("a call can come in at any time")
    }

    /// A person picks up.
    pub async fn answer(&self, call: &str, first_name: &str) {
        let picked_up = self.world.answer(call, &self.person(first_name).extension_id).await;
        picked_up.expect("whoever is rung can pick up");
    }

    /// A call from outside, answered by that person.
    pub async fn answered_call(&self, caller: &Caller, first_name: &str) -> String {
        let call = self.ring(caller, first_name).await;
        self.answer(&call, first_name).await;
        call
    }

    /// The company's side hangs up.
    pub async fn hang_up(&self, call: &str) {
        self.world.hang_up(call, Some(By::Extension)).await.expect("whoever talks can hang up");
    }

    /// Moves every clock, and waits until what falls due at RingCentral has happened.
    pub async fn advance(&self, by: Duration) {
        self.simulator.advance(by).await;
        self.clock.pass(by);
    }

    /// Lets time pass until something is so: always to the moment at which the next sleeper wakes.
    pub async fn advance_until(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let waiting = async {
            while !is_so() {
                let by = self.clock.next_waking().await;
                self.advance(by).await;
                tokio::task::yield_now().await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(20), waiting).await;
        assert!(waited.is_ok(), "{what} does not come, however much time passes");
    }

    /// How a person sets up a desk for this RingCentral.
    pub fn setup(&self) -> SetupForm {
        SetupForm {
            mode: Mode::Sandbox,
            base_url: self.simulator.base_url().to_owned(),
            client_id: self.simulator.state().directory.public_app.client_id.clone(),
            redirect_host: RedirectHost::Address,
        }
    }

    /// RingCentral stops counting requests: for stories that sign in more often than people do.
    pub fn lift_rate_limits(&self) {
        let much = 100_000;
        self.simulator.state().limits.set(PerMinute { light: much, medium: much, heavy: much, auth: much });
    }

    /// Puts a customer into the store.
    pub async fn customer(&self, name: &str, number: &str) -> Customer {
        let customer = Customer {
            id: CustomerId::new(uuid::Uuid::now_v7().to_string()),
            name: name.to_owned(),
            account_number: Some("10442".to_owned()),
            address: Some("1180 W Example Ave, Chicago".to_owned()),
            email: Some("desk@example.com".to_owned()),
            notes: String::new(),
            contacts: vec![Contact {
                name: format!("{name} desk"),
                role: "owner".to_owned(),
                number: PhoneNumber::parse(number, "US").expect("a number"),
            }],
        };
        self.store.customers().add(&customer).await.expect("a new customer is stored");
        customer
    }

    /// How often RingCentral answered a request, e.g. `POST /restapi/oauth/token`.
    pub fn requests(&self, route: &str) -> u64 {
        self.simulator.state().requests.count(route)
    }

    /// A text that must not appear in any log from now on.
    pub fn must_stay_secret(&mut self, secret: impl Into<String>) {
        self.secrets.push(secret.into());
    }

    /// Ends the house and looks whether anything was left behind.
    pub async fn close(self, desks: impl IntoIterator<Item = Desk>) {
        for desk in desks {
            for secret in desk.secrets() {
                assert!(!log::holds(&secret), "a token or code stands in the log");
            }
            let stopped = tokio::time::timeout(Duration::from_secs(10), desk.engine.stop()).await;
            assert!(stopped.is_ok(), "every task of an engine ends when it is stopped");
            if desk.store.is_shared() {
                desk.store.close().await;
            }
        }
        for secret in &self.secrets {
            assert!(!log::holds(secret), "a secret stands in the log");
        }
        // However it came there: this is how each token begins.
        assert!(!log::holds(simulator::oauth::TOKENS_BEGIN), "a token stands in the log");
        let unknown = self.simulator.state().requests.unknown();
        assert!(unknown.is_empty(), "RingCentral has no such routes: {unknown:?}");
        self.simulator.stop().await;
        self.store.close().await;
        if let Some(shared) = self.shared {
            shared.close().await;
        }
    }
}

fn ring(caller: &Caller, to: Target) -> Ring {
    Ring { from: caller.number.to_owned(), from_name: caller.name.map(str::to_owned), to }
}

/// Encryption for whatever part of the test speaks HTTP itself.
pub fn install_tls() {
    // Another test of the same process may have done it.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A plain HTTP client that waits at most ten seconds and goes nowhere on its own. All tests share it, since
/// reading the system's certificates takes longer than most of them; connections are not shared.
pub fn http_client_that_stays() -> reqwest::Client {
    static CLIENT: OnceLock<reqwest::Client> = OnceLock::new();
    let build = || {
        install_tls();
        let plain = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10));
        let built = plain.redirect(Policy::none()).pool_max_idle_per_host(0).build();
        built.expect("a client without special wishes can be built")
    };
    CLIENT.get_or_init(build).clone()
}
