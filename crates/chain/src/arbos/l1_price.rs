//! What posting a transaction to the parent chain costs (Nitro `arbos/l1pricing`, `arbos/tx_processor.go`).

use alloy_primitives::U256;

/// The costs of posting one transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Poster {
    /// Gas that the sender is charged for it.
    pub(crate) gas: u64,
    /// The same in wei.
    pub(crate) fee: U256,
}

impl Poster {
    /// What posting so many units costs, at so many wei per unit, paid in gas at the base fee. Free if gas is.
    pub(crate) fn of(units: u64, price: U256, base_fee: u64) -> Self {
        let cost = price.saturating_mul(U256::from(units));
        let gas = cost.checked_div(U256::from(base_fee)).unwrap_or_default();
        let gas: u64 = gas.saturating_to();
        Self {
            gas,
            fee: U256::from(gas) * U256::from(base_fee),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posting_is_paid_in_whole_gas_and_free_where_gas_is() {
        let poster = Poster::of(1_000, U256::from(7), 3);
        assert_eq!((poster.gas, poster.fee), (2_333, U256::from(6_999)));
        assert_eq!(Poster::of(1_000, U256::from(7), 0), Poster::default());
        assert_eq!(Poster::of(1_000, U256::ZERO, 3), Poster::default());
        assert_eq!(Poster::of(u64::MAX, U256::MAX, 1).gas, u64::MAX);
    }
}
