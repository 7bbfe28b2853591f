//! What single cells say, one file for each kind of content. Pure functions of one text; what is certain is put right and named.

pub(super) mod area;
pub(super) mod date;
pub(super) mod decimal;
pub(super) mod identity;
pub(super) mod owner;
pub(super) mod phone;
pub(super) mod place;
pub(super) mod width;
pub(super) mod word;
