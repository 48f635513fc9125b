//! stub

/// stub
#[derive(Debug, Default)]
pub struct Faults;
