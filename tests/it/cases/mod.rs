mod bad_input;
mod house;
mod oracle;
mod outputs;
mod pages;
mod samples;
