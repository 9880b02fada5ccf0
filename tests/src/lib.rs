//! The contracts' tests: the shipped WASM on the embedded chain.
