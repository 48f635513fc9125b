//! Which pages hang together: under the root of a table that the schema names, under a page above them whose own
//! place is not known, or each by itself.
//!
//! Pages of the list of free ones are left out, so what was deleted does not come back from them. That list is known
//! by its own pages, also when the first page, where it begins, is gone.

use std::collections::{BTreeMap, HashSet};

use super::image::Image;
use super::pages::{Kind, Row, Value};

/// The leaves of one tree, in order.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Tree {
    pub leaves: Vec<u32>,
    /// No page of it was lost.
    pub whole: bool,
}

/// All of a file's.
#[derive(Debug, Default)]
pub(super) struct Trees {
    /// Of tables the schema names.
    pub named: BTreeMap<String, Tree>,
    /// Of tables that have to be found out.
    pub loose: Vec<Tree>,
}

impl Trees {
    pub fn of(image: &Image) -> Self {
        let kinds = image.numbers().map(|number| image.kind(number)).collect();
        let mut forest = Forest { image, kinds };
        let schema = forest.fell(1);
        let roots = schema.leaves.iter().flat_map(|leaf| image.rows(*leaf)).filter_map(|row| root(&row));
        let mut trees = Self::default();
        trees.name(&mut forest, roots.collect());
        // What a tree reaches is not free, whatever another page says.
        forest.fell_free_pages();
        if !schema.whole {
            let roots = forest.fell_lost_schema();
            trees.name(&mut forest, roots);
        }
        trees.loose = forest.tops().into_iter().map(|top| forest.fell(top)).collect();
        trees
    }

    fn name(&mut self, forest: &mut Forest<'_>, roots: Vec<(String, u32)>) {
        for (table, root) in roots {
            self.named.entry(table).or_insert_with(|| forest.fell(root));
        }
    }
}

/// The pages that belong to no tree yet.
struct Forest<'a> {
    image: &'a Image,
    kinds: Vec<Kind>,
}

impl Forest<'_> {
    /// What this page is, which is taken by asking: no page is in two trees.
    fn take(&mut self, number: u32) -> Kind {
        let place = (number as usize).checked_sub(1).and_then(|place| self.kinds.get_mut(place));
        place.map_or(Kind::Other, |kind| std::mem::replace(kind, Kind::Other))
    }

    fn numbered(&self) -> impl Iterator<Item = (u32, &Kind)> {
        (1..).zip(&self.kinds)
    }

    /// Takes the tree below this page.
    fn fell(&mut self, top: u32) -> Tree {
        let mut tree = Tree { leaves: Vec::new(), whole: true };
        let mut above = vec![top];
        while let Some(number) = above.pop() {
            match self.take(number) {
                Kind::Leaf => tree.leaves.push(number),
                Kind::Interior(below) => above.extend(below.into_iter().rev()),
                Kind::Trunk(_) | Kind::Other => tree.whole = false,
            }
        }
        tree
    }

    fn fell_free_pages(&mut self) {
        let trunks = self.kinds.iter().filter_map(|kind| match kind {
            Kind::Trunk(free) => Some(free),
            Kind::Leaf | Kind::Interior(_) | Kind::Other => None,
        });
        for free in trunks.flatten().copied().collect::<Vec<_>>() {
            self.take(free);
        }
    }

    /// Takes the schema's leaves that hang under nothing, and says which roots they name.
    fn fell_lost_schema(&mut self) -> Vec<(String, u32)> {
        let leaves = self.numbered().filter(|(_, kind)| **kind == Kind::Leaf).map(|(number, _)| number);
        let mut roots = Vec::new();
        for leaf in leaves.collect::<Vec<_>>() {
            let rows = self.image.rows(leaf);
            if !rows.is_empty() && rows.iter().all(is_of_schema) {
                self.take(leaf);
                roots.extend(rows.iter().filter_map(root));
            }
        }
        roots
    }

    /// The pages that no other names.
    fn tops(&self) -> Vec<u32> {
        let named: HashSet<u32> = self
            .kinds
            .iter()
            .filter_map(|kind| match kind {
                Kind::Interior(below) => Some(below),
                Kind::Leaf | Kind::Trunk(_) | Kind::Other => None,
            })
            .flatten()
            .copied()
            .collect();
        self.numbered()
            .filter(|(number, kind)| {
                matches!(kind, Kind::Leaf | Kind::Interior(_)) && !named.contains(number)
            })
            .map(|(number, _)| number)
            .collect()
    }
}

/// No table of ours has rows like the schema's: what it is, its name, its table, its root, its text.
fn is_of_schema(row: &Row) -> bool {
    let [Value::Text(what), Value::Text(_), Value::Text(_), Value::Integer(_), Value::Text(_) | Value::Null] =
        row.values.as_slice()
    else {
        return false;
    };
    ["table", "index", "trigger", "view"].contains(&what.as_str())
}

/// The table a row of the schema names, and its root.
fn root(row: &Row) -> Option<(String, u32)> {
    match row.values.as_slice() {
        [Value::Text(what), Value::Text(name), _, Value::Integer(root), _]
            if what == "table" && is_of_schema(row) =>
        {
            Some((name.clone(), u32::try_from(*root).ok()?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
