//! Staking VVV, minting and burning DIEM, the faucet.

use alloy::primitives::{Address, U256};
use clap::{ArgGroup, Args};
use diem_sdk::{
    abi::{IDiem, IVvv, IVvvStaking},
    amount,
    manifest::Addresses,
    typed_data::{Eip712Domain, Permit},
};

use crate::{
    connection::Moment,
    failure::Failure,
    figures::{Figure, Unit, Value, amount_text},
    keys::Account,
    parse,
    plan::Plan,
    send::SendOptions,
    session::Session,
    show::Output,
};

/// How long a permit that is signed in passing is valid.
const PERMIT_SECONDS: u64 = 1_800;

/// Arguments of `stake`.
#[derive(Debug, Args)]
pub(crate) struct StakeArgs {
    /// VVV to stake.
    #[arg(value_parser = parse::amount)]
    amount: U256,
    /// Stake for this account instead; it will own the stake.
    #[arg(long = "for", value_name = "ACCOUNT", value_parser = parse::receiver, conflicts_with = "mint")]
    beneficiary: Option<Address>,
    /// Mint the DIEM that it backs, too.
    #[arg(long)]
    mint: bool,
    /// Account that gets the DIEM.
    #[arg(long, value_name = "ACCOUNT", value_parser = parse::receiver, requires = "mint")]
    to: Option<Address>,
    /// Approve in a transaction of its own, instead of a signed permit.
    #[arg(long)]
    approve: bool,
    #[command(flatten)]
    send: SendOptions,
}

/// Arguments of `mint`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("amount").required(true).args(["diem", "vvv", "max"]))]
pub(crate) struct MintArgs {
    /// DIEM to mint.
    #[arg(long, value_name = "AMOUNT", value_parser = parse::amount)]
    diem: Option<U256>,
    /// Mint the DIEM that this much staked VVV backs.
    #[arg(long, value_name = "AMOUNT", value_parser = parse::amount)]
    vvv: Option<U256>,
    /// Mint all that the stake backs.
    #[arg(long)]
    max: bool,
    /// Account that gets the DIEM.
    #[arg(long, value_name = "ACCOUNT", value_parser = parse::receiver)]
    to: Option<Address>,
    #[command(flatten)]
    send: SendOptions,
}

/// Arguments of `burn`.
#[derive(Debug, Args)]
pub(crate) struct BurnArgs {
    /// DIEM to burn: at most what the account minted and has not burned.
    #[arg(value_parser = parse::amount)]
    amount: U256,
    #[command(flatten)]
    send: SendOptions,
}

/// Arguments of `drip`.
#[derive(Debug, Args)]
pub(crate) struct DripArgs {
    /// Account that gets the VVV.
    #[arg(long, value_name = "ACCOUNT", value_parser = parse::receiver)]
    to: Option<Address>,
    #[command(flatten)]
    send: SendOptions,
}

impl StakeArgs {
    pub(crate) async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let account = self.send.key.account(&session.chain).await?;
        let moment = session.chain.moment().await?;
        let plan = self.plan(session, &account, moment).await?;
        self.send
            .carry_out(session, output, account, plan, moment)
            .await
    }

    async fn plan(
        &self,
        session: &Session,
        account: &Account,
        moment: Moment,
    ) -> Result<Plan, Failure> {
        let (suite, from, amount) = (&session.suite, account.address(), self.amount);
        let vvv = amount_text(Unit::Vvv, amount);
        let owner = self.beneficiary.unwrap_or(from);
        let title = match (self.mint, self.beneficiary) {
            (true, _) => format!("Stake {vvv} and mint the DIEM it backs"),
            (false, Some(other)) => format!("Stake {vvv} for {other}"),
            (false, None) => format!("Stake {vvv}"),
        };
        let mut plan = Plan::new("stake", title);
        plan.figures.push(vvv_held(suite, from));
        plan.figures.extend(stake_figures(suite, owner));
        if vvv_allowance(session, from).await? < amount {
            let own_stake = !self.mint && self.beneficiary.is_none();
            if own_stake
                && !self.approve
                && account.signs_silently()
                && let Some(domain) = permit_domain(session).await
            {
                stake_with_permit(&mut plan, session, account, amount, domain, moment).await?;
                return Ok(plan);
            }
            approve(&mut plan, suite, amount);
        }
        if self.mint {
            let to = self.to.unwrap_or(from);
            plan.call(
                "staking",
                suite.staking,
                IVvvStaking::stakeAndMintCall {
                    vvvAmount: amount,
                    to,
                },
            );
            plan.figures.extend(diem_figures(suite, to));
        } else if let Some(account) = self.beneficiary {
            plan.call(
                "staking",
                suite.staking,
                IVvvStaking::stakeForCall { account, amount },
            );
        } else {
            plan.call("staking", suite.staking, IVvvStaking::stakeCall { amount });
        }
        Ok(plan)
    }
}

