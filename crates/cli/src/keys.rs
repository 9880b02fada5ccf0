//! Whose account a command acts for, and the key that signs. A key comes from an encrypted file, a Ledger, or the environment; never
//! from an argument, and it is never printed.

use std::{
    fs,
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
};

#[cfg(feature = "ledger")]
use alloy::signers::Signer as _;
use alloy::{
    network::EthereumWallet,
    primitives::{Address, Signature},
    signers::{
        SignerSync as _,
        local::{LocalSigner, LocalSignerError, MnemonicBuilder, PrivateKeySigner},
    },
    sol_types::{Eip712Domain, SolStruct},
};
use clap::Args;
use eth_keystore::KeystoreError;

use crate::{connection::Connection, failure::Failure, parse};

/// The environment variable that can hold a private key.
pub(crate) const PRIVATE_KEY: &str = "DIEM_PRIVATE_KEY";

/// The accounts of development nodes come from this mnemonic, which everybody knows.
const DEVELOPMENT_MNEMONIC: &str = stylus_node::TEST_MNEMONIC;

/// The account to act for.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Account")]
pub(crate) struct KeyOptions {
    /// Encrypted key file (Web3 Secret Storage), as `diem key new`, cast and geth write it. A key in the environment variable
    /// DIEM_PRIVATE_KEY works too.
    #[arg(
        long,
        value_name = "FILE",
        env = "DIEM_KEYSTORE",
        hide_env_values = true
    )]
    keystore: Option<PathBuf>,
    /// File with the password of the key file; without it the terminal asks.
    #[arg(
        long,
        value_name = "FILE",
        env = "DIEM_PASSWORD_FILE",
        hide_env_values = true
    )]
    password_file: Option<PathBuf>,
    /// Account of a Ledger by its number, from 0.
    #[cfg(feature = "ledger")]
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["keystore", "dev_account"])]
    ledger: Option<usize>,
    /// Development account of a local node by its number, from 0. Its key is public.
    #[arg(long, value_name = "NUMBER", conflicts_with = "keystore")]
    dev_account: Option<u32>,
    /// Address of the account. Without a key it is enough to see what a command would do; with one it must be the key's.
    #[arg(long, value_name = "ADDRESS", value_parser = parse::address, env = "DIEM_FROM")]
    from: Option<Address>,
}

/// The account that a command acts for.
pub(crate) enum Account {
    /// Its key is in this process.
    Local(PrivateKeySigner),
    /// Its key is in a Ledger, which asks for every signature.
    #[cfg(feature = "ledger")]
    Ledger(Box<alloy_signer_ledger::LedgerSigner>),
    /// Its key is elsewhere: nothing can be signed.
    Watched(Address),
}

impl KeyOptions {
    /// The account, its key unlocked. A key file may ask for its password.
    pub(crate) async fn account(&self, chain: &Connection) -> Result<Account, Failure> {
        let account = match self.key(chain).await? {
            Some(account) => account,
            None => Account::Watched(self.from.ok_or_else(no_account)?),
        };
        match self.from {
            Some(from) if from != account.address() => Err(Failure::usage(format!(
                "the key is that of {}, not of {from}: choose the right key, or leave --from (DIEM_FROM) out",
                account.address()
            ))),
            _ => Ok(account),
        }
    }

    /// The account's address; as [`KeyOptions::account`], but no key is unlocked where `--from` says it.
    pub(crate) async fn address(&self, chain: &Connection) -> Result<Address, Failure> {
        match self.from {
            Some(from) => Ok(from),
            None => Ok(self.account(chain).await?.address()),
        }
    }

    async fn key(&self, chain: &Connection) -> Result<Option<Account>, Failure> {
        #[cfg(feature = "ledger")]
        if let Some(number) = self.ledger {
            return ledger(number, chain.chain_id).await.map(Some);
        }
        if let Some(number) = self.dev_account {
            return development(number, chain).map(Some);
        }
        let variable = std::env::var_os(PRIVATE_KEY);
        match (&self.keystore, variable) {
            (None, None) => Ok(None),
            (Some(file), None) => {
                let password = password(file, self.password_file.as_deref())?;
                unlock(file, password).map(|signer| Some(Account::Local(signer)))
            }
            (None, Some(key)) => {
                let key = key.into_string().unwrap_or_default();
                private_key(&key, PRIVATE_KEY).map(|signer| Some(Account::Local(signer)))
            }
            (Some(_), Some(_)) => Err(Failure::usage(format!(
                "two keys are given, a key file and {PRIVATE_KEY}: leave one out"
            ))),
        }
    }
}

impl Account {
    pub(crate) fn address(&self) -> Address {
        match self {
            Self::Local(signer) => signer.address(),
            #[cfg(feature = "ledger")]
            Self::Ledger(signer) => signer.address(),
            Self::Watched(address) => *address,
        }
    }

    /// Whether a permit can be signed in passing. A Ledger asks for each signature, so it is not.
    pub(crate) const fn signs_silently(&self) -> bool {
        matches!(self, Self::Local(_))
    }

