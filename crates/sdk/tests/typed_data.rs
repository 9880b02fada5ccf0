//! The EIP-712 digests, against the specification's type strings hashed by hand and against ethers.
//!
//! The constants were computed once with npm `ethers` 6.17.0: `TypedDataEncoder.hash` and `hashDomain` over the messages below.

use alloy_dyn_abi::TypedData;
use alloy_primitives::{Address, B256, U256, aliases::U96, b256, keccak256};
use diem_sdk::typed_data::{
    Allowance, FOREVER, LimitTooLarge, Meter, NO_LIMIT, Permit, SolStruct, credits_domain,
    diem_domain, digest, to_json, vvv_domain,
};
use serde_json::json;

const CHAIN_ID: u64 = 412_346;
const OWNER: Address = Address::repeat_byte(0x11);
const SPENDER: Address = Address::repeat_byte(0x22);
const CONTRACT: Address = Address::repeat_byte(0x33);

fn permit() -> Permit {
    Permit {
        owner: OWNER,
        spender: SPENDER,
        value: U256::from(5),
        nonce: U256::from(7),
        deadline: U256::from(9),
    }
}

fn allowance() -> Allowance {
    Allowance {
        owner: OWNER,
        spender: SPENDER,
        dailyLimit: U96::from(5),
        expiry: 6,
        nonce: U256::from(7),
        deadline: U256::from(9),
    }
}

fn meter() -> Meter {
    let Allowance {
        owner,
        spender,
        dailyLimit,
        expiry,
        nonce,
        deadline,
    } = allowance();
    Meter {
        owner,
        gateway: spender,
        dailyLimit,
        expiry,
        nonce,
        deadline,
    }
}

#[test]
fn type_hashes_are_those_of_the_interfaces() {
    let budget = "uint96 dailyLimit,uint32 expiry,uint256 nonce,uint256 deadline)";
    assert_eq!(
        permit().eip712_type_hash(),
        keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        )
    );
    assert_eq!(
        allowance().eip712_type_hash(),
        keccak256(format!("Allowance(address owner,address spender,{budget}"))
    );
    assert_eq!(
        meter().eip712_type_hash(),
        keccak256(format!("Meter(address owner,address gateway,{budget}"))
    );
}

#[test]
fn a_digest_is_what_eip_712_says_word_by_word() {
    let domain_type =
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
    let separator = keccak256(
        [
            keccak256(domain_type),
            keccak256("ComputeCredits"),
            keccak256("1"),
            U256::from(CHAIN_ID).into(),
            CONTRACT.into_word(),
        ]
        .concat(),
    );
    let message = [
        allowance().eip712_type_hash(),
        OWNER.into_word(),
        SPENDER.into_word(),
        B256::with_last_byte(5),
        B256::with_last_byte(6),
        B256::with_last_byte(7),
        B256::with_last_byte(9),
    ];
    let hash = keccak256(message.concat());
    let by_hand = keccak256([b"\x19\x01", &separator[..], &hash[..]].concat());
    assert_eq!(
        digest(&allowance(), &credits_domain(CHAIN_ID, CONTRACT)),
        by_hand
    );
}

#[test]
fn domain_separators_are_those_of_ethers() {
    assert_eq!(
        diem_domain(CHAIN_ID, CONTRACT).separator(),
        b256!("e8824bc2165d88cd2228c052a43e6afc6a844862714f52abec30587897b890bd")
    );
    assert_eq!(
        vvv_domain(CHAIN_ID, CONTRACT).separator(),
        b256!("97b544afe148e9d855d772b4b60864c4a27fa9549705a3b883a27061479b0018")
    );
    assert_eq!(
        credits_domain(CHAIN_ID, CONTRACT).separator(),
        b256!("344bc7b19f1fb73e02ca5c395a34418c8654023eb7aa089f801c0b42f1088e34")
    );
}

