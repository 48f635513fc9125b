//! Who a caller is to the dispatcher who looks: a customer of the company, else one of their own contacts. A name is
//! given only where it is clear whose it is.

/// Who has the caller's number, by name. Hostile text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Customers, whom everybody knows.
    pub customers: Vec<String>,
    /// The dispatcher's own contacts, whom nobody else sees. They matter where no customer has the number.
    pub own: Vec<String>,
}

impl Known {
    /// The name to show; `None` where nobody has the number, or more than one.
    pub fn name(&self) -> Option<&str> {
        match (self.customers.as_slice(), self.own.as_slice()) {
            ([only], _) | ([], [only]) => Some(only),
            _ => None,
        }
    }
}
