//! Why a step was not taken.

/// A step that the world refuses. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No call has this telephony session id.
    #[error("there is no call {0}: take an id that a step returned or that the truth lists")]
    UnknownCall(String),
    /// Nobody in the directory has this extension id.
    #[error("there is no extension {0}: take an id of the directory")]
    UnknownExtension(String),
    /// The state of the call does not allow the step.
    #[error("{step} is not possible: {why}")]
    NotNow {
        /// The step that was asked for.
        step: &'static str,
        /// What the call is doing instead.
        why: String,
    },
}
