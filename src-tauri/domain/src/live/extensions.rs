//! What is known of the company's extensions: who can pick up, what is a machine, and what each is called.

use std::collections::HashMap;

use crate::ids::ExtensionId;

/// What an extension is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtensionKind {
    /// Somebody who can pick up.
    Person,
    /// A call queue.
    Queue,
    /// An automatic menu or announcement.
    Menu,
    /// Fax, paging, park location, and whatever comes.
    Other,
}

/// The company's extensions, as far as they are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extensions {
    known: HashMap<ExtensionId, (ExtensionKind, String)>,
}

impl Extensions {
    /// Adds or replaces one.
    pub fn insert(&mut self, id: ExtensionId, kind: ExtensionKind, name: String) {
        self.known.insert(id, (kind, name));
    }

    /// What it is, if known.
    pub fn kind(&self, id: &ExtensionId) -> Option<ExtensionKind> {
        self.known.get(id).map(|(kind, _)| *kind)
    }

    /// Its name, if known.
    pub fn name(&self, id: &ExtensionId) -> Option<&str> {
        self.known.get(id).map(|(_, name)| name.as_str())
    }
}
