//! Calls of VVV and Diem.

use alloy_primitives::{B256, Bytes, U256};
use alloy_sol_types::SolStruct;
use diem_suite::{
    abi::{IDiem, IVvv},
    typed_data::{self, Eip712Domain},
};

use super::{Ran, World};
use crate::{
    call::{Call, Signature},
    cast::Who,
};

impl World {
    pub(super) fn run_vvv(&mut self, call: &Call) -> Ran {
        let at = |who: Who| self.cast.address(who);
        match *call {
            Call::VvvTransfer { from, to, value } => {
                let call = IVvv::transferCall { to: at(to), value };
                self.send(from, Who::Vvv, call)
            }
            Call::VvvApprove { owner, value } => {
                let call = IVvv::approveCall {
                    spender: at(Who::Staking),
                    value,
                };
                self.send(owner, Who::Vvv, call)
            }
            Call::Drip { to } => {
                let call = IVvv::dripCall { to: at(to) };
                self.send(Who::Owner, Who::Vvv, call)
            }
            _ => unreachable!("not a call of VVV"),
        }
    }

    pub(super) fn run_diem(&mut self, call: &Call) -> Ran {
        let at = |who: Who| self.cast.address(who);
        match *call {
            Call::Transfer { from, to, value } => {
                let call = IDiem::transferCall { to: at(to), value };
                self.send(from, Who::Diem, call)
            }
            Call::TransferFrom {
                spender,
                from,
                to,
                value,
            } => {
                let call = IDiem::transferFromCall {
                    from: at(from),
                    to: at(to),
                    value,
                };
                self.send(spender, Who::Diem, call)
            }
            Call::Approve {
                owner,
                spender,
                value,
            } => {
                let call = IDiem::approveCall {
                    spender: at(spender),
                    value,
                };
                self.send(owner, Who::Diem, call)
            }
            Call::Permit {
                owner,
                spender,
                value,
                signature,
                bytes,
            } => self.run_permit(owner, spender, value, signature, bytes),
            Call::MintUnasked { caller, to, value } => {
                let call = IDiem::mintCall { to: at(to), value };
                self.send(caller, Who::Diem, call)
            }
            Call::BurnUnasked {
                caller,
                from,
                value,
            } => {
                let call = IDiem::burnCall {
                    from: at(from),
                    value,
                };
                self.send(caller, Who::Diem, call)
            }
            _ => unreachable!("not a call of Diem"),
        }
    }

    /// The spender sends it: whoever does makes no difference.
    fn run_permit(
        &mut self,
        owner: Who,
        spender: Who,
        value: U256,
        by: Signature,
        bytes: bool,
    ) -> Ran {
        let hash = self.permit_hash(&self.suite.diem_domain(), owner, spender, value, by);
        let (deadline, signer) = (by.deadline, self.cast.account(by.by));
        let (owner, to) = (self.cast.address(owner), self.cast.address(spender));
        if bytes {
            let signature = Bytes::from(signer.sign_hash(hash));
            let call = IDiem::permit_1Call {
                owner,
                spender: to,
                value,
                deadline,
                signature,
            };
            return self.send(spender, Who::Diem, call);
        }
        let (v, r, s) = signer.sign_hash_vrs(hash);
        let call = IDiem::permit_0Call {
            owner,
            spender: to,
            value,
            deadline,
            v,
            r,
            s,
        };
        self.send(spender, Who::Diem, call)
    }

    pub(super) fn permit_hash(
        &self,
        domain: &Eip712Domain,
        owner: Who,
        spender: Who,
        value: U256,
        by: Signature,
    ) -> B256 {
        let permit = typed_data::Permit {
            owner: self.cast.address(owner),
            spender: self.cast.address(spender),
            value,
            nonce: U256::from(by.nonce),
            deadline: by.deadline,
        };
        permit.eip712_signing_hash(domain)
    }
}
