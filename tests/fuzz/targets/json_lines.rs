//! See `properties::json_lines`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| milepost_fuzz::json_lines(bytes));
