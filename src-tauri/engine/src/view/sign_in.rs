//! What the window is shown of the sign-in, and of where secrets are kept.

use serde::{Deserialize, Serialize};
use specta::Type;

/// The sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInView {
    /// Where it stands.
    pub state: SignInState,
    /// Who is signed in, or was.
    pub person: Option<Person>,
    /// Where the secrets are.
    pub secrets: SecretsPlace,
}

/// Where a sign-in stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SignInState {
    /// No client id has been entered yet.
    NeedsSetup,
    /// Nobody is signed in. `postponed`: the person chose "Not now".
    SignedOut {
        /// Do not ask again in this run.
        postponed: bool,
    },
    /// The browser is open; RingCentral waits for the person.
    InBrowser {
        /// To open it by hand if no browser came.
        url: String,
    },
    /// The person agreed; the tokens are being fetched.
    Finishing,
    /// An earlier sign-in lies in the encrypted file, which waits for its passphrase.
    Locked,
    /// Signed in.
    SignedIn,
    /// RingCentral or the person ended it.
    Ended {
        /// What happened and what it means.
        why: String,
    },
    /// The last attempt did not work.
    Failed {
        /// What happened and what to do.
        why: String,
    },
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Their name at RingCentral.
    pub name: String,
    /// Their short number.
    pub extension_number: String,
    /// Their company's account id.
    pub account: String,
}

/// Where secrets are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SecretsPlace {
    /// In the system's keychain.
    Keychain,
    /// In an encrypted file, by the person's consent.
    SealedFile {
        /// It was unlocked in this run.
        open: bool,
    },
    /// In memory: the sign-in ends with the program.
    ThisRunOnly {
        /// Why, in words.
        why: String,
    },
}
