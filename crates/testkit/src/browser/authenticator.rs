//! A security key at somebody's browser: the browser's own virtual authenticator.

use super::Tab;
use chromiumoxide::cdp::browser_protocol::web_authn::{
    AddCredentialParams, AddVirtualAuthenticatorParams, AuthenticatorId, AuthenticatorProtocol,
    AuthenticatorTransport, ClearCredentialsParams, EnableParams, GetCredentialsParams,
    VirtualAuthenticatorOptions,
};

/// A security key plugged in at a tab. It answers at once, as if always touched.
#[derive(Debug)]
pub struct SecurityKey(AuthenticatorId);

impl Tab {
    /// Plugs a security key in that verifies its holder and keeps what it makes to itself.
    pub async fn has_a_security_key(&self) -> SecurityKey {
        self.page.execute(EnableParams::default()).await.expect("allow security keys");
        let options = VirtualAuthenticatorOptions {
            has_resident_key: Some(true),
            has_user_verification: Some(true),
            is_user_verified: Some(true),
            automatic_presence_simulation: Some(true),
            ..VirtualAuthenticatorOptions::new(
                AuthenticatorProtocol::Ctap2,
                AuthenticatorTransport::Usb,
            )
        };
        let added = self.page.execute(AddVirtualAuthenticatorParams::new(options)).await;
        SecurityKey(added.expect("plug a security key in").result.authenticator_id)
    }

    /// Puts a copy of each key in its place, that has signed `times` so far.
    pub async fn copies_the_keys(&self, key: &SecurityKey, times: i64) {
        let held = self.page.execute(GetCredentialsParams::new(key.0.clone())).await;
        let held = held.expect("read the keys").result.credentials;
        assert!(!held.is_empty(), "there is nothing to copy");
        let clear = ClearCredentialsParams::new(key.0.clone());
        self.page.execute(clear).await.expect("take the keys away");
        for mut copy in held {
            copy.sign_count = times;
            let add = AddCredentialParams::new(key.0.clone(), copy);
            self.page.execute(add).await.expect("put a copy there");
        }
    }
}
