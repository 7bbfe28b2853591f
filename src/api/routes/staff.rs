//! Who is what in a community: inviting, assigning, taking away, reaching.

use actix_web::{delete, get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::body::Body;
use super::super::call::{Answer, Call};
use super::super::clock::rfc3339;
use super::super::page::{Asked, At, Page, PageQuery};
use super::super::reply;
use super::communities::InCommunity;
use crate::flows::invite::{self, Made};
use crate::flows::roles::{Right, Role};
use crate::flows::{Error, FieldFault, Refusal, access, staff};
use crate::store::invitation;
use crate::store::membership::{Colleague, Membership};

/// Which role of which member of the staff.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfRole {
    /// The community's id.
    community: String,
    /// The account's id.
    account: String,
    /// The role's word.
    role: String,
}

/// Which member of the staff.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfAccount {
    /// The community's id.
    community: String,
    /// The account's id.
    account: String,
}

/// Which invitation.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfInvitation {
    /// The community's id.
    community: String,
    /// The invitation's id.
    invitation: String,
}

/// One role of one account.
#[derive(Serialize, ToSchema)]
struct StaffMember {
    /// The account's id.
    account: String,
    login: String,
    name: String,
    /// `chair`, `member`, `supervisor`, `teller`, `canvasser` or `auditor`.
    role: String,
    /// What a canvasser is limited to.
    buildings: Vec<String>,
    /// Works for the company that manages the property.
    property_staff: bool,
    /// For If-Match, in quotation marks.
    version: i64,
}

/// One role as it was changed.
#[derive(Serialize, ToSchema)]
struct RoleHeld {
    /// The account's id.
    account: String,
    role: String,
    /// What a canvasser is limited to.
    buildings: Vec<String>,
}

/// Whom to invite to what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewInvitation {
    /// `chair` or `supervisor` (by operators), `member`, `teller`, `canvasser` or `auditor` (by the chair).
    #[schema(example = "canvasser")]
    role: String,
    /// Names of buildings, for canvassers.
    #[serde(default)]
    #[schema(max_items = 200)]
    buildings: Vec<String>,
    /// Whether the person works for the company that manages the property.
    #[serde(default)]
    property_staff: bool,
}

/// A one-time link. It is shown this once.
#[derive(Serialize, ToSchema)]
struct Link {
    /// The invitation's id.
    id: String,
    /// To be given to the person by a way that others do not read.
    link: String,
    #[schema(format = DateTime)]
    expires_at: String,
}

/// An invitation as a list shows it.
#[derive(Serialize, ToSchema)]
struct Invitation {
    id: String,
    role: String,
    buildings: Vec<String>,
    /// The account of whoever invited; missing if it came from the command line.
    #[serde(skip_serializing_if = "Option::is_none")]
    invited_by: Option<String>,
    #[schema(format = DateTime)]
    expires_at: String,
    /// `open`, `used`, `withdrawn` or `expired`.
    state: &'static str,
}

/// Buildings of a canvasser.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Assignment {
    #[schema(max_items = 200)]
    buildings: Vec<String>,
}

/// Why somebody's phone is looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Purpose {
    /// `call`, `slips`, `meeting` or `complaint`.
    #[schema(example = "call")]
    purpose: String,
}

/// How somebody can be reached.
#[derive(Serialize, ToSchema)]
struct Contact {
    /// Missing if none was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list)
        .service(assign)
        .service(remove)
        .service(contact)
        .service(reset)
        .service(invite_somebody)
        .service(invitations)
        .service(withdraw);
}

fn link(call: &super::super::service::Service, made: Made) -> Link {
    Link { id: made.id, link: call.link(&made.secret).to_string(), expires_at: rfc3339(made.expires_at) }
}

fn shown(row: &Membership) -> Result<RoleHeld, Error> {
    let buildings = staff::read_buildings(&row.buildings)?;
    Ok(RoleHeld { account: row.account_id.clone(), role: row.role.clone(), buildings })
}

/// The staff. Canvassers do not see it.
#[utoipa::path(tag = "staff", params(InCommunity, PageQuery),
    responses((status = 200, description = "In the order of accounts and roles", body = inline(Page<StaffMember>))))]
#[get("/api/v1/communities/{community}/staff")]
async fn list(call: Call, path: At<InCommunity>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeStaff)?;
        let (rows, [account, role]) = (page.rows()?, page.after()?);
        let read = staff::page(work, &within, (&account, &role), rows)?;
        let show = |row: Colleague| StaffMember {
            account: row.membership.account_id,
            login: row.login,
            name: row.name,
            role: row.membership.role,
            buildings: staff::read_buildings(&row.membership.buildings).unwrap_or_default(),
            property_staff: row.membership.property_staff,
            version: row.membership.version,
        };
        let key = |row: &Colleague| [row.membership.account_id.clone(), row.membership.role.clone()];
        reply::json(200, &Page::of(read, rows, key, show))
    })
    .await
}

