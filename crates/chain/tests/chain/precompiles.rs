//! What ArbSys, ArbWasm and ArbWasmCache answer.

use alloy_sol_types::{SolCall, SolEvent};
use stylus_chain::{Address, Bytes, Chain, ChainConfig, Status, Tx, U256};

use crate::{
    arbos::*,
    programs::{ALICE, call, chain, deploy, module},
};

#[test]
fn an_uncached_start_costs_more() {
    let cost = |cache_programs| {
        let mut chain = Chain::new(ChainConfig {
            cache_programs,
            ..ChainConfig::default()
        });
        let program = deploy(&mut chain, &module(&[], "(i32.const 0)", ""));
        let init = ask(&mut chain, ARB_WASM, &programInitGasCall { program }).unwrap();
        (call(&mut chain, program, []).execution_gas, init)
    };
    let ((cached, init), (uncached, same)) = (cost(true), cost(false));
    assert_eq!(
        (init.gas, init.gasWhenCached),
        (same.gas, same.gasWhenCached)
    );
    // The program itself: a block (2,450), a constant and an end (1 each) are less than one gas.
    assert_eq!((cached, uncached), (init.gasWhenCached + 1, init.gas + 1));
    assert!(init.gasWhenCached >= 352 && init.gas >= 8_832 + 352);
}

#[test]
fn cache_managers_manage_the_cache() {
    let manager = Address::repeat_byte(0x3A);
    let config = ChainConfig {
        cache_programs: false,
        cache_managers: vec![manager],
        ..ChainConfig::default()
    };
    let mut chain = Chain::new(config);
    let deployment = chain.deploy_program(ALICE, &echo(), None).unwrap();
    let is_cached = |chain: &mut Chain| {
        ask(
            chain,
            ARB_WASM_CACHE,
            &codehashIsCachedCall {
                codehash: deployment.code_hash,
            },
        )
        .unwrap()
    };
    let cache = Bytes::from(
        cacheProgramCall {
            addr: deployment.address,
        }
        .abi_encode(),
    );
    let stranger = chain
        .transact(Tx::call(ALICE, ARB_WASM_CACHE, cache.clone()))
        .unwrap();
    assert_eq!(stranger.status, Status::Revert);
    assert!(!is_cached(&mut chain));
    let receipt = chain
        .transact(Tx::call(manager, ARB_WASM_CACHE, cache))
        .unwrap();
    let event = UpdateProgramCache::decode_log_data(&receipt.logs[0].data).unwrap();
    assert_eq!(
        (event.manager, event.codehash, event.cached),
        (manager, deployment.code_hash, true)
    );
    assert!(is_cached(&mut chain));
    let evict = evictCodehashCall {
        codehash: deployment.code_hash,
    }
    .abi_encode();
    assert!(
        chain
            .transact(Tx::call(manager, ARB_WASM_CACHE, evict))
            .unwrap()
            .is_success()
    );
    assert!(!is_cached(&mut chain));
    assert_eq!(
        ask(&mut chain, ARB_WASM_CACHE, &allCacheManagersCall {}).unwrap(),
        [manager]
    );
}

#[test]
fn precompiles_answer_what_a_preflight_asks() {
    let mut chain = chain();
    for address in [ARB_SYS, ARB_WASM, ARB_WASM_CACHE] {
        assert_eq!(chain.code(address).as_ref(), [0xfe]);
    }
    assert_eq!(ask(&mut chain, ARB_WASM, &stylusVersionCall {}).unwrap(), 2);
    assert_eq!(ask(&mut chain, ARB_WASM, &inkPriceCall {}).unwrap(), 10_000);
    assert_eq!(ask(&mut chain, ARB_WASM, &pageLimitCall {}).unwrap(), 128);
    assert_eq!(
        ask(&mut chain, ARB_SYS, &arbOSVersionCall {}).unwrap(),
        U256::from(95)
    );
    assert_eq!(
        ask(&mut chain, ARB_SYS, &arbChainIDCall {}).unwrap(),
        U256::from(412_346)
    );
    assert_eq!(
        ask(&mut chain, ARB_SYS, &arbBlockNumberCall {}).unwrap(),
        U256::ONE
    );
    let program = deploy(&mut chain, &echo());
    assert_eq!(
        ask(&mut chain, ARB_WASM, &programVersionCall { program }).unwrap(),
        2
    );
    assert_eq!(
        ask(
            &mut chain,
            ARB_WASM,
            &programMemoryFootprintCall { program }
        )
        .unwrap(),
        2
    );
    // Opening ArbOS's state, the parameters, and one word of results.
    assert_eq!(
        call(&mut chain, ARB_WASM, stylusVersionCall {}.abi_encode()).execution_gas,
        800 + 100 + 3
    );
}

#[test]
fn precompiles_reject_what_they_do_not_know() {
    let mut chain = chain();
    let unknown = [
        vec![],
        vec![1, 2, 3],
        vec![1, 2, 3, 4],
        programVersionCall::SELECTOR.to_vec(),
    ];
    for data in unknown {
        let outcome = chain
            .call(Tx::call(ALICE, ARB_WASM, data.clone()).with_gas(100_000))
            .unwrap();
        assert_eq!(
            (outcome.status, outcome.output.len(), outcome.gas_used),
            (Status::Revert, 0, 100_000),
            "{data:?}"
        );
    }
    let paying = Tx::call(ALICE, ARB_WASM, stylusVersionCall {}.abi_encode()).with_value(U256::ONE);
    assert_eq!(
        chain.call(paying).unwrap().status,
        Status::Revert,
        "views take no value"
    );
}

#[test]
fn p256_signatures_are_verified_at_the_price_of_the_arbos_version() {
    // A test vector of go-ethereum, `core/vm/testdata/precompiles/p256Verify.json`.
    let valid = "4cee90eb86eaa050036147a12d49004b6b9c72bd725d39d4785011fe190f0b4da73bd4903f0ce3b639bbbf6e8e80d16931ff4bcf5993d58468e8fb19086e8cac36dbcd03009df8c59286b162af3bd7fcc0450c9aa81be5d10d312af6c66b1d604aebd3099c618202fcfe16ae7770b0c49ab5eadf74b754204a3bb6060e44eff37618b065f9832de4ca6ca971a7a1adc826d0f7c00181a5fb2ddf79ae00b4e10e";
    let valid = alloy_primitives::hex::decode(valid).unwrap();
    let verifier = Address::from_word(U256::from(0x100).into());
    for (arbos_version, price) in [(32, 3_450), (40, 3_450), (50, 6_900)] {
        let mut chain = Chain::new(ChainConfig {
            arbos_version,
            ..ChainConfig::default()
        });
        let outcome = call(&mut chain, verifier, valid.clone());
        assert_eq!(
            (outcome.status, U256::from_be_slice(&outcome.output)),
            (Status::Success, U256::ONE)
        );
        assert_eq!(outcome.execution_gas, price, "{arbos_version}");
        let forged = call(&mut chain, verifier, [&valid[..159], &[0]].concat());
        assert_eq!((forged.status, forged.output.len()), (Status::Success, 0));
    }
}
