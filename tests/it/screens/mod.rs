//! What is drawn: pictures of states and overlays at 80x24, rules at every other size and for hostile names, and
//! the two parts of the README that the program itself knows. Start with [`stage`].
//!
//! A picture that changed fails its test and writes `*.snap.new` beside it; look at it, then keep it with
//! `INSTA_UPDATE=always cargo test --test it screens`.

mod bytes;
mod colourless;
mod contrast;
mod gallery;
mod pictures;
mod print;
mod readme;
mod rules;
mod stage;
