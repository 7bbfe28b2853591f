//! Objections 异议: by anybody, answered by the preparatory group.

use actix_web::{get, post, put};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use zeroize::Zeroizing;

use super::super::super::body::Body;
use super::super::super::call::{Answer, Call};
use super::super::super::clock::rfc3339;
use super::super::super::page::{Asked, At, Page, PageQuery};
use super::super::super::problem::Code;
use super::super::super::reply;
use super::super::rolls::Weights;
use super::OfPoll;
use super::public::ThePoll;
use crate::election::weight::Weight;
use crate::flows::objections::{self, New, Person, is_late};
use crate::flows::roles::Right;
use crate::flows::{Error, access, polls};
use crate::store::objection::Objection;

/// Which objection.
#[derive(Debug, Clone, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct OfObjection {
    /// The community's id.
    community: String,
    /// The poll's id.
    poll: String,
    /// The objection's number.
    #[param(value_type = i64, minimum = 1)]
    objection: String,
}

impl OfObjection {
    /// What is no number is none of ours.
    fn number(&self) -> Result<i64, Error> {
        self.objection.parse().map_err(|_| Error::Missing)
    }
}

/// Which objections.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ObjectionsQuery {
    /// Only those with an answer, or without.
    answered: Option<bool>,
    /// `next` of the page before; none for the first page.
    #[param(max_length = 4000)]
    cursor: Option<String>,
    /// How many at most: 1 to 200, by default 50.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 200)]
    limit: Option<String>,
}

/// Somebody objects. It is not looked up whether they are on the roll.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewObjection {
    /// `roll`, `candidates`, `notice`, `ballot` (我没投过: one stands for whoever objects) or `result`.
    #[schema(example = "roll")]
    about: String,
    /// 姓名. Kept encrypted; published is `王**`.
    #[schema(value_type = String, min_length = 1, max_length = 40)]
    name: Zeroizing<String>,
    /// 房号. Kept encrypted.
    #[schema(value_type = String, min_length = 1, max_length = 60)]
    room: Zeroizing<String>,
    /// How they can be reached. Kept encrypted.
    #[schema(value_type = String, min_length = 1, max_length = 100)]
    contact: Zeroizing<String>,
    /// Kept encrypted; published is a summary with the answer.
    #[schema(value_type = String, min_length = 1, max_length = 2000)]
    text: Zeroizing<String>,
}

/// Under which number it will be answered.
#[derive(Serialize, ToSchema)]
struct ObjectionTaken {
    number: i64,
}

/// An objection as everybody sees it.
#[derive(Serialize, ToSchema)]
struct ObjectionShown {
    number: i64,
    /// `roll`, `candidates`, `notice`, `ballot` or `result`.
    about: String,
    /// Where the poll stood.
    state: String,
    #[schema(format = DateTime)]
    at: String,
    /// `王**`
    name: String,
    /// Missing until it is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    answer: Option<AnswerShown>,
}

/// An objection as the staff sees it in a list.
#[derive(Serialize, ToSchema)]
struct ObjectionListed {
    #[serde(flatten)]
    shown: ObjectionShown,
    /// Came after the announcement: its answer has to say how much it could concern.
    late: bool,
    /// For If-Match, in quotation marks.
    version: i64,
}

/// An answer.
#[derive(Serialize, ToSchema)]
struct AnswerShown {
    /// `upheld`, `partly` or `rejected`.
    decision: String,
    /// What it was about.
    summary: String,
    text: String,
    #[schema(format = DateTime)]
    at: String,
    /// How much it could concern at most, where it came after the announcement.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    disputed: Option<Weights>,
}

/// Who objected, and what they wrote.
#[derive(Serialize, ToSchema)]
struct ObjectionLooked {
    name: String,
    room: String,
    contact: String,
    text: String,
}

/// An answer. All of it becomes public.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAnswer {
    /// `upheld`, `partly` or `rejected`.
    #[schema(example = "upheld")]
    decision: String,
    /// What it is about, without names.
    #[schema(min_length = 1, max_length = 200, example = "某户面积与房产证不符")]
    summary: String,
    /// The answer and its reason.
    #[schema(min_length = 1, max_length = 2000)]
    answer: String,
    /// How much it could concern at most. Needed where it came after the announcement, and only there.
    #[serde(default)]
    #[schema(nullable = false)]
    disputed: Option<Disputed>,
}

/// People and area.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Disputed {
    #[schema(minimum = 0)]
    people: u64,
    /// In 0.01 m².
    #[schema(minimum = 0)]
    area_centi_m2: u64,
}

impl From<&Objection> for ObjectionShown {
    fn from(row: &Objection) -> Self {
        let number = |column: Option<i64>| column.and_then(|number| u64::try_from(number).ok());
        let disputed = number(row.disputed_people).zip(number(row.disputed_area));
        let answer = row.answered_at.map(|at| AnswerShown {
            decision: row.decision.clone().unwrap_or_default(),
            summary: row.summary.clone().unwrap_or_default(),
            text: row.answer.clone().unwrap_or_default(),
            at: rfc3339(at),
            disputed: disputed.map(|(people, area)| Weight { people, area }.into()),
        });
        Self {
            number: row.number,
            about: row.about.clone(),
            state: row.state.clone(),
            at: rfc3339(row.at),
            name: row.masked_name.clone(),
            answer,
        }
    }
}

