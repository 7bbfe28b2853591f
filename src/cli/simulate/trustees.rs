//! The make-believe trustees: N single keys, or one joint key of T out of N by the real ceremony.

use zeroize::Zeroizing;

use super::Plan;
use super::failure::Failure;
use super::source::Source;
use crate::crypto::group::{Encoding, Point, Scalar};
use crate::election::ceremony::{Certificates, Member, MemberSeed, Polynomials, Shape, SingleKey};
use crate::election::json;
use crate::election::trustees::{Item, Trustees};

/// What the trustees made, and what those who will decrypt keep.
pub(super) struct Made {
    /// The list of trustees.
    pub(super) items: Vec<Item>,
    /// The secret keys of as many as are needed, with their numbers.
    pub(super) deciders: Vec<(u32, Zeroizing<Scalar>)>,
}

pub(super) fn make(plan: &Plan, source: &Source) -> Result<Made, Failure> {
    if let Some(list) = &plan.trustee_list {
        return Ok(Made { items: json::from_canonical(list)?, deciders: Vec::new() });
    }
    if plan.threshold == plan.trustees { Ok(single(plan, source)) } else { joint(plan, source) }
}

fn single(plan: &Plan, source: &Source) -> Made {
    let keys: Vec<SingleKey> = (0..plan.trustees).map(|i| SingleKey::random(&mut source.of("trustee", i))).collect();
    let items = (0..).zip(&keys).map(|(i, key)| Item::Single(key.public(&mut source.of("knowledge", i)))).collect();
    Made { items, deciders: (1..).zip(keys.iter().map(|key| key.secret().clone())).collect() }
}

/// Everybody's part of the ceremony, message by message.
fn joint(plan: &Plan, source: &Source) -> Result<Made, Failure> {
    let size = usize::try_from(plan.trustees).unwrap_or(usize::MAX);
    let shape = Shape::new(size, plan.threshold)?;
    let members: Vec<Member> =
        (0..plan.trustees).map(|i| Member::new(&MemberSeed::random(&mut source.of("trustee", i)))).collect();
    let numbered = || (1_usize..).zip((0_u32..).zip(&members));
    let certificates = numbered().map(|(index, (i, member))| member.certify(shape, index, &mut source.of("certificate", i)));
    let certificates = Certificates::read(shape, &certificates.collect::<Result<Vec<_>, _>>()?)?;
    let deal = |(i, member): (u32, &Member)| certificates.participant(member)?.deal(&mut source.of("polynomial", i));
    let dealt = Polynomials::read(&certificates, &(0..).zip(&members).map(deal).collect::<Result<Vec<_>, _>>()?)?;
    let finish = |(index, (i, member)): (usize, (u32, &Member))| {
        let message = dealt.for_member(index)?;
        certificates.participant(member)?.receive(message.as_bytes(), &mut source.of("share key", i))
    };
    let assembled = dealt.assemble(&numbered().map(finish).collect::<Result<Vec<_>, _>>()?)?;
    let needed = members.iter().zip(&assembled.shares).take(usize::try_from(plan.threshold).unwrap_or(usize::MAX));
    let open = |(number, (member, share)): (u32, (&Member, &String))| {
        let opened = member.open(share.as_bytes(), &assembled.joint).map_err(Failure::own)?;
        Ok((number, opened.secret))
    };
    let deciders = (1..).zip(needed).map(open).collect::<Result<Vec<_>, Failure>>()?;
    Ok(Made { items: vec![Item::Pedersen(assembled.joint)], deciders })
}

/// The election's key.
pub(super) fn joint_key(trustees: &[u8]) -> Result<Encoding, Failure> {
    let (trustees, faults) = Trustees::parse(trustees);
    match faults.first() {
        Some(fault) => Err(Failure::own(fault)),
        None => trustees.joint_key().as_ref().map(Point::encode).ok_or_else(|| Failure::own("no joint key")),
    }
}
