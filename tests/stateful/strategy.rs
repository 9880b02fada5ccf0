//! Which sequences are tried, and how likely each step is.
//!
//! The larger strategies are boxed: their types would otherwise hold each other by value and fill the stack.

use alloy_primitives::{U256, uint};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::{
    action::{Action, Kind, Signer, Signing, Step},
    cast::{HOLDERS, PEOPLE, SPENDERS, Who},
    choice::{Amount, Day, Deadline, Duration, Expiry, Limit, Nonce, Pick, TicketChoice, Wait},
    model::StakingTerms,
};

/// A deployment and what happens to it.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub(crate) terms: StakingTerms,
    pub(crate) diem_cap: U256,
    pub(crate) steps: Vec<Step>,
}

/// The widest cap.
const WIDEST: U256 = uint!(0xffffffffffffffffffffffff_U256);

/// A scenario: some stakes and budgets to begin with, or a record filled to the brink; then anything.
pub(crate) fn scenario() -> impl Strategy<Value = Scenario> {
    let ordinary = (terms(ratio()), diem_cap(), vec(opening(), 6..10));
    let steep = prop_oneof![Just(uint!(1_U256)), Just(uint!(3_U256))];
    let full = (terms(steep), Just(WIDEST), full_record());
    let beginning = prop_oneof![7 => ordinary.boxed(), 1 => full.boxed()];
    (beginning, vec(step(), 36..48)).prop_map(|((terms, diem_cap, opening), rest)| Scenario {
        terms,
        diem_cap,
        steps: [opening, rest].concat(),
    })
}

/// As much DIEM as the caps and the record allow, burned and minted again in the last second of a day, where Diem has room for it.
fn full_record() -> BoxedStrategy<Vec<Step>> {
    let alice = HOLDERS[0];
    let at_most = |limit: u8| Amount::Edge { limit, offset: 0 };
    let mint = move |limit| Action::MintDiem {
        who: Pick::Exactly(alice),
        to: alice,
        amount: at_most(limit),
    };
    let stake = (500_u16..1_000).prop_map(move |parts| Action::Stake {
        who: alice,
        amount: Amount::Part { limit: 0, parts },
    });
    (
        stake,
        0_u8..2,
        prop_oneof![3 => Just(1_u8), 1 => Just(0), 1 => Just(3)],
    )
        .prop_map(move |(stake, first, second)| {
            let burn = Action::BurnDiem {
                who: Pick::Exactly(alice),
                amount: at_most(0),
            };
            let actions = [stake, mint(first), burn.clone(), mint(second), burn];
            actions
                .map(|action| Step {
                    wait: Wait::EndOfDay,
                    action,
                })
                .to_vec()
        })
        .boxed()
}

fn ratio() -> impl Strategy<Value = U256> {
    let ratios = [
        uint!(100_000_000_000_000_000_000_U256),
        uint!(1_500_000_000_000_000_000_U256),
        uint!(999_999_999_999_999_999_U256),
        uint!(1_000_000_000_000_000_001_U256),
        uint!(333_333_333_333_333_333_333_U256),
        uint!(3_U256),
        uint!(1_U256),
    ];
    select(ratios.to_vec())
}

fn terms(ratio: impl Strategy<Value = U256>) -> impl Strategy<Value = StakingTerms> {
    let cooldowns = [7 * 86_400, 86_400, 86_401, 30 * 86_400];
    (
        ratio,
        select(cooldowns.to_vec()),
        select(&[8_000_u16, 10_000, 1][..]),
    )
        .prop_map(|(vvv_per_diem, cooldown, locked_reward_bps)| StakingTerms {
            vvv_per_diem,
            cooldown,
            locked_reward_bps,
        })
}

fn diem_cap() -> impl Strategy<Value = U256> {
    prop_oneof![
        5 => Just(WIDEST),
        2 => Just(uint!(20_000_000_000_000_000_000_U256)),
        1 => Just(uint!(1_000_000_000_000_000_001_U256)),
        1 => Just(uint!(7_U256)),
    ]
}

/// A step that gives the rest something to work on.
fn opening() -> BoxedStrategy<Step> {
    let action = prop_oneof![
        3 => (holder(), modest()).prop_map(|(who, amount)| Action::StakeAndMint { who, to: who, amount }),
        2 => (holder(), modest()).prop_map(|(who, amount)| Action::Stake { who, amount }),
        1 => (holder(), -1_i8..=1).prop_map(|(who, offset)| {
            Action::Stake { who, amount: Amount::Edge { limit: 5, offset } }
        }),
        1 => (modest(), (1_u16..30)).prop_map(|(amount, days)| {
            let duration = Duration::Days { days, seconds: 0 };
            Action::FundRewards { who: Who::Owner, amount, duration }
        }),
        2 => (grant(), holder(), limit()).prop_map(|((kind, spender), owner, limit)| {
            Action::SetBudget { kind, owner, spender, limit, expiry: Expiry::Never }
        }),
    ];
    (opening_wait(), action)
        .prop_map(|(wait, action)| Step { wait, action })
        .boxed()
}

