//! From a parser's steps to a tree and the places of its parts.

use tierwise::error::code;
use tierwise::tree::{MAX_DEPTH, Tree};

/// The most values that a document may have.
pub const MAX_VALUES: usize = 8_000_000;

/// Why a text was refused, and at which byte.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) path: String,
    pub(crate) message: String,
    pub(crate) at: usize,
}

impl Fault {
    pub(crate) fn new(code: &'static str, at: usize, message: impl Into<String>) -> Self {
        Self { code, path: String::new(), message: message.into(), at }
    }

    pub(crate) fn too_deep(at: usize) -> Self {
        Self::new(code::INPUT_TOO_DEEP, at, format!("expected at most {MAX_DEPTH} levels of nesting, found more"))
    }
}

/// Where a part of a tree stands in the text, as the part before it: in the same order as the tree's children.
#[derive(Debug, Clone, Default)]
pub(crate) struct Place {
    /// The byte at which the value starts. A text is far smaller than 4 GiB.
    at: u32,
    /// The byte at which its key starts.
    key: Option<u32>,
    pub(crate) children: Vec<Place>,
}

impl Place {
    pub(crate) fn value(&self) -> usize {
        self.at as usize
    }

    pub(crate) fn key(&self) -> Option<usize> {
        self.key.map(|key| key as usize)
    }
}

fn short(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A list or section that has begun and not ended.
struct Open {
    tree: Tree,
    place: Place,
    key: Option<(String, usize)>,
}

/// Builds a tree from the outside in, without recursion.
#[derive(Default)]
pub(crate) struct Builder {
    open: Vec<Open>,
    done: Option<(Tree, Place)>,
    count: usize,
}

impl Builder {
    /// Whether a key has to come next, if not the section's end.
    pub(crate) fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { tree: Tree::Map(_), key: None, .. }))
    }

    pub(crate) fn key(&mut self, text: String, at: usize) {
        if let Some(open) = self.open.last_mut() {
            open.key = Some((text, at));
        }
    }

    /// Where the key stands whose value comes next.
    #[cfg(feature = "yaml")]
    pub(crate) fn key_at(&self) -> Option<usize> {
        self.open.last().and_then(|open| open.key.as_ref()).map(|(_, at)| *at)
    }

    /// Begins a list or section.
    pub(crate) fn begin(&mut self, empty: Tree, at: usize) -> Result<(), Fault> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Fault::too_deep(at));
        }
        self.open.push(Open { tree: empty, place: Place { at: short(at), ..Place::default() }, key: None });
        Ok(())
    }

    pub(crate) fn end(&mut self) -> Result<(), Fault> {
        match self.open.pop() {
            Some(Open { tree, place, .. }) => self.add(tree, place),
            None => Ok(()),
        }
    }

    pub(crate) fn value(&mut self, tree: Tree, at: usize) -> Result<(), Fault> {
        self.add(tree, Place { at: short(at), ..Place::default() })
    }

    fn add(&mut self, tree: Tree, mut place: Place) -> Result<(), Fault> {
        self.count = self.count.saturating_add(1);
        if self.count > MAX_VALUES {
            return Err(Fault::new(code::INPUT_TOO_DEEP, place.value(), format!("expected at most {MAX_VALUES} values in one document, found more")));
        }
        match self.open.last_mut() {
            None => self.done = Some((tree, place)),
            Some(open) => {
                match (&mut open.tree, open.key.take()) {
                    (Tree::Map(entries), Some((key, at))) => {
                        place.key = Some(short(at));
                        entries.push((key, tree));
                    }
                    (Tree::List(items), _) => items.push(tree),
                    _ => return Ok(()),
                }
                open.place.children.push(place);
            }
        }
        Ok(())
    }

    /// The path of the value that comes next, as the core writes paths.
    fn path(&self) -> String {
        let mut path = String::new();
        for open in &self.open {
            match (&open.key, &open.tree) {
                (Some((key, _)), _) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(key);
                }
                (None, Tree::List(items)) => path.push_str(&format!("[{}]", items.len())),
                _ => {}
            }
        }
        path
    }

    /// A problem of the value that comes next.
    pub(crate) fn fault(&self, code: &'static str, at: usize, message: impl Into<String>) -> Fault {
        Fault { path: self.path(), ..Fault::new(code, at, message) }
    }

    /// A number too great for any type.
    pub(crate) fn out_of_range(&self, at: usize, written: &str) -> Fault {
        self.fault(code::NUMBER_RANGE, at, format!("expected a number below 1.8e308 in size, found `{written}`"))
    }

    pub(crate) fn finish(self) -> Option<(Tree, Place)> {
        self.done
    }
}
