#![no_main]

puncta_fuzz::target!("explorer");
