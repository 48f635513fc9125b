//! What a token looks like: opaque text, unguessable, and recognizable as ours.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore as _;

/// How access and refresh tokens begin; any other bearer is "corrupted".
pub const PREFIX: &str = "SJC11P";

/// A token of 32 random bytes behind a readable kind.
pub fn mint(kind: char) -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    format!("{PREFIX}{kind}{}", URL_SAFE_NO_PAD.encode(bytes))
}
