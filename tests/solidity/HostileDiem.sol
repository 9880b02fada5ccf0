// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IDiem} from "../../interfaces/IDiem.sol";
import {IComputeCredits} from "../../interfaces/IComputeCredits.sol";

/// @notice A Diem that says of capacity what it is told to say, or fails in the manner it is told to fail in.
contract HostileDiem {
    enum Manner {
        Sound,
        RevertWithReason,
        RevertSilently,
        Nothing,
        // One byte less than the answer.
        Truncated,
        // The answer, and a word more.
        Overlong,
        // Every word of the answer is 2^256 - 1: lengths and offsets too.
        AllOnes,
        // Every word of the answer is 0.
        AllZeros,
        // An array answer has an element less.
        ElementMissing,
        // An array answer has an element more.
        ElementTooMany,
        // Reads the credits from inside, and passes their failure on.
        ReadBack
    }

    error NotNow(bytes4 selector);

    mapping(address => uint256) public said;
    Manner public manner;
    IComputeCredits public credits;

    constructor(Manner manner_) {
        manner = manner_;
    }

    function setManner(Manner manner_) external {
        manner = manner_;
    }

    function setCredits(IComputeCredits credits_) external {
        credits = credits_;
    }

    /// @notice From now on, the capacity of `account` is `capacity`.
    function say(address account, uint256 capacity) external {
        said[account] = capacity;
    }

    // Diem's functions, which are few enough to tell apart here: every one may misbehave in every manner.
    fallback(bytes calldata data) external returns (bytes memory) {
        Manner m = manner;
        if (m == Manner.RevertWithReason) revert NotNow(msg.sig);
        if (m == Manner.RevertSilently) {
            assembly ("memory-safe") { revert(0, 0) }
        }
        if (m == Manner.ReadBack) readBack();
        bytes memory truth = soundAnswer(data, m);
        if (m == Manner.Nothing) return "";
        if (m == Manner.Truncated) return resized(truth, truth.length - 1);
        if (m == Manner.Overlong) return bytes.concat(truth, bytes32(uint256(7)));
        if (m == Manner.AllOnes) return filled(truth.length, type(uint256).max);
        if (m == Manner.AllZeros) return filled(truth.length, 0);
        return truth;
    }

    function soundAnswer(bytes calldata data, Manner m) private view returns (bytes memory) {
        bytes4 selector = bytes4(data);
        if (selector == IDiem.currentDay.selector) return abi.encode(block.timestamp / 1 days);
        if (selector == IDiem.totalCapacity.selector) return abi.encode(uint256(1000e18));
        if (selector == IDiem.decimals.selector) return abi.encode(uint8(18));
        if (selector == IDiem.capacityOfBatch.selector) return capacities(abi.decode(data[4:], (address[])), m);
        if (selector == IDiem.capacityAt.selector) {
            (address account,) = abi.decode(data[4:], (address, uint256));
            return abi.encode(said[account]);
        }
        // capacityOf and balanceOf.
        return abi.encode(said[abi.decode(data[4:], (address))]);
    }

    function capacities(address[] memory accounts, Manner m) private view returns (bytes memory) {
        uint256 length = accounts.length;
        if (m == Manner.ElementMissing && length > 0) --length;
        if (m == Manner.ElementTooMany) ++length;
        uint256[] memory answer = new uint256[](length);
        for (uint256 i = 0; i < length && i < accounts.length; ++i) {
            answer[i] = said[accounts[i]];
        }
        return abi.encode(answer);
    }

    function readBack() private view {
        (bool success, bytes memory reason) = address(credits).staticcall(abi.encodeCall(IComputeCredits.totalUsed, ()));
        if (!success) {
            assembly ("memory-safe") { revert(add(reason, 0x20), mload(reason)) }
        }
    }

    function resized(bytes memory answer, uint256 length) private pure returns (bytes memory) {
        assembly ("memory-safe") { mstore(answer, length) }
        return answer;
    }

    function filled(uint256 length, uint256 word) private pure returns (bytes memory answer) {
        answer = new bytes(length);
        for (uint256 i = 0x20; i <= length; i += 0x20) {
            assembly ("memory-safe") { mstore(add(answer, i), word) }
        }
    }
}
