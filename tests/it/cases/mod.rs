mod bad_input;
mod house;
mod samples;
