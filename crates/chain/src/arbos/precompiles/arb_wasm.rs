//! ArbWasm: activation of programs, and what is known of them.

use alloy_primitives::{Address, B256, Log, U256, keccak256};
use alloy_sol_types::{SolCall, SolEvent, SolValue, sol};
use revm::context_interface::JournalTr;
use stylus_program::{
    CodeError,
    figures::{activation, ink, memory, start},
};

use super::{Answer, Call, Failure, Purity};
use crate::{
    arbos::{
        data_fee, ok,
        parameters::Parameter,
        programs::{EXPIRY, Inactive, Record, hours},
    },
    prices::{lifetime, stylus, version},
    program::{Invalid, prepare},
};

sol! {
    function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
    function codehashKeepalive(bytes32 codehash) external payable;
    function stylusVersion() external view returns (uint16 version);
    function codehashVersion(bytes32 codehash) external view returns (uint16 version);
    function codehashAsmSize(bytes32 codehash) external view returns (uint32 size);
    function programVersion(address program) external view returns (uint16 version);
    function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
    function programMemoryFootprint(address program) external view returns (uint16 footprint);
    function programTimeLeft(address program) external view returns (uint64 secs);
    function inkPrice() external view returns (uint32 price);
    function maxStackDepth() external view returns (uint32 depth);
    function freePages() external view returns (uint16 pages);
    function pageGas() external view returns (uint16 gas);
    function pageRamp() external view returns (uint64 ramp);
    function pageLimit() external view returns (uint16 limit);
    function minInitGas() external view returns (uint64 gas, uint64 cached);
    function initCostScalar() external view returns (uint64 percent);
    function expiryDays() external view returns (uint16 numDays);
    function keepaliveDays() external view returns (uint16 numDays);
    function blockCacheSize() external view returns (uint16 count);
    function activationGas() external view returns (uint64 gas);

    event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version);
    event ProgramLifetimeExtended(bytes32 indexed codehash, uint256 dataFee);

    error ProgramNotWasm();
    error ProgramNotActivated();
    error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
    error ProgramExpired(uint64 ageInSeconds);
    error ProgramUpToDate();
    error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
    error ProgramInsufficientValue(uint256 have, uint256 want);
}

pub(super) fn dispatch(call: &mut Call<'_>) -> Answer {
    match call.selector() {
        activateProgramCall::SELECTOR => activate(call),
        codehashKeepaliveCall::SELECTOR => keepalive(call),
        codehashVersionCall::SELECTOR => {
            of_code_hash(call, |record, _| record.version.abi_encode())
        }
        codehashAsmSizeCall::SELECTOR => {
            of_code_hash(call, |record, _| record.asm_bytes().abi_encode())
        }
        programVersionCall::SELECTOR => of_program(call, |record, _| record.version.abi_encode()),
        programMemoryFootprintCall::SELECTOR => {
            of_program(call, |record, _| record.footprint.abi_encode())
        }
        programTimeLeftCall::SELECTOR => {
            of_program(call, |record, now| (EXPIRY - record.age(now)).abi_encode())
        }
        programInitGasCall::SELECTOR => {
            let rules = call.ctx.chain.rules();
            of_program(call, |record, _| {
                let cached = record.cached_init_gas();
                (
                    record.init_gas(&rules) + if record.version > 1 { cached } else { 0 },
                    cached,
                )
                    .abi_encode_params()
            })
        }
        activationGasCall::SELECTOR if call.ctx.chain.arbos_version >= version::ACTIVATION_GAS => {
            call.open(Purity::View)?;
            call.burner.read()?;
            Ok(0u64.abi_encode())
        }
        selector => parameter(call, selector),
    }
}

