//! Small things that views are made of, and the text field. They know how to draw, not what is drawn.
//!
//! Start with [`text`]: every word that reaches the screen goes through it.

pub mod canvas;
pub mod drawn;
pub mod field;
pub mod form;
pub mod frame;
pub mod list;
pub mod pages;
pub mod panels;
pub mod problem;
pub mod prompt;
pub mod qr;
pub mod sparkline;
pub mod text;
