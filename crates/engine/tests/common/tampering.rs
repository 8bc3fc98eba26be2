//! Somebody who holds the files means no good.

use engine::data::DataFolder;

/// Changes the database as somebody with its file in hand would.
pub fn tamper(data: &DataFolder, sql: &str) {
    let database = rusqlite::Connection::open(data.log()).unwrap();
    let triggers: Vec<String> = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for trigger in triggers {
        database.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    database.execute_batch(sql).unwrap();
}
