//! What the parser of pages builds: a tree of elements and text.

use ego_tree::NodeId;
use ego_tree::Tree;
use html5ever::Attribute;
use html5ever::QualName;
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::ElementFlags;
use html5ever::tree_builder::NodeOrText;
use html5ever::tree_builder::QuirksMode;
use html5ever::tree_builder::TreeSink;
use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

/// A node of a page.
#[derive(Debug)]
pub(super) enum Node {
    /// The page itself, or what a template holds.
    Root,
    Element(Element),
    Text(StrTendril),
    /// A comment and the like.
    Other,
}

/// An element.
#[derive(Debug)]
pub(super) struct Element {
    name: Rc<QualName>,
    attributes: Vec<Attribute>,
}

impl Element {
    /// Its name, in lower case where it is one of HTML.
    pub(super) fn name(&self) -> &str {
        &self.name.local
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let attribute = self.attributes.iter().find(|attribute| &*attribute.name.local == name)?;
        Some(&attribute.value)
    }

    /// The names of the classes it is of.
    pub(super) fn classes(&self) -> impl Iterator<Item = &str> {
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
    /// Empty where it is no element.
    name: Rc<QualName>,
}

impl Handle {
    fn nameless(id: NodeId) -> Self {
        Handle { id, name: Rc::new(QualName::new(None, "".into(), "".into())) }
    }
}

/// A tree under way.
pub(super) struct Building {
    tree: RefCell<Tree<Node>>,
}

impl Building {
    pub(super) fn new() -> Self {
        Building { tree: RefCell::new(Tree::new(Node::Root)) }
    }

    /// A node that is nowhere yet.
    fn orphan(&self, node: Node) -> Handle {
        Handle::nameless(self.tree.borrow_mut().orphan(node).id())
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
        if id != at {
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

    fn parse_error(&self, _error: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle::nameless(self.tree.borrow().root().id())
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> &'a QualName {
        &target.name
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _flags: ElementFlags) -> Handle {
        let name = Rc::new(name);
        let element = Node::Element(Element { name: Rc::clone(&name), attributes });
        Handle { name, ..self.orphan(element) }
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        self.orphan(Node::Other)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle {
        self.orphan(Node::Other)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
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
            for attribute in attributes {
                if !element.attributes.iter().any(|own| own.name == attribute.name) {
                    element.attributes.push(attribute);
                }
            }
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
