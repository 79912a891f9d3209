mod bad_input;
#[cfg(target_os = "linux")]
mod browser;
mod budgets;
mod curate;
mod curate_choice;
mod curate_places;
mod curation;
mod decisions;
mod eval;
mod figures;
mod fuzz;
mod generate;
mod hostile;
mod house;
mod inputs;
#[cfg(target_os = "linux")]
mod interrupt;
mod man;
mod memory;
mod oracle;
mod outputs;
mod pages;
mod recut;
mod samples;
mod schemas;
mod screen;
mod verify;
