//! A team's database: logins of their own, walls between dispatchers, what others write, and moving in.

mod addresses;
mod following;
mod logins;
mod moving;
mod walls;

use domain::dispatcher::{Dispatcher, Role};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};
use store::{Address, NewLogin, Office, Store};

use crate::cluster::Cluster;
use crate::database::Database;
use crate::rows::at;

/// A prepared database with nobody in it.
pub struct Team {
    pub cluster: &'static Cluster,
    pub database: String,
    pub office: Office,
}

/// A dispatcher of a team, and what they see.
pub struct Member {
    pub login: String,
    pub password: String,
    pub store: Store,
    pub dispatcher: Dispatcher,
}

impl Team {
    pub async fn prepared() -> Self {
        let Database::Postgres(url) = Database::postgres().await else { panic!("a server was asked for") };
        let address = Address::parse(&url).expect("an address");
        let office = Office::open(&address).await.expect("the owner gets in");
        Self { cluster: Cluster::shared(), database: address.database(), office }
    }

    /// Makes a login; logins are the whole server's, so its name tells databases apart.
    pub async fn login(&self, name: &str, role: Role) -> NewLogin {
        let login = format!("{}_{}", name.to_lowercase().replace(' ', "_"), self.database);
        let new = NewLogin {
            login,
            name: name.to_owned(),
            role,
            password: format!("{name} is a secret"),
            salt: [3; 16],
            dispatcher: None,
        };
        self.office.add_login(&new, at(0)).await.expect("a login is made");
        new
    }

    /// Makes a login and opens the store with it.
    pub async fn member(&self, name: &str, role: Role) -> Member {
        let new = self.login(name, role).await;
        let store = Store::open_postgres(&self.address(&new.login)).await.expect("the login gets in");
        let dispatcher =
            store.dispatchers().of_login().await.expect("they are known").expect("by their login");
        Member { login: new.login, password: new.password, store, dispatcher }
    }

    pub fn address(&self, login: &str) -> Address {
        Address::parse(&self.cluster.url_of(login, &self.database)).expect("an address")
    }

    /// A bare connection with somebody's login.
    pub async fn sql(&self, login: &str) -> AnyConnection {
        AnyConnection::connect(&self.cluster.url_of(login, &self.database)).await.expect("a bare connection")
    }
}

/// Runs a statement, whatever it says.
async fn run(sql: &mut AnyConnection, statement: &str) -> sqlx::Result<u64> {
    let done = sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(sql).await?;
    Ok(done.rows_affected())
}

async fn count(sql: &mut AnyConnection, rows: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {rows}")))
        .fetch_one(sql)
        .await
        .expect("a count")
}
