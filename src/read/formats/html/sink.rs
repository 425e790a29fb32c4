//! What the parser of pages builds: a tree of elements and text.

use ego_tree::NodeId;
use ego_tree::Tree;
use html5ever::Attribute;
use html5ever::LocalName;
use html5ever::QualName;
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::ElementFlags;
use html5ever::tree_builder::NodeOrText;
use html5ever::tree_builder::QuirksMode;
use html5ever::tree_builder::TreeSink;
use std::borrow::Cow;
use std::cell::Cell;
use std::cell::RefCell;
use std::rc::Rc;

/// A node of a page.
#[derive(Debug)]
pub(in crate::read::formats) enum Node {
    /// The page itself, or what a template holds.
    Root,
    Element(Element),
    Text(StrTendril),
    /// A comment and the like.
    Other,
}

/// An element.
#[derive(Debug)]
pub(in crate::read::formats) struct Element {
    name: LocalName,
    /// Those that say something to us.
    attributes: Vec<(LocalName, StrTendril)>,
}

/// The attributes that say something to us: no others are kept.
const ATTRIBUTES: [&str; 18] = [
    "alt",
    "aria-label",
    "class",
    "content",
    "epub:type",
    "hidden",
    "href",
    "id",
    "lang",
    "name",
    "open",
    "property",
    "role",
    "style",
    "title",
    "xml:lang",
    "xlink:href",
    "src",
];

impl Element {
    pub(super) fn new(name: LocalName) -> Self {
        Element { name, attributes: Vec::new() }
    }

    /// Adds an attribute; of several of one name the first counts.
    pub(super) fn set(&mut self, name: &str, value: StrTendril) {
        if ATTRIBUTES.contains(&name) && self.attribute(name).is_none() {
            self.attributes.push((name.into(), value));
        }
    }

    fn take(&mut self, attributes: Vec<Attribute>) {
        for Attribute { name, value } in attributes {
            self.set(&name.local, value);
        }
    }

    /// Its name, in lower case where it is one of HTML.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The value of an attribute.
    pub(in crate::read::formats) fn attribute(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(own, _)| &**own == name)?;
        Some(value)
    }

    /// Whether it is of one of these classes.
    pub(in crate::read::formats) fn has_class(&self, names: &[&str]) -> bool {
        self.classes().any(|class| names.contains(&class))
    }

    /// The names of the classes it is of.
    pub(in crate::read::formats) fn classes(&self) -> impl Iterator<Item = &str> {
        self.attribute("class").unwrap_or_default().split_ascii_whitespace()
    }
}

impl Node {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Node::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// How the parser names a node.
#[derive(Debug, Clone)]
pub(super) struct Handle {
    id: NodeId,
    named: Rc<Named>,
}

/// What the parser asks of a node again and again.
#[derive(Debug)]
struct Named {
    /// Empty where it is no element.
    name: QualName,
    /// How many elements it lies in, as far as is known.
    depth: Cell<u64>,
}

impl Handle {
    fn new(id: NodeId, name: QualName) -> Self {
        Handle { id, named: Rc::new(Named { name, depth: Cell::new(0) }) }
    }

    fn nameless(id: NodeId) -> Self {
        Handle::new(id, QualName::new(None, "".into(), "".into()))
    }
}

/// So deep may elements lie in each other.
pub(super) const DEPTH: u64 = 10_000;
/// The parser asks all elements around a tag what they are: so many in all, and so many for each element.
const WORK: u64 = 1 << 27;
const OF_ELEMENT: u64 = 256;
/// Nodes in a page of no size; tags that are never closed have others begin again and again.
const NODES: usize = 4 << 10;

/// Why a page is not parsed to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Excess {
    Depth,
    /// More nodes, or more work, than the page is worth.
    Disorder,
}

/// A tree under way.
pub(super) struct Building {
    tree: RefCell<Tree<Node>>,
    /// The most nodes that there may be, and how many there are.
    most: usize,
    nodes: Cell<usize>,
    /// How deep the last element lies, and what all of them have cost.
    depth: Cell<u64>,
    work: Cell<u64>,
    excess: Cell<Option<Excess>>,
}

impl Building {
    /// The tree of a page of so many bytes.
    pub(super) fn of(bytes: usize) -> Self {
        Building {
            tree: RefCell::new(Tree::new(Node::Root)),
            most: NODES + bytes / 2,
            nodes: Cell::new(0),
            depth: Cell::new(0),
            work: Cell::new(0),
            excess: Cell::new(None),
        }
    }

