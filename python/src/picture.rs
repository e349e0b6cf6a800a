//! Pictures and how they look.

use crate::error::refused_why;
use puncta::render::look::Size;
use puncta::render::pdf::Paper;
use puncta::render::theme::{Labels, Tone, Words};
use puncta::render::{ColourMap, Files, Language, Look, Picture as Drawn, Theme};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

/// A picture.
#[pyclass(module = "puncta._puncta", frozen)]
pub struct Picture(Kept);

enum Kept {
    /// As drawn: its files are made when they are asked for.
    Drawn { look: Box<Look>, drawn: Drawn },
    /// All its files.
    Files(Files),
}

impl Picture {
    pub fn drawn(look: Look, drawn: Drawn) -> Picture {
        Picture(Kept::Drawn { look: Box::new(look), drawn })
    }

    pub fn of_files(files: Files) -> Picture {
        Picture(Kept::Files(files))
    }

    /// Caption and alternative text of a picture whose files are there.
    fn words(files: &Files) -> [String; 2] {
        let text = files.files.iter().find(|(ending, _)| *ending == "txt");
        let text = text.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
        let (caption, alt) = text.split_once("\n\n").unwrap_or((&text, ""));
        let alt = alt.split_once(": ").map_or(alt, |(_, alt)| alt);
        [caption.trim().to_owned(), alt.trim().to_owned()]
    }
}

/// Names of the colour maps.
#[pyfunction]
pub fn colours() -> Vec<&'static str> {
    MAPS.iter().map(|(name, _)| *name).collect()
}

const MAPS: [(&str, ColourMap); 3] =
    [("carmine", ColourMap::Carmine), ("slate", ColourMap::Slate), ("vik", ColourMap::Vik)];

/// A colour map at so many even steps, as "#rrggbb", on a light or a dark ground.
#[pyfunction]
#[pyo3(signature = (name, steps=256, dark=false))]
pub fn colour_map(name: &str, steps: usize, dark: bool) -> PyResult<Vec<String>> {
    let found = MAPS.iter().find(|(of, _)| *of == name).map(|(_, map)| *map);
    let map = found.ok_or_else(|| {
        PyValueError::new_err(format!("there is no colour map {name:?}; there are {}", colours().join(", ")))
    })?;
    let theme = if dark { Theme::DARK } else { Theme::LIGHT };
    let steps = steps.clamp(2, 4096);
    let at = |step: usize| map.at(step as f64 / (steps - 1) as f64, &theme).map(|rgb| rgb.css());
    (0..steps).map(at).collect::<Result<_, _>>().map_err(|error| PyValueError::new_err(error.to_string()))
}

/// One of some words.
fn choice<T: Copy>(key: &str, value: &Bound<'_, PyAny>, all: &[(&str, T)]) -> PyResult<T> {
    let word: String =
        value.extract().map_err(|_| PyTypeError::new_err(format!("{key}: a text is wanted")))?;
    let found = all.iter().find(|(name, _)| *name == word).map(|(_, of)| *of);
    found.ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
        PyValueError::new_err(format!("{key}: {} are possible, not {word:?}", names.join(", ")))
    })
}

/// The look that options ask for, by the names of the command line.
pub fn look(options: &Bound<'_, PyDict>) -> PyResult<Look> {
    let mut look = Look::default();
    let (mut language, mut labels, mut words, mut tone) =
        (Language::English, Labels::On, Words::Full, Tone::Light);
    for (key, value) in options {
        let key: String = key.extract()?;
        match key.as_str() {
            "theme" => look.theme = choice(&key, &value, &[("light", Theme::LIGHT), ("dark", Theme::DARK)])?,
            "language" => {
                language = choice(&key, &value, &[("en", Language::English), ("de", Language::German)])?
            }
            "labels" => {
                let all = [("on", Labels::On), ("numbers", Labels::Numbers), ("off", Labels::Off)];
                labels = choice(&key, &value, &all)?;
            }
            "words" => words = choice(&key, &value, &[("full", Words::Full), ("short", Words::Short)])?,
            "skin_tone" => {
                tone = choice(
                    &key,
                    &value,
                    &[("light", Tone::Light), ("medium", Tone::Medium), ("dark", Tone::Dark)],
                )?;
            }
            "size" => {
                let all = [
                    ("drawn", Size::Drawn),
                    ("slide", Size::Slide),
                    ("column", Size::Column),
                    ("poster", Size::Poster),
                ];
                look.size = choice(&key, &value, &all)?;
            }
            "scale" => {
                let scale: u8 =
                    value.extract().map_err(|_| PyTypeError::new_err("scale: 1, 2 or 3 is wanted"))?;
                if !(1..=3).contains(&scale) {
                    return Err(PyValueError::new_err(format!("scale: 1, 2 or 3 is wanted, not {scale}")));
                }
                look.scale = scale;
            }
            other => {
                return Err(PyTypeError::new_err(format!(
                    "pictures have no option {other:?}; they have theme, language, labels, words, skin_tone, size and scale"
                )));
            }
        }
    }
    look.paper = Paper::OfPicture;
    let theme = look.theme;
    look.theme = Theme { language, labels, words, skin: theme.skin.toned(tone), ..theme };
    Ok(look)
}

#[pymethods]
impl Picture {
    #[getter]
    fn name(&self) -> &str {
        match &self.0 {
            Kept::Drawn { drawn, .. } => &drawn.name,
            Kept::Files(files) => &files.name,
        }
    }

    #[getter]
    fn caption(&self) -> String {
        match &self.0 {
            Kept::Drawn { drawn, .. } => drawn.caption.clone(),
            Kept::Files(files) => Picture::words(files)[0].clone(),
        }
    }

    #[getter]
    fn alt(&self) -> String {
        match &self.0 {
            Kept::Drawn { drawn, .. } => drawn.alt.clone(),
            Kept::Files(files) => Picture::words(files)[1].clone(),
        }
    }

    /// The file of one kind: svg, png, pdf, or txt with caption and alternative text.
    fn file<'py>(&self, py: Python<'py>, ending: &str) -> PyResult<Bound<'py, PyBytes>> {
        let made;
        let files = match &self.0 {
            Kept::Files(files) => files,
            // The drawing reads as its document; the other files take time.
            Kept::Drawn { look, drawn } if ending == "svg" && look.size == Size::Drawn => {
                return Ok(PyBytes::new(py, drawn.svg.as_bytes()));
            }
            Kept::Drawn { look, drawn } => {
                let look = Look { pdf: ending == "pdf", ..**look };
                made = py.detach(|| look.files(drawn)).map_err(|error| refused_why(py, error))?;
                &made
            }
        };
        let found = files.files.iter().find(|(of, _)| *of == ending);
        let (_, bytes) = found.ok_or_else(|| {
            PyValueError::new_err(format!("pictures are svg, png or pdf files, and none is {ending:?}"))
        })?;
        Ok(PyBytes::new(py, bytes))
    }
}
