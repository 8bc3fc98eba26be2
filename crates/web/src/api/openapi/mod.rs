//! `/api/openapi.json`: the API as OpenAPI 3.1, made from the actions themselves.
//!
//! Every action is a schema of its own, chosen by `is`; its fields come from its shape, their
//! meaning from the comments in the source. Addresses are listed in `paths`; a test asks each of
//! them, so that none is listed that does not exist.

mod actions;
mod kinds;
mod paths;

#[cfg(test)]
pub(super) use paths::listed;

use crate::app::App;
use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

pub fn routes() -> Router<App> {
    Router::new().route("/api/openapi.json", get(document))
}

static TEXT: LazyLock<String> = LazyLock::new(|| whole().to_string());

async fn document() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, TEXT.as_str()).into_response()
}

/// The whole document.
pub(super) fn whole() -> Value {
    let mut schemas = Map::new();
    actions::add(&mut schemas);
    kinds::add(&mut schemas);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Centrosome",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "The operating system of a cell and gene therapy centre",
            "description": "Everything that happens is an act, sent to /api/v1/acts and answered \
                with a receipt once it is durable. Everything else is a read. Refusals are problem \
                details (RFC 9457) with a stable code for every reason, in English and Chinese.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }, { "cookie": [], "csrf": [] }],
        "tags": paths::tags(),
        "paths": paths::paths(),
        "components": {
            "schemas": schemas,
            "responses": {
                "Problem": {
                    "description": "Not done; the reasons say why and what to do.",
                    "content": {
                        "application/problem+json": {
                            "schema": { "$ref": "#/components/schemas/Problem" },
                        },
                    },
                },
            },
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer",
                    "description": "The token that POST /api/v1/session answers with." },
                "cookie": { "type": "apiKey", "in": "cookie", "name": "session",
                    "description": "Over TLS it is called __Host-session." },
                "csrf": { "type": "apiKey", "in": "header", "name": "X-CSRF-Token",
                    "description": "Beside the cookie, on whatever changes something." },
            },
        },
    })
}
