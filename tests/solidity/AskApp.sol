// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IComputeCredits} from "../../interfaces/IComputeCredits.sol";

/// @title An on-chain app whose users pay for inference with their compute credits
/// @notice A user gives the app a daily allowance once; each question then costs the price. The gateway serves a request when it sees
/// `Spent` with itself as the payee and a reference that is new to it.
contract AskApp {
    /// @notice `account` asked `question`; the gateway finds it by `ref`.
    event Asked(address indexed account, bytes32 indexed ref, string question);

    IComputeCredits public immutable credits;
    address public immutable gateway;

    /// @notice Credits per question, in wei.
    uint256 public immutable price;

    /// @notice How many questions were asked, ever.
    uint256 public asked;

    constructor(IComputeCredits credits_, address gateway_, uint256 price_) {
        credits = credits_;
        gateway = gateway_;
        price = price_;
    }

    /// @notice Asks `question` for `price` of the caller's credits of today.
    /// @return ref Names the request: a hash over this chain, this app, the caller, the count of questions, and the question.
    function ask(string calldata question) external returns (bytes32 ref) {
        uint256 day = credits.currentDay();
        ref = keccak256(abi.encode(block.chainid, address(this), msg.sender, asked++, question));
        credits.transferFrom(msg.sender, address(this), day, price);
        credits.spend(day, gateway, price, ref);
        emit Asked(msg.sender, ref, question);
    }
}
