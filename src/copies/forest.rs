//! Disjoint sets, for what links tie together (Tarjan: "Efficiency of a good but not linear set union
//! algorithm", J. ACM 22, 1975).

/// Disjoint sets, each with its smallest member as root.
#[derive(Debug, Clone)]
pub(crate) struct Forest {
    parents: Vec<usize>,
}

impl Forest {
    /// So many sets of one member each.
    #[must_use]
    pub(crate) fn of(members: usize) -> Self {
        Forest { parents: (0..members).collect() }
    }

    /// The smallest member of a set.
    pub(crate) fn root(&mut self, mut node: usize) -> usize {
        while let Some(&parent) = self.parents.get(node)
            && parent != node
        {
            let grandparent = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(node) {
                *slot = grandparent;
            }
            node = grandparent;
        }
        node
    }

    /// Makes two sets one.
    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.parents.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}
