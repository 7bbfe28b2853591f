//! Registration of owners 业主登记: from the public side ([`public`]), and by the preparatory group ([`review`]).

mod public;
mod review;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::clock::rfc3339;
use crate::election::roll::UnitAddress;
use crate::store::file::File;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    public::routes(config);
    review::routes(config);
}

/// Where a unit is.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Unit {
    /// 楼栋.
    #[serde(default)]
    #[schema(max_length = 40, example = "3栋")]
    building: String,
    /// 单元; empty where there is none.
    #[serde(default)]
    #[schema(max_length = 40, example = "2单元")]
    stair: String,
    /// 房号.
    #[schema(min_length = 1, max_length = 40, example = "501室")]
    room: String,
}

impl From<Unit> for UnitAddress {
    fn from(Unit { building, stair, room }: Unit) -> Self {
        Self { building, stair, room }
    }
}

/// A photo or a paper that was kept.
#[derive(Serialize, ToSchema)]
pub(super) struct KeptFile {
    id: String,
    /// `image/jpeg` or `application/pdf`.
    media: String,
    /// How many.
    bytes: i64,
    /// SHA-256 of what is kept.
    digest: String,
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<File> for KeptFile {
    fn from(row: File) -> Self {
        let created_at = rfc3339(row.created_at);
        Self { id: row.id, media: row.media, bytes: row.bytes, digest: row.digest, created_at }
    }
}
