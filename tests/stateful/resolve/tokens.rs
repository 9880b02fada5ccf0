//! Actions on VVV and Diem.

use alloy_primitives::U256;

use super::CENT;
use crate::{action::Action, call::Call, cast::Who, model::Model};

impl Model {
    pub(super) fn resolve_vvv(&self, action: &Action) -> Call {
        match *action {
            Action::VvvTransfer { from, to, amount } => {
                let value = amount.resolve(CENT, &[self.vvv.balance(from)]);
                Call::VvvTransfer { from, to, value }
            }
            Action::VvvApprove { owner, amount } => {
                let value = amount.resolve(CENT, &[U256::MAX, self.vvv.balance(owner)]);
                Call::VvvApprove { owner, value }
            }
            Action::Drip { to } => Call::Drip { to },
            _ => unreachable!("not an action on VVV"),
        }
    }

    pub(super) fn resolve_diem(&self, action: &Action) -> Call {
        let balance = |who: Who| self.diem.balance(who);
        let unit = self.diem_unit();
        match *action {
            Action::Transfer { from, to, amount } => {
                let from = self.pick(from, |who| !balance(who).is_zero());
                let value = amount.resolve(unit, &[balance(from)]);
                Call::Transfer { from, to, value }
            }
            Action::TransferFrom {
                spender,
                from,
                to,
                amount,
            } => {
                let allowance = |from| self.diem.approvals.allowance(from, spender);
                let from = self.pick(from, |who| !allowance(who).min(balance(who)).is_zero());
                let limits = [
                    allowance(from).min(balance(from)),
                    allowance(from),
                    balance(from),
                ];
                let value = amount.resolve(unit, &limits);
                Call::TransferFrom {
                    spender,
                    from,
                    to,
                    value,
                }
            }
            Action::Approve {
                owner,
                spender,
                amount,
            } => {
                let value = amount.resolve(unit, &[U256::MAX, balance(owner)]);
                Call::Approve {
                    owner,
                    spender,
                    value,
                }
            }
            Action::Permit {
                owner,
                spender,
                amount,
                signing,
                bytes,
            } => {
                let value = amount.resolve(unit, &[U256::MAX, balance(owner)]);
                let signature = self.sign(owner, signing, self.diem.approvals.nonce(owner));
                Call::Permit {
                    owner,
                    spender,
                    value,
                    signature,
                    bytes,
                }
            }
            Action::MintUnasked { caller, to, amount } => {
                let value = amount.resolve(unit, &[self.diem.cap]);
                Call::MintUnasked { caller, to, value }
            }
            Action::BurnUnasked {
                caller,
                from,
                amount,
            } => {
                let value = amount.resolve(unit, &[balance(from)]);
                Call::BurnUnasked {
                    caller,
                    from,
                    value,
                }
            }
            _ => unreachable!("not an action on Diem"),
        }
    }
}