/// The chain's Stylus parameters.
fn parameter(call: &mut Call<'_>, selector: [u8; 4]) -> Answer {
    let rules = call.ctx.chain.rules();
    let value = match selector {
        stylusVersionCall::SELECTOR => rules.stylus_version().abi_encode(),
        inkPriceCall::SELECTOR => (ink::PER_GAS as u32).abi_encode(),
        maxStackDepthCall::SELECTOR => rules.max_stack_depth.abi_encode(),
        freePagesCall::SELECTOR => memory::FREE_PAGES.abi_encode(),
        pageGasCall::SELECTOR => memory::PAGE_GAS.abi_encode(),
        pageRampCall::SELECTOR => stylus::PAGE_RAMP.abi_encode(),
        pageLimitCall::SELECTOR => rules.page_limit.abi_encode(),
        minInitGasCall::SELECTOR => (
            rules.min_init() * start::MIN_INIT_UNIT,
            start::MIN_CACHED * start::MIN_CACHED_UNIT,
        )
            .abi_encode_params(),
        initCostScalarCall::SELECTOR => start::SCALAR_PERCENT.abi_encode(),
        expiryDaysCall::SELECTOR => lifetime::EXPIRY_DAYS.abi_encode(),
        keepaliveDaysCall::SELECTOR => lifetime::KEEPALIVE_DAYS.abi_encode(),
        blockCacheSizeCall::SELECTOR => stylus::BLOCK_CACHE_SIZE.abi_encode(),
        _ => return Err(Failure::Rejected),
    };
    call.open(Purity::View)?;
    call.burner.params()?;
    Ok(value)
}

fn of_code_hash(call: &mut Call<'_>, view: impl Fn(&Record, u64) -> Vec<u8>) -> Answer {
    call.open(Purity::View)?;
    let codehashVersionCall {
        codehash: code_hash,
    } = call.arguments()?; // all of these take a code hash alone
    call.burner.params()?;
    let record = active(call, code_hash)?;
    Ok(view(&record, call.now()))
}

fn of_program(call: &mut Call<'_>, view: impl Fn(&Record, u64) -> Vec<u8>) -> Answer {
    call.open(Purity::View)?;
    let programVersionCall { program } = call.arguments()?; // all of these take an address alone
    call.burner.params()?;
    let code_hash = code_hash(call, program)?;
    let record = active(call, code_hash)?;
    Ok(view(&record, call.now()))
}

/// An account's code hash.
pub(super) fn code_hash(call: &mut Call<'_>, account: Address) -> Result<B256, Failure> {
    call.burner.code_hash()?;
    let account = ok(call.ctx.journaled_state.load_account(account));
    Ok(if account.is_empty() {
        B256::ZERO
    } else {
        account.info.code_hash
    })
}

fn active(call: &mut Call<'_>, code_hash: B256) -> Result<Record, Failure> {
    call.burner.read()?;
    let rules = call.ctx.chain.rules();
    let now = call.now();
    Record::active(call.ctx, code_hash, &rules, now).map_err(|inactive| match inactive {
        Inactive::NotActivated => Failure::declared(&ProgramNotActivated {}),
        Inactive::NeedsUpgrade {
            version,
            stylus_version,
        } => needs_upgrade(version, stylus_version),
        Inactive::Expired { age } => expired(age),
    })
}

pub(super) fn needs_upgrade(version: u16, stylus_version: u16) -> Failure {
    Failure::declared(&ProgramNeedsUpgrade {
        version,
        stylusVersion: stylus_version,
    })
}

pub(super) fn expired(age: u64) -> Failure {
    Failure::declared(&ProgramExpired { ageInSeconds: age })
}

