// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Compute credits: the day's capacity, metered
/// @notice A credit is one unit (1e18) of API capacity of one UTC day. An account's credits of the day are
/// `available = capacity + net - used`: its DIEM capacity, plus what others gave it, less what it gave away and used.
/// Credits are used by the account itself (`spend`), by gateways that it gave a meter (`meter`), and move by `transfer`, or by
/// agents that it gave an allowance (`transferFrom`). What is left at midnight is gone.
///
/// Two kinds of budget, each per owner and spender, renewed daily: an allowance (for agents) covers `transferFrom`, one way; a meter
/// (for gateways) covers `meter`, both ways. An owner trusts a gateway up to its daily limit: a gateway can take what it did not
/// serve; receipts (see `meter`) let the owner prove it. A gateway that raises its reading before it serves and lowers it after cannot lose; one
/// that is paid after serving risks what it served since its last reading.
///
/// Every call that moves credits names its `day` and reverts on any other: nothing sent before midnight lands on the next day's credits.
/// @dev This file is the specification and the ABI. No owner, no upgrade. A re-entrant call, a second call of the constructor
/// and running out of gas revert with empty data; every other revert names its cause.
///
/// Storage: per account one word, void when `day` is not today: `used: u112 | net: i112 | day: u32` (low bits first). Per budget one word:
/// `limit: u96 | used: u96 | expiry: u32 | day: u16 | nonce: u16` (low bits first), `used` void when `day` is not today's low 16 bits. The total used: as an account's word.
///
/// Invariants: the sum of net is 0; the sum of used is at most the total capacity; available >= 0; a spender's use in a day is at most
/// its limit at the time of use; an account's used is its own spends plus all meters on it.
///
/// constructor(address diem): a contract with Diem's capacity functions.
interface IComputeCredits {
    /// @notice A daily budget, as of today.
    struct Budget {
        /// @dev Credits per day; 2^96 - 1 is no limit but the owner's credits.
        uint96 dailyLimit;
        /// @dev Credits drawn (or metered) today. Saturates at 2^96 - 1 under the limitless allowance.
        uint96 used;
        /// @dev Valid while `block.timestamp < expiry` (unix seconds); 2^32 - 1 is for ever.
        uint32 expiry;
        /// @dev What the next signature over this budget must carry. It stops at 65535, where signatures are no longer accepted.
        uint16 nonce;
    }

    // ------------------------------------------------------------------ Events

    /// @notice Emitted once, by the constructor.
    /// @param diem The Diem token.
    event Initialized(address indexed diem);

    /// @notice `caller` moved `amount` credits of day `id` from `sender` to `receiver`. The shape of ERC-6909, whose id is the day.
    /// @param caller Who called.
    /// @param sender Whose credits they were.
    /// @param receiver Whose they are now.
    /// @param id The day.
    /// @param amount Wei of credits.
    event Transfer(address caller, address indexed sender, address indexed receiver, uint256 indexed id, uint256 amount);

    /// @notice `owner` spent `amount` credits of `day` for `payee`; `ref` names the request. Final.
    /// @param owner Whose credits they were.
    /// @param payee For whom.
    /// @param day Today.
    /// @param amount Wei of credits.
    /// @param ref The request, as the two agreed.
    event Spent(address indexed owner, address indexed payee, uint256 day, uint256 amount, bytes32 indexed ref);

    /// @notice `owner` gave `spender` this allowance. Signatures for older nonces are void; the next carries `nonce`.
    /// @param owner Whose credits.
    /// @param spender Who may draw them.
    /// @param dailyLimit Wei of credits per day.
    /// @param expiry The first second (unix) at which it is not valid.
    /// @param nonce What the next signature must carry.
    event AllowanceSet(address indexed owner, address indexed spender, uint96 dailyLimit, uint32 expiry, uint16 nonce);

    /// @notice `owner` gave `gateway` this meter. Signatures for older nonces are void; the next carries `nonce`.
    /// @param owner Whose credits.
    /// @param gateway Who may meter them.
    /// @param dailyLimit Wei of credits per day.
    /// @param expiry The first second (unix) at which it is not valid.
    /// @param nonce What the next signature must carry.
    event MeterSet(address indexed owner, address indexed gateway, uint96 dailyLimit, uint32 expiry, uint16 nonce);

    /// @notice `gateway`'s reading for `owner` on `day` now stands at `total` credits.
    /// @param owner Whose credits.
    /// @param gateway Who metered.
    /// @param day Today.
    /// @param total Wei of credits, the sum of the day.
    event Metered(address indexed owner, address indexed gateway, uint256 day, uint256 total);

    /// @notice `gateway` asked for a reading of `requested` credits and reached `total`: credits, limit or validity ran out.
    /// @param owner Whose credits.
    /// @param gateway Who metered.
    /// @param day Today.
    /// @param requested Wei of credits, the sum of the day that was asked for.
    /// @param total Wei of credits, the sum of the day that was reached.
    event Shortfall(address indexed owner, address indexed gateway, uint256 day, uint256 requested, uint256 total);

