//! Connections, limits and answers. One thread takes requests; two more begin computations, which use all cores.

use super::guard::{Barred, Guard};
use super::page;
use crate::explore::request::{LONGEST, Request};
use crate::explore::{Explorer, Refusal, text_of};
use crate::simulate::Stop;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Most connections at once; a browser opens six to a page.
const CONNECTIONS: usize = 64;

/// Computations at once: one that is quick, and one that takes longer, so that a slider never waits for people.
const AT_ONCE: usize = 2;

/// Most requests that wait or are computed.
const WAITING: usize = 32;

/// Longest head of a request, bytes, and how long a client may take for its head and for its body.
const LONGEST_HEAD: usize = 16 * 1024;
const SLOWEST: Duration = Duration::from_secs(5);

/// Longest computation, and longest life of a connection, which carries one request.
const LONGEST_WORK: Duration = Duration::from_secs(60);
const LONGEST_LIFE: Duration = Duration::from_secs(90);

/// Pause after the system refused a connection, as it does when it has no file descriptors left.
const PAUSE: Duration = Duration::from_millis(100);

struct Shared {
    guard: Guard,
    explorer: Explorer,
    quick: Arc<Semaphore>,
    longer: Arc<Semaphore>,
    waiting: AtomicUsize,
}

/// Serves the page until the program is ended.
pub fn serve(listener: std::net::TcpListener, guard: Guard, explorer: Explorer) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(AT_ONCE)
        .build()?;
    let one = || Arc::new(Semaphore::new(1));
    let shared = Shared { guard, explorer, quick: one(), longer: one(), waiting: AtomicUsize::new(0) };
    let shared = Arc::new(shared);
    listener.set_nonblocking(true)?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let connections = Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            // One too many is closed; the page tries again.
            let Ok(place) = Arc::clone(&connections).try_acquire_owned() else { continue };
            let shared = Arc::clone(&shared);
            tokio::spawn(async move {
                let answering = service_fn(|request| answered(request, &shared));
                let mut connection = http1::Builder::new();
                connection.timer(TokioTimer::new()).header_read_timeout(SLOWEST).max_buf_size(LONGEST_HEAD);
                connection.keep_alive(false);
                let served = connection.serve_connection(TokioIo::new(stream), answering);
                // A client that goes away, reads nothing or speaks no HTTP is no error of the program.
                let _ = tokio::time::timeout(LONGEST_LIFE, served).await;
                drop(place);
            });
        }
    })
}

async fn answered(
    request: hyper::Request<Incoming>,
    shared: &Arc<Shared>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    Ok(protected(respond(request, shared).await))
}

async fn respond(request: hyper::Request<Incoming>, shared: &Arc<Shared>) -> Response<Full<Bytes>> {
    let is_question = request.method() == Method::POST;
    if request.uri().authority().is_some() {
        return refusal(Barred::Host);
    }
    let name = match shared.guard.admitted(request.uri().path(), request.headers(), is_question) {
        Ok(name) => name.to_owned(),
        Err(barred) => return refusal(barred),
    };
    match (request.method(), name.as_str()) {
        (&Method::GET | &Method::HEAD, name) => match page::file(name) {
            Some((kind, bytes)) => with(StatusCode::OK, kind, Bytes::from_static(bytes)),
            None => text(StatusCode::NOT_FOUND, "There is no such file."),
        },
        (&Method::POST, "ask") => question(request, shared).await,
        _ => text(StatusCode::METHOD_NOT_ALLOWED, "The page is read with GET and asks with POST."),
    }
}

