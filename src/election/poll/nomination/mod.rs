//! From an owner who wants to serve to a candidate on the ballot (指导规则 10-12, 31; law.md "Self-nomination").

pub mod order;
