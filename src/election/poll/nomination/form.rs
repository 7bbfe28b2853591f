//! 自荐表、推荐表: what a person who stands states, and what of it the owners will see.
//!
//! The fields are those of forms in use. The telephone number is no part of it here: it is needed to reach the
//! person, not to decide anything (个人信息保护法 6, 19). Public is only what [`Form::public`] gives, and only with separate consent
//! (个人信息保护法 25).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::crypto::hash::Digest;
use crate::election::poll::package::Candidate;
use crate::election::poll::text::{TextFault, check_line, check_text};
use crate::election::roll::UnitAddress;

/// Characters of a short field.
const SHORT: usize = 60;
/// Characters of a text.
const LONG: usize = 5_000;
/// 民法典 17: from 18 years on one is an adult; 指导规则 31 asks for full capacity.
const ADULT: i16 = 18;

/// 性别.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男.
    Male,
    /// 女.
    Female,
}

/// Year and month of birth 出生年月.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Birth {
    /// Year.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: i8,
}

impl Birth {
    /// Full years on a day. The day of birth is not asked, so the whole month of birth counts as not yet reached.
    pub fn age(self, on: Date) -> i16 {
        let years = on.year().saturating_sub(self.year);
        if on.month() > self.month { years } else { years.saturating_sub(1) }
    }

    /// The band that is published instead: `18-29`, then tens of years, `80+`.
    pub fn band(self, on: Date) -> &'static str {
        match self.age(on) {
            ..30 => "18-29",
            30..40 => "30-39",
            40..50 => "40-49",
            50..60 => "50-59",
            60..70 => "60-69",
            70..80 => "70-79",
            80.. => "80+",
        }
    }
}

/// The answers that the form asks for; `None`: not answered. `true` is the answer that speaks against the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statements {
    /// 是否在物业企业任职.
    pub serves_property_company: Option<bool>,
    /// 是否欠缴物业费.
    pub owes_property_fee: Option<bool>,
    /// 是否欠缴维修资金.
    pub owes_maintenance_fund: Option<bool>,
    /// 是否违建.
    pub illegal_building: Option<bool>,
    /// 是否失信被执行人、是否受过刑事处罚.
    pub dishonest_or_convicted: Option<bool>,
}

/// The form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// 姓名.
    pub name: String,
    /// 性别.
    pub sex: Sex,
    /// 出生年月.
    pub birth: Birth,
    /// 政治面貌, if stated.
    pub political_status: Option<String>,
    /// 文化程度, if stated.
    pub education: Option<String>,
    /// 职业或专长, if stated.
    pub occupation: Option<String>,
    /// 房号.
    pub unit: UnitAddress,
    /// 简历.
    pub resume: String,
    /// 履职设想.
    pub plans: String,
    /// SHA-256 of the photo.
    pub photo: Option<Digest>,
    /// What the form asks.
    pub statements: Statements,
    /// 承诺书: signed or confirmed.
    pub pledged: bool,
    /// Separate consent to the publication of [`Form::public`].
    pub publishable: bool,
}

