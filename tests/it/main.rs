//! The one integration binary: quick to link, easy to search. `tests/run` runs it.
// A test may stop at the first unexpected thing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod architecture;
mod cli;
mod conformance;
mod drive;
mod headless;
mod hostile;
mod http;
mod journeys;
mod keys;
mod palette;
mod picture;
mod pty;
mod screens;
mod soak;
mod wire;
