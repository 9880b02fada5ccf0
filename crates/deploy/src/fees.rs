//! What may be paid for gas, and how long to wait.

use core::time::Duration;

/// What may be paid for gas, and how long to wait. [`FeePolicy::default`] suits Nitro chains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeePolicy {
    /// The most wei per unit of gas that a transaction may offer; none: no limit.
    pub max_fee_per_gas: Option<u128>,
    /// How long a transaction may stay out of a block before it is sent again, at a higher fee if need be. Default: 15 s.
    pub resend_after: Duration,
    /// How long to wait for a transaction, for fees to fall, or for a lost connection, before giving up; the next run continues. Default: 5 min.
    pub give_up_after: Duration,
}

impl Default for FeePolicy {
    fn default() -> Self {
        Self {
            max_fee_per_gas: None,
            resend_after: Duration::from_secs(15),
            give_up_after: Duration::from_secs(300),
        }
    }
}

/// What a transaction offers per unit of gas, in wei.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) max_fee: u128,
    pub(crate) tip: u128,
}

impl FeePolicy {
    /// What to offer when the base fee is `base`: twice that, since it may rise before the transaction is mined, and only what is due is paid.
    /// Nitro takes no tip. None if even the base fee is more than may be paid.
    pub(crate) fn offer(&self, base: u128) -> Option<Offer> {
        let most = self.max_fee_per_gas.unwrap_or(u128::MAX);
        (base <= most).then(|| Offer {
            max_fee: base.saturating_mul(2).min(most),
            tip: 0,
        })
    }

    /// What to offer in place of `before`: at least a quarter more of both, which nodes with a pool of waiting transactions ask for. None if that is more
    /// than may be paid.
    pub(crate) fn raise(&self, before: Offer, base: u128) -> Option<Offer> {
        let more = |wei: u128| wei.saturating_add(wei / 4).saturating_add(1);
        let max_fee = more(before.max_fee).max(base.saturating_mul(2));
        let most = self.max_fee_per_gas.unwrap_or(u128::MAX);
        (more(before.max_fee) <= most && base <= most).then(|| Offer {
            max_fee: max_fee.min(most),
            tip: more(before.tip).min(max_fee.min(most)),
        })
    }
}

/// The gas limit for an estimate: the state may have moved on when the transaction is mined. What is not used is not paid.
pub(crate) const fn gas_limit(estimate: u64) -> u64 {
    estimate.saturating_add(estimate / 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capped(most: u128) -> FeePolicy {
        FeePolicy {
            max_fee_per_gas: Some(most),
            ..FeePolicy::default()
        }
    }

    #[test]
    fn an_offer_leaves_room_below_the_limit() {
        let offer = |max_fee| Some(Offer { max_fee, tip: 0 });
        assert_eq!(FeePolicy::default().offer(100), offer(200));
        assert_eq!(capped(150).offer(100), offer(150));
        assert_eq!(capped(100).offer(100), offer(100));
        assert_eq!(capped(99).offer(100), None);
    }

    #[test]
    fn a_replacement_pays_a_quarter_more_and_what_fees_have_risen_to() {
        let before = Offer {
            max_fee: 200,
            tip: 0,
        };
        let raised = |max_fee| Some(Offer { max_fee, tip: 1 });
        assert_eq!(FeePolicy::default().raise(before, 100), raised(251));
        assert_eq!(FeePolicy::default().raise(before, 300), raised(600));
        assert_eq!(capped(400).raise(before, 300), raised(400));
        assert_eq!(capped(250).raise(before, 100), None);
        assert_eq!(capped(299).raise(before, 300), None);
    }
}
