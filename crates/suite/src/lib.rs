//! The suite on an embedded chain: bindings, deployment, typed calls.
