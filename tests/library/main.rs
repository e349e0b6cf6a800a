//! The library against closed forms, independent counts, published rows and its own promises. One program, since every test program
//! links the whole library anew.
//!
//! | module | holds |
//! |---|---|
//! | `house` | the plan of the folders of `src/` |
//! | `release` | one version everywhere, a reason for every dependency, no unsafe code |
//! | `front_door` | the library as its users call it |
//! | `scenario_errors` | broken scenarios and what is said of them, by subject |
//! | `presets` | the built-in devices against the keys of a scenario |
//! | `scenarios` | every scenario, maps against values, closed forms, directions, faces and lesions |
//! | `mechanics`, `insertion` | the contact law over its whole range; one stroke |
//! | `kinematics`, `hands` | where a clock strikes, and where a hand does |
//! | `figures` | values against closed forms and independent counts |
//! | `close_up` | the square and the block that pictures show of the first treatment |
//! | `nothing` | nothing to average is not zero, and other properties over random scenarios |
//! | `fit` | measurements of one's own |
//! | `sweep` | many settings at once against a run of each |
//! | `rare`, `safe_depth`, `compare`, `inputs` | estimates, answers, differences and intervals, against what they estimate |
//! | `corpus` | inputs kept by the fuzz targets, each of which once broke something or reaches code of its own |
//! | `exact` | every digit of small runs and strokes |
//! | `possible` | values that no run gives |
//! | `determinism`, `resume`, `stream` | the same bytes on any number of threads, wherever a run was cut, in any bands; memory against what was stated |

mod close_up;
#[path = "../common/mod.rs"]
mod common;
mod compare;
mod corpus;
mod determinism;
mod exact;
mod figures;
mod fit;
mod front_door;
#[path = "../fuzzed/mod.rs"]
mod fuzzed;
mod hands;
mod house;
mod inputs;
mod insertion;
mod kinematics;
mod mechanics;
mod nothing;
mod possible;
mod presets;
mod rare;
mod release;
mod resume;
mod safe_depth;
mod scenario_errors;
mod scenarios;
mod stream;
mod sweep;
#[path = "../common/threads.rs"]
mod threads;
