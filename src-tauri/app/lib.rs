//! The shell: the one place where the parts are put together. It knows no rules, no SQL and no HTTP; it
//! gives the engine a desktop, and people a window, a tray and toasts.

mod arguments;
mod asked;
mod beginning;
mod bindings;
mod commands;
mod crash;
#[cfg(feature = "demo")]
mod demo;
mod desktop;
mod door;
mod folder;
#[cfg(target_os = "linux")]
mod leftovers;
mod log;
mod menu;
#[cfg(target_os = "linux")]
mod only_one;
mod pushes;
mod shutdown;
mod tray;
mod window;
mod words;

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use engine::ports::Window as _;
use engine::{Door, OpenTrouble, Secrets};
use tauri::{App, AppHandle, Manager as _, Wry};

use crate::arguments::{Arguments, HELP, Wish};
use crate::asked::{Asked, Asks, Waiting};
use crate::beginning::{Beginning, Trouble};
use crate::desktop::sealed_file::AgeFile;
use crate::desktop::settings::SettingsFile;
use crate::desktop::toast;
use crate::desktop::vault::Keychain;
use crate::folder::DataFolder;
#[cfg(target_os = "linux")]
use crate::only_one::Start as Only;

/// Writes the TypeScript side of all commands and events.
pub fn export_bindings(path: &Path) -> Result<(), specta_typescript::Error> {
    bindings::export(path)
}

/// Runs Ringside until it is quit. `words` are the command line's, without the program's name.
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    crash::leaves_no_secrets();
    let arguments = match arguments::read(words) {
        Ok(Wish::Run(arguments)) => arguments,
        Ok(Wish::Help) => return print(HELP),
        Ok(Wish::Version) => return print(concat!("Ringside ", env!("CARGO_PKG_VERSION"))),
        Err(error) => return refuse(&format!("{error}. See ringside --help."), ExitCode::from(2)),
    };
    if !has_display() {
        return refuse(words::NO_DISPLAY, ExitCode::FAILURE);
    }
    let context = tauri::generate_context!();
    let identifier = context.config().identifier.clone();
    let Some((path, bus_name)) = place(&arguments, &identifier) else {
        return refuse(words::NO_HOME, ExitCode::FAILURE);
    };
    let bindings = bindings::all();
    let (asks, waiting) = asked::asks();
    if let Some(link) = arguments.link.clone() {
        asks.take(Asked::Link(link));
    }
    let app = tauri::Builder::default();
    #[cfg(target_os = "linux")]
    let app = match only_one(&bus_name, &arguments, &asks) {
        Ok(place) => app.manage(place),
        Err(code) => return code,
    };
    #[cfg(not(target_os = "linux"))]
    let app = app.plugin(only_one(asks));
    let app = app
        .plugin(tauri_plugin_store::Builder::default().build())
        .plugin(window_state(&path))
        .invoke_handler(bindings.invoke_handler())
        .on_window_event(window::on_event)
        .setup(move |app| {
            bindings.mount_events(app);
            if let Err(trouble) = put_together(app, &arguments, path, waiting) {
                not_started(app.handle(), &trouble.to_string());
            }
            Ok(())
        })
        .build(context);
    match app {
        Ok(app) => app.run(shutdown::on_run_event),
        Err(error) => return refuse(&error.to_string(), ExitCode::FAILURE),
    }
    ExitCode::SUCCESS
}

