//! What the app calls: the functions it needs, with the signatures of `interfaces/*.sol`.
//!
//! `sol_interface!` takes them as text, so this is a copy; the names of arguments are free, since selectors are made of types only.

#![allow(
    clippy::too_many_arguments,
    reason = "the macro makes a method of each function"
)]

use alloc::vec;

use stylus_sdk::prelude::*;

sol_interface! {
    interface IVvv {
        function transferFrom(address from, address to, uint256 value) external returns (bool);
        function approve(address spender, uint256 value) external returns (bool);
    }

    interface IVvvStaking {
        function stakeAndMint(uint256 vvv_amount, address to) external returns (uint256);
        function burnDiem(uint256 diem_amount) external;
        function claim(address to) external returns (uint256);
        function requestUnstake(uint256 amount) external returns (uint256);
        function withdraw(uint256 id, address to) external;
    }

    interface IComputeCredits {
        function currentDay() external view returns (uint256);
        function transferFrom(address owner, address to, uint256 day, uint256 amount) external returns (bool);
        function spend(uint256 day, address payee, uint256 amount, bytes32 reference) external;
        function setAllowanceBySig(address owner, address spender, uint96 daily_limit, uint32 expiry, uint256 deadline, bytes signature) external;
    }
}
