//! The real binary in a real pseudo-terminal, its screen read by a terminal model. Start with [`term`];
//! [`steps`] has what most tests do at it.

pub mod steps;
pub mod term;

mod accounts;
mod appearance;
mod canary;
mod clipboard;
mod demo;
mod ends;
mod hostile;
mod journey;
mod kill;
mod last_directory;
mod lines;
mod login;
mod plain_line;
mod plain_mode;
mod profiles;
mod programs;
mod restore;
mod sign_in;
mod terminals;
mod user;
