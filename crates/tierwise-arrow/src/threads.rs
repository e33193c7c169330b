//! Pieces of work on several threads, with results in the order of the pieces.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// As many threads as were asked for, or as the machine has.
pub(crate) fn count(asked: Option<NonZeroUsize>) -> usize {
    asked.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

/// Does every piece of work, on so many threads at most; each thread takes the next piece when it has done one.
pub(crate) fn each<J: Send, R: Send>(threads: usize, pieces: Vec<J>, work: impl Fn(J) -> R + Sync) -> Vec<R> {
    if threads.min(pieces.len()) <= 1 {
        return pieces.into_iter().map(work).collect();
    }
    let count = threads.min(pieces.len());
    let queue = Mutex::new(pieces.into_iter().enumerate());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let worker = || {
        let mut done = Vec::new();
        while let Some((at, piece)) = next() {
            done.push((at, work(piece)));
        }
        done
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let others: Vec<_> = (1..count).map(|_| scope.spawn(worker)).collect();
        let mut done = worker();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
