//! ArbInfo, ArbGasInfo, ArbOwnerPublic and ArbOwner: what they answer, what it costs, who may.

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{I256, Signature, TxKind};
use alloy_sol_types::{SolCall, SolEvent, sol};
use k256::ecdsa::SigningKey;
use stylus_chain::{Address, Bytes, Chain, ChainConfig, Status, Tx, U256};

use crate::{
    arbos::*,
    programs::{ALICE, call},
};

sol! {
    function getBalance(address account) external view returns (uint256);
    function getCode(address account) external view returns (bytes memory);
    function isChainOwner(address addr) external view returns (bool);
    function rectifyChainOwner(address ownerToRectify) external;
    function getAllChainOwners() external view returns (address[] memory);
    function isNativeTokenOwner(address addr) external view returns (bool);
    function getAllNativeTokenOwners() external view returns (address[] memory);
    function getNetworkFeeAccount() external view returns (address);
    function getInfraFeeAccount() external view returns (address);
    function getBrotliCompressionLevel() external view returns (uint64);
    function getScheduledUpgrade() external view returns (uint64 arbosVersion, uint64 scheduledForTimestamp);
    function isCalldataPriceIncreaseEnabled() external view returns (bool);
    function addChainOwner(address newOwner) external;
    function removeChainOwner(address ownerToRemove) external;
    function isCacheManager(address manager) external view returns (bool);
    function addWasmCacheManager(address manager) external;
    function removeWasmCacheManager(address manager) external;
    function setL1PricePerUnit(uint256 pricePerUnit) external;
    function setNetworkFeeAccount(address newNetworkFeeAccount) external;
    function setBrotliCompressionLevel(uint64 level) external;
    function becomeChainOwner() external;
    function getPricesInWei() external view returns (uint256 tx, uint256 byte_, uint256 slot, uint256 base, uint256 congestion, uint256 total);
    function getPricesInWeiWithAggregator(address aggregator) external view returns (uint256 tx, uint256 byte_, uint256 slot, uint256 base, uint256 congestion, uint256 total);
    function getPricesInArbGas() external view returns (uint256 tx, uint256 byte_, uint256 slot);
    function getGasAccountingParams() external view returns (uint256 speed, uint256 pool, uint256 limit);
    function getMinimumGasPrice() external view returns (uint256);
    function getL1BaseFeeEstimate() external view returns (uint256);
    function getL1GasPriceEstimate() external view returns (uint256);
    function getCurrentTxL1GasFees() external view returns (uint256);
    function getGasBacklog() external view returns (uint64);
    function getL1PricingSurplus() external view returns (int256);
    function getPerBatchGasCharge() external view returns (int64);
    function getMaxTxGasLimit() external view returns (uint256);
    event OwnerActs(bytes4 indexed method, address indexed owner, bytes data);
}

const ARB_INFO: Address = Address::with_last_byte(0x65);
const ARB_OWNER_PUBLIC: Address = Address::with_last_byte(0x6b);
const ARB_GAS_INFO: Address = Address::with_last_byte(0x6c);
const ARB_OWNER: Address = Address::with_last_byte(0x70);
const ARB_DEBUG: Address = Address::with_last_byte(0xff);
const BOB: Address = Address::repeat_byte(0xB0);

/// Opening ArbOS's state, and reading a slot of it (facts on Nitro's `arbos/storage`).
const READ: u64 = 800;
/// A word of calldata or of the answer.
const WORD: u64 = 3;
const GWEI: u64 = 1_000_000_000;

fn owned(change: impl FnOnce(&mut ChainConfig)) -> Chain {
    let mut config = ChainConfig {
        chain_owners: vec![ALICE],
        base_fee: GWEI / 10,
        ..ChainConfig::default()
    };
    change(&mut config);
    let mut chain = Chain::new(config);
    chain.fund(ALICE, ether());
    chain
}

fn act(chain: &mut Chain, from: Address, action: &impl SolCall) -> stylus_chain::Receipt {
    let tx = Tx::call(from, ARB_OWNER, action.abi_encode()).with_gas(1_000_000);
    chain.transact(tx).expect("the action is executed")
}

