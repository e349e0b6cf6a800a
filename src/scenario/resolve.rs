//! Resolves a scenario: fills in presets and defaults, and checks every part.

use super::diagnostic::{Diagnostic, Places, Sources};
use super::file::ScenarioFile;
use super::keys::find;
use super::names::list;
use super::resolve_memory::Allowed;
use super::{assumed, doubtful, resolve_device, resolve_mechanics, resolve_memory, resolve_skin};
use crate::device::preset::{Preset, preset};
use crate::device::{Device, Kind, Motion};
use crate::engine::Grid;
use crate::foundation::evidence::entry;
use crate::foundation::named::Named;
use crate::foundation::units::rad_from_deg;
use crate::injury::Indices;
use crate::injury::indices::EVIDENCE as INDICES;
use crate::outcome::Provenance;
use crate::simulate::{Limits, Setup};
use crate::skin::face::face;
use crate::skin::field::{FIELDS, known};
use crate::technique::{Direction, Hand, Technique, defaults};
use crate::tract::TractEvidence;

/// A scenario that can be run.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Checked parts of the scenario, ready to simulate.
    pub setup: Setup,
    /// The setting in words, the scenario and the version.
    pub provenance: Provenance,
    /// The file with every default filled in; running it again gives the same bytes.
    pub resolved: ScenarioFile,
    /// Oddities that are no reason to refuse the scenario.
    pub warnings: Vec<Diagnostic>,
    /// Texts that the scenario was read from.
    pub(crate) sources: Sources,
}

/// Strikes of a run above which a warning gives its duration.
const MANY_STRIKES: f64 = 2e9;

/// Problems and defaults collected while a scenario is resolved.
pub(super) struct Resolver<'a> {
    pub file: &'a ScenarioFile,
    pub places: &'a Places,
    pub preset: Option<&'static Preset>,
    pub kind: Kind,
    pub errors: Vec<Diagnostic>,
    pub warnings: Vec<Diagnostic>,
}

impl Resolver<'_> {
    pub fn error(&mut self, key: &str, problem: Diagnostic) {
        let place = self.places.find(key).cloned();
        self.errors.push(problem.key(key).at(place.as_ref()));
    }

    pub fn warning(&mut self, key: &str, problem: Diagnostic) {
        let place = self.places.find(key).cloned();
        self.warnings.push(problem.key(key).at(place.as_ref()));
    }

    /// Variant that a word of this key stands for; an unknown word is an error.
    pub fn word<T: Named>(&mut self, key: &str, word: &str) -> Option<T> {
        let found = T::of_name(word);
        if found.is_none() {
            let words = list(T::NAMES.iter().copied());
            let message = format!("{key} = \"{word}\" is none of: {words}");
            self.error(key, Diagnostic::error(message).allowed(words));
        }
        found
    }

    /// Word of the device: as written, or else the preset's, or else the usual one. It is written out; an
    /// unknown word is an error.
    pub fn device_word<T: Named>(&mut self, written: &mut Option<String>, key: &str, usual: T) -> Option<T> {
        let word = written.as_deref().or_else(|| self.preset.and_then(|preset| preset.word(key)));
        let found = match word {
            Some(word) => self.word(&format!("device.{key}"), word)?,
            None => usual,
        };
        *written = Some(found.name().to_owned());
        Some(found)
    }

    /// Number of the device: as written, or else the preset's, or else the default of all devices.
    pub fn device_number(&self, written: Option<f64>, key: &str) -> Option<f64> {
        written
            .or_else(|| self.preset.and_then(|preset| preset.number(key)))
            .or_else(|| crate::device::preset::default_number(key))
    }

    /// Number of the technique: as written, or else the preset's, or else the usual one for this kind of
    /// device, or else 0.
    pub fn hand_number(&self, written: Option<f64>, key: &str) -> f64 {
        written
            .or_else(|| self.preset.and_then(|preset| preset.number(key)))
            .or_else(|| defaults::default_number(self.kind, key))
            .unwrap_or(0.0)
    }
}

