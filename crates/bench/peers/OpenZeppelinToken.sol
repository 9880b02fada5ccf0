// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// OpenZeppelin's ERC-20 with EIP-2612, minted and burned by one account, as DIEM is.
contract OpenZeppelinToken is ERC20, ERC20Permit {
    error UnauthorizedMinter(address caller);

    address public immutable minter;

    modifier onlyMinter() {
        if (msg.sender != minter) revert UnauthorizedMinter(msg.sender);
        _;
    }

    constructor(address minter_) ERC20("Diem", "DIEM") ERC20Permit("Diem") {
        minter = minter_;
    }

    function mint(address to, uint256 value) external onlyMinter {
        _mint(to, value);
    }

    function burn(address from, uint256 value) external onlyMinter {
        _burn(from, value);
    }
}
