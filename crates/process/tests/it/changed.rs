//! What is told of a change, and that no change goes untold.

use process::diff::{Change, Weight, diff, render};
use process::{Lang, Process, Voice, compile};

use crate::common::{cart, tiny, tiny_text, vector, vocabulary};

fn with(replace: &str, by: &str) -> Process {
    let text = tiny_text();
    assert_eq!(text.matches(replace).count(), 1, "{replace}");
    compile(&text.replace(replace, by), &vocabulary()).unwrap()
}

fn told(after: &Process, lang: Lang) -> Vec<(Weight, String)> {
    diff(&tiny(), after, lang).into_iter().map(|c| (c.weight, c.sentence)).collect()
}

/// One small change, and exactly what is said about it in both languages.
#[test]
fn each_change_is_told_in_the_words_of_the_process() {
    use Weight::{Critical, Editorial, Substantial};
    for (replace, by, weight, en, zh) in [
        (
            "action: \">= 70.0\"",
            "action: \">= 80.0\"",
            Critical,
            "action limit of Viability at grow.count: ≥ 70.0 % → ≥ 80.0 % (narrower)",
            "grow.count“活率”的行动限：≥ 70.0 % → ≥ 80.0 %（收紧）",
        ),
        (
            "action: \">= 70.0\"",
            "action: \">= 70.0\"\n            alert: \">= 75.0\"",
            Critical,
            "alert limit of Viability at grow.count added: ≥ 75.0 %",
            "增加grow.count“活率”的警戒限：≥ 75.0 %",
        ),
        (
            "limits: \">= 0.50\"",
            "limits: \"> 0.40\"",
            Critical,
            "limits of specification Dose (dose): ≥ 0.50 × 10⁶/kg → > 0.40 × 10⁶/kg (wider)",
            "质量标准“剂量”(dose)的限度：≥ 0.50 × 10⁶/kg → > 0.40 × 10⁶/kg（放宽）",
        ),
        (
            "limits: \">= 0.50\"",
            "limits: report",
            Critical,
            "limits of specification Dose (dose) removed: ≥ 0.50 × 10⁶/kg",
            "取消质量标准“剂量”(dose)的限度：≥ 0.50 × 10⁶/kg",
        ),
        (
            "verifies: none",
            "verifies: operator",
            Critical,
            "verifier of step grow.feed added: operator",
            "增加步骤 grow.feed 的复核人：operator",
        ),
        (
            "hold:\n          - {from: grow.feed, at_least: \"10 min\", at_most: \"60 min\"}",
            "hold:\n          - {from: grow.feed, at_most: \"50 min\"}",
            Critical,
            "time window of step grow.count after grow.feed: at least 10 min and at most 60 min → \
             at most 50 min",
            "步骤 grow.count （自 grow.feed 结束）的时限：至少 10 分钟、至多 60 分钟 → 至多 50 分钟",
        ),
        (
            "density * volume * viability",
            "density * viability * volume",
            Substantial,
            "formula of Cells at grow.count: density * volume * viability → \
             density * viability * volume",
            "grow.count“细胞数”的公式：density * volume * viability → density * viability * volume",
        ),
        (
            "scan: [material/medium, room/bench]",
            "scan: [material/medium]",
            Critical,
            "step grow.feed no longer scans room Bench",
            "步骤 grow.feed 不再扫描房间 操作台",
        ),
        (
            "uses: {medium: \"50 mL\"}",
            "uses: {medium: \"60 mL\"}",
            Substantial,
            "amount of material medium at step grow.feed: 50 mL → 60 mL",
            "步骤 grow.feed 物料 medium 的用量：50 mL → 60 mL",
        ),
        (
            "max: \"5\"",
            "max: \"6\"",
            Substantial,
            "most rounds of operation grow: 5 → 6",
            "操作 grow 的最多轮数：5 → 6",
        ),
        (
            "en: Compare the identifiers.",
            "en: Compare both identifiers with the order and the bag.",
            Substantial,
            "instruction of step receipt.check changed\n  before: Compare the identifiers.\n  \
             after: Compare both identifiers with the order and the bag.",
            "步骤 receipt.check 的操作指令（英文）有变化\n  原：Compare the identifiers.\n  \
             今：Compare both identifiers with the order and the bag.",
        ),
        (
            "zh: 换液,",
            "zh: 更换培养基,",
            Editorial,
            "title (Chinese) of step grow.feed: 换液 → 更换培养基",
            "步骤 grow.feed 的标题：换液 → 更换培养基",
        ),
        (
            "            accept: [match]",
            "            accept: [match, mismatch]",
            Critical,
            "judgement of answer “Mismatch” of Identity at receipt.check: not accepted → accepted",
            "receipt.check“身份”选项“不一致”的判定：不合格 → 合格",
        ),
        (
            "phase: release\n    source: \"[G]\"\n  dose:",
            "phase: after-release\n    source: \"[G]\"\n  dose:",
            Critical,
            "phase of specification Sterility (sterility): for release → after release",
            "质量标准“无菌”(sterility)的阶段：放行 → 放行后",
        ),
    ] {
        let after = with(replace, by);
        assert_eq!(told(&after, Lang::En), [(weight, en.to_owned())]);
        assert_eq!(told(&after, Lang::Zh), [(weight, zh.to_owned())]);
    }
}