/// Resolves a scenario that has passed the checks of its file. `fallback_name` replaces a missing `name`.
///
/// # Errors
/// All obstacles, each with its place.
pub fn resolve(
    file: &ScenarioFile,
    places: &Places,
    kind: Kind,
    fallback_name: &str,
    allowed: Allowed,
) -> Result<Scenario, Vec<Diagnostic>> {
    let mut resolver = Resolver {
        file,
        places,
        preset: file.device.preset.as_deref().and_then(preset),
        kind,
        errors: Vec::new(),
        warnings: Vec::new(),
    };
    let mut resolved = file.clone();
    let name = file.name.clone().unwrap_or_else(|| fallback_name.to_owned());
    resolved.name = Some(name.clone());

    // This check runs before anything as large as the grid is allocated.
    resolve_memory::cells(&mut resolver, allowed);
    if !resolver.errors.is_empty() {
        return Err(resolver.errors);
    }
    let grid = area(&mut resolved);
    let skin = resolve_skin::skin(&mut resolver, &mut resolved);
    let device = resolve_device::device(&mut resolver, &mut resolved);
    if grid.area_mm2() <= 0.0 {
        let problem = Diagnostic::error("nothing is left to treat: everything is avoided");
        resolver.error("area", problem.help("avoid less, or fewer and smaller lesions"));
    }
    let (Some(skin), Some(device)) = (skin, device) else {
        return Err(resolver.errors);
    };
    let Some(technique) = technique(&mut resolver, &mut resolved, &device) else {
        return Err(resolver.errors);
    };
    let Some(law) = resolve_mechanics::law(&mut resolver, &mut resolved, &device, &technique) else {
        return Err(resolver.errors);
    };
    let limits = limits(file, &mut resolved);
    let run = &mut resolved.run;
    let (realisations, seed) = (run.realisations.unwrap_or(200), run.seed.unwrap_or(1));
    (run.realisations, run.seed) = (Some(realisations), Some(seed));
    let intervals = run.intervals.get_or_insert_with(|| "on".into()) != "off";

    let setting = setting(&skin.label, &device, &technique);
    let tract = TractEvidence::default();
    let setup = Setup {
        grid: grid.resolving(tract.sub_cell_mm(&device.needle, device.set_depth_mm)),
        skin,
        device,
        technique,
        law,
        tract,
        indices: Indices::default(),
        limits,
        realisations,
        seed,
        intervals,
        reach_error: resolved.run.reach_error,
        cut_at_mm: None,
    };
    bounds(&mut resolver, &setup);
    doubtful::check(&mut resolver, &resolved, &setup);
    resolve_memory::all(&mut resolver, &setup, allowed);
    if !resolver.errors.is_empty() {
        return Err(resolver.errors);
    }
    let mut series = resolved.clone();
    // Runs with other lengths, intervals or error targets still belong to one series.
    (series.run.realisations, series.run.intervals, series.run.reach_error) = (None, None, None);
    let assumed = assumed::assumed(file, &resolved, resolver.preset, resolver.kind);
    let provenance =
        Provenance { assumed, ..Provenance::new(name, setting, resolved.to_toml(), &series.to_toml(), seed) };
    let sources = Sources::new("", "", &[] as &[&str]);
    Ok(Scenario { setup, provenance, resolved, warnings: resolver.warnings, sources })
}

/// Default cell of the face map, um.
pub(super) const FACE_CELL_UM: f64 = 500.0;

/// Default exclusion on the face.
const AVOIDED: &str = "orbital_rim";

fn area(resolved: &mut ScenarioFile) -> Grid {
    let area = &mut resolved.area;
    let lesions: Vec<[f64; 3]> =
        area.lesions.iter().flatten().map(|spot| [spot.x_mm, spot.y_mm, spot.radius_mm]).collect();
    if area.map.is_some() {
        let face = face();
        let cell = *area.cell_um.get_or_insert(FACE_CELL_UM);
        let avoid: Vec<String> = area.avoid.get_or_insert_with(|| vec![AVOIDED.into()]).clone();
        let grid = Grid::new(face.width_mm, face.height_mm, cell * 1e-3);
        return grid.only(|at| face.treats(at, &avoid, &lesions));
    }
    let width = *area.width_mm.get_or_insert(20.0);
    let height = *area.height_mm.get_or_insert(20.0);
    let cell = *area.cell_um.get_or_insert(100.0);
    let grid = Grid::new(width, height, cell * 1e-3);
    if lesions.is_empty() {
        return grid;
    }
    grid.only(|[x, y]| lesions.iter().all(|[cx, cy, radius]| libm::hypot(x - cx, y - cy) > *radius))
}

