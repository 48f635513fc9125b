//! The TCP connections under the server: a listener that remembers each one by its peer, so that a socket
//! can be reset as a broken network resets it. What travels on them is not known here.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use futures_util::task::AtomicWaker;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// All open connections, by the address of the peer.
#[derive(Debug, Default)]
pub struct Lines {
    open: Mutex<HashMap<SocketAddr, Weak<Fate>>>,
    unplugged: AtomicBool,
}

/// Who is at the other end: `ConnectInfo<Peer>` in a handler.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Peer(pub SocketAddr);

#[derive(Debug, Default)]
struct Fate {
    reset: AtomicBool,
    reader: AtomicWaker,
    writer: AtomicWaker,
}

impl Fate {
    fn come(&self) {
        self.reset.store(true, Ordering::SeqCst);
        self.reader.wake();
        self.writer.wake();
    }
}

impl Lines {
    /// Resets one connection: its task sees `ConnectionReset` at its next read or write, and once it lets go
    /// of the connection the peer receives a TCP RST.
    pub fn reset(&self, peer: Peer) {
        let fate = self.held().get(&peer.0).and_then(Weak::upgrade);
        if let Some(fate) = fate {
            fate.come();
        }
    }

    /// The network is gone, or there again: every connection is reset, and new ones are until it is there.
    pub fn unplug(&self, unplugged: bool) {
        self.unplugged.store(unplugged, Ordering::SeqCst);
        if unplugged {
            self.held().values().filter_map(Weak::upgrade).for_each(|fate| fate.come());
        }
    }

    fn held(&self) -> MutexGuard<'_, HashMap<SocketAddr, Weak<Fate>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember(&self, peer: SocketAddr) -> Arc<Fate> {
        let fate = Arc::new(Fate::default());
        let mut open = self.held();
        open.retain(|_, known| known.strong_count() > 0);
        open.insert(peer, Arc::downgrade(&fate));
        fate
    }
}

/// The listener that [`axum::serve()`] is given.
#[derive(Debug)]
pub struct LineListener {
    /// Where connections come in.
    pub tcp: TcpListener,
    /// Where they are remembered.
    pub lines: Arc<Lines>,
}

impl axum::serve::Listener for LineListener {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        loop {
            match self.tcp.accept().await {
                Ok((stream, peer)) => {
                    if let Err(error) = stream.set_nodelay(true) {
                        tracing::debug!(%error, "a connection keeps its delay");
                    }
                    let fate = self.lines.remember(peer);
                    if self.lines.unplugged.load(Ordering::SeqCst) {
                        fate.come();
                    }
                    return (Line { stream, fate }, peer);
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

impl Connected<IncomingStream<'_, LineListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, LineListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

/// One connection.
#[derive(Debug)]
pub struct Line {
    stream: TcpStream,
    fate: Arc<Fate>,
}

impl Line {
    fn still_up(&self, waker: &AtomicWaker, context: &Context<'_>) -> io::Result<()> {
        waker.register(context.waker());
        if self.fate.reset.load(Ordering::SeqCst) {
            self.stream.set_zero_linger()?;
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }
}

impl AsyncRead for Line {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.still_up(&self.fate.reader, cx)?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.still_up(&self.fate.writer, cx)?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.still_up(&self.fate.writer, cx)?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.still_up(&self.fate.writer, cx)?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.still_up(&self.fate.writer, cx)?;
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
