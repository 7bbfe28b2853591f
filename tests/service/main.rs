//! The service over HTTP, told as stories. Each story runs on SQLite and on PostgreSQL, beside all others.
//!
//! PostgreSQL: `TEST_DATABASE_URL` if set (each story makes a database of its own there), else a temporary cluster of the
//! system's `initdb` and `pg_ctl`. Where neither can be had, the stories on it are skipped with a line that says SKIPPED; with CI
//! set they fail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic"
)]

#[path = "../interop/archive.rs"]
#[expect(dead_code, reason = "other tests cut archives as well")]
mod archive;
mod casting;
mod claims;
mod cluster;
mod counting;
mod damage;
mod document;
mod durability;
mod election;
mod frame;
mod gateway;
mod holidays;
mod messages;
mod nominations;
mod notices;
mod opening;
mod pages;
mod paper;
mod people;
mod pictures;
mod polls;
mod privacy;
mod privacy_road;
mod privacy_roll;
mod publication;
mod races;
mod rolls;
mod rolls_kept;
mod routes;
mod security;
mod server;
mod sessions;
mod slept;
#[path = "../interop/tool.rs"]
#[expect(dead_code, reason = "other tests ask more of it")]
mod tool;
mod whole;

/// Stories: functions of a [`server::Server`], each run on both engines.
#[macro_export]
macro_rules! stories {
    ($($(#[$meta:meta])* fn $name:ident($server:ident) $body:block)*) => {
        $(
            $(#[$meta])*
            mod $name {
                #[allow(unused_imports, reason = "not every story needs more than its server")]
                use super::*;

                fn story($server: &$crate::server::Server) $body

                #[test]
                fn sqlite() {
                    story(&$crate::server::Server::on_sqlite());
                }

                #[test]
                fn postgres() {
                    if let Some(server) = $crate::server::Server::on_postgres() {
                        story(&server);
                    }
                }
            }
        )*
    };
}
