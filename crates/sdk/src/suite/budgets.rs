//! Permits and budgets by signature: the message with its nonce, the domain, and the call that brings the signature to the chain.

use alloy_contract::SolCallBuilder;
use alloy_primitives::{Address, Bytes, U256};
use alloy_provider::Provider;

use super::{Client, ClientError};
use crate::{
    abi::{
        IComputeCredits::{setAllowanceBySigCall, setMeterBySigCall},
        IDiem::permit_1Call,
    },
    typed_data::{Allowance, Eip712Domain, Meter, Permit, credits_domain, diem_domain},
};

/// A call that sets an allowance by signature.
pub type SetAllowance<P> = SolCallBuilder<P, setAllowanceBySigCall>;
/// A call that sets a meter by signature.
pub type SetMeter<P> = SolCallBuilder<P, setMeterBySigCall>;
/// A call that approves DIEM by signature.
pub type SetPermit<P> = SolCallBuilder<P, permit_1Call>;

impl<P: Provider + Clone> Client<P> {
    /// The EIP-712 domain of Diem: of permits.
    pub fn diem_domain(&self) -> Eip712Domain {
        diem_domain(self.chain_id, self.addresses.diem)
    }

    /// The EIP-712 domain of ComputeCredits: of allowances and meters.
    pub fn credits_domain(&self) -> Eip712Domain {
        credits_domain(self.chain_id, self.addresses.credits)
    }

    /// The permit that `owner` would sign for `spender` now: over `value` wei of DIEM, usable up to the second `deadline` (Unix).
    ///
    /// # Errors
    ///
    /// What the provider says.
    pub async fn permit(
        &self,
        owner: Address,
        spender: Address,
        value: U256,
        deadline: u64,
    ) -> Result<Permit, ClientError> {
        let nonce = self.diem().nonces(owner).call().await?;
        Ok(Permit::new(owner, spender, value, deadline).nonce(nonce))
    }

    /// The allowance that `owner` would sign for `spender` now: `daily_limit` wei of credits per day, for ever unless an expiry is added;
    /// usable up to the second `deadline` (Unix).
    ///
    /// # Errors
    ///
    /// [`ClientError::Limit`] above 2^96 - 1 wei, or what the provider says.
    pub async fn allowance(
        &self,
        owner: Address,
        spender: Address,
        daily_limit: U256,
        deadline: u64,
    ) -> Result<Allowance, ClientError> {
        let budget = self.credits().allowanceOf(owner, spender).call().await?;
        Ok(Allowance::new(owner, spender, daily_limit, deadline)?.nonce(budget.nonce))
    }

    /// The meter that `owner` would sign for `gateway` now, as [`Client::allowance`].
    ///
    /// # Errors
    ///
    /// [`ClientError::Limit`] above 2^96 - 1 wei, or what the provider says.
    pub async fn meter(
        &self,
        owner: Address,
        gateway: Address,
        daily_limit: U256,
        deadline: u64,
    ) -> Result<Meter, ClientError> {
        let budget = self.credits().meterOf(owner, gateway).call().await?;
        Ok(Meter::new(owner, gateway, daily_limit, deadline)?.nonce(budget.nonce))
    }

    /// Brings a signed permit of DIEM to the chain; anyone may send it. `signature` is 65 bytes `r, s, v`, or what the owner's contract
    /// accepts.
    pub fn set_permit(&self, message: &Permit, signature: Bytes) -> SetPermit<P> {
        let Permit {
            owner,
            spender,
            value,
            deadline,
            ..
        } = *message;
        self.diem()
            .permit_1(owner, spender, value, deadline, signature)
            .with_cloned_provider()
    }

    /// Brings a signed allowance to the chain; anyone may send it.
    pub fn set_allowance(&self, message: &Allowance, signature: Bytes) -> SetAllowance<P> {
        let Allowance {
            owner,
            spender,
            dailyLimit,
            expiry,
            deadline,
            ..
        } = *message;
        self.credits()
            .setAllowanceBySig(owner, spender, dailyLimit, expiry, deadline, signature)
            .with_cloned_provider()
    }

    /// Brings a signed meter to the chain; anyone may send it.
    pub fn set_meter(&self, message: &Meter, signature: Bytes) -> SetMeter<P> {
        let Meter {
            owner,
            gateway,
            dailyLimit,
            expiry,
            deadline,
            ..
        } = *message;
        self.credits()
            .setMeterBySig(owner, gateway, dailyLimit, expiry, deadline, signature)
            .with_cloned_provider()
    }
}
