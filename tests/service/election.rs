//! A poll that elects, brought as far as a story needs it.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::server::{Answer, Person, Server};

/// Owners: room, name, phone.
pub(crate) const OWNERS: [(&str, &str, &str); 7] = [
    ("101", "张三", "13900000001"),
    ("102", "李四", "13900000002"),
    ("103", "王小明", "13900000003"),
    ("104", "欧阳春", "13900000004"),
    ("105", "丁一", "13900000005"),
    // The phone of everybody whom `Server::accepts` lets in.
    ("106", "赵六", "13804312345"),
    ("107", "孙七", ""),
];

/// An ID number that nobody has, with its check digit.
pub(crate) fn id_number(serial: usize) -> String {
    let digits = format!("990104196001{:02}{:03}", serial % 28 + 1, serial);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    format!("{digits}{}", ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][usize::try_from(sum % 11).unwrap()])
}

/// The roll of these owners.
pub(crate) fn roll() -> String {
    let mut text = "楼栋,单元,房号,专有面积,权利人姓名,证件号码,手机号\n".to_owned();
    for (at, (room, name, phone)) in OWNERS.iter().enumerate() {
        text.push_str(&format!("1,1,{room},8{at}.50,{name},{},{phone}\n", id_number(at + 1)));
    }
    text
}

/// A community with its group, and a poll.
pub(crate) struct Election<'s> {
    pub(crate) server: &'s Server,
    pub(crate) community: String,
    pub(crate) chair: Person<'s>,
    pub(crate) members: [Person<'s>; 2],
    /// The poll's id.
    pub(crate) poll: String,
}

/// What a nominee holds.
#[derive(Clone)]
pub(crate) struct Nominee {
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) secret: String,
}

/// A form that lacks nothing.
pub(crate) fn form() -> Value {
    json!({
        "sex": "female", "birth": { "year": 1960, "month": 5 }, "political_status": "中共党员", "occupation": "退休教师",
        "resume": "在湖光住了二十年。", "plans": "先修水泵，\n再谈物业费。", "pledged": true, "publishable": true,
        "statements": { "serves_property_company": false, "owes_property_fee": false, "owes_maintenance_fund": false,
            "illegal_building": false, "dishonest_or_convicted": false },
    })
}

pub(crate) fn unit(room: &str) -> Value {
    // `201` is in the first building, `2-201` in the second.
    let (building, room) = room.split_once('-').unwrap_or(("1", room));
    json!({ "building": format!("{building}号楼"), "stair": "1单元", "room": format!("{room}室") })
}

impl<'s> Election<'s> {
    /// While people nominate themselves.
    pub(crate) fn nominating(server: &'s Server) -> Self {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let members = [chair.brings(&community, "member"), chair.brings(&community, "member")];
        let version = chair.takes(&community, roll().as_bytes())["id"].clone();
        let item = json!({ "type": "committee", "title": "选举业主委员会委员", "scope": "whole", "seats": 5, "alternates": 2 });
        let polls = format!("/api/v1/communities/{community}/polls");
        let poll = chair.post(&polls, &json!({ "title": "首次业主大会", "items": [item] })).ok(201);
        let election = Self { server, community, chair, members, poll: poll["id"].as_str().unwrap().into() };
        election.step("publish-roll", &json!({ "roll_version": version })).ok(200);
        election.step("open-nomination", &json!({ "override_reason": "街道同意" })).ok(200);
        election
    }

    pub(crate) fn path(&self) -> String {
        format!("/api/v1/communities/{}/polls/{}", self.community, self.poll)
    }

    /// The chair takes a step.
    #[track_caller]
    pub(crate) fn step(&self, step: &str, body: &Value) -> Answer {
        let etag = self.chair.get(&self.path()).etag();
        self.chair.request("POST", &format!("{}/{step}", self.path())).header("If-Match", &etag).json(body).send()
    }

