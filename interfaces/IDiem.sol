// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title DIEM: daily compute capacity as an ERC-20
/// @notice One DIEM (1e18 wei) is one unit of API capacity per UTC day, for as long as it is held.
///
/// Capacity. A day is `block.timestamp / 86400`. An account's capacity of a day is its balance at 00:00 UTC of that day. A
/// transfer or a burn moves tomorrow's capacity, not today's: DIEM trades "ex-capacity" at midnight. Minting adds to the
/// receiver's capacity of today in proportion to what is left of the day: `floor(value * (86400 - secondsIntoDay) / 86400)`.
/// Capacity never falls within the day, so whoever caches it holds a lower bound.
///
/// Capacity is a figure, not a right to service: what counts is the ComputeCredits ledger named in the deployment manifest.
/// DIEM held by pools, bridges or escrows has its capacity there.
/// @dev This file is the specification and the ABI. No owner, no upgrade. Only the minter mints and burns. A re-entrant call,
/// a second call of the constructor and running out of gas revert with empty data; every other revert names its cause.
///
/// Storage, one word per account and one for the supply: `balance: u112 | capacity: u112 | day: u32`, balance in the low bits.
/// A stored capacity counts only if the stored day is today; otherwise the balance is the capacity. The records of the minter and of this
/// contract hold no balance and the day 2^32 - 1, for ever: that is how a transfer knows, without a further read, to refuse them.
///
/// Invariants: the balances sum to the supply; the capacities sum to the total capacity; neither sum exceeds `cap`.
///
/// constructor(address minter, uint256 cap): `minter` is not zero, `0 < cap <= 2^96 - 1`. Neither ever changes.
interface IDiem {
    // ------------------------------------------------------------------ ERC-20

    /// @notice Emitted when `value` wei of DIEM move from `from` to `to`; minting comes from, burning goes to the zero address.
    /// @param from Who had them.
    /// @param to Who has them now.
    /// @param value Wei of DIEM.
    event Transfer(address indexed from, address indexed to, uint256 value);

    /// @notice Emitted when `owner` sets the allowance of `spender` to `value` wei, by call or by permit.
    /// @param owner Whose tokens.
    /// @param spender Who may move them.
    /// @param value Wei of DIEM.
    event Approval(address indexed owner, address indexed spender, uint256 value);

