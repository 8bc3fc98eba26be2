//! A command by its name: the name on the first line, its fields as JSON after it.

#![no_main]

use domain::act::ActId;
use domain::command::Command;
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};

fuzz_target!(|text: &str| {
    let Some((name, fields)) = text.split_once('\n') else { return };
    let Ok(with) = serde_json::from_str::<Map<String, Value>>(fields) else { return };
    let Some(action) = Command::find(name) else { return };
    let _ = action.subject(ActId([7; 16]), &with);
    if let Ok(command) = Command::decode(name, action.version, with) {
        // What is read is written and read back as the same.
        let Value::Object(again) = command.to_json() else { panic!("a command is an object") };
        assert_eq!(Command::decode(name, action.version, again).as_ref(), Ok(&command));
    }
});
