//! A queue between threads from which several things are taken at once.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};

/// Of bounded length.
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    most: usize,
}

struct State<T> {
    waiting: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    /// For at most so many.
    pub(super) fn new(most: usize) -> Self {
        Self { state: Mutex::new(State { waiting: VecDeque::new(), closed: false }), changed: Condvar::new(), most }
    }

    /// Puts something at the end; gives it back if the queue is full or closed.
    pub(super) fn push(&self, item: T) -> Result<(), T> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.closed || state.waiting.len() >= self.most {
            return Err(item);
        }
        state.waiting.push_back(item);
        self.changed.notify_one();
        Ok(())
    }

    /// Waits until there is something, and takes the first and those of the next that `belong` to it, `most` at most. `None` when it is
    /// closed and empty.
    pub(super) fn take(&self, most: usize, belong: impl Fn(&T, &T) -> bool) -> Option<Vec<T>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(first) = state.waiting.pop_front() {
                let mut taken = vec![first];
                while taken.len() < most
                    && let Some(next) = state.waiting.front()
                    && taken.first().is_some_and(|first| belong(first, next))
                    && let Some(next) = state.waiting.pop_front()
                {
                    taken.push(next);
                }
                return Some(taken);
            }
            if state.closed {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Nothing more is taken in; what is there is still handed out.
    pub(super) fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_keep_the_order_and_end_where_something_else_begins() {
        let queue = Queue::new(5);
        assert!([1, 3, 5, 2, 4].into_iter().all(|n| queue.push(n).is_ok()));
        assert_eq!(queue.push(6), Err(6), "full");
        let same = |a: &i32, b: &i32| a % 2 == b % 2;
        assert_eq!(queue.take(2, same), Some(vec![1, 3]));
        assert_eq!(queue.take(9, same), Some(vec![5]));
        queue.close();
        assert_eq!(queue.push(7), Err(7), "closed");
        assert_eq!(queue.take(9, same), Some(vec![2, 4]));
        assert_eq!(queue.take(9, same), None);
    }
}