impl MintArgs {
    pub(crate) async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let account = self.send.key.account(&session.chain).await?;
        let (suite, from) = (&session.suite, account.address());
        let moment = session.chain.moment().await?;
        let diem = self.amount(session, from).await?;
        let to = self.to.unwrap_or(from);
        let quote = IVvvStaking::quoteLockCall { diemAmount: diem };
        let lock = session.read(suite.staking, quote).await?;
        let mut plan = Plan::new(
            "mint",
            format!(
                "Mint {}, which lock {}",
                amount_text(Unit::Diem, diem),
                amount_text(Unit::Vvv, lock)
            ),
        );
        plan.call(
            "staking",
            suite.staking,
            IVvvStaking::mintDiemCall {
                diemAmount: diem,
                to,
            },
        );
        plan.figures.extend(stake_figures(suite, from));
        plan.figures.extend(diem_figures(suite, to));
        self.send
            .carry_out(session, output, account, plan, moment)
            .await
    }

    /// The DIEM to mint, in wei.
    async fn amount(&self, session: &Session, from: Address) -> Result<U256, Failure> {
        let staking = session.suite.staking;
        let diem = match (self.diem, self.vvv) {
            (Some(diem), _) => diem,
            (None, Some(vvv)) => {
                session
                    .read(staking, IVvvStaking::quoteMintCall { vvvAmount: vvv })
                    .await?
            }
            (None, None) => {
                session
                    .read(staking, IVvvStaking::positionOfCall { account: from })
                    .await?
                    .mintable
            }
        };
        if diem.is_zero() {
            return Err(Failure::refused(
                "that backs no DIEM: stake more VVV first (`diem stake`), or wait for midnight (UTC) if DIEM was burned today",
            ));
        }
        Ok(diem)
    }
}

impl BurnArgs {
    pub(crate) async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let account = self.send.key.account(&session.chain).await?;
        let (suite, from) = (&session.suite, account.address());
        let moment = session.chain.moment().await?;
        let mut plan = Plan::new(
            "burn",
            format!("Burn {}", amount_text(Unit::Diem, self.amount)),
        );
        plan.call(
            "staking",
            suite.staking,
            IVvvStaking::burnDiemCall {
                diemAmount: self.amount,
            },
        );
        plan.figures.extend(stake_figures(suite, from));
        plan.figures
            .push(position(suite, from, "burned today", |p| {
                Value::Amount(Unit::Diem, p.burned)
            }));
        plan.figures.extend(diem_figures(suite, from));
        plan.note("The VVV behind burned DIEM is free from the next midnight (UTC) on; today's capacity stays.");
        self.send
            .carry_out(session, output, account, plan, moment)
            .await
    }
}

impl DripArgs {
    pub(crate) async fn run(self, session: &Session, output: Output) -> Result<(), Failure> {
        let account = self.send.key.account(&session.chain).await?;
        let suite = &session.suite;
        let moment = session.chain.moment().await?;
        let to = self.to.unwrap_or(account.address());
        let mut plan = Plan::new("drip", format!("Take Test VVV from the faucet for {to}"));
        plan.call("vvv", suite.vvv, IVvv::dripCall { to });
        plan.figures.push(vvv_held(suite, to));
        self.send
            .carry_out(session, output, account, plan, moment)
            .await
    }
}

/// What staking may take of `owner`'s VVV.
pub(crate) async fn vvv_allowance(session: &Session, owner: Address) -> Result<U256, Failure> {
    let spender = session.suite.staking;
    session
        .read(session.suite.vvv, IVvv::allowanceCall { owner, spender })
        .await
}

