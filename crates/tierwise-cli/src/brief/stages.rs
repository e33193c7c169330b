//! Work that passes through a reader, several workers and a writer, in the order in which it was read.

use std::sync::mpsc::sync_channel;
use std::thread;

use crate::failure::Failure;

/// Hands on a piece of work; false once nobody wants more.
pub(crate) type Send<'s, J> = &'s mut dyn FnMut(J) -> bool;

/// Runs all three at once. Each worker has two places beside the piece that it works on, so that little is in memory, and
/// takes every n-th piece, so that results come out in the order of the pieces. The first failure ends everything.
pub(crate) fn run<J: std::marker::Send, R: std::marker::Send>(
    read: impl FnOnce(Send<'_, J>) -> Result<(), Failure> + std::marker::Send,
    workers: Vec<impl FnMut(J) -> R + std::marker::Send>,
    mut write: impl FnMut(R) -> Result<(), Failure>,
) -> Result<(), Failure> {
    thread::scope(|scope| {
        let (mut inboxes, mut outboxes) = (Vec::new(), Vec::new());
        for mut worker in workers {
            let (inbox, pieces) = sync_channel(1);
            let (done, outbox) = sync_channel(1);
            scope.spawn(move || pieces.into_iter().all(|piece| done.send(worker(piece)).is_ok()));
            inboxes.push(inbox);
            outboxes.push(outbox);
        }
        let reader = scope.spawn(move || {
            let mut turn = inboxes.iter().cycle();
            read(&mut |piece| turn.next().is_some_and(|inbox| inbox.send(piece).is_ok()))
        });
        // The first worker without a result is the one whose turn it would be after the last piece.
        let written = outboxes.iter().cycle().map_while(|outbox| outbox.recv().ok()).try_for_each(&mut write);
        drop(outboxes);
        let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        written.and(read)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn squares(workers: usize, write: impl FnMut(u64) -> Result<(), Failure>) -> Result<(), Failure> {
        let read = |send: Send<'_, u64>| {
            (0..1_000).all(&mut *send);
            Ok(())
        };
        run(read, (0..workers).map(|_| |piece: u64| piece.pow(2)).collect(), write)
    }

    #[test]
    fn results_come_in_the_order_of_the_pieces() {
        for workers in [1, 2, 7] {
            let mut squared = Vec::new();
            squares(workers, |result| {
                squared.push(result);
                Ok(())
            })
            .unwrap();
            assert_eq!(squared, (0..1_000).map(|piece| piece * piece).collect::<Vec<u64>>());
        }
    }

    #[test]
    fn the_first_failure_ends_everything() {
        let mut written = 0;
        let ended = squares(3, |_| {
            written += 1;
            if written == 10 { Err(Failure::Told("full".to_owned())) } else { Ok(()) }
        });
        assert_eq!((ended.unwrap_err().to_string().as_str(), written), ("full", 10));
        let read = |send: Send<'_, u64>| {
            send(1);
            Err(Failure::Told("cut".to_owned()))
        };
        assert_eq!(run(read, vec![|piece: u64| piece], |_| Ok(())).unwrap_err().to_string(), "cut");
    }
}
