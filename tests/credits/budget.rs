//! The two kinds of budget behave alike but for what they cover: the tests of what they share are written once and run for both.

use alloy_primitives::{Address, B256, Log, U256, aliases::U96};
use diem_suite::{
    Bytes, Reverted, SolCall, Suite,
    abi::IComputeCredits::{self, Budget},
    emitted,
    typed_data::{self, Eip712Domain},
};
use stylus_chain::Receipt;

/// A limit that is none but the owner's credits.
pub(crate) const NO_LIMIT: U96 = U96::MAX;

/// An expiry that never comes.
pub(crate) const FOREVER: u32 = u32::MAX;

/// Which kind of budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// For agents: covers `transferFrom`.
    Allowance,
    /// For gateways: covers `meter`.
    Meter,
}

/// What a budget is set to, and for whom: the arguments of `setAllowance` and `setMeter`, and what a signature is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    pub(crate) owner: Address,
    pub(crate) spender: Address,
    pub(crate) limit: U96,
    pub(crate) expiry: u32,
}

impl Kind {
    /// The other kind.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Allowance => Self::Meter,
            Self::Meter => Self::Allowance,
        }
    }

    /// The calldata of `setAllowance` or `setMeter`.
    pub(crate) fn set(self, terms: Terms) -> Bytes {
        let Terms {
            spender,
            limit,
            expiry,
            ..
        } = terms;
        match self {
            Self::Allowance => IComputeCredits::setAllowanceCall {
                spender,
                dailyLimit: limit,
                expiry,
            }
            .abi_encode(),
            Self::Meter => IComputeCredits::setMeterCall {
                gateway: spender,
                dailyLimit: limit,
                expiry,
            }
            .abi_encode(),
        }
        .into()
    }

    /// The calldata of `setAllowanceBySig` or `setMeterBySig`.
    pub(crate) fn set_by_sig(self, terms: Terms, deadline: U256, signature: Bytes) -> Bytes {
        let Terms {
            owner,
            spender,
            limit,
            expiry,
        } = terms;
        match self {
            Self::Allowance => IComputeCredits::setAllowanceBySigCall {
                owner,
                spender,
                dailyLimit: limit,
                expiry,
                deadline,
                signature,
            }
            .abi_encode(),
            Self::Meter => IComputeCredits::setMeterBySigCall {
                owner,
                gateway: spender,
                dailyLimit: limit,
                expiry,
                deadline,
                signature,
            }
            .abi_encode(),
        }
        .into()
    }

    /// The digest to sign for [`Kind::set_by_sig`].
    pub(crate) fn digest(
        self,
        terms: Terms,
        nonce: u16,
        deadline: U256,
        domain: &Eip712Domain,
    ) -> B256 {
        let Terms {
            owner,
            spender,
            limit,
            expiry,
        } = terms;
        let nonce = U256::from(nonce);
        match self {
            Self::Allowance => typed_data::digest(
                &typed_data::Allowance {
                    owner,
                    spender,
                    dailyLimit: limit,
                    expiry,
                    nonce,
                    deadline,
                },
                domain,
            ),
            Self::Meter => typed_data::digest(
                &typed_data::Meter {
                    owner,
                    gateway: spender,
                    dailyLimit: limit,
                    expiry,
                    nonce,
                    deadline,
                },
                domain,
            ),
        }
    }

    /// The log of the event that says that the budget was set; the next signature carries `nonce`.
    pub(crate) fn set_log(self, credits: Address, terms: Terms, nonce: u16) -> Log {
        let Terms {
            owner,
            spender,
            limit,
            expiry,
        } = terms;
        match self {
            Self::Allowance => emitted(
                credits,
                &IComputeCredits::AllowanceSet {
                    owner,
                    spender,
                    dailyLimit: limit,
                    expiry,
                    nonce,
                },
            ),
            Self::Meter => emitted(
                credits,
                &IComputeCredits::MeterSet {
                    owner,
                    gateway: spender,
                    dailyLimit: limit,
                    expiry,
                    nonce,
                },
            ),
        }
    }

    /// The budget as the contract has it.
    #[track_caller]
    pub(crate) fn read(self, suite: &mut Suite, owner: Address, spender: Address) -> Budget {
        let credits = suite.credits;
        let answer = match self {
            Self::Allowance => {
                suite.read(credits, IComputeCredits::allowanceOfCall { owner, spender })
            }
            Self::Meter => suite.read(
                credits,
                IComputeCredits::meterOfCall {
                    owner,
                    gateway: spender,
                },
            ),
        };
        answer.expect("budgets can be read of any pair")
    }
}

/// What sending a call without a typed answer gives.
pub(crate) type Sending = Result<Receipt, Reverted>;

/// Makes each named function `fn(Kind)` a test of its own for allowances and for meters.
macro_rules! test_both_kinds {
    ($($name:ident),+ $(,)?) => {
        mod allowance {
            $(#[test]
            fn $name() {
                super::$name(crate::budget::Kind::Allowance);
            })+
        }

        mod meter {
            $(#[test]
            fn $name() {
                super::$name(crate::budget::Kind::Meter);
            })+
        }
    };
}

pub(crate) use test_both_kinds;
