//! What a few bytes of a stranger may cost: bounds in time, with room for a slow machine, each far below what it once was.

use std::time::{Duration, Instant};

use yepiao::election::credential::{CredentialList, CredentialsFault};
use yepiao::election::trustees::{Trustees, TrusteesFault};

/// A joint key with one polynomial of 2,999 coefficients before 3,000 keys: once every key cost a sum over all coefficients.
#[test]
fn a_list_of_trustees_of_the_wrong_shape_is_not_worked_through() {
    let point = "6666666666666666666666666666666666666666666666666666666666666658";
    let proof = r#"{"challenge":"1","response":"1"}"#;
    let key = format!(r#"{{"pok":{proof},"public_key":"{point}"}}"#);
    let coefficients = vec![format!(r#"\"{point}\""#); 2_999].join(",");
    let list = format!(
        r#"[["Pedersen",{{"threshold":2999,"certs":[],"coefexps":[{{"message":"{{\"coefexps\":[{coefficients}]}}","signature":{proof}}}],"signatures":[],"verification_keys":[{}]}}]]"#,
        vec![key; 3_000].join(",")
    );
    let begun = Instant::now();
    let (trustees, faults) = Trustees::parse(list.as_bytes());
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert!(faults.contains(&TrusteesFault::Shape { item: 1 }));
    assert!(trustees.joint_key().is_none());
}

/// Five million empty credentials: once each left a fault behind, gigabytes of them.
#[test]
fn a_list_of_empty_credentials_is_refused_as_a_whole() {
    let list = format!("[{}]", vec![r#""""#; 5_000_000].join(","));
    let begun = Instant::now();
    let (_, faults) = CredentialList::parse(list.as_bytes());
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    assert_eq!(faults, [CredentialsFault::TooShort]);
}
