//! Commands about the company's shared database, under `Company > Shared database`. For administrators.

use domain::dispatcher::Role;

use super::Engine;
use crate::error::AppError;
use crate::gate::Act;
use crate::view::{DatabaseFinding, LoginMade, MovedIn, OwnRows, SharedDatabaseView};

impl Engine {
    /// Where this desk's data is, and who else works there.
    pub async fn shared_database(&self) -> Result<SharedDatabaseView, AppError> {
        self.pass(Act::SharedDatabase).await?;
        self.0.team.view(self.0.connection.realm().await).await
    }

    /// Says what stands at an address. Changes nothing.
    pub async fn try_database(&self, address: String, password: String) -> Result<DatabaseFinding, AppError> {
        self.pass(Act::TryDatabase).await?;
        self.0.team.look(&address, &password).await
    }

    /// Brings a database up to this version's schema, with a login that owns it. The address is not kept.
    pub async fn prepare_database(
        &self,
        address: String,
        password: String,
    ) -> Result<DatabaseFinding, AppError> {
        let deed = self.pass(Act::PrepareDatabase).await?;
        let found = self.0.team.prepare(&address, &password).await?;
        self.write_down(&deed, None, &found.sentence).await?;
        Ok(found)
    }

    /// Makes a login for a dispatcher, or the statements for somebody who may.
    pub async fn add_login(
        &self,
        owner: Option<(String, String)>,
        login: String,
        name: String,
        role: Role,
    ) -> Result<LoginMade, AppError> {
        let deed = self.pass(Act::AddLogin).await?;
        let made = self.0.team.add_login(owner, login, name, role).await?;
        let how = if made.script.is_some() { "script for" } else { "made" };
        self.write_down(&deed, None, &format!("{how} {}", made.login)).await?;
        Ok(made)
    }

    /// Takes a login away, or gives the statements for somebody who may.
    pub async fn withdraw_login(
        &self,
        owner: Option<(String, String)>,
        login: String,
    ) -> Result<Option<String>, AppError> {
        let deed = self.pass(Act::WithdrawLogin).await?;
        let script = self.0.team.withdraw_login(owner, &login).await?;
        let how = if script.is_some() { "script for" } else { "withdrawn" };
        self.write_down(&deed, None, &format!("{how} {login}")).await?;
        Ok(script)
    }

    /// From the next start on this desk works in that database.
    pub async fn use_database(
        &self,
        address: String,
        password: String,
        own_rows: OwnRows,
    ) -> Result<MovedIn, AppError> {
        let deed = self.pass(Act::UseDatabase).await?;
        let moved = self.0.team.use_database(&address, &password, own_rows).await?;
        let chosen = self.0.desk.database().unwrap_or_default();
        self.write_down(&deed, None, &format!("{chosen}, {} rows moved", moved.arrived)).await?;
        Ok(moved)
    }

    /// From the next start on this desk works in its own file again.
    pub async fn leave_database(&self) -> Result<(), AppError> {
        let deed = self.pass(Act::LeaveDatabase).await?;
        self.0.team.leave().await?;
        self.write_down(&deed, None, "").await
    }
}
