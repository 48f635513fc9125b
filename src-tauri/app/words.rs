//! The sentences of the shell: tray, start and end. The engine has its own, the page has its own.

use engine::view::{ConnectionState, ConnectionView};

/// The window's title, and the program's name wherever the desktop shows one.
pub const NAME: &str = "Ringside";
/// Tray: bring the window.
pub const OPEN: &str = "Open Ringside";
/// Tray: end the program.
pub const QUIT: &str = "Quit";
/// Tray: before anything is known.
pub const STARTING: &str = "Starting";
/// There is no screen to draw on.
pub const NO_DISPLAY: &str = "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set). \
     Start Ringside on a desktop.";
/// There is no home folder.
pub const NO_HOME: &str = "This account has no folder for data. Name one with --data-folder.";
/// Another one has the data folder, and hears nobody.
#[cfg(target_os = "linux")]
pub const NO_ANSWER: &str = "Ringside is already running and does not answer. Quit it from the tray or end its \
     process, then start it again.";
/// Title of what says why Ringside did not start.
pub const NOT_STARTED: &str = "Ringside did not start";
/// Somebody knocks at a door that is open.
pub const DOOR_IS_OPEN: &str = "Ringside is at work already.";
/// The demo was asked of a program without one.
#[cfg(not(feature = "demo"))]
pub const NO_DEMO: &str = "This Ringside was built without the demo.";

/// Calls that wait to be claimed.
pub fn waiting(calls: u32) -> String {
    match calls {
        1 => "1 call waits to be claimed".to_owned(),
        calls => format!("{calls} calls wait to be claimed"),
    }
}

/// Calls that ring.
pub fn ringing(calls: u32) -> String {
    match calls {
        1 => "1 call rings".to_owned(),
        calls => format!("{calls} calls ring"),
    }
}

/// Calls of the dispatcher's own.
pub fn claimed(calls: u32) -> String {
    match calls {
        1 => "You are on 1 call".to_owned(),
        calls => format!("You have {calls} calls"),
    }
}

/// Nothing rings.
pub fn quiet(connection: &ConnectionView) -> String {
    match connection.state {
        ConnectionState::Connected => "No calls".to_owned(),
        ConnectionState::Off
        | ConnectionState::Connecting
        | ConnectionState::Lost
        | ConnectionState::Blocked => connection.word.clone(),
    }
}

/// How one signs in to the demo.
#[cfg(feature = "demo")]
pub fn demo_login(name: &str, login: &str, password: &str) -> String {
    format!("Demo: sign in as {name} with the login {login} and the password {password}")
}
/// The menu bar's first menu.
pub const MENU_COMPANY: &str = "Company";
/// Its entry.
pub const MENU_SHARED_DATABASE: &str = "Shared database…";
/// The menu that is there while RingCentral is.
pub const MENU_TOOLS: &str = "Tools";
/// Sign in, again or for the first time.
pub const MENU_GET_CREDENTIALS: &str = "Get RingCentral Credentials";
/// End the sign-in.
pub const MENU_CLEAR_CREDENTIALS: &str = "Clear RingCentral Credentials";
/// The menu of views.
pub const MENU_VIEW: &str = "View";
/// The view of calls on the line.
pub const MENU_LIVE: &str = "Live";
/// The history.
pub const MENU_CALLS: &str = "Calls";
/// Whom one can call.
pub const MENU_CONTACTS: &str = "Contacts";
/// This desk's choices.
pub const MENU_SETTINGS: &str = "Settings";
/// The last menu.
pub const MENU_HELP: &str = "Help";
/// The sheet of keys.
pub const MENU_KEYS: &str = "Keys";
