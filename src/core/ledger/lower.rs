//! Of the two signatures that ECDSA allows for one message, the one with the lower `s`: so that nobody can spell a seal twice.

use rsa::BigUint;
use ssh_encoding::{Decode, Encode};
use ssh_key::{Algorithm, EcdsaCurve, Mpint};

/// The orders of the curves (SEC 2, version 2.0), in hexadecimal digits.
const P256: &[u8] = b"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const P384: &[u8] = b"ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973";
const P521: &[u8] = b"01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409";

/// The signature proper, `r` and `s`, with the lower `s`; nothing where it has that already, or is of another kind.
pub fn lowered(algorithm: &Algorithm, mut proper: &[u8]) -> Option<Vec<u8>> {
    let order = match algorithm {
        Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 } | Algorithm::SkEcdsaSha2NistP256 => P256,
        Algorithm::Ecdsa { curve: EcdsaCurve::NistP384 } => P384,
        Algorithm::Ecdsa { curve: EcdsaCurve::NistP521 } => P521,
        _ => return None,
    };
    let order = BigUint::parse_bytes(order, 16)?;
    let (r, s) = (Mpint::decode(&mut proper).ok()?, Mpint::decode(&mut proper).ok()?);
    let s = BigUint::from_bytes_be(s.as_positive_bytes()?);
    if s <= &order >> 1usize || s > order {
        return None;
    }
    let s = Mpint::from_positive_bytes(&(order - s).to_bytes_be()).ok()?;
    let mut lower = Vec::new();
    r.encode(&mut lower).and_then(|()| s.encode(&mut lower)).ok()?;
    Some(lower)
}
