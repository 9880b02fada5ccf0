// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IComputeCredits} from "../../interfaces/IComputeCredits.sol";

/// @notice A contract account: it executes what it is told, several calls in one transaction, and answers `isValidSignature`
/// (ERC-1271) in any manner, sound or hostile.
contract CreditsWallet {
    enum Answer {
        // Accepts signatures of the key holder.
        OfKeyHolder,
        Accept,
        // Accepts, with more return data than needed.
        AcceptAtLength,
        Refuse,
        RevertWithReason,
        RevertSilently,
        // The magic value, its padding not zero.
        Dirty,
        // The magic value in 4 bytes of return data.
        Short,
        Nothing,
        // Accepts if reading the credits from inside fails with empty data.
        AcceptIfReadingBackFails,
        // Tries to give the caller's credits an allowance from inside, then accepts.
        WriteBack,
        // Never ends.
        Spin
    }

    struct Call {
        address to;
        bytes data;
    }

    struct Result {
        bool success;
        bytes data;
    }

    error Refused(bytes32 hash);

    bytes4 private constant MAGIC = 0x1626ba7e;

    address public immutable keyHolder;
    IComputeCredits public immutable credits;
    Answer public answer;

    constructor(address keyHolder_, IComputeCredits credits_) {
        keyHolder = keyHolder_;
        credits = credits_;
    }

    function setAnswer(Answer answer_) external {
        answer = answer_;
    }

    /// @notice Makes the calls in order, whatever becomes of each.
    function execute(Call[] calldata calls) external returns (Result[] memory results) {
        results = new Result[](calls.length);
        for (uint256 i = 0; i < calls.length; ++i) {
            (results[i].success, results[i].data) = calls[i].to.call(calls[i].data);
        }
    }

    // Not `view`, so that it can try to write.
    function isValidSignature(bytes32 hash, bytes calldata signature) external returns (bytes4) {
        Answer a = answer;
        if (a == Answer.OfKeyHolder) return isOfKeyHolder(hash, signature) ? MAGIC : bytes4(0xffffffff);
        if (a == Answer.Refuse) return 0xffffffff;
        if (a == Answer.RevertWithReason) revert Refused(hash);
        if (a == Answer.RevertSilently) {
            assembly ("memory-safe") { revert(0, 0) }
        }
        if (a == Answer.AcceptAtLength) answerWith(MAGIC, 96);
        if (a == Answer.Dirty) answerWith(bytes32(MAGIC) | bytes32(uint256(1)), 32);
        if (a == Answer.Short) answerWith(MAGIC, 4);
        if (a == Answer.Nothing) answerWith(0, 0);
        if (a == Answer.AcceptIfReadingBackFails) return readingBackFails() ? MAGIC : bytes4(0xffffffff);
        if (a == Answer.WriteBack) writeBack();
        while (a == Answer.Spin) {}
        return MAGIC;
    }

    function isOfKeyHolder(bytes32 hash, bytes calldata signature) private view returns (bool) {
        // A wallet's own format: the key's index, then the ECDSA signature. 66 bytes.
        if (signature.length != 66 || signature[0] != 0) return false;
        bytes32 r = bytes32(signature[1:33]);
        bytes32 s = bytes32(signature[33:65]);
        return ecrecover(hash, uint8(signature[65]), r, s) == keyHolder;
    }

    function readingBackFails() private view returns (bool) {
        (bool success, bytes memory data) =
            address(credits).staticcall(abi.encodeCall(IComputeCredits.accountOf, (address(this))));
        return !success && data.length == 0;
    }

    function writeBack() private {
        (bool success,) =
            address(credits).call(abi.encodeCall(IComputeCredits.setAllowance, (keyHolder, 1e18, type(uint32).max)));
        if (success) revert Refused(0);
    }

    function answerWith(bytes32 word, uint256 length) private pure {
        assembly ("memory-safe") {
            mstore(0, word)
            // Any further words are whatever memory holds.
            return(0, length)
        }
    }
}
