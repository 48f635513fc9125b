//! Whether a person holds a permission: what a client asks to explain a refusal.

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::errors::ApiError;
use crate::routes::Routes;
use crate::routes::visit::Visit;

/// The permission-check route.
pub fn router() -> Routes {
    let check_at = "/restapi/v1.0/account/{accountId}/extension/{extensionId}/authz-profile/check";
    Router::new().route(check_at, get(check))
}

async fn check(visit: Visit) -> Result<Json<Value>, ApiError> {
    let person = visit.person()?;
    let missing = || ApiError::parameter("permissionId", "");
    let permission = visit.asked("permissionId").filter(|id| !id.is_empty()).ok_or_else(missing)?;
    let profile = format!("{}/authz-profile", visit.extension_uri(&person.extension_id));
    Ok(Json(json!({
        "uri": format!("{profile}/check?permissionId={permission}"),
        "successful": !visit.state.faults.withholds(permission),
        "details": {
            "permission": {
                "uri": format!("{}/restapi/v1.0/dictionary/permission/{permission}", visit.state.base_url),
                "id": permission,
                "siteCompatible": "Independent",
                "readOnly": true,
                "assignable": true,
            },
            "effectiveRole": {
                "uri": visit.uri("/user-role/2"),
                "id": "2",
            },
            "scopes": ["Self", "Account"],
        },
    })))
}

#[cfg(test)]
mod tests {
    use crate::testing::Desk;

    const CHECK: &str = "/restapi/v1.0/account/~/extension/~/authz-profile/check";

    #[tokio::test]
    async fn a_withheld_permission_is_explained() {
        let desk = Desk::open().await;
        let asked = format!("{CHECK}?permissionId=ReadUserDevices");
        assert_eq!(desk.get(&asked).await.body["successful"], true, "people may see their devices");
        desk.simulator.state().faults.withhold("ReadUserDevices");
        assert_eq!(desk.get(&asked).await.body["successful"], false, "until that is taken away");
        let refused = desk.get("/restapi/v1.0/account/~/extension/~/device").await;
        assert_eq!((refused.status, refused.code()), (403, "CMN-408"), "and then the devices are refused");
        assert_eq!(refused.body["permissionName"], "ReadUserDevices", "by the permission's name");
    }

    #[tokio::test]
    async fn a_check_needs_a_permission() {
        let desk = Desk::open().await;
        let refused = desk.get(CHECK).await;
        assert_eq!((refused.status, refused.code()), (400, "CMN-101"), "which permission?");
    }
}
