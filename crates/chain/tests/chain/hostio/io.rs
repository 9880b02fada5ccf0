//! read_args, write_result, exit_early, emit_log, pay_for_memory_grow. What is read of a call's result is in `nested`.

use stylus_chain::{Bytes, Status, Tx};

use super::{assert_fails, assert_out_of_bounds, ink, run, run_on};
use crate::{
    forwarders::{Kind, World, deploy_forwarder, forward, forwarded},
    programs::{ALICE, call, chain, deploy, module, returned},
};

#[test]
fn calldata_has_to_fit_the_memory() {
    let body = "(call $read_args (i32.const 131068)) (i32.const 0)";
    assert_eq!(
        run_on(&mut chain(), &["read_args"], body, vec![1; 4]).status,
        Status::Success
    );
    assert_fails(&run_on(&mut chain(), &["read_args"], body, vec![1; 5]));
}

#[test]
fn calldata_is_paid_by_length() {
    let mut chain = chain();
    let program = deploy(
        &mut chain,
        &module(
            &["read_args"],
            "(call $read_args (i32.const 0)) (i32.const 0)",
            "",
        ),
    );
    let mut gas = |len: usize| call(&mut chain, program, vec![0; len]).execution_gas;
    // 30 ink a byte beyond 32: 1,000,000 bytes would be 3,000 gas; 10,032 bytes are 30.
    assert_eq!(gas(10_032) - gas(32), 30);
    assert_eq!(gas(0), gas(32));
}

#[test]
fn the_last_result_counts_and_the_program_goes_on() {
    let outcome = run(
        &["write_result"],
        "(i32.store8 (i32.const 0) (i32.const 1)) (call $write_result (i32.const 0) (i32.const 1))
         (i32.store8 (i32.const 0) (i32.const 2)) (call $write_result (i32.const 0) (i32.const 1))
         (i32.store8 (i32.const 0) (i32.const 3)) (i32.const 0)",
    );
    assert_eq!(outcome.output.as_ref(), [2]);
}

#[test]
fn any_other_status_reverts_with_the_result() {
    for status in [1, 2, 256, -1] {
        let body = format!(
            "(i32.store8 (i32.const 0) (i32.const 5)) (call $write_result (i32.const 0) (i32.const 1)) (i32.const {status})"
        );
        let outcome = run(&["write_result"], &body);
        assert_eq!(
            (outcome.status, outcome.output.as_ref()),
            (Status::Revert, [5].as_slice()),
            "{status}"
        );
    }
}

#[test]
fn results_lie_in_memory() {
    assert_out_of_bounds(
        "write_result",
        &[
            "(call $write_result (i32.const 131072) (i32.const 1))",
            "(call $write_result (i32.const 0) (i32.const 131073))",
            "(call $write_result (i32.const -1) (i32.const 100))",
        ],
    );
}

#[test]
fn returned_data_costs_at_least_what_the_evm_charges() {
    // 131,072 bytes: 4,096 words cost 12,288 + 32,768 gas in the EVM; 2 * (16,381 + 55 * 131,040) ink are 1,445.
    let mut chain = chain();
    let long = module(
        &["write_result"],
        "(call $write_result (i32.const 0) (i32.const 131072)) (i32.const 0)",
        "",
    );
    let long = deploy(&mut chain, &long);
    assert_eq!(call(&mut chain, long, []).execution_gas, 45_056);
    let outcome = chain
        .call(Tx::call(ALICE, long, []).with_gas(21_000 + 45_055))
        .unwrap();
    assert!(matches!(outcome.status, Status::Halt(_)));
}

#[test]
fn a_program_exits_early_with_its_status() {
    let body = |status: i32| {
        format!(
            "(i32.store8 (i32.const 0) (i32.const 9)) (call $write_result (i32.const 0) (i32.const 1))
             (call $exit_early (i32.const {status})) (unreachable)"
        )
    };
    let hooks = ["write_result", "exit_early"];
    let outcome = run(&hooks, &body(0));
    assert_eq!(
        (outcome.status, outcome.output.as_ref()),
        (Status::Success, [9].as_slice())
    );
    let outcome = run(&hooks, &body(3));
    assert_eq!(
        (outcome.status, outcome.output.as_ref()),
        (Status::Revert, [9].as_slice())
    );
}

