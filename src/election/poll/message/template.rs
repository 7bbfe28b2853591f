//! Approved SMS templates: a carrier reviews the fixed words once, only the variables change.
//!
//! A template begins with the signature 【…】; links stand in the fixed words, never in a variable; a variable holds at most a short code,
//! so that a message cannot become a carrier of tokens; nothing in it sells, and nothing tells how to vote.

use std::collections::BTreeMap;
use std::fmt;

use zeroize::Zeroizing;

use crate::election::poll::text::{TextFault, check_line};

/// UTF-16 units of a message in one piece, and of each piece of a longer one (GSM 03.38, UCS-2).
const ONE_PIECE: usize = 70;
const PIECE: usize = 67;
/// Pieces at most.
const PIECES: usize = 4;
/// Characters of a signature.
const SIGNATURE: std::ops::RangeInclusive<usize> = 2..=12;
/// Characters of a value.
const VALUE: usize = 20;
/// Letters and digits in a row in a value: a serial has 8. More would be a token.
const CODE: usize = 8;
/// Words by which carriers know advertising, and which have no place here.
const SELLING: [&str; 14] =
    ["优惠", "促销", "折扣", "红包", "中奖", "抽奖", "免费领", "限时", "特价", "秒杀", "退订", "回T", "拒收请回复", "返现"];
/// Words that tell how to vote.
const STEERING: [&str; 5] = ["请投同意", "请投反对", "请投弃权", "请支持", "务必同意"];

/// A template: `【签名】文字{变量}文字`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    signature: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Fixed(String),
    Variable(String),
}

/// Why a text is no template, or values do not fit it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateFault {
    /// It does not begin with a signature of 2 to 12 characters in 【】, or has a second one.
    #[error("a template begins with one signature of 2 to 12 characters in 【】")]
    Signature,
    /// A brace without its partner, or a variable whose name is not of `a-z` and `_`.
    #[error("a variable is written {{name}} with the letters a-z and _")]
    Braces,
    /// A text that cannot be sent.
    #[error("the text {0}")]
    Text(TextFault),
    /// Words that sell.
    #[error("words of advertising: {0}")]
    Selling(&'static str),
    /// Words that tell how to vote.
    #[error("words that tell how to vote: {0}")]
    Steering(&'static str),
    /// Too long even with short values.
    #[error("{0} characters are more than {PIECES} messages hold")]
    TooLong(usize),
    /// A value is missing, or there is one too many.
    #[error("variable {0}: missing, or not in the template")]
    Variable(String),
    /// A value that must not stand there. Never cited.
    #[error("variable {0}: too long, a link, a long token or a hidden character")]
    Value(String),
}

impl TemplateFault {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Signature => "sms_signature",
            Self::Braces => "sms_braces",
            Self::Text(_) => "sms_text",
            Self::Selling(_) => "sms_selling",
            Self::Steering(_) => "sms_steering",
            Self::TooLong(_) => "sms_too_long",
            Self::Variable(_) => "sms_variable",
            Self::Value(_) => "sms_value",
        }
    }
}

/// A message ready to go. It may hold a one-time code: not shown by `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Rendered(Zeroizing<String>);

impl Rendered {
    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// How many messages a carrier makes of it.
    pub fn segments(&self) -> usize {
        segments(units(&self.0))
    }
}

impl fmt::Debug for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rendered({} characters)", self.0.chars().count())
    }
}

