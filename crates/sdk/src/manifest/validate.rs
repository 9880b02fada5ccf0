//! What a manifest must say, beyond its form.

use core::fmt;

use alloy_primitives::{Address, B256, U256};

use super::{
    Activation, Chain, Contract, DiemArguments, Manifest, SCHEMA, StakingArguments, Vvv, Wasm,
};
use crate::day;

/// The most bytes that a program's code has on a chain from ArbOS 32 on, prefix included.
const CODE_LIMIT: u64 = 24_576;
/// The most bytes of a module.
const MODULE_LIMIT: u64 = 131_072;
/// The first ArbOS version that the contracts run on.
const MIN_ARBOS: u64 = 32;

/// One thing that is wrong with a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field, from the top: `contracts.diem.address`.
    pub at: String,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.at, self.what)
    }
}

/// Collects problems below one field.
struct Check<'a> {
    problems: &'a mut Vec<Problem>,
    at: String,
}

impl Check<'_> {
    fn below(&mut self, field: &str) -> Check<'_> {
        let at = self.path(field);
        Check {
            problems: self.problems,
            at,
        }
    }

    fn path(&self, field: &str) -> String {
        match self.at.as_str() {
            "" => field.to_owned(),
            at => format!("{at}.{field}"),
        }
    }

    fn that(&mut self, holds: bool, field: &str, what: impl fmt::Display) {
        if !holds {
            self.problems.push(Problem {
                at: self.path(field),
                what: what.to_string(),
            });
        }
    }

    fn address(&mut self, field: &str, address: Address) {
        self.that(!address.is_zero(), field, "is the zero address");
    }

    fn hash(&mut self, field: &str, hash: B256) {
        self.that(!hash.is_zero(), field, "is zero");
    }

    fn text(&mut self, field: &str, text: &str) {
        self.that(!text.trim().is_empty(), field, "is empty");
    }

    fn refers(&mut self, field: &str, address: Address, to: &str, expected: Address) {
        let what = format_args!("is {address}, but {to} is {expected}");
        self.that(address == expected, field, what);
    }
}

impl Manifest {
    /// Everything that is wrong with it, in the order of its fields; nothing for a manifest that can be relied on.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut check = Check {
            problems: &mut problems,
            at: String::new(),
        };
        let schema = format_args!("is {}, not {SCHEMA}", self.schema);
        check.that(self.schema == SCHEMA, "schema", schema);
        check.text("suiteVersion", &self.suite_version);
        chain(&mut check.below("chain"), &self.chain);
        check.address("deployer", self.deployer);
        check.address("stylusDeployer", self.stylus_deployer);
        for (tool, version) in [
            ("rustc", &self.tools.rustc),
            ("solc", &self.tools.solc),
            ("wasmOpt", &self.tools.wasm_opt),
            ("diem", &self.tools.diem),
        ] {
            check.below("tools").text(tool, version);
        }
        self.contracts(&mut check.below("contracts"));
        problems
    }

    fn contracts(&self, check: &mut Check<'_>) {
        let contracts = &self.contracts;
        match &contracts.vvv {
            Vvv::Test(vvv) => contract(&mut check.below("vvv"), vvv),
            Vvv::Given(vvv) => {
                let mut check = check.below("vvv");
                check.address("address", vvv.address);
                check.hash("codeHash", vvv.code_hash);
            }
        }
        contract(&mut check.below("staking"), &contracts.staking);
        contract(&mut check.below("diem"), &contracts.diem);
        contract(&mut check.below("credits"), &contracts.credits);
        let addresses = self.addresses();
        distinct(
            check,
            &[
                ("vvv", addresses.vvv),
                ("staking", addresses.staking),
                ("diem", addresses.diem),
                ("credits", addresses.credits),
            ],
        );
        let arguments = &contracts.staking.constructor;
        staking(
            &mut check.below("staking.constructor"),
            arguments,
            addresses.vvv,
        );
        let arguments = &contracts.diem.constructor;
        diem(
            &mut check.below("diem.constructor"),
            arguments,
            addresses.staking,
        );
        check.below("credits.constructor").refers(
            "diem",
            contracts.credits.constructor.diem,
            "contracts.diem.address",
            addresses.diem,
        );
    }
}

