//! What a transaction's gas went into.

use std::collections::BTreeMap;

use revm::bytecode::opcode;
use stylus_program::figures::ink::PER_GAS;

/// What gas can go into, in programs and in EVM code alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Reading and writing storage slots, transient ones included.
    Storage,
    /// Logs: their topics and data.
    Log,
    /// Touching other accounts, to call them or to look at them.
    Account,
    /// Creating contracts, their code's deposit included.
    Creation,
    /// Precompiles.
    Precompile,
    /// Starting programs, and memory beyond the pages that are free.
    Start,
    /// Host functions by themselves: their own prices, without what they cause in the EVM.
    Host,
    /// Instructions: WASM's, or all of the EVM's that belong to no other item.
    Opcode,
}

impl Item {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Storage,
        Self::Log,
        Self::Account,
        Self::Creation,
        Self::Precompile,
        Self::Start,
        Self::Host,
        Self::Opcode,
    ];
}

/// How often something was done, and the ink it took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// How often.
    pub count: u64,
    /// Ink it took altogether; 10,000 are one gas.
    pub ink: u64,
}

/// What the execution of a transaction or call was paid for, over all its frames, those that failed included.
///
/// The items add up to the execution gas, but for the fractions of a gas that a program's end rounds up, and what a failure forfeits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Storage slots read: by opcode, or by a host function that does not find them in the program's storage cache.
    pub storage_reads: u64,
    /// Storage slots written: by opcode, or by flushing the program's storage cache.
    pub storage_writes: u64,
    /// Programs started.
    pub starts: u64,
    /// Host functions by name. The sum of their ink is that of [`Item::Host`].
    pub host_functions: BTreeMap<&'static str, Use>,
    ink: [u64; Item::ALL.len()],
}

impl Profile {
    /// Ink that went into an item; 10,000 are one gas.
    pub const fn ink(&self, item: Item) -> u64 {
        self.ink[item as usize]
    }

    /// Ink of all items.
    pub fn total_ink(&self) -> u64 {
        self.ink.iter().sum()
    }

    pub(crate) const fn spend(&mut self, item: Item, ink: u64) {
        self.ink[item as usize] += ink;
    }

    /// A program has started.
    pub(crate) const fn start(&mut self, gas: u64) {
        self.starts += 1;
        self.spend(Item::Start, gas.saturating_mul(PER_GAS));
    }

    /// A host function has run: what it cost by itself.
    pub(crate) fn host_function(&mut self, name: &'static str, ink: u64) {
        let used = self.host_functions.entry(name).or_default();
        used.count += 1;
        used.ink += ink;
        self.spend(Item::Host, ink);
    }

    /// The EVM has carried out an instruction: what it cost without what it gave to a frame.
    pub(crate) const fn instruction(&mut self, opcode: u8, gas: u64) {
        let item = match opcode {
            opcode::SLOAD => {
                self.storage_reads += 1;
                Item::Storage
            }
            opcode::SSTORE => {
                self.storage_writes += 1;
                Item::Storage
            }
            opcode::TLOAD | opcode::TSTORE => Item::Storage,
            opcode::LOG0..=opcode::LOG4 => Item::Log,
            opcode::CALL
            | opcode::CALLCODE
            | opcode::DELEGATECALL
            | opcode::STATICCALL
            | opcode::BALANCE
            | opcode::EXTCODECOPY
            | opcode::EXTCODEHASH
            | opcode::EXTCODESIZE
            | opcode::SELFDESTRUCT => Item::Account,
            opcode::CREATE | opcode::CREATE2 => Item::Creation,
            _ => Item::Opcode,
        };
        self.spend(item, gas.saturating_mul(PER_GAS));
    }
}