fn technique(resolver: &mut Resolver, resolved: &mut ScenarioFile, device: &Device) -> Option<Technique> {
    let kind = resolver.kind;
    let passes = resolved.technique.passes.unwrap_or(1);
    let directions: Vec<Direction> = match resolved.technique.directions.take() {
        Some(words) => words
            .iter()
            .map(|word| resolver.word("technique.directions", word))
            .collect::<Option<Vec<Direction>>>()?,
        None => Direction::ALL.to_vec(),
    };
    let track = device.motion.track_mm();
    let overlap = resolved.technique.overlap.take().unwrap_or(0.0);
    let line_spacing_mm = resolved.technique.line_spacing_mm.unwrap_or(track * (1.0 - overlap));
    // A single number is meant for both axes.
    let placement_spacing_mm = resolved
        .technique
        .placement_spacing_mm
        .or(resolved.technique.line_spacing_mm)
        .unwrap_or(device.motion.placement_mm() * (1.0 - overlap));
    let technique = Technique {
        passes,
        directions,
        hand_speed_mm_s: resolver.hand_number(resolved.technique.hand_speed_mm_s, "hand_speed_mm_s"),
        line_spacing_mm,
        placement_spacing_mm,
        position_jitter_mm: resolver.hand_number(resolved.technique.position_jitter_mm, "position_jitter_mm"),
        heading_jitter_rad: rad_from_deg(
            resolver.hand_number(resolved.technique.heading_jitter_deg, "heading_jitter_deg"),
        ),
        hand: hand(resolver, resolved),
    };
    let written = &mut resolved.technique;
    written.passes = Some(passes);
    if used(kind, "directions") {
        written.directions = Some(technique.directions.iter().map(|way| way.name().to_owned()).collect());
    }
    if used(kind, "line_spacing_mm") {
        written.line_spacing_mm = Some(line_spacing_mm);
    }
    if used(kind, "placement_spacing_mm") {
        written.placement_spacing_mm = Some(placement_spacing_mm);
    }
    written.position_jitter_mm = Some(technique.position_jitter_mm);
    let heading = resolver.hand_number(written.heading_jitter_deg, "heading_jitter_deg");
    if used(kind, "heading_jitter_deg") {
        written.heading_jitter_deg = Some(heading);
    }
    if used(kind, "hand_speed_mm_s") {
        written.hand_speed_mm_s = Some(technique.hand_speed_mm_s);
    }
    Some(technique)
}

/// Whether a kind of device uses this key of `[technique]`.
fn used(kind: Kind, name: &str) -> bool {
    find("technique", name).is_some_and(|key| key.used_by(kind))
}

/// Variation of hand and motor. The keys that the kind of device uses are written out.
fn hand(resolver: &Resolver, resolved: &mut ScenarioFile) -> Hand {
    let written = &mut resolved.technique;
    let fill = |written: &mut Option<f64>, name: &str| {
        if !used(resolver.kind, name) {
            return 0.0;
        }
        *written.get_or_insert_with(|| resolver.hand_number(None, name))
    };
    let variation =
        if used(resolver.kind, "variation") { *written.variation.get_or_insert(1.0) } else { 1.0 };
    let hand = Hand {
        speed_cv: fill(&mut written.speed_cv, "speed_cv"),
        frequency_cv: fill(&mut written.frequency_cv, "frequency_cv"),
        slip_cv: fill(&mut written.slip_cv, "slip_cv"),
        spacing_cv: fill(&mut written.spacing_cv, "spacing_cv"),
        wander_mm: fill(&mut written.wander_mm, "wander_mm"),
        turn_rad: rad_from_deg(fill(&mut written.turn_deg, "turn_deg")),
        force_cv: fill(&mut written.force_cv, "force_cv"),
        length_mm: fill(&mut written.variation_length_mm, "variation_length_mm"),
        share_between: resolver.hand_number(None, "share_between"),
        share_lane: resolver.hand_number(None, "share_lane"),
    };
    hand.times(variation)
}

fn limits(file: &ScenarioFile, resolved: &mut ScenarioFile) -> Limits {
    let known = |name| entry(&INDICES, "limits", name).value;
    let limits = Limits {
        fat_reach: file.limits.fat_reach.unwrap_or_else(|| known("fat_reach")),
        depth_tolerance_mm: file.limits.depth_tolerance_mm.unwrap_or_else(|| known("depth_tolerance_mm")),
    };
    resolved.limits.fat_reach = Some(limits.fat_reach);
    resolved.limits.depth_tolerance_mm = Some(limits.depth_tolerance_mm);
    limits
}

