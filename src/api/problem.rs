//! Problems: RFC 9457 `application/problem+json`, from one table.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use super::edge;
use crate::flows::Refusal;

/// What went wrong, as far as the caller may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code {
    /// A flow refused it.
    Refused(Refusal),
    NotSignedIn,
    NotFound,
    MethodNotAllowed,
    BadRequest,
    BadBody,
    NotJson,
    TooLarge,
    BadCursor,
    BadKey,
    NoVersion,
    NoRefreshHeader,
    BadSignature,
    TooMany,
    Busy,
    Internal,
}

/// A line of the table.
struct Row(u16, &'static str, &'static str, &'static str);

/// The table: status, code (stable, for programs), Chinese, English.
#[rustfmt::skip]
const fn row(code: Code) -> Row {
    match code {
        Code::NotSignedIn => Row(401, "not_signed_in", "请先登录", "Sign in first"),
        Code::NotFound => Row(404, "not_found", "没有这个内容，或者您无权查看", "It is not there, or not for you to see"),
        Code::MethodNotAllowed => Row(405, "method_not_allowed", "这里不能这样操作", "This cannot be done here"),
        Code::BadRequest => Row(400, "bad_request", "请求的写法不对", "The request is malformed"),
        Code::BadBody => Row(400, "bad_body", "提交的内容写法不对", "The content is malformed"),
        Code::NotJson => Row(415, "not_json", "提交的内容要用 JSON（application/json）", "The content has to be JSON (application/json)"),
        Code::TooLarge => Row(413, "too_large", "提交的内容太大", "The content is too large"),
        Code::BadCursor => Row(400, "bad_page", "翻页的位置或条数不对", "The page's cursor or size is wrong"),
        Code::BadKey => Row(400, "bad_idempotency_key", "Idempotency-Key 要用 1 到 100 个可见的 ASCII 字符", "Idempotency-Key has to be 1 to 100 visible ASCII characters"),
        Code::NoVersion => Row(428, "version_required", "请先读取最新内容，再带上 If-Match 提交", "Read it first, then send If-Match with its ETag"),
        Code::NoRefreshHeader => Row(403, "header_required", "缺少请求头 Yepiao-Session: refresh", "The header Yepiao-Session: refresh is missing"),
        Code::BadSignature => Row(401, "bad_signature", "签名不对、太旧，或者没有签名", "The signature is missing, wrong or too old"),
        Code::TooMany => Row(429, "too_many_requests", "操作太频繁，请稍后再试", "Too many requests; try again later"),
        Code::Busy => Row(503, "busy", "系统正忙，请稍后再试", "The service is busy; try again later"),
        Code::Internal => Row(500, "internal", "系统出错了，不是您的问题；请把编号告诉管理员", "The service failed, it is not your fault; tell the operator the number"),
        Code::Refused(refusal) => match refusal {
            Refusal::Forbidden => Row(403, "forbidden", "您的角色不能这样操作", "Your role may not do this"),
            Refusal::Stale => Row(412, "stale", "别人刚刚修改过，请重新读取后再改", "Somebody else has just changed it; read it again"),
            Refusal::Field { .. } => Row(422, "field_invalid", "有一项填得不对", "A field is not right"),
            Refusal::SignInFailed => Row(401, "sign_in_failed", "登录名或密码不对", "Login or password is wrong"),
            Refusal::Locked { .. } => Row(429, "locked", "试的次数太多，请稍后再试", "Too many attempts; try again later"),
            Refusal::SessionEnded => Row(401, "session_ended", "登录已经失效，请重新登录", "The session has ended; sign in again"),
            Refusal::InvitationWorthless => Row(410, "invitation_worthless", "这个链接已经用过、撤回或者过期；请对方重新发一个", "This link was used, withdrawn or is too old; ask for another"),
            Refusal::InvitationOfOtherKind => Row(422, "invitation_of_other_kind", "这个链接不是这个用途", "This link is for something else"),
            Refusal::LoginTaken => Row(409, "login_taken", "这个登录名已经有人用", "Somebody else has this login"),
            Refusal::RoleHeld => Row(409, "role_held", "已经有这个角色", "The account has this role already"),
            Refusal::NotSuperior => Row(403, "not_superior", "您不能给予或收回这个角色", "You may not give or take this role"),
            Refusal::ConflictOfInterest => Row(422, "conflict_of_interest", "物业公司的人不能做计票人或三长", "Staff of the property company may not be teller or canvasser"),
            Refusal::LastChair => Row(409, "last_chair", "要先有新的组长", "There has to be another chair first"),
            Refusal::BuildingsForCanvassers => Row(422, "buildings_for_canvassers", "只有三长才分配楼栋", "Only canvassers have buildings"),
            Refusal::NoPhone => Row(409, "no_phone", "您的账号没有登记手机号", "Your account has no phone"),
            Refusal::RollContradicts => Row(409, "roll_contradicts", "这样改，名册会前后不一致：同一证件号码有两个姓名，或同一户的面积、用途不一样", "The roll would contradict itself: one ID number with two names, or one unit with two areas or uses"),
            Refusal::CodeTooSoon { .. } => Row(429, "code_too_soon", "验证码刚刚发过，请稍等再要；收不到请联系工作人员", "A code was sent a moment ago; wait, or ask the staff"),
            Refusal::CodeSentTwice => Row(409, "code_sent_twice", "验证码已经发过两次；收不到请联系工作人员", "The code was sent twice; if none arrived, ask the staff"),
            Refusal::CodeWrong => Row(422, "code_wrong", "验证码不对，请看清楚再输一次", "That is not the code; look again"),
            Refusal::CodeWorthless => Row(410, "code_worthless", "这个验证码已经失效，请重新获取", "The code is no longer good; ask for another"),
            Refusal::KeyReused => Row(422, "idempotency_key_reused", "这个 Idempotency-Key 已经用于别的请求", "This Idempotency-Key was used for another request"),
        },
    }
}

/// A problem on its way out.
#[derive(Debug)]
pub(super) struct Problem {
    code: Code,
    /// Where in the body.
    pointer: Option<String>,
    chinese: bool,
    request: String,
    now: i64,
    allow: Option<String>,
}

/// The body of every answer that is not a success (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct ProblemBody {
    /// A URI of this kind of problem, relative to the service.
    #[serde(rename = "type")]
    kind: String,
    /// HTTP's status again.
    status: u16,
    /// Stable; the pages translate it.
    code: &'static str,
    /// For people, in the language of Accept-Language: Chinese, or English where it begins with en.
    title: &'static str,
    /// The request's number, to be told to the operator.
    instance: String,
    /// Which fields are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
}

