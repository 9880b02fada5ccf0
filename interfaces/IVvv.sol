// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Test VVV: the base asset on testnets
/// @notice A plain ERC-20 (18 decimals) with EIP-2612 permits and a faucet. Elsewhere the real VVV is used in its place.
/// @dev This file is the specification and the ABI. The token has no owner and no other way to mint than the faucet.
interface IVvv {
    // ------------------------------------------------------------------ ERC-20

    /// @notice Emitted when `value` wei of VVV move from `from` to `to`; a mint comes from the zero address.
    /// @param from Who had them.
    /// @param to Who has them now.
    /// @param value Wei of VVV.
    event Transfer(address indexed from, address indexed to, uint256 value);

    /// @notice Emitted when `owner` sets the allowance of `spender` to `value` wei, by call or by permit.
    /// @param owner Whose tokens.
    /// @param spender Who may move them.
    /// @param value Wei of VVV.
    event Approval(address indexed owner, address indexed spender, uint256 value);

    /// @notice `sender` holds `balance` wei and would need `needed`.
    /// @param sender Whose tokens were to move.
    /// @param balance Its wei of VVV.
    /// @param needed The wei asked for.
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);

    /// @notice Tokens cannot be sent by `sender` (the zero address).
    /// @param sender The zero address.
    error ERC20InvalidSender(address sender);

    /// @notice Tokens cannot be sent to `receiver` (the zero address).
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

    /// @notice The token's name: "Test VVV".
    /// @return The name.
    function name() external view returns (string memory);

    /// @notice The token's symbol: "VVV".
    /// @return The symbol.
    function symbol() external view returns (string memory);

    /// @notice The number of decimals: 18.
    /// @return 18.
    function decimals() external view returns (uint8);

    /// @notice The VVV in existence, in wei.
    /// @return Wei of VVV.
    function totalSupply() external view returns (uint256);

    /// @notice The VVV of `account`, in wei.
    /// @param account Any address.
    /// @return Wei of VVV.
    function balanceOf(address account) external view returns (uint256);

    /// @notice Moves `value` wei from the caller to `to`. Zero-value transfers are allowed.
    /// @param to Who gets them.
    /// @param value Wei of VVV.
    /// @return Always true.
    function transfer(address to, uint256 value) external returns (bool);

    /// @notice The wei of `owner` that `spender` may still move.
    /// @param owner Whose tokens.
    /// @param spender Who may move them.
    /// @return Wei of VVV; the largest uint256 never runs out.
    function allowance(address owner, address spender) external view returns (uint256);

    /// @notice Lets `spender` move up to `value` wei of the caller; the largest uint256 never runs out.
    /// @param spender Who may move them.
    /// @param value Wei of VVV, in place of what was allowed before.
    /// @return Always true.
    function approve(address spender, uint256 value) external returns (bool);

    /// @notice Moves `value` wei from `from` to `to` out of the caller's allowance.
    /// @param from Whose tokens.
    /// @param to Who gets them.
    /// @param value Wei of VVV.
    /// @return Always true.
    function transferFrom(address from, address to, uint256 value) external returns (bool);

    // ---------------------------------------------------------------- EIP-2612

    /// @notice The permit's `deadline` (unix seconds) has passed.
    /// @param deadline The last second (unix) at which the permit was valid.
    error ERC2612ExpiredSignature(uint256 deadline);

    /// @notice The permit is signed by `signer`, not by `owner`.
    /// @param signer Who signed; zero if that cannot be told.
    /// @param owner Who should have signed.
    error ERC2612InvalidSigner(address signer, address owner);

    /// @notice The signature has no signer, or not 65 bytes.
    error ECDSAInvalidSignature();

    /// @notice The signature's `s` is in the upper half of the curve's order: a malleable copy.
    /// @param s The signature's `s`.
    error ECDSAInvalidSignatureS(bytes32 s);

    /// @notice Sets the allowance of `spender` over `owner`'s tokens to `value` wei by `owner`'s signature.
    /// @param owner Whose tokens, and who signed.
    /// @param spender Who may move them.
    /// @param value Wei of VVV, in place of what was allowed before.
    /// @param deadline The last second (unix) at which the permit is valid.
    /// @param v 27 or 28.
    /// @param r The first half of the signature.
    /// @param s The second half, in the lower half of the curve's order.
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice The nonce that `owner`'s next permit must carry.
    /// @param owner Any address.
    /// @return How many permits of `owner` were used.
    function nonces(address owner) external view returns (uint256);

    /// @notice The EIP-712 domain separator of this contract on this chain.
    /// @return The separator.
    function DOMAIN_SEPARATOR() external view returns (bytes32);

    /// @notice The EIP-712 domain (EIP-5267): name "Test VVV", version "1", chain id, this contract.
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

    // ------------------------------------------------------------------ Faucet

    /// @notice Emitted when the faucet mints `amount` wei to `to` on `day` (days since 1970, UTC).
    /// @param to Who got it.
    /// @param day The UTC day.
    /// @param amount Wei of VVV.
    event Dripped(address indexed to, uint256 indexed day, uint256 amount);

    /// @notice `to` has had its drip of `day`; the next is due at 00:00 UTC.
    /// @param to Who was to get it.
    /// @param day Today.
    error DripAlreadyTaken(address to, uint256 day);

    /// @notice Mints `dripAmount()` wei to `to`, once per recipient and UTC day. Anyone may call.
    /// @param to Who gets it.
    function drip(address to) external;

    /// @notice What one drip mints, in wei: 10,000 VVV.
    /// @return Wei of VVV.
    function dripAmount() external view returns (uint256);

    /// @notice Whether `to` can have a drip now.
    /// @param to Any address.
    /// @return False if it had its drip of today, or is the zero address.
    function canDrip(address to) external view returns (bool);

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
