//! ArbInfo: other accounts' balances and code.

use alloy_primitives::Bytes;
use alloy_sol_types::{SolCall, SolValue, sol};
use revm::context_interface::JournalTr;

use super::{Answer, Call, Failure, Purity};
use crate::{arbos::ok, prices::gas};

sol! {
    function getBalance(address account) external view returns (uint256);
    function getCode(address account) external view returns (bytes memory);
}

pub(super) fn dispatch(call: &mut Call<'_>) -> Answer {
    match call.selector() {
        getBalanceCall::SELECTOR => {
            call.open(Purity::View)?;
            let getBalanceCall { account } = call.arguments()?;
            call.burner.burn(gas::BALANCE)?;
            let account = ok(call.ctx.journaled_state.load_account(account));
            Ok(account.info.balance.abi_encode())
        }
        getCodeCall::SELECTOR => {
            call.open(Purity::View)?;
            let getCodeCall { account } = call.arguments()?;
            call.burner.burn(gas::COLD_SLOAD)?;
            let account = ok(call.ctx.journaled_state.load_account_with_code(account));
            let code = account.info.code.as_ref();
            let code: Bytes = code.map(|code| code.original_bytes()).unwrap_or_default();
            call.burner.copy(code.len())?;
            Ok(code.abi_encode())
        }
        _ => Err(Failure::Rejected),
    }
}