/// Lets staking take `value` of VVV, by a transaction of its own.
pub(crate) fn approve(plan: &mut Plan, suite: &Addresses, value: U256) {
    plan.call(
        "vvv",
        suite.vvv,
        IVvv::approveCall {
            spender: suite.staking,
            value,
        },
    );
    plan.note(format!(
        "Staking may not take that much VVV yet: the first transaction approves {} VVV for it.",
        amount::exact(value)
    ));
}

/// The domain in which VVV takes permits, if it says one (EIP-5267) and it is of this chain and token.
async fn permit_domain(session: &Session) -> Option<Eip712Domain> {
    let vvv = session.suite.vvv;
    let said = session.read(vvv, IVvv::eip712DomainCall {}).await.ok()?;
    let here = said.chainId == U256::from(session.chain.chain_id) && said.verifyingContract == vvv;
    here.then(|| {
        Eip712Domain::new(
            Some(said.name.into()),
            Some(said.version.into()),
            Some(said.chainId),
            Some(vvv),
            None,
        )
    })
}

/// Stakes with a permit, signed in passing: no transaction for the approval.
async fn stake_with_permit(
    plan: &mut Plan,
    session: &Session,
    account: &Account,
    value: U256,
    domain: Eip712Domain,
    moment: Moment,
) -> Result<(), Failure> {
    let (suite, owner) = (&session.suite, account.address());
    let deadline = U256::from(moment.seconds() + PERMIT_SECONDS);
    let message = Permit {
        owner,
        spender: suite.staking,
        value,
        nonce: session.read(suite.vvv, IVvv::noncesCall { owner }).await?,
        deadline,
    };
    let signature = account.sign(&message, &domain).await?;
    let call = IVvvStaking::stakeWithPermitCall {
        amount: value,
        deadline,
        v: 27 + u8::from(signature.v()),
        r: signature.r().into(),
        s: signature.s().into(),
    };
    plan.call("staking", suite.staking, call);
    plan.note(format!(
        "Staking may not take that much VVV yet: a permit for {} VVV goes along, valid for {} minutes.",
        amount::exact(value),
        PERMIT_SECONDS / 60
    ));
    Ok(())
}

/// The VVV that `account` holds.
pub(crate) fn vvv_held(suite: &Addresses, account: Address) -> Figure {
    Figure::new(
        "VVV held",
        suite.vvv,
        IVvv::balanceOfCall { account },
        |wei| Value::Amount(Unit::Vvv, wei),
    )
}

/// A figure of the position of `account`.
pub(crate) fn position(
    suite: &Addresses,
    account: Address,
    name: &'static str,
    pick: impl Fn(IVvvStaking::positionOfReturn) -> Value + Send + Sync + 'static,
) -> Figure {
    Figure::new(
        name,
        suite.staking,
        IVvvStaking::positionOfCall { account },
        pick,
    )
}

/// What staking and minting change of the position of `account`.
pub(crate) fn stake_figures(suite: &Addresses, account: Address) -> [Figure; 5] {
    [
        position(suite, account, "staked", |p| {
            Value::Amount(Unit::Vvv, p.staked)
        }),
        position(suite, account, "locked", |p| {
            Value::Amount(Unit::Vvv, p.locked)
        }),
        position(suite, account, "free", |p| Value::Amount(Unit::Vvv, p.free)),
        position(suite, account, "minted", |p| {
            Value::Amount(Unit::Diem, p.minted)
        }),
        position(suite, account, "mintable", |p| {
            Value::Amount(Unit::Diem, p.mintable)
        }),
    ]
}

/// The DIEM that `account` holds, and what it gives today.
pub(crate) fn diem_figures(suite: &Addresses, account: Address) -> [Figure; 2] {
    [
        Figure::new(
            "DIEM held",
            suite.diem,
            IDiem::balanceOfCall { account },
            |wei| Value::Amount(Unit::Diem, wei),
        ),
        Figure::new(
            "capacity today",
            suite.diem,
            IDiem::capacityOfCall { account },
            |wei| Value::Amount(Unit::Credits, wei),
        ),
    ]
}
