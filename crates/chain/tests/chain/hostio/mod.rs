//! The 42 host functions: what each does, what it charges, and how it fails.

mod account;
mod info;
mod io;
mod math;
mod nested;
mod storage;

use stylus_chain::{Bytes, Chain, Outcome, Status};

use crate::programs::{call, chain, deploy, module};

/// Ink of one `call` instruction and of the block that begins after it (Nitro `crates/prover/src/programs/meter.rs`).
const CALL_AND_BLOCK: u64 = 3_800 + 2_450;

/// Runs a program with this body on a fresh chain.
fn run(hooks: &[&str], body: &str) -> Outcome {
    run_on(&mut chain(), hooks, body, Bytes::new())
}

fn run_on(chain: &mut Chain, hooks: &[&str], body: &str, calldata: impl Into<Bytes>) -> Outcome {
    let program = deploy(chain, &module(hooks, body, ""));
    call(chain, program, calldata)
}

/// What a program with this body leaves in its first `len` bytes of memory.
fn memory(hooks: &[&str], body: &str, len: u32) -> Bytes {
    memory_on(&mut chain(), hooks, body, len)
}

fn memory_on(chain: &mut Chain, hooks: &[&str], body: &str, len: u32) -> Bytes {
    let hooks = [hooks, &["write_result"]].concat();
    let body = format!("{body} (call $write_result (i32.const 0) (i32.const {len})) (i32.const 0)");
    let outcome = run_on(chain, &hooks, &body, Bytes::new());
    assert_eq!(outcome.status, Status::Success, "{outcome:?}");
    outcome.output
}

/// Ink that one more `instruction` costs when it has been executed once before, all prices included but those of [`CALL_AND_BLOCK`].
/// Constants cost 1 each, `drop` 9.
fn ink(hook: &str, instruction: &str) -> u64 {
    ink_on(&mut chain(), hook, instruction)
}

fn ink_on(chain: &mut Chain, hook: &str, instruction: &str) -> u64 {
    let mut left = |times: usize| {
        let body = format!(
            "{} (i64.store (i32.const 0) (call $evm_ink_left))",
            instruction.repeat(times)
        );
        let output = memory_on(chain, &[hook, "evm_ink_left"], &body, 8);
        u64::from_le_bytes(output.as_ref().try_into().unwrap())
    };
    // Each further copy makes the program start a little dearer, so the difference of two differences is taken.
    let start = |chain: &mut Chain, times: usize| {
        let body = format!(
            "(if (i32.eqz (local.get $len)) (then (i64.store (i32.const 0) (call $evm_ink_left)) (call $write_result (i32.const 0) (i32.const 8)) (return (i32.const 0)))) {} (i32.const 0)",
            instruction.repeat(times)
        );
        let output = run_on(
            chain,
            &[hook, "evm_ink_left", "write_result"],
            &body,
            Bytes::new(),
        )
        .output;
        u64::from_le_bytes(output.as_ref().try_into().unwrap())
    };
    let (once, twice) = (left(1), left(2));
    let dearer = start(chain, 1) - start(chain, 2);
    once - twice - dearer - CALL_AND_BLOCK
}

/// The program reverts without data, as after a trap, and keeps gas.
fn assert_fails(outcome: &Outcome) {
    assert_eq!(outcome.status, Status::Revert, "{outcome:?}");
    assert!(outcome.output.is_empty(), "{outcome:?}");
    assert!(outcome.gas_used < 1_000_000, "{outcome:?}");
}

/// Each of these instructions fails, since it points beyond the two pages of memory.
fn assert_out_of_bounds(hook: &str, instructions: &[&str]) {
    for instruction in instructions {
        let outcome = run(&[hook], &format!("{instruction} (i32.const 0)"));
        assert_fails(&outcome);
    }
}
