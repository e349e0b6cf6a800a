//! Ids of `data/literature.bib` as references.

use biblatex::{Bibliography, ChunksExt, Entry};
use std::sync::LazyLock;

static LITERATURE: LazyLock<Option<Bibliography>> =
    LazyLock::new(|| Bibliography::parse(include_str!("../../../data/literature.bib")).ok());

/// References of the ids in these texts, each once, in the order of the ids: a text may name several with commas between, and
/// words that are no id are left out.
#[must_use]
pub fn references<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let Some(literature) = LITERATURE.as_ref() else { return Vec::new() };
    let mut ids: Vec<&str> = texts.flat_map(|text| text.split([',', ';', ' '])).map(str::trim).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.iter().filter_map(|id| Some(format!("{id}: {}", reference(literature.get(id)?)))).collect()
}

/// Author, year, title, where it stands, identifier.
fn reference(entry: &Entry) -> String {
    let text = |key: &str| entry.get(key).map(|chunks| chunks.format_verbatim());
    let authors =
        text("author").map(|authors| authors.replace(" and others", " et al.").replace(" and ", "; "));
    let year = text("year").map(|year| format!("({year})"));
    let place = text("journal").or(text("howpublished"));
    let identifier = text("doi").map(|doi| format!("doi {doi}")).or(text("url"));
    let parts = [authors, year, text("title"), place, identifier, text("note")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(". ").replace(". (", " (")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_ids_become_references() {
        let found = references(["chopra_2015, meng_2022", "our choice", "chopra_2015"].into_iter());
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("chopra_2015: Chopra, K. et al. (2015). A comprehensive"), "{found:?}");
        assert!(found[0].contains("doi 10.1093/asj/sjv079"), "{found:?}");
    }
}
