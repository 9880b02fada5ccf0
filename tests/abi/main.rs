//! The ABI of all four contracts: dispatch, calldata and native value, for every function that the build's ABI files name.

mod arguments;
mod dispatch;
mod dynamic;
mod native_value;
mod short_calldata;
mod subject;
mod trailing_calldata;
mod upper_bits;
mod views;
