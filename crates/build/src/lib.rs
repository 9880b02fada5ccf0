//! Builds the contracts into the WASM files, ABIs and digests that get deployed.
