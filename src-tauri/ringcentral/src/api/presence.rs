//! The own extension's state with its calls, to find out after a gap what is going on.

use super::page;
use crate::error::Result;
use crate::http::Rest;
use crate::limits::Group;
use crate::wire::Presence;

/// The own presence with its newest calls, at most seven (group Light, scope ReadPresence).
pub async fn own_detailed(rest: &Rest) -> Result<Presence> {
    let ask = rest.get(Group::Light, &["restapi", "v1.0", "account", "~", "extension", "~", "presence"])?;
    rest.read("presence", ask.query("detailedTelephonyState", "true")).await
}

/// The presence of every extension of the account, each as text (group Heavy, scope ReadPresence).
pub async fn company_detailed_texts(rest: &Rest) -> Result<Vec<String>> {
    let path = ["restapi", "v1.0", "account", "~", "presence"];
    let records: Vec<Box<serde_json::value::RawValue>> =
        page::all_with(rest, "presence", Group::Heavy, &path, &[("detailedTelephonyState", "true")]).await?;
    Ok(records.into_iter().map(|record| record.get().to_owned()).collect())
}

/// The own presence as text (group Light, scope ReadPresence).
pub async fn own_detailed_text(rest: &Rest) -> Result<String> {
    let ask = rest.get(Group::Light, &["restapi", "v1.0", "account", "~", "extension", "~", "presence"])?;
    rest.send(ask.query("detailedTelephonyState", "true")).await?.text("presence")
}
