//! How wide the vectors are that a block of rows is worked on with.

use fearless_simd::Level;

/// Instructions that rows are scored with, several rows at once. Results do not depend on them.
///
/// [`Policy::table`](crate::Policy::table) chooses the widest that the machine has; others are for tests and benches.
///
/// ```
/// use tierwise::columns::Vectors;
/// assert_eq!(Vectors::available().last(), Some(&Vectors::widest()));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Vectors(pub(super) Level);

impl Vectors {
    /// The widest of this machine.
    #[must_use]
    pub fn widest() -> Self {
        Self(Level::new())
    }

    /// All that this machine has, the widest last.
    #[must_use]
    pub fn available() -> Vec<Self> {
        let level = Level::new();
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        let narrower = [level.as_sse2().map(Level::Sse2), level.as_sse4_2().map(Level::Sse4_2), level.as_avx2().map(Level::Avx2)];
        #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
        let narrower: [Option<Level>; 0] = [];
        let narrower = narrower.into_iter().flatten().map(Self).filter(|narrower| *narrower != Self(level));
        narrower.chain([Self(level)]).collect()
    }

    /// What the instructions are called: `avx512`, `avx2`, `simd128` and so on.
    #[must_use]
    pub fn name(self) -> String {
        let name = format!("{:?}", self.0).to_lowercase();
        name.split('(').next().unwrap_or_default().replace("wasm", "")
    }
}

impl PartialEq for Vectors {
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(&self.0) == std::mem::discriminant(&other.0)
    }
}