async fn question(request: hyper::Request<Incoming>, shared: &Arc<Shared>) -> Response<Full<Bytes>> {
    let body = Limited::new(request.into_body(), LONGEST).collect();
    let bytes = match tokio::time::timeout(SLOWEST, body).await {
        Err(_) => return text(StatusCode::REQUEST_TIMEOUT, "The request came too slowly."),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            return text(StatusCode::PAYLOAD_TOO_LARGE, "The request is too long.");
        }
        Ok(Err(_)) => return text(StatusCode::BAD_REQUEST, "The request broke off."),
        Ok(Ok(body)) => body.to_bytes(),
    };
    let Ok(asked) = String::from_utf8(bytes.to_vec()) else {
        return text(StatusCode::BAD_REQUEST, "A request is UTF-8.");
    };
    let asked = match Request::of_json(&asked) {
        Ok(asked) => asked,
        Err(refusal) => return json(text_of(Err(refusal))),
    };
    let Some(_waits) = Waits::begin(&shared.waiting) else {
        return text(StatusCode::SERVICE_UNAVAILABLE, "Too many requests wait.");
    };
    // A client that goes away drops this future, and with it the flag is set: the computation ends after the batch of
    // people that it is at, or after the draws of inputs.
    let gone = Gone(Arc::new(AtomicBool::new(false)));
    let place = if asked.ask.is_quick() { &shared.quick } else { &shared.longer };
    let Ok(permit) = Arc::clone(place).acquire_owned().await else {
        return text(StatusCode::SERVICE_UNAVAILABLE, "The program is ending.");
    };
    let until = Until { gone: Arc::clone(&gone.0), begun: Instant::now() };
    let computing = Arc::clone(shared);
    let done = tokio::task::spawn_blocking(move || {
        // The place is free when the computation is over, not when the client is gone; also after a panic.
        let _permit = permit;
        let answered = computing.explorer.answer_to(&asked, &until);
        let too_long = || Refusal::TooMuch(TOO_LONG.to_owned());
        text_of(if until.is_over() { Err(too_long()) } else { answered })
    });
    match done.await {
        Ok(answer) => json(answer),
        Err(_) => text(StatusCode::INTERNAL_SERVER_ERROR, "The computation failed."),
    }
}

/// Words for a computation that took too long.
const TOO_LONG: &str = "this takes more than a minute, which is too long for a page: save the scenario and run it with puncta run";

/// A request that waits or computes.
struct Waits<'a>(&'a AtomicUsize);

impl Waits<'_> {
    fn begin(waiting: &AtomicUsize) -> Option<Waits<'_>> {
        if waiting.fetch_add(1, Ordering::SeqCst) >= WAITING {
            waiting.fetch_sub(1, Ordering::SeqCst);
            return None;
        }
        Some(Waits(waiting))
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Says that a client went away.
struct Gone(Arc<AtomicBool>);

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Stops a computation whose client went away, or that takes too long.
struct Until {
    gone: Arc<AtomicBool>,
    begun: Instant,
}

impl Until {
    fn is_over(&self) -> bool {
        self.begun.elapsed() > LONGEST_WORK
    }
}

impl Stop for Until {
    fn requested(&self) -> bool {
        self.gone.load(Ordering::SeqCst) || self.is_over()
    }

    /// Nobody waits for the answer.
    fn abandoned(&self) -> bool {
        self.requested()
    }
}

fn refusal(barred: Barred) -> Response<Full<Bytes>> {
    match barred {
        Barred::Host => {
            text(StatusCode::MISDIRECTED_REQUEST, "This server answers to its own address alone.")
        }
        Barred::Origin => text(StatusCode::FORBIDDEN, "Another page asked."),
        Barred::Token => text(StatusCode::NOT_FOUND, "Open the whole address that puncta explore printed."),
        Barred::Type => text(StatusCode::UNSUPPORTED_MEDIA_TYPE, "A request is JSON."),
    }
}

fn text(status: StatusCode, words: &'static str) -> Response<Full<Bytes>> {
    with(status, "text/plain; charset=utf-8", Bytes::from_static(words.as_bytes()))
}

fn json(answer: String) -> Response<Full<Bytes>> {
    with(StatusCode::OK, "application/json", Bytes::from(answer))
}

fn with(status: StatusCode, kind: &'static str, bytes: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// Headers of every answer.
fn protected(mut response: Response<Full<Bytes>>) -> Response<Full<Bytes>> {
    let all: [(HeaderName, &'static str); 6] = [
        (header::CONTENT_SECURITY_POLICY, page::POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The token must not leave with a link.
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in all {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
