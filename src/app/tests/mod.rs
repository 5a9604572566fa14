//! The app as a whole: keys and events in, effects and pictures out.

mod dialog_help;
mod dirty;
mod flow;
mod hint_bar;
mod jobs;
mod kit;
mod mouse;
mod mouse_zones;
mod notices;
mod parent_row;
mod paste;
mod pauses;
mod places;
mod plain;
mod problems;
mod reach;
mod requirements;
mod restore;
mod screens;
mod sending;
mod silence;
mod task_page;
mod tasks;
mod typing;
mod walk;
mod ways;