/// Gas of a view beyond the transaction's own.
fn cost(chain: &mut Chain, precompile: Address, question: &impl SolCall) -> u64 {
    call(chain, precompile, question.abi_encode()).execution_gas
}

#[test]
fn arb_info_tells_balances_and_code() {
    let mut chain = owned(|_| ());
    chain.set_code(BOB, vec![7; 33].into());
    let balance = getBalanceCall { account: ALICE };
    assert_eq!(ask(&mut chain, ARB_INFO, &balance).unwrap(), ether());
    assert_eq!(
        cost(&mut chain, ARB_INFO, &balance),
        WORD + READ + 700 + WORD
    );
    let code = getCodeCall { account: BOB };
    assert_eq!(ask(&mut chain, ARB_INFO, &code).unwrap().as_ref(), [7; 33]);
    // Two words of code are copied; the answer has an offset, a length and two words.
    assert_eq!(
        cost(&mut chain, ARB_INFO, &code),
        WORD + READ + 2_100 + 2 * WORD + 4 * WORD
    );
    let nobody = getCodeCall {
        account: Address::repeat_byte(9),
    };
    assert!(ask(&mut chain, ARB_INFO, &nobody).unwrap().is_empty());
}

#[test]
fn owners_are_told_to_everybody() {
    let mut chain = owned(|config| config.chain_owners.push(BOB));
    assert_eq!(
        ask(&mut chain, ARB_OWNER_PUBLIC, &getAllChainOwnersCall {}).unwrap(),
        [ALICE, BOB]
    );
    // The size, two members; an offset, a length, two members.
    assert_eq!(
        cost(&mut chain, ARB_OWNER_PUBLIC, &getAllChainOwnersCall {}),
        READ + 3 * READ + 4 * WORD
    );
    for (addr, is) in [(ALICE, true), (BOB, true), (ARB_INFO, false)] {
        assert_eq!(
            ask(&mut chain, ARB_OWNER_PUBLIC, &isChainOwnerCall { addr }).unwrap(),
            is
        );
    }
    assert_eq!(
        cost(
            &mut chain,
            ARB_OWNER_PUBLIC,
            &isChainOwnerCall { addr: BOB }
        ),
        WORD + 2 * READ + WORD
    );
    assert_eq!(
        ask(&mut chain, ARB_OWNER_PUBLIC, &getNetworkFeeAccountCall {}).unwrap(),
        ALICE
    );
    assert_eq!(
        ask(&mut chain, ARB_OWNER_PUBLIC, &getInfraFeeAccountCall {}).unwrap(),
        Address::ZERO
    );
    assert_eq!(
        ask(
            &mut chain,
            ARB_OWNER_PUBLIC,
            &getBrotliCompressionLevelCall {}
        )
        .unwrap(),
        1
    );
    let upgrade = ask(&mut chain, ARB_OWNER_PUBLIC, &getScheduledUpgradeCall {}).unwrap();
    assert_eq!(
        (upgrade.arbosVersion, upgrade.scheduledForTimestamp),
        (0, 0)
    );
    // On Nitro, too, there is nothing to rectify.
    let rectify = rectifyChainOwnerCall {
        ownerToRectify: ALICE,
    };
    let refused = call(&mut chain, ARB_OWNER_PUBLIC, rectify.abi_encode());
    assert_eq!(refused.status, Status::Revert);
}

