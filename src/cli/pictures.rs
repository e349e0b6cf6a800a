//! Options that all commands with pictures share, and how picture files are written.

use super::{Done, Stop};
use crate::outcome::Folder;
use crate::render::look::{Files, Look, Size};
use crate::render::pdf::Paper;
use crate::render::theme::{Labels, Tone, Words};
use crate::render::{Language, Picture, RenderError, Theme};
use clap::{Args, ValueEnum};

/// How pictures look. No value depends on it.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Pictures")]
pub struct Pictures {
    /// Resolution of the PNG files: 1, 2 or 3 times as many pixels along each side
    #[arg(long, value_name = "1|2|3", default_value = "1", value_parser = clap::value_parser!(u8).range(1..=3))]
    scale: u8,
    /// Size of pictures: as drawn (1600 pixels wide) when not given
    #[arg(long, value_name = "SIZE")]
    size: Option<Sized>,
    /// Ground and colours of pictures
    #[arg(long, value_name = "THEME", default_value = "light")]
    theme: Ground,
    /// Tone of the skin in pictures that show skin, after Fitzpatrick's types: light (I, II), medium (III, IV), dark (V, VI)
    #[arg(long, value_name = "TONE", default_value = "light")]
    skin_tone: Toned,
    /// Labels of sections and teaching figures: words, numbers with a key on a page of its own, or none
    #[arg(long, value_name = "LABELS", default_value = "on")]
    labels: Labelled,
    /// Words in pictures: full, or short without the sentence below and the details of names, as on slides. The caption
    /// beside each picture stays
    #[arg(long, value_name = "WORDS", default_value = "full")]
    words: Wordy,
    /// Write every picture as PDF too: lines and text stay lines and text
    #[arg(long)]
    pdf: bool,
    /// Paper of the PDF; a slide, a column and a poster have their own pages
    #[arg(long, value_name = "PAPER", default_value = "a4")]
    paper: Sheet,
    /// Write the text of SVG files as outlines: it looks the same where the font is missing, and can no longer be edited
    #[arg(long)]
    outline_text: bool,
    /// Language of pictures, their captions and alternative texts
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    language: Spoken,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sized {
    /// 1600 x 900 pixels, the picture fitted in
    Slide,
    /// 85 mm wide, 600 dots an inch
    Column,
    /// 300 mm wide, 300 dots an inch
    Poster,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ground {
    /// Dark on white: for paper
    Light,
    /// Light on near-black: for screens
    Dark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sheet {
    /// 210 by 297 mm
    A4,
    /// 8.5 by 11 inches
    Letter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Toned {
    /// Types I and II
    Light,
    /// Types III and IV
    Medium,
    /// Types V and VI
    Dark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Labelled {
    /// Words at what they name
    On,
    /// Numbers, and a file .key beside each picture
    Numbers,
    /// None, to be filled in
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wordy {
    /// A sentence below each picture, and details below names
    Full,
    /// Title, names and numbers
    Short,
}

/// A language on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Spoken {
    /// English
    En,
    /// German
    De,
}

impl Spoken {
    pub fn language(self) -> Language {
        match self {
            Spoken::En => Language::English,
            Spoken::De => Language::German,
        }
    }
}

impl Pictures {
    /// Look of the pictures according to the command line.
    pub fn look(&self) -> Look {
        let theme = match self.theme {
            Ground::Light => Theme::LIGHT,
            Ground::Dark => Theme::DARK,
        };
        let size = match self.size {
            None => Size::Drawn,
            Some(Sized::Slide) => Size::Slide,
            Some(Sized::Column) => Size::Column,
            Some(Sized::Poster) => Size::Poster,
        };
        let tone = match self.skin_tone {
            Toned::Light => Tone::Light,
            Toned::Medium => Tone::Medium,
            Toned::Dark => Tone::Dark,
        };
        let labels = match self.labels {
            Labelled::On => Labels::On,
            Labelled::Numbers => Labels::Numbers,
            Labelled::Off => Labels::Off,
        };
        let language = self.language.language();
        let words = match self.words {
            Wordy::Full => Words::Full,
            Wordy::Short => Words::Short,
        };
        let theme = Theme { language, labels, words, skin: theme.skin.toned(tone), ..theme };
        let paper = match self.paper {
            Sheet::A4 => Paper::A4,
            Sheet::Letter => Paper::Letter,
        };
        Look { theme, scale: self.scale, size, pdf: self.pdf, paper, outlines: self.outline_text }
    }

    /// Converts a picture into files and writes them. Returns its name.
    pub fn write(&self, folder: &Folder, picture: &Picture) -> Result<String, Stop> {
        write(folder, &self.look().files(picture).map_err(cannot)?)
    }
}

/// Message for a picture that cannot be drawn.
pub fn cannot(error: RenderError) -> Stop {
    Stop::said(format!("cannot draw a picture: {error}"))
}

/// Writes the files of a picture. Returns its name.
pub fn write(folder: &Folder, picture: &Files) -> Result<String, Stop> {
    let name = format!("figures/{}", picture.name);
    let each = picture.files.iter().map(|(ending, bytes)| -> Done {
        folder.write(&format!("{name}.{ending}"), bytes).map_err(|error| Stop::said(error.to_string()))
    });
    each.collect::<Done>()?;
    Ok(name)
}
