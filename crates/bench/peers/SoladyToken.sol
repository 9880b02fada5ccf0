// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "solady/src/tokens/ERC20.sol";

/// Solady's ERC-20, which has EIP-2612, minted and burned by one account, as DIEM is. With what Solady offers to save gas: the name's
/// hash is a constant, and no contract has an allowance that nobody gave it.
contract SoladyToken is ERC20 {
    error UnauthorizedMinter(address caller);

    address public immutable minter;

    modifier onlyMinter() {
        if (msg.sender != minter) revert UnauthorizedMinter(msg.sender);
        _;
    }

    constructor(address minter_) {
        minter = minter_;
    }

    function mint(address to, uint256 value) external onlyMinter {
        _mint(to, value);
    }

    function burn(address from, uint256 value) external onlyMinter {
        _burn(from, value);
    }

    function name() public pure override returns (string memory) {
        return "Diem";
    }

    function symbol() public pure override returns (string memory) {
        return "DIEM";
    }

    function _constantNameHash() internal pure override returns (bytes32) {
        return keccak256("Diem");
    }

    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }
}
