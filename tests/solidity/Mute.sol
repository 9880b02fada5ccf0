// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @notice A contract that has no function, and says nothing to any call: success without return data.
contract Mute {
    fallback() external {}
}