    pub(crate) fn public(&self, rest: &str) -> String {
        format!("/api/v1/public/polls/{}/{rest}", self.poll)
    }

    pub(crate) fn asks_for_code(&self, room: &str, name: &str) -> Answer {
        self.server.post(&self.public("nominations/code"), &json!({ "unit": unit(room), "name": name }))
    }

    pub(crate) fn tries(&self, (room, name): (&str, &str), challenge: &Value, code: &str, form: &Value) -> Answer {
        let body = json!({ "unit": unit(room), "name": name, "challenge": challenge, "code": code, "form": form });
        self.server.post(&self.public("nominations"), &body)
    }

    /// Somebody on the roll nominates themselves.
    #[track_caller]
    pub(crate) fn nominates(&self, room: &str, form: &Value) -> Nominee {
        let (_, name, phone) = OWNERS.iter().find(|(known, ..)| *known == room).unwrap();
        let before = codes(self.server, phone).len();
        let sent = self.asks_for_code(room, name).ok(202);
        let code = next_code(self.server, phone, before);
        Nominee::of(&self.tries((room, name), &sent["challenge"], &code, form).ok(201))
    }

    /// Looks at a nomination; its ETag.
    #[track_caller]
    pub(crate) fn etag(&self, nominee: &Nominee) -> String {
        self.chair.request("POST", &format!("{}/nominations/{}/look", self.path(), nominee.id)).send().etag()
    }

    /// Somebody of the staff does something to a nomination.
    #[track_caller]
    pub(crate) fn does(&self, person: &Person<'s>, nominee: &Nominee, what: &str, body: &Value) -> Answer {
        let request = person.request("POST", &format!("{}/nominations/{}/{what}", self.path(), nominee.id));
        request.header("If-Match", &self.etag(nominee)).json(body).send()
    }

    /// Both members accept.
    #[track_caller]
    pub(crate) fn accept(&self, nominee: &Nominee) {
        for member in &self.members {
            self.does(member, nominee, "reviews", &json!({ "verdict": "accept" })).ok(200);
        }
    }

    pub(crate) fn candidates(&self) -> Answer {
        self.server.get(&self.public("candidates"))
    }

    /// Names of the candidates as published.
    #[track_caller]
    pub(crate) fn names(&self) -> Vec<String> {
        let list = self.candidates().ok(200);
        list["candidates"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    }
}

impl Nominee {
    #[track_caller]
    pub(crate) fn of(made: &Value) -> Self {
        let text = |name: &str| made[name].as_str().unwrap().to_owned();
        Self { id: text("id"), number: text("number"), secret: text("secret") }
    }

    pub(crate) fn path(&self) -> String {
        format!("/api/v1/public/nominations/{}", self.number)
    }

    pub(crate) fn asks<'s>(&self, server: &'s Server, method: &str, rest: &str) -> super::server::Request<'s> {
        server.request(method, &format!("{}{rest}", self.path())).header("Yepiao-Secret", &self.secret)
    }

    #[track_caller]
    pub(crate) fn sees(&self, server: &Server) -> Value {
        self.asks(server, "GET", "").send().ok(200)
    }
}

/// Codes that went to a phone, from the first on.
pub(crate) fn codes(server: &Server, phone: &str) -> Vec<String> {
    let kept = server.get("/api/test-outbox").ok(200);
    let to = kept.as_array().unwrap().iter().filter(|message| message["phone"] == phone && message["template"] == "code");
    let digits = |message: &Value| {
        let text = message["text"].as_str().unwrap();
        text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 6).unwrap().to_owned()
    };
    to.map(digits).collect()
}

/// Waits for the code that comes after those before.
#[track_caller]
pub(crate) fn next_code(server: &Server, phone: &str, before: usize) -> String {
    let begun = Instant::now();
    loop {
        if let Some(code) = codes(server, phone).get(before) {
            return code.clone();
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "no code came to {phone}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
