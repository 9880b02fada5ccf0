//! Signatures, against hashes that are made another way: by types that the compiler knows, not by types that the request brings along.

use alloy_primitives::{Address, B256, Bytes, Signature, U256, eip191_hash_message};
use alloy_sol_types::{Eip712Domain, SolStruct, eip712_domain, sol};
use serde_json::{Value, json};

use crate::scene::{Scene, account, bytes};

sol! {
    struct Line { uint64 id; int128 change; string[] tags; }
    struct Bill { address payer; Line[] lines; bytes4 kind; bytes note; bool open; uint256 total; int8[2] pair; }
}

fn types(domain: &[(&str, &str)]) -> Value {
    let field = |(name, kind): &(&str, &str)| json!({"name": name, "type": kind});
    let fields = |fields: &[(&str, &str)]| fields.iter().map(field).collect::<Value>();
    json!({
        "EIP712Domain": fields(domain),
        "Line": fields(&[("id", "uint64"), ("change", "int128"), ("tags", "string[]")]),
        "Bill": fields(&[
            ("payer", "address"), ("lines", "Line[]"), ("kind", "bytes4"), ("note", "bytes"), ("open", "bool"),
            ("total", "uint256"), ("pair", "int8[2]"),
        ]),
    })
}

fn message(bill: &Bill) -> Value {
    let line =
        |line: &Line| json!({"id": line.id, "change": line.change.to_string(), "tags": line.tags});
    json!({
        "payer": bill.payer, "lines": bill.lines.iter().map(line).collect::<Value>(), "kind": bill.kind,
        "note": bill.note, "open": bill.open, "total": bill.total.to_string(), "pair": bill.pair,
    })
}

fn bills() -> [Bill; 3] {
    let line = |id, change, tags: &[&str]| Line {
        id,
        change,
        tags: tags.iter().map(ToString::to_string).collect(),
    };
    [
        Bill {
            payer: Address::ZERO,
            lines: Vec::new(),
            kind: [0; 4].into(),
            note: Bytes::new(),
            open: false,
            total: U256::ZERO,
            pair: [0, 0],
        },
        Bill {
            payer: Address::repeat_byte(0xAB),
            lines: vec![line(1, -1, &["a"]), line(u64::MAX, i128::MIN, &[])],
            kind: [1, 2, 3, 4].into(),
            note: Bytes::from_static(&[0; 33]),
            open: true,
            total: U256::MAX,
            pair: [i8::MIN, i8::MAX],
        },
        Bill {
            payer: Address::with_last_byte(1),
            lines: vec![line(0, i128::MAX, &["", "ü", "𝄞 \"quoted\"\n"])],
            kind: [0xff; 4].into(),
            note: Bytes::from_static(b"note"),
            open: true,
            total: U256::from(7),
            pair: [1, -1],
        },
    ]
}

async fn check(scene: &Scene, typed_data: Value, hash: B256) {
    for data in [json!(typed_data.to_string()), typed_data] {
        let signature = scene
            .http
            .ok("eth_signTypedData_v4", json!([account(1), data]))
            .await;
        let signature = Signature::from_raw(&bytes(&signature)).expect("a signature");
        let signer = signature
            .recover_address_from_prehash(&hash)
            .expect("a signer");
        assert_eq!(signer, account(1), "{data}");
    }
}

#[tokio::test]
async fn typed_data_is_signed_by_its_hash() {
    let scene = Scene::new().await;
    let domain = eip712_domain! {
        name: "Bills",
        version: "2",
        chain_id: 412_346,
        verifying_contract: Address::repeat_byte(0xCC),
    };
    let fields = [
        ("name", "string"),
        ("version", "string"),
        ("chainId", "uint256"),
        ("verifyingContract", "address"),
    ];
    for bill in bills() {
        for chain_id in [json!(412_346), json!("412346"), json!("0x64aba")] {
            let typed_data = json!({
                "types": types(&fields), "primaryType": "Bill", "message": message(&bill),
                "domain": {"name": "Bills", "version": "2", "chainId": chain_id, "verifyingContract": Address::repeat_byte(0xCC)},
            });
            check(&scene, typed_data, bill.eip712_signing_hash(&domain)).await;
        }
    }
}

#[tokio::test]
async fn a_domain_has_the_fields_that_it_has() {
    let scene = Scene::new().await;
    let [_, bill, _] = bills();
    let salt = B256::repeat_byte(0x5A);
    type Fields = &'static [(&'static str, &'static str)];
    let cases: [(Eip712Domain, Fields, Value); 3] = [
        (Eip712Domain::default(), &[], json!({})),
        (
            eip712_domain! { name: "N", salt: salt, },
            &[("name", "string"), ("salt", "bytes32")],
            json!({"name": "N", "salt": salt}),
        ),
        (
            eip712_domain! { chain_id: 1, },
            &[("chainId", "uint256")],
            json!({"chainId": 1}),
        ),
    ];
    for (domain, fields, shown) in cases {
        let typed_data = json!({"types": types(fields), "primaryType": "Bill", "domain": shown, "message": message(&bill)});
        check(&scene, typed_data, bill.eip712_signing_hash(&domain)).await;
    }
}

#[tokio::test]
async fn messages_are_signed_by_their_hash() {
    let scene = Scene::new().await;
    for text in [&b""[..], b"hello", &[0xff; 300]] {
        let message = Bytes::copy_from_slice(text);
        for (method, params) in [
            ("eth_sign", json!([account(2), message])),
            ("personal_sign", json!([message, account(2)])),
        ] {
            let signature = bytes(&scene.http.ok(method, params).await);
            assert!(
                matches!(signature[64], 27 | 28),
                "{method}: contracts take no other recovery id"
            );
            let signature = Signature::from_raw(&signature).expect("a signature");
            let signer = signature.recover_address_from_prehash(&eip191_hash_message(text));
            assert_eq!(signer.expect("a signer"), account(2), "{method}");
        }
    }
}
