//! `yepiao openapi`: the document of the REST service, from its routes.

use clap::Command;

use super::super::lang::Lang;
use super::super::terminal::print;
use super::super::{Exit, Unusable};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("openapi").about(lang.pick("打印 REST 接口的 OpenAPI 说明", "print the REST service's OpenAPI document"))
}

pub(super) fn run(lang: Lang) -> Result<Exit, Unusable> {
    print(&crate::api::openapi().map_err(Unusable)?, lang)?;
    Ok(Exit::Good)
}
