//! The deployed suite behind a provider of alloy's: contract instances, and what is asked most.

use alloy_primitives::{Address, U256};
use alloy_provider::Provider;

use crate::{
    abi::{
        IComputeCredits::{self, IComputeCreditsInstance},
        IDiem::{self, IDiemInstance},
        IVvv::{self, IVvvInstance},
        IVvvStaking::{self, IVvvStakingInstance, positionOfReturn},
    },
    errors::describe_error,
    manifest::{Addresses, Manifest},
};

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
    #[error("the call reverted: {}", describe_error(.0))]
    Reverted(alloy_primitives::Bytes),
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
            Some(data) => Self::Reverted(data),
            None => Self::Contract(error),
        }
    }
}

/// The four contracts of a deployment.
#[derive(Clone, Debug)]
pub struct Client<P> {
    provider: P,
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
        Ok(Self::at(provider, addresses))
    }

    /// The contracts at `addresses`, unseen.
    pub const fn at(provider: P, addresses: Addresses) -> Self {
        Self {
            provider,
            addresses,
        }
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
}
