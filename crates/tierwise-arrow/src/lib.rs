#![doc = include_str!("../README.md")]

mod binding;
mod column;
mod options;
mod output;
mod score;
mod stream;
mod threads;
mod zone;

pub use options::{Options, PointsType};
pub use output::{AS_OF, FINGERPRINT, POLICY, VERSION};
pub use score::{Scorer, score};
pub use stream::{Scored, stream};
pub use zone::Zone;
