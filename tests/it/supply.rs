//! What we build on: the licences and sources of all crates are those that `deny.toml` lets in, the
//! list in `docs` is that of the manifests, and no crate of ours has unsafe code.

use crate::tree::package;
use crate::tree::sources;
use crate::world::string;
use serde_json::Value;
use spdx::Expression;
use spdx::ParseMode;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use toml::Table;

fn toml(path: impl AsRef<Path>) -> Table {
    fs::read_to_string(package().join(path)).unwrap().parse().unwrap()
}

/// The crates that end up in what is built here: ours and all they need, but not what only tests need.
struct Crates {
    /// By id.
    packages: BTreeMap<String, Value>,
    /// Ours.
    members: Vec<String>,
    /// By id, what each depends on directly.
    needs: BTreeMap<String, Vec<String>>,
}

impl Crates {
    fn known() -> Self {
        let cargo = |arguments: &[&str]| {
            let output = Command::new(env!("CARGO")).args(arguments).current_dir(package()).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let version = cargo(&["-vV"]);
        let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
        // Crates for other systems may not be at hand.
        let asked = ["metadata", "--format-version=1", "--offline", "--locked", "--filter-platform", host];
        let all: Value = serde_json::from_str(&cargo(&asked)).unwrap();
        let each = |value: &Value| value.as_array().unwrap().clone();
        // Nobody but us is given the tools.
        let is_tool = |id: &str| id.contains("duikan-tools") || id.contains("/tools#");
        let is_built = |needed: &Value| each(&needed["dep_kinds"]).iter().any(|kind| kind["kind"] != "dev");
        let needs = |node: &Value| {
            let needed = each(&node["deps"]).into_iter().filter(is_built);
            (string(&node["id"]), needed.map(|needed| string(&needed["pkg"])).collect())
        };
        let mut crates = Crates {
            packages: each(&all["packages"]).into_iter().map(|one| (string(&one["id"]), one)).collect(),
            members: each(&all["workspace_members"]).iter().map(string).filter(|id| !is_tool(id)).collect(),
            needs: each(&all["resolve"]["nodes"]).iter().map(needs).collect(),
        };
        let mut built = BTreeSet::new();
        let mut open = crates.members.clone();
        while let Some(id) = open.pop() {
            if built.insert(id.clone()) {
                open.extend(crates.needs[&id].iter().cloned());
            }
        }
        crates.packages.retain(|id, _| built.contains(id));
        crates
    }

    fn others(&self) -> impl Iterator<Item = &Value> {
        self.packages.iter().filter(|(id, _)| !self.members.contains(id)).map(|(_, package)| package)
    }
}

/// Whether a licence in SPDX's words can be met by those on a list; an old `/` is an OR.
fn is_met(licence: &str, by: &BTreeSet<String>) -> bool {
    Expression::parse_mode(licence, ParseMode::LAX)
        .is_ok_and(|expression| expression.evaluate(|asked| by.contains(&asked.to_string())))
}

#[test]
fn every_licence_is_one_that_is_allowed_and_each_of_these_is_needed() {
    let deny = toml("deny.toml");
    let allowed = deny["licenses"]["allow"].as_array().unwrap().iter();
    let allowed: BTreeSet<String> = allowed.map(|name| name.as_str().unwrap().to_owned()).collect();
    let crates = Crates::known();
    let refused = |by: &BTreeSet<String>| -> Vec<String> {
        let said = |one: &Value| one["license"].as_str().unwrap_or_default().to_owned();
        let refused = crates.others().filter(|one| !is_met(&said(one), by));
        refused.map(|one| format!("{} {}: {}", one["name"], one["version"], said(one))).collect()
    };
    assert_eq!(refused(&allowed), [""; 0]);
    for licence in &allowed {
        let others = allowed.iter().filter(|other| *other != licence).cloned().collect();
        assert!(!refused(&others).is_empty(), "{licence} need not be allowed");
    }
}

#[test]
fn every_crate_comes_from_crates_io() {
    for one in Crates::known().others() {
        assert_eq!(one["source"], "registry+https://github.com/rust-lang/crates.io-index", "{}", one["name"]);
    }
}

#[test]
fn the_list_of_dependencies_is_that_of_the_manifests() {
    let crates = Crates::known();
    let direct: BTreeSet<&String> = crates.members.iter().flat_map(|id| &crates.needs[id]).collect();
    let direct = direct.into_iter().filter(|id| !crates.members.contains(id));
    let mut rows: Vec<String> = direct
        .map(|id| &crates.packages[id])
        .map(|one| {
            format!(
                "| {} | {} | {} |",
                string(&one["name"]),
                string(&one["version"]),
                string(&one["license"])
            )
        })
        .collect();
    rows.sort_by_key(|row| row.replace('_', "-"));
    let text = fs::read_to_string(package().join("docs/dependencies.md")).unwrap();
    let written = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| crate |"));
    let (written, why): (Vec<String>, Vec<&str>) = written
        .map(|line| {
            let end = line.trim_end_matches(" |").rfind('|').unwrap();
            let (row, why) = line.split_at(end + 1);
            (row.to_owned(), why.trim_end_matches('|').trim())
        })
        .unzip();
    assert_eq!(written, rows, "docs/dependencies.md is out of date");
    assert!(why.iter().all(|why| !why.is_empty()), "each says why it is there");
    let all = format!("With what these need it is {} crates", crates.others().count());
    assert!(text.contains(&all), "docs/dependencies.md: {all}");
}

#[test]
fn no_crate_of_ours_may_have_unsafe_code() {
    let manifest = toml("Cargo.toml");
    assert_eq!(manifest["workspace"]["lints"]["rust"]["unsafe_code"].as_str(), Some("forbid"));
    let members = manifest["workspace"]["members"].as_array().unwrap().iter();
    for member in members.map(|member| member.as_str().unwrap()).chain(["."]) {
        let lints = &toml(Path::new(member).join("Cargo.toml"))["lints"];
        assert_eq!(lints["workspace"].as_bool(), Some(true), "{member}");
    }
}

/// Whoever embeds the library builds nothing that only the command needs.
#[test]
fn without_the_command_nothing_comes_along_that_only_the_command_needs() {
    let arguments = [
        "tree",
        "--offline",
        "--locked",
        "--package=duikan",
        "--no-default-features",
        "--edges=normal",
        "--depth=1",
    ];
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--prefix=none", "--format={p}"])
        .current_dir(package())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).unwrap();
    let built: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    let manifest = toml("Cargo.toml");
    let cli = manifest["features"]["cli"].as_array().unwrap().iter().filter_map(|feature| feature.as_str());
    let only_cli: Vec<&str> = cli.filter_map(|feature| feature.strip_prefix("dep:")).collect();
    assert!(built.contains("tantivy") && only_cli.len() > 10, "{built:?} {only_cli:?}");
    let comes_along = only_cli.into_iter().filter(|name| built.contains(name));
    assert_eq!(comes_along.collect::<Vec<_>>(), Vec::<&str>::new());
    // What is not optional is used below `src/` outside of the command.
    let (source, command) = (package().join("src"), package().join("src/bin"));
    let library = sources(&source).into_iter().filter(|path| !path.starts_with(&command));
    let library: String = library.map(|path| fs::read_to_string(path).unwrap()).collect();
    let needed = manifest["dependencies"].as_table().unwrap().iter();
    let needed =
        needed.filter(|(_, how)| how.get("optional").is_none()).map(|(name, _)| name.replace('-', "_"));
    let idle = needed.filter(|name| !library.contains(&format!("{name}::")));
    assert_eq!(idle.collect::<Vec<_>>(), Vec::<String>::new());
}
