//! Resolves a scenario: fills in presets and defaults, and checks every part.

use super::defaults::known;
use super::diagnostic::{Diagnostic, Places, Sources};
use super::file::ScenarioFile;
use super::keys::{ValueKind, find_path};
use super::names::list;
use super::resolve_memory::Allowed;
use super::{
    assumed, doubtful, resolve_after, resolve_device, resolve_mechanics, resolve_memory, resolve_skin,
    unstated,
};
use crate::device::preset::{Preset, preset};
use crate::device::{DepthBy, Device, Kind, Motion};
use crate::engine::Grid;
use crate::foundation::named::Named;
use crate::foundation::units::{mm_from_um, rad_from_deg};
use crate::injury::Indices;
use crate::outcome::Provenance;
use crate::outcome::provenance::Parts;
use crate::simulate::{Limits, Setup};
use crate::skin::face::face;
use crate::skin::field::{self, FIELDS};
use crate::skin::treated::Treated;
use crate::technique::defaults::{cap, of_hand};
use crate::technique::{Direction, Hand, Technique};

use crate::tract::TractEvidence;
use serde::de::DeserializeOwned;

/// A scenario that can be run. Its parts belong together: the setup is what the hash in the provenance
/// says. [`Scenario::with`] changes both; a setup of one's own is a clone of [`Scenario::setup`].
#[derive(Debug, Clone)]
pub struct Scenario {
    pub(crate) setup: Setup,
    pub(crate) provenance: Provenance,
    pub(crate) resolved: ScenarioFile,
    pub(crate) warnings: Vec<Diagnostic>,
    /// Texts that the scenario was read from.
    pub(crate) sources: Sources,
}

impl Scenario {
    /// Checked parts of the scenario, ready to simulate.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The setting in words, the scenario with its hash, and the version.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The file with every default filled in; running it again gives the same bytes.
    pub fn resolved(&self) -> &ScenarioFile {
        &self.resolved
    }

    /// Oddities that are no reason to refuse the scenario.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

/// Strikes of a run above which a warning gives its duration.
const MANY_STRIKES: f64 = 2e9;

/// Problems and defaults collected while a scenario is resolved.
pub(super) struct Resolver<'a> {
    pub file: &'a ScenarioFile,
    pub places: &'a Places,
    pub preset: Option<&'static Preset>,
    pub kind: Kind,
    /// Texts of the scenario, and where the files lie that it names.
    pub sources: &'a Sources,
    /// Names and texts of the files that go along with the resolved scenario.
    pub files: Vec<(String, String)>,
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

    /// Default of a key for this device. `None` if the row of the key has none.
    pub fn default<T: DeserializeOwned>(&self, path: &str) -> Option<T> {
        let face = self.file.area.map.is_some();
        known(find_path(path)?, self.preset, self.kind, face)?.value.try_into().ok()
    }

    /// Value of a key: as written, or else its default, which is then written too.
    pub fn take<T: Clone + DeserializeOwned>(&self, written: &mut Option<T>, path: &str) -> Option<T> {
        *written = written.take().or_else(|| self.default(path));
        written.clone()
    }

    /// Value of a key that a device cannot do without. If it is neither written nor has a default, that is an
    /// error.
    pub fn needed<T: Clone + DeserializeOwned>(&mut self, written: &mut Option<T>, path: &str) -> Option<T> {
        let found = self.take(written, path);
        if found.is_none() {
            let kind = self.kind.label();
            let (section, _) = path.split_once('.').unwrap_or_default();
            let message = format!("{path} is missing: a {kind} without a preset has to say it");
            let help = format!("add it below [{section}], or start from a preset (`puncta devices`)");
            self.error(section, Diagnostic::error(message).help(help));
        }
        found
    }

