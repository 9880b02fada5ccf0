// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @notice Answers what a staking contract asks of a Diem before binding it, with any figures.
contract MisfitDiem {
    address public minter;
    uint256 public totalSupply;
    uint256 public decimals;

    function fit(address minter_, uint256 totalSupply_, uint256 decimals_) external {
        minter = minter_;
        totalSupply = totalSupply_;
        decimals = decimals_;
    }
}