impl Template {
    /// Reads a template.
    pub fn parse(text: &str) -> Result<Self, TemplateFault> {
        check_line(text, ONE_PIECE.saturating_mul(PIECES)).map_err(TemplateFault::Text)?;
        let (signature, body) = text.strip_prefix('【').and_then(|rest| rest.split_once('】')).ok_or(TemplateFault::Signature)?;
        if !SIGNATURE.contains(&signature.chars().count()) || signature.contains(['{', '}', '【']) || body.contains(['【', '】'])
        {
            return Err(TemplateFault::Signature);
        }
        // A carrier's reader does not see spaces either.
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let found = |words: &[&'static str]| words.iter().find(|word| bare.contains(**word)).copied();
        if let Some(word) = found(&SELLING) {
            return Err(TemplateFault::Selling(word));
        }
        if let Some(word) = found(&STEERING) {
            return Err(TemplateFault::Steering(word));
        }
        let pieces = pieces(body)?;
        let template = Self { signature: signature.to_owned(), pieces };
        let fixed = template.fixed_units();
        if segments(fixed) > PIECES { Err(TemplateFault::TooLong(fixed)) } else { Ok(template) }
    }

    /// The names of the variables in the order of the text, each once.
    pub fn variables(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for piece in &self.pieces {
            if let Piece::Variable(name) = piece
                && !names.contains(&name.as_str())
            {
                names.push(name);
            }
        }
        names
    }

    /// The message with these values, exactly one for each variable.
    pub fn render(&self, values: &BTreeMap<String, Zeroizing<String>>) -> Result<Rendered, TemplateFault> {
        let names = self.variables();
        if let Some(extra) = values.keys().find(|name| !names.contains(&name.as_str())) {
            return Err(TemplateFault::Variable(extra.clone()));
        }
        let given: usize = values.values().map(|value| value.len()).fold(0, usize::saturating_add);
        // Enough from the beginning, so that no copy of a code is left behind when it grows.
        let room = self.fixed_bytes().saturating_add(given.saturating_mul(self.pieces.len().max(1)));
        let mut text = Zeroizing::new(String::with_capacity(room));
        text.push('【');
        text.push_str(&self.signature);
        text.push('】');
        for piece in &self.pieces {
            match piece {
                Piece::Fixed(fixed) => text.push_str(fixed),
                Piece::Variable(name) => {
                    let value = values.get(name).ok_or_else(|| TemplateFault::Variable(name.clone()))?;
                    if !fits(value) {
                        return Err(TemplateFault::Value(name.clone()));
                    }
                    text.push_str(value);
                }
            }
        }
        let length = units(&text);
        if segments(length) > PIECES { Err(TemplateFault::TooLong(length)) } else { Ok(Rendered(text)) }
    }

    fn fixed(&self) -> impl Iterator<Item = &str> {
        let fixed = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Fixed(fixed) => Some(fixed.as_str()),
            Piece::Variable(_) => None,
        });
        ["【", self.signature.as_str(), "】"].into_iter().chain(fixed)
    }

    fn fixed_units(&self) -> usize {
        self.fixed().map(units).fold(0, usize::saturating_add)
    }

    fn fixed_bytes(&self) -> usize {
        self.fixed().map(str::len).fold(0, usize::saturating_add)
    }
}

fn pieces(body: &str) -> Result<Vec<Piece>, TemplateFault> {
    let mut pieces = Vec::new();
    let mut rest = body;
    loop {
        let Some((fixed, after)) = rest.split_once('{') else {
            if rest.contains('}') {
                return Err(TemplateFault::Braces);
            }
            pieces.push(Piece::Fixed(rest.to_owned()));
            return Ok(pieces);
        };
        let (name, after) = after.split_once('}').ok_or(TemplateFault::Braces)?;
        let named = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        if fixed.contains('}') || !named {
            return Err(TemplateFault::Braces);
        }
        pieces.push(Piece::Fixed(fixed.to_owned()));
        pieces.push(Piece::Variable(name.to_owned()));
        rest = after;
    }
}

/// Short, no link, no long token.
fn fits(value: &str) -> bool {
    let mut run = 0_usize;
    let long_run = value.chars().any(|c| {
        run = if c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '=' | '-') { run.saturating_add(1) } else { 0 };
        // A serial in print has a hyphen in its middle.
        run > CODE.saturating_add(1)
    });
    let link = value.contains([':', '/', '\\', '【', '】', '{', '}', '#', '?', '@']) || has_domain(value);
    check_line(value, VALUE).is_ok() && !long_run && !link
}

