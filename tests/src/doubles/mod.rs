//! Doubles of what a desktop offers, named by what they are. Each does for real what the port promises, in
//! memory, and remembers what it was asked.

mod clock;
mod file_settings;
mod file_vault;
mod phone_programs;
mod sealed_file;
mod settings;
mod toasts;
mod vault;
mod window;
pub mod wiretap;

pub use clock::HouseClock;
pub use file_settings::FileSettings;
pub use file_vault::FileVault;
pub use phone_programs::RecordedPhonePrograms;
pub use sealed_file::MemorySealedFile;
pub use settings::MemorySettings;
pub use toasts::RecordedToasts;
pub use vault::MemoryVault;
pub use window::RecordedWindow;
pub use wiretap::Wiretap;
