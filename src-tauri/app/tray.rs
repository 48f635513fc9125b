//! The tray: what is going on, in one picture and one line, and the way back to the window. A desktop
//! without a tray costs the tray; starting Ringside a second time brings the window there.
//!
//! In: the engine's pushes. Out: picture, line and tooltip, changed only when they differ.

use std::sync::{Mutex, PoisonError};

use domain::live::{Indicator, IndicatorState};
use engine::ports::Window as _;
use engine::view::{ConnectionState, ConnectionView, Push};
use tauri::image::Image;
use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Manager as _, Wry};

use crate::shutdown;
use crate::window::Window;
use crate::words;

const OPEN: &str = "open";
const QUIT: &str = "quit";

/// The pictures; their shapes differ, not only their colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Picture {
    Idle,
    Ringing,
    Answered,
    Claimed,
    Trouble,
}

impl Picture {
    fn image(self) -> Image<'static> {
        match self {
            Self::Idle => tauri::include_image!("icons/tray-idle.png"),
            Self::Ringing => tauri::include_image!("icons/tray-ringing.png"),
            Self::Answered => tauri::include_image!("icons/tray-answered.png"),
            Self::Claimed => tauri::include_image!("icons/tray-claimed.png"),
            Self::Trouble => tauri::include_image!("icons/tray-trouble.png"),
        }
    }
}

/// The tray as it stands.
pub struct Tray {
    icon: tauri::tray::TrayIcon<Wry>,
    line: MenuItem<Wry>,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    indicator: Indicator,
    connection: Option<ConnectionView>,
    shown: Option<(Picture, String)>,
}

/// Puts the tray up. `pictures` is a folder of this copy's own, where some desktops read the picture from.
pub fn put_up(app: &AppHandle, pictures: &std::path::Path) -> tauri::Result<()> {
    let line = MenuItem::new(app, words::STARTING, false, None::<&str>)?;
    let open = MenuItem::with_id(app, OPEN, words::OPEN, true, None::<&str>)?;
    let quit = MenuItem::with_id(app, QUIT, words::QUIT, true, None::<&str>)?;
    let menu = Menu::with_items(app, &[&line, &PredefinedMenuItem::separator(app)?, &open, &quit])?;
    let icon = TrayIconBuilder::with_id("ringside")
        .icon(Picture::Idle.image())
        .tooltip(words::NAME)
        .temp_dir_path(pictures)
        .menu(&menu)
        .show_menu_on_left_click(false)
        .on_menu_event(|app, event| match event.id().as_ref() {
            OPEN => app.state::<Window>().raise(),
            QUIT => shutdown::quit(app),
            _ => {}
        })
        .on_tray_icon_event(|icon, event| {
            if let TrayIconEvent::Click {
                button: MouseButton::Left,
                button_state: MouseButtonState::Up,
                ..
            } = event
            {
                icon.app_handle().state::<Window>().raise();
            }
        })
        .build(app)?;
    app.manage(Tray { icon, line, known: Mutex::default() });
    Ok(())
}

/// Shows what a push changed. Without a tray nothing happens.
pub fn follow(app: &AppHandle, push: &Push) {
    let Some(tray) = app.try_state::<Tray>() else { return };
    let mut known = tray.known.lock().unwrap_or_else(PoisonError::into_inner);
    match push {
        Push::Live(live) => known.indicator = live.board.indicator.clone(),
        Push::Connection(connection) => known.connection = Some(connection.clone()),
        Push::SignIn(_)
        | Push::Desk(_)
        | Push::Dialer(_)
        | Push::Banners(_)
        | Push::Touched(_)
        | Push::Moving(_)
        | Push::OpenSession(_)
        | Push::OpenDialer { .. } => return,
    }
    let face = face(&known.indicator, known.connection.as_ref());
    if known.shown.as_ref() == Some(&face) {
        return;
    }
    let picture_differs = known.shown.as_ref().is_none_or(|(picture, _)| *picture != face.0);
    if let Err(error) = tray.show(&face, picture_differs) {
        tracing::warn!(%error, "the tray does not follow");
    }
    known.shown = Some(face);
}

impl Tray {
    fn show(&self, (picture, line): &(Picture, String), picture_differs: bool) -> tauri::Result<()> {
        if picture_differs {
            self.icon.set_icon(Some(picture.image()))?;
        }
        self.line.set_text(line)?;
        self.icon.set_tooltip(Some(format!("{}: {line}", words::NAME)))
    }
}

/// The strongest state wins: waiting, ringing, claimed, trouble, nothing.
fn face(indicator: &Indicator, connection: Option<&ConnectionView>) -> (Picture, String) {
    match indicator.state {
        IndicatorState::Answered => return (Picture::Answered, words::waiting(indicator.waiting)),
        IndicatorState::Ringing => return (Picture::Ringing, words::ringing(indicator.ringing)),
        IndicatorState::Claimed => return (Picture::Claimed, words::claimed(indicator.claimed)),
        IndicatorState::Idle => {}
    }
    let Some(connection) = connection else { return (Picture::Idle, words::STARTING.to_owned()) };
    let picture = match connection.state {
        ConnectionState::Lost | ConnectionState::Blocked => Picture::Trouble,
        ConnectionState::Off | ConnectionState::Connecting | ConnectionState::Connected => Picture::Idle,
    };
    (picture, words::quiet(connection))
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    fn connection(state: ConnectionState, word: &str) -> ConnectionView {
        ConnectionView {
            state,
            word: word.to_owned(),
            sentence: String::new(),
            scope: None,
            since: Timestamp::default(),
            last_notice_at: None,
            retry_at: None,
        }
    }

    #[test]
    fn the_strongest_state_is_shown() {
        use ConnectionState::{Blocked, Connected, Connecting, Lost, Off};
        use IndicatorState::{Answered, Claimed, Idle, Ringing};
        let table = [
            (Idle, Off, Picture::Idle, "Not signed in"),
            (Idle, Connecting, Picture::Idle, "Connecting"),
            (Idle, Connected, Picture::Idle, "No calls"),
            (Idle, Lost, Picture::Trouble, "No connection"),
            (Idle, Blocked, Picture::Trouble, "Not connected"),
            (Claimed, Connected, Picture::Claimed, "You are on 1 call"),
            (Ringing, Connected, Picture::Ringing, "3 calls ring"),
            (Answered, Connected, Picture::Answered, "2 calls wait to be claimed"),
            (Answered, Lost, Picture::Answered, "2 calls wait to be claimed"),
        ];
        for (state, connected, picture, line) in table {
            let indicator = Indicator { state, waiting: 2, ringing: 3, claimed: 1 };
            let word = if line == "No calls" { "Connected" } else { line };
            let shown = face(&indicator, Some(&connection(connected, word)));
            assert_eq!(
                shown,
                (picture, line.to_owned()),
                "with {state:?} calls and the connection {connected:?}"
            );
        }
        assert_eq!(face(&Indicator::default(), None).1, words::STARTING, "before anything is known");
    }
}
