//! Look of pictures: type sizes, page grid, colours on light and on dark ground, and language.

use super::words::Language;
use crate::outcome::Layer;
use crate::outcome::diagram::Material;

/// An opaque colour, sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Builds a colour from the usual six hexadecimal digits, such as `0x0072B2`.
    #[must_use]
    pub const fn hex(code: u32) -> Self {
        let [_, r, g, b] = code.to_be_bytes();
        Self(r, g, b)
    }

    /// CSS form, such as `#0072b2`.
    #[must_use]
    pub fn css(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Mixture of two colours: `share` = 0 gives `self`, 1 gives `other`.
    #[must_use]
    pub fn mixed(self, other: Self, share: f64) -> Self {
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// CIE lightness L\*, 0 (black) to 100 (white): how light the colour prints in grey.
    #[must_use]
    pub fn lightness(self) -> f64 {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        let y = 0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2);
        if y > 0.008_856 { 116.0 * y.cbrt() - 16.0 } else { 903.3 * y }
    }
}

/// Type sizes in units, on a page 1000 units wide. No type is smaller than `note`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Type {
    /// Title, in semibold.
    pub title: f64,
    /// Subtitle with the setting.
    pub subtitle: f64,
    /// Axis titles, and the sentence below a picture.
    pub axis: f64,
    /// Tick labels and labels inside a picture.
    pub label: f64,
    /// Notes and foot.
    pub note: f64,
}

/// The page grid, in units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Page {
    /// Width of every page.
    pub width: f64,
    /// Margin on all four sides.
    pub margin: f64,
    /// Grid step: distances between blocks are multiples of it.
    pub step: f64,
}

/// Colours safe for colour-blind readers (Okabe and Ito).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accents {
    /// Blue.
    pub blue: Rgb,
    /// Bluish green.
    pub green: Rgb,
    /// Orange.
    pub orange: Rgb,
    /// Vermilion.
    pub vermilion: Rgb,
    /// Reddish purple.
    pub purple: Rgb,
}

/// Colours of the skin and of what enters it, which also differ in greyscale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skin {
    /// Skin seen from above.
    pub surface: Rgb,
    /// An opening in the skin seen from above, of the last pass.
    pub opening: Rgb,
    /// Stratum corneum.
    pub stratum_corneum: Rgb,
    /// Viable epidermis.
    pub viable_epidermis: Rgb,
    /// Basal cells, which hold the pigment.
    pub basal: Rgb,
    /// Papillary dermis.
    pub papillary_dermis: Rgb,
    /// Reticular dermis.
    pub reticular_dermis: Rgb,
    /// Fat below the dermis.
    pub fat: Rgb,
    /// Muscle.
    pub muscle: Rgb,
    /// Arteries and capillaries.
    pub vessel: Rgb,
    /// Veins.
    pub vein: Rgb,
    /// Needle of steel.
    pub needle: Rgb,
    /// Needle of polymer.
    pub polymer: Rgb,
    /// Lines and edges over the skin, which is light on any ground.
    pub ink: Rgb,
    /// A hair beside the skin.
    pub hair: Rgb,
}

impl Skin {
    /// The same skin in another tone.
    #[must_use]
    pub fn toned(self, tone: Tone) -> Skin {
        match tone {
            Tone::Light => self,
            Tone::Medium => Skin {
                surface: Rgb::hex(0xDD_B08A),
                opening: Rgb::hex(0x7A_0F1C),
                stratum_corneum: Rgb::hex(0xE0_C8A2),
                viable_epidermis: Rgb::hex(0xB8_8355),
                basal: Rgb::hex(0x86_5431),
                ..self
            },
            Tone::Dark => Skin {
                surface: Rgb::hex(0x83_5539),
                opening: Rgb::hex(0xFF_9C8C),
                stratum_corneum: Rgb::hex(0xBE_9F7C),
                viable_epidermis: Rgb::hex(0x80_5337),
                basal: Rgb::hex(0x4A_2C1C),
                ..self
            },
        }
    }

    /// Colour of a needle material.
    #[must_use]
    pub fn of_material(&self, material: Material) -> Rgb {
        match material {
            Material::Steel => self.needle,
            Material::Polymer => self.polymer,
        }
    }
}

/// Tissue of a layer, which decides its colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tissue {
    /// The dead outermost layer.
    StratumCorneum,
    /// The living epidermis below it.
    ViableEpidermis,
    /// The upper, loose part of the dermis.
    PapillaryDermis,
    /// The lower, dense part of the dermis.
    ReticularDermis,
    /// Fat below the dermis.
    Fat,
    /// Muscle below the fat.
    Muscle,
}

impl Tissue {
    /// Tissue of a layer of the skin.
    #[must_use]
    pub fn of(layer: Layer) -> Tissue {
        match layer {
            Layer::StratumCorneum => Tissue::StratumCorneum,
            Layer::ViableEpidermis => Tissue::ViableEpidermis,
            Layer::PapillaryDermis => Tissue::PapillaryDermis,
            Layer::ReticularDermis => Tissue::ReticularDermis,
            Layer::Fat => Tissue::Fat,
            Layer::Muscle => Tissue::Muscle,
        }
    }
}