    /// @notice `gateway` posted a reading; `receiptsRoot` is the Merkle root of its receipts of `day` so far.
    /// @param gateway Who posted.
    /// @param day Today.
    /// @param receiptsRoot The root; see `meter`.
    event MeterPosted(address indexed gateway, uint256 indexed day, bytes32 receiptsRoot);

    // ------------------------------------------------------------------ Errors

    /// @notice The constructor's Diem has no code, or does not answer as Diem.
    /// @param diem The address refused.
    error InvalidDiem(address diem);

    /// @notice The call names day `given`; today is `today`.
    /// @param given The day that the call names.
    /// @param today Today.
    error WrongDay(uint256 given, uint256 today);

    /// @notice Amounts are not zero.
    error ZeroAmount();

    /// @notice `owner` has `available` credits and would need `needed`.
    /// @param owner Whose credits.
    /// @param available Wei of credits that are there.
    /// @param needed Wei of credits asked for.
    error InsufficientCredits(address owner, uint256 available, uint256 needed);

    /// @notice `spender` may draw `remaining` more credits of `owner` today and would need `needed`; 0 if the allowance has expired.
    /// @param owner Whose credits.
    /// @param spender Who was to draw them.
    /// @param remaining Wei of credits that are left of the allowance today.
    /// @param needed Wei of credits asked for.
    error InsufficientAllowance(address owner, address spender, uint256 remaining, uint256 needed);

    /// @notice Credits cannot go to `receiver` (the zero address).
    /// @param receiver The zero address.
    error InvalidReceiver(address receiver);

    /// @notice `payee` (the zero address) cannot be paid.
    /// @param payee The zero address.
    error InvalidPayee(address payee);

    /// @notice No budget can be given to `spender`: the zero address or the owner itself.
    /// @param spender The address refused.
    error InvalidSpender(address spender);

    /// @notice The signature's `deadline` (unix seconds) has passed.
    /// @param deadline The last second (unix) at which the signature was valid.
    error ExpiredSignature(uint256 deadline);

    /// @notice The signature is of `signer` (zero if none can be recovered), not of `owner`, for this budget with its present nonce.
    /// @param signer Who signed; zero if that cannot be told.
    /// @param owner Who should have signed.
    error InvalidSigner(address signer, address owner);

    /// @notice The budget has been set 65535 times and takes no more signatures.
    /// @param owner Whose credits.
    /// @param spender Whose budget.
    error NonceExhausted(address owner, address spender);

    /// @notice The signature has no signer, or not 65 bytes.
    error ECDSAInvalidSignature();

    /// @notice The signature's `s` is in the upper half of the curve's order: a malleable copy.
    /// @param s The signature's `s`.
    error ECDSAInvalidSignatureS(bytes32 s);

    // ----------------------------------------------------------------- Credits

    /// @notice Gives `amount` of the caller's credits of today to `to`.
    /// @param to Who gets them.
    /// @param day Today.
    /// @param amount Wei of credits, not zero.
    /// @return Always true.
    function transfer(address to, uint256 day, uint256 amount) external returns (bool);

    /// @notice Gives `amount` of `owner`'s credits of today to `to`, out of the caller's allowance.
    /// @param owner Whose credits.
    /// @param to Who gets them.
    /// @param day Today.
    /// @param amount Wei of credits, not zero.
    /// @return Always true.
    function transferFrom(address owner, address to, uint256 day, uint256 amount) external returns (bool);

    /// @notice Spends `amount` of the caller's credits of today for `payee`. Final. A gateway serves `ref` only if it is the payee and
    /// `ref` is new to it.
    /// @param day Today.
    /// @param payee For whom; not zero.
    /// @param amount Wei of credits, not zero.
    /// @param ref The request, as payer and payee agreed; any value.
    function spend(uint256 day, address payee, uint256 amount, bytes32 ref) external;

    /// @notice Sets, for each entry, what the caller has metered today for one owner.
    ///
    /// An entry is `owner << 96 | total`: the owner in the high 160 bits, the running total of the day in the low 96. A higher total than the reading
    /// so far takes credits, as far as the owner's credits, the meter's limit and its validity reach; a lower one gives back, also after
    /// revocation and expiry. The same total changes nothing, so a call can be resent. A shortfall is reported (`Shortfall`) and stops nothing.
    /// @param day Today.
    /// @param entries One entry per owner.
    /// @param receiptsRoot Merkle root (OpenZeppelin's standard tree: sorted pairs) over the day's receipts so far, each leaf
    /// `keccak256(keccak256(abi.encode(owner, day, index, amount, requestHash)))`.
    /// @return shortfall The sum over the entries of what was asked for and not reached.
    function meter(uint256 day, uint256[] calldata entries, bytes32 receiptsRoot) external returns (uint256 shortfall);

    // ----------------------------------------------------------------- Budgets

    /// @notice Lets `spender` draw `dailyLimit` of the caller's credits per day until `expiry`. A limit of 0 revokes. What was drawn today still counts.
    /// @param spender Who may draw; neither zero nor the caller.
    /// @param dailyLimit Wei of credits per day; 2^96 - 1 is no limit but the credits.
    /// @param expiry The first second (unix) at which it is not valid; 2^32 - 1 is never.
    function setAllowance(address spender, uint96 dailyLimit, uint32 expiry) external;

