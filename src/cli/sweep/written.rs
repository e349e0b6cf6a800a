//! What goes into the folder of a sweep.

use crate::cli::pictures::{self, Pictures};
use crate::cli::{Done, Stop};
use crate::injury::Measure;
use crate::outcome::sweep::{STUDY, TABLE};
use crate::outcome::{Answer as _, Folder, Sweep};
use crate::study::sweep::Request;

/// What goes into the folder.
pub(super) struct Written<'a> {
    pub(super) request: &'a Request,
    pub(super) texts: &'a [(String, String)],
}

impl Written<'_> {
    /// The request and its scenarios.
    pub(super) fn files(&self, folder: &Folder) -> Done {
        let file = |name: &str, text: &str| {
            folder.write(name, text.as_bytes()).map_err(|error| Stop::said(error.to_string()))
        };
        let text = toml::to_string(self.request).map_err(|error| Stop::said(error.to_string()))?;
        file("study.toml", &format!("# Repeats these results: puncta sweep study.toml\n{text}"))?;
        self.texts.iter().try_for_each(|(name, text)| file(name, text))
    }

    /// All files but the manifest. Returns what to look at.
    pub(super) fn all(
        &self,
        folder: &Folder,
        sweep: &Sweep,
        figures: &[Measure],
        pictures: &Pictures,
    ) -> Result<Vec<String>, Stop> {
        self.files(folder)?;
        let file = |name: &str, text: &str| {
            folder.write(name, text.as_bytes()).map_err(|error| Stop::said(error.to_string()))
        };
        file(TABLE, &sweep.csv().map_err(Stop::said)?)?;
        #[cfg(feature = "parquet")]
        {
            use crate::outcome::sweep_parquet::{PARQUET, parquet};
            let bytes = parquet(sweep).map_err(Stop::said)?;
            folder.write(PARQUET, &bytes).map_err(|error| Stop::said(error.to_string()))?;
        }
        file(STUDY, &sweep.json_text())?;
        let look = pictures.look();
        let drawn = crate::render::sweep::draw(sweep, figures, &look).map_err(pictures::cannot)?;
        let mut names = vec![TABLE.to_owned(), STUDY.to_owned()];
        for picture in &drawn {
            let files = look.files(picture).map_err(pictures::cannot)?;
            names.push(format!("{}.png", pictures::write(folder, &files)?));
        }
        Ok(names)
    }
}
