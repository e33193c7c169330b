#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod binding;
mod column;
mod documents;
mod encoded;
mod events;
mod leaf;
mod options;
mod orders;
mod output;
mod piece;
mod replay;
mod rows;
mod score;
mod stream;
mod threads;
mod timelines;
mod words;
mod zone;

pub use options::{Options, PointsType};
pub use orders::{OrderOptions, accounts_from_orders};
pub use output::{AS_OF, FINGERPRINT, POLICY, VERSION};
pub use replay::{ReplayOptions, Replayed, replay, replay_stream};
pub use score::{Scorer, score};
pub use stream::{Scored, assess, stream};
pub use zone::Zone;
