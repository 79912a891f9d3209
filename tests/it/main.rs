//! The program and the house, from outside.

mod cases;
mod fixture;
mod oracle;