fn opening_wait() -> impl Strategy<Value = Wait> {
    prop_oneof![6 => Just(Wait::No), 1 => (1_u32..40_000).prop_map(Wait::Seconds), 1 => Just(Wait::EndOfDay)]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![9 => (wait(), action()), 1 => timely()]
        .prop_map(|(wait, action)| Step { wait, action })
}

/// An action at the very second at which it begins or ceases to be allowed.
fn timely() -> BoxedStrategy<(Wait, Action)> {
    let offset = || prop_oneof![2 => Just(0_i8), 1 => Just(-1), 1 => Just(1)];
    let ticket = (offset(), receiver()).prop_map(|(offset, to)| {
        let (who, ticket) = (Pick::Apt(0), TicketChoice::Ready(0));
        (
            Wait::Ticket { nth: 0, offset },
            Action::Withdraw { who, ticket, to },
        )
    });
    let expiry = || (0_u8..3, offset()).prop_map(|(nth, offset)| Wait::Expiry { nth, offset });
    let draw =
        (apt(), apt(), holder(), amount()).prop_map(|(agent, owner, to, amount)| Action::Draw {
            agent,
            owner,
            to,
            day: Day::Today,
            amount,
        });
    let meter =
        (apt(), vec((apt(), amount()), 1..3)).prop_map(|(gateway, entries)| Action::Meter {
            gateway,
            day: Day::Today,
            entries,
        });
    let end = offset().prop_map(Wait::StreamEnd);
    let claim = (apt(), holder()).prop_map(|(who, to)| Action::Claim { who, to });
    prop_oneof![3 => ticket, 1 => (expiry(), draw), 1 => (expiry(), meter), 1 => (end, claim)]
        .boxed()
}

fn wait() -> BoxedStrategy<Wait> {
    prop_oneof![
        30 => Just(Wait::No),
        4 => (1_u32..30_000).prop_map(Wait::Seconds),
        3 => Just(Wait::EndOfDay),
        3 => (0_u8..2).prop_map(Wait::Midnight),
        2 => (1_u8..40, prop_oneof![Just(0_u32), Just(86_399), 0_u32..86_400])
            .prop_map(|(days, second)| Wait::Days { days, second }),
        4 => (0_u8..4, -1_i8..=1).prop_map(|(nth, offset)| Wait::Ticket { nth, offset }),
        3 => (0_u8..4, -1_i8..=1).prop_map(|(nth, offset)| Wait::Expiry { nth, offset }),
        1 => (-1_i8..=1).prop_map(Wait::StreamEnd),
    ]
    .boxed()
}

fn action() -> BoxedStrategy<Action> {
    prop_oneof![
        3 => vvv_action(),
        11 => diem_action(),
        20 => stake_action(),
        9 => rewards_action(),
        26 => credits_action(),
    ]
    .boxed()
}

fn vvv_action() -> BoxedStrategy<Action> {
    let to = prop_oneof![Just(Who::Staking), receiver()];
    prop_oneof![
        (holder(), to, amount()).prop_map(|(from, to, amount)| Action::VvvTransfer {
            from,
            to,
            amount
        }),
        (holder(), amount()).prop_map(|(owner, amount)| Action::VvvApprove { owner, amount }),
        receiver().prop_map(|to| Action::Drip { to }),
    ]
    .boxed()
}

fn diem_action() -> BoxedStrategy<Action> {
    prop_oneof![
        5 => (apt(), receiver(), amount()).prop_map(|(from, to, amount)| Action::Transfer { from, to, amount }),
        3 => (holder(), payer(), receiver(), amount())
            .prop_map(|(spender, from, to, amount)| Action::TransferFrom { spender, from, to, amount }),
        2 => (holder(), delegate(), amount())
            .prop_map(|(owner, spender, amount)| Action::Approve { owner, spender, amount }),
        2 => (holder(), delegate(), amount(), signing(), any::<bool>()).prop_map(
            |(owner, spender, amount, signing, bytes)| Action::Permit { owner, spender, amount, signing, bytes }
        ),
        1 => (person(), receiver(), amount())
            .prop_map(|(caller, to, amount)| Action::MintUnasked { caller, to, amount }),
        1 => (person(), holder(), amount())
            .prop_map(|(caller, from, amount)| Action::BurnUnasked { caller, from, amount }),
    ].boxed()
}

