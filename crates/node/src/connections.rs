//! The connections, and how many there may be.

use std::sync::Arc;

use jsonrpsee::server::StopHandle;
use tokio::{
    io::AsyncWriteExt,
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{self, Duration},
};

/// What those hear who come when all connections are taken.
const FULL: &[u8] = b"HTTP/1.1 429 Too Many Requests\r\ncontent-type: text/plain\r\ncontent-length: 44\r\nconnection: close\r\n\r\nToo many connections. Please try again later";

/// How long to wait if the system has no connection to give, for want of file descriptors most likely.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves connections until the node stops. jsonrpsee's own limit is of requests that are being answered: idle connections would not count.
pub(crate) async fn accept<F>(
    listener: TcpListener,
    most: u32,
    stop: StopHandle,
    serve: impl Fn(TcpStream, StopHandle) -> F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(most as usize));
    loop {
        let accepted = tokio::select! {
            () = stop.clone().shutdown() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((mut stream, _)) = accepted else {
            time::sleep(PAUSE).await;
            continue;
        };
        let Ok(place) = places.clone().try_acquire_owned() else {
            // Whoever does not read it has gone.
            tokio::spawn(async move { stream.write_all(FULL).await });
            continue;
        };
        // Answers are small and complete: there is nothing to wait for. A failure shows when something is sent.
        let _ = stream.set_nodelay(true);
        let served = serve(stream, stop.clone());
        tokio::spawn(async move {
            served.await;
            drop(place);
        });
    }
}
