//! A browser for one test: headless Chromium, driven by chromedriver.

use crate::served::Served;
use crate::tools::axe;
use fantoccini::Client;
use fantoccini::ClientBuilder;
use fantoccini::Locator;
use fantoccini::elements::Element;
use serde_json::Value;
use serde_json::json;
use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use tempfile::TempDir;

/// The driver, ended when it is dropped.
struct Driver {
    process: Child,
    url: String,
    /// What the browser writes, its profile too.
    _room: TempDir,
}

/// A browser that has the page of a server open.
pub(crate) struct Browser {
    driver: Driver,
    pub(crate) client: Client,
    base: String,
}

/// How a browser is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Window {
    Wide,
    /// As narrow as a telephone.
    Narrow,
}

impl Driver {
    /// It takes a free port of IPv6 and ends where another program has the same number of IPv4: then it is
    /// started anew.
    fn start() -> Self {
        const ATTEMPTS: usize = 10;
        let mut said = String::new();
        for _ in 0..ATTEMPTS {
            match Self::attempt() {
                Ok(driver) => return driver,
                Err(why) => said = why,
            }
        }
        panic!("chromedriver does not start: {said}")
    }

    /// What it said, if it does not listen.
    fn attempt() -> Result<Self, String> {
        let room = TempDir::new().unwrap();
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").env("TMPDIR", room.path()).stdout(Stdio::piped()).stderr(Stdio::null());
        let missing = "chromedriver is not there: run ./test, which installs it, or tests/browser/prepare";
        let mut driver = Driver { process: command.spawn().expect(missing), url: String::new(), _room: room };
        let mut said = String::new();
        for line in BufReader::new(driver.process.stdout.take().unwrap()).lines().map(Result::unwrap) {
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                driver.url = format!("http://127.0.0.1:{}", port.trim_end_matches('.'));
                return Ok(driver);
            }
            said += &line;
        }
        Err(said)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Runs a test in a browser at the page of a server; whatever it does, the page must not complain.
pub(crate) fn browse(served: &Served, window: Window, test: impl AsyncFnOnce(&Browser)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let browser = Browser::open(served, window).await;
        test(&browser).await;
        browser.complains_of_nothing().await;
        browser.client.close().await.unwrap();
    });
}

impl Browser {
    async fn open(served: &Served, window: Window) -> Self {
        let driver = Driver::start();
        let size = if window == Window::Wide { "1200,900" } else { "400,800" };
        let capabilities = json!({
            "goog:chromeOptions": {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--lang=zh-CN", "--accept-lang=zh-CN", "--hide-scrollbars", format!("--window-size={size}")]},
            "goog:loggingPrefs": {"browser": "ALL"},
        });
        let Value::Object(capabilities) = capabilities else { unreachable!() };
        let mut builder = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
        let client = builder.capabilities(capabilities).connect(&driver.url).await.unwrap();
        Browser { driver, client, base: served.url.trim_end_matches('/').to_owned() }
    }

    /// Opens an address of the server.
    pub(crate) async fn goto(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.base)).await.unwrap();
    }

    /// The address, without the server.
    pub(crate) async fn address(&self) -> String {
        let url = self.client.current_url().await.unwrap();
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{}{query}", url.path())
    }

    /// Waits for an element.
    pub(crate) async fn find(&self, css: &str) -> Element {
        let found = self.client.wait().for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("{css}: {error}\n{}", self.text("main").await),
        }
    }

    /// All elements there are now.
    pub(crate) async fn all(&self, css: &str) -> Vec<Element> {
        self.client.find_all(Locator::Css(css)).await.unwrap()
    }

    /// The text of an element as it is seen.
    pub(crate) async fn text(&self, css: &str) -> String {
        self.client.find(Locator::Css(css)).await.unwrap().text().await.unwrap()
    }

    /// Presses keys, wherever the focus is.
    pub(crate) async fn press(&self, keys: &str) {
        self.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
    }

    /// What a script returns.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// Waits until a script returns true.
    pub(crate) async fn until(&self, script: &str) {
        let look = "const [condition, done] = arguments; const holds = new Function(condition); \
                    const look = () => (holds() ? done(true) : requestAnimationFrame(look)); look()";
        let held = self.client.execute_async(look, vec![json!(script)]).await;
        assert!(held.is_ok(), "{script}: {held:?}\n{}", self.text("main").await);
    }

    /// Puts a picture of what is seen into a folder; ./test says which.
    pub(crate) async fn picture(&self, name: &str) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.png"));
        fs::write(&path, self.client.screenshot().await.unwrap()).unwrap();
    }

    /// Serious violations that axe-core finds, each with its elements.
    pub(crate) async fn violations(&self) -> Vec<String> {
        self.client.execute(&fs::read_to_string(axe()).unwrap(), Vec::new()).await.unwrap();
        let script = "const done = arguments[0]; axe.run().then((found) => done(found.violations))";
        let found = self.client.execute_async(script, Vec::new()).await.unwrap();
        let serious = found
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| ["serious", "critical"].contains(&one["impact"].as_str().unwrap_or_default()));
        serious.map(|one| format!("{}: {}", one["id"], one["nodes"])).collect()
    }

    /// The console of the page has no warning and no error.
    async fn complains_of_nothing(&self) {
        let session = self.client.session_id().await.unwrap().unwrap();
        let url = format!("{}/session/{session}/se/log", self.driver.url);
        let log = ureq::post(url)
            .send_json(json!({"type": "browser"}))
            .unwrap()
            .body_mut()
            .read_json::<Value>()
            .unwrap();
        // That a request was refused is the browser's to note; what the page makes of it is tested.
        let is_bad = |entry: &&Value| entry["level"] != "INFO" && entry["source"] != "network";
        let bad: Vec<&Value> = log["value"].as_array().unwrap().iter().filter(is_bad).collect();
        assert!(bad.is_empty(), "the console says {bad:?}");
    }
}
