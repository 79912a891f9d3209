mod bad_input;
mod house;
mod outputs;
mod samples;
