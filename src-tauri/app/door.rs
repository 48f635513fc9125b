//! The door, on this desktop: while a desk's data cannot be opened the window shows why, and takes what opens it. A
//! database that does not answer is tried again and again. Once it opens, work begins behind the same window.
//!
//! In: knocks of the page. Out: the door's view, until there is none. What opens the door is the engine's to know.

use std::time::Duration;

use engine::view::DoorView;
use engine::{AppError, Code, OpenTrouble, ports::Secret};
use store::Opened;
use tauri::{AppHandle, Manager as _};
use tauri_specta::Event as _;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use crate::beginning::Beginning;
use crate::bindings::DoorChanged;
use crate::window::MAIN;
use crate::{not_started, words};

/// How often a database that does not answer is tried.
const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// Why nobody works here yet, and the way to say what opens the door.
pub struct Door {
    knocks: mpsc::Sender<Knock>,
    view: watch::Receiver<Option<DoorView>>,
}

/// What a person does at the door.
pub enum Wish {
    /// Try it now.
    Again,
    /// Open the encrypted file.
    Unlock(Secret),
    /// Give the encrypted file up.
    StartOver,
    /// Open the database with this password.
    Password(Secret),
    /// Work in the desk's own file.
    OwnFile,
}

/// A wish, and who waits for what comes of it.
type Knock = (Wish, oneshot::Sender<Result<(), AppError>>);

impl Door {
    /// What is shown at the door; none once it is open.
    pub fn view(&self) -> Option<DoorView> {
        self.view.borrow().clone()
    }

    /// Whether it still keeps everybody out.
    pub fn stands(&self) -> bool {
        self.view.borrow().is_some()
    }

    /// Does what is wished. Returns once the door has changed, or a refusal is known.
    pub async fn knock(&self, wish: Wish) -> Result<(), AppError> {
        let gone = || AppError::new(Code::Refused, words::DOOR_IS_OPEN);
        let (reply, answer) = oneshot::channel();
        self.knocks.send((wish, reply)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

/// Puts the door up. Nothing is open meanwhile; work begins as `beginning` once something is.
pub fn put_up(door: engine::Door, first: DoorView, beginning: Beginning) {
    tracing::warn!(why = first.why, "the shared database cannot be opened");
    let (knocks, inbox) = mpsc::channel(8);
    let (publish, view) = watch::channel(Some(first));
    let app = beginning.app.clone();
    app.manage(Door { knocks, view });
    tauri::async_runtime::spawn(keep(door, inbox, publish, beginning));
}

async fn keep(
    mut door: engine::Door,
    mut inbox: mpsc::Receiver<Knock>,
    view: watch::Sender<Option<DoorView>>,
    mut beginning: Beginning,
) {
    let app = beginning.app.clone();
    let show = |now: DoorView| {
        if view.send_if_modified(|view| view.replace(now.clone()).as_ref() != Some(&now)) {
            tell(&app);
        }
    };
    let (opened, waits) = loop {
        let Some(shown) = view.borrow().clone() else { return };
        let patience = if shown.tries_again { AGAIN_AFTER } else { Duration::MAX };
        let knock = tokio::select! {
            knock = timeout(patience, inbox.recv()) => knock.ok(),
            () = beginning.links.next_waits() => {
                show(DoorView { waits: beginning.number_that_waits(), ..shown });
                continue;
            }
        };
        let (wish, reply) = match knock {
            Some(Some((wish, reply))) => (wish, Some(reply)),
            Some(None) => return,
            None => (Wish::Again, None),
        };
        let answer = match grant(&mut door, wish).await {
            Ok(Ok(opened)) => break (opened, reply),
            Ok(Err(OpenTrouble::Shared(now))) => {
                show(DoorView { waits: shown.waits, ..now });
                Ok(())
            }
            Ok(Err(OpenTrouble::Own(trouble))) => return not_started(&app, &trouble.to_string()),
            Err(refused) => Err(refused),
        };
        if let Some(reply) = reply {
            // A page that is gone waits for nothing.
            let _ = reply.send(answer);
        }
    };
    if let Err(trouble) = beginning.go(opened, door.go_in()).await {
        return not_started(&app, &trouble.to_string());
    }
    tracing::info!("the door is open");
    view.send_replace(None);
    tell(&app);
    if let Some(waits) = waits {
        let _ = waits.send(Ok(()));
    }
}

/// What came of a wish: a refusal, or another look at what is behind the door.
async fn grant(door: &mut engine::Door, wish: Wish) -> Result<Result<Opened, OpenTrouble>, AppError> {
    match wish {
        Wish::Again => {}
        Wish::Unlock(passphrase) => door.unlock(passphrase).await?,
        Wish::StartOver => door.start_over().await?,
        Wish::Password(password) => return door.enter_password(password).await.map(Ok),
        Wish::OwnFile => door.choose_own_file()?,
    }
    Ok(door.open().await)
}

/// The page looks at the door again.
fn tell(app: &AppHandle) {
    if let Err(error) = DoorChanged.emit_to(app, MAIN) {
        tracing::warn!(%error, "the page was not told of the door");
    }
}
