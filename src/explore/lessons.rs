//! Settings for a lesson: what is shown, what it is compared with, and the question.

use super::setting::Setting;
use crate::render::words::Language;
use serde_json::{Value, json};

type Word = fn(Language) -> &'static str;

/// A lesson.
struct Lesson {
    name: &'static str,
    title: Word,
    question: Word,
    answer: Word,
    /// What differs from the first setting of the page, as TOML.
    shown: &'static str,
    /// The setting to compare with, if there is one.
    pinned: Option<&'static str>,
    /// View that answers the question.
    view: &'static str,
}

const LESSONS: [Lesson; 5] = [
    Lesson {
        name: "home-or-clinic",
        title: Language::page_lesson_home,
        question: Language::page_lesson_home_question,
        answer: Language::page_lesson_home_answer,
        shown: "device.preset = \"roller-192\"\n",
        pinned: Some("device.preset = \"roller-home-02\"\n"),
        view: "tips-by-layer",
    },
    Lesson {
        name: "depth",
        title: Language::page_lesson_depth,
        question: Language::page_lesson_depth_question,
        answer: Language::page_lesson_depth_answer,
        shown: "device.depth_mm = 1.5\n",
        pinned: None,
        view: "tip-depth",
    },
    Lesson {
        name: "passes",
        title: Language::page_lesson_passes,
        question: Language::page_lesson_passes_question,
        answer: Language::page_lesson_passes_answer,
        shown: "technique.passes = 8\ntechnique.directions = [\"vertical\", \"horizontal\", \"diagonal_up\", \"diagonal_down\"]\n",
        pinned: Some("technique.passes = 2\n"),
        view: "dermal-injury",
    },
    Lesson {
        name: "bed-of-nails",
        title: Language::page_lesson_nails,
        question: Language::page_lesson_nails_question,
        answer: Language::page_lesson_nails_answer,
        shown: "device.preset = \"pen-36\"\ndevice.depth_mm = 0.5\n",
        pinned: Some("device.preset = \"pen-12\"\ndevice.depth_mm = 0.5\n"),
        view: "tip-depth",
    },
    Lesson {
        name: "eye",
        title: Language::page_lesson_eye,
        question: Language::page_lesson_eye_question,
        answer: Language::page_lesson_eye_answer,
        shown: "skin.site = \"upper_eyelid\"\ndevice.depth_mm = 0.75\n",
        pinned: Some("skin.site = \"cheek\"\ndevice.depth_mm = 0.75\n"),
        view: "section",
    },
];

/// A setting of a lesson: the first one of the page, with other values.
fn setting(changes: &str) -> Setting {
    let changed: toml::Table = changes.parse().unwrap_or_default();
    let mut setting = Setting::start();
    for (section, values) in &changed {
        for (key, value) in values.as_table().into_iter().flatten() {
            setting = setting.chosen(&format!("{section}.{key}"), value.clone());
        }
    }
    setting
}

/// All lessons for the page.
#[must_use]
pub fn all(language: Language) -> Value {
    let one = |lesson: &Lesson| {
        json!({
            "name": lesson.name,
            "title": (lesson.title)(language),
            "question": (lesson.question)(language),
            "answer": (lesson.answer)(language),
            "setting": setting(lesson.shown).json(),
            "pinned": lesson.pinned.map(|pinned| setting(pinned).json()),
            "view": lesson.view,
        })
    };
    LESSONS.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_every_lesson_is_a_setting_that_a_page_runs() {
        for lesson in &LESSONS {
            for changes in [Some(lesson.shown), lesson.pinned].into_iter().flatten() {
                setting(changes).bounded(true).unwrap_or_else(|why| panic!("{}: {why}", lesson.name));
            }
        }
    }
}