#[test]
fn logs_have_up_to_four_topics() {
    let mut chain = chain();
    let program = deploy(
        &mut chain,
        &module(
            &["read_args", "emit_log"],
            // The first byte of calldata is the number of topics, the rest is the log.
            "(call $read_args (i32.const 0))
             (call $emit_log (i32.const 1) (i32.sub (local.get $len) (i32.const 1)) (i32.load8_u (i32.const 0))) (i32.const 0)",
            "",
        ),
    );
    for topics in 0..=4u8 {
        let mut data = vec![topics];
        (0..topics).for_each(|topic| data.extend([topic + 1; 32]));
        data.extend(b"data");
        let receipt = chain.transact(Tx::call(ALICE, program, data)).unwrap();
        assert_eq!(receipt.logs.len(), 1);
        let log = &receipt.logs[0];
        assert_eq!(log.address, program);
        assert_eq!(log.topics().len(), usize::from(topics));
        assert!(
            log.topics()
                .iter()
                .zip(1..)
                .all(|(topic, byte)| *topic == [byte; 32])
        );
        assert_eq!(log.data.data.as_ref(), b"data");
    }
    let mut gas = |data: Vec<u8>| call(&mut chain, program, data).execution_gas;
    // One more topic: 375 gas for it, and 32 bytes more to read, 55 and 30 ink each, which is less than one gas.
    let (none, one) = (gas(vec![0]), gas([vec![1], vec![0; 32]].concat()));
    assert!((375..=376).contains(&(one - none)), "{none} {one}");
    assert!((8_000..8_090).contains(&(gas(vec![0; 1_001]) - none)));
}

#[test]
fn a_log_with_too_many_or_missing_topics_fails() {
    let fails = |len: u32, topics: i32| {
        let body = format!(
            "(call $emit_log (i32.const 0) (i32.const {len}) (i32.const {topics})) (i32.const 0)"
        );
        assert_fails(&run(&["emit_log"], &body));
    };
    fails(160, 5);
    fails(31, 1);
    fails(127, 4);
    fails(0, -1);
    assert_out_of_bounds(
        "emit_log",
        &["(call $emit_log (i32.const 131072) (i32.const 1) (i32.const 0))"],
    );
}

#[test]
fn no_log_is_emitted_in_a_static_call() {
    let mut chain = chain();
    let program = module(
        &["emit_log"],
        "(call $emit_log (i32.const 0) (i32.const 0) (i32.const 0)) (i32.const 0)",
        "",
    );
    let program = deploy(&mut chain, &program);
    let forwarder = deploy_forwarder(&mut chain, World::Evm);
    let output = returned(
        &mut chain,
        forwarder,
        forward(Kind::Static, 0, program, 0, &[]),
    );
    assert_eq!(forwarded(&output), (false, [].as_slice()));
    let output = returned(
        &mut chain,
        forwarder,
        forward(Kind::Call, 0, program, 0, &[]),
    );
    assert!(forwarded(&output).0);
}

#[test]
fn memory_is_paid_before_it_grows() {
    let grow = |pages: u32| {
        let text = format!(
            r#"(module (import "vm_hooks" "pay_for_memory_grow" (func $pay (param i32)))
               (memory (export "memory") 0)
               (func (export "user_entrypoint") (param i32) (result i32)
                 (drop (memory.grow (i32.const {pages}))) (i32.const 0)))"#
        );
        let mut chain = chain();
        let program = deploy(&mut chain, &wat::parse_str(text).unwrap());
        call(&mut chain, program, Bytes::new())
    };
    let free = grow(2).execution_gas;
    assert_eq!(grow(1).execution_gas, free, "two pages are free");
    assert_eq!(grow(3).execution_gas, free + 1_000);
    assert_eq!(
        grow(66).execution_gas,
        free + 64_000 + 7_395 - 1,
        "the ramp's 66 pages cost 7,395"
    );
    assert!(
        matches!(grow(129).status, Status::Halt(_)),
        "more than 128 pages cannot be paid"
    );
    // The argument of the host function is 16 bits wide: 65,536 pages are none to it, and the engine refuses them.
    let wide = grow(65_536);
    assert_eq!(wide.status, Status::Success);
    assert!(wide.execution_gas <= free + 1);
}

#[test]
fn paying_for_no_pages_costs_a_host_call() {
    assert_eq!(
        ink(
            "pay_for_memory_grow",
            "(call $pay_for_memory_grow (i32.const 0))"
        ),
        8_400 + 1
    );
}
