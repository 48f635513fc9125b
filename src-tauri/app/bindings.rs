//! What crosses between page and program, collected once: the page's TypeScript is generated from it, and a
//! test holds the committed file against it.

use std::path::Path;

use engine::view::Push;
use serde::Serialize;
use specta::Type;
use specta_typescript::Typescript;
use tauri::Wry;
use tauri_specta::{Builder, Event, collect_commands, collect_events};

use crate::commands::{
    calls, contacts, database, dialing, door, leave, secrets, sessions, settings, sign_in, view,
};

/// The page is told something it did not ask for.
#[derive(Debug, Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "push")]
#[serde(transparent)]
pub struct Pushed(pub Push);

/// The window is about to be destroyed: the page stores what was typed and answers `ready_to_close`.
#[derive(Debug, Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "closing")]
pub struct Closing;

/// The door is another one, or open: the page looks again.
#[derive(Debug, Clone, Serialize, Type, Event)]
#[tauri_specta(event_name = "door-changed")]
pub struct DoorChanged;

/// Something was chosen in the menu bar that the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type, Event)]
#[tauri_specta(event_name = "chosen")]
#[serde(rename_all = "camelCase")]
pub enum Chosen {
    /// `Company > Shared database`.
    SharedDatabase,
    /// `Tools > Get RingCentral Credentials`.
    GetCredentials,
    /// `Tools > Clear RingCentral Credentials`.
    ClearCredentials,
    /// `View > Live`.
    Live,
    /// `View > Calls`.
    Calls,
    /// `View > Contacts`.
    Contacts,
    /// `View > Settings`.
    Settings,
    /// `Help > Keys`.
    Keys,
}

/// Every command and event.
pub fn all() -> Builder<Wry> {
    Builder::new()
        .commands(collect_commands![
            view::snapshot,
            sign_in::configure,
            sign_in::sign_in,
            sign_in::cancel_sign_in,
            sign_in::postpone_sign_in,
            sign_in::sign_out,
            sign_in::try_now,
            sign_in::connection_history,
            secrets::keep_in_file,
            secrets::unlock,
            secrets::start_over,
            secrets::move_to_keychain,
            calls::claim,
            calls::recent_calls,
            calls::call_facts,
            contacts::contacts,
            contacts::contact,
            contacts::find_people,
            contacts::add_contact,
            contacts::change_contact,
            contacts::remove_contact,
            contacts::put_contact_back,
            contacts::sync_contacts_now,
            dialing::dial,
            dialing::hang_up,
            dialing::close_attempt,
            dialing::check_number,
            dialing::choose_dialing,
            dialing::find_phones,
            dialing::note_dialed,
            dialing::log_call,
            dialing::mark_do_not_contact,
            dialing::allow_contact,
            dialing::hand_off,
            sessions::open_session,
            sessions::save_notes,
            sessions::end_session,
            sessions::reopen_session,
            settings::change_settings,
            settings::dismiss_banner,
            database::shared_database,
            database::try_database,
            database::prepare_database,
            database::add_login,
            database::withdraw_login,
            database::use_database,
            database::leave_database,
            leave::ready_to_close,
            leave::quit,
            leave::restart,
            door::door,
            door::try_door,
            door::unlock_door,
            door::start_over_at_door,
            door::enter_password,
            door::work_in_own_file,
        ])
        .events(collect_events![Pushed, Closing, DoorChanged, Chosen])
        // Every type has one shape: what is left out on the way in has a default of the same shape.
        .disable_serde_phases()
}

/// Writes the TypeScript side.
pub fn export(path: &Path) -> Result<(), specta_typescript::Error> {
    all().export(Typescript::default(), path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMITTED: &str = include_str!("../../ui/src/lib/ipc/bindings.ts");
    const PERMISSIONS: &str = include_str!("permissions/window.toml");

    #[test]
    fn bindings_are_fresh() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("bindings.ts");
        export(&path).expect("everything that crosses has a TypeScript type");
        let generated = std::fs::read_to_string(&path).expect("it was written");
        assert!(
            generated == COMMITTED,
            "what crosses has changed: run `cargo run -p ringside --example bindings`"
        );
    }

    #[test]
    fn every_command_stands_in_one_permission() {
        let commands: Vec<&str> =
            COMMITTED.split("__TAURI_INVOKE(\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(commands.len() > 10, "the commands are found in the bindings");
        for command in commands {
            let quoted = format!("\"{command}\"");
            assert_eq!(
                PERMISSIONS.matches(&quoted).count(),
                1,
                "{quoted} can be allowed, and by one permission only"
            );
        }
    }
}
