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

/// What leads from a past state back to the present.
pub(crate) struct Forth {
    changes: Vec<Undo>,
    snapshots: Vec<(u64, usize)>,
}

/// Writes a slot, a zero by its absence, and returns what was there.
fn put(storage: &mut HashMap<U256, U256>, slot: U256, value: U256) -> U256 {
    if value.is_zero() {
        storage.remove(&slot)
    } else {
        storage.insert(slot, value)
    }
    .unwrap_or_default()
}

impl State {
    /// The accounts that exist, in no order, each with its slots that are not zero.
    pub(crate) fn accounts(
        &self,
    ) -> impl Iterator<Item = (Address, &AccountInfo, &HashMap<U256, U256>)> {
        let entries = self.accounts.iter();
        entries.map(|(address, account)| (*address, &account.info, &account.storage))
    }

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

    pub(crate) fn slots(&self, address: Address) -> Vec<U256> {
        let account = self.accounts.get(&address);
        account.map_or_else(Vec::new, |a| a.storage.keys().copied().collect())
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
        let before = put(&mut account.storage, slot, value);
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
        self.rewind(id).is_some()
    }

    /// Goes back to a snapshot as [`State::revert`] does, and returns the way forth for [`State::replay`].
    pub(crate) fn rewind(&mut self, id: u64) -> Option<Forth> {
        let index = self
            .snapshots
            .binary_search_by_key(&id, |(alive, _)| *alive)
            .ok()?;
        let snapshots = self.snapshots.split_off(index);
        let (_, position) = snapshots[0];
        let changes = self.undo.split_off(position);
        let changes = changes.into_iter().rev().map(|c| self.swap(c)).collect();
        Some(Forth { changes, snapshots })
    }

    /// Does again what [`State::rewind`] undid; the state must be as that left it.
    pub(crate) fn replay(&mut self, forth: Forth) {
        for change in forth.changes.into_iter().rev() {
            let undo = self.swap(change);
            self.undo.push(undo);
        }
        self.snapshots.extend(forth.snapshots);
    }

    /// Puts back what was there, and returns what puts back what is there now.
    fn swap(&mut self, undo: Undo) -> Undo {
        match undo {
            Undo::Account(address, before) => {
                let now = match before {
                    Some(account) => self.accounts.insert(address, *account),
                    None => self.accounts.remove(&address),
                };
                Undo::Account(address, now.map(Box::new))
            }
            Undo::Info(address, before) => {
                let info = &mut self.accounts.entry(address).or_default().info;
                Undo::Info(address, core::mem::replace(info, before))
            }
            Undo::Slot(address, slot, before) => {
                let storage = &mut self.accounts.entry(address).or_default().storage;
                let now = put(storage, slot, before);
                Undo::Slot(address, slot, now)
            }
        }
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
    fn what_was_rewound_can_be_replayed() {
        let other = Address::repeat_byte(2);
        let mut state = State::default();
        state.write_slot(A, U256::ONE, U256::from(7));
        let past = state.snapshot();
        state.write_slot(A, U256::ONE, U256::ZERO);
        state.write_info(A, rich(5));
        let inner = state.snapshot();
        state.write_info(other, rich(3));
        state.remove(A);
        let forth = state.rewind(past).unwrap();
        assert_eq!(state.slot(A, U256::ONE), U256::from(7));
        assert!(state.info(other).is_none());
        state.replay(forth);
        assert!(state.info(A).is_none());
        assert_eq!(state.info(other).unwrap().balance, U256::from(3));
        assert!(state.revert(inner), "snapshots come back too");
        assert_eq!(state.info(A).unwrap().balance, U256::from(5));
        assert!(state.revert(past));
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
