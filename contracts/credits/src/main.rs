//! Prints the credits contract's interface, or its constructor's signature, for `cargo stylus`.

fn main() {
    runtime::export::print(
        include_str!("../../../interfaces/IComputeCredits.sol"),
        "constructor(address diem)",
    );
}
