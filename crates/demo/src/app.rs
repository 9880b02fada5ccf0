//! The on-chain app of the story: `tests/solidity/AskApp.sol`.

use alloy_sol_types::{SolValue, sol};
use diem_suite::{Address, B256, U256};

use crate::{report::Failure, world::World};

sol! {
    #[sol(all_derives)]
    interface AskApp {
        function ask(string calldata question) external returns (bytes32 ref);
    }
}

/// Deploys the app: it pays the story's gateway `price` for each question.
pub(crate) fn deploy(world: &mut World, price: U256) -> Result<Address, Failure> {
    let developer = world.suite.owner;
    let arguments = (world.suite.credits, world.gateway.address, price).abi_encode_params();
    let app = world
        .suite
        .deploy_solidity(developer, "AskApp", &arguments)?;
    world.app = Some(app);
    Ok(app)
}

/// The reference that the app must give to a request.
pub(crate) fn reference(
    chain_id: u64,
    app: Address,
    account: Address,
    asked: U256,
    question: &str,
) -> B256 {
    alloy_primitives::keccak256(
        (U256::from(chain_id), app, account, asked, question).abi_encode_params(),
    )
}