/// A field that is wrong.
#[derive(Serialize, ToSchema)]
pub(super) struct FieldProblem {
    /// JSON pointer (RFC 6901) into the body.
    pointer: String,
    /// Stable.
    code: &'static str,
}

impl Problem {
    /// For a request.
    pub(super) fn new(request: &HttpRequest, code: Code) -> Self {
        let language = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let chinese = !language.trim_start().to_ascii_lowercase().starts_with("en");
        Self { code, pointer: None, chinese, request: edge::request_id(request), now: 0, allow: None }
    }

    /// Where in the body.
    pub(super) fn at(self, pointer: Option<String>) -> Self {
        Self { pointer, ..self }
    }

    /// When it is now, for `Retry-After`.
    pub(super) fn at_time(self, now: i64) -> Self {
        Self { now, ..self }
    }

    /// What can be done instead (`Allow`).
    pub(super) fn allowing(self, methods: String) -> Self {
        Self { allow: Some(methods), ..self }
    }

    fn retry_after(&self) -> Option<u64> {
        match self.code {
            Code::TooMany => Some(10),
            Code::Busy => Some(2),
            Code::Refused(Refusal::Locked { until } | Refusal::CodeTooSoon { until }) => {
                let millis = u64::try_from(until.saturating_sub(self.now)).unwrap_or(0);
                Some(millis.div_ceil(1000).max(1))
            }
            _ => None,
        }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(row(self.code).1)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(row(self.code).0).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let Row(status, code, chinese, english) = row(self.code);
        let errors = match (self.code, &self.pointer) {
            (Code::Refused(Refusal::Field { field, why }), _) => {
                vec![FieldProblem { pointer: format!("/{field}"), code: why.code() }]
            }
            (_, Some(pointer)) => vec![FieldProblem { pointer: pointer.clone(), code: "malformed" }],
            (_, None) => Vec::new(),
        };
        let body = ProblemBody {
            kind: format!("/problems/{code}"),
            status,
            code,
            title: if self.chinese { chinese } else { english },
            instance: format!("urn:uuid:{}", self.request),
            errors,
        };
        let mut response = HttpResponseBuilder::new(self.status_code());
        if let Some(seconds) = self.retry_after() {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if status == 401 {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        if let Some(methods) = &self.allow {
            response.insert_header((header::ALLOW, methods.as_str()));
        }
        response.insert_header((header::CONTENT_LANGUAGE, if self.chinese { "zh-CN" } else { "en" }));
        response.insert_header((header::CONTENT_TYPE, "application/problem+json"));
        response.body(serde_json::to_string(&body).unwrap_or_default())
    }
}

/// Headers that say how to take any answer. `pages` may load what they need from here; answers of the API load nothing.
pub(super) fn protect(headers: &mut HeaderMap, https: bool) {
    let mut set = |name: &'static str, value: &'static str| {
        let name = header::HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "no-referrer");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("permissions-policy", "camera=(), geolocation=(), microphone=()");
    set("cache-control", "no-store");
    if https {
        set("strict-transport-security", "max-age=31536000");
    }
}
