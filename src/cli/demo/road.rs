//! From an empty service to an announced meeting: the roll, those who stand, the notices.

use serde_json::{Value, json};

use super::super::Unusable;
use super::days::{Days, RULES};
use super::outbox;
use super::people::{OFFICES, Person, list, text};
use super::roll::FILE;
use super::stage::{Stage, day};
use crate::election::rules::RuleSet;

/// Who stands, with the forms.
const NOMINEES: &str = include_str!("nominees.json");
/// A drawing of a board with a notice.
const BOARD: &[u8] = include_bytes!("board.png");
/// Why two voters that share a right holder are two.
const APART: &str = "已核对权证：一户单独所有，一户与他人共有，不是同一表决权人";

/// Everybody joins, the roll is taken.
pub(super) fn found<'c>(stage: &mut Stage<'c>, link: &str, password: &'c str) -> Result<(), Unusable> {
    let [operator, rest @ ..] = &OFFICES;
    stage.people.push(Person::join(stage.client, operator, password, link)?);
    let rules = RuleSet::parse(RULES.text().as_bytes()).map(|rules| rules.rules().id.clone()).unwrap_or_default();
    let community = json!({ "name": "湖光示范小区", "address": "吉林省长春市朝阳区湖光路", "rules": rules });
    let made = stage.operator()?.post("api/v1/communities", &community)?;
    stage.community = format!("api/v1/communities/{}", text(&made, "id"));
    // The chair invites all others but whoever watches the chair.
    for office in rest {
        let by = usize::from(!matches!(office.role, "chair" | "supervisor"));
        stage.joins(by, office, password)?;
    }
    Ok(())
}

/// The roll from the file to a version in which everything was looked at; its id.
fn take_roll(stage: &Stage<'_>) -> Result<String, Unusable> {
    let (chair, rolls) = (stage.chair()?, format!("{}/roll", stage.community));
    let answer = chair.ask("POST", &format!("{rolls}/imports"), "", Some(("application/octet-stream", FILE.as_bytes())))?;
    let import = stage.client.json(&answer)?;
    let taken = chair.send("POST", &format!("{rolls}/imports/{}/take", text(&import, "id")), "\"1\"", &json!({}))?;
    let id = text(taken.get("version").unwrap_or(&Value::Null), "id");
    let (overlaps, _) = chair.get(&format!("{rolls}/versions/{id}/overlaps"))?;
    for overlap in list(&overlaps, "items") {
        chair.post(&format!("{rolls}/versions/{id}/overlaps/{}", text(overlap, "pair")), &json!({ "reason": APART }))?;
    }
    Ok(id)
}

/// What is asked.
fn package() -> Value {
    let matter =
        |subject: &str, title: &str, text: &str| json!({ "type": "matter", "subject": subject, "title": title, "text": text });
    json!({
        "title": "湖光示范小区第一次业主大会会议",
        "items": [
            { "type": "committee", "title": "选举业主委员会委员", "scope": "whole", "seats": 5, "alternates": 2,
              "text": "业主委员会由五名委员组成，任期五年；设候补委员至多两名。" },
            matter("rules_of_procedure", "是否通过《湖光示范小区业主大会议事规则》", "议事规则全文见公告栏，草案已公示。"),
            matter("property_company", "是否选聘绿园物业服务有限公司", "合同期三年，物业费每月每平方米1.80元，公共收益归全体业主。"),
            matter("common_parts", "是否把中央绿地改为停车位", "占用绿地约600平方米，新增停车位24个。"),
        ],
    })
}

/// Drafts a notice, fills in what only people know, freezes it, and hangs it at all boards.
fn notice(stage: &Stage<'_>, kind: &str) -> Result<(), Unusable> {
    let (chair, notices) = (stage.chair()?, stage.path("notices"));
    let mut draft = chair.post(&notices, &json!({ "kind": kind }))?;
    let own = format!("{notices}/{}", text(&draft, "id"));
    let places = draft.get("places").cloned().unwrap_or_default();
    if let Some(parts) = draft.get_mut("parts").and_then(Value::as_array_mut) {
        for part in parts {
            let filled = text(part, "text").replace("【请填写】", "小区北门活动室，电话0431-00000000");
            part.as_object_mut().map(|part| part.insert("text".into(), filled.into()));
        }
    }
    let mut body = json!({ "parts": draft.get("parts"), "places": places });
    if let (Some(window), Some(body)) = (draft.get("window"), body.as_object_mut()) {
        body.insert("window".into(), window.clone());
    }
    chair.send("PUT", &own, "\"1\"", &body)?;
    chair.ask("POST", &format!("{own}/freeze"), "\"2\"", None)?;
    for place in places.as_array().into_iter().flatten() {
        let place: String = place.as_str().unwrap_or_default().bytes().map(|byte| format!("%{byte:02X}")).collect();
        let seen = format!("{own}/postings?seen=hangs&place={place}");
        chair.ask("POST", &seen, "", Some(("application/octet-stream", BOARD)))?;
    }
    Ok(())
}

