//! What must always hold, as far as live reads show it.

use alloy::primitives::U256;
use diem_sdk::{
    abi::{IComputeCredits, IDiem, IVvv, IVvvStaking},
    amount::exact,
    manifest::Manifest,
};

use super::{DoctorReport, Snapshot};
use crate::error::DeployError;

/// What to do if one does not hold.
const BROKEN: &str = "this must not be: pause the staking contract and report it, see SECURITY.md";

pub(super) async fn examine(
    at: &Snapshot<'_>,
    manifest: &Manifest,
    report: &mut DoctorReport,
) -> Result<(), DeployError> {
    let addresses = manifest.addresses();
    let (staking, diem) = (addresses.staking, addresses.diem);
    let held = IVvv::balanceOfCall { account: staking };
    let held = at.read(addresses.vvv, held).await?;
    let totals = at.read(staking, IVvvStaking::totalsCall {}).await?;
    let supply = at.read(diem, IDiem::totalSupplyCall {}).await?;
    let cap = at.read(diem, IDiem::capCall {}).await?;
    let capacity = at.read(diem, IDiem::totalCapacityCall {}).await?;
    let used = at
        .read(addresses.credits, IComputeCredits::totalUsedCall {})
        .await?;
    let behind = |diem_amount| IVvvStaking::quoteLockCall {
        diemAmount: diem_amount,
    };
    let behind_supply = at.read(staking, behind(supply)).await?;
    let behind_capacity = at.read(staking, behind(capacity)).await?;
    let mut at_most = |name, less: (&str, U256), more: (&str, U256)| {
        let relation = if less.1 <= more.1 { "<=" } else { "exceeds" };
        let summary = format!(
            "{} {} {relation} {} {}",
            less.0,
            exact(less.1),
            more.0,
            exact(more.1)
        );
        match less.1 <= more.1 {
            true => report.ok(name, summary),
            false => report.fail(name, summary, BROKEN),
        }
    };
    at_most("solvency", ("VVV owed", totals.owed), ("VVV held", held));
    at_most(
        "backing of DIEM",
        ("VVV behind all DIEM", behind_supply),
        ("VVV staked", totals.staked),
    );
    at_most(
        "backing of capacity",
        ("VVV behind today's capacity", behind_capacity),
        ("VVV staked", totals.staked),
    );
    at_most("cap of DIEM", ("DIEM", supply), ("its cap", cap));
    at_most(
        "cap of capacity",
        ("today's capacity", capacity),
        ("the cap", cap),
    );
    at_most(
        "credits",
        ("credits used today", used),
        ("today's capacity", capacity),
    );
    Ok(())
}
