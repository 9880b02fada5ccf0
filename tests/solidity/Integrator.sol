// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {IComputeCredits} from "../../interfaces/IComputeCredits.sol";
import {IVvv} from "../../interfaces/IVvv.sol";
import {IVvvStaking} from "../../interfaces/IVvvStaking.sol";
import {IIntegrator} from "./IIntegrator.sol";

/// @title The integrator in Solidity; contracts/examples/integrator is the same in Rust
contract Integrator is IIntegrator {
    address public immutable operator;
    address public immutable gateway;
    IVvv public immutable vvv;
    IVvvStaking public immutable staking;
    IComputeCredits public immutable credits;

    /// @inheritdoc IIntegrator
    uint256 public asked;

    modifier onlyOperator() {
        _onlyOperator();
        _;
    }

    function _onlyOperator() private view {
        if (msg.sender != operator) revert NotOperator(msg.sender);
    }

    constructor(address operator_, address gateway_, IVvv vvv_, IVvvStaking staking_, IComputeCredits credits_) {
        operator = operator_;
        gateway = gateway_;
        vvv = vvv_;
        staking = staking_;
        credits = credits_;
    }

    // ------------------------------------------------------------ The treasury

    /// @inheritdoc IIntegrator
    function fund(uint256 vvvAmount) external onlyOperator returns (uint256 diemAmount) {
        if (!vvv.transferFrom(msg.sender, address(this), vvvAmount)) revert TokenRefused();
        if (!vvv.approve(address(staking), vvvAmount)) revert TokenRefused();
        return staking.stakeAndMint(vvvAmount, address(this));
    }

    /// @inheritdoc IIntegrator
    function burn(uint256 diemAmount) external onlyOperator {
        staking.burnDiem(diemAmount);
    }

    /// @inheritdoc IIntegrator
    function claim() external returns (uint256 amount) {
        return staking.claim(operator);
    }

    /// @inheritdoc IIntegrator
    function requestUnstake(uint256 amount) external onlyOperator returns (uint256 id) {
        return staking.requestUnstake(amount);
    }

    /// @inheritdoc IIntegrator
    function withdraw(uint256 id) external {
        staking.withdraw(id, operator);
    }

    // --------------------------------------------------------------- Questions

    /// @inheritdoc IIntegrator
    function ask(bytes32 question, uint256 amount) external onlyOperator returns (bytes32 ref) {
        return _pay(credits.currentDay(), question, amount);
    }

    /// @inheritdoc IIntegrator
    function askAtOwnExpense(bytes32 question, uint256 amount) external returns (bytes32 ref) {
        uint256 day = credits.currentDay();
        credits.transferFrom(msg.sender, address(this), day, amount);
        return _pay(day, question, amount);
    }

    /// @inheritdoc IIntegrator
    function askWithSignature(
        bytes32 question,
        uint256 amount,
        uint96 dailyLimit,
        uint32 expiry,
        uint256 deadline,
        bytes calldata signature
    ) external returns (bytes32 ref) {
        uint256 day = credits.currentDay();
        bytes memory refusal;
        try credits.setAllowanceBySig(msg.sender, address(this), dailyLimit, expiry, deadline, signature) {}
        catch (bytes memory reason) {
            refusal = reason;
        }
        try credits.transferFrom(msg.sender, address(this), day, amount) {}
        catch (bytes memory reason) {
            _revertWith(refusal.length == 0 ? reason : refusal);
        }
        return _pay(day, question, amount);
    }

    /// @dev The reference is the app's own: nobody can use it up by spending under it first.
    function _pay(uint256 day, bytes32 question, uint256 amount) private returns (bytes32 ref) {
        ref = keccak256(abi.encode(block.chainid, address(this), msg.sender, asked, question));
        ++asked;
        emit Asked(msg.sender, ref, question, amount);
        credits.spend(day, gateway, amount, ref);
    }

    function _revertWith(bytes memory data) private pure {
        assembly ("memory-safe") {
            revert(add(data, 32), mload(data))
        }
    }
}