#[test]
fn digests_are_those_of_ethers() {
    assert_eq!(
        digest(&permit(), &diem_domain(CHAIN_ID, CONTRACT)),
        b256!("758a51d6dcf224d93f0e72a04f645d26e8a40a76154ab0966d3124e0bffecb59")
    );
    assert_eq!(
        digest(&permit(), &vvv_domain(CHAIN_ID, CONTRACT)),
        b256!("951689514f706913e77185badedd1f8fc774efa1e0fbc0f1db8cca7cc2e3247a")
    );
    assert_eq!(
        digest(&allowance(), &credits_domain(CHAIN_ID, CONTRACT)),
        b256!("f95687fc716fa1cae4617589091c0e19a480693c87e5dc74565c3ccbbb8c3fb9")
    );
    assert_eq!(
        digest(&meter(), &credits_domain(CHAIN_ID, CONTRACT)),
        b256!("4d7c10bf9f33f3240e90068d2c3cb69acd8c42bc0c0b53fa5907e4457b663f82")
    );
}

#[test]
fn builders_make_the_messages() {
    let [five, nine] = [5_u64, 9].map(U256::from);
    let permit_built = Permit::new(OWNER, SPENDER, five, 9).nonce(U256::from(7));
    assert_eq!(permit_built, permit());
    let built = Allowance::new(OWNER, SPENDER, five, 9).map(|built| built.nonce(7).expiry(6));
    assert_eq!(built, Ok(allowance()));
    let built = Meter::new(OWNER, SPENDER, five, 9).map(|built| built.nonce(7).expiry(6));
    assert_eq!(built, Ok(meter()));
    let whole = Meter::new(OWNER, SPENDER, NO_LIMIT, 9).expect("the largest limit");
    let expected = (U96::MAX, FOREVER, U256::ZERO, nine);
    assert_eq!(
        (whole.dailyLimit, whole.expiry, whole.nonce, whole.deadline),
        expected
    );
    let more = NO_LIMIT + U256::ONE;
    assert_eq!(
        Meter::new(OWNER, SPENDER, more, 9),
        Err(LimitTooLarge(more))
    );
}

/// The JSON by hand, in the form of EIP-712's `eth_signTypedData`.
#[test]
fn a_wallet_gets_types_domain_and_message() {
    let field = |name: &str, ty: &str| json!({ "name": name, "type": ty });
    let expected = json!({
        "types": {
            "EIP712Domain": [
                field("name", "string"),
                field("version", "string"),
                field("chainId", "uint256"),
                field("verifyingContract", "address"),
            ],
            "Meter": [
                field("owner", "address"),
                field("gateway", "address"),
                field("dailyLimit", "uint96"),
                field("expiry", "uint32"),
                field("nonce", "uint256"),
                field("deadline", "uint256"),
            ],
        },
        "primaryType": "Meter",
        "domain": {
            "name": "ComputeCredits",
            "version": "1",
            "chainId": "0x64aba",
            "verifyingContract": CONTRACT,
        },
        "message": {
            "owner": OWNER,
            "gateway": SPENDER,
            "dailyLimit": "5",
            "expiry": 6,
            "nonce": "7",
            "deadline": "9",
        },
    });
    let json = to_json(&meter(), &credits_domain(CHAIN_ID, CONTRACT));
    assert_eq!(json, expected);
}

/// What a wallet makes of the JSON is the digest that the contracts check, at the largest numbers too.
#[test]
fn the_json_hashes_to_the_digest() {
    let mut permit = permit();
    let mut allowance = allowance();
    for deadline in [U256::from(9), U256::MAX] {
        permit.deadline = deadline;
        permit.value = deadline;
        allowance.deadline = deadline;
        allowance.dailyLimit = U96::MAX;
        let diem = diem_domain(CHAIN_ID, CONTRACT);
        let credits = credits_domain(CHAIN_ID, CONTRACT);
        for (json, expected) in [
            (to_json(&permit, &diem), digest(&permit, &diem)),
            (to_json(&allowance, &credits), digest(&allowance, &credits)),
        ] {
            let parsed: TypedData = serde_json::from_value(json).expect("typed data");
            assert_eq!(parsed.eip712_signing_hash().expect("a hash"), expected);
        }
    }
}