/// Deepest layer that a tract reached, in the three classes that all pictures share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Deepest {
    /// The tract stays in the epidermis.
    Epidermis,
    /// The tract ends in the dermis.
    Dermis,
    /// The tract passes through the dermis, into fat or deeper.
    Fat,
}

impl Tissue {
    /// Class of a tip that ends in this tissue.
    #[must_use]
    pub fn class(self) -> Deepest {
        match self {
            Self::StratumCorneum | Self::ViableEpidermis => Deepest::Epidermis,
            Self::PapillaryDermis | Self::ReticularDermis => Deepest::Dermis,
            Self::Fat | Self::Muscle => Deepest::Fat,
        }
    }
}

impl Deepest {
    /// The three classes, from the surface down.
    pub const ALL: [Self; 3] = [Self::Epidermis, Self::Dermis, Self::Fat];
}

/// Labels of pictures that teach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Labels {
    /// Words at what they name.
    #[default]
    On,
    /// Numbers, with a key on a page of its own.
    Numbers,
    /// Numbers, with a key below the picture: there is no room for words beside it.
    Below,
    /// None, to be filled in by the reader.
    Off,
}

/// How much is written into pictures. Captions and alternative texts stay as they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Words {
    /// A sentence below each picture, and details below names.
    #[default]
    Full,
    /// Title, names and numbers.
    Short,
}

/// Form of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Form {
    /// As wide as the drawing, and as high as it needs.
    #[default]
    Page,
    /// A column of a journal: what otherwise stands side by side stands one below the other.
    Column,
    /// A slide: what otherwise stands one below the other stands side by side, and the little that can be read from the
    /// last row is shown.
    Slide,
}

/// Everything about the look of a picture that is not data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theme {
    /// Whether the ground is dark; colour tables then run the other way.
    pub dark: bool,
    /// Ground of the page.
    pub ground: Rgb,
    /// Text colour.
    pub text: Rgb,
    /// Colour of quiet text and axes.
    pub quiet: Rgb,
    /// Colour of grid lines and outlines that should be barely visible.
    pub grid: Rgb,
    /// Accents.
    pub accents: Accents,
    /// Skin.
    pub skin: Skin,
    /// Type sizes.
    pub size: Type,
    /// Page grid.
    pub page: Page,
    /// Labels in sections and teaching figures.
    pub labels: Labels,
    /// Whether the drawing is a panel of a sheet, which carries the setting and foot for all panels.
    pub panel: bool,
    /// Form of the page.
    pub form: Form,
    /// How much is written into pictures.
    pub words: Words,
    /// Factor on the heights of the pictures themselves, so that they fit a page of a given height.
    pub tall: f64,
    /// Language of the texts.
    pub language: Language,
}

const ACCENTS: Accents = Accents {
    blue: Rgb::hex(0x00_72B2),
    green: Rgb::hex(0x00_9E73),
    orange: Rgb::hex(0xE6_9F00),
    vermilion: Rgb::hex(0xD5_5E00),
    purple: Rgb::hex(0xCC_79A7),
};

/// Tone of skin, after Fitzpatrick's types. Tones change colours and nothing else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Types I and II.
    #[default]
    Light,
    /// Types III and IV.
    Medium,
    /// Types V and VI.
    Dark,
}

const SKIN: Skin = Skin {
    surface: Rgb::hex(0xF6_DDCB),
    opening: Rgb::hex(0x8E_1222),
    stratum_corneum: Rgb::hex(0xE7_D7BD),
    viable_epidermis: Rgb::hex(0xD8_A98A),
    basal: Rgb::hex(0xB5_7C58),
    papillary_dermis: Rgb::hex(0xF3_C9BC),
    reticular_dermis: Rgb::hex(0xE9_A99A),
    fat: Rgb::hex(0xF6_DF9B),
    muscle: Rgb::hex(0xB4_575B),
    vessel: Rgb::hex(0xB3_262E),
    vein: Rgb::hex(0x3F_5B99),
    needle: Rgb::hex(0x5B_6470),
    polymer: Rgb::hex(0x2F_8F83),
    ink: Rgb::hex(0x1B_1F24),
    hair: Rgb::hex(0x5A_4636),
};

impl Theme {
    /// Dark on white: for paper, and the default.
    pub const LIGHT: Self = Self {
        dark: false,
        ground: Rgb::hex(0xFF_FFFF),
        text: Rgb::hex(0x1B_1F24),
        quiet: Rgb::hex(0x6B_7280),
        grid: Rgb::hex(0xE6_E8EB),
        accents: ACCENTS,
        skin: SKIN,
        size: Type { title: 26.0, subtitle: 18.0, axis: 17.0, label: 15.0, note: 13.0 },
        page: Page { width: 1000.0, margin: 32.0, step: 8.0 },
        labels: Labels::On,
        panel: false,
        form: Form::Page,
        words: Words::Full,
        tall: 1.0,
        language: Language::English,
    };

