//! Looking back: past states, and what transactions called.

use stylus_chain::{Address, BlockOverrides, CallKind, Status, Tx, U256};

use crate::{
    assembler::{assemble, deploying},
    forwarders::{Kind, World, deploy_forwarder, forward},
    programs::{ALICE, chain},
};

const BOB: Address = Address::repeat_byte(0xB0);

#[test]
fn the_past_can_be_looked_at_and_stays_past() {
    let mut chain = chain();
    let pay = || Tx::call(ALICE, BOB, []).with_value(U256::from(5));
    chain.transact(pay()).unwrap();
    let after_one = chain.snapshot();
    chain.advance(60);
    chain.transact(pay()).unwrap();
    let after_two = chain.snapshot();
    let (time, number) = (chain.timestamp(), chain.block_number());
    let seen = chain.at(after_one, |past| {
        let before = (past.balance(BOB), past.block_number(), past.timestamp());
        past.fund(BOB, U256::from(1_000));
        past.transact(pay()).unwrap();
        past.snapshot();
        before
    });
    assert_eq!(seen, Some((U256::from(5), 1, time - 60)));
    assert_eq!(chain.balance(BOB), U256::from(10));
    assert_eq!((chain.timestamp(), chain.block_number()), (time, number));
    assert!(chain.revert(after_two), "later snapshots live on");
    assert!(chain.revert(after_one));
    assert_eq!(chain.balance(BOB), U256::from(5));
    assert_eq!(chain.at(after_two, |_| ()), None);
}

#[test]
fn calls_see_the_block_that_they_are_told() {
    let mut chain = chain();
    let code = assemble(
        "NUMBER PUSH1 0x00 MSTORE TIMESTAMP PUSH1 0x20 MSTORE BASEFEE PUSH1 0x40 MSTORE COINBASE PUSH1 0x60 MSTORE PUSH1 0x80 PUSH1 0x00 RETURN",
    );
    let teller = chain.deploy(ALICE, deploying(&code)).unwrap();
    let tx = Tx::call(ALICE, teller.contract_address.unwrap(), []);
    let block = BlockOverrides {
        number: Some(77),
        timestamp: Some(5),
        base_fee: Some(9),
        coinbase: Some(BOB),
        ..BlockOverrides::default()
    };
    let told = chain.call_in(tx.clone(), &block).unwrap().output;
    let words: Vec<U256> = told.chunks(32).map(U256::from_be_slice).collect();
    let expected = [77, 5, 9].map(U256::from);
    assert_eq!(words[..3], expected);
    assert_eq!(Address::from_slice(&told[108..]), BOB);
    let plain = chain.call(tx).unwrap().output;
    assert_eq!(U256::from_be_slice(&plain[..32]), U256::from(2));
}

#[test]
fn a_trace_shows_calls_of_both_worlds_in_their_nesting() {
    let mut chain = chain();
    let program = deploy_forwarder(&mut chain, World::Wasm);
    let contract = deploy_forwarder(&mut chain, World::Evm);
    let reverting = chain
        .deploy(ALICE, deploying(&assemble("PUSH1 0x00 PUSH1 0x00 REVERT")))
        .unwrap()
        .contract_address
        .unwrap();
    let inner = forward(Kind::Static, 0, reverting, 0, &[]);
    let data = forward(Kind::Call, 0, contract, 0, &inner);
    let (outcome, trace) = chain.traced(|chain| chain.call(Tx::call(ALICE, program, data)));
    let (outcome, trace) = (outcome.unwrap(), trace.unwrap());
    assert_eq!(outcome.status, Status::Success);
    assert_eq!(trace.gas_used, outcome.gas_used);
    assert_eq!((trace.from, trace.to), (ALICE, Some(program)));
    let middle = &trace.calls[0];
    assert_eq!((middle.from, middle.to), (program, Some(contract)));
    assert_eq!((middle.kind, &middle.error), (CallKind::Call, &None));
    let last = &middle.calls[0];
    assert_eq!(
        (last.kind, last.to),
        (CallKind::StaticCall, Some(reverting))
    );
    assert_eq!(last.error.as_deref(), Some("execution reverted"));
    assert_eq!(chain.traced(|_| ()).1, None);
}
