//! The company's shared database: looked at, prepared, filled with logins, moved into, left.

use domain::dispatcher::Role;
use engine::view::{DatabaseFinding, LoginMade, MovedIn, OwnRows, SharedDatabaseView};
use engine::{AppError, Engine};
use tauri::State;

/// Where this desk's data is, and who else works there.
#[tauri::command]
#[specta::specta]
pub async fn shared_database(engine: State<'_, Engine>) -> Result<SharedDatabaseView, AppError> {
    engine.shared_database().await
}

/// Says what stands at an address.
#[tauri::command]
#[specta::specta]
pub async fn try_database(
    engine: State<'_, Engine>,
    address: String,
    password: String,
) -> Result<DatabaseFinding, AppError> {
    engine.try_database(address, password).await
}

/// Brings a database up to this version, with a login that owns it.
#[tauri::command]
#[specta::specta]
pub async fn prepare_database(
    engine: State<'_, Engine>,
    address: String,
    password: String,
) -> Result<DatabaseFinding, AppError> {
    engine.prepare_database(address, password).await
}

/// Makes a login for a dispatcher. `owner` is an address and its password.
#[tauri::command]
#[specta::specta]
pub async fn add_login(
    engine: State<'_, Engine>,
    owner: Option<(String, String)>,
    login: String,
    name: String,
    role: Role,
) -> Result<LoginMade, AppError> {
    engine.add_login(owner, login, name, role).await
}

/// Takes a login away. Answers with the statements to hand over where this desk may not.
#[tauri::command]
#[specta::specta]
pub async fn withdraw_login(
    engine: State<'_, Engine>,
    owner: Option<(String, String)>,
    login: String,
) -> Result<Option<String>, AppError> {
    engine.withdraw_login(owner, login).await
}

/// From the next start on this desk works in that database.
#[tauri::command]
#[specta::specta]
pub async fn use_database(
    engine: State<'_, Engine>,
    address: String,
    password: String,
    own_rows: OwnRows,
) -> Result<MovedIn, AppError> {
    engine.use_database(address, password, own_rows).await
}

/// From the next start on this desk works in its own file again.
#[tauri::command]
#[specta::specta]
pub async fn leave_database(engine: State<'_, Engine>) -> Result<(), AppError> {
    engine.leave_database().await
}
