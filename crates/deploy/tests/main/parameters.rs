//! Parameters that the constructors would refuse are refused before anything is asked.

use alloy::primitives::{Address, B256, U256};
use diem_deploy::{DeployError, Parameters, Vvv};
use diem_sdk::manifest::Manifest;

use crate::scene::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_out_of_range_is_named() {
    type Change = fn(&mut Parameters);
    let wrong: [(&str, Change); 11] = [
        ("owner", |p| p.owner = Address::ZERO),
        ("vvv", |p| p.vvv = Vvv::At(Address::ZERO)),
        ("vvvPerDiem", |p| p.vvv_per_diem = U256::ZERO),
        ("vvvPerDiem", |p| p.vvv_per_diem = U256::ONE << 96),
        ("cooldown", |p| p.cooldown = 86_399),
        ("cooldown", |p| p.cooldown = 365 * 86_400 + 1),
        ("lockedRewardBps", |p| p.locked_reward_bps = 0),
        ("lockedRewardBps", |p| p.locked_reward_bps = 10_001),
        ("diemCap", |p| p.diem_cap = U256::ZERO),
        ("diemCap", |p| p.diem_cap = U256::ONE << 96),
        ("salt", |p| p.salt = B256::ZERO),
    ];
    let mut scene = Scene::new().await;
    let usual = scene.parameters.clone();
    for (expected, change) in wrong {
        scene.parameters = usual.clone();
        change(&mut scene.parameters);
        match scene.plan().await {
            Err(DeployError::Parameter { name, .. }) => assert_eq!(name, expected),
            other => panic!("{expected}: {other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_extremes_are_deployed() {
    let mut scene = Scene::new().await;
    let most = (U256::ONE << 96) - U256::ONE;
    for (salt, extreme) in [
        (
            1,
            Parameters {
                vvv_per_diem: U256::ONE,
                cooldown: 86_400,
                locked_reward_bps: 1,
                diem_cap: U256::ONE,
                ..scene.parameters.clone()
            },
        ),
        (
            2,
            Parameters {
                vvv_per_diem: most,
                cooldown: 365 * 86_400,
                locked_reward_bps: 10_000,
                diem_cap: most,
                ..scene.parameters.clone()
            },
        ),
    ] {
        scene.parameters = Parameters {
            salt: B256::with_last_byte(salt),
            ..extreme
        };
        scene.deploy().await.expect("deployed");
        let manifest: Manifest = scene.manifest();
        let read = Parameters::of(&manifest);
        assert_eq!(
            read,
            Parameters {
                cache: diem_deploy::CacheBids::None,
                ..scene.parameters.clone()
            }
        );
        std::fs::remove_file(scene.manifest_path()).unwrap();
    }
}
