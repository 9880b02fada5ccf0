//! Deploying programs.

use alloy_primitives::keccak256;
use alloy_sol_types::SolEvent;
use stylus_chain::{Bytes, Chain, ChainConfig, DeployError, STYLUS_DEPLOYER, Status, U256};
use stylus_program::{InvalidModule, compress, init_code};

use crate::{
    arbos::{
        ARB_WASM, ARB_WASM_CACHE, ProgramActivated, ProgramNotActivated, ask, assert_reverts,
        codehashIsCachedCall, codehashVersionCall, echo,
    },
    programs::{ALICE, chain, module, returned},
};

/// Stores the constructor's argument in slot 0; reverts with it if it is zero.
fn constructible() -> Vec<u8> {
    module(
        &[
            "read_args",
            "write_result",
            "storage_cache_bytes32",
            "storage_flush_cache",
            "msg_sender",
        ],
        "(call $read_args (i32.const 0))
         (if (i32.ne (i32.load (i32.const 0)) (i32.const 0x8d258555)) (then (return (i32.const 0))))
         (call $write_result (i32.const 4) (i32.const 32))
         (if (i32.eqz (i32.load8_u (i32.const 35))) (then (return (i32.const 1))))
         (call $storage_cache_bytes32 (i32.const 64) (i32.const 4))
         (call $storage_flush_cache (i32.const 1))
         (i32.const 0)",
        "",
    )
}

fn constructor(argument: u64) -> Bytes {
    [
        [0x55, 0x85, 0x25, 0x8d].as_slice(),
        &U256::from(argument).to_be_bytes::<32>(),
    ]
    .concat()
    .into()
}

#[test]
fn a_program_is_created_activated_and_cached() {
    let mut chain = chain();
    let wasm = echo();
    let balance = chain.balance(ALICE);
    let deployment = chain.deploy_program(ALICE, &wasm, None).unwrap();
    assert_eq!(chain.code(deployment.address).as_ref(), compress(&wasm));
    assert_eq!(deployment.code_hash, keccak256(compress(&wasm)));
    assert_eq!(deployment.code_len, compress(&wasm).len());
    assert_eq!(balance - chain.balance(ALICE), deployment.data_fee);
    let activation = deployment.activation.as_ref().unwrap();
    assert_eq!(deployment.receipt.block_number + 1, activation.block_number);
    let log = &activation.logs[0];
    assert_eq!(log.address, ARB_WASM);
    let event = ProgramActivated::decode_log_data(&log.data).unwrap();
    assert_eq!(
        (event.codehash, event.program),
        (deployment.code_hash, deployment.address)
    );
    assert_eq!((event.dataFee, event.version), (deployment.data_fee, 2));
    let cached = codehashIsCachedCall {
        codehash: deployment.code_hash,
    };
    assert!(ask(&mut chain, ARB_WASM_CACHE, &cached).unwrap());
    assert_eq!(
        returned(&mut chain, deployment.address, b"hello".to_vec()).as_ref(),
        b"hello"
    );
}

#[test]
fn a_constructor_runs_in_the_transaction_that_deploys() {
    let mut chain = chain();
    let deployment = chain
        .deploy_program(ALICE, &constructible(), Some(constructor(77)))
        .unwrap();
    assert_eq!(
        chain.storage(deployment.address, U256::ZERO),
        U256::from(77)
    );
    assert_eq!(deployment.activation, None);
    assert_eq!(deployment.receipt.to, Some(STYLUS_DEPLOYER));
    assert_eq!(chain.block_number(), 1);
    assert!(deployment.data_fee > U256::ZERO);
    assert_eq!(chain.balance(STYLUS_DEPLOYER), U256::ZERO);
    // The same code again needs no activation.
    let again = chain
        .deploy_program(ALICE, &constructible(), Some(constructor(78)))
        .unwrap();
    assert_ne!(again.address, deployment.address);
    assert_eq!(
        (again.code_hash, again.data_fee),
        (deployment.code_hash, U256::ZERO)
    );
    assert_eq!(chain.storage(again.address, U256::ZERO), U256::from(78));
}

#[test]
fn a_constructor_that_reverts_undoes_everything_and_tells_why() {
    let mut chain = chain();
    let balance = chain.balance(ALICE);
    let error = chain
        .deploy_program(ALICE, &constructible(), Some(constructor(0)))
        .unwrap_err();
    let DeployError::Failed(receipt) = error else {
        panic!("{error}")
    };
    assert_eq!(receipt.status, Status::Revert);
    assert!(receipt.logs.is_empty());
    assert_eq!(chain.balance(ALICE), balance);
    let codehash = keccak256(compress(&constructible()));
    let outcome = ask(&mut chain, ARB_WASM, &codehashVersionCall { codehash }).unwrap_err();
    assert_reverts(&outcome.status, &outcome.output, &ProgramNotActivated {});
}

#[test]
fn a_sender_without_funds_is_lent_the_data_fee() {
    let mut chain = Chain::default();
    let deployment = chain.deploy_program(ALICE, &echo(), None).unwrap();
    assert!(deployment.data_fee > U256::ZERO);
    assert_eq!(chain.balance(ALICE), U256::ZERO);
}

#[test]
fn invalid_modules_are_refused_before_anything_is_sent() {
    let mut chain = chain();
    assert!(matches!(
        chain.deploy_program(ALICE, b"", None),
        Err(DeployError::InvalidModule(_))
    ));
    let float = module(
        &[],
        "(drop (f32.add (f32.const 1) (f32.const 2))) (i32.const 0)",
        "",
    );
    assert!(matches!(
        chain.deploy_program(ALICE, &float, None),
        Err(DeployError::InvalidModule(_))
    ));
    let started = module(&[], "(i32.const 0)", "(func $s) (start $s)");
    let error = chain.deploy_program(ALICE, &started, None).unwrap_err();
    assert_eq!(
        error,
        DeployError::InvalidModule(InvalidModule::StartFunction)
    );
    assert!(matches!(
        chain.deploy_code(ALICE, &[0xef, 0xf0, 0, 0, 1], None),
        Err(DeployError::InvalidCode(_))
    ));
    // Noise does not compress: 40,000 bytes of it in a data segment make too much code.
    let mut seed = 1u64;
    let noise: String = (0..40_000)
        .map(|_| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            format!("\\{:02x}", (seed >> 56) as u8)
        })
        .collect();
    let large = module(
        &[],
        "(i32.const 0)",
        &format!("(data (i32.const 0) \"{noise}\")"),
    );
    assert!(matches!(
        chain.deploy_program(ALICE, &large, None),
        Err(DeployError::TooLarge { limit: 24_576, .. })
    ));
    assert_eq!(chain.block_number(), 0);
}

#[test]
fn only_programs_may_start_with_the_byte_ef() {
    let mut chain = chain();
    for (code, deployable) in [
        (&[0xef, 0xf0, 0, 0][..], true),
        (&[0xef], false),
        (&[0xef, 0xf0, 1], false),
        (&[0xef, 0, 0, 0], false),
    ] {
        let receipt = chain.deploy(ALICE, init_code(code).into()).unwrap();
        assert_eq!(receipt.is_success(), deployable, "{code:?}");
        assert!(
            deployable || receipt.gas_used == ChainConfig::default().tx_gas_limit,
            "all gas is gone"
        );
    }
}
