#![no_main]

puncta_fuzz::target!("round_trip");
