//! How much is measured.

use crate::over_rpc::Mode;

/// How often, and with how many transfers.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Rounds of each comparison; in each both are measured, ours first.
    pub rounds: usize,
    /// Transfers of each kind in a round in process.
    pub in_process: u64,
    /// The modes over JSON-RPC, all in each round, on a new server.
    pub modes: Vec<Mode>,
    /// Starts of each server.
    pub starts: usize,
    /// How many transactions a server carries out before its memory is read, and how they are sent.
    pub memory: Mode,
    /// Rounds of that.
    pub memory_rounds: usize,
}

impl Plan {
    /// What the published figures are taken with.
    pub fn full() -> Self {
        Self {
            rounds: 5,
            in_process: 20_000,
            modes: modes(1),
            starts: 15,
            memory: memory(100_000),
            memory_rounds: 2,
        }
    }

    /// Small counts, to see that everything works. The figures mean little.
    pub fn quick() -> Self {
        Self {
            rounds: 2,
            in_process: 200,
            modes: modes(50),
            starts: 2,
            memory: memory(2_000),
            memory_rounds: 1,
        }
    }
}

/// All await receipts: of a sender that only waits for hashes, anvil loses transactions after a few thousand.
fn modes(divisor: usize) -> Vec<Mode> {
    let one = Mode {
        name: "one connection, hash and receipt of each awaited",
        connections: 1,
        batch: 1,
        receipts: true,
        transfers: 4_000 / divisor,
    };
    vec![
        one,
        Mode {
            name: "eight connections, hash and receipt of each awaited",
            connections: 8,
            ..one
        },
        Mode {
            name: "four connections, batches of 100, hashes and receipts of each awaited",
            connections: 4,
            batch: 100,
            receipts: true,
            transfers: 20_000 / divisor,
        },
    ]
}

const fn memory(transfers: usize) -> Mode {
    Mode {
        name: "memory",
        connections: 4,
        batch: 100,
        receipts: true,
        transfers,
    }
}
