//! Prints Diem's interface, or its constructor's signature, for `cargo stylus`.

fn main() {
    runtime::export::print(
        include_str!("../../../interfaces/IDiem.sol"),
        "constructor(address minter, uint256 cap)",
    );
}
