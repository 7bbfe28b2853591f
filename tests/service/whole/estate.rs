//! Thirteen voters of an estate, in a file as an office has it: numbers that a spreadsheet spoiled, an area nobody wrote down, an owner who
//! died, a flat entered twice, unsold flats of the developer under a word instead of a name, and one owner of sixteen flats.

use serde_json::{Value, json};

use super::super::election::id_number;
use super::super::server::{Person, Server};

/// The developer, as the registry of companies has it.
pub(super) const DEVELOPER: (&str, &str) = ("长春市湖光示范房地产开发有限公司", "91990104MA5HE8CLD9");
/// Flats of the owner of many.
const MANY: u64 = 16;

/// An owner: building, room, area in 0.01 m², name, phone.
pub(super) type Owner = (&'static str, &'static str, u64, &'static str, &'static str);

/// Owners of one flat each, as they are in truth. The phone of 106 is that of everybody whom `Server::accepts` lets in.
pub(super) const OWNERS: [Owner; 11] = [
    ("1", "101", 8050, "张三", "13900000001"),
    ("1", "102", 8150, "李四", "13900000002"),
    ("1", "103", 8250, "王小明", "13900000003"),
    ("1", "104", 8350, "欧阳春", "13900000004"),
    ("1", "105", 8450, "丁一", "13900000005"),
    ("1", "106", 8550, "赵六", "13804312345"),
    ("1", "107", 8650, "孙七", ""),
    ("2", "101", 7500, "钱八", "13900000008"),
    ("2", "102", 7600, "陈九", "13900000009"),
    ("2", "103", 7700, "冯十", "13900000010"),
    ("2", "104", 7800, "褚林", "13900000011"),
];
/// The owner of many: the area of all of them together, and the phone.
pub(super) const SIXTEEN: Owner = ("3", "101", MANY * 2000, "吴兰", "13900000016");
/// The developer's three unsold flats.
pub(super) const UNSOLD: Owner = ("4", "101", 3 * 7000, DEVELOPER.0, "");

/// Everybody's area, in 0.01 m².
pub(super) fn area() -> u64 {
    OWNERS.iter().chain([&SIXTEEN, &UNSOLD]).map(|owner| owner.2).sum()
}

fn square_metres(area: u64) -> String {
    format!("{}.{:02}", area / 100, area % 100)
}

/// The file.
fn messy() -> String {
    let mut text = "楼栋,单元,房号,专有面积,权利人姓名,证件类型,证件号码,手机号,建设单位持有\n".to_owned();
    let mut row = |building: &str, room: &str, area: &str, name: &str, kind: &str, number: &str, phone: &str, unsold: &str| {
        text.push_str(&format!("{building},1,{room},{area},{name},{kind},{number},{phone},{unsold}\n"));
    };
    let id = "居民身份证";
    for (at, (building, room, area, name, phone)) in OWNERS.iter().enumerate() {
        let (area, number) = (square_metres(*area), id_number(at + 1));
        match *name {
            // Opened with a spreadsheet program once.
            "李四" => row(building, room, &area, name, id, "9.90104E+17", phone, ""),
            "丁一" => row(building, room, "", name, id, &number, phone, ""),
            "陈九" => row(building, room, &area, "陈九（已故）", id, &number, phone, ""),
            "褚林" => {
                row(building, room, &area, name, id, &number, phone, "");
                row(building, room, &area, "卫前", id, &id_number(99), "", "");
            }
            _ => row(building, room, &area, name, id, &number, phone, ""),
        }
    }
    for flat in 0..MANY {
        let room = format!("{}{:02}", 1 + flat / 4, 1 + flat % 4);
        row("3", &room, "20.00", SIXTEEN.3, id, &id_number(50), SIXTEEN.4, "");
    }
    row("4", "101", "70.00", "未售", "", "", "", "");
    for room in ["102", "103"] {
        row("4", room, "70.00", DEVELOPER.0, "统一社会信用代码", DEVELOPER.1, "", "未售");
    }
    text
}

/// What somebody with the papers decides about a row that waits.
fn remedies(row: &Value) -> Vec<Value> {
    let fix = |column: &str, text: &str| json!({ "action": "fix", "column": column, "text": text });
    let of = |name: &str| OWNERS.iter().position(|owner| owner.3 == name).unwrap();
    let is = |name: &str| row["names"].as_array().unwrap().iter().any(|known| known.as_str().unwrap().contains(name));
    match row["reasons"][0]["code"].as_str().unwrap() {
        "id_lost_digits" => vec![fix("id_number", &id_number(of("李四") + 1))],
        "area_missing" => vec![fix("area", &square_metres(OWNERS[of("丁一")].2))],
        "owner_deceased" => vec![json!({ "action": "confirm", "code": "owner_deceased" })],
        "owner_placeholder" => vec![
            fix("name", DEVELOPER.0),
            fix("id_number", DEVELOPER.1),
            fix("id_kind", "统一社会信用代码"),
            fix("developer", "未售"),
        ],
        // The other one stands when this one is left out.
        "unit_twice" if is("卫") => vec![json!({ "action": "leave_out", "reason": "已过户" })],
        "unit_twice" => Vec::new(),
        other => panic!("{other}: {row}"),
    }
}

/// A community with its group, and the version of its roll.
pub(super) struct Estate<'s> {
    pub(super) operator: Person<'s>,
    pub(super) community: String,
    pub(super) chair: Person<'s>,
    pub(super) members: [Person<'s>; 2],
    pub(super) version: String,
}

impl<'s> Estate<'s> {
    /// From the file to the version: every row that waits is decided.
    pub(super) fn new(server: &'s Server) -> Self {
        let operator = server.operator();
        let community = operator.founds("湖光小区");
        let chair = operator.brings(&community, "chair");
        let members = [chair.brings(&community, "member"), chair.brings(&community, "member")];
        let import = chair.uploads(&community, messy().as_bytes());
        let shown = chair.get(&import);
        let waiting = chair.get(&format!("{import}/rows?state=waiting&limit=200")).ok(200)["items"].clone();
        assert_eq!(shown.ok(200)["preview"]["waiting"], 6, "{waiting}");
        let take = |etag: &str| chair.request("POST", &format!("{import}/take")).header("If-Match", etag).json(&json!({})).send();
        take(&shown.etag()).problem(409, "rows_wait");
        let mut etag = shown.etag();
        for row in waiting.as_array().unwrap() {
            for mut decision in remedies(row) {
                decision["line"] = row["line"].clone();
                let request = chair.request("POST", &format!("{import}/decisions")).header("If-Match", &etag);
                let decided = request.json(&decision).send();
                decided.ok(201);
                etag = decided.etag();
            }
        }
        let version = take(&etag).ok(201)["version"].clone();
        assert_eq!(version["without_parking"], json!({ "people": 13, "area_centi_m2": area() }), "{version}");
        let version = version["id"].as_str().unwrap().to_owned();
        Self { operator, community, chair, members, version }
    }
}
