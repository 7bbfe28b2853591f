//! Names as they stand on notices, doubts that people decide, and a lot that sha256sum drew.

use proptest::prelude::*;
use serde::Deserialize;

use super::draw::{DrawFault, draw, ticket};
use super::*;

fn names(names: &[&str]) -> Vec<Name> {
    names.iter().map(|name| Name::new(name, compound_surname(name))).collect()
}

/// The names in order, those in doubt joined by `=`.
fn ordered(list: &[&str]) -> Vec<String> {
    let groups = by_strokes(&names(list));
    let joined = |group: &Group| group.members.iter().map(|index| list[*index]).collect::<Vec<_>>().join("=");
    groups.iter().map(joined).collect()
}

#[test]
fn surnames_by_strokes_then_horizontal_before_vertical() {
    // 2, 4 (1121), 5 (25121), 7 (12…, 1234521), 8 (251…), 9 (12213…), 10 (3…), 11 (52…)
    assert_eq!(
        ordered(&["赵丽", "张伟", "丁一", "钱进", "王小明", "李强", "欧阳春", "孙丽", "周杰", "吴刚", "郑和"]),
        ["丁一", "王小明", "孙丽", "李强", "吴刚", "张伟", "欧阳春", "周杰", "郑和", "赵丽", "钱进"]
    );
    // 王 1121 before 毛 3115 before 方 4153: four strokes each.
    assert_eq!(ordered(&["方圆", "毛毛", "王力"]), ["王力", "毛毛", "方圆"]);
    // 竖 before 竖钩: 干 and 于 differ in nothing else.
    assert_eq!(ordered(&["于谦", "干将"]), ["干将", "于谦"]);
}

#[test]
fn compound_surnames_and_short_given_names() {
    // 欧 before 欧阳, whatever the given names; one character of a given name before two.
    assert_eq!(ordered(&["欧阳丁", "欧赵赵", "欧小小", "欧魏", "欧阳一一"]), ["欧魏", "欧小小", "欧赵赵", "欧阳丁", "欧阳一一"]);
    assert_eq!(ordered(&["王丽丽", "王鑫", "王一"]), ["王一", "王鑫", "王丽丽"]);
    assert_eq!((compound_surname("欧阳"), compound_surname("欧阳春"), compound_surname("欧春")), (1, 2, 1));
    // 东方红 may be a 东 called 方红.
    assert_eq!(Name::new("东方红", 1), Name { surname: vec!['东'], given: vec!['方', '红'] });
    assert_eq!(Name::new("阿卜杜拉·买买提", 1).given.len(), 6);
}

#[test]
fn what_cannot_be_told_is_not_decided() {
    let doubts = |list: &[&str]| by_strokes(&names(list)).into_iter().map(|group| group.doubt).collect::<Vec<_>>();
    // 土 and 士 differ in their form alone, which the data do not tell.
    assert_eq!(ordered(&["丁一", "士一", "土一"]), ["丁一", "士一=土一"]);
    assert!(matches!(doubts(&["丁一", "土一", "士一"])[..], [None, Some(Doubt::SameStrokes('土'))]));
    assert_eq!(ordered(&["张伟", "王伟", "张伟"]), ["王伟", "张伟=张伟"]);
    assert_eq!(doubts(&["张伟", "王伟", "张伟"]), [None, Some(Doubt::SameName)]);
    // A letter has no strokes: nobody can say where Anna stands.
    assert_eq!(doubts(&["Anna", "王伟", "张伟"]), [Some(Doubt::UnknownCharacter('A'))]);
    // 德: the sources disagree on its strokes, but not on their number, 15.
    assert_eq!(ordered(&["王德", "王一"]), ["王一", "王德"]);
    assert_eq!(ordered(&["王德", "王飘", "王一"]), ["王一", "王德=王飘"]);
    assert_eq!(doubts(&["王飘", "王德"]), [Some(Doubt::UnknownSequence('德'))]);
    assert_eq!(ordered(&[]), [""; 0]);
}

