//! Commands about one's own way to RingCentral: set up, signed in and out, connected.

use super::{Engine, PAGE};
use crate::connection;
use crate::error::{AppError, Code};
use crate::gate::Act;
use crate::view::{ConnectionHistory, DeskView, SetupForm};
use crate::words;

impl Engine {
    /// Takes over another app or environment. Only while nobody is signed in.
    pub async fn configure(&self, form: SetupForm) -> Result<DeskView, AppError> {
        let deed = self.pass(Act::configuring(&self.0.desk)).await?;
        self.0.sign_in.configure(form, deed).await?;
        Ok(self.0.desk.view())
    }

    /// Opens the system browser on RingCentral's login page.
    pub async fn sign_in(&self) -> Result<(), AppError> {
        self.pass(Act::SignIn).await?;
        self.0.sign_in.begin().await
    }

    /// Gives up the sign-in that is under way.
    pub async fn cancel_sign_in(&self) -> Result<(), AppError> {
        self.pass(Act::CancelSignIn).await?;
        self.0.sign_in.cancel().await;
        Ok(())
    }

    /// "Not now".
    pub async fn postpone_sign_in(&self) -> Result<(), AppError> {
        self.pass(Act::PostponeSignIn).await?;
        self.0.sign_in.postpone().await;
        Ok(())
    }

    /// Ends the sign-in at RingCentral and wipes it here.
    pub async fn sign_out(&self) -> Result<(), AppError> {
        let deed = self.pass(Act::SignOut).await?;
        self.0.sign_in.end(deed).await;
        Ok(())
    }

    /// Makes the connection now instead of waiting for the next try.
    pub async fn try_now(&self) -> Result<(), AppError> {
        self.pass(Act::TryNow).await?;
        self.0.connection.try_now().await;
        Ok(())
    }

    /// What became of the connection of the dispatcher at this desk, newest first. `after` is what the former page
    /// gave.
    pub async fn connection_history(&self, after: Option<String>) -> Result<ConnectionHistory, AppError> {
        self.pass(Act::ConnectionHistory).await?;
        let no_page = |_| AppError::new(Code::InvalidInput, words::NO_SUCH_PAGE);
        let before = after.map(|place| place.parse().map_err(no_page)).transpose()?;
        let page = self.0.store.connection_history().page(&self.0.desk.dispatcher().id, before, PAGE).await;
        let page = page.map_err(|error| self.0.storing.failed(&error))?;
        let next = page.last().filter(|_| page.len() == PAGE as usize).map(|last| last.position.to_string());
        Ok(ConnectionHistory {
            events: page.iter().map(|stored| connection::shown(&stored.line)).collect(),
            next,
        })
    }
}
