//! What the figures were measured on, and what this process has used of it.

use std::path::Path;

/// Processor and how many of it, as Linux tells.
pub fn name() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or("");
    format!("{} × {}", cores(), model.trim_start_matches([' ', '\t', ':']))
}

/// Cores there are.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// How many others want to run: one minute's load, as Linux tells.
pub fn load() -> f64 {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or_default()
}

/// Bytes of memory this process holds.
pub fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").trim().parse().unwrap_or(0);
    kilobytes * 1024
}

/// Seconds of processor this process has used, its ended threads included.
///
/// Others compile and serve on the same machine: unlike the wall clock, this does not count them.
pub fn processor_seconds() -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = |at| after_name.split_whitespace().nth(at).and_then(|text| text.parse().ok());
    (ticks(11).unwrap_or(0.0) + ticks(12).unwrap_or(0.0)) / TICKS_A_SECOND
}

/// Milliseconds one small write takes to be forced to disk here, the median of some.
pub fn sync_milliseconds(folder: &Path) -> anyhow::Result<f64> {
    use std::io::Write as _;
    let mut file = std::fs::File::create(folder.join("sync"))?;
    let mut times = Vec::new();
    for _ in 0..64 {
        let started = std::time::Instant::now();
        file.write_all(&[7; 16_384])?;
        file.sync_data()?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok(times.get(times.len() / 2).copied().unwrap_or_default())
}
