//! Who is who in the company: extensions and the dispatcher's queues, remembered from the last time and
//! learned anew at each sign-in.

use std::collections::HashSet;
use std::time::Duration;

use domain::ExtensionId;
use domain::live::{Audience, Extensions};
use ringcentral::api::{call_queues, extensions};
use store::{ExtensionRow, Realm, Store};

use crate::ports::Clock;
use crate::sign_in::SignedIn;
use crate::translate;
use crate::view::ToastScope;

/// How long to wait after RingCentral could not be asked.
const AGAIN_AFTER: Duration = Duration::from_secs(60);

/// What is known of the company.
#[derive(Debug, Clone, Default)]
pub(super) struct Company {
    /// Its extensions.
    pub extensions: Extensions,
    /// The queues that ring the dispatcher.
    pub queues: HashSet<ExtensionId>,
}

impl Company {
    /// Whose calls are offered by toast.
    pub fn audience(&self, me: &ExtensionId, scope: ToastScope) -> Audience {
        match scope {
            ToastScope::Off => Audience::default(),
            ToastScope::MineAndMyQueues => {
                Audience { extension: Some(me.clone()), queues: self.queues.clone(), whole_company: false }
            }
            ToastScope::WholeCompany => {
                Audience { extension: Some(me.clone()), queues: self.queues.clone(), whole_company: true }
            }
        }
    }

    fn new(rows: Vec<ExtensionRow>, queues: HashSet<ExtensionId>) -> Self {
        let mut extensions = Extensions::default();
        for row in rows {
            extensions.insert(row.id, row.kind, row.name);
        }
        Self { extensions, queues }
    }
}

/// What the store still knows. The queues are learned anew: they change with every shift.
pub(super) async fn remembered(store: &Store, realm: &Realm) -> Company {
    let rows = store.extensions().load(realm).await.unwrap_or_else(|error| {
        tracing::error!(%error, "extensions could not be read");
        Vec::new()
    });
    Company::new(rows, HashSet::new())
}

/// Asks RingCentral until it has answered. `None` when it will not tell.
pub(super) async fn learn(store: &Store, clock: &dyn Clock, signed_in: &SignedIn) -> Option<Company> {
    loop {
        match ask(signed_in).await {
            Ok((rows, queues)) => {
                if let Err(error) = store.extensions().replace_all(&signed_in.realm, &rows).await {
                    tracing::error!(%error, "extensions could not be stored");
                }
                return Some(Company::new(rows, queues));
            }
            Err(error) if error.is_transient() => {
                tracing::info!(%error, "extensions could not be read yet");
                clock.sleep_until(clock.now() + AGAIN_AFTER).await;
            }
            Err(error) => {
                tracing::warn!(%error, "extensions may not be read; calls show numbers in place of names");
                return None;
            }
        }
    }
}

async fn ask(signed_in: &SignedIn) -> ringcentral::Result<(Vec<ExtensionRow>, HashSet<ExtensionId>)> {
    let all = extensions::all(&signed_in.rest).await?;
    let queues = match call_queues::of_member(&signed_in.rest, signed_in.extension.as_str()).await {
        Ok(queues) => queues.into_iter().map(|queue| ExtensionId::new(queue.id.as_str())).collect(),
        Err(error) if error.is_transient() => return Err(error),
        Err(error) => {
            tracing::warn!(%error, "queues may not be read; their calls are not offered by toast");
            HashSet::new()
        }
    };
    let rows = all.into_iter().map(|extension| ExtensionRow {
        id: ExtensionId::new(extension.id.as_str()),
        kind: translate::extension_kind(&extension.kind),
        name: extension
            .name
            .unwrap_or_else(|| crate::words::extension(extension.extension_number.as_deref())),
        number: extension.extension_number,
    });
    Ok((rows.collect(), queues))
}
