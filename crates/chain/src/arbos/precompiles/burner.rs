//! Gas in a precompile call.

use super::Failure;
use crate::prices::{arbos, gas};

/// The gas left in a precompile call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Burner {
    left: u64,
}

impl Burner {
    pub(crate) const fn new(gas: u64) -> Self {
        Self { left: gas }
    }

    pub(crate) const fn left(&self) -> u64 {
        self.left
    }

    pub(crate) const fn burn(&mut self, gas: u64) -> Result<(), Failure> {
        match self.left.checked_sub(gas) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.left = 0;
                Err(Failure::OutOfGas)
            }
        }
    }

    pub(crate) const fn burn_out(&mut self) {
        self.left = 0;
    }

    /// Reads a slot of ArbOS's state.
    pub(crate) const fn read(&mut self) -> Result<(), Failure> {
        self.burn(arbos::READ)
    }

    /// Writes a slot of ArbOS's state.
    pub(crate) const fn write(&mut self, zero: bool) -> Result<(), Failure> {
        self.burn(if zero {
            arbos::WRITE_ZERO
        } else {
            arbos::WRITE
        })
    }

    /// Reads the Stylus parameters.
    pub(crate) const fn params(&mut self) -> Result<(), Failure> {
        self.burn(arbos::PARAMS)
    }

    /// Reads an account's code hash.
    pub(crate) const fn code_hash(&mut self) -> Result<(), Failure> {
        self.burn(arbos::CODE_HASH)
    }

    /// Copies calldata or results.
    pub(crate) const fn copy(&mut self, bytes: usize) -> Result<(), Failure> {
        self.burn(gas::COPY_WORD * (bytes as u64).div_ceil(32))
    }

    /// Emits an event with so many topics, its signature included, and so many bytes of data.
    pub(crate) const fn event(&mut self, topics: u64, bytes: u64) -> Result<(), Failure> {
        self.burn(gas::LOG_TOPIC * (1 + topics) + gas::LOG_BYTE * bytes)
    }
}
