//! One program on a chain of its own.

use std::sync::OnceLock;

use alloy_primitives::{Address, Bytes};
use alloy_sol_types::SolCall;
use diem_build::{Artifacts, ContractArtifact};
use diem_suite::{Reverted, Sent};
use stylus_chain::{Chain, ChainConfig, Receipt, Tx};

/// Seconds of a UTC day.
pub const DAY: u64 = 86_400;

/// When a stage's clock starts: 2026-01-01 00:00:00 UTC, the start of a day.
pub const START: u64 = 1_767_225_600;

/// The selector of a program's constructor, `stylus_constructor()`.
pub const CONSTRUCTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];

/// Who deploys: an account that is nobody's.
pub const DEPLOYER: Address = Address::repeat_byte(0xde);

/// Who reads: an account that is nobody's.
const READER: Address = Address::repeat_byte(0xee);

/// One program on a chain of its own, and typed calls on it.
#[derive(Debug)]
pub struct Stage {
    /// The chain.
    pub chain: Chain,
    /// The program's address.
    pub contract: Address,
}

impl Stage {
    /// The program `name` of the build, on a chain that starts at [`START`]. `constructor` is the encoded arguments of its
    /// constructor; with `None` no constructor runs.
    ///
    /// # Panics
    ///
    /// If the program is not built or cannot be deployed.
    #[track_caller]
    pub fn deploy(name: &str, constructor: Option<Vec<u8>>) -> Self {
        Self::deploy_on(ChainConfig::default(), name, constructor)
    }

    /// The same on a chain of `config`, at [`START`].
    ///
    /// # Panics
    ///
    /// As [`Stage::deploy`].
    #[track_caller]
    pub fn deploy_on(mut config: ChainConfig, name: &str, constructor: Option<Vec<u8>>) -> Self {
        config.timestamp = START;
        let mut chain = Chain::new(config);
        let wasm = &program(name).wasm;
        let constructor = constructor.map(|arguments| construct(&arguments));
        match chain.deploy_program(DEPLOYER, wasm, constructor) {
            Ok(deployment) => Self {
                contract: deployment.address,
                chain,
            },
            Err(error) => panic!("{name} cannot be deployed: {error}"),
        }
    }

    /// Sends `call` from `from` and mines it.
    ///
    /// # Errors
    ///
    /// [`Reverted`] if it ran and failed.
    ///
    /// # Panics
    ///
    /// If the answer is not the canonical encoding of the function's return type.
    #[track_caller]
    pub fn send<C: SolCall>(
        &mut self,
        from: Address,
        call: C,
    ) -> Result<Sent<C::Return>, Reverted> {
        let receipt = self.send_data(from, call.abi_encode())?;
        Ok(Sent {
            value: decode::<C>(&receipt.output),
            receipt,
        })
    }

    /// Sends calldata as it is and mines it.
    ///
    /// # Errors
    ///
    /// [`Reverted`] if it ran and failed.
    #[track_caller]
    pub fn send_data(
        &mut self,
        from: Address,
        data: impl Into<Bytes>,
    ) -> Result<Receipt, Reverted> {
        self.send_tx(Tx::call(from, self.contract, data))
    }

    /// Sends a transaction and mines it.
    ///
    /// # Errors
    ///
    /// [`Reverted`] if it ran and failed.
    #[track_caller]
    pub fn send_tx(&mut self, tx: Tx) -> Result<Receipt, Reverted> {
        let receipt = self.chain.transact(tx).expect("an executed transaction");
        if receipt.is_success() {
            return Ok(receipt);
        }
        Err(Reverted {
            data: receipt.output.clone(),
            status: receipt.status.clone(),
            receipt: Some(Box::new(receipt)),
        })
    }

    /// Calls `call` without mining anything.
    ///
    /// # Errors
    ///
    /// [`Reverted`] if it ran and failed.
    #[track_caller]
    pub fn try_read<C: SolCall>(&mut self, call: C) -> Result<C::Return, Reverted> {
        let tx = Tx::call(READER, self.contract, call.abi_encode());
        let outcome = self.chain.call(tx).expect("an executed call");
        if outcome.status.is_success() {
            return Ok(decode::<C>(&outcome.output));
        }
        Err(Reverted {
            data: outcome.output,
            status: outcome.status,
            receipt: None,
        })
    }

    /// What a view answers that does not fail.
    ///
    /// # Panics
    ///
    /// If it fails.
    #[track_caller]
    pub fn read<C: SolCall>(&mut self, call: C) -> C::Return {
        match self.try_read(call) {
            Ok(value) => value,
            Err(reverted) => panic!("{} {reverted}", C::SIGNATURE),
        }
    }

    /// Moves the clock to `second` of the `day`-th UTC day since [`START`], whose day is 0. Never backwards.
    ///
    /// # Panics
    ///
    /// If that moment has passed, or is not within a day.
    #[track_caller]
    pub fn at(&mut self, day: u64, second: u64) {
        assert!(
            second < DAY,
            "a day has {DAY} seconds, so no second {second}"
        );
        self.chain.set_timestamp(START + day * DAY + second);
    }

    /// Today as the contracts count it: UTC days since 1970-01-01.
    pub const fn today(&self) -> u64 {
        self.chain.timestamp() / DAY
    }
}

/// The calldata of a constructor with encoded `arguments`.
pub fn construct(arguments: &[u8]) -> Bytes {
    [&CONSTRUCTOR[..], arguments].concat().into()
}

/// The program `name` of the build: `vvv`, `diem`, `staking` or `credits`. The artifacts are read once per process.
///
/// # Panics
///
/// If the contracts are not built, or there is none of that name.
#[track_caller]
pub fn program(name: &str) -> &'static ContractArtifact {
    static ARTIFACTS: OnceLock<Artifacts> = OnceLock::new();
    let artifacts = ARTIFACTS.get_or_init(|| match diem_build::artifacts() {
        Ok(artifacts) => artifacts,
        Err(error) => panic!("{error}"),
    });
    match artifacts.contract(name) {
        Ok(program) => program,
        Err(error) => panic!("{error}"),
    }
}

/// Decodes what a function returned, and insists on the one canonical encoding.
#[track_caller]
fn decode<C: SolCall>(output: &[u8]) -> C::Return {
    let Ok(value) = C::abi_decode_returns_validate(output) else {
        panic!(
            "{} answered with no return value: {output:02x?}",
            C::SIGNATURE
        );
    };
    assert!(
        C::abi_encode_returns(&value) == output,
        "{} answered with an encoding that is not canonical: {output:02x?}",
        C::SIGNATURE
    );
    value
}
