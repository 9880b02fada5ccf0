//! Prints the staking contract's interface, or its constructor's signature, for `cargo stylus`.

fn main() {
    runtime::export::print(
        include_str!("../../../interfaces/IVvvStaking.sol"),
        "constructor(address owner, address vvv, uint256 vvvPerDiem, uint64 cooldown, uint16 lockedRewardBps)",
    );
}
