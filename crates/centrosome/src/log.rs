//! What the program says of itself while it runs: on standard error, without personal data.

use tracing_subscriber::EnvFilter;

/// The environment variable that sets what is told.
const VARIABLE: &str = "CENTROSOME_LOG";

/// Begins to log what is of this level or graver, unless the variable says otherwise: a line of
/// text each, or with `json` an object each, for programs that gather logs.
pub fn begin(json: bool, level: &str) {
    let told = EnvFilter::try_from_env(VARIABLE).unwrap_or_else(|_| EnvFilter::new(level));
    let log = tracing_subscriber::fmt()
        .with_env_filter(told)
        .with_writer(std::io::stderr)
        // What cannot be told (a full disk under the log file) is lost: telling of that would panic,
        // on the thread of whoever wanted to tell.
        .log_internal_errors(false);
    if json {
        log.json().init();
    } else {
        log.with_target(false).init();
    }
}
