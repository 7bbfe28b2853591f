//! The one text of every leaf.

use crate::crypto::group::Point;
use crate::crypto::hash::Digest;
use crate::election::json::JsonFault;
use crate::election::log::leaf::*;
use crate::election::log::tree::leaf_hash;

#[test]
fn leaves_have_one_text() {
    let sha = Digest::of(b"").to_string();
    let point = Point::generator().encode().to_string();
    let nonce = "000102030405060708090a0b0c0d0e0f";
    let rest = format!(r#""nonce":"{nonce}","#);
    for text in [
        format!(
            r#"{{"index":0,{rest}"opening":"{sha}","phi":"f7xH7ezR5O2edi7Q9kiGM7D30DAKDRqKlwDbKVUqVb8","time":1,"type":"open"}}"#
        ),
        format!(r#"{{"credential":"{point}","index":1,{rest}"sha256":"{sha}","time":1,"type":"ballot"}}"#),
        format!(r#"{{"credential":"{point}","index":2,{rest}"time":1,"type":"paper"}}"#),
        format!(r#"{{"authority":"组长","ballot":1,"index":3,{rest}"reason":"a\nb","time":1,"type":"void"}}"#),
        format!(r#"{{"index":4,{rest}"time":1,"type":"extend","until":9007199254740991}}"#),
        format!(r#"{{"index":5,{rest}"time":1,"type":"close"}}"#),
        format!(r#"{{"index":6,{rest}"sha256":"{sha}","time":1,"type":"sheet"}}"#),
        format!(r#"{{"index":7,{rest}"state":"counted","time":1,"type":"state"}}"#),
        format!(r#"{{"index":7,{rest}"reason":"","state":"cancelled","time":1,"type":"state"}}"#),
        format!(r#"{{"index":8,{rest}"sha256":"{sha}","time":1,"type":"notice"}}"#),
        format!(r#"{{"index":9,{rest}"sha256":"{sha}","time":1,"type":"objection"}}"#),
    ] {
        let leaf = Leaf::parse(text.as_bytes()).unwrap_or_else(|fault| panic!("{text}: {fault}"));
        assert_eq!(leaf.nonce, Nonce([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]));
        assert_eq!(String::from_utf8(leaf.to_bytes().unwrap()).unwrap(), text);
        assert_eq!(leaf.hash(), Ok(leaf_hash(text.as_bytes())));
    }
}

#[test]
fn what_is_not_a_leaf_is_refused() {
    let good = r#"{"index":5,"nonce":"000102030405060708090a0b0c0d0e0f","time":1,"type":"close"}"#;
    assert!(Leaf::parse(good.as_bytes()).is_ok());
    let big = "9007199254740992";
    for (from, to) in [
        ("close", "Close"),
        ("close", "ballot"),
        (r#","type":"close""#, ""),
        (r#""index":5,"#, ""),
        (r#""index":5,"#, r#""index":5,"index":5,"#),
        (r#""index":5,"#, r#""index":-5,"#),
        (r#""index":5,"#, r#""index":5.0,"#),
        (r#""index":5,"#, r#""index":"5","#),
        ("\"index\":5", &format!("\"index\":{big}")),
        ("\"time\":1", &format!("\"time\":{big}")),
        (r#""type":"close""#, r#""type":"close","until":1"#),
        (r#""type":"close""#, r#""type":"close","type":"close""#),
        (r#""type":"close""#, r#""type":["close"]"#),
        ("0a0b", "0A0B"),
        ("0a0b", "0a0"),
        ("0a0b", "0a0b0c"),
        ("0a0b", "0a0g"),
        (",", ", "),
        ("}", "} "),
        ("{", "[{"),
    ] {
        let wrong = good.replacen(from, to, 1);
        assert!(Leaf::parse(wrong.as_bytes()).is_err(), "{wrong}");
    }
    let state = good.replace("close", "state").replace("\"time\"", "\"state\":\"open\",\"time\"");
    assert!(matches!(Leaf::parse(state.as_bytes()), Err(JsonFault::Shape { .. })), "{state}");
    let null = good.replace("close", "state").replace("\"time\"", "\"reason\":null,\"state\":\"final\",\"time\"");
    assert!(matches!(Leaf::parse(null.as_bytes()), Err(JsonFault::NotCanonical { .. })), "{null}");
}
