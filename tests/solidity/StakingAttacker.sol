// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @notice An account that makes several calls in one transaction, all or nothing.
contract StakingAttacker {
    struct Step {
        address target;
        bytes data;
    }

    function run(Step[] calldata steps) external {
        for (uint256 i = 0; i < steps.length; i++) {
            (bool success, bytes memory answer) = steps[i].target.call(steps[i].data);
            if (!success) {
                assembly ("memory-safe") {
                    revert(add(answer, 32), mload(answer))
                }
            }
        }
    }
}
