// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @notice A base asset that behaves until it is told otherwise. It misbehaves towards its `victim` only: everyone else reads the
/// true balances, so that tests can tell what is really there.
contract HostileVvv {
    enum Manner {
        Sound,
        // Of `transfer` and `transferFrom`:
        ReturnFalse, // moves nothing
        ReturnNothing, // moves, answers no data
        ReturnTwo, // moves, answers the word 2
        ReturnShort, // moves, answers 31 bytes
        ReturnHuge, // moves, answers a megabyte that starts with true
        TakeFee, // delivers 99 %
        DeliverNothing, // answers true and moves nothing
        RevertWithData,
        RevertSilently,
        RevertHuge, // reverts with a megabyte
        Spin, // burns all its gas
        Reenter, // calls the victim back, notes the answer, moves
        ReenterOrRevert, // calls the victim back and fails if that fails
        // Of `balanceOf`:
        SayNothingHeld, // 0
        SayAllHeld, // the largest number
        SayNothing, // no data
        SayHuge, // a megabyte that starts with the balance
        RevertBalance, // reverts with data
        ReenterFromBalance // calls the victim back, and answers only if that fails with no data
    }

    error Hostile(bytes4 selector);

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    uint256 private constant HUGE = 1 << 20;

    mapping(address account => uint256) private _balances;
    mapping(address owner => mapping(address spender => uint256)) public allowance;
    uint256 public totalSupply;
    Manner public manner;
    address public victim;
    bytes public payload;
    bool public reentered;
    bool public reentrySucceeded;
    bytes public reentryAnswer;

    function behave(Manner manner_, address victim_, bytes calldata payload_) external {
        manner = manner_;
        victim = victim_;
        payload = payload_;
        reentered = false;
        reentrySucceeded = false;
        delete reentryAnswer;
    }

    function decimals() external pure returns (uint8) {
        return 18;
    }

    function balanceOf(address account) external view returns (uint256) {
        uint256 held = _balances[account];
        if (msg.sender != victim) return held;
        if (manner == Manner.SayNothingHeld) return 0;
        if (manner == Manner.SayAllHeld) return type(uint256).max;
        if (manner == Manner.SayNothing) _answer(0, 0);
        if (manner == Manner.SayHuge) _answer(held, HUGE);
        if (manner == Manner.RevertBalance) revert Hostile(msg.sig);
        if (manner == Manner.ReenterFromBalance) {
            (bool success, bytes memory answer) = victim.staticcall(payload);
            if (success || answer.length != 0) revert Hostile(msg.sig);
        }
        return held;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
        return true;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        return _transfer(msg.sender, to, value);
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        require(allowance[from][msg.sender] >= value, "allowance");
        allowance[from][msg.sender] -= value;
        return _transfer(from, to, value);
    }

    function _transfer(address from, address to, uint256 value) private returns (bool) {
        if (msg.sender != victim) return _move(from, to, value);
        Manner now_ = manner;
        if (now_ == Manner.ReturnFalse) return false;
        if (now_ == Manner.DeliverNothing) return true;
        if (now_ == Manner.RevertWithData) revert Hostile(msg.sig);
        if (now_ == Manner.RevertSilently) _fail(0);
        if (now_ == Manner.RevertHuge) _fail(HUGE);
        if (now_ == Manner.Spin) {
            while (true) {}
        }
        if (now_ == Manner.Reenter || now_ == Manner.ReenterOrRevert) _reenter(now_);
        if (now_ == Manner.TakeFee) {
            _move(from, address(this), value / 100);
            return _move(from, to, value - value / 100);
        }
        _move(from, to, value);
        if (now_ == Manner.ReturnNothing) _answer(0, 0);
        if (now_ == Manner.ReturnTwo) _answer(2, 32);
        if (now_ == Manner.ReturnShort) _answer(1, 31);
        if (now_ == Manner.ReturnHuge) _answer(1, HUGE);
        return true;
    }

    function _reenter(Manner now_) private {
        reentered = true;
        (bool success, bytes memory answer) = victim.call(payload);
        reentrySucceeded = success;
        reentryAnswer = answer;
        if (now_ == Manner.ReenterOrRevert && !success) _fail(0);
    }

    function _move(address from, address to, uint256 value) private returns (bool) {
        require(_balances[from] >= value, "balance");
        _balances[from] -= value;
        _balances[to] += value;
        emit Transfer(from, to, value);
        return true;
    }

    /// @dev Ends the call with `length` bytes of which the first word is `word`.
    function _answer(uint256 word, uint256 length) private pure {
        assembly {
            mstore(0, word)
            return(0, length)
        }
    }

    /// @dev Reverts with `length` bytes.
    function _fail(uint256 length) private pure {
        assembly {
            revert(0, length)
        }
    }
}
