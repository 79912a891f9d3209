//! The program and the house, from outside.

#[cfg(target_os = "linux")]
mod browser;
mod cases;
mod fixture;
mod oracle;
