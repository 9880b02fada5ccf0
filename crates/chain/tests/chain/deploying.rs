//! Deploying and activating programs.

use crate::programs::{chain, deploy, module, returned};

#[test]
fn a_program_echoes_its_calldata() {
    let mut chain = chain();
    let echo = module(
        &["read_args", "write_result"],
        "(call $read_args (i32.const 0)) (call $write_result (i32.const 0) (local.get $len)) (i32.const 0)",
        "",
    );
    let echo = deploy(&mut chain, &echo);
    assert_eq!(
        returned(&mut chain, echo, b"hello".to_vec()).as_ref(),
        b"hello"
    );
}