#[test]
fn methods_of_later_versions_are_unknown_before() {
    for (version, priced, native, limited) in [
        (32, false, false, false),
        (40, true, false, false),
        (41, true, true, false),
        (50, true, true, true),
    ] {
        let mut chain = owned(|config| config.arbos_version = version);
        let known = |chain: &mut Chain, precompile, data: Vec<u8>| {
            let outcome = chain
                .call(Tx::call(ALICE, precompile, data).with_gas(100_000))
                .unwrap();
            // Unknown methods revert with all the gas and no data.
            assert!(
                outcome.status.is_success()
                    || outcome.gas_used == 100_000 && outcome.output.is_empty()
            );
            outcome.status.is_success()
        };
        let methods = [
            (
                ARB_OWNER_PUBLIC,
                isCalldataPriceIncreaseEnabledCall {}.abi_encode(),
                priced,
            ),
            (
                ARB_OWNER_PUBLIC,
                isNativeTokenOwnerCall { addr: BOB }.abi_encode(),
                native,
            ),
            (
                ARB_OWNER_PUBLIC,
                getAllNativeTokenOwnersCall {}.abi_encode(),
                native,
            ),
            (ARB_GAS_INFO, getMaxTxGasLimitCall {}.abi_encode(), limited),
            (ARB_GAS_INFO, vec![1, 2, 3, 4], false),
            (ARB_INFO, vec![1, 2, 3, 4], false),
            (ARB_OWNER_PUBLIC, vec![1, 2, 3, 4], false),
            (ARB_INFO, vec![1, 2, 3], false),
        ];
        for (precompile, data, expected) in methods {
            assert_eq!(
                known(&mut chain, precompile, data),
                expected,
                "ArbOS {version}"
            );
        }
    }
}

#[test]
fn owners_act_for_free_and_leave_a_log() {
    let mut chain = owned(|_| ());
    let action = addChainOwnerCall { newOwner: BOB };
    let receipt = act(&mut chain, ALICE, &action);
    assert_eq!(
        (receipt.status, receipt.execution_gas),
        (Status::Success, 0)
    );
    let log = OwnerActs::decode_log_data(&receipt.logs[0].data).unwrap();
    assert_eq!(log.method, addChainOwnerCall::SELECTOR);
    assert_eq!(
        (log.owner, log.data),
        (ALICE, Bytes::from(action.abi_encode()))
    );
    act(&mut chain, BOB, &addChainOwnerCall { newOwner: BOB });
    assert_eq!(
        ask(&mut chain, ARB_OWNER_PUBLIC, &getAllChainOwnersCall {}).unwrap(),
        [ALICE, BOB]
    );
    assert!(
        act(
            &mut chain,
            BOB,
            &removeChainOwnerCall {
                ownerToRemove: ALICE
            }
        )
        .is_success()
    );
    assert_eq!(
        ask(&mut chain, ARB_OWNER_PUBLIC, &getAllChainOwnersCall {}).unwrap(),
        [BOB]
    );
    let gone = act(
        &mut chain,
        BOB,
        &removeChainOwnerCall {
            ownerToRemove: ALICE,
        },
    );
    assert_eq!((gone.status, gone.execution_gas), (Status::Revert, 0));
}

#[test]
fn others_cannot_act() {
    let mut chain = owned(|_| ());
    let actions = [
        addChainOwnerCall { newOwner: BOB }.abi_encode(),
        addWasmCacheManagerCall { manager: BOB }.abi_encode(),
        setL1PricePerUnitCall {
            pricePerUnit: U256::ONE,
        }
        .abi_encode(),
        getAllChainOwnersCall {}.abi_encode(),
    ];
    for action in actions {
        let tx = Tx::call(BOB, ARB_OWNER, action).with_gas(200_000);
        let receipt = chain.transact(tx).unwrap();
        assert!(matches!(receipt.status, Status::Halt(_)), "{receipt:?}");
        assert_eq!(receipt.gas_used, 200_000);
    }
    assert_eq!(
        ask(&mut chain, ARB_OWNER_PUBLIC, &getAllChainOwnersCall {}).unwrap(),
        [ALICE]
    );
}

#[test]
fn anybody_becomes_an_owner_where_debugging_is_on() {
    let become_owner = Tx::call(BOB, ARB_DEBUG, becomeChainOwnerCall {}.abi_encode());
    let mut chain = owned(|config| config.debug_precompiles = true);
    assert!(chain.transact(become_owner.clone()).unwrap().is_success());
    assert_eq!(
        ask(&mut chain, ARB_OWNER_PUBLIC, &getAllChainOwnersCall {}).unwrap(),
        [ALICE, BOB]
    );
    let mut chain = owned(|_| ());
    chain.transact(become_owner).unwrap();
    assert_eq!(
        ask(&mut chain, ARB_OWNER_PUBLIC, &getAllChainOwnersCall {}).unwrap(),
        [ALICE]
    );
}

