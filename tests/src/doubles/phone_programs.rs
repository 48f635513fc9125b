//! Another phone program, or none: remembers what it was given.

use std::sync::Mutex;

use async_trait::async_trait;
use engine::ports::{BrowserError, PhonePrograms};

/// What the system is set to, and what was handed over.
#[derive(Debug, Default)]
pub struct RecordedPhonePrograms(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    name: Option<String>,
    given: Vec<String>,
    broken: bool,
}

impl RecordedPhonePrograms {
    /// Somebody installs one.
    pub fn install(&self, name: &str) {
        self.lock().name = Some(name.to_owned());
    }

    /// From now on it does not start.
    pub fn breaks(&self) {
        self.lock().broken = true;
    }

    /// What it was given so far.
    pub fn given(&self) -> Vec<String> {
        self.lock().given.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[async_trait]
impl PhonePrograms for RecordedPhonePrograms {
    fn other(&self) -> Option<String> {
        self.lock().name.clone()
    }

    async fn open(&self, address: &str) -> Result<(), BrowserError> {
        let mut state = self.lock();
        if state.broken {
            return Err(BrowserError("it does not start".to_owned()));
        }
        state.given.push(address.to_owned());
        Ok(())
    }
}