fn activate(call: &mut Call<'_>) -> Answer {
    call.open(Purity::Payable)?;
    let activateProgramCall { program } = call.arguments()?;
    let rules = call.ctx.chain.rules();
    if rules.arbos_version >= version::ACTIVATION_GAS {
        call.burner.read()?;
    }
    call.burner.burn(activation::FIXED_GAS)?;
    call.burner.params()?;
    let account = ok(call.ctx.journaled_state.load_account_with_code(program));
    let code_hash = account.info.code_hash;
    let code = account
        .info
        .code
        .as_ref()
        .map(|code| code.original_bytes())
        .unwrap_or_default();
    call.burner.read()?;
    let now = call.now();
    let previous = Record::load(call.ctx, code_hash);
    if previous.version == rules.stylus_version() && !previous.expired(now) {
        return Err(Failure::declared(&ProgramUpToDate {}));
    }
    if code.is_empty() {
        return Err(Failure::declared(&ProgramNotWasm {}));
    }
    let prepared = prepare(code_hash, &code, &rules)
        .map_err(|invalid| refusal(invalid, rules.arbos_version))?;
    let info = prepared.info;
    if info.footprint > rules.page_limit.saturating_sub(call.ctx.chain.pages.open) {
        return Err(Failure::Fatal);
    }
    call.burner
        .burn(info.activation_gas - activation::FIXED_GAS)
        .map_err(|_| Failure::Fatal)?;
    if previous.cached {
        call.burner.read()?; // the previous module's hash
    }
    call.burner.write(false)?; // the module's hash
    let fee = charge_data_fee(call, info.asm_estimate, now)?;
    let record = Record {
        version: rules.stylus_version(),
        init_cost: info.init_cost,
        cached_init_cost: info.cached_init_cost,
        footprint: info.footprint,
        activated_at: hours(now),
        asm_kilobytes: info.asm_estimate.div_ceil(1_024),
        cached: previous.cached,
    };
    call.burner.write(false)?;
    record.store(call.ctx, code_hash);
    settle(call, fee)?;
    let event = ProgramActivated {
        codehash: code_hash,
        // Nitro hashes its own intermediate form of the module, which does not exist here.
        moduleHash: keccak256(&code),
        program,
        dataFee: fee,
        version: record.version,
    };
    emit(call, &event, 2, 128)?;
    Ok((record.version, fee).abi_encode_params())
}

/// Code that cannot be decompressed is an ordinary revert, a module that is refused takes all gas.
fn refusal(invalid: Invalid, arbos_version: u64) -> Failure {
    match invalid {
        Invalid::Code(CodeError::NotAProgram) if arbos_version >= version::ACTIVATION_GAS => {
            Failure::declared(&ProgramNotWasm {})
        }
        Invalid::Code(_) => Failure::Plain,
        Invalid::Module(_) | Invalid::Engine => Failure::Fatal,
    }
}

fn keepalive(call: &mut Call<'_>) -> Answer {
    call.open(Purity::Payable)?;
    let codehashKeepaliveCall {
        codehash: code_hash,
    } = call.arguments()?;
    call.burner.params()?;
    let mut record = active(call, code_hash)?;
    let now = call.now();
    let age = record.age(now);
    if age < u64::from(lifetime::KEEPALIVE_DAYS) * lifetime::DAY {
        return Err(Failure::declared(&ProgramKeepaliveTooSoon {
            ageInSeconds: age,
        }));
    }
    let fee = charge_data_fee(call, record.asm_bytes(), now)?;
    record.activated_at = hours(now);
    call.burner.write(false)?;
    record.store(call.ctx, code_hash);
    settle(call, fee)?;
    emit(
        call,
        &ProgramLifetimeExtended {
            codehash: code_hash,
            dataFee: fee,
        },
        2,
        32,
    )?;
    Ok(Vec::new())
}

/// Updates the price of data and returns the fee: five figures are read, two written.
fn charge_data_fee(call: &mut Call<'_>, bytes: u32, now: u64) -> Result<U256, Failure> {
    for _ in 0..5 {
        call.burner.read()?;
    }
    call.burner.write(false)?;
    call.burner.write(false)?;
    Ok(data_fee::charge(call.ctx, bytes, now))
}

/// Takes the fee out of the value sent along and gives the rest back.
fn settle(call: &mut Call<'_>, fee: U256) -> Result<(), Failure> {
    let Some(rest) = call.value.checked_sub(fee) else {
        return Err(Failure::declared(&ProgramInsufficientValue {
            have: call.value,
            want: fee,
        }));
    };
    call.burner.read()?; // the account that fees go to
    let network = Parameter::NetworkFeeAccount.get(call.ctx);
    call.pay(Address::from_word(network.into()), fee)?;
    call.pay(call.caller, rest)
}

fn emit(
    call: &mut Call<'_>,
    event: &impl SolEvent,
    topics: u64,
    bytes: u64,
) -> Result<(), Failure> {
    call.burner.event(topics, bytes)?;
    let data = event.encode_log_data();
    call.ctx.journaled_state.log(Log {
        address: call.address,
        data,
    });
    Ok(())
}
