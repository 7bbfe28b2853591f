//! 自荐表、推荐表 as JSON.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::election::poll::nomination::{Birth, Form, Nomination, Sex, Statements};
use crate::flows::nominations::Told;

/// Year and month of birth.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BirthMonth {
    #[schema(example = 1960)]
    year: i16,
    /// 1 to 12.
    #[schema(minimum = 1, maximum = 12)]
    month: i8,
}

/// Answers that the form asks for. `true` is what speaks against the nominee.
#[derive(Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StatementAnswers {
    /// 是否在物业企业任职.
    #[serde(default)]
    serves_property_company: Option<bool>,
    /// 是否欠缴物业费.
    #[serde(default)]
    owes_property_fee: Option<bool>,
    /// 是否欠缴维修资金.
    #[serde(default)]
    owes_maintenance_fund: Option<bool>,
    /// 是否违建.
    #[serde(default)]
    illegal_building: Option<bool>,
    /// 是否失信被执行人、是否受过刑事处罚.
    #[serde(default)]
    dishonest_or_convicted: Option<bool>,
}

/// What a nominee tells, beside name and unit. Public after the review, and only with `publishable`: name, photo, building, age band,
/// political status, occupation, résumé, plans.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NominationForm {
    /// `male` or `female`.
    #[schema(value_type = String, example = "female")]
    sex: Sex,
    birth: BirthMonth,
    /// 政治面貌.
    #[serde(default)]
    #[schema(max_length = 60)]
    political_status: Option<String>,
    /// 文化程度.
    #[serde(default)]
    #[schema(max_length = 60)]
    education: Option<String>,
    /// 职业或专长.
    #[serde(default)]
    #[schema(max_length = 60)]
    occupation: Option<String>,
    /// 简历.
    #[serde(default)]
    #[schema(max_length = 5000)]
    resume: String,
    /// 履职设想.
    #[serde(default)]
    #[schema(max_length = 5000)]
    plans: String,
    #[serde(default)]
    statements: StatementAnswers,
    /// 承诺书 confirmed.
    #[serde(default)]
    pledged: bool,
    /// Separate consent to the publication of what is named above (个人信息保护法 25).
    #[serde(default)]
    publishable: bool,
    /// How many characters the surname has, where it is not the usual number: it decides the order by strokes.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 4)]
    surname: Option<u8>,
}

impl From<NominationForm> for Told {
    fn from(form: NominationForm) -> Self {
        let StatementAnswers {
            serves_property_company,
            owes_property_fee,
            owes_maintenance_fund,
            illegal_building,
            dishonest_or_convicted,
        } = form.statements;
        Self {
            sex: form.sex,
            birth: Birth { year: form.birth.year, month: form.birth.month },
            political_status: form.political_status,
            education: form.education,
            occupation: form.occupation,
            resume: form.resume,
            plans: form.plans,
            statements: Statements {
                serves_property_company,
                owes_property_fee,
                owes_maintenance_fund,
                illegal_building,
                dishonest_or_convicted,
            },
            pledged: form.pledged,
            publishable: form.publishable,
            surname: form.surname.map(|characters| usize::from(characters.clamp(1, 4))),
        }
    }
}

/// A form as it was told.
#[derive(Serialize, ToSchema)]
pub(super) struct FormTold {
    name: String,
    #[schema(value_type = String)]
    sex: Sex,
    birth: BirthMonth,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    political_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    education: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    occupation: Option<String>,
    /// As people say it.
    unit: String,
    resume: String,
    plans: String,
    /// SHA-256 of the photo.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    photo: Option<String>,
    statements: StatementAnswers,
    pledged: bool,
    publishable: bool,
}

impl From<&Form> for FormTold {
    fn from(form: &Form) -> Self {
        let statements = form.statements;
        Self {
            name: form.name.clone(),
            sex: form.sex,
            birth: BirthMonth { year: form.birth.year, month: form.birth.month },
            political_status: form.political_status.clone(),
            education: form.education.clone(),
            occupation: form.occupation.clone(),
            unit: form.unit.to_string(),
            resume: form.resume.clone(),
            plans: form.plans.clone(),
            photo: form.photo.map(|photo| photo.to_string()),
            statements: StatementAnswers {
                serves_property_company: statements.serves_property_company,
                owes_property_fee: statements.owes_property_fee,
                owes_maintenance_fund: statements.owes_maintenance_fund,
                illegal_building: statements.illegal_building,
                dishonest_or_convicted: statements.dishonest_or_convicted,
            },
            pledged: form.pledged,
            publishable: form.publishable,
        }
    }
}

/// Why a nomination was rejected, in the words of the program: each once.
pub(super) fn reasons(nomination: &Nomination) -> Vec<String> {
    use crate::election::poll::nomination::review::Verdict;
    let mut words: Vec<String> = Vec::new();
    for review in nomination.reviews() {
        let Verdict::Reject(reasons) = &review.verdict else { continue };
        for reason in reasons {
            let word = serde_json::to_value(reason).ok().and_then(|value| value.as_str().map(str::to_owned));
            words.extend(word.filter(|word| !words.contains(word)));
        }
    }
    words
}
