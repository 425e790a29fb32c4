//! A server for one test, and what it answers.

use crate::world::World;
use serde_json::Value;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::process::Child;
use std::process::ChildStderr;
use std::process::Command;
use std::process::ExitStatus;
use std::process::Stdio;
use std::sync::Arc;
use ureq::Agent;
use ureq::http::Response;
use ureq::typestate::WithoutBody;

/// A running `duikan serve`, ended when it is dropped.
pub(crate) struct Served {
    process: Child,
    said: BufReader<ChildStderr>,
    /// `http://127.0.0.1:PORT/`.
    pub(crate) url: String,
    agent: Agent,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) media: String,
    pub(crate) text: String,
    pub(crate) headers: ureq::http::HeaderMap,
}

impl Served {
    /// `data/sample`, and what serves it.
    pub(crate) fn sample() -> (Arc<World>, Served) {
        let world = World::sample();
        let served = Served::of(&world);
        (world, served)
    }

    /// Serves the index of a world.
    pub(crate) fn of(world: &World) -> Self {
        Served::with(world, &[])
    }

    /// The same with more arguments.
    pub(crate) fn with(world: &World, arguments: &[&str]) -> Self {
        Served::at("127.0.0.1:0", world, arguments)
    }

    /// The same at another address.
    pub(crate) fn at(address: &str, world: &World, arguments: &[&str]) -> Self {
        Served::started(&mut world.command(&[&["serve", "--addr", address], arguments].concat()))
    }

    /// What a command starts that serves.
    pub(crate) fn started(command: &mut Command) -> Self {
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let said = BufReader::new(process.stderr.take().unwrap());
        let agent = Agent::config_builder().http_status_as_error(false).build().into();
        let mut served = Served { process, said, url: String::new(), agent };
        let line = served.said();
        let url = line.split_whitespace().find(|word| word.starts_with("http://"));
        url.unwrap_or_else(|| panic!("{line}")).clone_into(&mut served.url);
        served
    }

    /// The next line it says beside its answers; waits for it.
    pub(crate) fn said(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        line
    }

    /// A connection to it, on which anything may be sent.
    pub(crate) fn connect(&self) -> TcpStream {
        TcpStream::connect(self.url.trim_start_matches("http://").trim_end_matches('/')).unwrap()
    }

    /// What is answered to some bytes before the connection ends.
    pub(crate) fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        // Who has not read everything may end a connection with an error.
        drop(stream.read_to_end(&mut answer));
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A GET, the path and what stands behind it already escaped.
    pub(crate) fn reply(&self, path: &str) -> Reply {
        self.changed(path, |request| request)
    }

    /// The same, with the request changed before it is sent.
    pub(crate) fn changed(
        &self,
        path: &str,
        change: impl FnOnce(ureq::RequestBuilder<WithoutBody>) -> ureq::RequestBuilder<WithoutBody>,
    ) -> Reply {
        let request = self.agent.get(format!("{}{}", self.url, path.trim_start_matches('/')));
        Reply::of(change(request).call().unwrap())
    }

    /// A GET with parameters; it must succeed.
    pub(crate) fn get(&self, path: &str, parameters: &[(&str, &str)]) -> Value {
        self.changed(path, |request| request.query_pairs(parameters.iter().copied())).found(path)
    }

    /// A POST of a body.
    pub(crate) fn send(&self, path: &str, media: &str, body: &str) -> Reply {
        let request = self.agent.post(format!("{}{}", self.url, path.trim_start_matches('/')));
        Reply::of(request.content_type(media).send(body).unwrap())
    }

    /// A search by POST; it must succeed.
    pub(crate) fn search(&self, body: &Value) -> Value {
        self.send("search", "application/json", &body.to_string()).found(&body.to_string())
    }

    /// Asks it to end, as a system does that shuts down.
    pub(crate) fn terminate(&self) {
        self.signal("kill -TERM $0");
    }

    /// Lets a shell send signals to it: its number is `$0`.
    pub(crate) fn signal(&self, line: &str) {
        let id = self.process.id().to_string();
        assert!(Command::new("sh").args(["-c", line, &id]).status().unwrap().success());
    }

    /// Waits until it has ended; how, and what else it said.
    pub(crate) fn ended(mut self) -> (ExitStatus, String) {
        let mut said = String::new();
        self.said.read_to_string(&mut said).unwrap();
        (self.process.wait().unwrap(), said)
    }
}

/// A text as a part of an address, each byte escaped.
pub(crate) fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

impl Reply {
    fn of(mut response: Response<ureq::Body>) -> Self {
        let header = response.headers().get("content-type");
        Reply {
            status: response.status().as_u16(),
            media: header.map(|media| media.to_str().unwrap().to_owned()).unwrap_or_default(),
            headers: response.headers().clone(),
            text: response.body_mut().read_to_string().unwrap(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.media, "application/json", "{self:?}");
        serde_json::from_str(&self.text).unwrap()
    }

    fn found(&self, what: &str) -> Value {
        assert_eq!(self.status, 200, "{what}: {}", self.text);
        self.json()
    }

    /// Asserts that it is a refusal with a status, a code and a sentence that says this.
    pub(crate) fn refuses(&self, status: u16, code: &str, says: &str) {
        let trouble = self.json();
        assert_eq!((self.status, trouble["code"].as_str().unwrap()), (status, code), "{}", self.text);
        let message = trouble["message"].as_str().unwrap();
        assert!(message.contains(says), "`{message}` does not say `{says}`");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It has ended already where the test ended it.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
