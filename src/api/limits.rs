//! How often somebody may ask: by address, more strictly by address where passwords and links are tried, and by account.

use std::fmt;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// How often, per minute; as much at once as well.
#[derive(Debug, Clone, Copy)]
pub struct Rates {
    /// Requests from one address.
    pub address: u32,
    /// Attempts with a password or a link from one address.
    pub attempts: u32,
    /// Requests of one account.
    pub account: u32,
}

impl Default for Rates {
    /// A housing office behind one address works without noticing; a program that guesses does not.
    fn default() -> Self {
        Self { address: 1200, attempts: 30, account: 600 }
    }
}

struct Limit<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    asked: AtomicU32,
}

impl<K: Hash + Eq + Clone> Limit<K> {
    fn new(per_minute: u32) -> Self {
        let limiter = RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN)));
        Self { limiter, asked: AtomicU32::new(0) }
    }

    fn allows(&self, key: &K) -> bool {
        // Whoever has not asked for a while is forgotten, so that the table does not grow.
        if self.asked.fetch_add(1, Ordering::Relaxed) % 1024 == 1023 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(key).is_ok()
    }
}

/// All limits of a service.
pub(super) struct Limits {
    address: Limit<IpAddr>,
    attempts: Limit<IpAddr>,
    account: Limit<String>,
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Limits")
    }
}

impl Limits {
    /// With these rates.
    pub(super) fn new(rates: Rates) -> Self {
        Self { address: Limit::new(rates.address), attempts: Limit::new(rates.attempts), account: Limit::new(rates.account) }
    }

    /// Any request.
    pub(super) fn address(&self, address: IpAddr) -> bool {
        self.address.allows(&network(address))
    }

    /// An attempt with a secret.
    pub(super) fn attempt(&self, address: IpAddr) -> bool {
        self.attempts.allows(&network(address))
    }

    /// A request of an account.
    pub(super) fn account(&self, account: &str) -> bool {
        self.account.allows(&account.to_owned())
    }
}

/// One household has 2^64 addresses of IPv6, so its network counts.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => address.to_ipv4_mapped().map_or_else(
            || {
                let [a, b, c, d, ..] = address.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
            },
            IpAddr::from,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn whoever_asks_too_often_is_stopped_and_nobody_else() {
        let limits = Limits::new(Rates { address: 2, attempts: 1, account: 1 });
        let one = address("203.0.113.1");
        assert!(limits.address(one) && limits.address(one) && !limits.address(one));
        assert!(limits.address(address("203.0.113.2")));
        assert!(limits.attempt(one) && !limits.attempt(one));
        assert!(limits.account("a") && !limits.account("a") && limits.account("b"));
    }

    #[test]
    fn a_network_of_ipv6_is_one_and_a_mapped_address_is_its_own() {
        assert_eq!(network(address("2001:db8:1:2:3:4:5:6")), network(address("2001:db8:1:2::1")));
        assert_ne!(network(address("2001:db8:1:2::1")), network(address("2001:db8:1:3::1")));
        assert_eq!(network(address("::ffff:203.0.113.1")), address("203.0.113.1"));
    }
}