#[test]
fn owners_name_the_cache_managers() {
    let mut chain = owned(|_| ());
    let is_manager = |chain: &mut Chain| {
        ask(chain, ARB_WASM_CACHE, &isCacheManagerCall { manager: BOB }).unwrap()
    };
    assert!(!is_manager(&mut chain));
    assert!(act(&mut chain, ALICE, &addWasmCacheManagerCall { manager: BOB }).is_success());
    assert!(is_manager(&mut chain));
    assert_eq!(
        ask(&mut chain, ARB_WASM_CACHE, &allCacheManagersCall {}).unwrap(),
        [BOB]
    );
    assert!(
        act(
            &mut chain,
            ALICE,
            &removeWasmCacheManagerCall { manager: BOB }
        )
        .is_success()
    );
    assert!(!is_manager(&mut chain));
}

#[test]
fn settings_out_of_range_are_refused() {
    let mut chain = owned(|_| ());
    let level = |level| setBrotliCompressionLevelCall { level };
    assert!(!act(&mut chain, ALICE, &level(12)).is_success());
    assert!(act(&mut chain, ALICE, &level(11)).is_success());
    assert_eq!(
        ask(
            &mut chain,
            ARB_OWNER_PUBLIC,
            &getBrotliCompressionLevelCall {}
        )
        .unwrap(),
        11
    );
    assert!(
        act(
            &mut chain,
            ALICE,
            &setNetworkFeeAccountCall {
                newNetworkFeeAccount: BOB
            }
        )
        .is_success()
    );
    assert_eq!(
        ask(&mut chain, ARB_OWNER_PUBLIC, &getNetworkFeeAccountCall {}).unwrap(),
        BOB
    );
    let mut dirty = setNetworkFeeAccountCall {
        newNetworkFeeAccount: BOB,
    }
    .abi_encode();
    dirty[4] = 1;
    let receipt = chain.transact(Tx::call(ALICE, ARB_OWNER, dirty)).unwrap();
    assert!(!receipt.is_success());
}

#[test]
fn prices_follow_the_parent_chains_and_the_base_fee() {
    let mut chain = owned(|config| config.l1_price = 7 * GWEI);
    let in_wei = ask(&mut chain, ARB_GAS_INFO, &getPricesInWeiCall {}).unwrap();
    let byte = U256::from(7 * GWEI * 16);
    assert_eq!((in_wei.tx, in_wei.byte_), (byte * U256::from(140), byte));
    assert_eq!(in_wei.slot, U256::from(GWEI / 10 * 20_000));
    let base_fee = U256::from(GWEI / 10);
    assert_eq!(
        (in_wei.base, in_wei.congestion, in_wei.total),
        (base_fee, U256::ZERO, base_fee)
    );
    let same = getPricesInWeiWithAggregatorCall { aggregator: BOB };
    assert_eq!(
        ask(&mut chain, ARB_GAS_INFO, &same).unwrap().total,
        base_fee
    );
    let in_gas = ask(&mut chain, ARB_GAS_INFO, &getPricesInArbGasCall {}).unwrap();
    assert_eq!(in_gas.byte_, byte / base_fee);
    assert_eq!(
        (in_gas.tx, in_gas.slot),
        (byte * U256::from(140) / base_fee, U256::from(20_000))
    );
    let limits = ask(&mut chain, ARB_GAS_INFO, &getGasAccountingParamsCall {}).unwrap();
    assert_eq!(
        (limits.speed, limits.limit),
        (U256::from(7_000_000), U256::from(32_000_000))
    );
    assert_eq!(
        ask(&mut chain, ARB_GAS_INFO, &getMinimumGasPriceCall {}).unwrap(),
        base_fee
    );
    assert_eq!(
        ask(&mut chain, ARB_GAS_INFO, &getGasBacklogCall {}).unwrap(),
        0
    );
    assert_eq!(
        ask(&mut chain, ARB_GAS_INFO, &getL1PricingSurplusCall {}).unwrap(),
        I256::ZERO
    );
    assert_eq!(
        ask(&mut chain, ARB_GAS_INFO, &getPerBatchGasChargeCall {}).unwrap(),
        210_000
    );
    act(
        &mut chain,
        ALICE,
        &setL1PricePerUnitCall {
            pricePerUnit: U256::from(3),
        },
    );
    for price in [
        ask(&mut chain, ARB_GAS_INFO, &getL1BaseFeeEstimateCall {}).unwrap(),
        ask(&mut chain, ARB_GAS_INFO, &getL1GasPriceEstimateCall {}).unwrap(),
    ] {
        assert_eq!(price, U256::from(3));
    }
    assert_eq!(
        ask(&mut chain, ARB_GAS_INFO, &getCurrentTxL1GasFeesCall {}).unwrap(),
        U256::ZERO
    );
}

