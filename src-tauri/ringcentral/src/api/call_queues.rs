//! Call queues, and which of them ring an extension.

use serde::Deserialize;

use super::page;
use crate::error::Result;
use crate::http::Rest;
use crate::limits::Group;
use crate::wire::Id;

/// The queues that ring the extension (group Medium, scope ReadAccounts).
pub async fn of_member(rest: &Rest, extension_id: &str) -> Result<Vec<CallQueue>> {
    let path = ["restapi", "v1.0", "account", "~", "call-queues"];
    page::all_with(rest, "call queues", Group::Medium, &path, &[("memberExtensionId", extension_id)]).await
}

/// A call queue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallQueue {
    /// Its extension id.
    pub id: Id,
    /// Its short number.
    #[serde(default)]
    pub extension_number: Option<String>,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
}
