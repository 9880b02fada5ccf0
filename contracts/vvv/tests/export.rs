//! What `cargo stylus` asks the contract's native binary for.

#[path = "../../runtime/tests/abi/binary.rs"]
mod binary;

use binary::Binary;

const BINARY: Binary = Binary {
    path: env!("CARGO_BIN_EXE_vvv"),
    interface: include_str!("../../../interfaces/IVvv.sol"),
};

#[test]
fn the_interface_is_the_one_the_contract_is_written_from() {
    BINARY.prints_its_interface();
}

#[test]
fn there_is_no_constructor() {
    BINARY.prints_the_constructor("");
}

#[test]
fn other_questions_are_refused() {
    BINARY.refuses_other_questions();
}
