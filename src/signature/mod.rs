//! MinHash signatures by one-permutation hashing.

mod hash;
mod minhash;

pub use minhash::{Signature, Sketcher};