    /// Light on near-black: for screens.
    pub const DARK: Self = Self {
        dark: true,
        ground: Rgb::hex(0x15_181C),
        text: Rgb::hex(0xE8_EAED),
        quiet: Rgb::hex(0x9A_A3AE),
        grid: Rgb::hex(0x2A_2F36),
        // Sky blue of the same set, because the other blue is barely visible on near-black.
        accents: Accents { blue: Rgb::hex(0x56_B4E9), ..ACCENTS },
        skin: Skin { hair: Rgb::hex(0xA0_8468), ..SKIN },
        ..Self::LIGHT
    };

    /// The theme for a panel of a sheet: a page of this width, with type of at least this size.
    #[must_use]
    pub fn of_panel(self, width: f64, least: f64) -> Self {
        let by = least / self.size.note;
        let Type { title, subtitle, axis, label, note } = self.size;
        Self {
            // Titles stay smaller than that of the sheet, and larger than all other type.
            size: Type {
                title: (by * axis * 1.1).min(by * title),
                subtitle: by * subtitle,
                axis: by * axis,
                label: by * label,
                note: by * note,
            },
            page: Page { width, margin: 8.0, ..self.page },
            panel: true,
            ..self
        }
    }

    /// The theme for a column 85 mm wide, with no type smaller than 6 points, and labels below the picture.
    #[must_use]
    pub fn of_column(self) -> Self {
        const PAGE: f64 = 760.0;
        const LEAST: f64 = 6.0 * PAGE / (85.0 / 25.4 * 72.0);
        let theme = self.of_panel(PAGE, LEAST);
        let size = Type { title: 1.12 * theme.size.subtitle, ..theme.size };
        let labels = if self.labels == Labels::On { Labels::Below } else { self.labels };
        Self { panel: self.panel, form: Form::Column, size, labels, ..theme }
    }

    /// The theme for a slide of 16 to 9: no type smaller than 15 units on a page 1000 units wide, which is 24 pixels
    /// where the page has 900 lines.
    #[must_use]
    pub fn of_slide(self) -> Self {
        let size = Type { title: 27.0, subtitle: 18.0, axis: 17.0, label: 15.0, note: 15.0 };
        Self {
            size,
            form: Form::Slide,
            words: Words::Short,
            tall: 0.6,
            page: Page { margin: 24.0, ..self.page },
            ..self
        }
    }

    /// The theme for a page of a browser, which shows pictures some 700 pixels wide: larger type, and no sentence below,
    /// which the page itself carries.
    #[must_use]
    pub fn of_screen(self) -> Self {
        let size = Type { title: 27.0, subtitle: 20.0, axis: 20.0, label: 18.5, note: 16.5 };
        Self { size, words: Words::Short, page: Page { margin: 16.0, ..self.page }, ..self }
    }

    /// Whether the page is a column of a journal.
    #[must_use]
    pub fn is_column(&self) -> bool {
        self.form == Form::Column
    }

    /// Whether the page is a slide.
    #[must_use]
    pub fn is_slide(&self) -> bool {
        self.form == Form::Slide
    }

    /// A length that goes with the type, units: that on an ordinary page, larger where type is.
    #[must_use]
    pub fn with_type(&self, usual: f64) -> f64 {
        usual * (self.size.label / Self::LIGHT.size.label).max(1.0)
    }

    /// Height of a part of a picture that has this one on a page of any height, units.
    #[must_use]
    pub fn high(&self, usual: f64) -> f64 {
        self.tall * usual
    }

    /// The theme for texts on skin, which is light on any ground.
    #[must_use]
    pub fn on_skin(self) -> Self {
        let ink = self.skin.ink;
        Self {
            dark: false,
            ground: Self::LIGHT.ground,
            grid: Self::LIGHT.grid,
            text: ink,
            quiet: ink,
            skin: Skin { hair: SKIN.hair, ..self.skin },
            ..self
        }
    }

    /// Word for how larger amounts look on this ground: lighter or darker.
    #[must_use]
    pub fn more(&self) -> &'static str {
        if self.dark { self.language.lighter() } else { self.language.darker() }
    }

    /// Colour of a tissue.
    #[must_use]
    pub fn tissue(&self, tissue: Tissue) -> Rgb {
        match tissue {
            Tissue::StratumCorneum => self.skin.stratum_corneum,
            Tissue::ViableEpidermis => self.skin.viable_epidermis,
            Tissue::PapillaryDermis => self.skin.papillary_dermis,
            Tissue::ReticularDermis => self.skin.reticular_dermis,
            Tissue::Fat => self.skin.fat,
            Tissue::Muscle => self.skin.muscle,
        }
    }

    /// Colour of the deepest layer reached; the same in maps, sections, bars and legends.
    #[must_use]
    pub fn deepest(&self, class: Deepest) -> Rgb {
        match class {
            Deepest::Epidermis => self.accents.blue,
            Deepest::Dermis => self.accents.green,
            Deepest::Fat => self.accents.vermilion,
        }
    }

    /// Width of the page between its margins, units.
    #[must_use]
    pub fn inner_width(&self) -> f64 {
        self.page.width - 2.0 * self.page.margin
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::LIGHT
    }
}
