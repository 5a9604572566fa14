//! The real binary in a real pseudo-terminal, its screen read by a terminal model. Start with [`term`].

pub mod term;

mod demo;
mod ends;
mod hostile;
mod journey;
mod kill;
mod lines;
