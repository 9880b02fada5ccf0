//! The deployed suite behind a provider of alloy's: contract instances, and what is asked and sent most.
//!
//! ```no_run
//! use alloy_provider::ProviderBuilder;
//! use alloy_primitives::address;
//! use diem_sdk::{amount, manifest::Manifest, suite::Client};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let manifest = Manifest::load("deployments/421614.json".as_ref())?;
//! let provider = ProviderBuilder::new().connect("https://sepolia-rollup.arbitrum.io/rpc").await?;
//! let client = Client::connect(provider, &manifest).await?; // the right chain, and contracts on it
//!
//! let alice = address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
//! let credits = client.credits_of(alice).await?;
//! println!("{} credits left today", amount::in_units(credits.available));
//!
//! // Whatever has no method here, the contracts' instances have.
//! let paused = client.staking().paused().call().await?;
//! # Ok(()) }
//! ```

mod batch;
mod budgets;

use alloy_primitives::{Address, U256};
use alloy_provider::Provider;
use futures_util::try_join;

use crate::{
    abi::{
        IComputeCredits::{self, IComputeCreditsInstance, accountOfReturn},
        IDiem::{self, IDiemInstance},
        IVvv::{self, IVvvInstance},
        IVvvStaking::{self, IVvvStakingInstance, positionOfReturn},
    },
    errors::Revert,
    manifest::{Addresses, Manifest},
    readings::ReadingError,
    typed_data::LimitTooLarge,
};

pub use batch::BATCH;
pub use budgets::{SetAllowance, SetMeter, SetPermit};

/// Why the suite gave no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The provider is on another chain than the manifest.
    #[error(
        "the manifest is of chain {expected} ({network}), but the endpoint is on chain {found}: use an endpoint of that chain, or deployments/{found}.json"
    )]
    WrongChain {
        /// The manifest's chain id.
        expected: u64,
        /// The manifest's network.
        network: String,
        /// The endpoint's chain id.
        found: u64,
    },
    /// There is no code where the manifest says that a contract is.
    #[error(
        "there is no contract at {address}, where the manifest has {contract}: the chain may have been reset since"
    )]
    NoCode {
        /// The contract: `vvv`, `staking`, `diem` or `credits`.
        contract: &'static str,
        /// Its address in the manifest.
        address: Address,
    },
    /// A contract refused the call.
    #[error("the call reverted: {0}")]
    Reverted(Revert),
    /// What was to be posted is no reading.
    #[error(transparent)]
    Reading(#[from] ReadingError),
    /// What was to be signed has no such limit.
    #[error(transparent)]
    Limit(#[from] LimitTooLarge),
    /// The call could not be made, or its answer not understood.
    #[error(transparent)]
    Contract(alloy_contract::Error),
    /// The provider could not be reached, or did not understand.
    #[error(transparent)]
    Transport(#[from] alloy_transport::TransportError),
}

impl From<alloy_contract::Error> for ClientError {
    fn from(error: alloy_contract::Error) -> Self {
        match error.as_revert_data() {
            Some(data) => Self::Reverted(Revert::decode(&data)),
            None => Self::Contract(error),
        }
    }
}

/// The four contracts of a deployment.
#[derive(Clone, Debug)]
pub struct Client<P> {
    provider: P,
    chain_id: u64,
    addresses: Addresses,
}

impl<P: Provider + Clone> Client<P> {
    /// The suite of `manifest`, after a look whether `provider` is on its chain and the contracts are there.
    ///
    /// # Errors
    ///
    /// [`ClientError::WrongChain`], [`ClientError::NoCode`], or what the provider says.
    pub async fn connect(provider: P, manifest: &Manifest) -> Result<Self, ClientError> {
        let found = provider.get_chain_id().await?;
        if found != manifest.chain.id {
            return Err(ClientError::WrongChain {
                expected: manifest.chain.id,
                network: manifest.chain.network.clone(),
                found,
            });
        }
        let addresses = manifest.addresses();
        for (contract, address) in [
            ("vvv", addresses.vvv),
            ("staking", addresses.staking),
            ("diem", addresses.diem),
            ("credits", addresses.credits),
        ] {
            if provider.get_code_at(address).await?.is_empty() {
                return Err(ClientError::NoCode { contract, address });
            }
        }
        Ok(Self::at(provider, found, addresses))
    }

    /// The contracts at `addresses` of the chain `chain_id`, unseen.
    pub const fn at(provider: P, chain_id: u64, addresses: Addresses) -> Self {
        Self {
            provider,
            chain_id,
            addresses,
        }
    }

    /// The chain's id.
    pub const fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// Where the contracts are.
    pub const fn addresses(&self) -> Addresses {
        self.addresses
    }

    /// The provider.
    pub const fn provider(&self) -> &P {
        &self.provider
    }

    /// VVV.
    pub fn vvv(&self) -> IVvvInstance<P> {
        IVvv::new(self.addresses.vvv, self.provider.clone())
    }

    /// VvvStaking.
    pub fn staking(&self) -> IVvvStakingInstance<P> {
        IVvvStaking::new(self.addresses.staking, self.provider.clone())
    }

    /// Diem.
    pub fn diem(&self) -> IDiemInstance<P> {
        IDiem::new(self.addresses.diem, self.provider.clone())
    }

    /// ComputeCredits.
    pub fn credits(&self) -> IComputeCreditsInstance<P> {
        IComputeCredits::new(self.addresses.credits, self.provider.clone())
    }

    /// Today, as the contracts count it: the day of the chain's last block.
    ///
    /// # Errors
    ///
    /// What the provider says.
    pub async fn today(&self) -> Result<u64, ClientError> {
        Ok(self.credits().currentDay().call().await?.saturating_to())
    }

    /// The staking position of `account`.
    ///
    /// # Errors
    ///
    /// What the provider says.
    pub async fn position_of(&self, account: Address) -> Result<positionOfReturn, ClientError> {
        Ok(self.staking().positionOf(account).call().await?)
    }

    /// Today's capacity of `account`, in wei of DIEM.
    ///
    /// # Errors
    ///
    /// What the provider says.
    pub async fn capacity_of(&self, account: Address) -> Result<U256, ClientError> {
        Ok(self.diem().capacityOf(account).call().await?)
    }

    /// Today's credits of `account`: its capacity, net of what it received and gave, used and available.
    ///
    /// # Errors
    ///
    /// What the provider says.
    pub async fn credits_of(&self, account: Address) -> Result<accountOfReturn, ClientError> {
        Ok(self.credits().accountOf(account).call().await?)
    }

    /// All that the suite knows of `account`, by four calls at once (each at the chain's last block).
    ///
    /// # Errors
    ///
    /// What the provider says.
    pub async fn account(&self, account: Address) -> Result<Account, ClientError> {
        let (vvv, diem) = (self.vvv(), self.diem());
        let (vvv, diem) = (vvv.balanceOf(account), diem.balanceOf(account));
        let (vvv, diem, position, credits) = try_join!(
            async { Ok(vvv.call().await?) },
            async { Ok(diem.call().await?) },
            self.position_of(account),
            self.credits_of(account),
        )?;
        Ok(Account {
            vvv,
            diem,
            position,
            credits,
        })
    }
}

/// What the suite knows of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its VVV, in wei, without what is staked.
    pub vvv: U256,
    /// Its DIEM, in wei.
    pub diem: U256,
    /// Its stake.
    pub position: positionOfReturn,
    /// Its credits of today.
    pub credits: accountOfReturn,
}
