// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title An app that owns compute and sells its use
/// @notice What both integrators do: `Integrator.sol` beside it, and contracts/examples/integrator in Rust. The operator stakes VVV, mints
/// DIEM to the app and takes the exit again; the app asks its gateway at its own expense, or at a user's who gave it an allowance.
/// @dev constructor(address operator, address gateway, address vvv, address staking, address credits). Whatever VVV, the staking contract or
/// the credits revert with is passed on as it is.
interface IIntegrator {
    /// @notice `user` asked `question` for `amount` credits; the gateway serves it when it sees `Spent` with itself as the payee and this `ref`.
    event Asked(address indexed user, bytes32 indexed ref, bytes32 question, uint256 amount);

    /// @notice `caller` is not the operator.
    error NotOperator(address caller);

    /// @notice VVV answered `false`.
    error TokenRefused();

    /// @notice Takes `vvvAmount` of the operator's VVV (needs an allowance), stakes it and mints the DIEM it backs to this app.
    function fund(uint256 vvvAmount) external returns (uint256 diemAmount);

    /// @notice Burns `diemAmount` of the app's DIEM. Only the operator.
    function burn(uint256 diemAmount) external;

    /// @notice Sends the app's staking rewards to the operator.
    function claim() external returns (uint256 amount);

    /// @notice Turns `amount` of the app's free VVV into a ticket. Only the operator.
    function requestUnstake(uint256 amount) external returns (uint256 id);

    /// @notice Pays the app's ticket `id` to the operator once its cooldown is over.
    function withdraw(uint256 id) external;

    /// @notice Asks at the app's expense. Only the operator.
    function ask(bytes32 question, uint256 amount) external returns (bytes32 ref);

    /// @notice Asks at the caller's expense, by its allowance to this app.
    function askAtOwnExpense(bytes32 question, uint256 amount) external returns (bytes32 ref);

    /// @notice The same with the caller's signature over that allowance, in one transaction. A signature that is refused, say because someone
    /// else has submitted it already, does not matter if the allowance is there; else its refusal is passed on.
    function askWithSignature(
        bytes32 question,
        uint256 amount,
        uint96 dailyLimit,
        uint32 expiry,
        uint256 deadline,
        bytes calldata signature
    ) external returns (bytes32 ref);

    /// @notice How many questions were asked, ever.
    function asked() external view returns (uint256);
}
