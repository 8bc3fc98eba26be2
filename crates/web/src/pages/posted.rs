//! What a form sent.

use crate::app::App;
use crate::problem::{Kind, Problem};
use axum::extract::{Form, FromRequest, Request};

/// The fields of a form in the order they came. A field may come several times, for lists.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Posted(Vec<(String, String)>);

/// Which fields came. What was typed into them may be a password or a name.
impl std::fmt::Debug for Posted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl FromRequest<App> for Posted {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let form = Form::<Vec<(String, String)>>::from_request(request, app).await;
        // Browsers only send what a form holds; anything else is no form of ours.
        form.map(|Form(pairs)| Self(pairs)).map_err(|error| Problem::new(Kind::of(error.status())))
    }
}

impl Posted {
    /// These fields, as an address carries them.
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// A field, without the blanks around it; empty if it did not come.
    pub fn get(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// A field exactly as it was typed.
    pub fn raw(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// A field if it came and is not blank.
    pub fn given(&self, name: &str) -> Option<&str> {
        self.all(name).find(|value| !value.is_empty())
    }

    /// Every field with its value, in the order they came.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Everything that came under a name.
    pub fn all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_a_name_that_comes_again() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let posted = Posted::of(vec![
            pair("scope", "treatment"),
            pair("scope", " research "),
            pair("x", " "),
        ]);
        assert_eq!(posted.all("scope").collect::<Vec<_>>(), ["treatment", "research"]);
        assert_eq!(posted.get("scope"), "treatment");
        assert_eq!(posted.given("x"), None);
        assert_eq!(posted.get("y"), "");
    }

    #[test]
    fn what_was_typed_is_in_no_log() {
        let posted = Posted::of(vec![("password".to_owned(), "horse battery".to_owned())]);
        assert_eq!(format!("{posted:?}"), "{\"password\"}");
    }
}
