//! The owner roll 业主名册: files on the way to a version, versions, units.

mod decisions;
mod imports;
mod rows;
mod shown;
mod template;
mod units;
mod versions;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) use shown::Weights;
pub(super) use versions::RollVoter;

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    template::routes(config);
    imports::routes(config);
    rows::routes(config);
    decisions::routes(config);
    versions::routes(config);
    units::routes(config);
}