/// The setting in one line: "cheek · 12-pin pen, dial at 1.5 mm · 4 passes at 20 mm/s".
fn setting(site: &str, device: &Device, technique: &Technique) -> String {
    let passes =
        if technique.passes == 1 { "1 pass".to_owned() } else { format!("{} passes", technique.passes) };
    let speed = match &device.motion {
        Motion::Pen(_) => format!(" at {} mm/s", technique.hand_speed_mm_s),
        // A roller leaves the same pattern at any speed, and the others do not glide.
        Motion::Roller(_) | Motion::Plate(_) | Motion::Needle(_) => String::new(),
    };
    let line = format!("{site} · {}, {} · {passes}{speed}", device.label, device.setting_words());
    let mut letters = line.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Checks the technique, the resolution of the skin's structure, the duration, and the usual depths.
fn bounds(resolver: &mut Resolver, setup: &Setup) {
    let (device, technique) = (&setup.device, &setup.technique);
    if let Err(error) = technique.check(&device.motion, &device.array, &setup.window()) {
        resolver.error("technique", Diagnostic::error(error.to_string()));
    }
    structure(resolver, setup);
    let strikes = technique.expected_strikes(&device.motion, &device.array, setup.grid.area_mm2())
        * setup.realisations as f64;
    if strikes > MANY_STRIKES {
        let message = format!(
            "about {:.1e} strikes in {} realisations: this may take hours",
            strikes, setup.realisations
        );
        let help = "fewer realisations, a smaller area, fewer passes or a faster hand";
        resolver.warning("run.realisations", Diagnostic::warning(message).help(help));
    }
    let caps = [
        (device.home, "home_cap_mm", "a device for use at home"),
        (!device.home, "professional_cap_mm", "what was evaluated when the first pen was cleared"),
    ];
    for (holds, name, what) in caps {
        if let (true, Some(cap)) = (holds, defaults::cap(name))
            && device.set_depth_mm > cap
        {
            let message = format!("the set depth of {} mm is beyond {cap} mm, {what}", device.set_depth_mm);
            let help = "a note, not a limit; where it comes from stands in the project's data/technique.toml";
            resolver.warning(resolver.kind.facts().depth.key(), Diagnostic::warning(message).help(help));
        }
    }
}

/// Warns of cells too coarse, or needlessly fine, for the variation of the skin.
fn structure(resolver: &mut Resolver, setup: &Setup) {
    if !setup.skin.varies_in_place() {
        return;
    }
    let cell = setup.grid.cell_x_mm().max(setup.grid.cell_y_mm());
    let lost: Vec<String> = FIELDS
        .iter()
        .map(|field| (field, known(field, "length_mm")))
        .filter(|(_, length)| cell > *length)
        .map(|(field, length)| format!("{} ({length} mm)", field.replace('_', " variation of the ")))
        .collect();
    if let Some(finest) = setup.field_plan_spacing_mm().filter(|finest| cell < finest / 8.0) {
        let message = format!(
            "cells of {} um are far finer than the {} um between the nodes of the skin's finest field: it is smooth in between",
            (cell * 1e3).round(),
            (finest * 1e3).round()
        );
        let help = "nothing is wrong; such cells show needles and rete ridges, but no finer skin";
        resolver.warning("area.cell_um", Diagnostic::warning(message).help(help));
    }
    // Such cells are normal on the face, where they are the default.
    if !lost.is_empty() && resolver.file.area.map.is_none() {
        let message = format!(
            "cells of {} um are coarser than the correlation length of the {}: neighbouring cells know nothing of each other",
            (cell * 1e3).round(),
            lost.join(", ")
        );
        let help = "maps show it as noise; the values keep their means. Use smaller cells to see its pattern";
        resolver.warning("area.cell_um", Diagnostic::warning(message).help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Drive;
    use crate::foundation::evidence::{Evidence, Tag};

    fn pen_with(drive: &str) -> Preset {
        let entry = Evidence {
            value: drive.into(),
            low: None,
            high: None,
            tag: Tag::Design,
            source: String::new(),
            note: String::new(),
        };
        let entries = [("drive".to_owned(), entry)].into();
        let (name, label) = ("own".to_owned(), "own".to_owned());
        Preset { name, label, kind: Kind::Pen, home: false, layout: None, entries }
    }

    #[test]
    fn identity_a_word_is_the_written_one_or_else_the_presets_and_an_unknown_one_is_refused() {
        let (file, places) = (ScenarioFile::default(), Places::default());
        let of = |preset: &'static Preset, written: Option<&str>| {
            let (errors, warnings) = (Vec::new(), Vec::new());
            let kind = Kind::Pen;
            let mut resolver =
                Resolver { file: &file, places: &places, preset: Some(preset), kind, errors, warnings };
            let mut written = written.map(str::to_owned);
            let drive: Option<Drive> = resolver.device_word(&mut written, "drive", Drive::Stroke);
            (drive, written, resolver.errors.len())
        };
        let force: &'static Preset = Box::leak(Box::new(pen_with("force")));
        assert_eq!(of(force, None), (Some(Drive::Force), Some("force".to_owned()), 0));
        assert_eq!(of(force, Some("speed")), (Some(Drive::Speed), Some("speed".to_owned()), 0));
        let unknown: &'static Preset = Box::leak(Box::new(pen_with("spring")));
        assert_eq!(of(unknown, None), (None, None, 1));
    }
}