/// What a form lacks. Until it is mended it cannot be reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lack {
    /// A text that cannot be printed, with the name of its field.
    Text(&'static str, TextFault),
    /// No month of the calendar, or not in the last 130 years.
    Birth,
    /// Not of age on the day (民法典 17, 18).
    UnderAge,
    /// The unit is not on the published roll, or not this person's.
    NotOnRoll,
    /// A statement without an answer.
    Statement(&'static str),
    /// No pledge.
    Pledge,
    /// No consent to publication.
    Consent,
}

impl Lack {
    /// What it means, Chinese and English.
    pub fn words(&self) -> [String; 2] {
        let [chinese, english] = match self {
            Self::Text(_, fault) => return [text_words(*fault), format!("The text {fault}.")],
            Self::Birth => ["出生年月不对。", "The month of birth is not right."],
            Self::UnderAge => ["未满十八周岁。", "Not of age."],
            Self::NotOnRoll => ["公示的名册上，这一户没有这个人。", "On the published roll this unit is not this person's."],
            Self::Statement(_) => ["这一项要回答“是”或“否”。", "This has to be answered with yes or no."],
            Self::Pledge => ["没有确认承诺书。", "The pledge is not confirmed."],
            Self::Consent => ["没有同意公开。", "There is no consent to publication."],
        };
        [chinese.to_owned(), english.to_owned()]
    }

    /// The field of [`Form`] that lacks it, as a path.
    pub fn field(&self) -> String {
        match self {
            Self::Text("building", _) | Self::NotOnRoll => "unit".to_owned(),
            Self::Text(name, _) => (*name).to_owned(),
            Self::Birth | Self::UnderAge => "birth".to_owned(),
            Self::Statement(name) => format!("statements/{name}"),
            Self::Pledge => "pledged".to_owned(),
            Self::Consent => "publishable".to_owned(),
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Text(..) => "text",
            Self::Birth => "birth",
            Self::UnderAge => "under_age",
            Self::NotOnRoll => "not_on_roll",
            Self::Statement(_) => "statement_missing",
            Self::Pledge => "pledge_missing",
            Self::Consent => "consent_missing",
        }
    }
}

fn text_words(fault: TextFault) -> String {
    match fault {
        TextFault::Empty => "没有填。".to_owned(),
        TextFault::TooLong(most) => format!("超过 {most} 个字。"),
        TextFault::Hidden(_) => "有看不见的字符。".to_owned(),
        TextFault::Padded => "开头或结尾有空白。".to_owned(),
    }
}

impl Form {
    /// Everything that the form lacks on a day. `on_roll`: whether the roll has this person as a right holder of this unit.
    pub fn lacks(&self, on: Date, on_roll: bool) -> Vec<Lack> {
        let mut lacks = Vec::new();
        let optional = |value: &Option<String>| value.as_ref().map_or(Ok(()), |value| check_line(value, SHORT));
        let texts = [
            ("name", check_line(&self.name, SHORT)),
            ("building", check_line(&self.unit.building, SHORT)),
            ("political_status", optional(&self.political_status)),
            ("education", optional(&self.education)),
            ("occupation", optional(&self.occupation)),
            ("resume", check_text(&self.resume, LONG)),
            ("plans", check_text(&self.plans, LONG)),
        ];
        lacks.extend(texts.into_iter().filter_map(|(field, checked)| checked.err().map(|fault| Lack::Text(field, fault))));
        if !(1..=12).contains(&self.birth.month) || !(0..130).contains(&on.year().saturating_sub(self.birth.year)) {
            lacks.push(Lack::Birth);
        } else if self.birth.age(on) < ADULT {
            lacks.push(Lack::UnderAge);
        }
        if !on_roll {
            lacks.push(Lack::NotOnRoll);
        }
        lacks.extend(
            self.statements.all().into_iter().filter(|(_, answer)| answer.is_none()).map(|(name, _)| Lack::Statement(name)),
        );
        if !self.pledged {
            lacks.push(Lack::Pledge);
        }
        if !self.publishable {
            lacks.push(Lack::Consent);
        }
        lacks
    }

    /// What the owners see: name, photo, building, age band, 政治面貌, occupation, résumé, plans. `None` without consent.
    pub fn public(&self, on: Date) -> Option<Candidate> {
        self.publishable.then(|| Candidate {
            name: self.name.clone(),
            building: self.unit.building.clone(),
            age_band: self.birth.band(on).to_owned(),
            political_status: self.political_status.clone(),
            occupation: self.occupation.clone(),
            resume: self.resume.clone(),
            plans: self.plans.clone(),
            photo: self.photo,
        })
    }
}

impl Statements {
    /// Each statement by its name.
    pub const fn all(&self) -> [(&'static str, Option<bool>); 5] {
        [
            ("serves_property_company", self.serves_property_company),
            ("owes_property_fee", self.owes_property_fee),
            ("owes_maintenance_fund", self.owes_maintenance_fund),
            ("illegal_building", self.illegal_building),
            ("dishonest_or_convicted", self.dishonest_or_convicted),
        ]
    }
}