fn chain(check: &mut Check<'_>, chain: &Chain) {
    check.that(chain.id != 0, "id", "is 0");
    check.text("network", &chain.network);
    if let Some(parent) = &chain.parent {
        let mut check = check.below("parent");
        check.that(parent.id != 0, "id", "is 0");
        let what = "is the chain's own id";
        check.that(parent.id != chain.id, "id", what);
        check.text("name", &parent.name);
    }
    let arbos = chain.arbos_version;
    let what = format_args!("is {arbos}; the contracts need ArbOS {MIN_ARBOS} or later");
    check.that(arbos >= MIN_ARBOS, "arbosVersion", what);
    check.that(chain.stylus_version != 0, "stylusVersion", "is 0");
}

fn contract<A>(check: &mut Check<'_>, contract: &Contract<A>) {
    check.address("address", contract.address);
    let abi = &contract.abi;
    let relative = !abi.starts_with('/') && abi.split('/').all(|part| part != "..");
    let what = format_args!("is `{abi}`, not a .json file below the repository's root");
    check.that(relative && abi.ends_with(".json"), "abi", what);
    check.hash("codeHash", contract.code_hash);
    wasm(&mut check.below("wasm"), &contract.wasm);
    activation(&mut check.below("activation"), &contract.activation);
    for (i, transaction) in contract.transactions.iter().enumerate() {
        let field = format!("transactions[{i}]");
        check.below(&field).hash("hash", transaction.hash);
        let repeated = contract.transactions[..i].contains(transaction);
        check.that(!repeated, &field, "is there twice");
    }
}

fn wasm(check: &mut Check<'_>, wasm: &Wasm) {
    check.hash("sha256", wasm.sha256);
    for (field, bytes, limit) in [
        ("moduleBytes", wasm.module_bytes, MODULE_LIMIT),
        ("codeBytes", wasm.code_bytes, CODE_LIMIT),
    ] {
        let what = format_args!("is {bytes}, not 1 to {limit}");
        check.that((1..=limit).contains(&bytes), field, what);
    }
}

fn activation(check: &mut Check<'_>, activation: &Activation) {
    check.that(activation.stylus_version != 0, "stylusVersion", "is 0");
    if let Some(hash) = activation.transaction {
        check.hash("transaction", hash);
    }
    check.that(activation.expires_at != 0, "expiresAt", "is 0");
}

fn staking(check: &mut Check<'_>, arguments: &StakingArguments, vvv: Address) {
    check.address("owner", arguments.owner);
    check.refers("vvv", arguments.vvv, "contracts.vvv.address", vvv);
    u96(check, "vvvPerDiem", arguments.vvv_per_diem);
    let cooldown = arguments.cooldown;
    let what = format_args!("is {cooldown} seconds, not 1 to 365 days");
    let allowed = day::SECONDS..=365 * day::SECONDS;
    check.that(allowed.contains(&cooldown), "cooldown", what);
    let bps = arguments.locked_reward_bps;
    let what = format_args!("is {bps} basis points, not 1 to 10000");
    check.that((1..=10_000).contains(&bps), "lockedRewardBps", what);
}

fn diem(check: &mut Check<'_>, arguments: &DiemArguments, staking: Address) {
    let minter = arguments.minter;
    check.refers("minter", minter, "contracts.staking.address", staking);
    u96(check, "cap", arguments.cap);
}

fn u96(check: &mut Check<'_>, field: &str, value: U256) {
    let what = format_args!("is {value}, not 1 to 2^96 - 1");
    check.that(!value.is_zero() && value.bit_len() <= 96, field, what);
}

fn distinct(check: &mut Check<'_>, contracts: &[(&str, Address)]) {
    for (i, (name, address)) in contracts.iter().enumerate() {
        if let Some((other, _)) = contracts[..i].iter().find(|(_, other)| other == address) {
            let what = format_args!("is that of {other}, too");
            check.that(false, &format!("{name}.address"), what);
        }
    }
}
