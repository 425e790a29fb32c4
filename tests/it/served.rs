//! A server for one test, and what it answers.

use crate::world::World;
use serde_json::Value;
use std::io::BufRead;
use std::io::BufReader;
use std::process::Child;
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
        let mut command = world.command(&[&["serve", "--addr", "127.0.0.1:0"], arguments].concat());
        let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.split_whitespace().find(|word| word.starts_with("http://"));
        let url = url.unwrap_or_else(|| panic!("{line}")).to_owned();
        let agent = Agent::config_builder().http_status_as_error(false).build().into();
        Served { process, url, agent }
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

    /// Ends it as a system does that shuts down.
    pub(crate) fn terminate(mut self) -> ExitStatus {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.process.wait().unwrap()
    }
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
