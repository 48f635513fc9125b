//! The one TLS setting for requests and sockets: the operating system decides whom to trust.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

use crate::environment::Environment;
use crate::error::{Error, Result};

/// A client that trusts whom the system trusts. Where the platform runs on this computer without encryption, a
/// system without certificates is no obstacle: then nobody is trusted.
pub(crate) fn client(environment: &Environment) -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Encryption(error.to_string()))?;
    match builder.clone().with_platform_verifier() {
        Ok(builder) => Ok(builder.with_no_client_auth()),
        Err(_) if environment.base_url().scheme() == "http" => {
            Ok(builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
        }
        Err(error) => Err(Error::Encryption(error.to_string())),
    }
}
