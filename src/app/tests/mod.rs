//! The app as a whole: keys and events in, effects and pictures out.

mod dirty;
mod flow;
mod jobs;
mod kit;
mod places;
mod requirements;
mod screens;
mod sending;
mod silence;
mod tasks;
mod walk;
mod ways;
