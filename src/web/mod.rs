//! The web service: pages for people, JSON for programs.
//!
//! Only this module knows HTTP. Handlers read a request, call the doctor and render; what they
//! share (body limits, content types, errors) has a module of its own.

mod accept;
mod admission;
mod api;
mod app;
mod assets;
mod bodies;
mod body;
mod caching;
mod connections;
mod failure;
mod gate;
mod health;
mod middleware;
mod pages;
mod peers;
mod refusals;
mod requests;
mod routes;
mod serve;

pub use api::openapi_json;
pub use app::App;
pub use routes::router;
pub use serve::serve;
