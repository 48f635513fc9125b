//! Links to numbers that somebody followed on the desktop. The window comes with the number in its dialer; dialing
//! it takes a person's click.

use domain::dial::link;

use super::Engine;
use crate::error::AppError;
use crate::gate::Act;
use crate::view::Push;

impl Engine {
    /// Brings the window, and shows in its dialer what the link wants dialed or what is wrong with it.
    pub async fn open_link(&self, link: String) -> Result<(), AppError> {
        self.pass(Act::OpenLink).await?;
        let (text, refused) = match link::read(&link) {
            Ok(text) => (text.to_string(), None),
            Err(why) => (String::new(), Some(why.to_string())),
        };
        tracing::info!(refused = refused.is_some(), "a link opens the dialer");
        self.0.window.raise();
        self.0.pushes.send(Push::OpenDialer { text, refused });
        Ok(())
    }
}
