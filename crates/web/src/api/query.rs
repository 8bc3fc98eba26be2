//! Parameters of an address, each wrong one named.

use crate::problem::{Kind, Problem, Reason, Result};
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use std::collections::BTreeMap;
use std::str::FromStr;

/// The parameters of an address. Each may stand once.
#[derive(Debug)]
pub struct Parameters(BTreeMap<String, String>);

impl<S: Send + Sync> FromRequestParts<S> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|_| Problem::new(Kind::BadParameter))?;
        let mut parameters = BTreeMap::new();
        for (name, value) in pairs {
            if parameters.insert(name.clone(), value).is_some() {
                return Err(bad(&name, "it stands twice"));
            }
        }
        Ok(Self(parameters))
    }
}

impl Parameters {
    /// A parameter that may be left out.
    pub fn get<T: FromStr>(&self, name: &str, is: &str) -> Result<Option<T>> {
        let parse = |text: &String| text.parse().map_err(|_| bad(name, is));
        self.0.get(name).map(parse).transpose()
    }

    /// A parameter that must be there.
    pub fn need<T: FromStr>(&self, name: &str, is: &str) -> Result<T> {
        self.get(name, is)?.ok_or_else(|| bad(name, "it is missing"))
    }

    /// How many to list: `limit`, from 1 to `max`.
    pub fn limit(&self, default: usize, max: usize) -> Result<usize> {
        let is = format!("it is a whole number from 1 to {max}");
        let limit = self.get::<usize>("limit", &is)?.unwrap_or(default);
        if (1..=max).contains(&limit) { Ok(limit) } else { Err(bad("limit", &is)) }
    }
}

/// The problem of a parameter that cannot be read.
pub fn bad(name: &str, problem: &str) -> Problem {
    let shown: String = name.chars().take(80).collect();
    let reason = Reason::new("field-wrong").at(shown).with("problem", problem);
    Problem::new(Kind::BadParameter).because([reason])
}
