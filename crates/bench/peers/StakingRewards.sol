// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";

/// The well-known staking contract: rewards stream at a rate, an accumulator holds rewards per token staked, and an account's share is
/// settled when it is touched. Withdrawing is immediate; there is no cooldown, nothing is locked, and nothing is minted.
contract StakingRewards is Ownable, Pausable, ReentrancyGuard {
    using SafeERC20 for IERC20;

    event RewardAdded(uint256 reward);
    event Staked(address indexed account, uint256 amount);
    event Withdrawn(address indexed account, uint256 amount);
    event RewardPaid(address indexed account, uint256 reward);

    error ZeroAmount();
    error ZeroDuration();
    error RewardTooHigh(uint256 needed, uint256 balance);

    IERC20 public immutable stakingToken;
    IERC20 public immutable rewardsToken;

    uint256 public periodFinish;
    uint256 public rewardRate;
    uint256 public lastUpdateTime;
    uint256 public rewardPerTokenStored;
    uint256 public totalSupply;
    mapping(address account => uint256) public balanceOf;
    mapping(address account => uint256) public rewardPerTokenPaid;
    mapping(address account => uint256) public rewards;

    modifier updateReward(address account) {
        uint256 perToken = rewardPerToken();
        rewardPerTokenStored = perToken;
        lastUpdateTime = lastTimeRewardApplicable();
        if (account != address(0)) {
            rewards[account] = _earned(account, perToken);
            rewardPerTokenPaid[account] = perToken;
        }
        _;
    }

    constructor(address owner, IERC20 stakingToken_, IERC20 rewardsToken_) Ownable(owner) {
        stakingToken = stakingToken_;
        rewardsToken = rewardsToken_;
    }

    function stake(uint256 amount) external nonReentrant whenNotPaused updateReward(msg.sender) {
        if (amount == 0) revert ZeroAmount();
        totalSupply += amount;
        balanceOf[msg.sender] += amount;
        stakingToken.safeTransferFrom(msg.sender, address(this), amount);
        emit Staked(msg.sender, amount);
    }

    function withdraw(uint256 amount) external nonReentrant updateReward(msg.sender) {
        if (amount == 0) revert ZeroAmount();
        totalSupply -= amount;
        balanceOf[msg.sender] -= amount;
        stakingToken.safeTransfer(msg.sender, amount);
        emit Withdrawn(msg.sender, amount);
    }

    function getReward() external nonReentrant updateReward(msg.sender) {
        uint256 reward = rewards[msg.sender];
        if (reward > 0) {
            rewards[msg.sender] = 0;
            rewardsToken.safeTransfer(msg.sender, reward);
            emit RewardPaid(msg.sender, reward);
        }
    }

    /// Streams `reward`, which has been transferred here before, and what is left of the stream that runs, over `duration` seconds.
    function notifyRewardAmount(uint256 reward, uint256 duration) external onlyOwner updateReward(address(0)) {
        if (duration == 0) revert ZeroDuration();
        uint256 left = block.timestamp < periodFinish ? (periodFinish - block.timestamp) * rewardRate : 0;
        rewardRate = (reward + left) / duration;
        uint256 balance = rewardsToken.balanceOf(address(this));
        if (rewardRate * duration > balance) revert RewardTooHigh(rewardRate * duration, balance);
        lastUpdateTime = block.timestamp;
        periodFinish = block.timestamp + duration;
        emit RewardAdded(reward);
    }

    function pause() external onlyOwner {
        _pause();
    }

    function unpause() external onlyOwner {
        _unpause();
    }

    function lastTimeRewardApplicable() public view returns (uint256) {
        return block.timestamp < periodFinish ? block.timestamp : periodFinish;
    }

    function rewardPerToken() public view returns (uint256) {
        if (totalSupply == 0) return rewardPerTokenStored;
        return rewardPerTokenStored + ((lastTimeRewardApplicable() - lastUpdateTime) * rewardRate * 1e18) / totalSupply;
    }

    function earned(address account) external view returns (uint256) {
        return _earned(account, rewardPerToken());
    }

    function _earned(address account, uint256 perToken) private view returns (uint256) {
        return (balanceOf[account] * (perToken - rewardPerTokenPaid[account])) / 1e18 + rewards[account];
    }
}
