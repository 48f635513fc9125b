//! The company's shared database, as the desks of one house use it: each logs in with a login of its own.

use domain::Timestamp;
use domain::dispatcher::Role;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};
use store::{Address, NewLogin, Office, Store};

use crate::cluster::Cluster;

/// Says on which database the stories happen.
const VARIABLE: &str = "RINGSIDE_STORIES_ON";
/// Everybody's, as it stands in an address.
const PASSWORD: &str = "a-secret-of-the-house";

/// One prepared database on the tests' own server.
pub struct SharedDatabase {
    cluster: &'static Cluster,
    name: String,
    office: Office,
    over_tcp: bool,
}

impl SharedDatabase {
    /// A new one, where the stories are to happen on one.
    pub async fn if_wanted() -> Option<Self> {
        match std::env::var(VARIABLE).as_deref() {
            Ok("postgres") => Some(Self::prepare().await),
            Ok("sqlite") | Err(_) => None,
            Ok(other) => panic!("{VARIABLE} is sqlite or postgres, not {other}"),
        }
    }

    /// A new one.
    pub async fn prepare() -> Self {
        let bare = Self::bare().await;
        bare.office.prepare().await.expect("it is prepared");
        bare
    }

    /// An address and its password.
    pub fn apart(url: &str) -> (String, String) {
        let address = Address::parse(url).expect("an address");
        (address.shown().to_owned(), address.password().unwrap_or_default().to_owned())
    }

    /// A new one on a server of its own, which may be stopped.
    pub async fn prepare_on_own_server() -> Self {
        let bare = Self::on_own_server().await;
        bare.office.prepare().await.expect("it is prepared");
        bare
    }

    /// The same, which nobody has prepared.
    pub async fn on_own_server() -> Self {
        // The server ends with the process, whoever still holds it.
        let own = || &*Box::leak(Box::new(Cluster::own()));
        let cluster = tokio::task::spawn_blocking(own).await.expect("the server starts");
        Self::on(cluster).await
    }

    /// A new one on a server of its own that is a company's: over the network of this machine, and on the disk before
    /// it says so.
    pub async fn prepare_in_earnest() -> Self {
        let shared = Self { over_tcp: true, ..Self::prepare_on_own_server().await };
        let mut admin = AnyConnection::connect(&shared.owner()).await.expect("the server answers");
        for set in ["alter system set fsync = on", "select pg_reload_conf()"] {
            sqlx::raw_sql(set).execute(&mut admin).await.expect("the server takes it");
        }
        shared
    }

    /// A new one that nobody has prepared.
    pub async fn bare() -> Self {
        Self::on(tokio::task::spawn_blocking(Cluster::shared).await.expect("the server starts")).await
    }

    async fn on(cluster: &'static Cluster) -> Self {
        let name = cluster.fresh_name();
        sqlx::any::install_default_drivers();
        let mut admin = AnyConnection::connect(&cluster.url("postgres")).await.expect("the server answers");
        let create = AssertSqlSafe(format!("create database {name}"));
        sqlx::raw_sql(create).execute(&mut admin).await.expect("a database is made");
        let owner = Address::parse(&cluster.url(&name)).expect("an address");
        let office = Office::open(&owner).await.expect("the owner gets in");
        Self { cluster, name, office, over_tcp: false }
    }

    /// The store as the owner sees it.
    pub async fn as_owner(&self) -> Store {
        let owner = Address::parse(&self.cluster.url(&self.name)).expect("an address");
        Store::open_postgres(&owner).await.expect("the owner gets in")
    }

    /// The owner's address.
    pub fn owner(&self) -> String {
        self.cluster.url(&self.name)
    }

    /// The owner's address over the network of this machine, with a password.
    pub async fn owner_over_tcp(&self) -> String {
        let mut admin =
            AnyConnection::connect(&self.cluster.url("postgres")).await.expect("the server answers");
        // Another test may be about to do the same, which the server does not take.
        let set = "select pg_advisory_xact_lock(1); alter role postgres password 'the owner of the house'";
        sqlx::raw_sql(set).execute(&mut admin).await.expect("it has a password");
        self.cluster.url_over_tcp("127.0.0.1", "postgres", "the%20owner%20of%20the%20house", &self.name)
    }

    /// Its name.
    pub fn name(&self) -> String {
        self.name.clone()
    }

    /// The server it is on.
    pub const fn server(&self) -> &'static Cluster {
        self.cluster
    }

    /// The store as that account's dispatcher sees it, who is given a login when first asked for.
    pub async fn store_of(&self, account: &str) -> Store {
        Store::open_postgres(&self.login_of(account).await).await.expect("the login gets in")
    }

    /// The address of that account's login.
    pub async fn login_of(&self, account: &str) -> Address {
        let plain: String =
            account.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let login = format!("d_{plain}_{}", self.name);
        let new = NewLogin {
            login: login.clone(),
            name: account.to_owned(),
            role: Role::Dispatcher,
            password: PASSWORD.to_owned(),
            salt: [1; 16],
            dispatcher: None,
        };
        match self.office.add_login(&new, Timestamp::from_millis(0)).await {
            Ok(()) | Err(store::Error::LoginTaken(_)) => {}
            Err(error) => panic!("{login} gets no login: {error}"),
        }
        let url = match self.over_tcp {
            true => self.cluster.url_over_tcp("127.0.0.1", &login, PASSWORD, &self.name),
            false => self.cluster.url_of(&login, &self.name),
        };
        Address::parse(&url).expect("an address")
    }

    /// A bare connection with that account's login.
    pub async fn sql_of(&self, account: &str) -> AnyConnection {
        let address = self.login_of(account).await;
        AnyConnection::connect(&self.cluster.url_of(&address.login(), &self.name))
            .await
            .expect("a connection")
    }

    /// Drops it.
    pub async fn close(self) {
        self.office.close().await;
    }
}
