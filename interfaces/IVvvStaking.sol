// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Staking of VVV and minting of DIEM
/// @notice An account stakes VVV and mints DIEM at a ratio fixed for ever. The VVV behind its DIEM is locked; the rest is free.
/// Free VVV can be unstaked: each request is a ticket of its own, paid after the cooldown, and can be cancelled.
/// Stakers earn VVV rewards: free VVV weighs 100 %, locked VVV `lockedRewardBps`. Positions do not move between accounts.
///
/// Locking. Per account one record `minted: u96 | burned: u96 | burnDay: u32` (low bits first), in wei of DIEM. The first touch on a later
/// UTC day than `burnDay` sets `burned` to 0: VVV behind burned DIEM stays locked until the next day. With `p = vvvPerDiem`,
/// `locked = ceil((minted + burned) * p / 1e18)`; minting x needs `ceil((minted + burned + x) * p / 1e18) <= staked`; unstaking
/// needs `amount <= staked - locked`.
///
/// Rewards. A stream releases its VVV linearly. What is unstreamed is nobody's yet: the owner can speed the stream up, to whoever is staked then. While the total weight is below that of 1 free VVV it waits and loses nothing. An
/// account's weight changes when the account is touched; nothing happens by itself at midnight. Every rounding favours the contract.
///
/// The owner can pause staking and minting, fund rewards, bind Diem once, and recover foreign tokens. It has no power over anyone's
/// stake, tickets, rewards or DIEM: burning, cancelling, unstaking, withdrawing and claiming cannot be stopped. (A Stylus program sleeps 365 days after
/// its activation until someone, anyone, activates it again; exits wait for that, and lose nothing.)
/// @dev This file is the specification and the ABI. Amounts are wei of VVV unless said otherwise; times are unix seconds. A re-entrant call
/// (views too), a second call of the constructor and running out of gas revert with empty data; every other revert names its cause. A revert of VVV or Diem is passed on as it is.
///
/// Invariants: VVV held >= staked + tickets + rewards owed + rewards unstreamed (`totalOwed`); the supply of DIEM is the sum of
/// `minted`; today's total capacity * vvvPerDiem <= the sum of `locked` <= the VVV staked.
///
/// constructor(address owner, address vvv, uint256 vvvPerDiem, uint64 cooldown, uint16 lockedRewardBps): `owner` not zero; `vvv` has
/// code; `0 < vvvPerDiem < 2^96` wei of VVV per 1e18 wei of DIEM; `1 days <= cooldown <= 365 days`; `1 <= lockedRewardBps <= 10000`. None but the owner ever changes.
interface IVvvStaking {
    /// @notice One request to unstake.
    struct Ticket {
        /// @dev Counts from 0 in each account.
        uint256 id;
        /// @dev VVV in wei.
        uint256 amount;
        /// @dev First second (unix) at which the ticket can be withdrawn.
        uint256 readyAt;
    }

    // ------------------------------------------------------------------ Events

    /// @notice Emitted once, by the constructor.
    /// @param vvv The VVV token.
    /// @param vvvPerDiem Wei of VVV locked per 1e18 wei of DIEM.
    /// @param cooldown Seconds until a ticket can be withdrawn.
    /// @param lockedRewardBps The reward weight of locked VVV, in basis points.
    event Initialized(address indexed vvv, uint256 vvvPerDiem, uint64 cooldown, uint16 lockedRewardBps);

    /// @notice Emitted once, when the owner binds Diem; `codeHash` is the hash of its code.
    /// @param diem The Diem token.
    /// @param codeHash The keccak256 of its code.
    event DiemBound(address indexed diem, bytes32 codeHash);

    /// @notice `payer` staked `amount` for `account`; the payer is this contract where rewards were staked.
    /// @param payer Whose VVV it was.
    /// @param account Whose stake it is.
    /// @param amount Wei of VVV.
    event Staked(address indexed payer, address indexed account, uint256 amount);

