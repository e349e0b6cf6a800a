//! The request of a sweep: the command line, or a study file with its base scenarios.

use super::{Arguments, Sampled};
use crate::ask::Base;
use crate::cli::Stop;
use crate::cli::load::{self, BUILT_IN_NAME, Loaded, loaded};
use crate::cli::terminal::{say, say_drawn};
use crate::foundation::shown::Printed as _;
use crate::foundation::shown::shown;
use crate::scenario::{Allowed, inside};
use crate::simulate::Setup;
use crate::study::sweep::Request;
use std::path::{Path, PathBuf};

/// A request with its base scenarios.
pub(in crate::cli) struct Asked {
    pub(in crate::cli) request: Request,
    pub(in crate::cli) bases: Vec<Base>,
    /// Name for the results folder.
    pub(super) stem: String,
}

/// Reads the command line, or a study file.
pub(super) fn asked(arguments: &Arguments) -> Result<Asked, Stop> {
    let settings = arguments.settings.all().into_iter().chain(arguments.intervals.setting());
    if let [path] = &arguments.bases[..]
        && let Ok((_, text)) = load::read(path)
        && Request::is_study(&text)
    {
        if !arguments.vary.is_empty() || arguments.sample.is_some() {
            let why = "a study says itself what varies; leave out --vary and --sample";
            return Err(Stop::said(format!("{}: {why}", path.printed())));
        }
        let mut asked = of_study(path, &text, settings.collect(), &arguments.figure)?;
        asked.request.trade_off = pair(arguments)?.or(asked.request.trade_off);
        return Ok(asked);
    }
    let request = Request {
        format: 1,
        study: "sweep".to_owned(),
        base: Vec::new(),
        set: settings.collect(),
        vary: arguments.vary.clone(),
        sample: arguments.sample.map(Sampled::sampler),
        points: arguments.points,
        figure: arguments.figure.clone(),
        trade_off: pair(arguments)?,
    };
    let bases = read(&arguments.bases, &request.set)?;
    let stems: Vec<&str> = bases.iter().map(|base| base.stem.as_str()).collect();
    let stem = if stems.is_empty() { BUILT_IN_NAME.to_owned() } else { stems.join("-") };
    Ok(Asked { request, bases, stem })
}

/// The two keys of `--trade-off`.
fn pair(arguments: &Arguments) -> Result<Option<[String; 2]>, Stop> {
    let Some(text) = &arguments.trade_off else { return Ok(None) };
    let keys = text.split_once(',').filter(|(_, less)| !less.contains(','));
    let (more, less) =
        keys.ok_or_else(|| Stop::said("--trade-off takes two keys with a comma between: A,B"))?;
    Ok(Some([more, less].map(|key| key.trim().to_owned())))
}

/// Reads a study file, with more settings and values to draw.
pub(in crate::cli) fn of_study(
    path: &Path,
    text: &str,
    settings: Vec<String>,
    figures: &[String],
) -> Result<Asked, Stop> {
    let refused = |error: &dyn std::fmt::Display| Stop::said(format!("{}: {error}", path.printed()));
    let mut request = Request::read(text).map_err(|error| refused(&error))?;
    request.set.extend(settings);
    request.figure.extend(figures.iter().cloned());
    let folder = path.parent().unwrap_or(Path::new(""));
    let found = request.base.iter().map(|base| base_of(folder, base));
    let paths = found.collect::<Result<Vec<_>, _>>().map_err(|error| refused(&error))?;
    let stem = load::stem_of(path);
    Ok(Asked { bases: read(&paths, &request.set)?, request, stem })
}

/// File of a base scenario that a study names: beside the study, below the current folder, or below the folder that holds
/// the study's.
fn base_of(folder: &Path, base: &str) -> Result<PathBuf, String> {
    let there = |folder: &Path| inside(folder, base).filter(|path| path.is_file());
    // A study in a folder of studies names scenarios beside that folder.
    let above = || {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        folder.canonicalize().ok().and_then(|folder| there(folder.parent()?))
    };
    there(folder).or_else(|| there(Path::new(""))).or_else(above).ok_or_else(|| {
        format!("there is no base scenario \"{}\" beside the study, below its folder's parent or below the current folder; no other folder is looked in", shown(base))
    })
}

/// Reads the base scenarios, and reports everything that is wrong with any of them. All get seed and number of
/// realisations of the first.
fn read(paths: &[PathBuf], settings: &[String]) -> Result<Vec<Base>, Stop> {
    let read = |path: Option<&Path>, settings: &[String]| loaded(path, settings, Allowed::default());
    let mut found: Vec<Loaded> = match paths {
        [] => vec![read(None, settings)],
        paths => paths.iter().map(|path| read(Some(path), settings)).collect(),
    };
    if let Some(Ok(first)) = found.first().map(|base| &base.scenario) {
        let Setup { realisations, seed, .. } = first.setup;
        let same = [format!("run.realisations={realisations}"), format!("run.seed={seed}")];
        for (base, path) in found.iter_mut().zip(paths).skip(1) {
            *base = read(Some(path), &[settings, &same].concat());
        }
    }
    let mut failed = false;
    for base in &found {
        if let Err(problems) = &base.scenario {
            failed = true;
            if let Some(words) = base.words(true) {
                say_drawn(&words);
            } else {
                problems.iter().for_each(|problem| say(&problem.to_string()));
            }
        }
    }
    if failed { Err(Stop::Cannot(None)) } else { found.into_iter().map(Loaded::base).collect() }
}
