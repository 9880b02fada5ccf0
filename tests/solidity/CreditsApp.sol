// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IComputeCredits} from "../../interfaces/IComputeCredits.sol";

/// @notice An on-chain app that buys compute: it holds credits, from its own DIEM or sent by its users, and pays a gateway for
/// each question, under a reference that names the question. A user who gave it an allowance pays for the own questions.
contract CreditsApp {
    event Asked(bytes32 indexed ref, address indexed user, bytes32 question);

    IComputeCredits public immutable credits;
    address public immutable gateway;
    uint256 public asked;

    constructor(IComputeCredits credits_, address gateway_) {
        credits = credits_;
        gateway = gateway_;
    }

    /// @notice Asks at the app's expense.
    function ask(bytes32 question, uint256 price) external returns (bytes32 ref) {
        return pay(credits.currentDay(), question, price);
    }

    /// @notice Asks at the caller's expense, by its allowance to this app.
    function askAtOwnExpense(bytes32 question, uint256 price) external returns (bytes32 ref) {
        uint256 day = credits.currentDay();
        require(credits.transferFrom(msg.sender, address(this), day, price), "not drawn");
        return pay(day, question, price);
    }

    function pay(uint256 day, bytes32 question, uint256 price) private returns (bytes32 ref) {
        ref = keccak256(abi.encode(address(this), asked, msg.sender, question));
        ++asked;
        credits.spend(day, gateway, price, ref);
        emit Asked(ref, msg.sender, question);
    }
}