    /// What signs its transactions.
    pub(crate) fn wallet(self) -> Result<EthereumWallet, Failure> {
        match self {
            Self::Local(signer) => Ok(EthereumWallet::from(signer)),
            #[cfg(feature = "ledger")]
            Self::Ledger(signer) => Ok(EthereumWallet::from(*signer)),
            Self::Watched(address) => Err(no_key(address)),
        }
    }

    /// Signs an EIP-712 message.
    pub(crate) async fn sign<T: SolStruct + Send + Sync>(
        &self,
        message: &T,
        domain: &Eip712Domain,
    ) -> Result<Signature, Failure> {
        match self {
            Self::Local(signer) => signer
                .sign_hash_sync(&message.eip712_signing_hash(domain))
                .map_err(|_| Failure::failed("the key cannot sign")),
            #[cfg(feature = "ledger")]
            Self::Ledger(signer) => signer
                .sign_typed_data(message, domain)
                .await
                .map_err(ledger_failure),
            Self::Watched(address) => Err(no_key(*address)),
        }
    }
}

#[cfg(feature = "ledger")]
async fn ledger(number: usize, chain_id: u64) -> Result<Account, Failure> {
    use alloy_signer_ledger::{HDPath, LedgerSigner};
    let signer = LedgerSigner::new(HDPath::LedgerLive(number), Some(chain_id)).await;
    signer
        .map(|signer| Account::Ledger(Box::new(signer)))
        .map_err(ledger_failure)
}

#[cfg(feature = "ledger")]
fn ledger_failure(error: impl std::fmt::Display) -> Failure {
    Failure::failed(format!(
        "the Ledger does not sign ({error}): connect it, unlock it, and open its Ethereum app"
    ))
}

/// A development account of a node on this machine.
fn development(number: u32, chain: &Connection) -> Result<Account, Failure> {
    if !chain.endpoint.is_local() {
        return Err(Failure::usage(format!(
            "the keys of development accounts are public, so they serve on a node of this machine only, not on {}",
            chain.endpoint
        )));
    }
    development_key(number).map(Account::Local)
}

/// The public key pair of a development account.
pub(crate) fn development_key(number: u32) -> Result<PrivateKeySigner, Failure> {
    MnemonicBuilder::try_from_phrase_nth(DEVELOPMENT_MNEMONIC, number)
        .map_err(|_| Failure::usage(format!("there is no development account {number}")))
}

/// The key that a key file holds.
pub(crate) fn unlock(file: &Path, password: String) -> Result<PrivateKeySigner, Failure> {
    let shown = file.display();
    if let Err(error) = fs::File::open(file) {
        return Err(Failure::failed(format!(
            "cannot read the key file {shown}: {error}"
        )));
    }
    LocalSigner::decrypt_keystore(file, password).map_err(|error| match error {
        LocalSignerError::EthKeystoreError(KeystoreError::MacMismatch) => Failure::failed(format!(
            "wrong password for the key file {shown}"
        )),
        _ => Failure::failed(format!(
            "{shown} is no key file: it must be encrypted JSON (Web3 Secret Storage), as `diem key new` writes it"
        )),
    })
}

/// The key that `text` says. What is wrong with it is not said in detail: that would be saying the key.
pub(crate) fn private_key(text: &str, place: &str) -> Result<PrivateKeySigner, Failure> {
    text.trim().parse().map_err(|_| {
        Failure::failed(format!(
            "{place} holds no private key: a key is 64 hexadecimal digits, with or without 0x"
        ))
    })
}

/// The password of a key file: from another file, or asked for on the terminal.
pub(crate) fn password(keystore: &Path, file: Option<&Path>) -> Result<String, Failure> {
    match file {
        Some(file) => password_of(file),
        None => ask_password(&format!("Password of {}: ", keystore.display())),
    }
}

/// The first line of a password file.
pub(crate) fn password_of(file: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(file).map_err(|error| {
        Failure::failed(format!(
            "cannot read the password file {}: {error}",
            file.display()
        ))
    })?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// Asks for a secret, which the terminal does not show.
pub(crate) fn ask_password(prompt: &str) -> Result<String, Failure> {
    let no_terminal = || {
        Failure::failed(
            "the key file has a password and there is no terminal to ask for it: give --password-file FILE (or DIEM_PASSWORD_FILE)",
        )
    };
    if !io::stdin().is_terminal() {
        return Err(no_terminal());
    }
    rpassword::prompt_password(prompt).map_err(|_| no_terminal())
}

fn no_account() -> Failure {
    Failure::usage(format!(
        "no account to act for: give --keystore FILE, set {PRIVATE_KEY}, or, only to see what would happen, give --from ADDRESS; on a node of this machine --dev-account 0 works too"
    ))
}

fn no_key(address: Address) -> Failure {
    Failure::usage(format!(
        "the key of {address} is needed: give --keystore FILE or set {PRIVATE_KEY}"
    ))
}
