// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IComputeCredits} from "../../interfaces/IComputeCredits.sol";
import {IDiem} from "../../interfaces/IDiem.sol";

/// @notice The function of a Uniswap v2 pair by which it lends.
interface ILendingPair {
    function swap(uint256 out0, uint256 out1, address to, bytes calldata data) external;
}

/// @notice Borrows DIEM from a pair within a transaction, looks what credits that gives, and tries to spend one wei of them.
contract FlashBorrower {
    event Borrowed(uint256 balance, uint256 capacity, uint256 credits, bytes refusal);

    IDiem public immutable diem;
    IComputeCredits public immutable credits;

    constructor(IDiem diem_, IComputeCredits credits_) {
        diem = diem_;
        credits = credits_;
    }

    function borrow(ILendingPair pair, uint256 out0, uint256 out1, uint256 repayment) external {
        pair.swap(out0, out1, address(this), abi.encode(repayment));
    }

    function uniswapV2Call(address, uint256, uint256, bytes calldata data) external {
        uint256 day = credits.currentDay();
        bytes memory refusal;
        try credits.spend(day, msg.sender, 1, bytes32(0)) {}
        catch (bytes memory reason) {
            refusal = reason;
        }
        emit Borrowed(
            diem.balanceOf(address(this)), diem.capacityOf(address(this)), credits.balanceOf(address(this), day), refusal
        );
        require(diem.transfer(msg.sender, abi.decode(data, (uint256))), "not repaid");
    }
}