/// Owners nominate themselves by a code to the phone on the roll; two members review each. How many stand, and how many do not.
fn nominations(stage: &Stage<'_>) -> Result<[usize; 2], Unusable> {
    let nominees: Vec<Value> = serde_json::from_str(NOMINEES).unwrap_or_default();
    let field = |nominee: &Value, name: &str| nominee.get(name).cloned().unwrap_or_default();
    let mut sent = Vec::with_capacity(nominees.len());
    for nominee in &nominees {
        let who = json!({ "unit": field(nominee, "unit"), "name": field(nominee, "name") });
        sent.push(stage.client.post(&stage.public("nominations/code"), &who, None)?);
    }
    let mut count = [0_usize; 2];
    for (nominee, sent) in nominees.iter().zip(sent) {
        let phone = text(nominee, "phone");
        let code = stage.waits(|| Ok(outbox::codes(stage.client, &phone)?.pop()))?;
        let body = json!({ "unit": field(nominee, "unit"), "name": field(nominee, "name"), "form": field(nominee, "form"),
            "challenge": text(&sent, "challenge"), "code": code });
        let made = stage.client.post(&stage.public("nominations"), &body, None)?;
        let own = stage.path(&format!("nominations/{}", text(&made, "id")));
        let rejected =
            nominee.get("rejected").map(|note| json!({ "verdict": "reject", "reasons": ["owes_property_fee"], "note": note }));
        for member in stage.reviewers()? {
            let looked = member.ask("POST", &format!("{own}/look"), "", None)?;
            let verdict = rejected.clone().unwrap_or_else(|| json!({ "verdict": "accept" }));
            member.send("POST", &format!("{own}/reviews"), &looked.etag, &verdict)?;
        }
        if let Some(count) = count.get_mut(usize::from(rejected.is_some())) {
            *count = count.saturating_add(1);
        }
    }
    Ok(count)
}

/// Publishes the candidates by strokes; where the rule does not tell some apart, as they came.
fn candidates(stage: &Stage<'_>) -> Result<(), Unusable> {
    let (proposal, _) = stage.chair()?.get(&stage.path("candidates"))?;
    let groups = list(&proposal, "groups");
    let numbers: Vec<String> = groups.iter().flat_map(|group| list(group, "members")).map(|one| text(one, "number")).collect();
    let doubt = groups.iter().any(|group| list(group, "members").len() > 1);
    let body = if doubt {
        json!({ "rule": "strokes", "order": numbers, "reason": "笔画相同的，按报名先后" })
    } else {
        json!({ "rule": "strokes" })
    };
    stage.step("publish-candidates", &body)?;
    Ok(())
}

/// Who helps owners: it stands on the slips and on their page.
fn helped(stage: &Stage<'_>) -> Result<(), Unusable> {
    let (chair, place) = (stage.chair()?, "小区北门活动室");
    let (_, etag) = chair.get(&stage.path(""))?;
    let contact =
        json!({ "name": "筹备组值班", "phone": "0431-00000000", "place": place, "hours": "每天9点到17点", "boxes": [place] });
    chair.send("PUT", &stage.path("contact"), &etag, &contact)?;
    Ok(())
}

/// The whole way to the announcement, day by day.
pub(super) fn announced(stage: &mut Stage<'_>, days: &Days) -> Result<(), Unusable> {
    let version = take_roll(stage)?;
    let made = stage.chair()?.post(&format!("{}/polls", stage.community), &package())?;
    stage.poll = text(&made, "id");
    stage.step("publish-roll", &json!({ "roll_version": version }))?;
    notice(stage, "roll")?;
    stage.tell("导入业主名册，隐去姓名公示 7 天", "the owners' roll is taken, and published with masked names for 7 days")?;

    stage.until(days.nomination)?;
    stage.step("open-nomination", &json!({}))?;
    notice(stage, "call_for_candidates")?;
    let [stand, rejected] = nominations(stage)?;
    stage.tell(
        &format!("业主凭短信验证码自荐，两位成员各自审核：{stand} 人通过，{rejected} 人不合格"),
        &format!("owners nominate themselves by a code; two members review: {stand} accepted, {rejected} rejected"),
    )?;

    stage.until(days.candidates)?;
    candidates(stage)?;
    notice(stage, "candidates")?;
    stage.tell("候选人按姓氏笔画公示", "the candidates are published, by strokes")?;

    stage.until(days.announcement)?;
    let time = |millis| jiff::Timestamp::from_millisecond(millis).unwrap_or_default().to_string();
    stage.step("announce", &json!({ "opens": time(days.opening), "closes": time(days.closing) }))?;
    notice(stage, "meeting")?;
    helped(stage)?;
    let (opens, closes) = (day(days.opening), day(days.closing));
    stage.tell(
        &format!("会议公告张贴在每栋楼：{opens} 至 {closes} 投票"),
        &format!("the notice of the meeting hangs at every building: voting from {opens} to {closes}"),
    )
}
