//! How long a process takes: every figure below can be followed by hand.

use std::time::Duration;

use process::estimate::{Assumptions, Because, Estimate, Three};
use process::{Process, compile, estimate};

use crate::common::{cart, tiny, tiny_text, vector, vocabulary};

fn minutes(low: u64, likely: u64, high: u64) -> Three<Duration> {
    let time = |minutes| Duration::from_mins(minutes);
    Three { low: time(low), likely: time(likely), high: time(high) }
}

fn usual(process: &Process) -> Estimate {
    estimate(process, &Assumptions::default())
}

fn with(replace: &str, by: &str) -> Process {
    let text = tiny_text();
    assert_eq!(text.matches(replace).count(), 1, "{replace}");
    compile(&text.replace(replace, by), &vocabulary()).unwrap()
}

#[test]
fn rounds_windows_and_branches_make_the_total() {
    let found = usual(&tiny());
    // low: 5 + feed 10 + window 10 + count 10 + fill 10.
    // likely: 10 + 2 rounds of 24 h + feed 20 + window 10 + count 20 + fill 20.
    // high: 15 + 4 rounds of 24 h + feed 30 + window 10 + count 30 + rescue 30 + fill 30.
    assert_eq!(found.total, minutes(45, 2 * 1440 + 80, 4 * 1440 + 145));
    // Receipt once, feed and count in 1, 3 and 5 rounds, rescue in high only, fill once.
    assert_eq!(found.hands_on, minutes(35, 150, 375));
    assert_eq!(found.operations[1].rounds, Three { low: 1, likely: 3, high: 5 });
    let roles: Vec<_> = found.roles.iter().map(|r| (r.role.as_str(), r.hands_on)).collect();
    assert_eq!(roles, [("operator", minutes(30, 140, 360)), ("storekeeper", minutes(5, 10, 15))]);
    assert_eq!(found.roles[0].verifies, Three { low: 3, likely: 5, high: 8 });
}

#[test]
fn what_is_assumed_makes_the_likely_case() {
    let mut assumptions = Assumptions::default();
    assumptions.rounds.insert("grow".into(), 1);
    assumptions.taken.insert("finish.rescue".into());
    let found = estimate(&tiny(), &assumptions);
    assert_eq!(found.total.likely, Duration::from_mins(10 + 20 + 10 + 20 + 20 + 20));
    assumptions.rounds.insert("grow".into(), 400);
    assert_eq!(estimate(&tiny(), &assumptions).operations[1].rounds.likely, 5, "the most there is");
}

#[test]
fn the_critical_path_says_why_each_step_waits() {
    let found = usual(&tiny());
    let path: Vec<_> =
        found.path.iter().map(|leg| (leg.step.as_str(), leg.round, leg.because)).collect();
    assert_eq!(
        path,
        [
            ("receipt.check", 1, Because::Start),
            ("grow.feed", 1, Because::After),
            ("grow.count", 1, Because::Hold),
            ("grow.feed", 2, Because::Round),
            ("grow.count", 2, Because::Hold),
            ("grow.feed", 3, Because::Round),
            ("grow.count", 3, Because::Hold),
            ("finish.fill", 1, Because::After),
        ]
    );
    assert_eq!(found.path[3].waits, Duration::from_mins(23 * 60 + 10));
    assert_eq!(found.path.last().unwrap().ends, found.total.likely);
}

#[test]
fn of_two_ways_side_by_side_the_longer_one_counts() {
    let beside = "  - operation: test
    title: {zh: 检测, en: Test}
    after: [receipt]
    steps:
      - step: test.wait
        title: {zh: 等待, en: Wait}
        instruction: {zh: 等待。, en: Wait.}
        performs: operator
        verifies: none
        takes: \"10 / 4000 / 4000 min\"
        hands_on: \"1 / 1 / 1 min\"
";
    let finish = "  - operation: finish\n";
    let found = usual(&with(finish, &format!("{beside}{finish}    after: [grow, test]\n")));
    // The rounds are the longer way in low (30 min) and high (4 d), the test in likely.
    assert_eq!(found.total, minutes(45, 10 + 4000 + 20, 4 * 1440 + 145));
    let path: Vec<_> = found.path.iter().map(|leg| leg.step.as_str()).collect();
    assert_eq!(path, ["receipt.check", "test.wait", "finish.fill"]);
}

#[test]
fn planned_days_hold_a_step_back_or_not() {
    let process = with("  - operation: finish\n", "  - operation: finish\n    day: \"9\"\n");
    assert_eq!(usual(&process).total.likely, Duration::from_mins(9 * 1440 + 20));
    let leg = usual(&process).path.pop().unwrap();
    assert_eq!(leg.because, Because::Day(9));
    let assumptions = Assumptions { planned_days: false, ..Assumptions::default() };
    assert_eq!(estimate(&process, &assumptions).total, usual(&tiny()).total);
}

#[test]
fn a_window_that_the_plan_breaks_is_told() {
    let days = "title: {zh: 完成, en: Finish}";
    let hold = "print: {tag: \"2\"}";
    let text = tiny_text()
        .replace(days, &format!("{days}\n    day: \"9\""))
        .replace(hold, &format!("hold: [{{from: grow.count, at_most: \"6 d\"}}]\n        {hold}"));
    let found = usual(&compile(&text, &vocabulary()).unwrap());
    let window = &found.windows[1];
    assert_eq!(window.step.as_str(), "finish.fill");
    assert_eq!(window.kept, Three { low: false, likely: false, high: true });
    assert!(found.to_string().contains("| likely broken |"), "{found}");
}

#[test]
fn what_release_waits_for_is_the_slowest_result() {
    let found = usual(&cart()).release.unwrap();
    assert_eq!(found.attribute.as_str(), "sterility_rapid");
    let found = usual(&vector()).release.unwrap();
    assert!(found.attribute.as_str().starts_with("rcl_"), "{found:?}");
    assert_eq!(usual(&tiny()).release, None, "no line says how long it takes");
}

/// The figures published for both processes, and their own plans: no window is broken by them.
#[test]
fn the_shipped_processes_can_be_kept() {
    let day = |days: u64| Duration::from_hours(days * 24);
    for (process, least, most) in [(cart(), 12, 13), (vector(), 20, 21)] {
        let found = usual(&process);
        assert!(found.total.low >= day(least) && found.total.high <= day(most), "{found}");
        for window in &found.windows {
            let kept = Three { low: true, likely: true, high: true };
            assert_eq!(window.kept, kept, "{} {:?}", window.step, window.waits);
        }
        for operation in &found.operations {
            assert!(operation.starts.likely <= operation.ends.likely);
            assert!(operation.ends.high <= found.total.high);
        }
        let bound: Duration = found.roles.iter().map(|r| r.hands_on.likely).sum();
        assert_eq!(bound, found.hands_on.likely);
    }
}

/// What no compiler makes: steps that wait for each other, and a million rounds.
#[test]
fn a_process_with_circles_has_an_estimate() {
    let text = String::from_utf8(tiny().to_bytes().unwrap()).unwrap();
    let text = text.replacen("\"after\":[\"receipt\"]", "\"after\":[\"finish\"]", 1);
    let text = text.replacen("\"max\":5", "\"max\":4000000000", 1);
    let found = usual(&Process::from_bytes(text.as_bytes()).unwrap());
    assert_eq!(found.operations[1].rounds.high, 999);
    assert!(found.total.low <= found.total.high);
}
