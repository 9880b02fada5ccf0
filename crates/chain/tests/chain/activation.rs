//! Activating programs, and how long that lasts.

use alloy_sol_types::{SolCall, SolEvent};
use stylus_chain::{Address, Chain, ChainConfig, HaltReason, Status, Tx, U256};
use stylus_program::compress;

use crate::{
    arbos::*,
    forwarders::deploy_evm,
    programs::{ALICE, call, chain, module},
};

#[test]
fn activation_of_what_is_no_program_reverts() {
    let mut chain = chain();
    let nothing = activate(&mut chain, Address::repeat_byte(9), ether());
    assert_reverts(&nothing.status, &nothing.output, &ProgramNotWasm {});
    let evm = deploy_evm(&mut chain, "STOP");
    // Before ArbOS 60 an error without encoding; so are code without data, a dictionary that is none, and bad compression.
    let mut refused = vec![evm];
    for code in [
        &[0xef, 0xf0, 0][..],
        &[0xef, 0xf0, 0, 0],
        &[0xef, 0xf0, 0, 9, 1, 2],
        &[0xef, 0xf0, 0, 0, 0xff, 0xff, 0xff],
    ] {
        refused.push(create(&mut chain, code));
    }
    for account in refused {
        let receipt = activate(&mut chain, account, ether());
        assert_eq!(
            (receipt.status.clone(), receipt.output.len()),
            (Status::Revert, 0)
        );
        assert!(receipt.gas_used < 1_750_000, "{receipt:?}");
        assert!(receipt.gas_used > 1_659_168);
    }
}

#[test]
fn activation_of_an_invalid_module_takes_all_gas() {
    let mut chain = chain();
    let invalid = [
        b"not a module".to_vec(),
        wat::parse_str("(module)").unwrap(),
        module(&[], "(i32.const 0)", "(func $s) (start $s)"),
    ];
    for wasm in invalid {
        let program = create(&mut chain, &compress(&wasm));
        let receipt = activate(&mut chain, program, ether());
        assert!(matches!(receipt.status, Status::Halt(_)), "{receipt:?}");
        assert_eq!(receipt.gas_used, ChainConfig::default().tx_gas_limit);
        assert_eq!(
            call(&mut chain, program, []).status,
            Status::Halt(HaltReason::ProgramNotActivated)
        );
    }
}

#[test]
fn activation_takes_its_fee_and_gives_the_rest_back() {
    let mut chain = chain();
    let program = create(&mut chain, &compress(&echo()));
    let balance = chain.balance(ALICE);
    let cheap = activate(&mut chain, program, U256::ONE);
    let want = U256::from_be_slice(&cheap.output[36..]);
    assert_reverts(
        &cheap.status,
        &cheap.output,
        &ProgramInsufficientValue {
            have: U256::ONE,
            want,
        },
    );
    assert_eq!(chain.balance(ALICE), balance);
    let exact = activate(&mut chain, program, ether());
    assert_eq!(exact.status, Status::Success);
    assert_eq!(U256::from_be_slice(&exact.output[32..]), want);
    assert_eq!(balance - chain.balance(ALICE), want);
    assert_eq!(chain.balance(ARB_WASM), U256::ZERO);
    let again = activate(&mut chain, program, ether());
    assert_reverts(&again.status, &again.output, &ProgramUpToDate {});
}

#[test]
fn the_data_fee_starts_at_the_published_least_price() {
    let mut chain = chain();
    let deployment = chain.deploy_program(ALICE, &echo(), None).unwrap();
    let size = ask(
        &mut chain,
        ARB_WASM,
        &codehashAsmSizeCall {
            codehash: deployment.code_hash,
        },
    )
    .unwrap();
    // 82,928,201 wei a byte, and some 2.5 % for the demand of the first half megabyte itself.
    let least = U256::from(82_928_201u64) * U256::from(size - 1_024);
    assert!(
        deployment.data_fee > least
            && deployment.data_fee < least * U256::from(103) / U256::from(100)
    );
    let second = module(&[], "(i32.const 0)", "");
    assert!(
        chain.deploy_program(ALICE, &second, None).unwrap().data_fee > least,
        "demand has risen"
    );
}

#[test]
fn programs_expire_and_can_be_activated_again() {
    let mut chain = chain();
    chain.set_timestamp(1_750_003_200); // a full hour: activation times are kept in hours
    let deployment = chain.deploy_program(ALICE, &echo(), None).unwrap();
    let program = deployment.address;
    let left = |chain: &mut Chain| ask(chain, ARB_WASM, &programTimeLeftCall { program });
    assert_eq!(left(&mut chain).unwrap(), 365 * DAY);
    chain.advance(365 * DAY);
    assert_eq!(left(&mut chain).unwrap(), 0);
    assert_eq!(
        call(&mut chain, program, []).status,
        Status::Success,
        "the last second"
    );
    chain.advance(1);
    let outcome = left(&mut chain).unwrap_err();
    assert_reverts(
        &outcome.status,
        &outcome.output,
        &ProgramExpired {
            ageInSeconds: 365 * DAY + 1,
        },
    );
    assert_eq!(
        call(&mut chain, program, []).status,
        Status::Halt(HaltReason::ProgramExpired)
    );
    assert_eq!(
        activate(&mut chain, program, ether()).status,
        Status::Success
    );
    assert_eq!(call(&mut chain, program, []).status, Status::Success);
    let cached = codehashIsCachedCall {
        codehash: deployment.code_hash,
    };
    assert!(
        ask(&mut chain, ARB_WASM_CACHE, &cached).unwrap(),
        "it stays in the cache"
    );
}

#[test]
fn a_programs_life_can_be_extended_after_31_days() {
    let mut chain = chain();
    chain.set_timestamp(1_750_003_200); // a full hour: activation times are kept in hours
    let deployment = chain.deploy_program(ALICE, &echo(), None).unwrap();
    let keepalive = |chain: &mut Chain| {
        let call = codehashKeepaliveCall {
            codehash: deployment.code_hash,
        }
        .abi_encode();
        chain
            .transact(Tx::call(ALICE, ARB_WASM, call).with_value(ether()))
            .unwrap()
    };
    chain.advance(31 * DAY - 1);
    let early = keepalive(&mut chain);
    assert_reverts(
        &early.status,
        &early.output,
        &ProgramKeepaliveTooSoon {
            ageInSeconds: 31 * DAY - 1,
        },
    );
    chain.advance(1);
    let receipt = keepalive(&mut chain);
    assert_eq!(receipt.status, Status::Success);
    let event = ProgramLifetimeExtended::decode_log_data(&receipt.logs[0].data).unwrap();
    assert_eq!(event.codehash, deployment.code_hash);
    assert_eq!(
        ask(
            &mut chain,
            ARB_WASM,
            &programTimeLeftCall {
                program: deployment.address
            }
        )
        .unwrap(),
        365 * DAY
    );
}
