//! Every custom error of the four contracts, what it means and what to do about it. `docs/errors.md` is made from this.

use alloy_sol_types::SolError;

use super::{Argument, Contract, ErrorInfo, Group, Parameter, units};
use crate::abi::{IComputeCredits, IDiem, IVvv, IVvvStaking};

/// Makes [`ContractError`] and [`ERRORS`] of rows: the binding, its parameters with how people read each ([`units`]), the contracts that
/// have it, meaning and remedy.
macro_rules! errors {
    ($($group:ident {$(
        $interface:ident::$name:ident($($ty:ident $parameter:ident: $unit:ident),*) [$($contract:ident),*]
        $meaning:literal
        $remedy:literal;
    )*})*) => {
        /// A custom error of one of the contracts, with its arguments. (One that several contracts have is the same for all of them, and stands
        /// here as the first of them has it.)
        #[derive(Clone, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum ContractError {$($(
            #[doc = $meaning]
            $name($interface::$name),
        )*)*}

        /// Every custom error of the four contracts.
        pub static ERRORS: &[ErrorInfo] = &[$($(
            ErrorInfo {
                name: stringify!($name),
                parameters: &[$(Parameter { ty: stringify!($ty), name: stringify!($parameter) }),*],
                selector: $interface::$name::SELECTOR,
                contracts: &[$(Contract::$contract),*],
                group: Group::$group,
                meaning: $meaning,
                remedy: $remedy,
            },
        )*)*];

        impl ContractError {
            /// The error that revert data says, if it is exactly one of the contracts'.
            pub fn decode(data: &[u8]) -> Option<Self> {
                let selector: [u8; 4] = *data.first_chunk()?;
                $($(
                    if selector == $interface::$name::SELECTOR {
                        let error = $interface::$name::abi_decode_validate(data).ok()?;
                        // The decoder lets bytes follow the arguments.
                        return (error.abi_encode() == data).then_some(Self::$name(error));
                    }
                )*)*
                None
            }

            /// The error's selector.
            pub const fn selector(&self) -> [u8; 4] {
                match self {$($(
                    Self::$name(_) => $interface::$name::SELECTOR,
                )*)*}
            }

            /// The error's arguments, in order.
            pub fn arguments(&self) -> Vec<Argument> {
                match self {$($(
                    Self::$name(_error) => vec![$(
                        Argument {
                            name: stringify!($parameter),
                            value: _error.$parameter.to_string(),
                            text: units::$unit(&_error.$parameter),
                        }
                    ),*],
                )*)*}
            }
        }

        impl core::fmt::Debug for ContractError {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self {$($(
                    Self::$name(error) => error.fmt(f),
                )*)*}
            }
        }
    };
}