    /// @notice `account` minted `diemAmount` wei of DIEM to `to`.
    /// @param account Whose stake locks VVV for it.
    /// @param to Who got it.
    /// @param diemAmount Wei of DIEM.
    event DiemMinted(address indexed account, address indexed to, uint256 diemAmount);

    /// @notice `account` burned `diemAmount` wei of its DIEM; the VVV behind it is free on the next UTC day.
    /// @param account Whose DIEM it was.
    /// @param diemAmount Wei of DIEM.
    event DiemBurned(address indexed account, uint256 diemAmount);

    /// @notice `account` asked for `amount` back: ticket `id`, payable from `readyAt`.
    /// @param account Whose stake it was.
    /// @param id The ticket.
    /// @param amount Wei of VVV.
    /// @param readyAt The first second (unix) at which it can be withdrawn.
    event UnstakeRequested(address indexed account, uint256 indexed id, uint256 amount, uint256 readyAt);

    /// @notice `account` cancelled ticket `id`; `amount` is staked again.
    /// @param account Whose ticket it was.
    /// @param id The ticket.
    /// @param amount Wei of VVV.
    event UnstakeCancelled(address indexed account, uint256 indexed id, uint256 amount);

    /// @notice Ticket `id` of `account` was paid to `to`.
    /// @param account Whose ticket it was.
    /// @param id The ticket.
    /// @param to Who was paid.
    /// @param amount Wei of VVV.
    event Withdrawn(address indexed account, uint256 indexed id, address indexed to, uint256 amount);

    /// @notice `funder` put `amount` into the stream, which now releases `unstreamed` in `duration` seconds.
    /// @param funder The owner.
    /// @param amount Wei of VVV added.
    /// @param unstreamed Wei of VVV that the stream now holds.
    /// @param duration Seconds in which it releases them.
    event RewardsFunded(address indexed funder, uint256 amount, uint256 unstreamed, uint64 duration);

    /// @notice `account`'s rewards went to `to`; to this contract where they were staked.
    /// @param account Whose rewards they were.
    /// @param to Who was paid.
    /// @param amount Wei of VVV.
    event RewardsClaimed(address indexed account, address indexed to, uint256 amount);

    /// @notice The owner sent `amount` of a foreign `token` to `to`.
    /// @param token The token.
    /// @param to Who got it.
    /// @param amount Its smallest units.
    event Recovered(address indexed token, address indexed to, uint256 amount);

    /// @notice Staking and minting stopped.
    /// @param account The owner.
    event Paused(address account);

    /// @notice Staking and minting go on.
    /// @param account The owner.
    event Unpaused(address account);

