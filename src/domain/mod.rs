//! Values: what hemi talks about. No I/O, no clock, no async, and nothing of ours below it.
//!
//! Start with [`text`] (what may reach a screen), then [`place`], [`listing`] and [`plan`].

pub mod account;
pub mod any_bytes;
pub mod bookmark;
pub mod browser;
pub mod capability;
pub mod collection;
pub mod criteria;
pub mod doctor;
pub mod entry;
pub mod file_head;
pub mod file_kind;
pub mod format;
pub mod found;
pub mod glob;
pub mod guides;
pub mod identity;
pub mod ids;
pub mod job;
pub mod link;
pub mod listing;
pub mod name_pattern;
pub mod nearest;
pub mod path;
pub mod pause;
pub mod place;
pub mod plan;
pub mod preferences;
pub mod problem;
pub mod profile;
pub mod registration;
pub mod requirement;
pub mod route;
pub mod sanitise;
pub mod saved_session;
pub mod secret;
pub mod sharing;
pub mod sort;
pub mod store;
pub mod task;
pub mod terminal;
pub mod text;
pub mod time;
pub mod tree;
pub mod web_app;