/// A signed question to ArbGasInfo.
fn signed(nonce: u64, gas_limit: u64, input: Bytes) -> (Address, Vec<u8>) {
    let key = SigningKey::from_slice(&[7; 32]).expect("a key");
    let tx = TxEip1559 {
        chain_id: 412_346,
        nonce,
        gas_limit,
        max_fee_per_gas: u128::from(GWEI),
        to: TxKind::Call(ARB_GAS_INFO),
        input,
        ..TxEip1559::default()
    };
    let (signature, recovery) = key
        .sign_prehash_recoverable(tx.signature_hash().as_slice())
        .expect("signs");
    let envelope: TxEnvelope = tx
        .into_signed(Signature::from((signature, recovery)))
        .into();
    (Address::from_private_key(&key), envelope.encoded_2718())
}

#[test]
fn posting_is_paid_for_in_gas() {
    let ask_fee = Bytes::from(getCurrentTxL1GasFeesCall {}.abi_encode());
    let send = |l1_price, gas_limit| {
        let mut chain = owned(|config| config.l1_price = l1_price);
        let (sender, raw) = signed(0, gas_limit, ask_fee.clone());
        chain.fund(sender, ether());
        let receipt = chain.send_raw(&raw)?;
        let paid = ether() - chain.balance(sender);
        assert_eq!(paid, U256::from(receipt.gas_used) * U256::from(GWEI / 10));
        Ok::<_, stylus_chain::TxError>((receipt, raw.len() as u64))
    };
    let (free, _) = send(0, 60_000).unwrap();
    assert_eq!(
        (free.gas_used_for_l1, U256::from_be_slice(&free.output)),
        (0, U256::ZERO)
    );
    let price = GWEI / 100;
    let (paid, len) = send(price, 60_000).unwrap();
    let l1 = paid.gas_used_for_l1;
    // Signatures and hashes hardly compress; a byte is 16 units at a tenth of the base fee.
    assert!(
        (len * 16 / 10 / 2..=(len + 8) * 16 / 10).contains(&l1),
        "{l1} gas for {len} bytes"
    );
    assert_eq!(paid.gas_used, free.gas_used + l1);
    assert_eq!(paid.execution_gas, free.execution_gas);
    assert_eq!(
        U256::from_be_slice(&paid.output),
        U256::from(l1) * U256::from(GWEI / 10)
    );
    let needed = paid.gas_used - paid.execution_gas;
    let error = send(price, needed - 1).unwrap_err();
    assert_eq!(
        error,
        stylus_chain::TxError::IntrinsicGas {
            limit: needed - 1,
            needed
        }
    );
    assert!(
        !send(price, needed).unwrap().0.is_success(),
        "nothing is left for the execution"
    );
}

#[test]
fn an_estimate_of_posting_covers_it() {
    let mut chain = owned(|config| config.l1_price = GWEI);
    let input = Bytes::from(getCurrentTxL1GasFeesCall {}.abi_encode());
    let (sender, raw) = signed(0, 10_000_000, input.clone());
    chain.fund(sender, ether());
    let estimate = chain.posting_gas(&Tx::call(sender, ARB_GAS_INFO, input));
    let actual = chain.send_raw(&raw).unwrap().gas_used_for_l1;
    assert!(
        (actual..actual * 5 / 4).contains(&estimate),
        "{estimate} for {actual}"
    );
    assert_eq!(owned(|_| ()).posting_gas(&Tx::default()), 0);
}
