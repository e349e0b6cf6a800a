//! JSON schema of the scenario file, for editors.

use serde_json::{Map, Value, json};

use super::Catalogue;
use super::defaults::{help, of_every_device};
use super::keys::{self, FORMAT, Key, Users, ValueKind};
use super::names::list;
use crate::device::Kind;
use crate::recovery::molecules;

/// Builds the schema (draft 2020-12) from the key table; the same names give the same bytes.
pub fn schema(catalogue: &Catalogue<'_>) -> Value {
    let mut properties = Map::new();
    for (section, keys) in keys::SECTIONS.iter().zip(keys::KEYS) {
        let inner = keys.iter().map(|key| (key.name.to_owned(), property(key, catalogue)));
        if section.is_empty() {
            properties.extend(inner);
        } else {
            let mut object = json!({ "type": "object", "additionalProperties": false });
            object["properties"] = Value::Object(inner.collect());
            if *section == "device" {
                object["anyOf"] = json!([{ "required": ["preset"] }, { "required": ["kind"] }]);
            }
            if *section == "skin" {
                object["not"] = json!({ "required": ["site", "layers"] });
            }
            properties.insert((*section).to_owned(), object);
        }
    }
    properties["format"] = json!({ "const": FORMAT, "description": properties["format"]["description"] });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "puncta scenario",
        "type": "object",
        "additionalProperties": false,
        "required": ["format", "device"],
        "properties": properties,
        "if": { "required": ["area"], "properties": { "area": { "required": ["map"] } } },
        "then": { "properties": {
            "area": { "not": { "anyOf": [{ "required": ["width_mm"] }, { "required": ["height_mm"] }] } },
            "skin": { "not": { "anyOf": [{ "required": ["site"] }, { "required": ["layers"] }] } },
        } },
        "else": {
            "required": ["skin"],
            "properties": { "skin": { "anyOf": [{ "required": ["site"] }, { "required": ["layers"] }] } },
        },
    })
}

fn property(key: &Key, catalogue: &Catalogue<'_>) -> Value {
    let mut value = match key.value {
        ValueKind::Number { low, high, open } => {
            json!({ "type": "number", "minimum": low, if open { "exclusiveMaximum" } else { "maximum" }: high })
        }
        ValueKind::Integer { low, high } => {
            json!({ "type": "integer", "minimum": low, "maximum": high })
        }
        ValueKind::Text(longest) => json!({ "type": "string", "maxLength": longest }),
        ValueKind::Choice(of) => json!({ "type": "string", "enum": of }),
        ValueKind::Site => json!({ "type": "string", "enum": catalogue.sites }),
        ValueKind::Molecule => json!({ "type": "string", "enum": molecules::names() }),
        ValueKind::Preset => json!({ "type": "string", "enum": catalogue.presets }),
        ValueKind::Choices { of, most } => json!({
            "type": "array", "minItems": 1, "maxItems": most,
            "items": { "type": "string", "enum": of },
        }),
        ValueKind::Points { low, high, most } => json!({
            "type": "array", "minItems": 1, "maxItems": most,
            "items": {
                "type": "array", "minItems": 2, "maxItems": 2,
                "items": { "type": "number", "minimum": low, "maximum": high },
            },
        }),
        ValueKind::Tables { of, most } => {
            let inner: Map<String, Value> =
                of.iter().map(|(key, _)| (key.name.to_owned(), property(key, catalogue))).collect();
            let required: Vec<&str> = of.iter().filter(|(_, must)| *must).map(|(key, _)| key.name).collect();
            json!({
                "type": "array", "minItems": 1, "maxItems": most,
                "items": { "type": "object", "additionalProperties": false, "required": required, "properties": inner },
            })
        }
    };
    value["description"] = Value::String(description(key));
    if let Some(default) = of_every_device(key) {
        value["default"] = crate::outcome::changed::json(&default);
    }
    value
}

fn description(key: &Key) -> String {
    match key.users {
        Users::All => help(key),
        users => format!("{} (kinds: {})", help(key), list(users.kinds().map(Kind::name))),
    }
}