    /// @notice `newOwner` can accept the ownership.
    /// @param previousOwner The owner until that is accepted.
    /// @param newOwner Who may accept; zero withdraws an earlier offer.
    event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner);

    /// @notice The owner changed.
    /// @param previousOwner Who was the owner; zero at the construction.
    /// @param newOwner Who is; zero after a renouncement.
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    // ------------------------------------------------------------------ Errors

    /// @notice The constructor refuses its parameter `index` (from 0). An owner of zero is refused by `OwnableInvalidOwner`.
    /// @param index The parameter, from 0.
    error InvalidParameter(uint256 index);

    /// @notice Amounts are not zero; nor is what `stakeAndMint` would mint, or what `claim` and `claimAndStake` would pay.
    error ZeroAmount();

    /// @notice With `amount` more, a record would exceed `max` = 2^96 - 1: all the VVV that the contract owes, or the DIEM that an account
    /// minted and burned today. Quotes take no more than `max` either.
    /// @param amount The amount refused.
    /// @param max 2^96 - 1.
    error AmountTooLarge(uint256 amount, uint256 max);

    /// @notice Nothing can be sent to `to`: the zero address or this contract.
    /// @param to The address refused.
    error InvalidReceiver(address to);

    /// @notice There is no Diem yet.
    error DiemNotBound();

    /// @notice Diem is `diem` for ever.
    /// @param diem The Diem token.
    error DiemAlreadyBound(address diem);

    /// @notice `diem` is not a Diem of this contract: its minter is another, its supply is not zero, or it has not 18 decimals.
    /// @param diem The address refused.
    error InvalidDiem(address diem);

    /// @notice The mint would lock `needed`, but `staked` is staked.
    /// @param needed Wei of VVV that would be locked.
    /// @param staked Wei of VVV staked.
    error InsufficientStake(uint256 needed, uint256 staked);

    /// @notice `amount` is more than the account's `free` VVV.
    /// @param amount Wei of VVV asked for.
    /// @param free Wei of VVV that are free.
    error InsufficientFree(uint256 amount, uint256 free);

    /// @notice `amount` is more DIEM than the `minted` that the account minted and has not burned.
    /// @param amount Wei of DIEM to burn.
    /// @param minted Wei of DIEM that can be burned.
    error BurnExceedsMinted(uint256 amount, uint256 minted);

    /// @notice `account` has no open ticket `id`.
    /// @param account Whose ticket was asked for.
    /// @param id The ticket.
    error UnknownTicket(address account, uint256 id);

    /// @notice Ticket `id` can be withdrawn from `readyAt` on.
    /// @param id The ticket.
    /// @param readyAt The first second (unix) at which it can be withdrawn.
    error CooldownNotOver(uint256 id, uint256 readyAt);

    /// @notice `duration` is not between 1 and 365 days.
    /// @param duration Seconds.
    error InvalidDuration(uint64 duration);

    /// @notice The stream, running or waiting, releases `unstreamed` in `secondsLeft`; the new one would be slower.
    /// @param unstreamed Wei of VVV.
    /// @param secondsLeft Seconds.
    error RewardRateWouldFall(uint256 unstreamed, uint256 secondsLeft);

    /// @notice VVV itself cannot be recovered.
    /// @param token VVV.
    error CannotRecover(address token);

    /// @notice After a transfer in, or a recovery, this contract holds `balance` VVV and owes `owed`: VVV took a fee or lied.
    /// @param balance Wei of VVV.
    /// @param owed Wei of VVV.
    error TokenShortfall(uint256 balance, uint256 owed);

    /// @notice `token` answered a call with failure without a reason, with false, or with what is no answer.
    /// @param token The token.
    error TokenCallFailed(address token);

    /// @notice `account` is not the owner (or not the pending owner).
    /// @param account Who called.
    error OwnableUnauthorizedAccount(address account);

    /// @notice `owner` cannot own the contract.
    /// @param owner The zero address.
    error OwnableInvalidOwner(address owner);

    /// @notice Not while paused.
    error EnforcedPause();

    /// @notice Only while paused.
    error ExpectedPause();

    // ---------------------------------------------------------- Stake and mint

    /// @notice Stakes `amount` of the caller's VVV (needs an allowance). Not while paused.
    /// @param amount Wei of VVV, not zero.
    function stake(uint256 amount) external;

    /// @notice Stakes `amount` of the caller's VVV for `account` (neither zero nor this contract). Not while paused.
    /// @param account Whose stake grows.
    /// @param amount Wei of VVV, not zero.
    function stakeFor(address account, uint256 amount) external;

    /// @notice `stake` with a permit of the caller for this contract; a permit that fails does not matter if the allowance is there.
    /// @param amount Wei of VVV, not zero; the permit is over this value.
    /// @param deadline The last second (unix) at which the permit is valid.
    /// @param v 27 or 28.
    /// @param r The first half of the permit's signature.
    /// @param s The second half.
    function stakeWithPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice Mints `diemAmount` wei of DIEM to `to` against the caller's stake. Diem refuses some receivers and caps its supply: its reverts are
    /// passed on. Not while paused.
    /// @param diemAmount Wei of DIEM, not zero.
    /// @param to Who gets it.
    function mintDiem(uint256 diemAmount, address to) external;

    /// @notice Stakes `vvvAmount` and mints the DIEM it backs, `quoteMint(vvvAmount)`, to `to`. Not while paused.
    /// @param vvvAmount Wei of VVV, at least what one wei of DIEM locks.
    /// @param to Who gets the DIEM.
    /// @return diemAmount The DIEM minted, in wei.
    function stakeAndMint(uint256 vvvAmount, address to) external returns (uint256 diemAmount);

    /// @notice Burns `diemAmount` wei of the caller's DIEM, at most what it minted and has not burned.
    /// @param diemAmount Wei of DIEM, not zero.
    function burnDiem(uint256 diemAmount) external;

    // ----------------------------------------------------------------- Unstake

    /// @notice Turns `amount` of the caller's free VVV into a ticket. It earns nothing from now on.
    /// @param amount Wei of VVV, not zero.
    /// @return id The ticket.
    function requestUnstake(uint256 amount) external returns (uint256 id);

    /// @notice Stakes the caller's ticket `id` again, before or after its cooldown.
    /// @param id The ticket.
    function cancelUnstake(uint256 id) external;

    /// @notice Pays the caller's ticket `id` to `to` once its cooldown is over. Touches neither rewards nor Diem.
    /// @param id The ticket.
    /// @param to Who is paid; neither zero nor this contract.
    function withdraw(uint256 id, address to) external;

    // ----------------------------------------------------------------- Rewards

    /// @notice Pays the caller's rewards to `to`.
    /// @param to Who is paid; neither zero nor this contract.
    /// @return amount Wei of VVV paid.
    function claim(address to) external returns (uint256 amount);

    /// @notice Stakes the caller's rewards. Not while paused.
    /// @return amount Wei of VVV staked.
    function claimAndStake() external returns (uint256 amount);

    /// @notice Adds `amount` of the owner's VVV to the stream, which then releases all it holds in `duration` seconds (1 to 365 days).
    /// Only the owner. The rate never falls while any reward is unstreamed.
    /// @param amount Wei of VVV, not zero (needs an allowance).
    /// @param duration Seconds.
    function fundRewards(uint256 amount, uint64 duration) external;

    /// @notice The same with the VVV that this contract holds beyond what it owes.
    /// @param duration Seconds.
    /// @return amount Wei of VVV added.
    function fundRewardsFromSurplus(uint64 duration) external returns (uint256 amount);

    // --------------------------------------------------------------- Operation

    /// @notice Binds Diem, once and for ever. Only the owner.
    /// @param diem The Diem token: its minter is this contract, its supply is zero, it has 18 decimals.
    function bindDiem(address diem) external;

    /// @notice Sends all of a foreign `token` held here to `to`. Only the owner; never VVV. All VVV that is owed has to be here afterwards, in case `token` is a second
    /// address of VVV's own ledger.
    /// @param token The token.
    /// @param to Who gets it.
    /// @return amount Its smallest units sent.
    function recover(address token, address to) external returns (uint256 amount);

    /// @notice Stops `stake`, `stakeFor`, `stakeWithPermit`, `mintDiem`, `stakeAndMint` and `claimAndStake`. Only the owner.
    function pause() external;

    /// @notice Ends the pause. Only the owner.
    function unpause() external;

    /// @notice Whether staking and minting are stopped.
    /// @return True while paused.
    function paused() external view returns (bool);

    /// @notice The owner; zero after it renounced.
    /// @return The owner.
    function owner() external view returns (address);

    /// @notice The account that can accept the ownership.
    /// @return Zero if the ownership is not on offer.
    function pendingOwner() external view returns (address);

    /// @notice Offers the ownership to `newOwner`. Only the owner.
    /// @param newOwner Who may accept; zero withdraws an earlier offer.
    function transferOwnership(address newOwner) external;

    /// @notice Takes the ownership offered to the caller.
    function acceptOwnership() external;

    /// @notice Gives the ownership up for ever. Only the owner, with Diem bound, not while paused.
    function renounceOwnership() external;

    // ------------------------------------------------------------------- Views

    /// @notice The position of `account` as its next touch would find it.
    /// @param account Any address.
    /// @return staked VVV staked, free and locked.
    /// @return locked VVV behind `minted + burned`.
    /// @return minted DIEM minted and not burned, in wei.
    /// @return burned DIEM burned today, in wei.
    /// @return mintable DIEM that the stake backs beyond what is minted and burned, in wei: what `mintDiem` allows when Diem is bound, nothing is
    /// paused, and Diem's caps leave room.
    /// @return free VVV that `requestUnstake` would take now.
    /// @return claimable Rewards that `claim` would pay now.
    function positionOf(address account)
        external
        view
        returns (
            uint256 staked,
            uint256 locked,
            uint256 minted,
            uint256 burned,
            uint256 mintable,
            uint256 free,
            uint256 claimable
        );

    /// @notice The open tickets of `account` among the ids `from` to `from + count - 1`.
    /// @param account Any address.
    /// @param from The first id.
    /// @param count How many ids.
    /// @return tickets The open ones, in order of id.
    /// @return requested How many tickets the account ever requested: all ids are below.
    function ticketsOf(address account, uint256 from, uint256 count)
        external
        view
        returns (Ticket[] memory tickets, uint256 requested);

    /// @notice The DIEM (wei) that `vvvAmount` backs: `floor(vvvAmount * 1e18 / vvvPerDiem)`.
    /// @param vvvAmount Wei of VVV.
    /// @return diemAmount Wei of DIEM.
    function quoteMint(uint256 vvvAmount) external view returns (uint256 diemAmount);

    /// @notice The VVV that `diemAmount` wei of DIEM lock: `ceil(diemAmount * vvvPerDiem / 1e18)`.
    /// @param diemAmount Wei of DIEM.
    /// @return vvvAmount Wei of VVV.
    function quoteLock(uint256 diemAmount) external view returns (uint256 vvvAmount);

    /// @notice The sums over all accounts, as stored.
    /// @return staked VVV staked.
    /// @return ticketed VVV in open tickets.
    /// @return unstreamed Rewards not yet released (as of the last touch).
    /// @return owed All the VVV this contract owes: staked, ticketed, rewards owed and unstreamed.
    /// @return weight The total reward weight: VVV wei times basis points.
    function totals()
        external
        view
        returns (uint256 staked, uint256 ticketed, uint256 unstreamed, uint256 owed, uint256 weight);

    /// @notice The stream now.
    /// @return unstreamed Rewards not yet released.
    /// @return secondsLeft Seconds of streaming in which they are.
    /// @return running Whether time counts now: the total weight is at least that of 1 free VVV.
    function rewardStream() external view returns (uint256 unstreamed, uint256 secondsLeft, bool running);

    /// @notice The VVV token.
    /// @return Its address.
    function vvv() external view returns (address);

    /// @notice The Diem token; zero until bound.
    /// @return Its address.
    function diem() external view returns (address);

    /// @notice Wei of VVV locked per 1e18 wei of DIEM.
    /// @return Wei of VVV.
    function vvvPerDiem() external view returns (uint256);

    /// @notice Seconds from a request to unstake until its ticket can be withdrawn.
    /// @return Seconds.
    function cooldown() external view returns (uint64);

    /// @notice The reward weight of locked VVV in basis points of that of free VVV.
    /// @return 1 to 10000.
    function lockedRewardBps() external view returns (uint16);

    /// @notice Today: `block.timestamp / 86400`, days since 1970-01-01 UTC.
    /// @return Days.
    function currentDay() external view returns (uint256);

    // --------------------------------------------------------------------- ABI

    /// @notice No function of this interface has `selector`.
    /// @param selector The calldata's first four bytes.
    error UnknownSelector(bytes4 selector);

    /// @notice The calldata has `length` bytes; the arguments need at least `needed`.
    /// @param length Bytes of calldata.
    /// @param needed Bytes that the function needs.
    error CalldataTooShort(uint256 length, uint256 needed);

    /// @notice Argument `index` (from 0) does not fit its type: its upper bits are not zero.
    /// @param index The argument, from 0.
    error ArgumentOutOfRange(uint256 index);

    /// @notice No function takes native currency; `value` wei came with the call.
    /// @param value Wei of native currency.
    error NotPayable(uint256 value);
}