const RINSE: &str = "      - step: grow.rinse
        title: {zh: 冲洗, en: Rinse}
        instruction: {zh: 冲洗。, en: Rinse.}
        performs: operator
        verifies: none
        takes: \"1 / 1 / 1 min\"
        hands_on: \"1 / 1 / 1 min\"
";

#[test]
fn a_new_step_is_told_once_and_its_neighbours_are_not() {
    let at = "      - step: grow.count\n";
    let after = with(at, &format!("{RINSE}{at}"));
    let added = (Weight::Substantial, "step grow.rinse added: Rinse".to_owned());
    assert_eq!(told(&after, Lang::En), [added]);
    let removed: Vec<Change> = diff(&after, &tiny(), Lang::En);
    assert_eq!(removed.len(), 1);
    assert_eq!(removed[0].sentence, "step grow.rinse removed: Rinse");
    assert_eq!(removed[0].place, "Grow (grow)");
}

#[test]
fn a_step_that_moves_is_told_as_moved() {
    let count = "      - step: grow.count\n";
    let before = with(count, &format!("{RINSE}{count}"));
    let feed = "      - step: grow.feed\n";
    let after = with(feed, &format!("{RINSE}{feed}"));
    let said: Vec<String> =
        diff(&before, &after, Lang::En).into_iter().map(|c| c.sentence).collect();
    assert_eq!(said, ["step grow.rinse moved to the beginning"]);
    let fill = "      - step: finish.fill\n";
    let elsewhere = with(fill, &format!("{RINSE}{fill}"));
    let said: Vec<String> =
        diff(&before, &elsewhere, Lang::Zh).into_iter().map(|c| c.sentence).collect();
    assert_eq!(said, ["步骤 grow.rinse 由操作 grow 移至 finish"]);
}

#[test]
fn changes_are_grouped_with_the_heaviest_first() {
    let text = tiny_text()
        .replace("version: \"1\"", "version: \"2\"")
        .replace("action: \">= 70.0\"", "action: \">= 60.0\"")
        .replace("uses: {medium: \"50 mL\"}", "uses: {medium: \"60 mL\"}")
        .replace("min: \"0.5 10*6/kg\"", "min: \"0.4 10*6/kg\"");
    let after = compile(&text, &vocabulary()).unwrap();
    let changes = diff(&tiny(), &after, Lang::En);
    assert_eq!(
        render(&changes, Lang::En),
        "\
Critical (2)
  Dose
    - smallest of the dose: 0.5 × 10⁶/kg → 0.4 × 10⁶/kg
  Grow (grow)
    - action limit of Viability at grow.count: ≥ 70.0 % → ≥ 60.0 % (wider)

Substantial (1)
  Grow (grow)
    - amount of material medium at step grow.feed: 50 mL → 60 mL

Editorial (1)
  Process
    - version: 1 → 2
"
    );
    assert_eq!(render(&[], Lang::Zh), "没有变化。\n");
}

#[test]
fn a_process_does_not_differ_from_itself_nor_by_its_comments() {
    for process in [tiny(), cart(), vector()] {
        assert_eq!(diff(&process, &process, Lang::En), []);
    }
    let commented = compile(&format!("# a remark\n{}", tiny_text()), &vocabulary()).unwrap();
    assert_ne!(commented, tiny(), "the text has another hash");
    assert_eq!(diff(&tiny(), &commented, Lang::En), []);
}

