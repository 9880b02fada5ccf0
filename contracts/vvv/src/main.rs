//! Prints Test VVV's interface for `cargo stylus`. It has no constructor.

fn main() {
    runtime::export::print(include_str!("../../../interfaces/IVvv.sol"), "");
}
