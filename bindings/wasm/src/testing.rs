//! What only the tests may do; the package has none of it.

use tierwise::Account;
use tierwise_text::{Document, Format};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Core;
use crate::output::{Answer, Refused, answer};

fn document(text: &[u8], format: &str) -> Result<Document, Refused> {
    let format = Format::of_path(format!("text.{format}").as_ref()).unwrap_or(Format::Json);
    Ok(Document::read(text, format)?)
}

#[wasm_bindgen]
impl Core {
    /// Checks a policy in any text format.
    ///
    /// # Errors
    /// Every problem of the text or the document.
    #[wasm_bindgen(js_name = readPolicy)]
    pub fn read_policy(text: &[u8], format: &str) -> Result<Self, Refused> {
        Ok(Self(tierwise::Policy::read_tree(document(text, format)?.tree())?))
    }

    /// The account of a text, as it was understood.
    ///
    /// # Errors
    /// Every problem of the text or the document.
    #[wasm_bindgen(js_name = readAccount)]
    pub fn read_account(text: &[u8], format: &str) -> Answer {
        answer(&tierwise::wire::read_tree::<Account>(document(text, format)?.tree())?)
    }

    /// Panics.
    #[expect(clippy::panic, reason = "it is what the function is for")]
    pub fn panic(&self, message: String) {
        panic!("{message}");
    }

    /// Asks for more memory than there is.
    pub fn exhaust(&self) -> usize {
        let mut all: Vec<Vec<u8>> = Vec::new();
        loop {
            all.push(Vec::with_capacity(1 << 30));
        }
    }

    /// Calls itself until the stack is used up.
    pub fn recurse(&self, depth: u32) -> u32 {
        let room = std::hint::black_box([depth; 1024]);
        let deeper = if depth == u32::MAX { depth } else { self.recurse(depth.saturating_add(1)) };
        deeper.saturating_add(room.iter().copied().max().unwrap_or_default())
    }
}
