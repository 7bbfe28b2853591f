//! A gateway of messages, as an operator would run one: it takes what the service posts, checks the signature, and answers as it is told.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ring::{digest, hmac};
use serde_json::Value;

/// A key that the service shares with the gateway, or with the bridge to a real-name service.
#[derive(Clone)]
pub(crate) struct GatewayKey {
    pub(crate) name: String,
    key: Vec<u8>,
    /// What is said with it to the service.
    says: &'static str,
}

impl GatewayKey {
    pub(crate) fn of_the_demo() -> Self {
        let key = digest::digest(&digest::SHA256, b"yepiao/demo/not-a-secret/gateway").as_ref().to_vec();
        Self { name: "demo".into(), key, says: "gateway/v1|report" }
    }

    /// Of a real-name service.
    pub(crate) fn of_real_names() -> Self {
        let key = digest::digest(&digest::SHA256, b"yepiao/demo/not-a-secret/identity").as_ref().to_vec();
        Self { name: "demo".into(), key, says: "identity/v1|confirm" }
    }

    /// The gateway's in a file of `yepiao secrets`.
    pub(crate) fn of_the_file(secrets: &Path) -> Self {
        Self::of_ring(secrets, "gateway", "gateway/v1|report")
    }

    /// A real-name service's in such a file.
    pub(crate) fn of_real_names_in(secrets: &Path) -> Self {
        Self::of_ring(secrets, "identity", "identity/v1|confirm")
    }

    fn of_ring(secrets: &Path, ring: &str, says: &'static str) -> Self {
        use base64::Engine as _;
        let text = std::fs::read_to_string(secrets).unwrap();
        let ring = text.split(&format!("[{ring}.keys]\n")).nth(1).unwrap();
        let mut quoted = ring.split('"').skip(1).step_by(2);
        let name = quoted.next().unwrap().to_owned();
        let key = base64::engine::general_purpose::STANDARD.decode(quoted.next().unwrap()).unwrap();
        Self { name, key, says }
    }

    /// What whoever has it says to the service. Hexadecimal.
    pub(crate) fn says(&self, seconds: i64, body: &[u8]) -> String {
        self.sign(self.says, seconds, body)
    }

    /// Hexadecimal.
    pub(crate) fn sign(&self, subject: &str, seconds: i64, body: &[u8]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &self.key);
        let text = [format!("yepiao/{subject}|{seconds}|").as_bytes(), body].concat();
        hex::encode(hmac::sign(&key, &text))
    }
}

/// How the gateway answers.
pub(crate) enum Reply {
    /// With this status.
    Status(u16),
    /// Not at all, but it keeps the connection.
    Nothing,
    /// By closing the connection.
    HangUp,
}

/// What came in.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) head: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        let named = self.head.iter().filter_map(|line| line.split_once(": "));
        let mut values = named.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        let value = values.next().unwrap_or_else(|| panic!("{name} in {:?}", self.head));
        assert!(values.next().is_none(), "{name} twice");
        value
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn id(&self) -> String {
        let id = self.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(self.header("idempotency-key"), id);
        id
    }

    /// Seconds since 1970.
    pub(crate) fn time(&self) -> i64 {
        self.header("yepiao-timestamp").parse().unwrap()
    }

    /// It has to be signed with this key.
    #[track_caller]
    pub(crate) fn is_signed(&self, key: &GatewayKey) {
        assert_eq!(self.header("yepiao-key"), key.name);
        assert_eq!(self.header("yepiao-signature"), key.sign("gateway/v1|send", self.time(), &self.body));
    }
}

/// A gateway that listens.
pub(crate) struct Gateway {
    pub(crate) url: String,
    replies: Arc<Mutex<VecDeque<Reply>>>,
    received: Receiver<Received>,
}

impl Gateway {
    /// It takes everything, unless it is told otherwise.
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/send?app=湖光", listener.local_addr().unwrap()).replace("湖光", "hg");
        let replies: Arc<Mutex<VecDeque<Reply>>> = Arc::default();
        let (tell, received) = channel();
        let script = replies.clone();
        // Ends with the test's process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (script, tell) = (script.clone(), tell.clone());
                std::thread::spawn(move || take(stream.unwrap(), &script, &tell));
            }
        });
        Self { url, replies, received }
    }

    /// How it answers next, in this order.
    pub(crate) fn answers(&self, replies: impl IntoIterator<Item = Reply>) {
        self.replies.lock().unwrap().extend(replies);
    }

    /// What comes next.
    #[track_caller]
    pub(crate) fn next(&self) -> Received {
        self.received.recv_timeout(Duration::from_secs(30)).expect("a message")
    }

    /// Nothing came that was not looked at.
    #[track_caller]
    pub(crate) fn is_quiet(&self) {
        if let Ok(more) = self.received.try_recv() {
            panic!("{more:?}");
        }
    }
}

fn take(stream: TcpStream, replies: &Mutex<VecDeque<Reply>>, tell: &Sender<Received>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = Vec::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
            length = value.parse().unwrap();
        }
        head.push(line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let reply = replies.lock().unwrap().pop_front().unwrap_or(Reply::Status(200));
    // The test may be over.
    let _ = tell.send(Received { head, body });
    let mut stream = stream;
    match reply {
        Reply::Status(status) => {
            let answer = format!("HTTP/1.1 {status} x\r\nLocation: /elsewhere\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(answer.as_bytes());
        }
        // Until the other end is gone.
        Reply::Nothing => drop(reader.read(&mut [0])),
        Reply::HangUp => {}
    }
}
