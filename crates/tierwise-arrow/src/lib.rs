#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod binding;
mod column;
mod events;
mod options;
mod orders;
mod output;
mod replay;
mod rows;
mod score;
mod stream;
mod threads;
mod zone;

pub use options::{Options, PointsType};
pub use orders::{OrderOptions, accounts_from_orders};
pub use output::{AS_OF, FINGERPRINT, POLICY, VERSION};
pub use replay::{ReplayOptions, Replayed, replay, replay_stream};
pub use score::{Scorer, score};
pub use stream::{Scored, stream};
pub use zone::Zone;
