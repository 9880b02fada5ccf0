// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Test VVV: the base asset on testnets
/// @notice A plain ERC-20 (18 decimals) with EIP-2612 permits and a faucet. Elsewhere the real VVV is used in its place.
/// @dev This file is the specification and the ABI. The token has no owner and no other way to mint than the faucet.
interface IVvv {
    // ------------------------------------------------------------------ ERC-20

    /// @notice Emitted when `value` wei of VVV move from `from` to `to`; a mint comes from the zero address.
    event Transfer(address indexed from, address indexed to, uint256 value);

    /// @notice Emitted when `owner` sets the allowance of `spender` to `value` wei, by call or by permit.
    event Approval(address indexed owner, address indexed spender, uint256 value);

    /// @notice `sender` holds `balance` wei and would need `needed`.
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);

    /// @notice Tokens cannot be sent by `sender` (the zero address).
    error ERC20InvalidSender(address sender);

    /// @notice Tokens cannot be sent to `receiver` (the zero address).
    error ERC20InvalidReceiver(address receiver);

    /// @notice `spender` may move `allowance` wei and would need `needed`.
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);

    /// @notice The zero address cannot be given an allowance.
    error ERC20InvalidSpender(address spender);

    /// @notice The token's name: "Test VVV".
    function name() external view returns (string memory);

    /// @notice The token's symbol: "VVV".
    function symbol() external view returns (string memory);

    /// @notice The number of decimals: 18.
    function decimals() external view returns (uint8);

    /// @notice The VVV in existence, in wei.
    function totalSupply() external view returns (uint256);

    /// @notice The VVV of `account`, in wei.
    function balanceOf(address account) external view returns (uint256);

    /// @notice Moves `value` wei from the caller to `to`. Zero-value transfers are allowed.
    function transfer(address to, uint256 value) external returns (bool);

    /// @notice The wei of `owner` that `spender` may still move.
    function allowance(address owner, address spender) external view returns (uint256);

    /// @notice Lets `spender` move up to `value` wei of the caller; the largest uint256 never runs out.
    function approve(address spender, uint256 value) external returns (bool);

    /// @notice Moves `value` wei from `from` to `to` out of the caller's allowance.
    function transferFrom(address from, address to, uint256 value) external returns (bool);

    // ---------------------------------------------------------------- EIP-2612

    /// @notice The permit's `deadline` (unix seconds) has passed.
    error ERC2612ExpiredSignature(uint256 deadline);

    /// @notice The permit is signed by `signer`, not by `owner`.
    error ERC2612InvalidSigner(address signer, address owner);

    /// @notice The signature has no signer, or not 65 bytes.
    error ECDSAInvalidSignature();

    /// @notice The signature's `s` is in the upper half of the curve's order: a malleable copy.
    error ECDSAInvalidSignatureS(bytes32 s);

    /// @notice Sets the allowance of `spender` over `owner`'s tokens to `value` wei by `owner`'s signature.
    /// @param deadline The last second (unix) at which the permit is valid.
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice The nonce that `owner`'s next permit must carry.
    function nonces(address owner) external view returns (uint256);

    /// @notice The EIP-712 domain separator of this contract on this chain.
    function DOMAIN_SEPARATOR() external view returns (bytes32);

    /// @notice The EIP-712 domain (EIP-5267): name "Test VVV", version "1", chain id, this contract.
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
    event Dripped(address indexed to, uint256 indexed day, uint256 amount);

    /// @notice `to` has had its drip of `day`; the next is due at 00:00 UTC.
    error DripAlreadyTaken(address to, uint256 day);

    /// @notice Mints `dripAmount()` wei to `to`, once per recipient and UTC day. Anyone may call.
    function drip(address to) external;

    /// @notice What one drip mints, in wei: 10,000 VVV.
    function dripAmount() external view returns (uint256);

    /// @notice Whether `to` can have a drip now.
    function canDrip(address to) external view returns (bool);

    // --------------------------------------------------------------------- ABI

    /// @notice No function of this interface has `selector`.
    error UnknownSelector(bytes4 selector);

    /// @notice The calldata has `length` bytes; the arguments need at least `needed`.
    error CalldataTooShort(uint256 length, uint256 needed);

    /// @notice Argument `index` (from 0) does not fit its type: its upper bits are not zero.
    error ArgumentOutOfRange(uint256 index);

    /// @notice No function takes native currency; `value` wei came with the call.
    error NotPayable(uint256 value);
}
