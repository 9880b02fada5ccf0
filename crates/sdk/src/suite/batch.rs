//! Reads and posts of many accounts.

use alloy_contract::SolCallBuilder;
use alloy_primitives::{Address, B256, U256};
use alloy_provider::Provider;

use super::{Client, ClientError};
use crate::{
    abi::IComputeCredits::{Budget, meterCall},
    readings::{self, Reading},
};

/// How many accounts one call asks about; longer lists are asked about in several.
pub const BATCH: usize = 500;

impl<P: Provider + Clone> Client<P> {
    /// Today's capacities of `accounts`, in wei of DIEM, in the same order.
    ///
    /// # Errors
    ///
    /// What the provider says.
    pub async fn capacities_of(&self, accounts: &[Address]) -> Result<Vec<U256>, ClientError> {
        let diem = self.diem();
        let mut capacities = Vec::with_capacity(accounts.len());
        for part in accounts.chunks(BATCH) {
            capacities.extend(diem.capacityOfBatch(part.to_vec()).call().await?);
        }
        Ok(capacities)
    }

    /// The credits of `day` that are available to `accounts`, in wei, in the same order.
    ///
    /// # Errors
    ///
    /// What the provider says.
    pub async fn available_to(
        &self,
        accounts: &[Address],
        day: u64,
    ) -> Result<Vec<U256>, ClientError> {
        let (credits, day) = (self.credits(), U256::from(day));
        let mut available = Vec::with_capacity(accounts.len());
        for part in accounts.chunks(BATCH) {
            available.extend(credits.balanceOfBatch(part.to_vec(), day).call().await?);
        }
        Ok(available)
    }

    /// The meters that `owners` have given `gateway`, in the same order.
    ///
    /// # Errors
    ///
    /// What the provider says.
    pub async fn meters_of(
        &self,
        owners: &[Address],
        gateway: Address,
    ) -> Result<Vec<Budget>, ClientError> {
        let credits = self.credits();
        let mut meters = Vec::with_capacity(owners.len());
        for part in owners.chunks(BATCH) {
            meters.extend(credits.meterOfBatch(part.to_vec(), gateway).call().await?);
        }
        Ok(meters)
    }

    /// The allowances that `owners` have given `spender`, in the same order.
    ///
    /// # Errors
    ///
    /// What the provider says.
    pub async fn allowances_of(
        &self,
        owners: &[Address],
        spender: Address,
    ) -> Result<Vec<Budget>, ClientError> {
        let credits = self.credits();
        let mut allowances = Vec::with_capacity(owners.len());
        for part in owners.chunks(BATCH) {
            let part = part.to_vec();
            allowances.extend(credits.allowanceOfBatch(part, spender).call().await?);
        }
        Ok(allowances)
    }

    /// A gateway's post of its `readings` of `day`, to be sent by its own provider. `receipts_root` is the root of its receipts of the day so
    /// far ([`ReceiptTree::root`](crate::receipts::ReceiptTree::root)).
    ///
    /// # Errors
    ///
    /// [`ClientError::Reading`] if two readings are of one owner.
    pub fn post(
        &self,
        day: u64,
        readings: &[Reading],
        receipts_root: B256,
    ) -> Result<SolCallBuilder<P, meterCall>, ClientError> {
        let (credits, entries) = (self.credits(), readings::pack(readings)?);
        let call = credits.meter(U256::from(day), entries, receipts_root);
        Ok(call.with_cloned_provider())
    }
}