    /// @notice `sender` holds `balance` wei and would need `needed`.
    /// @param sender Whose tokens were to move.
    /// @param balance Its wei of DIEM.
    /// @param needed The wei asked for.
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);

    /// @notice Tokens cannot be sent by `sender` (the zero address).
    /// @param sender The zero address.
    error ERC20InvalidSender(address sender);

    /// @notice Tokens cannot be sent to `receiver`: the zero address, this contract, or the minter.
    /// @param receiver The address refused.
    error ERC20InvalidReceiver(address receiver);

    /// @notice `spender` may move `allowance` wei and would need `needed`.
    /// @param spender Who was to move the tokens.
    /// @param allowance The wei it may still move.
    /// @param needed The wei asked for.
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);

    /// @notice The zero address cannot be given an allowance.
    /// @param spender The zero address.
    error ERC20InvalidSpender(address spender);

    /// @notice The token's name: "Diem".
    /// @return The name.
    function name() external view returns (string memory);

    /// @notice The token's symbol: "DIEM".
    /// @return The symbol.
    function symbol() external view returns (string memory);

    /// @notice The number of decimals: 18.
    /// @return 18.
    function decimals() external view returns (uint8);

    /// @notice The DIEM in existence, in wei.
    /// @return Wei of DIEM.
    function totalSupply() external view returns (uint256);

    /// @notice The DIEM of `account`, in wei.
    /// @param account Any address.
    /// @return Wei of DIEM.
    function balanceOf(address account) external view returns (uint256);

    /// @notice Moves `value` wei from the caller to `to`: tomorrow's capacity moves, today's stays. Zero-value transfers are allowed.
    /// @param to Who gets them.
    /// @param value Wei of DIEM.
    /// @return Always true.
    function transfer(address to, uint256 value) external returns (bool);

    /// @notice The wei of `owner` that `spender` may still move.
    /// @param owner Whose tokens.
    /// @param spender Who may move them.
    /// @return Wei of DIEM; the largest uint256 never runs out.
    function allowance(address owner, address spender) external view returns (uint256);

    /// @notice Lets `spender` move up to `value` wei of the caller; the largest uint256 never runs out.
    /// @param spender Who may move them.
    /// @param value Wei of DIEM, in place of what was allowed before.
    /// @return Always true.
    function approve(address spender, uint256 value) external returns (bool);

    /// @notice Moves `value` wei from `from` to `to` out of the caller's allowance.
    /// @param from Whose tokens.
    /// @param to Who gets them.
    /// @param value Wei of DIEM.
    /// @return Always true.
    function transferFrom(address from, address to, uint256 value) external returns (bool);

    // ---------------------------------------------------------------- EIP-2612

    /// @notice The permit's `deadline` (unix seconds) has passed.
    /// @param deadline The last second (unix) at which the permit was valid.
    error ERC2612ExpiredSignature(uint256 deadline);

    /// @notice The permit is signed by `signer` (zero if no signer can be recovered), not by `owner`.
    /// @param signer Who signed; zero if that cannot be told.
    /// @param owner Who should have signed.
    error ERC2612InvalidSigner(address signer, address owner);

    /// @notice The signature has no signer, or not 65 bytes.
    error ECDSAInvalidSignature();

    /// @notice The signature's `s` is in the upper half of the curve's order: a malleable copy.
    /// @param s The signature's `s`.
    error ECDSAInvalidSignatureS(bytes32 s);

    /// @notice Sets the allowance of `spender` over `owner`'s tokens to `value` wei by `owner`'s ECDSA signature.
    /// @param owner Whose tokens, and who signed.
    /// @param spender Who may move them.
    /// @param value Wei of DIEM, in place of what was allowed before.
    /// @param deadline The last second (unix) at which the permit is valid.
    /// @param v 27 or 28.
    /// @param r The first half of the signature.
    /// @param s The second half, in the lower half of the curve's order.
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice The same for any account: `signature` is 65 bytes `r, s, v` of the owner, or else what the owner's
    /// `isValidSignature(bytes32,bytes)` (ERC-1271) accepts by static call.
    /// @param owner Whose tokens, and who signed.
    /// @param spender Who may move them.
    /// @param value Wei of DIEM, in place of what was allowed before.
    /// @param deadline The last second (unix) at which the permit is valid.
    /// @param signature 65 bytes `r, s, v`, or what the owner's contract accepts.
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;

    /// @notice The nonce that `owner`'s next permit must carry.
    /// @param owner Any address.
    /// @return How many permits of `owner` were used.
    function nonces(address owner) external view returns (uint256);

    /// @notice The EIP-712 domain separator of this contract on this chain.
    /// @return The separator.
    function DOMAIN_SEPARATOR() external view returns (bytes32);

    /// @notice The EIP-712 domain (EIP-5267): name "Diem", version "1", chain id, this contract.
    /// @return fields Which of the fields below are used: 0x0f, the first four.
    /// @return name The name.
    /// @return version The version.
    /// @return chainId The id of this chain.
    /// @return verifyingContract This contract.
    /// @return salt Zero: not used.
    /// @return extensions Empty: none.
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        );

    // ---------------------------------------------------------- Mint and burn

    /// @notice Emitted once, by the constructor.
    /// @param minter The only account that mints and burns.
    /// @param cap The most DIEM that may exist, in wei.
    event Initialized(address indexed minter, uint256 cap);

    /// @notice The constructor's minter is the zero address.
    /// @param minter The zero address.
    error InvalidMinter(address minter);

    /// @notice The constructor's cap is zero or above 2^96 - 1.
    /// @param cap The cap refused.
    error InvalidCap(uint256 cap);

    /// @notice `caller` is not the minter.
    /// @param caller Who called.
    error UnauthorizedMinter(address caller);

    /// @notice Amounts to mint and to burn are not zero.
    error ZeroAmount();

    /// @notice The supply would become `supply` wei, above `cap`.
    /// @param supply What the supply would become, in wei.
    /// @param cap The cap, in wei.
    error CapExceeded(uint256 supply, uint256 cap);

    /// @notice Today's total capacity would become `capacity`, above `cap`.
    /// @param capacity What today's total capacity would become, in wei.
    /// @param cap The cap, in wei.
    error CapacityCapExceeded(uint256 capacity, uint256 cap);

    /// @notice The only account that mints and burns.
    /// @return The staking contract.
    function minter() external view returns (address);

    /// @notice The most DIEM that may exist, and the most capacity a day may have, in wei.
    /// @return Wei of DIEM.
    function cap() external view returns (uint256);

    /// @notice Mints `value` wei to `to`, with the share of today's capacity that is left of the day. Only the minter.
    /// @param to Who gets them.
    /// @param value Wei of DIEM, not zero.
    function mint(address to, uint256 value) external;

    /// @notice Burns `value` wei of `from`; today's capacity of `from` stays. Only the minter.
    /// @param from Whose tokens.
    /// @param value Wei of DIEM, not zero.
    function burn(address from, uint256 value) external;

    // ---------------------------------------------------------------- Capacity

    /// @notice `day` is before `today`: the past is not kept.
    /// @param day The day asked for.
    /// @param today Today.
    error DayInThePast(uint256 day, uint256 today);

    /// @notice The capacity of `account` today, in wei of DIEM.
    /// @param account Any address.
    /// @return Wei of DIEM, each 1e18 a unit of API capacity.
    function capacityOf(address account) external view returns (uint256);

    /// @notice The capacity of `account` on `day`: today's, or, for a later day, its balance (what it will be if nothing moves).
    /// @param account Any address.
    /// @param day Today or later.
    /// @return Wei of DIEM.
    function capacityAt(address account, uint256 day) external view returns (uint256);

    /// @notice The capacities of `accounts` today, in the same order.
    /// @param accounts Any addresses, also repeated.
    /// @return Wei of DIEM, one figure per account.
    function capacityOfBatch(address[] calldata accounts) external view returns (uint256[] memory);

    /// @notice The sum of all accounts' capacities today.
    /// @return Wei of DIEM.
    function totalCapacity() external view returns (uint256);

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

    /// @notice Argument `index` (from 0) does not fit its type: its upper bits, or those of one of its elements, are not zero.
    /// @param index The argument, from 0.
    error ArgumentOutOfRange(uint256 index);

    /// @notice No function takes native currency; `value` wei came with the call.
    /// @param value Wei of native currency.
    error NotPayable(uint256 value);
}
