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
