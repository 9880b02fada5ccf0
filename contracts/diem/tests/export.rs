//! What `cargo stylus` asks the contract's native binary for.

#[path = "../../runtime/tests/abi/binary.rs"]
mod binary;

use binary::Binary;

const BINARY: Binary = Binary {
    path: env!("CARGO_BIN_EXE_diem"),
    interface: include_str!("../../../interfaces/IDiem.sol"),
};

#[test]
fn the_interface_is_the_one_the_contract_is_written_from() {
    BINARY.prints_its_interface();
}

#[test]
fn the_constructor_is_the_documented_one() {
    BINARY.prints_the_constructor("constructor(address minter, uint256 cap)");
}

#[test]
fn other_questions_are_refused() {
    BINARY.refuses_other_questions();
}