    /// @notice Lets `gateway` meter `dailyLimit` of the caller's credits per day until `expiry`. A limit of 0 revokes. What was metered today still counts.
    /// @param gateway Who may meter; neither zero nor the caller.
    /// @param dailyLimit Wei of credits per day; 2^96 - 1 is no limit but the credits.
    /// @param expiry The first second (unix) at which it is not valid; 2^32 - 1 is never.
    function setMeter(address gateway, uint96 dailyLimit, uint32 expiry) external;

    /// @notice `setAllowance` by `owner`'s signature over `Allowance(address owner,address spender,uint96 dailyLimit,uint32 expiry,uint256 nonce,uint256 deadline)`
    /// with the budget's present nonce: 65 bytes `r, s, v`, or what the owner's `isValidSignature` (ERC-1271) accepts.
    /// @param owner Whose credits, and who signed.
    /// @param spender Who may draw; neither zero nor the owner.
    /// @param dailyLimit Wei of credits per day.
    /// @param expiry The first second (unix) at which it is not valid.
    /// @param deadline The last second (unix) at which the signature is valid.
    /// @param signature The signature.
    function setAllowanceBySig(address owner, address spender, uint96 dailyLimit, uint32 expiry, uint256 deadline, bytes calldata signature) external;

    /// @notice `setMeter` by `owner`'s signature over `Meter(address owner,address gateway,uint96 dailyLimit,uint32 expiry,uint256 nonce,uint256 deadline)`.
    /// @param owner Whose credits, and who signed.
    /// @param gateway Who may meter; neither zero nor the owner.
    /// @param dailyLimit Wei of credits per day.
    /// @param expiry The first second (unix) at which it is not valid.
    /// @param deadline The last second (unix) at which the signature is valid.
    /// @param signature 65 bytes `r, s, v`, or what the owner's `isValidSignature` (ERC-1271) accepts.
    function setMeterBySig(address owner, address gateway, uint96 dailyLimit, uint32 expiry, uint256 deadline, bytes calldata signature) external;

    /// @notice The allowance of `spender` on `owner`'s credits.
    /// @param owner Whose credits.
    /// @param spender Who may draw them.
    /// @return All zero if none was ever set.
    function allowanceOf(address owner, address spender) external view returns (Budget memory);

    /// @notice The meter of `gateway` on `owner`'s credits.
    /// @param owner Whose credits.
    /// @param gateway Who may meter them.
    /// @return All zero if none was ever set.
    function meterOf(address owner, address gateway) external view returns (Budget memory);

    /// @notice The allowances of `spender` on the credits of `owners`, in the same order.
    /// @param owners Any addresses, also repeated.
    /// @param spender Who may draw.
    /// @return One budget per owner.
    function allowanceOfBatch(address[] calldata owners, address spender) external view returns (Budget[] memory);

    /// @notice The meters of `gateway` on the credits of `owners`, in the same order.
    /// @param owners Any addresses, also repeated.
    /// @param gateway Who may meter.
    /// @return One budget per owner.
    function meterOfBatch(address[] calldata owners, address gateway) external view returns (Budget[] memory);

    // ------------------------------------------------------------------- Views

    /// @notice The credits available to `account` on `day`: today's; on a later day what its DIEM would give; on a past day 0.
    /// @param account Any address.
    /// @param day Any day.
    /// @return Wei of credits.
    function balanceOf(address account, uint256 day) external view returns (uint256);

    /// @notice `balanceOf` for each of `accounts`, in the same order.
    /// @param accounts Any addresses, also repeated.
    /// @param day Any day.
    /// @return Wei of credits, one figure per account.
    function balanceOfBatch(address[] calldata accounts, uint256 day) external view returns (uint256[] memory);

    /// @notice The account today: capacity of its DIEM, net received (negative: given), used, and `available = capacity + net - used`.
    /// @param account Any address.
    /// @return capacity Wei of credits, from its DIEM.
    /// @return net Wei of credits, received less given.
    /// @return used Wei of credits, spent or metered.
    /// @return available Wei of credits left.
    function accountOf(address account)
        external
        view
        returns (uint256 capacity, int256 net, uint256 used, uint256 available);

    /// @notice The credits used by all accounts today.
    /// @return Wei of credits.
    function totalUsed() external view returns (uint256);

    /// @notice The Diem token.
    /// @return Its address.
    function diem() external view returns (address);

    /// @notice Today: `block.timestamp / 86400`, days since 1970-01-01 UTC.
    /// @return Days.
    function currentDay() external view returns (uint256);

    /// @notice The second (unix) at which tomorrow begins.
    /// @return Unix seconds.
    function nextReset() external view returns (uint256);

    // ----------------------------------------------------------------- EIP-712

    /// @notice The EIP-712 domain separator of this contract on this chain.
    /// @return The separator.
    function DOMAIN_SEPARATOR() external view returns (bytes32);

    /// @notice The EIP-712 domain (EIP-5267): name "ComputeCredits", version "1", chain id, this contract.
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
