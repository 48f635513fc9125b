//! Claiming calls and looking them up.

use domain::{ActiveSessionId, CallId};
use engine::view::{CallFacts, CallPage};
use engine::{AppError, Engine};
use tauri::State;

/// Takes the call for the dispatcher at this desk.
#[tauri::command]
#[specta::specta]
pub async fn claim(engine: State<'_, Engine>, call: CallId) -> Result<ActiveSessionId, AppError> {
    engine.claim(call).await
}

/// A page of the history, newest first.
#[tauri::command]
#[specta::specta]
pub async fn recent_calls(engine: State<'_, Engine>, after: Option<String>) -> Result<CallPage, AppError> {
    engine.recent_calls(after).await
}

/// The facts of one call.
#[tauri::command]
#[specta::specta]
pub async fn call_facts(engine: State<'_, Engine>, call: CallId) -> Result<CallFacts, AppError> {
    engine.call_facts(call).await
}
