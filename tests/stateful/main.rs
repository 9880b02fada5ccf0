//! The suite under random sequences of calls: its invariants.
