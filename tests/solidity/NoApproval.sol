// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @notice A token that takes part in every transfer and refuses every approval, politely: with `false`.
contract NoApproval {
    function transferFrom(address, address, uint256) external pure returns (bool) {
        return true;
    }

    function approve(address, uint256) external pure returns (bool) {
        return false;
    }
}