fn stake_action() -> BoxedStrategy<Action> {
    prop_oneof![
        6 => (holder(), amount()).prop_map(|(who, amount)| Action::Stake { who, amount }),
        1 => (holder(), beneficiary(), amount())
            .prop_map(|(payer, account, amount)| Action::StakeFor { payer, account, amount }),
        1 => (holder(), amount(), signing())
            .prop_map(|(who, amount, signing)| Action::StakeWithPermit { who, amount, signing }),
        5 => (apt(), mint_receiver(), amount()).prop_map(|(who, to, amount)| Action::MintDiem { who, to, amount }),
        3 => (holder(), mint_receiver(), amount())
            .prop_map(|(who, to, amount)| Action::StakeAndMint { who, to, amount }),
        5 => (apt(), amount()).prop_map(|(who, amount)| Action::BurnDiem { who, amount }),
        5 => (apt(), amount()).prop_map(|(who, amount)| Action::RequestUnstake { who, amount }),
        2 => (apt(), ticket()).prop_map(|(who, ticket)| Action::CancelUnstake { who, ticket }),
        4 => (apt(), ticket(), receiver())
            .prop_map(|(who, ticket, to)| Action::Withdraw { who, ticket, to }),
    ].boxed()
}

fn rewards_action() -> BoxedStrategy<Action> {
    let funder = prop_oneof![9 => Just(Who::Owner), 1 => person()];
    let switch = prop_oneof![3 => Just(Who::Owner), 1 => person()];
    prop_oneof![
        8 => (apt(), receiver()).prop_map(|(who, to)| Action::Claim { who, to }),
        6 => apt().prop_map(|who| Action::ClaimAndStake { who }),
        7 => (funder.clone(), amount(), duration())
            .prop_map(|(who, amount, duration)| Action::FundRewards { who, amount, duration }),
        3 => (funder, duration()).prop_map(|(who, duration)| Action::FundFromSurplus { who, duration }),
        1 => switch.clone().prop_map(|who| Action::Pause { who }),
        3 => switch.prop_map(|who| Action::Unpause { who }),
    ].boxed()
}

fn credits_action() -> BoxedStrategy<Action> {
    prop_oneof![
        4 => (apt(), receiver(), day(), amount())
            .prop_map(|(from, to, day, amount)| Action::Give { from, to, day, amount }),
        6 => (apt(), apt(), receiver(), day(), amount())
            .prop_map(|(agent, owner, to, day, amount)| Action::Draw { agent, owner, to, day, amount }),
        4 => (apt(), receiver(), day(), amount())
            .prop_map(|(owner, payee, day, amount)| Action::Spend { owner, payee, day, amount }),
        8 => (apt(), day(), vec((apt(), amount()), 0..4))
            .prop_map(|(gateway, day, entries)| Action::Meter { gateway, day, entries }),
        5 => (grant(), holder(), limit(), expiry()).prop_map(
            |((kind, spender), owner, limit, expiry)| Action::SetBudget { kind, owner, spender, limit, expiry }
        ),
        2 => (grant(), holder(), limit(), expiry(), signing()).prop_map(
            |((kind, spender), owner, limit, expiry, signing)| {
                Action::SetBudgetBySig { kind, owner, spender, limit, expiry, signing }
            }
        ),
    ].boxed()
}

// Who

/// A holder; the first ones more often, so that steps meet.
fn holder() -> impl Strategy<Value = Who> + Clone {
    let often = [
        HOLDERS[0], HOLDERS[0], HOLDERS[0], HOLDERS[1], HOLDERS[1], HOLDERS[2],
    ];
    prop_oneof![3 => select(often.to_vec()), 1 => select(&HOLDERS[..])]
}

fn person() -> impl Strategy<Value = Who> + Clone {
    select(&PEOPLE[..])
}

/// Mostly someone who can do it.
fn apt() -> impl Strategy<Value = Pick> {
    prop_oneof![5 => any::<u8>().prop_map(Pick::Apt), 1 => person().prop_map(Pick::Exactly)]
}

fn ticket() -> impl Strategy<Value = TicketChoice> {
    prop_oneof![
        3 => any::<u8>().prop_map(TicketChoice::Ready),
        2 => any::<u8>().prop_map(TicketChoice::Open),
        1 => any::<u8>().prop_map(TicketChoice::Any),
    ]
}

/// Whose DIEM is moved: mostly of someone who allowed it, once in a while the zero address's.
fn payer() -> impl Strategy<Value = Pick> {
    prop_oneof![19 => apt(), 1 => Just(Pick::Exactly(Who::Zero))]
}