/// A dot between letters: phones make links of it. `89.56` and `6.21` are none.
fn has_domain(value: &str) -> bool {
    value.split('.').skip(1).any(|after| after.chars().next().is_some_and(char::is_alphabetic))
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn segments(units: usize) -> usize {
    if units <= ONE_PIECE { 1 } else { units.div_ceil(PIECE) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOTE: &str = "【湖光业主大会】{community}业主大会{day}开始投票。网址 vote.example.cn ，票号 {serial}。也可领纸质票。";

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, Zeroizing<String>> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Zeroizing::new((*value).to_owned()))).collect()
    }

    #[test]
    fn an_approved_template_with_its_values() {
        let template = Template::parse(VOTE).unwrap();
        assert_eq!(template.variables(), ["community", "day", "serial"]);
        let message =
            template.render(&values(&[("community", "湖光示范小区"), ("day", "4月20日"), ("serial", "K7P4-92XD")])).unwrap();
        assert_eq!(
            message.text(),
            "【湖光业主大会】湖光示范小区业主大会4月20日开始投票。网址 vote.example.cn ，票号 K7P4-92XD。也可领纸质票。"
        );
        assert_eq!(message.segments(), 1);
        // A code never reaches a log by way of Debug.
        let code = Template::parse("【湖光业主大会】验证码 {code}，5 分钟内有效。").unwrap();
        assert!(!format!("{:?}", code.render(&values(&[("code", "493021")])).unwrap()).contains("493021"));
    }

    #[test]
    fn a_template_that_no_carrier_would_approve() {
        let code = |text: &str| Template::parse(text).unwrap_err().code();
        for (text, expected) in [
            ("湖光小区开始投票", "sms_signature"),
            ("【湖】开始投票", "sms_signature"),
            ("【湖光业主大会】【物业】开始投票", "sms_signature"),
            ("【湖光业主大会】票号 {serial", "sms_braces"),
            ("【湖光业主大会】票号 serial}", "sms_braces"),
            ("【湖光业主大会】票号 {}", "sms_braces"),
            ("【湖光业主大会】票号 {Serial}", "sms_braces"),
            ("【湖光业主大会】投票领红 包", "sms_selling"),
            ("【湖光业主大会】请支持 3 号", "sms_steering"),
            ("【湖光业主大会】开始\n投票", "sms_text"),
            ("【湖光业主大会】开始\u{202e}投票", "sms_text"),
            ("", "sms_text"),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
        assert_eq!(code(&format!("【湖光业主大会】{}", "长".repeat(270))), "sms_too_long");
    }

    #[test]
    fn a_variable_is_no_way_to_send_tokens_or_links() {
        let template = Template::parse("【湖光业主大会】票号 {serial}。").unwrap();
        for value in [
            "",
            "http://evil.example",
            "evil.cn",
            "a/b",
            "K7P492XDK7P4",
            "K7P4-92XD-K7P4",
            "【工行】",
            "x\u{200b}y",
            "一二三四五六七八九十一二三四五六七八九十一",
        ] {
            let fault = template.render(&values(&[("serial", value)])).unwrap_err();
            assert_eq!(fault, TemplateFault::Value("serial".into()), "{value}");
        }
        for value in ["K7P4-92XD", "493021", "89.56㎡", "6.21 前", "3栋2单元501"] {
            assert!(template.render(&values(&[("serial", value)])).is_ok(), "{value}");
        }
        assert_eq!(template.render(&values(&[])).unwrap_err().code(), "sms_variable");
        assert_eq!(template.render(&values(&[("serial", "K7P4"), ("name", "王")])).unwrap_err().code(), "sms_variable");
    }

    #[test]
    fn long_messages_are_counted_as_the_carrier_counts() {
        assert_eq!((segments(70), segments(71), segments(134), segments(135)), (1, 2, 2, 3));
    }
}