errors! {
    AnyCall {
        IVvv::UnknownSelector(bytes4 selector: text) [Vvv, Diem, Staking, Credits]
            "The contract has no such function."
            "Check the address and the ABI (`interfaces/`).";
        IVvv::CalldataTooShort(uint256 length: text, uint256 needed: text) [Vvv, Diem, Staking, Credits]
            "The calldata ends before its arguments do, or before the selector."
            "Encode the call with the ABI; for a plain transfer of native currency there is no function.";
        IVvv::ArgumentOutOfRange(uint256 index: text) [Vvv, Diem, Staking, Credits]
            "Argument `index` (from 0), or one of its elements, has bits set above its type, such as an address of more than 20 bytes."
            "Clear the upper bits; check the order of the arguments.";
        IVvv::NotPayable(uint256 value: native) [Vvv, Diem, Staking, Credits]
            "The call carries native currency. No function takes any."
            "Send the call with value 0.";
        IDiem::ZeroAmount() [Diem, Staking, Credits]
            "An amount is zero, or what would be minted, recovered, funded or paid comes to zero."
            "Pass an amount; to mint, stake at least what one wei of DIEM costs; to claim, wait until rewards have come in.";
    }
    Tokens {
        IVvv::ERC20InsufficientBalance(address sender: text, uint256 balance: tokens, uint256 needed: tokens) [Vvv, Diem]
            "`sender` holds `balance` and would need `needed`."
            "Send less, or wait for the balance.";
        IVvv::ERC20InsufficientAllowance(address spender: text, uint256 allowance: tokens, uint256 needed: tokens) [Vvv, Diem]
            "`spender` may move `allowance` of the holder and would need `needed`."
            "Have the holder `approve` or `permit` more.";
        IVvv::ERC20InvalidSender(address sender: text) [Vvv, Diem]
            "Tokens cannot come from the zero address."
            "Name the holder.";
        IVvv::ERC20InvalidReceiver(address receiver: text) [Vvv, Diem]
            "Tokens cannot go there: the zero address; for DIEM also the token itself and its minter, from where nothing could come back."
            "Name another receiver. To burn DIEM call `burnDiem` of the staking contract.";
        IVvv::ERC20InvalidSpender(address spender: text) [Vvv, Diem]
            "The zero address cannot be given an allowance."
            "Name the spender.";
        IVvv::DripAlreadyTaken(address to: text, uint256 day: date) [Vvv]
            "`to` has had its drip of `day`."
            "Come back after 00:00 UTC.";
    }
    Signatures {
        IVvv::ERC2612ExpiredSignature(uint256 deadline: moment) [Vvv, Diem]
            "The permit's deadline has passed."
            "Sign a later deadline.";
        IVvv::ERC2612InvalidSigner(address signer: text, address owner: text) [Vvv, Diem]
            "The permit is signed by `signer`, not by `owner`. A signer out of nowhere means that what was signed is not what was sent; zero means that the owner's contract refused it and no key made it."
            "Compare domain, nonce (`nonces`), value and deadline with what was signed.";
        IVvv::ECDSAInvalidSignature() [Vvv, Diem, Credits]
            "No key makes this signature, or it has not 65 bytes `r, s, v` with `v` 27 or 28."
            "Add 27 to a `v` of 0 or 1; expand compact signatures.";
        IVvv::ECDSAInvalidSignatureS(bytes32 s: text) [Vvv, Diem, Credits]
            "`s` is in the upper half of the curve's order: a malleable copy."
            "Replace `s` by the order less `s`, and the `v` by the other.";
        IComputeCredits::ExpiredSignature(uint256 deadline: moment) [Credits]
            "The deadline of the signed budget has passed."
            "Sign a later deadline.";
        IComputeCredits::InvalidSigner(address signer: text, address owner: text) [Credits]
            "The signature is of `signer` (zero if none can be recovered), not of `owner`, for this budget with its present nonce. Each time a budget is set, older signatures over it are void."
            "Read the nonce with `allowanceOf` or `meterOf` and sign again.";
        IComputeCredits::NonceExhausted(address owner: text, address spender: text) [Credits]
            "The budget has been set 65535 times and takes no more signatures."
            "Set it by a call of the owner, or use another spender address.";
    }
    MintingAndCapacity {
        IDiem::UnauthorizedMinter(address caller: text) [Diem]
            "`caller` is not the minter, which is the staking contract."
            "Mint and burn through the staking contract.";
        IDiem::CapExceeded(uint256 supply: diem, uint256 cap: diem) [Diem]
            "The supply would become `supply`, above the cap."
            "Mint less.";
        IDiem::CapacityCapExceeded(uint256 capacity: credits, uint256 cap: credits) [Diem]
            "Today's total capacity would become `capacity`, above the cap. DIEM that was burned today still counts."
            "Mint less, or after 00:00 UTC.";
        IDiem::DayInThePast(uint256 day: date, uint256 today: date) [Diem]
            "Capacities of past days are not kept."
            "Ask for `today` or later.";
        IDiem::InvalidMinter(address minter: text) [Diem]
            "Constructor: the minter is the zero address."
            "Deploy with the staking contract's address.";
        IDiem::InvalidCap(uint256 cap: diem) [Diem]
            "Constructor: the cap is zero or above 2^96 - 1 wei."
            "Deploy with a cap in that range.";
    }
    Staking {
        IVvvStaking::InsufficientStake(uint256 needed: vvv, uint256 staked: vvv) [Staking]
            "The mint would lock `needed`; `staked` is staked. What was burned today is still locked."
            "Stake more, mint at most `positionOf(...).mintable`, or wait for 00:00 UTC.";
        IVvvStaking::InsufficientFree(uint256 amount: vvv, uint256 free: vvv) [Staking]
            "`amount` is more than the account's free VVV."
            "Burn DIEM and wait for the next UTC day, or ask for at most `free`.";
        IVvvStaking::BurnExceedsMinted(uint256 amount: diem, uint256 minted: diem) [Staking]
            "An account burns at most the DIEM that it minted and has not burned, however much it holds."
            "Burn at most `minted`; sell or keep the rest.";
        IVvvStaking::UnknownTicket(address account: text, uint256 id: text) [Staking]
            "The account has no open ticket `id`: never requested, paid, or cancelled."
            "List the open ones with `ticketsOf`.";
        IVvvStaking::CooldownNotOver(uint256 id: text, uint256 readyAt: moment) [Staking]
            "The ticket can be withdrawn from `readyAt` (unix seconds) on."
            "Wait, or cancel the ticket.";
        IVvvStaking::AmountTooLarge(uint256 amount: tokens, uint256 max: tokens) [Staking]
            "A record would exceed 2^96 - 1: all the VVV the contract owes, or the DIEM that one account minted and burned today. Quotes take no more either."
            "Use less. With a supply of VVV below 7.9e28 wei the first cannot happen.";
        IVvvStaking::InvalidReceiver(address to: text) [Staking, Credits]
            "Nothing can go to the zero address; nor VVV to the staking contract, nor be staked for it."
            "Name another account.";
        IVvvStaking::DiemNotBound() [Staking]
            "There is no Diem yet; nothing can be minted, and the owner cannot renounce."
            "The owner calls `bindDiem`.";
        IVvvStaking::TokenShortfall(uint256 balance: vvv, uint256 owed: vvv) [Staking]
            "After a transfer in, or a recovery, the contract holds less VVV than it owes: the token took a fee, or lied, or what was recovered is VVV by another address. Nothing was booked."
            "Such a token cannot be staked, nor recovered.";
        IVvvStaking::TokenCallFailed(address token: text) [Staking]
            "The token failed without a reason, answered false, or answered what is no answer. Reverts with a reason are passed on instead."
            "Look at the token; check balance and allowance.";
        IVvvStaking::EnforcedPause() [Staking]
            "Staking and minting are paused (so is renouncing the ownership). Exits, burns, cancels and claims are not."
            "Wait for `Unpaused`; `claim` instead of `claimAndStake`.";
    }
    Ownership {
        IVvvStaking::OwnableUnauthorizedAccount(address account: text) [Staking]
            "`account` is not the owner, or, for `acceptOwnership`, not the pending owner."
            "Call as `owner()` or `pendingOwner()`.";
        IVvvStaking::OwnableInvalidOwner(address owner: text) [Staking]
            "Constructor: the owner is the zero address."
            "Deploy with an owner.";
        IVvvStaking::ExpectedPause() [Staking]
            "There is no pause to end."
            "None needed.";
        IVvvStaking::InvalidParameter(uint256 index: text) [Staking]
            "Constructor: parameter 1 (VVV has no code), 2 (VVV per DIEM zero or 2^96 and more), 3 (cooldown not 1 to 365 days) or 4 (reward weight not 1 to 10000 basis points)."
            "Deploy with other parameters.";
        IVvvStaking::DiemAlreadyBound(address diem: text) [Staking]
            "Diem is bound, for ever."
            "None.";
        IVvvStaking::InvalidDuration(uint64 duration: duration) [Staking]
            "A stream lasts 1 to 365 days."
            "Pass seconds in that range.";
        IVvvStaking::RewardRateWouldFall(uint256 unstreamed: vvv, uint256 secondsLeft: duration) [Staking]
            "The stream releases `unstreamed` in `secondsLeft` seconds; the new one would be slower."
            "Add more, or choose a shorter duration.";
        IVvvStaking::CannotRecover(address token: text) [Staking]
            "VVV cannot be recovered, not even surplus."
            "Surplus goes to stakers: `fundRewardsFromSurplus`.";
    }
    Credits {
        IVvvStaking::InvalidDiem(address diem: text) [Staking, Credits]
            "For `bindDiem`: the minter of `diem` is another contract, its supply is not zero, or it has not 18 decimals. For credits: it has no code or does not answer as Diem."
            "Deploy a Diem for this staking contract; deploy credits for the Diem.";
        IComputeCredits::WrongDay(uint256 given: date, uint256 today: date) [Credits]
            "The call names day `given`. Credits of a day move on that day only."
            "Send again with `currentDay()`, if it is still wanted.";
        IComputeCredits::InsufficientCredits(address owner: text, uint256 available: credits, uint256 needed: credits) [Credits]
            "`owner` has `available` credits left today and would need `needed`."
            "Use less, receive credits, or wait for `nextReset()`.";
        IComputeCredits::InsufficientAllowance(address owner: text, address spender: text, uint256 remaining: credits, uint256 needed: credits) [Credits]
            "`spender` may draw `remaining` more credits of `owner` today; 0 if the allowance has expired."
            "Draw less, wait for `nextReset()`, or have the owner set another allowance.";
        IComputeCredits::InvalidPayee(address payee: text) [Credits]
            "The zero address cannot be paid."
            "Name the gateway.";
        IComputeCredits::InvalidSpender(address spender: text) [Credits]
            "No budget can be given to the zero address or to the owner itself."
            "Name the agent or the gateway.";
    }
}
