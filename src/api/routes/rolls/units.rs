//! Units of the newest version, for those who work with them.

use actix_web::{get, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::page::{Asked, At, Page, PageQuery};
use super::super::super::reply;
use super::super::communities::InCommunity;
use super::shown::{Address, Purpose, word};
use super::versions::use_word;
use crate::flows::access;
use crate::flows::roles::Right;
use crate::flows::rolls::units;

/// Which unit.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfUnit {
    /// The community's id.
    community: String,
    /// The unit's id.
    unit: String,
}

/// Which units.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct UnitsQuery {
    /// Only of this building, however it is written: `3`, `3号楼`.
    building: Option<String>,
    /// `next` of the page before; none for the first page.
    #[param(max_length = 4000)]
    cursor: Option<String>,
    /// How many at most: 1 to 200, by default 50.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
}

/// A unit.
#[derive(Serialize, ToSchema)]
struct RollUnit {
    /// Changes when anything about the unit changes.
    id: String,
    #[serde(flatten)]
    unit: Address,
    /// `residential`, `shop`, `parking` or `storage`.
    #[serde(rename = "use")]
    purpose: &'static str,
    /// Not for canvassers.
    #[serde(skip_serializing_if = "Option::is_none")]
    area_centi_m2: Option<u64>,
    /// Masked names of its right holders.
    names: String,
}

/// A building.
#[derive(Serialize, ToSchema)]
struct Building {
    name: String,
    units: i64,
}

/// The buildings.
#[derive(Serialize, ToSchema)]
struct Buildings {
    items: Vec<Building>,
}

/// Whose a unit is.
#[derive(Serialize, ToSchema)]
struct UnitOwners {
    #[serde(flatten)]
    unit: Address,
    owners: Vec<UnitOwner>,
    /// Who votes for several.
    #[serde(skip_serializing_if = "Option::is_none")]
    representative: Option<String>,
}

/// A right holder.
#[derive(Serialize, ToSchema)]
struct UnitOwner {
    name: String,
    /// `person` or `organisation`; missing if there is no number.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guardian: Option<String>,
    /// Of the ID number; not for canvassers.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_four: Option<String>,
    /// The best first; not for canvassers.
    phones: Vec<String>,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(buildings).service(look);
}

/// Units of the newest version. Canvassers see those of the buildings assigned to them.
#[utoipa::path(tag = "units", params(InCommunity, UnitsQuery),
    responses((status = 200, description = "By building, stair and room", body = inline(Page<RollUnit>))))]
#[get("/api/v1/communities/{community}/roll/units")]
async fn list(call: Call, path: At<InCommunity>, asked: Asked<UnitsQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeUnits)?;
        let page = PageQuery::new(asked.cursor.clone(), asked.limit.clone());
        let (rows, [after]) = (page.rows()?, page.after()?);
        let read = units::page(work, &within, asked.building.as_deref(), &after, rows)?;
        let show = |listed: units::Listed| RollUnit {
            id: listed.id,
            unit: listed.unit.into(),
            purpose: use_word(listed.purpose),
            area_centi_m2: listed.area,
            names: listed.names,
        };
        reply::json(200, &Page::of(read, rows, |listed| [listed.place.clone()], show))
    })
    .await
}

/// The buildings, with how many units each has.
#[utoipa::path(tag = "units", params(InCommunity),
    responses((status = 200, description = "In the order of their names", body = Buildings)))]
#[get("/api/v1/communities/{community}/roll/buildings")]
async fn buildings(call: Call, path: At<InCommunity>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeUnits)?;
        let items = units::buildings(work, &within)?.into_iter().map(|(name, units)| Building { name, units }).collect();
        reply::json(200, &Buildings { items })
    })
    .await
}

/// Shows whose a unit is and how they can be reached. Who looked, and why, stands in the audit log. Canvassers see names only.
#[utoipa::path(tag = "units", params(OfUnit), request_body = Purpose,
    responses((status = 200, description = "The right holders", body = UnitOwners)))]
#[post("/api/v1/communities/{community}/roll/units/{unit}/look")]
async fn look(call: Call, path: At<OfUnit>, body: Body<Purpose>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::LookAtOwners)?;
        let looked = units::look(work, &within, &path.unit, &body.read()?.purpose)?;
        let owners = looked.owners.into_iter().map(|known| UnitOwner {
            name: known.name,
            kind: known.kind.map(word),
            guardian: known.guardian,
            last_four: known.last_four,
            phones: known.phones.iter().map(|phone| phone.to_string()).collect(),
        });
        let owners = owners.collect();
        reply::json(200, &UnitOwners { unit: looked.unit.into(), owners, representative: looked.representative })
    })
    .await
}
