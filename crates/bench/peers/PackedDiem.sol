// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

/// Balance (112 bits), the day's capacity (112 bits) and the day (32 bits), lowest first.
type Record is uint256;

using {balance, capacityAt, rolled, credited, debited} for Record;

function balance(Record record) pure returns (uint256) {
    return uint112(Record.unwrap(record));
}

/// The capacity on `today`: that of the record if it was touched today, else the balance.
function capacityAt(Record record, uint256 today) pure returns (uint256) {
    uint256 word = Record.unwrap(record);
    return word >> 224 == today ? uint112(word >> 112) : uint112(word);
}

/// The record as of `today`: the first touch of a day takes the balance for the capacity.
function rolled(Record record, uint256 today) pure returns (Record) {
    uint256 word = Record.unwrap(record);
    if (word >> 224 == today) return record;
    uint256 held = uint112(word);
    return Record.wrap((today << 224) | (held << 112) | held);
}

/// More balance and capacity. Both sums must fit.
function credited(Record record, uint256 value, uint256 capacity) pure returns (Record) {
    unchecked {
        return Record.wrap(Record.unwrap(record) + value + (capacity << 112));
    }
}

/// Less balance, which must suffice.
function debited(Record record, uint256 value) pure returns (Record) {
    unchecked {
        return Record.wrap(Record.unwrap(record) - value);
    }
}

/// DIEM in Solidity: balance, the day's capacity and the day share one slot. The rules are those of `IDiem`.
contract PackedDiem is IERC20, IERC20Errors, EIP712, Nonces {
    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    error UnauthorizedMinter(address caller);
    error ZeroAmount();
    error CapExceeded(uint256 supply, uint256 cap);
    error CapacityCapExceeded(uint256 capacity, uint256 cap);
    error ERC2612ExpiredSignature(uint256 deadline);
    error ERC2612InvalidSigner(address signer, address owner);

    address public immutable minter;
    uint256 public immutable cap;

    mapping(address account => Record) private _records;
    mapping(address owner => mapping(address spender => uint256)) private _allowances;
    Record private _supply;

    modifier onlyMinter() {
        if (msg.sender != minter) revert UnauthorizedMinter(msg.sender);
        _;
    }

    constructor(address minter_, uint256 cap_) EIP712("Diem", "1") {
        minter = minter_;
        cap = cap_;
    }

    // ------------------------------------------------------------------ ERC-20

    function transfer(address to, uint256 value) external returns (bool) {
        _transfer(msg.sender, to, value);
        return true;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        _approve(msg.sender, spender, value);
        return true;
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        uint256 allowed = _allowances[from][msg.sender];
        if (allowed < type(uint256).max) {
            if (allowed < value) revert ERC20InsufficientAllowance(msg.sender, allowed, value);
            unchecked {
                _allowances[from][msg.sender] = allowed - value;
            }
        }
        _transfer(from, to, value);
        return true;
    }

    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external {
        if (block.timestamp > deadline) revert ERC2612ExpiredSignature(deadline);
        bytes32 structHash = keccak256(abi.encode(PERMIT_TYPEHASH, owner, spender, value, _useNonce(owner), deadline));
        address signer = ECDSA.recover(_hashTypedDataV4(structHash), v, r, s);
        if (signer != owner) revert ERC2612InvalidSigner(signer, owner);
        _approve(owner, spender, value);
    }

    // ----------------------------------------------------------- Mint and burn

    function mint(address to, uint256 value) external onlyMinter {
        if (value == 0) revert ZeroAmount();
        if (_isClosed(to)) revert ERC20InvalidReceiver(to);
        uint256 today = _today();
        Record supply = _supply.rolled(today);
        uint256 total = supply.balance() + value;
        if (total > cap) revert CapExceeded(total, cap);
        uint256 capacity = (value * (1 days - block.timestamp % 1 days)) / 1 days;
        uint256 totalCapacity = supply.capacityAt(today) + capacity;
        if (totalCapacity > cap) revert CapacityCapExceeded(totalCapacity, cap);
        _supply = supply.credited(value, capacity);
        // No account has more than there is, so this fits as well.
        _records[to] = _records[to].rolled(today).credited(value, capacity);
        emit Transfer(address(0), to, value);
    }

    function burn(address from, uint256 value) external onlyMinter {
        if (value == 0) revert ZeroAmount();
        uint256 today = _today();
        _debit(from, value, today);
        _supply = _supply.rolled(today).debited(value);
        emit Transfer(from, address(0), value);
    }

    // ------------------------------------------------------------------- Views

    function totalSupply() external view returns (uint256) {
        return _supply.balance();
    }

    function balanceOf(address account) external view returns (uint256) {
        return _records[account].balance();
    }

    function allowance(address owner, address spender) external view returns (uint256) {
        return _allowances[owner][spender];
    }

    function capacityOf(address account) external view returns (uint256) {
        return _records[account].capacityAt(_today());
    }

    function capacityOfBatch(address[] calldata accounts) external view returns (uint256[] memory capacities) {
        uint256 today = _today();
        capacities = new uint256[](accounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            capacities[i] = _records[accounts[i]].capacityAt(today);
        }
    }

    // --------------------------------------------------------------- Internals

    function _transfer(address from, address to, uint256 value) private {
        if (_isClosed(to)) revert ERC20InvalidReceiver(to);
        uint256 today = _today();
        _debit(from, value, today);
        _records[to] = _records[to].rolled(today).credited(value, 0);
        emit Transfer(from, to, value);
    }

    function _debit(address from, uint256 value, uint256 today) private {
        Record record = _records[from].rolled(today);
        uint256 held = record.balance();
        if (held < value) revert ERC20InsufficientBalance(from, held, value);
        _records[from] = record.debited(value);
    }

    function _approve(address owner, address spender, uint256 value) private {
        if (spender == address(0)) revert ERC20InvalidSpender(spender);
        _allowances[owner][spender] = value;
        emit Approval(owner, spender, value);
    }

    /// Nothing could come back from there.
    function _isClosed(address account) private view returns (bool) {
        return account == address(0) || account == address(this) || account == minter;
    }

    function _today() private view returns (uint256) {
        return block.timestamp / 1 days;
    }
}
