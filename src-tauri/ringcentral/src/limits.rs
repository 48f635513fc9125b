//! stub
use std::fmt;
/// A rate-limit group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// light
    Light,
    /// medium
    Medium,
    /// heavy
    Heavy,
    /// auth
    Auth,
}
impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("x")
    }
}
