//! Deploys the suite on a development node, and prints what happens as JSON, one event a line:
//!
//! ```console
//! $ cargo run -p diem-deploy --example deploy -- http://127.0.0.1:8547 deployments
//! ```
//!
//! The key is the first of the test mnemonic that everybody knows, so this is for development nodes only.

use std::{env, error::Error, io::Write as _, path::PathBuf};

use alloy::{
    network::EthereumWallet,
    providers::{Provider as _, ProviderBuilder},
    signers::local::PrivateKeySigner,
};
use diem_deploy::{Endpoint, Event, FeePolicy, Parameters, Project, deploy, plan};

const KEY: &str = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(url), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: deploy URL FOLDER".into());
    };
    let signer: PrivateKeySigner = KEY.parse()?;
    let sender = signer.address();
    let endpoint = Endpoint {
        provider: ProviderBuilder::default()
            .connect_http(url.parse()?)
            .erased(),
        chain_id: None,
        fees: FeePolicy::default(),
    };
    let project = Project {
        artifacts: diem_build::artifacts()?,
        deployments: PathBuf::from(folder),
        network: "local".to_owned(),
        tool: "the example deploy".to_owned(),
        replace_manifest: false,
    };
    let observer = |event: Event| {
        let line = serde_json::to_string(&event).expect("an event is JSON");
        // Whoever reads this may have gone; the deployment goes on.
        let _ = writeln!(std::io::stdout(), "{line}");
    };
    let parameters = Parameters::new(sender);
    let plan = plan(&endpoint, sender, &project, &parameters, &observer).await?;
    deploy(
        &endpoint,
        &EthereumWallet::from(signer),
        &project,
        &plan,
        &observer,
    )
    .await?;
    Ok(())
}
