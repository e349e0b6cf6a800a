//! The pictures of every point of a sweep: each is counted once more, as `run` counts it, with its maps.

use crate::ask::sweep::Planned;
use crate::cli::interrupt::Interrupt;
use crate::cli::pictures::{Pictures, cannot};
use crate::cli::{Done, Stop};
use crate::outcome::{Folder, Outcome};
use crate::render::picture_set;
use crate::simulate::{Quietly, Stop as _, Task, count};

/// Most points whose pictures are drawn without being told so: each takes some two megabytes.
pub(super) const MANY_PICTURES: usize = 100;

/// Draws the pictures of every point into `point-N/`.
pub(super) fn draw(planned: &Planned, folder: &Folder, pictures: &Pictures, interrupt: &Interrupt) -> Done {
    let look = pictures.look();
    for number in 0..planned.sweep.settings.len() {
        let scenario = planned.scenario(number)?;
        let setup = &scenario.setup;
        let task =
            Task { realisations: 0..setup.realisations, start: None, precision: None, keep: &mut Quietly };
        let simulated =
            count(setup, task, &Quietly, interrupt).and_then(|counted| counted.simulated(setup, interrupt));
        let simulated = simulated.map_err(|error| Stop::said(error.to_string()))?;
        if interrupt.requested() {
            return Err(Stop::Interrupted);
        }
        let outcome = Outcome::new(setup, &simulated, scenario.provenance);
        for picture in picture_set::draw(&outcome, &look).map_err(cannot)? {
            for (ending, bytes) in &picture.files {
                let name = format!("point-{number}/{}.{ending}", picture.name);
                folder.write(&name, bytes).map_err(|error| Stop::said(error.to_string()))?;
            }
        }
    }
    Ok(())
}
