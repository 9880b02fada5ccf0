//! The thread that the node lives on, and the way there.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{self, Receiver, Sender},
    thread,
};

use anyhow::{Context as _, Result, anyhow};
use tokio::sync::oneshot;

use crate::{
    error::{RpcError, RpcResult},
    node::Node,
};

type Job = Box<dyn FnOnce(&mut Node) + Send>;

/// Reaches the node from any thread. The node's thread ends with the last of these.
#[derive(Clone, Debug)]
pub(crate) struct Handle {
    jobs: Sender<Job>,
}

impl Handle {
    /// Makes a node on a thread of its own, which executes one request after the other.
    pub(crate) async fn spawn(
        make: impl FnOnce() -> Result<Node> + Send + 'static,
    ) -> Result<Self> {
        let (jobs, todo) = mpsc::channel();
        let (made, result) = oneshot::channel();
        thread::Builder::new()
            .name("node".to_owned())
            .spawn(move || match make() {
                // Nobody waiting for it any more means that there is nothing to do.
                Ok(node) => made.send(Ok(())).map_or((), |()| work(node, &todo)),
                Err(error) => drop(made.send(Err(error))),
            })
            .context("the system gives no thread")?;
        result
            .await
            .map_err(|_| anyhow!("the node did not start"))??;
        Ok(Self { jobs })
    }

    /// Runs `f` on the node and returns what it returned.
    pub(crate) async fn run<R: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Node) -> R + Send + 'static,
    ) -> RpcResult<R> {
        let (done, result) = oneshot::channel();
        let job = move |node: &mut Node| {
            // A client that went away meanwhile needs no answer.
            let _ = done.send(f(node));
        };
        // A failure to send shows in the answer, which never comes then.
        let _ = self.jobs.send(Box::new(job));
        result
            .await
            .map_err(|_| RpcError::server("internal error: the request could not be carried out"))
    }
}

/// A request that panics is a defect, but no reason to lose everybody's chain: it goes unanswered, the next one is carried out.
fn work(mut node: Node, jobs: &Receiver<Job>) {
    for job in jobs {
        let _ = catch_unwind(AssertUnwindSafe(|| job(&mut node)));
    }
}
