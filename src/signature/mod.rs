//! MinHash signatures by fast similarity sketching.

mod hash;
mod minhash;

pub use minhash::{Signature, Sketcher};
