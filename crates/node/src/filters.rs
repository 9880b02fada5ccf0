//! Installed filters: what `eth_getFilterChanges` has still to tell.

use std::time::{Duration, Instant};

use alloy_primitives::{U256, map::HashMap};
use alloy_rpc_types_eth::Filter;

use crate::error::{RpcError, RpcResult};

/// After this time without questions a filter is forgotten, as go-ethereum does.
const IDLE: Duration = Duration::from_secs(5 * 60);

/// What a filter tells of.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Logs(Box<Filter>),
    Blocks,
    Transactions,
}

#[derive(Debug)]
struct Installed {
    kind: Kind,
    /// The first block that it has not told of.
    next_block: u64,
    asked: Instant,
}

/// The installed filters.
#[derive(Debug, Default)]
pub(crate) struct Filters {
    installed: HashMap<U256, Installed>,
    next_id: u64,
}

impl Filters {
    pub(crate) fn install(&mut self, kind: Kind, next_block: u64, most: usize) -> RpcResult<U256> {
        self.installed
            .retain(|_, filter| filter.asked.elapsed() < IDLE);
        if self.installed.len() >= most {
            return Err(RpcError::LimitExceeded(format!(
                "{most} filters are installed: uninstall some, or wait until idle ones expire"
            )));
        }
        self.next_id += 1;
        let id = U256::from(self.next_id);
        self.installed.insert(
            id,
            Installed {
                kind,
                next_block,
                asked: Instant::now(),
            },
        );
        Ok(id)
    }

    pub(crate) fn uninstall(&mut self, id: U256) -> bool {
        self.installed.remove(&id).is_some()
    }

    /// What the filter tells of, and the first block it has to tell of.
    pub(crate) fn poll(&mut self, id: U256) -> RpcResult<(Kind, u64)> {
        let filter = self.find(id)?;
        Ok((filter.kind.clone(), filter.next_block))
    }

    /// The filter has told of all blocks before `next_block`.
    pub(crate) fn told(&mut self, id: U256, next_block: u64) {
        if let Some(filter) = self.installed.get_mut(&id) {
            filter.next_block = next_block;
        }
    }

    /// Blocks from `first` on are gone and will come anew.
    pub(crate) fn rewind(&mut self, first: u64) {
        for filter in self.installed.values_mut() {
            filter.next_block = filter.next_block.min(first);
        }
    }

    fn find(&mut self, id: U256) -> RpcResult<&mut Installed> {
        let filter = self
            .installed
            .get_mut(&id)
            .ok_or_else(|| RpcError::server("filter not found"))?;
        filter.asked = Instant::now();
        Ok(filter)
    }
}