#[test]
fn even_two_strangers_can_be_compared() {
    let (a, b) = (cart(), vector());
    let vocabulary = vocabulary();
    for lang in Lang::ALL {
        let changes = diff(&a, &b, Voice::new(lang, &vocabulary));
        assert!(changes.iter().any(|c| c.weight == Weight::Critical));
        assert!(changes.is_sorted_by_key(|c| c.weight));
    }
    assert_eq!(diff(&a, &b, Lang::En).len(), diff(&a, &b, Lang::Zh).len());
}

/// Changes every single leaf and list of a compiled process, one after the other: whatever is
/// still a process is told as changed, in both languages alike.
#[test]
fn no_change_goes_untold() {
    let vocabulary = vocabulary();
    let text = include_str!("../mistakes/base.yaml")
        .replace(
            "uses: {medium: \"50 mL\"}",
            "open_alert: \"20 min\"\n        uses: {medium: \"50 mL\"}",
        )
        .replace(
            "min: \"0.5 10*6/kg\"",
            "min: \"0.5 10*6/kg\"\n  max: \"5 10*6/kg\"\n  source: a book",
        );
    let before = compile(&text, &vocabulary).unwrap();
    let whole: serde_json::Value = serde_json::from_slice(&before.to_bytes().unwrap()).unwrap();
    let mut tried = 0;
    for path in places(&whole, String::new()) {
        if path == "/text" || path == "/compiler" {
            continue;
        }
        for changed in variants(whole.pointer(&path).unwrap()) {
            let mut other = whole.clone();
            *other.pointer_mut(&path).unwrap() = changed.clone();
            let Ok(after) = serde_json::from_value::<Process>(other) else { continue };
            if after == before {
                continue;
            }
            let (en, zh) = (diff(&before, &after, Lang::En), diff(&before, &after, Lang::Zh));
            assert!(!en.is_empty(), "{path} became {changed}, and nothing is told");
            let weights = |c: &[Change]| c.iter().map(|c| c.weight).collect::<Vec<_>>();
            assert_eq!(weights(&en), weights(&zh), "{path} became {changed}");
            tried += 1;
        }
    }
    assert!(tried > 900, "{tried} changes were tried");
}

fn places(value: &serde_json::Value, path: String) -> Vec<String> {
    let mut all = vec![path.clone()];
    match value {
        serde_json::Value::Object(map) => {
            all.extend(map.iter().flat_map(|(key, v)| places(v, format!("{path}/{key}"))));
        }
        serde_json::Value::Array(list) => {
            let each = list.iter().enumerate();
            all.extend(each.flat_map(|(at, v)| places(v, format!("{path}/{at}"))));
        }
        _ => {}
    }
    all
}

/// Other things of the same kind.
fn variants(value: &serde_json::Value) -> Vec<serde_json::Value> {
    use serde_json::{Value, json};
    match value {
        Value::Null => Vec::new(),
        Value::Bool(yes) => vec![json!(!yes)],
        Value::Number(number) => vec![json!(number.as_u64().unwrap_or(0) + 1)],
        Value::String(text) => {
            let words = [
                "closed",
                "open",
                "container",
                "lot",
                "vector",
                "in-process",
                "unexpired",
                "at-least",
                "more",
                "kg",
                "42",
            ];
            let mut all: Vec<Value> = words.iter().map(|w| json!(w)).collect();
            all.push(json!(format!("{text}x")));
            all
        }
        Value::Array(list) => {
            let mut all = Vec::new();
            for at in 0..list.len() {
                let mut less = list.clone();
                less.remove(at);
                all.push(Value::Array(less));
                let mut twice = list.clone();
                twice.push(list[at].clone());
                all.push(Value::Array(twice));
            }
            let mut turned = list.clone();
            turned.reverse();
            all.push(Value::Array(turned));
            all
        }
        Value::Object(map) => {
            let less = |key: &String| {
                let mut less = map.clone();
                less.remove(key);
                Value::Object(less)
            };
            map.keys().map(less).collect()
        }
    }
}
