//! Diem: an ERC-20 whose balances give daily capacity.
