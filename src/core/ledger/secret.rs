//! Private keys: read, opened, and used to sign what a seal covers.

use super::seal::{NAMESPACE, SealKey, written};
use rsa::pkcs1v15::SigningKey;
use rsa::sha2::Sha512;
use rsa::signature::{SignatureEncoding, Signer};
use rsa::{BigUint, RsaPrivateKey};
use ssh_key::private::{KeypairData, RsaKeypair};
use ssh_key::{Algorithm, HashAlg, Mpint, PrivateKey, Signature, SshSig};

/// A private key as a file in OpenSSH's format holds it.
#[derive(Clone)]
pub struct Secret(PrivateKey);

impl Secret {
    /// Nothing where the text is no private key that milepost can sign with.
    pub fn parse(text: &str) -> Option<Secret> {
        let secret = Secret(PrivateKey::from_openssh(text).ok()?);
        secret.key().map(|_| secret)
    }

    /// The key that others know; it can be told before the passphrase is.
    pub fn key(&self) -> Option<SealKey> {
        SealKey::parse(&self.0.public_key().to_openssh().ok()?)
    }

    pub fn is_encrypted(&self) -> bool {
        self.0.is_encrypted()
    }

    /// The key opened; nothing where the passphrase is another.
    pub fn open(&self, passphrase: &str) -> Option<Secret> {
        self.0.decrypt(passphrase).ok().map(Secret)
    }

    /// The signature of these bytes as a seal carries it; nothing where the key cannot sign by itself, as one that lives in a
    /// security key.
    pub fn sign(&self, signed: &[u8]) -> Option<String> {
        let signature = match self.0.key_data() {
            KeypairData::Rsa(pair) => rsa(pair, &for_agent(signed)?)?,
            _ => self.0.sign(NAMESPACE, HashAlg::Sha512, signed).ok()?.signature().clone(),
        };
        written(&self.key()?, &signature)
    }
}

/// RSA goes past `PrivateKey::sign`, which in ssh-key 0.6 takes the first prime for the second, too, and so refuses every key.
fn rsa(pair: &RsaKeypair, signed: &[u8]) -> Option<Signature> {
    let number = |number: &Mpint| BigUint::try_from(number).ok();
    let primes = vec![number(&pair.private.p)?, number(&pair.private.q)?];
    let (n, e, d) = (number(&pair.public.n)?, number(&pair.public.e)?, number(&pair.private.d)?);
    let key = RsaPrivateKey::from_components(n, e, d, primes).ok()?;
    let signature = SigningKey::<Sha512>::new(key).try_sign(signed).ok()?;
    Signature::new(Algorithm::Rsa { hash: Some(HashAlg::Sha512) }, signature.to_vec()).ok()
}

/// What an agent is asked to sign, so that its answer is an SSHSIG of these bytes.
pub fn for_agent(signed: &[u8]) -> Option<Vec<u8>> {
    SshSig::signed_data(NAMESPACE, HashAlg::Sha512, signed).ok()
}

/// An agent's answer as a seal carries it.
pub fn from_agent(key: &SealKey, answer: &[u8]) -> Option<String> {
    written(key, &Signature::try_from(answer).ok()?)
}
