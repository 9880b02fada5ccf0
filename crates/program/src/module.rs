//! Parsing and validation of one module.

use crate::{error::InvalidModule, info::ModuleInfo, rules::Rules};

/// A module that a chain would activate.
#[derive(Clone, Debug)]
pub struct Module {
    wasm: Vec<u8>,
    rules: Rules,
    info: ModuleInfo,
}

impl Module {
    /// Validates a decompressed module.
    ///
    /// # Errors
    /// [`InvalidModule`] names the first rule that the module breaks.
    pub fn parse(wasm: &[u8], rules: &Rules) -> Result<Self, InvalidModule> {
        let counts = crate::info::Counts::default();
        let info =
            ModuleInfo::new(counts, rules).map_err(|overflow| InvalidModule::CostTooHigh {
                what: overflow.what,
                value: overflow.value,
            })?;
        Ok(Self {
            wasm: wasm.to_vec(),
            rules: *rules,
            info,
        })
    }

    /// The module as it was given.
    pub fn wasm(&self) -> &[u8] {
        &self.wasm
    }

    /// The rules it was validated under.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// What activating and starting it costs.
    pub fn info(&self) -> &ModuleInfo {
        &self.info
    }
}
