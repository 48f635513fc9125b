//! Texts as RingCentral sends them: thousands a second, nearly all of them short.

/// A text that needs no allocation while it has at most 24 bytes, as names and numbers have.
pub type Text = compact_str::CompactString;
