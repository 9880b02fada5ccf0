//! The node that `diem node` runs, as other commands find it: a folder of this user's state that says where it listens and what is
//! deployed there.

use std::{
    env, fs, io,
    net::TcpStream,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::failure::Failure;

/// How long a node on this machine may take to accept a connection.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a running node says of itself.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Running {
    pub(crate) rpc: Url,
    pub(crate) manifest: PathBuf,
    pid: u32,
}

/// A node's entry, gone when the node is.
#[derive(Debug)]
pub(crate) struct Entry {
    folder: PathBuf,
}

fn folder() -> Result<PathBuf, Failure> {
    let state = env::var_os("XDG_STATE_HOME")
        .filter(|path| Path::new(path).is_absolute())
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".local/state")));
    match state {
        Some(state) => Ok(state.join("diem/node")),
        None => Err(Failure::failed(
            "there is no place for the state of a node: set HOME or XDG_STATE_HOME",
        )),
    }
}

/// The running node.
pub(crate) fn node() -> Result<Running, Failure> {
    read(&folder()?)?.ok_or_else(|| {
        Failure::failed("no node of this machine is running: start one with `diem node`, or name a network with --network NAME|URL")
    })
}

fn read(folder: &Path) -> Result<Option<Running>, Failure> {
    let file = file(folder);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(Failure::failed(format!(
                "{} cannot be read: {error}",
                file.display()
            )));
        }
    };
    match serde_json::from_str::<Running>(&text) {
        Ok(running) if is_alive(&running.rpc) => Ok(Some(running)),
        _ => Ok(None),
    }
}

impl Entry {
    /// Makes room for a node: what an earlier one left goes.
    ///
    /// # Errors
    ///
    /// If another node runs.
    pub(crate) fn claim() -> Result<Self, Failure> {
        let folder = folder()?;
        if let Some(other) = read(&folder)? {
            return Err(Failure::failed(format!(
                "a node is running already, at {} (process {}): use it, stop it, or keep this one apart with --deployments FOLDER",
                other.rpc, other.pid
            )));
        }
        let entry = Self { folder };
        entry.clear();
        fs::create_dir_all(&entry.folder).map_err(|error| {
            Failure::failed(format!(
                "{} cannot be made: {error}",
                entry.folder.display()
            ))
        })?;
        Ok(entry)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Says where the node listens, and where its manifest is.
    pub(crate) fn announce(&self, rpc: Url, manifest: &Path) -> Result<(), Failure> {
        let manifest = manifest.canonicalize().map_err(|error| {
            Failure::failed(format!("{} cannot be read: {error}", manifest.display()))
        })?;
        let running = Running {
            rpc,
            manifest,
            pid: std::process::id(),
        };
        let text =
            serde_json::to_string(&running).expect("a URL, a path of this program's and a number");
        let file = file(&self.folder);
        fs::write(&file, text).map_err(|error| {
            Failure::failed(format!("{} cannot be written: {error}", file.display()))
        })
    }

    fn clear(&self) {
        // Nobody is left to tell; the next node tries again.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.clear();
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("node.json")
}

/// Whether something listens there. A node that was killed left its entry behind.
fn is_alive(rpc: &Url) -> bool {
    let addresses = rpc.socket_addrs(|| None).unwrap_or_default();
    addresses
        .iter()
        .any(|address| TcpStream::connect_timeout(address, PATIENCE).is_ok())
}