impl From<Objection> for ObjectionListed {
    fn from(row: Objection) -> Self {
        Self { shown: (&row).into(), late: is_late(&row), version: row.version }
    }
}

pub(super) fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(look).service(answer_one).service(public_list).service(raise);
}

fn after(page: &PageQuery) -> Result<i64, Code> {
    let [after] = page.after()?;
    if after.is_empty() { Ok(0) } else { after.parse().map_err(|_| Code::BadCursor) }
}

/// The objections to a poll. For the chair, members and the supervisor.
#[utoipa::path(tag = "objections", params(OfPoll, ObjectionsQuery),
    responses((status = 200, description = "In the order in which they came", body = inline(Page<ObjectionListed>))))]
#[get("/api/v1/communities/{community}/polls/{poll}/objections")]
async fn list(call: Call, path: At<OfPoll>, asked: Asked<ObjectionsQuery>) -> Answer {
    call.read(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeObjections)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let page = PageQuery::new(asked.cursor.clone(), asked.limit.clone());
        let (rows, after) = (page.rows()?, after(&page)?);
        let read = objections::page(work, &poll, asked.answered, after, rows)?;
        reply::json(200, &Page::of(read, rows, |row| [row.number.to_string()], ObjectionListed::from))
    })
    .await
}

/// Shows who objected and what they wrote. Who looked stands in the audit log. For the chair, members and the supervisor.
#[utoipa::path(tag = "objections", params(OfObjection),
    responses((status = 200, description = "The objection", body = ObjectionLooked)))]
#[post("/api/v1/communities/{community}/polls/{poll}/objections/{objection}/look")]
async fn look(call: Call, path: At<OfObjection>) -> Answer {
    call.act(move |work, who| {
        let within = access::enter(work, who, &path.community, Right::SeeObjections)?;
        let poll = polls::load(work, &within, &path.poll)?;
        let objection = objections::find(work, &poll, path.number()?)?;
        let (person, text) = objections::look(work, &within, &objection)?;
        let looked = ObjectionLooked {
            name: person.name.clone(),
            room: person.room.clone(),
            contact: person.contact.clone(),
            text: text.to_string(),
        };
        reply::json(200, &looked)
    })
    .await
}

/// Answers an objection, or answers it otherwise. For the chair and members.
#[utoipa::path(tag = "objections",
    params(OfObjection, ("If-Match" = String, Header, description = "The objection's version, in quotation marks")),
    request_body = NewAnswer,
    responses((status = 200, description = "Answered", body = ObjectionListed, headers(("ETag" = String)))))]
#[put("/api/v1/communities/{community}/polls/{poll}/objections/{objection}/answer")]
async fn answer_one(call: Call, path: At<OfObjection>, body: Body<NewAnswer>) -> Answer {
    let version = call.version();
    call.write(&body.clone(), move |work, who| {
        let within = access::enter(work, who, &path.community, Right::AnswerObjections)?;
        let poll = polls::take(work, &within, &path.poll)?;
        let number = path.number()?;
        objections::find(work, &poll, number)?;
        let version = version?;
        let NewAnswer { decision, summary, answer, disputed } = body.read()?;
        let disputed = disputed.map(|disputed| Weight { people: disputed.people, area: disputed.area_centi_m2 });
        let answer = objections::Answer { decision, summary, answer, disputed };
        let row = objections::answer(work, &within, &poll, (number, version), &answer)?;
        let version = row.version;
        Ok(reply::versioned(reply::json(200, &ObjectionListed::from(row))?, version))
    })
    .await
}

/// The objections to a poll, with their answers.
#[utoipa::path(tag = "public", security(()), params(ThePoll, PageQuery),
    responses((status = 200, description = "In the order in which they came", body = inline(Page<ObjectionShown>))))]
#[get("/api/v1/public/polls/{poll}/objections")]
async fn public_list(call: Call, path: At<ThePoll>, page: Asked<PageQuery>) -> Answer {
    call.visit(move |work| {
        let (poll, _) = polls::public(work, &path.poll)?;
        let (rows, after) = (page.rows()?, after(&page)?);
        let read = objections::page(work, &poll, None, after, rows)?;
        let page = Page::of(read, rows, |row| [row.number.to_string()], |row| ObjectionShown::from(&row));
        Ok(reply::for_a_minute(reply::json(200, &page)?))
    })
    .await
}

/// Objects to what a poll publishes. The answer is the same whether the person is on the roll or not.
#[utoipa::path(tag = "public", security(()), params(ThePoll), request_body = NewObjection,
    responses((status = 201, description = "Taken", body = ObjectionTaken)))]
#[post("/api/v1/public/polls/{poll}/objections")]
async fn raise(call: Call, path: At<ThePoll>, body: Body<NewObjection>) -> Answer {
    call.attempt()?;
    call.submit(&body.clone(), move |work| {
        let NewObjection { about, name, room, contact, text } = body.read()?;
        let person = Person { name: name.to_string(), room: room.to_string(), contact: contact.to_string() };
        let number = objections::raise(work, &path.poll, &New { about, person, text })?;
        Ok(Ok(reply::json(201, &ObjectionTaken { number })?))
    })
    .await
}
