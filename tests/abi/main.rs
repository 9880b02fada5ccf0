//! The ABI of all four contracts: dispatch, calldata and native value, for every function of the interfaces.
