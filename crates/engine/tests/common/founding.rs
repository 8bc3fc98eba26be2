//! The centre that tests found.

use engine::found::Founding;

/// What is said of it.
pub fn founding() -> Founding {
    Founding {
        origin: "test.example/c01/1".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        facility: "A9999".to_owned(),
        training: true,
        host: "localhost".to_owned(),
        code: "AD-01".to_owned(),
        name: "Synthetic Administrator".to_owned(),
    }
}