/// The parts, from the ground up: folder, log, window, secrets, and whatever is behind the door.
fn put_together(app: &App, arguments: &Arguments, path: PathBuf, asked: Waiting) -> Result<(), Trouble> {
    let handle = app.handle();
    let folder = DataFolder::open(path)?;
    log::start(folder.path(), arguments.log_level);
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "Ringside starts");
    // Whoever was first has chosen the same: there is one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let web_data = folder.path().join("webview");
    folder::private_folder(&web_data)?;
    let window = window::start(handle.clone(), web_data);
    app.manage(window.clone());
    app.manage(pushes::Relay::default());
    app.manage(menu::Integration::default());
    app.manage(arguments.clone());
    let settings = Arc::new(SettingsFile::of(handle, folder.path()));
    let secrets = Secrets::new(Arc::new(Keychain::of_the_system()), Arc::new(AgeFile::of(folder.path())));
    let own_file = folder.path().join("ringside.db");
    let beginning = Beginning {
        app: handle.clone(),
        folder: folder.path().to_owned(),
        demo: arguments.demo,
        settings: Arc::clone(&settings),
        window: window.clone(),
        links: asked.links,
    };
    app.manage(folder);
    shutdown::on_signals(handle.clone());
    let door = Door::new(settings, secrets, own_file);
    let opening = async {
        match arguments.demo {
            Some(_) => door.open_own_file().await,
            None => door.open().await,
        }
    };
    match tauri::async_runtime::block_on(opening) {
        Ok(opened) => tauri::async_runtime::block_on(beginning.go(opened, door.go_in()))?,
        Err(OpenTrouble::Own(trouble)) => return Err(trouble.into()),
        Err(OpenTrouble::Shared(view)) => {
            door::put_up(door, view, beginning);
            window.raise();
            asked.wishes.bring(window);
            return Ok(());
        }
    }
    if !arguments.hidden {
        window.raise();
    }
    asked.wishes.bring(window);
    Ok(())
}

/// Where this copy keeps its data, and its name on the message bus. Copies with folders of their own are
/// strangers to each other.
fn place(arguments: &Arguments, identifier: &str) -> Option<(PathBuf, String)> {
    let usual = arguments.data_folder.is_none() && arguments.demo.is_none();
    let mut path = match &arguments.data_folder {
        Some(path) => path.clone(),
        None => folder::usual(identifier)?,
    };
    if arguments.demo.is_some() {
        path.push("demo");
    }
    if usual {
        return Some((path, identifier.to_owned()));
    }
    let path = folder::one_name(&path);
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    Some((path, format!("{identifier}.copy{:016x}", hasher.finish())))
}

/// A second start hands over what it asks for, and ends.
#[cfg(target_os = "linux")]
fn only_one(name: &str, arguments: &Arguments, asks: &Asks) -> Result<only_one::Place, ExitCode> {
    let asked = Asked::by(arguments);
    match tauri::async_runtime::block_on(only_one::start(name, asked.as_ref(), asks)) {
        Only::First(place) => Ok(place),
        Only::HandedOver => Err(ExitCode::SUCCESS),
        Only::NoAnswer => Err(refuse(words::NO_ANSWER, ExitCode::FAILURE)),
    }
}

/// A second start hands over what it asks for, and ends.
#[cfg(not(target_os = "linux"))]
fn only_one(asks: Asks) -> tauri::plugin::TauriPlugin<Wry> {
    tauri_plugin_single_instance::init(move |_, words, _| {
        let words = words.into_iter().skip(1).map(OsString::from);
        if let Ok(Wish::Run(arguments)) = arguments::read(words) {
            Asked::by(&arguments).into_iter().for_each(|asked| asks.take(asked));
        }
    })
}

fn window_state(folder: &Path) -> tauri::plugin::TauriPlugin<Wry> {
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(window::KEPT)
        .with_filename(folder.join("window.json").to_string_lossy())
        .build()
}

/// Says why on the terminal, in the log and, for whoever started from a menu, on the desktop; then ends.
fn not_started(app: &AppHandle, trouble: &str) {
    tracing::error!(trouble, "Ringside did not start");
    eprintln!("{trouble}");
    let (app, trouble) = (app.clone(), trouble.to_owned());
    tauri::async_runtime::spawn(async move {
        if let Err(error) = toast::say(words::NOT_STARTED, &trouble).await {
            tracing::warn!(%error, "the desktop could not be told");
        }
        app.exit(1);
    });
}

fn print(text: &str) -> ExitCode {
    println!("{text}");
    ExitCode::SUCCESS
}

fn refuse(sentence: &str, code: ExitCode) -> ExitCode {
    eprintln!("{sentence}");
    code
}

/// Elsewhere than on Linux there is always one.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
