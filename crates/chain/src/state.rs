//! The committed state, with an undo log so that snapshots cost nothing to take.

use core::convert::Infallible;

use alloy_primitives::{Address, B256, Bytes, U256, keccak256, map::HashMap};
use revm::{
    Database, DatabaseCommit,
    bytecode::Bytecode,
    primitives::AddressMap,
    state::{Account, AccountInfo},
};

/// The accounts and slots of the chain. Everything changes through [`State::write_info`] and [`State::write_slot`], which remember
/// what was there while a snapshot is alive.
#[derive(Debug, Default)]
pub(crate) struct State {
    accounts: HashMap<Address, StoredAccount>,
    block_hashes: HashMap<u64, B256>,
    undo: Vec<Undo>,
    /// Undo positions of the snapshots that are alive, in the order they were taken.
    snapshots: Vec<(u64, usize)>,
    next_snapshot: u64,
}

#[derive(Clone, Debug, Default)]
struct StoredAccount {
    info: AccountInfo,
    storage: HashMap<U256, U256>,
}

/// What to put back.
#[derive(Debug)]
enum Undo {
    /// The whole account; `None`: it did not exist.
    Account(Address, Option<Box<StoredAccount>>),
    Info(Address, AccountInfo),
    Slot(Address, U256, U256),
}

impl State {
    pub(crate) fn info(&self, address: Address) -> Option<&AccountInfo> {
        self.accounts.get(&address).map(|a| &a.info)
    }

    pub(crate) fn slot(&self, address: Address, slot: U256) -> U256 {
        self.accounts
            .get(&address)
            .and_then(|a| a.storage.get(&slot))
            .copied()
            .unwrap_or_default()
    }

    pub(crate) fn set_block_hash(&mut self, number: u64, hash: B256) {
        self.block_hashes.insert(number, hash);
    }

    /// Changes balance, nonce or code of an account, creating it if need be.
    pub(crate) fn write_info(&mut self, address: Address, info: AccountInfo) {
        let recording = !self.snapshots.is_empty();
        match self.accounts.get_mut(&address) {
            Some(account) => {
                if account.info != info {
                    let before = core::mem::replace(&mut account.info, info);
                    if recording {
                        self.undo.push(Undo::Info(address, before));
                    }
                }
            }
            None => {
                if recording {
                    self.undo.push(Undo::Account(address, None));
                }
                self.accounts.insert(
                    address,
                    StoredAccount {
                        info,
                        ..StoredAccount::default()
                    },
                );
            }
        }
    }

    /// Changes one slot of an account, creating the account if need be.
    pub(crate) fn write_slot(&mut self, address: Address, slot: U256, value: U256) {
        if !self.accounts.contains_key(&address) {
            self.write_info(address, AccountInfo::default());
        }
        let recording = !self.snapshots.is_empty();
        let Some(account) = self.accounts.get_mut(&address) else {
            return;
        };
        let before = if value.is_zero() {
            account.storage.remove(&slot)
        } else {
            account.storage.insert(slot, value)
        }
        .unwrap_or_default();
        if recording && before != value {
            self.undo.push(Undo::Slot(address, slot, before));
        }
    }

    /// Removes an account with its storage.
    fn remove(&mut self, address: Address) {
        if let Some(account) = self.accounts.remove(&address)
            && !self.snapshots.is_empty()
        {
            self.undo
                .push(Undo::Account(address, Some(Box::new(account))));
        }
    }

    /// Remembers the present. The cost is constant; from now on each change is remembered too.
    pub(crate) fn snapshot(&mut self) -> u64 {
        let id = self.next_snapshot;
        self.next_snapshot += 1;
        self.snapshots.push((id, self.undo.len()));
        id
    }

    /// Goes back to a snapshot, which ends it and all later ones. False if it is not alive.
    pub(crate) fn revert(&mut self, id: u64) -> bool {
        let Some(index) = self.snapshots.iter().position(|(alive, _)| *alive == id) else {
            return false;
        };
        let (_, position) = self.snapshots[index];
        self.snapshots.truncate(index);
        for undo in self.undo.drain(position..).rev() {
            match undo {
                Undo::Account(address, None) => {
                    self.accounts.remove(&address);
                }
                Undo::Account(address, Some(account)) => {
                    self.accounts.insert(address, *account);
                }
                Undo::Info(address, info) => {
                    if let Some(account) = self.accounts.get_mut(&address) {
                        account.info = info;
                    }
                }
                Undo::Slot(address, slot, value) => {
                    if let Some(account) = self.accounts.get_mut(&address) {
                        if value.is_zero() {
                            account.storage.remove(&slot);
                        } else {
                            account.storage.insert(slot, value);
                        }
                    }
                }
            }
        }
        true
    }

    /// Sets an account's code, whatever it is.
    pub(crate) fn write_code(&mut self, address: Address, code: Bytes) {
        let mut info = self.info(address).cloned().unwrap_or_default();
        info.code_hash = keccak256(&code);
        info.code = Some(
            Bytecode::new_raw_checked(code.clone()).unwrap_or_else(|_| Bytecode::new_legacy(code)),
        );
        self.write_info(address, info);
    }
}

impl Database for State {
    type Error = Infallible;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, Infallible> {
        Ok(self.info(address).cloned())
    }

    fn code_by_hash(&mut self, _: B256) -> Result<Bytecode, Infallible> {
        // Accounts carry their code, so nobody asks for it by hash.
        Ok(Bytecode::default())
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, Infallible> {
        Ok(self.slot(address, slot))
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, Infallible> {
        Ok(self.block_hashes.get(&number).copied().unwrap_or_default())
    }
}

impl DatabaseCommit for State {
    fn commit(&mut self, changes: AddressMap<Account>) {
        for (address, account) in changes {
            if !account.is_touched() {
                continue;
            }
            if account.is_selfdestructed() || account.is_empty() {
                // EIP-161: what is touched and empty ceases to exist.
                self.remove(address);
                continue;
            }
            if account.is_created() {
                self.remove(address);
            }
            self.write_info(address, account.info);
            for (slot, value) in account.storage {
                if value.is_changed() {
                    self.write_slot(address, slot, value.present_value());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Address = Address::repeat_byte(1);

    fn rich(wei: u64) -> AccountInfo {
        AccountInfo::from_balance(U256::from(wei))
    }

    #[test]
    fn revert_restores_infos_slots_and_absence() {
        let mut state = State::default();
        state.write_info(A, rich(1));
        state.write_slot(A, U256::ONE, U256::from(7));
        let outer = state.snapshot();
        state.write_info(A, rich(2));
        state.write_slot(A, U256::ONE, U256::ZERO);
        let inner = state.snapshot();
        state.write_slot(A, U256::from(2), U256::from(9));
        state.write_info(Address::repeat_byte(2), rich(3));
        assert!(state.revert(inner));
        assert_eq!(state.slot(A, U256::from(2)), U256::ZERO);
        assert!(state.info(Address::repeat_byte(2)).is_none());
        assert_eq!(state.info(A).unwrap().balance, U256::from(2));
        state.remove(A);
        assert!(state.revert(outer));
        assert!(
            !state.revert(inner),
            "an inner snapshot ends with the outer one"
        );
        assert_eq!(state.info(A).unwrap().balance, U256::ONE);
        assert_eq!(state.slot(A, U256::ONE), U256::from(7));
    }

    #[test]
    fn nothing_is_remembered_without_a_snapshot() {
        let mut state = State::default();
        state.write_slot(A, U256::ONE, U256::ONE);
        state.remove(A);
        assert!(state.undo.is_empty());
    }
}
