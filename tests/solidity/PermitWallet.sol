// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title ERC-1271 wallets, sound and not, as owners of a token with permits
/// @notice One contract, one `Answer` for its whole life. The token asks by static call.
contract PermitWallet {
    enum Answer {
        Accept, // the one digest and signature it was made for, the magic value; else 0xffffffff
        Refuse, // 0xffffffff
        Zero, // 0x00000000
        Revert, // with a reason
        RevertHuge, // with 1 MiB, the magic value first
        RevertMagic, // with the magic value
        Nothing, // no data
        Short, // the magic value without its padding
        ShortByOne, // 31 bytes, the magic value first
        Dirty, // the magic value, dirt where the padding belongs
        Echo, // the calldata, as the identity precompile does: it starts with the magic value
        Late, // the magic value in the second word
        Long, // the magic value, then another word
        Huge, // 1 MiB, the magic value first
        HugeRefusal, // 1 MiB, nothing in it
        Burn, // uses up its gas
        Write, // tries to store
        Reenter // asks the token for a nonce; the magic value if that reverts with empty data
    }

    Answer private immutable answer;

    /// @dev The hash over what `Accept` accepts.
    bytes32 private immutable expected;

    uint256 private written;

    constructor(Answer answer_, bytes32 expected_) {
        answer = answer_;
        expected = expected_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external payable returns (bytes4) {
        Answer a = answer;
        if (a == Answer.Accept) {
            return keccak256(abi.encode(hash, signature)) == expected ? this.isValidSignature.selector : bytes4(0xffffffff);
        }
        if (a == Answer.Refuse) return 0xffffffff;
        if (a == Answer.Zero) return 0;
        if (a == Answer.Revert) revert("no");
        if (a == Answer.Write) {
            written = 1;
            return this.isValidSignature.selector;
        }
        if (a == Answer.Burn) {
            while (true) {}
        }
        if (a == Answer.Reenter) {
            (bool ok, bytes memory data) = msg.sender.staticcall(abi.encodeWithSignature("nonces(address)", this));
            return !ok && data.length == 0 ? this.isValidSignature.selector : bytes4(0xffffffff);
        }
        raw(a);
    }

    /// @dev Answers that Solidity would not give; never returns.
    function raw(Answer a) private pure {
        bytes32 magic = bytes32(this.isValidSignature.selector);
        uint256 length = 32;
        bool reverts = a == Answer.RevertHuge || a == Answer.RevertMagic;
        if (a == Answer.Nothing) length = 0;
        if (a == Answer.Short) length = 4;
        if (a == Answer.ShortByOne) length = 31;
        if (a == Answer.Late || a == Answer.Long) length = 64;
        if (a == Answer.Huge || a == Answer.HugeRefusal || a == Answer.RevertHuge) length = 1 << 20;
        if (a == Answer.Dirty) magic |= bytes32(uint256(1));
        if (a == Answer.Late || a == Answer.HugeRefusal) magic = 0;
        bool late = a == Answer.Late;
        if (a == Answer.Echo) {
            assembly ("memory-safe") {
                let p := mload(0x40)
                calldatacopy(p, 0, calldatasize())
                return(p, calldatasize())
            }
        }
        bytes4 selector = this.isValidSignature.selector;
        assembly ("memory-safe") {
            let p := mload(0x40)
            mstore(p, magic)
            if late { mstore(add(p, 32), selector) }
            if reverts { revert(p, length) }
            return(p, length)
        }
    }
}
