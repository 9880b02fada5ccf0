//! The measurements in small, on what can be had without building for speed: every transfer must arrive. Nothing here looks at the clock.

use diem_speed::{
    Connection, figures::Pairs, in_process::InProcess, over_rpc, plan::Plan, server::Kind, token,
};
use stylus_node::NodeConfig;

fn assert_sane(rates: &Pairs, rounds: usize) {
    for values in [&rates.ours, &rates.peer] {
        assert_eq!(values.len(), rounds);
        assert!(values.iter().all(|rate| rate.is_finite() && *rate > 0.0));
    }
}

#[test]
fn transfers_in_process_arrive() {
    let plan = Plan::quick();
    let mut rounds = 0;
    let mut in_process = InProcess::new().expect("both tokens can be deployed");
    let rates = in_process
        .measure(plan.rounds, plan.in_process, |_| rounds += 1)
        .expect("all transfers arrive");
    assert_eq!(rounds, plan.rounds);
    assert_sane(&rates.impersonated, plan.rounds);
    assert_sane(&rates.signed, plan.rounds);
}

#[tokio::test]
async fn transfers_over_rpc_arrive_in_every_mode() {
    let config = NodeConfig {
        address: ([127, 0, 0, 1], 0).into(),
        ..NodeConfig::default()
    };
    let node = stylus_node::start(config).await.expect("the node starts");
    let mut connection = Connection::open(node.address()).await.expect("it listens");
    let modes = Plan::quick().modes;
    let senders: Vec<_> = modes.iter().flat_map(|mode| mode.senders()).collect();
    let token = token::deploy(Kind::Ours, &mut connection, &senders)
        .await
        .expect("the suite can be deployed");
    for mode in &modes {
        let rate = mode.sign(token).run(node.address()).await;
        let rate = rate.expect("every transfer is mined");
        assert!(rate.is_finite() && rate > 0.0);
    }
    let transfers = modes.iter().map(|mode| mode.transfers).sum();
    over_rpc::check_received(node.address(), token, transfers)
        .await
        .expect("all transfers arrive");
    let more = over_rpc::check_received(node.address(), token, transfers + 1).await;
    assert!(more.is_err(), "a transfer that nobody sent is missed");
}
