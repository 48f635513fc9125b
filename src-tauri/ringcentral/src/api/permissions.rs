//! May the one who is signed in do this? Used to explain a refusal.

use serde::Deserialize;

use crate::error::Result;
use crate::http::Rest;
use crate::limits::Group;

/// Does the person have that permission, such as `ReadPresenceStatus`? (Group Light, no scope.)
pub async fn has(rest: &Rest, permission: &str) -> Result<bool> {
    #[derive(Deserialize)]
    struct Checked {
        #[serde(default)]
        successful: bool,
    }

    let segments = ["restapi", "v1.0", "account", "~", "extension", "~", "authz-profile", "check"];
    let ask = rest.get(Group::Light, &segments)?.query("permissionId", permission);
    Ok(rest.read::<Checked>("permission", ask).await?.successful)
}
