//! What goes into the folder of a sweep.

use crate::ask::sweep::Planned;
use crate::cli::pictures::{self, Pictures};
use crate::cli::{Done, Stop};
use crate::outcome::sweep::{STUDY, TABLE};
use crate::outcome::{Answer as _, Folder};

/// The request and its scenarios.
pub(super) fn files(folder: &Folder, planned: &Planned) -> Done {
    planned.files()?.iter().try_for_each(|(name, text)| file(folder, name, text))
}

/// All files but the manifest. Returns what to look at.
pub(super) fn all(folder: &Folder, planned: &Planned, pictures: &Pictures) -> Result<Vec<String>, Stop> {
    files(folder, planned)?;
    let sweep = &planned.sweep;
    file(folder, TABLE, &sweep.csv().map_err(Stop::said)?)?;
    #[cfg(feature = "parquet")]
    {
        use crate::outcome::sweep_parquet::{PARQUET, parquet};
        let bytes = parquet(sweep).map_err(Stop::said)?;
        folder.write(PARQUET, &bytes).map_err(|error| Stop::said(error.to_string()))?;
    }
    file(folder, STUDY, &sweep.json_text())?;
    let look = pictures.look();
    let drawn = crate::render::sweep::draw(sweep, &planned.figures()?, &look).map_err(pictures::cannot)?;
    let mut names = vec![TABLE.to_owned(), STUDY.to_owned()];
    for picture in &drawn {
        let files = look.files(picture).map_err(pictures::cannot)?;
        names.push(format!("{}.png", pictures::write(folder, &files)?));
    }
    Ok(names)
}

fn file(folder: &Folder, name: &str, text: &str) -> Done {
    folder.write(name, text.as_bytes()).map_err(|error| Stop::said(error.to_string()))
}