    /// Why no more should be parsed.
    pub(super) fn excess(&self) -> Option<Excess> {
        self.excess.get()
    }

    /// Counts what a tag costs at a depth.
    fn count(&self, depth: u64) {
        self.depth.set(depth);
        self.work.set(self.work.get() + depth);
        // All lie in two: the page and its body.
        if depth > DEPTH + 2 {
            self.excess.set(Some(Excess::Depth));
        } else if self.work.get() > WORK + OF_ELEMENT * self.nodes.get() as u64
            || self.nodes.get() > self.most
        {
            self.excess.set(Some(Excess::Disorder));
        }
    }

    /// Counts an element where it is put.
    fn count_at(&self, child: &NodeOrText<Handle>, depth: u64) {
        if let NodeOrText::AppendNode(child) = child {
            child.named.depth.set(depth);
            self.count(depth);
        }
    }

    /// A node that is nowhere yet.
    fn orphan(&self, node: Node) -> Handle {
        Handle::nameless(self.place(node))
    }

    /// The same by its number; where there is too much already, the whole page.
    fn place(&self, node: Node) -> NodeId {
        let mut tree = self.tree.borrow_mut();
        self.nodes.set(self.nodes.get() + 1);
        if self.excess.get().is_some() { tree.root().id() } else { tree.orphan(node).id() }
    }

    /// Puts a child where `place` puts a node; text goes on with that before it, which `before` gives.
    fn put(
        &self,
        at: NodeId,
        child: NodeOrText<Handle>,
        before: impl FnOnce(&Tree<Node>) -> Option<NodeId>,
        place: impl FnOnce(&mut Tree<Node>, NodeId),
    ) {
        let tree = &mut *self.tree.borrow_mut();
        let id = match child {
            NodeOrText::AppendNode(node) => node.id,
            NodeOrText::AppendText(text) => {
                let last = before(tree).and_then(|id| tree.get_mut(id));
                if let Some(mut last) = last
                    && let Node::Text(said) = last.value()
                {
                    said.push_tendril(&text);
                    return;
                }
                tree.orphan(Node::Text(text)).id()
            }
        };
        if id != at && id != tree.root().id() {
            place(tree, id);
        }
    }
}

impl TreeSink for Building {
    type Handle = Handle;
    type Output = Tree<Node>;
    type ElemName<'a> = &'a QualName;

    fn finish(self) -> Tree<Node> {
        self.tree.into_inner()
    }

    fn parse_error(&self, _error: Cow<'static, str>) {
        // A tag that closes nothing has been compared with all that is open.
        self.count(self.depth.get());
    }

    fn get_document(&self) -> Handle {
        Handle::nameless(self.tree.borrow().root().id())
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> &'a QualName {
        &target.named.name
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _flags: ElementFlags) -> Handle {
        let mut element = Element::new(name.local.clone());
        element.take(attributes);
        Handle::new(self.place(Node::Element(element)), name)
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        self.orphan(Node::Other)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle {
        self.orphan(Node::Other)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.count_at(&child, parent.named.depth.get() + 1);
        let last = |tree: &Tree<Node>| Some(tree.get(parent.id)?.last_child()?.id());
        self.put(parent.id, child, last, |tree, child| {
            if let Some(mut parent) = tree.get_mut(parent.id) {
                parent.append_id(child);
            }
        });
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let has_parent = self.tree.borrow().get(element.id).is_some_and(|node| node.parent().is_some());
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        // What a template holds is not shown, like all that is in it.
        target.clone()
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one.id == other.id
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        self.count_at(&child, sibling.named.depth.get());
        let before = |tree: &Tree<Node>| Some(tree.get(sibling.id)?.prev_sibling()?.id());
        self.put(sibling.id, child, before, |tree, child| {
            if let Some(mut sibling) = tree.get_mut(sibling.id) {
                sibling.insert_id_before(child);
            }
        });
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        let Some(mut node) = tree.get_mut(target.id) else { return };
        if let Node::Element(element) = node.value() {
            element.take(attributes);
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        if let Some(mut node) = self.tree.borrow_mut().get_mut(target.id) {
            node.detach();
        }
    }

    fn reparent_children(&self, node: &Handle, parent: &Handle) {
        if let Some(mut parent) = self.tree.borrow_mut().get_mut(parent.id) {
            parent.reparent_from_id_append(node.id);
        }
    }
}