    /// A value that follows from other keys, in the range of its own: the resolved file states it, and must be read again.
    pub fn derived(&mut self, value: f64, path: &str) -> Option<f64> {
        let ValueKind::Number { low, high, open } = find_path(path)?.value else { return Some(value) };
        if value >= low && (value < high || !open && value == high) {
            return Some(value);
        }
        let (section, name) = path.split_once('.').unwrap_or_default();
        let message = format!(
            "{path} follows from the size of the device as {value}, which is outside {low} to {high}"
        );
        let help = format!("state {name} below [{section}], or change the size of the array");
        self.error("device", Diagnostic::error(message).help(help));
        None
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

    /// Variant of a key: as written, or else its default, which is then written too.
    pub fn needed_word<T: Named>(&mut self, written: &mut Option<String>, path: &str) -> Option<T> {
        let word = self.needed(&mut written.clone(), path)?;
        let found = self.word(path, &word)?;
        *written = Some(word);
        Some(found)
    }

    /// Whether this kind of device uses a key.
    pub fn uses(&self, path: &str) -> bool {
        find_path(path).is_some_and(|key| key.used_by(self.kind))
    }
}

/// Resolves a scenario that has passed the checks of its file. `fallback_name` replaces a missing `name`.
///
/// # Errors
/// All obstacles, each with its place.
pub(super) fn resolve(
    file: &ScenarioFile,
    places: &Places,
    kind: Kind,
    fallback_name: &str,
    allowed: Allowed,
    sources: &Sources,
) -> Result<Scenario, Vec<Diagnostic>> {
    let mut resolver = Resolver {
        file,
        places,
        preset: file.device.preset.as_deref().and_then(preset),
        kind,
        sources,
        files: Vec::new(),
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
    let Some(grid) = area(&mut resolver, &mut resolved) else {
        return Err(resolver.errors);
    };
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
    let limits = limits(&mut resolver, &mut resolved);
    let run = &mut resolved.run;
    let intervals = resolver.needed(&mut run.intervals, "run.intervals");
    let of_run = (
        resolver.needed(&mut run.realisations, "run.realisations"),
        resolver.needed(&mut run.seed, "run.seed"),
        intervals.map(|word| word != "off"),
    );
    let (Some(limits), (Some(realisations), Some(seed), Some(intervals))) = (limits, of_run) else {
        return Err(resolver.errors);
    };

    let unstated = unstated::unstated(file, &resolved, resolver.preset, resolver.kind);
    let paths: Vec<String> = unstated.iter().map(|default| default.path().to_owned()).collect();
    resolved.run.unstated = (!paths.is_empty()).then_some(paths);
    let parts = parts(&skin.label, &device, &technique);
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
        session: 0,
        intervals,
        unstated: unstated.clone(),
        reach_error: resolved.run.reach_error,
        cut_at_mm: None,
    };
    resolve_after::after(&mut resolver, &mut resolved, &setup);
    bounds(&mut resolver, &setup);
    doubtful::check(&mut resolver, &resolved, &setup);
    resolve_memory::all(&mut resolver, &setup, allowed);
    if !resolver.errors.is_empty() {
        return Err(resolver.errors);
    }
    let mut series = resolved.clone();
    // Runs with other lengths, intervals or error targets still belong to one series.
    (series.run.realisations, series.run.intervals, series.run.reach_error) = (None, None, None);
    series.run.unstated = None;
    let assumed = assumed::assumed(file, &resolved, resolver.preset, resolver.kind, &unstated);
    let provenance = Provenance {
        assumed,
        files: resolver.files,
        parts: Some(parts.clone()),
        ..Provenance::new(name, parts.line(), resolved.to_toml(), &series.to_toml(), seed)
    };
    let sources = Sources::new("", "", &[] as &[&str]);
    Ok(Scenario { setup, provenance, resolved, warnings: resolver.warnings, sources })
}

fn area(resolver: &mut Resolver, resolved: &mut ScenarioFile) -> Option<Grid> {
    let area = &mut resolved.area;
    let lesions: Vec<[f64; 3]> =
        area.lesions.iter().flatten().map(|spot| [spot.x_mm, spot.y_mm, spot.radius_mm]).collect();
    let cell_mm = mm_from_um(resolver.needed(&mut area.cell_um, "area.cell_um")?);
    if area.map.is_some() {
        let face = face();
        let avoid: Vec<String> = resolver.needed(&mut area.avoid, "area.avoid")?;
        let grid = Grid::new(face.width_mm, face.height_mm, cell_mm);
        let treated = Treated::of_face(face, &avoid, &lesions);
        return Some(grid.only_in_spans(|at| treated.span(at)));
    }
    let width = resolver.needed(&mut area.width_mm, "area.width_mm")?;
    let height = resolver.needed(&mut area.height_mm, "area.height_mm")?;
    let grid = Grid::new(width, height, cell_mm);
    if lesions.is_empty() {
        return Some(grid);
    }
    let treated = Treated::but(&lesions);
    Some(grid.only_in_spans(|at| treated.span(at)))
}

fn technique(resolver: &mut Resolver, resolved: &mut ScenarioFile, device: &Device) -> Option<Technique> {
    let written = &mut resolved.technique;
    let passes = resolver.needed(&mut written.passes, "technique.passes")?;
    // A single needle has the usual directions too, but nothing turns with them.
    let words: Vec<String> = if resolver.uses("technique.directions") {
        resolver.needed(&mut written.directions, "technique.directions")?
    } else {
        resolver.default("technique.directions")?
    };
    let directions = words.iter().map(|word| resolver.word("technique.directions", word));
    let directions: Vec<Direction> = directions.collect::<Option<_>>()?;
    // The resolved file gives the spacing that follows.
    let overlap = of_users(resolver, &mut written.overlap.take(), "technique.overlap", 0.0)?;
    let track = device.motion.track_mm();
    let line_spacing_mm = written.line_spacing_mm.unwrap_or(track * (1.0 - overlap));
    // A single number is meant for both axes.
    let placement_spacing_mm = written
        .placement_spacing_mm
        .or(written.line_spacing_mm)
        .unwrap_or(device.motion.placement_mm() * (1.0 - overlap));
    if resolver.uses("technique.line_spacing_mm") {
        written.line_spacing_mm = Some(resolver.derived(line_spacing_mm, "technique.line_spacing_mm")?);
    }
    if resolver.uses("technique.placement_spacing_mm") {
        written.placement_spacing_mm =
            Some(resolver.derived(placement_spacing_mm, "technique.placement_spacing_mm")?);
    }
    let mut of = |written: &mut Option<f64>, path: &str| of_users(resolver, written, path, 0.0);
    let hand_speed_mm_s = of(&mut written.hand_speed_mm_s, "technique.hand_speed_mm_s")?;
    let position_jitter_mm = of(&mut written.position_jitter_mm, "technique.position_jitter_mm")?;
    let heading_deg = of(&mut written.heading_jitter_deg, "technique.heading_jitter_deg")?;
    Some(Technique {
        passes,
        directions,
        hand_speed_mm_s,
        line_spacing_mm,
        placement_spacing_mm,
        position_jitter_mm,
        heading_jitter_rad: rad_from_deg(heading_deg),
        hand: hand(resolver, resolved)?,
    })
}

/// Value of a key of `[technique]` for the kinds of device that use it. The others do without: they have
/// nothing of the kind, `without`.
fn of_users<T: Clone + DeserializeOwned>(
    resolver: &mut Resolver,
    written: &mut Option<T>,
    path: &str,
    without: T,
) -> Option<T> {
    if resolver.uses(path) { resolver.needed(written, path) } else { Some(without) }
}

/// Variation of hand and motor. The keys that the kind of device uses are written out.
fn hand(resolver: &mut Resolver, resolved: &mut ScenarioFile) -> Option<Hand> {
    let written = &mut resolved.technique;
    let kind = resolver.kind;
    // What has no variation to scale varies as it says.
    let variation = of_users(resolver, &mut written.variation, "technique.variation", 1.0)?;
    let mut of = |written: &mut Option<f64>, path: &str| of_users(resolver, written, path, 0.0);
    let hand = Hand {
        speed_cv: of(&mut written.speed_cv, "technique.speed_cv")?,
        frequency_cv: of(&mut written.frequency_cv, "technique.frequency_cv")?,
        slip_cv: of(&mut written.slip_cv, "technique.slip_cv")?,
        spacing_cv: of(&mut written.spacing_cv, "technique.spacing_cv")?,
        wander_mm: of(&mut written.wander_mm, "technique.wander_mm")?,
        turn_rad: rad_from_deg(of(&mut written.turn_deg, "technique.turn_deg")?),
        force_cv: of(&mut written.force_cv, "technique.force_cv")?,
        length_mm: of(&mut written.variation_length_mm, "technique.variation_length_mm")?,
        share_between: of_hand(kind, "share_between"),
        share_lane: of_hand(kind, "share_lane"),
        held: None,
    };
    Some(hand.times(variation))
}

fn limits(resolver: &mut Resolver, resolved: &mut ScenarioFile) -> Option<Limits> {
    let written = &mut resolved.limits;
    Some(Limits {
        fat_reach: resolver.needed(&mut written.fat_reach, "limits.fat_reach")?,
        depth_tolerance_mm: resolver.needed(&mut written.depth_tolerance_mm, "limits.depth_tolerance_mm")?,
    })
}

/// What the line with the setting says.
fn parts(site: &str, device: &Device, technique: &Technique) -> Parts {
    Parts {
        site: site.to_owned(),
        device: device.label.clone(),
        needles: device.array.len(),
        dialled: device.kind.facts().depth == DepthBy::Dial,
        set_mm: device.set_depth_mm,
        passes: technique.passes,
        speed_mm_s: match &device.motion {
            Motion::Pen(_) => Some(technique.hand_speed_mm_s),
            // A roller leaves the same pattern at any speed, and the others do not glide.
            Motion::Roller(_) | Motion::Plate(_) | Motion::Needle(_) => None,
        },
    }
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
        if let (true, Some(cap)) = (holds, cap(name))
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
        .map(|field| (field, field::known(field, "length_mm")))
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
            let mut resolver = Resolver {
                file: &file,
                places: &places,
                preset: Some(preset),
                kind,
                sources: &Sources::new("", "", &[] as &[&str]),
                files: Vec::new(),
                errors,
                warnings,
            };
            let mut written = written.map(str::to_owned);
            let drive: Option<Drive> = resolver.needed_word(&mut written, "device.drive");
            (drive, written, resolver.errors.len())
        };
        let force: &'static Preset = Box::leak(Box::new(pen_with("force")));
        assert_eq!(of(force, None), (Some(Drive::Force), Some("force".to_owned()), 0));
        assert_eq!(of(force, Some("speed")), (Some(Drive::Speed), Some("speed".to_owned()), 0));
        let unknown: &'static Preset = Box::leak(Box::new(pen_with("spring")));
        assert_eq!(of(unknown, None), (None, None, 1));
    }
}
