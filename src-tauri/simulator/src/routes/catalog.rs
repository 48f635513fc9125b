//! What each platform route demands: a token or none, which rate group it counts in, which permission the
//! app and which the person needs. RingCentral's reference states these per operation.

use crate::limits::Group;

/// What a route demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nothing.
    Open,
    /// Client credentials; the endpoint checks and counts by itself, since it alone knows whom to count for.
    Client,
    /// An access token.
    Bearer {
        /// The rate group; `None` counts nowhere.
        group: Option<Group>,
        /// The permission the app needs.
        app: Option<&'static str>,
        /// The permission the person needs.
        person: Option<&'static str>,
    },
}

const fn needs(group: Group, app: &'static str, person: &'static str) -> Access {
    Access::Bearer { group: Some(group), app: Some(app), person: Some(person) }
}

const fn app_only(group: Group, app: &'static str) -> Access {
    Access::Bearer { group: Some(group), app: Some(app), person: None }
}

/// What the route `"METHOD /template"` demands; `None` for one that is not listed.
pub fn access(route: &str) -> Option<Access> {
    ROUTES.iter().find(|(listed, _)| *listed == route).map(|(_, access)| *access)
}

/// Every route behind the gate.
pub const ROUTES: &[(&str, Access)] = &[
    ("GET /restapi", Access::Open),
    ("GET /restapi/{apiVersion}", Access::Open),
    ("GET /restapi/oauth/authorize", Access::Open),
    ("POST /restapi/oauth/authorize", Access::Open),
    ("GET /restapi/oauth/jwks", Access::Open),
    ("POST /restapi/oauth/token", Access::Client),
    ("POST /restapi/oauth/revoke", Access::Client),
    ("GET /restapi/oauth/userinfo", Access::Bearer { group: None, app: None, person: None }),
    ("POST /restapi/oauth/wstoken", app_only(Group::Auth, "WebSocket")),
    ("GET /restapi/v1.0/account/{accountId}", needs(Group::Light, "ReadAccounts", "ReadCompanyInfo")),
    (
        "GET /restapi/v1.0/account/{accountId}/extension",
        needs(Group::Medium, "ReadAccounts", "ReadExtensions"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}",
        needs(Group::Light, "ReadAccounts", "ReadExtensions"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/authz-profile/check",
        Access::Bearer { group: Some(Group::Light), app: None, person: None },
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/phone-number",
        needs(Group::Light, "ReadAccounts", "ReadUserPhoneNumbers"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/phone-number",
        needs(Group::Heavy, "ReadAccounts", "ReadCompanyPhoneNumbers"),
    ),
    (
        "GET /restapi/v2/accounts/{accountId}/phone-numbers",
        needs(Group::Heavy, "ReadAccounts", "ReadCompanyPhoneNumbers"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/forwarding-number",
        needs(Group::Light, "ReadAccounts", "ReadUserForwardingFlipNumbers"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/forwarding-number/{forwardingNumberId}",
        needs(Group::Light, "ReadAccounts", "ReadUserForwardingFlipNumbers"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/device",
        needs(Group::Light, "ReadAccounts", "ReadUserDevices"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/device/{deviceId}",
        needs(Group::Light, "ReadAccounts", "ReadCompanyDevices"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/caller-id",
        needs(Group::Light, "ReadAccounts", "ReadCallerIDSettings"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/call-queues",
        needs(Group::Medium, "ReadAccounts", "ReadExtensions"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/call-queues/{groupId}",
        needs(Group::Light, "ReadAccounts", "ReadExtensions"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/call-queues/{groupId}/members",
        needs(Group::Light, "ReadAccounts", "ReadExtensions"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/call-queues/{groupId}/presence",
        app_only(Group::Light, "ReadPresence"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/call-queue-presence",
        app_only(Group::Light, "ReadPresence"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/presence",
        needs(Group::Light, "ReadPresence", "ReadPresenceStatus"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/presence",
        needs(Group::Heavy, "ReadPresence", "ReadPresenceStatus"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/address-book/contact",
        needs(Group::Heavy, "ReadContacts", "ReadPersonalContacts"),
    ),
    (
        "POST /restapi/v1.0/account/{accountId}/extension/{extensionId}/address-book/contact",
        needs(Group::Heavy, "Contacts", "EditPersonalContacts"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/address-book/contact/{contactId}",
        needs(Group::Heavy, "ReadContacts", "ReadPersonalContacts"),
    ),
    (
        "PUT /restapi/v1.0/account/{accountId}/extension/{extensionId}/address-book/contact/{contactId}",
        needs(Group::Heavy, "Contacts", "EditPersonalContacts"),
    ),
    (
        "PATCH /restapi/v1.0/account/{accountId}/extension/{extensionId}/address-book/contact/{contactId}",
        needs(Group::Heavy, "Contacts", "EditPersonalContacts"),
    ),
    (
        "DELETE /restapi/v1.0/account/{accountId}/extension/{extensionId}/address-book/contact/{contactId}",
        needs(Group::Heavy, "Contacts", "EditPersonalContacts"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/address-book-sync",
        needs(Group::Heavy, "ReadContacts", "ReadPersonalContacts"),
    ),
    ("GET /restapi/v1.0/account/{accountId}/directory/entries", app_only(Group::Medium, "ReadAccounts")),
    (
        "GET /restapi/v1.0/account/{accountId}/directory/entries/{entryId}",
        app_only(Group::Medium, "ReadAccounts"),
    ),
    (
        "POST /restapi/v1.0/account/{accountId}/directory/entries/search",
        needs(Group::Heavy, "ReadAccounts", "ReadExtensions"),
    ),
    (
        "POST /restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out",
        needs(Group::Heavy, "RingOut", "RingOut"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out/{ringOutId}",
        needs(Group::Light, "RingOut", "RingOut"),
    ),
    (
        "DELETE /restapi/v1.0/account/{accountId}/extension/{extensionId}/ring-out/{ringOutId}",
        needs(Group::Heavy, "RingOut", "RingOut"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/telephony/sessions/{telephonySessionId}",
        app_only(Group::Light, "CallControl"),
    ),
    (
        "DELETE /restapi/v1.0/account/{accountId}/telephony/sessions/{telephonySessionId}",
        app_only(Group::Light, "CallControl"),
    ),
    (
        "GET /restapi/v1.0/account/{accountId}/telephony/sessions/{telephonySessionId}/parties/{partyId}",
        app_only(Group::Light, "CallControl"),
    ),
    ("GET /restapi/v1.0/subscription", Access::Bearer { group: Some(Group::Light), app: None, person: None }),
    (
        "POST /restapi/v1.0/subscription",
        Access::Bearer { group: Some(Group::Medium), app: None, person: None },
    ),
    (
        "GET /restapi/v1.0/subscription/{subscriptionId}",
        Access::Bearer { group: Some(Group::Light), app: None, person: None },
    ),
    (
        "DELETE /restapi/v1.0/subscription/{subscriptionId}",
        Access::Bearer { group: Some(Group::Medium), app: None, person: None },
    ),
];
