//! The program `leitong`.

fn main() {}
