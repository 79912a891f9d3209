//! One record of JSON Lines: the three fields that are asked for; the others are passed over unread.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use serde_json::value::RawValue;

use crate::error::SkipReason;

use super::IngestOptions;

/// How many of a record's field names a message lists.
pub(super) const NAMED_FIELDS: usize = 8;

/// What is taken from a record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// A string or a number; `None` if missing, null or empty.
    pub(super) id: Option<String>,
    pub(super) text: String,
    /// Empty if missing or not a string.
    pub(super) title: String,
    /// The further fields that were asked for, in their order.
    pub(super) more: Vec<Option<String>>,
}

/// Reads one line. Linear, and no field but the three is copied.
pub(super) fn parse(line: &str, options: &IngestOptions) -> Result<Record, SkipReason> {
    let mut json = serde_json::Deserializer::from_str(line);
    let fields = Fields { options }.deserialize(&mut json);
    let fields = fields.and_then(|fields| json.end().map(|()| fields)).map_err(|e| bad_json(&e))?;
    let Scalar::Text(text) = fields.text else { return Err(no_text(line, options)) };
    let as_written = |scalar: Scalar, field: &str| match scalar {
        Scalar::Inexact => number_as_written(line, field),
        scalar => scalar.into_text(),
    };
    let id = as_written(fields.id, &options.id_field).filter(|id| !id.is_empty());
    let title = match fields.title {
        Scalar::Text(title) => title,
        Scalar::Number(_) | Scalar::Inexact | Scalar::Other => String::new(),
    };
    let more = fields.more.into_iter().zip(&options.fields);
    let more = more.map(|(scalar, field)| as_written(scalar, field)).collect();
    Ok(Record { id, text, title, more })
}

/// The number in a field of a JSON object, in the record's own digits: a float has not enough of them for two large ids.
pub(crate) fn number_as_written(object: &str, field: &str) -> Option<String> {
    let fields: BTreeMap<String, &RawValue> = serde_json::from_str(object).ok()?;
    Some(fields.get(field)?.get().to_owned())
}

fn bad_json(error: &serde_json::Error) -> SkipReason {
    let said = error.to_string();
    let cause = said.split(" at line ").next().unwrap_or_default().to_owned();
    SkipReason::BadJson { cause, column: error.column() }
}

fn no_text(line: &str, options: &IngestOptions) -> SkipReason {
    let fields: BTreeMap<String, IgnoredAny> = serde_json::from_str(line).unwrap_or_default();
    let found = fields.into_keys().take(NAMED_FIELDS).collect();
    SkipReason::NoText { field: options.text_field.clone(), found }
}

struct Fields<'o> {
    options: &'o IngestOptions,
}

#[derive(Default)]
struct Found {
    id: Scalar,
    text: Scalar,
    title: Scalar,
    more: Vec<Scalar>,
}

/// A value, if it is of a kind that is asked for.
#[derive(Clone, Default)]
enum Scalar {
    Text(String),
    Number(String),
    /// A number that is no integer of 64 bits.
    Inexact,
    #[default]
    Other,
}

impl Scalar {
    fn into_text(self) -> Option<String> {
        match self {
            Scalar::Text(text) | Scalar::Number(text) => Some(text),
            Scalar::Inexact | Scalar::Other => None,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Found, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Found, M::Error> {
        let more = vec![Scalar::Other; self.options.fields.len()];
        let mut found = Found { more, ..Found::default() };
        while let Some(name) = map.next_key_seed(Name { options: self.options })? {
            match name {
                Field::Id => found.id = map.next_value_seed(ScalarSeed)?,
                Field::Text => found.text = map.next_value_seed(ScalarSeed)?,
                Field::Title => found.title = map.next_value_seed(ScalarSeed)?,
                Field::More(at) => found.more[at] = map.next_value_seed(ScalarSeed)?,
                Field::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }
}

enum Field {
    Id,
    Text,
    Title,
    More(usize),
    Other,
}

struct Name<'o> {
    options: &'o IngestOptions,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Field;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Field, D::Error> {
        json.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Field;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Field, E> {
        Ok(match name {
            _ if name == self.options.text_field => Field::Text,
            _ if name == self.options.id_field => Field::Id,
            _ if name == self.options.title_field => Field::Title,
            _ => {
                let more = self.options.fields.iter().position(|field| field == name);
                more.map_or(Field::Other, Field::More)
            }
        })
    }
}

/// Takes a string or a number; passes over any other value.
struct ScalarSeed;

impl<'de> DeserializeSeed<'de> for ScalarSeed {
    type Value = Scalar;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Scalar, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ScalarSeed {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Scalar, E> {
        Ok(Scalar::Text(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Scalar, E> {
        Ok(Scalar::Text(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Scalar, E> {
        Ok(Scalar::Number(value.to_string()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar::Number(value.to_string()))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Scalar, E> {
        Ok(Scalar::Inexact)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Scalar, E> {
        Ok(Scalar::Other)
    }

    fn visit_unit<E: Error>(self) -> Result<Scalar, E> {
        Ok(Scalar::Other)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Scalar, S::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Scalar, M::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other)
    }
}