/// Any address that something can be sent to, or not.
fn receiver() -> impl Strategy<Value = Who> + Clone {
    let things = [Who::Credits, Who::Vvv, Who::Zero, Who::Diem, Who::Staking];
    prop_oneof![6 => holder(), 3 => person(), 1 => select(things.to_vec())]
}

fn mint_receiver() -> impl Strategy<Value = Who> {
    prop_oneof![2 => holder(), 1 => receiver()]
}

/// For whom VVV can be staked, or not.
fn beneficiary() -> impl Strategy<Value = Who> {
    prop_oneof![9 => person(), 1 => Just(Who::Zero)]
}

/// Who gets an allowance of DIEM.
fn delegate() -> impl Strategy<Value = Who> {
    prop_oneof![9 => holder(), 1 => Just(Who::Zero)]
}

/// A budget to set: mostly an agent's allowance or a gateway's meter, the first one's most often; anyone's of either kind too.
fn grant() -> impl Strategy<Value = (Kind, Who)> {
    let kind = || select(&[Kind::Allowance, Kind::Meter][..]);
    prop_oneof![
        4 => Just((Kind::Allowance, SPENDERS[0])),
        4 => Just((Kind::Meter, SPENDERS[2])),
        1 => Just((Kind::Allowance, SPENDERS[1])),
        1 => Just((Kind::Meter, SPENDERS[3])),
        2 => (kind(), prop_oneof![6 => person(), 1 => Just(Who::Zero)]),
    ]
}

// What

fn amount() -> BoxedStrategy<Amount> {
    prop_oneof![
        2 => (0_u8..4).prop_map(Amount::Wei),
        8 => modest(),
        8 => (0_u8..2, 1_u16..1_000).prop_map(|(limit, parts)| Amount::Part { limit, parts }),
        8 => (prop_oneof![2 => Just(0_u8), 1 => 1_u8..6], prop_oneof![3 => Just(0_i8), 1 => Just(-1), 2 => Just(1)])
            .prop_map(|(limit, offset)| Amount::Edge { limit, offset }),
        1 => (select(&[96_u8, 112, 64, 88, 120, 127][..]), -1_i8..=1)
            .prop_map(|(bits, offset)| Amount::Width { bits, offset }),
        1 => Just(Amount::Huge),
    ].boxed()
}

/// Some tokens.
fn modest() -> impl Strategy<Value = Amount> {
    (1_u16..60_000).prop_map(Amount::Cents)
}

fn day() -> impl Strategy<Value = Day> {
    prop_oneof![
        20 => Just(Day::Today),
        1 => Just(Day::Yesterday),
        1 => Just(Day::Tomorrow),
        1 => select(&[16_u8, 32, 64, 128][..]).prop_map(Day::Wrapped),
    ]
}

fn limit() -> impl Strategy<Value = Limit> {
    prop_oneof![4 => Just(Limit::None), 4 => modest().prop_map(Limit::Of), 2 => amount().prop_map(Limit::Of), 1 => Just(Limit::Zero)]
}

fn expiry() -> impl Strategy<Value = Expiry> {
    prop_oneof![
        8 => Just(Expiry::Never),
        3 => (0_u32..100_000).prop_map(Expiry::In),
        1 => (0_u32..2).prop_map(Expiry::In),
        2 => (-1_i8..=1).prop_map(Expiry::Midnight),
        1 => Just(Expiry::Past),
    ]
}

fn signing() -> impl Strategy<Value = Signing> {
    let signer = prop_oneof![7 => Just(Signer::Owner), 1 => person().prop_map(Signer::Other)];
    let nonce =
        prop_oneof![6 => Just(Nonce::Present), 1 => Just(Nonce::Used), 1 => Just(Nonce::Next)];
    let deadline = prop_oneof![4 => Just(Deadline::Never), 2 => Just(Deadline::Now), 1 => Just(Deadline::JustPassed)];
    (signer, nonce, deadline).prop_map(|(signer, nonce, deadline)| Signing {
        signer,
        nonce,
        deadline,
    })
}

fn duration() -> impl Strategy<Value = Duration> {
    let exact = |days, seconds| Just(Duration::Days { days, seconds });
    prop_oneof![
        6 => (1_u16..40, 0_i32..86_400).prop_map(|(days, seconds)| Duration::Days { days, seconds }),
        3 => (-1_i8..=1).prop_map(Duration::AsRunning),
        1 => exact(1, -1),
        1 => exact(1, 0),
        1 => exact(365, 0),
        1 => exact(365, 1),
    ]
}