#[test]
fn people_decide_within_a_group_only() {
    let groups = by_strokes(&names(&["土一", "丁一", "士一"]));
    for (order, good) in [
        (&[1, 0, 2][..], true),
        (&[1, 2, 0], true),
        (&[0, 1, 2], false),
        (&[1, 0], false),
        (&[1, 0, 0], false),
        (&[1, 0, 2, 2], false),
    ] {
        assert_eq!(agrees(&groups, order), good, "{order:?}");
    }
}

#[test]
fn common_surnames_have_their_strokes() {
    // The hundred most common surnames of China: all of them known stroke by stroke.
    let common = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任卢姚沈钟姜崔谭陆范汪廖\
                  石金韦贾夏付方邹熊白孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
    let alone: Vec<Name> = common.chars().map(|c| Name::new(&format!("{c}一"), 1)).collect();
    assert_eq!(alone.len(), 100);
    let doubts: Vec<Doubt> = by_strokes(&alone).into_iter().filter_map(|group| group.doubt).collect();
    assert_eq!(doubts, []);
}

#[test]
fn anyone_draws_the_same_with_sha256sum() {
    #[derive(Deserialize)]
    struct Vector {
        seed: String,
        entrants: Vec<String>,
        tickets: Vec<String>,
        order: Vec<String>,
    }
    // Made by the command in the module's text, not by this program.
    let vector: Vector = serde_json::from_str(include_str!("../../../../../tests/vectors/draw-v1.json")).unwrap();
    let tickets: Vec<String> = vector.entrants.iter().map(|entrant| ticket(&vector.seed, entrant).to_string()).collect();
    assert_eq!(tickets, vector.tickets);
    let order: Vec<&String> =
        draw(&vector.seed, &vector.entrants).unwrap().iter().map(|index| &vector.entrants[*index]).collect();
    assert_eq!(order, vector.order.iter().collect::<Vec<_>>());
}

#[test]
fn a_lot_needs_a_seed_and_entrants_that_can_be_typed() {
    let entrants = |list: &[&str]| list.iter().map(|entrant| (*entrant).to_owned()).collect::<Vec<_>>();
    assert!(matches!(draw("", &entrants(&["丁一"])), Err(DrawFault::Seed(_))));
    assert!(matches!(draw("03 08 ", &entrants(&["丁一"])), Err(DrawFault::Seed(_))));
    assert!(matches!(draw("03 08", &entrants(&["丁一", "王\u{200b}一"])), Err(DrawFault::Entrant { index: 1, .. })));
    assert_eq!(draw("03 08", &entrants(&["丁一", "张伟", "丁一"])), Err(DrawFault::Same { index: 2, first: 0 }));
}

proptest! {
    #[test]
    fn the_order_does_not_depend_on_who_came_first(
        list in prop::collection::vec("[王李张欧干于土士德丁][阳一德丽小明]{1,2}", 0..12).prop_flat_map(|list| {
            let shuffled = Just(list.clone()).prop_shuffle();
            (Just(list), shuffled)
        }),
    ) {
        let texts = |list: &[String]| -> Vec<Vec<String>> {
            let refs: Vec<&str> = list.iter().map(String::as_str).collect();
            let groups = by_strokes(&names(&refs));
            let members: Vec<usize> = groups.iter().flat_map(|group| group.members.clone()).collect();
            let mut sorted = members.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..list.len()).collect::<Vec<_>>());
            assert!(agrees(&groups, &members));
            groups.iter().map(|group| {
                let mut texts: Vec<String> = group.members.iter().map(|index| list[*index].clone()).collect();
                texts.sort();
                texts
            }).collect()
        };
        let (list, shuffled) = list;
        prop_assert_eq!(texts(&list), texts(&shuffled));
        let mut unique = list;
        unique.sort();
        unique.dedup();
        let mut reversed = unique.clone();
        reversed.reverse();
        let drawn = |list: &[String]| draw("03 08 11", list).unwrap().into_iter().map(|index| list[index].clone()).collect::<Vec<_>>();
        prop_assert_eq!(drawn(&unique), drawn(&reversed));
    }
}