/// Assigns other buildings to a canvasser. For the chair.
#[utoipa::path(tag = "staff", params(OfRole, ("If-Match" = String, Header, description = "The version last read, in quotation marks")),
    request_body = Assignment,
    responses((status = 200, description = "Assigned", body = RoleHeld, headers(("ETag" = String)))))]
#[put("/api/v1/communities/{community}/staff/{account}/roles/{role}/buildings")]
async fn assign(call: Call, path: At<OfRole>, body: Body<Assignment>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Staff)?;
        let row = staff::of(work, &within, &path.account, &path.role)?;
        let (key, version) = ((row.account_id.as_str(), row.role.as_str()), version?);
        let row = staff::assign(work, &within, key, version, &body.read()?.buildings)?;
        Ok(reply::versioned(reply::json(200, &shown(&row)?)?, row.version))
    })
    .await
}

/// Takes a role away. For whoever could give it; it works at once.
#[utoipa::path(tag = "staff", params(OfRole, ("If-Match" = String, Header, description = "The version last read, in quotation marks")),
    responses((status = 204, description = "Taken away")))]
#[delete("/api/v1/communities/{community}/staff/{account}/roles/{role}")]
async fn remove(call: Call, path: At<OfRole>) -> Answer {
    let version = call.version();
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Staff)?;
        staff::of(work, &within, &path.account, &path.role)?;
        staff::remove(work, &within, (&path.account, &path.role), version?)?;
        Ok(reply::nothing())
    })
    .await
}

/// Shows how a member of the staff can be reached. Who looked, and why, stands in the audit log.
#[utoipa::path(tag = "staff", params(OfAccount), request_body = Purpose,
    responses((status = 200, description = "The phone", body = Contact)))]
#[post("/api/v1/communities/{community}/staff/{account}/contact")]
async fn contact(call: Call, path: At<OfAccount>, body: Body<Purpose>) -> Answer {
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeContacts)?;
        let phone = staff::contact(work, &within, &path.account, &body.read()?.purpose)?;
        reply::json(200, &Contact { phone: phone.map(|phone| phone.to_string()) })
    })
    .await
}

/// Makes a one-time link to a new password for a member of the staff. For whoever could give all roles of that account.
#[utoipa::path(tag = "staff", params(OfAccount), responses((status = 201, description = "The link", body = Link)))]
#[post("/api/v1/communities/{community}/staff/{account}/reset")]
async fn reset(call: Call, path: At<OfAccount>) -> Answer {
    let service = call.shared();
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Staff)?;
        reply::json(201, &link(&service, invite::reset(work, &within, &path.account)?))
    })
    .await
}

/// Invites somebody into a role.
#[utoipa::path(tag = "staff", params(InCommunity), request_body = NewInvitation,
    responses((status = 201, description = "The link", body = Link)))]
#[post("/api/v1/communities/{community}/invitations")]
async fn invite_somebody(call: Call, path: At<InCommunity>, body: Body<NewInvitation>) -> Answer {
    let service = call.shared();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Staff)?;
        let NewInvitation { role, buildings, property_staff } = body.read()?;
        let role = Role::of(&role).ok_or(Refusal::Field { field: "role", why: FieldFault::Unknown })?;
        let made = invite::into_role(work, &within, invite::Into { role, buildings, property_staff })?;
        reply::json(201, &link(&service, made))
    })
    .await
}

/// The invitations, without their links.
#[utoipa::path(tag = "staff", params(InCommunity, PageQuery),
    responses((status = 200, description = "In the order in which they were made", body = inline(Page<Invitation>))))]
#[get("/api/v1/communities/{community}/invitations")]
async fn invitations(call: Call, path: At<InCommunity>, page: Asked<PageQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Staff)?;
        let (rows, [after]) = (page.rows()?, page.after()?);
        let read = invite::page(work, &within, &after, rows)?;
        let now = work.now;
        let show = |row: invitation::Invitation| Invitation {
            state: match row.ended.as_deref() {
                Some("used") => "used",
                Some(_) => "withdrawn",
                None if row.expires_at <= now => "expired",
                None => "open",
            },
            id: row.id,
            role: row.role,
            buildings: staff::read_buildings(&row.buildings).unwrap_or_default(),
            invited_by: row.invited_by,
            expires_at: rfc3339(row.expires_at),
        };
        reply::json(200, &Page::of(read, rows, |row| [row.id.clone()], show))
    })
    .await
}

/// Takes back an invitation that nobody used yet.
#[utoipa::path(tag = "staff", params(OfInvitation), responses((status = 204, description = "Withdrawn")))]
#[delete("/api/v1/communities/{community}/invitations/{invitation}")]
async fn withdraw(call: Call, path: At<OfInvitation>) -> Answer {
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::Staff)?;
        invite::withdraw(work, &within, &path.invitation)?;
        Ok(reply::nothing())
    })
    .await
}
