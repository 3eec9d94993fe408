//! How things look as JSON, for schemas (JSON Schema 2020-12): texts of one shape, words of a list, objects in one of several forms.
//! A type derives its schema, or puts it together from these; what is said here goes out to readers, in plain ASCII.

use schemars::Schema;
use serde_json::{Map, Value, json};

/// An id, without the anchors of a pattern.
pub const ID: &str = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

/// The words that no id is; they name events.
pub const RESERVED: &str = "([Ss][Ii][Gg][Nn][Aa][Tt][Uu][Rr][Ee]|[Ss][Tt][Aa][Rr][Tt])";

/// The number of a line in a book, counted from 1.
pub const SEQ: &str = "[1-9][0-9]{0,19}";

/// A day as a pattern, without its anchors.
pub const DAY: &str = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";

/// A day, from the year on, and a time of day, without the anchors of a pattern.
const DATE: &str = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01])(TIME)?)?)?";
const TIME: &str = "T(([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{3})?)?|24:00(:00(\\.000)?)?)";
const OFFSET: &str = "(Z|[+-]((0[0-9]|1[0-7]):[0-5][0-9]|18:00))";

/// The SHA-256 of some bytes.
pub const HASH: &str = "[0-9a-f]{64}";

/// A text of one shape. Patterns have no lookaround, so that every dialect of regular expressions can read them; what a text may not be
/// stands apart, in `except`.
pub fn shape(pattern: &str) -> Schema {
    object(json!({"type": "string", "pattern": format!("^{pattern}$")}))
}

/// The same with words for it.
pub fn text(pattern: &str, says: &str) -> Schema {
    let mut schema = shape(pattern);
    schema.insert("description".into(), says.into());
    schema
}

/// The same without the texts of another shape.
pub fn except(mut schema: Schema, pattern: &str) -> Schema {
    schema.insert("not".into(), json!({"pattern": pattern}));
    schema
}

/// One of some words.
pub fn words(words: impl IntoIterator<Item = &'static str>) -> Schema {
    object(json!({"type": "string", "enum": words.into_iter().collect::<Vec<_>>()}))
}

/// What fits one of some schemas.
pub fn any_of(schemas: impl IntoIterator<Item = Schema>, says: &str) -> Schema {
    let schemas: Vec<Value> = schemas.into_iter().map(Schema::to_value).collect();
    object(json!({"anyOf": schemas, "description": says}))
}

/// A hash as 64 lower-case hexadecimal digits.
pub fn hash(_: &mut schemars::SchemaGenerator) -> Schema {
    text(HASH, "A SHA-256: 64 lower-case hexadecimal digits.")
}

/// A date as lines of books have it, where a time of day has its offset. It stands in schemas only.
pub struct RecordedDate;

crate::looks! {
    RecordedDate as "DateInBook", |_| {
        let says = "A point in time as precisely as it is known: `2005`, `2005-08`, `2005-08-15`, or with a time of day and its \
            offset from UTC, `2005-08-15T10:00+07:00`. `T24:00` is the end of the day.";
        date("", says)
    }
}

/// A date; of its offset `?` says that it may be left out.
pub fn date(offset: &str, says: &str) -> Schema {
    except(text(&DATE.replace("TIME", &format!("{TIME}{OFFSET}{offset}")), says), "^0000")
}

/// When something was so, as lines of books have it. It stands in schemas only.
pub struct PastDate;

crate::looks! {
    PastDate as "Past", |generator| {
        let by = except(
            text(
                "[.]{2}/[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
                "By a day, which is not known: `../2005-08-15`.",
            ),
            "^[.]{2}/0000",
        );
        let says =
            "When something was so: a point in time as precisely as it is known, or by a day, which is not known.";
        any_of([generator.subschema_for::<RecordedDate>(), by], says)
    }
}

/// How a line and its hash are written: `41:<64 hex>`.
pub struct LinePoint;

crate::looks! {
    LinePoint as "Point", |_| {
        let pattern = format!("(0|{}):{}", SEQ, HASH);
        text(&pattern, "A line of a book and its hash, `41:<64 hex>`; 0 is the line that opens the book.")
    }
}

/// One of the forms that an object can have: the keys that it must and may have, and no others.
pub struct Form {
    /// Its title.
    pub name: &'static str,
    says: &'static str,
    must: Vec<&'static str>,
    given: Vec<&'static str>,
    may: Vec<&'static str>,
    /// Keys that look otherwise in this form.
    own: Vec<(&'static str, Schema)>,
}

impl Form {
    pub fn new(name: &'static str, says: &'static str) -> Form {
        Form { name, says, must: Vec::new(), given: Vec::new(), may: Vec::new(), own: Vec::new() }
    }

    /// Keys that are there, and not null.
    pub fn must(mut self, keys: &[&'static str]) -> Form {
        self.must.extend(keys);
        self
    }

    /// Keys that are there, be they null.
    pub fn given(mut self, keys: &[&'static str]) -> Form {
        self.given.extend(keys);
        self
    }

    /// Keys that may be there.
    pub fn may(mut self, keys: &[&'static str]) -> Form {
        self.may.extend(keys);
        self
    }

    /// How one of these keys looks in this form.
    pub fn own(mut self, key: &'static str, schema: Schema) -> Form {
        self.own.push((key, schema));
        self
    }

    /// The form, cut out of the schema of an object with the keys of all forms.
    pub fn of(&self, whole: &Schema) -> Schema {
        let known = whole.get("properties").and_then(Value::as_object);
        let key = |key: &&'static str| known.and_then(|known| known.get(*key)).cloned().unwrap_or(Value::Bool(true));
        let must = self.must.iter().map(|name| (*name, not_null(key(name))));
        let may = self.may.iter().chain(&self.given).map(|name| (*name, key(name)));
        let own = self.own.iter().map(|(name, own)| (*name, beside(key(name), own)));
        let properties: Map<String, Value> =
            must.chain(may).collect::<Vec<_>>().into_iter().chain(own).map(|(key, is)| (key.to_owned(), is)).collect();
        object(json!({
            "title": self.name,
            "description": self.says,
            "type": "object",
            "properties": properties,
            "required": self.must.iter().chain(&self.given).collect::<Vec<_>>(),
            "additionalProperties": false,
        }))
    }
}

/// An object in one of several forms, cut out of the schema of an object with the keys of all.
pub fn forms(whole: &Schema, forms: &[Form], says: &str) -> Schema {
    any_of(forms.iter().map(|form| form.of(whole)), says)
}

/// What a key is in one form, under the words that stand with it in all.
fn beside(general: Value, own: &Schema) -> Value {
    let mut schema = own.clone();
    if let Some(says) = general.get("description").filter(|_| own.get("description").is_none()) {
        schema.insert("description".into(), says.clone());
    }
    schema.to_value()
}

/// The same, or null; the words for it stay with it.
pub fn or_null(mut schema: Value) -> Value {
    let nothing = json!({"type": "null"});
    let has_null =
        |ways: &Value| ways.as_array().is_some_and(|ways| ways.contains(&nothing) || ways.contains(&"null".into()));
    if ["anyOf", "type"].into_iter().filter_map(|key| schema.get(key)).any(has_null) {
        return schema;
    }
    let says = schema.as_object_mut().and_then(|keys| keys.remove("description"));
    let mut either = json!({"anyOf": [schema, nothing]});
    says.into_iter().for_each(|says| either["description"] = says);
    either
}

/// The same without null.
pub fn not_null(mut schema: Value) -> Value {
    let Some(keys) = schema.as_object_mut() else { return schema };
    if let Some(Value::Array(types)) = keys.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            keys.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(words)) = keys.get_mut("enum") {
        words.retain(|word| !word.is_null());
    }
    let Some(Value::Array(ways)) = keys.get_mut("anyOf") else { return schema };
    ways.retain(|way| way.get("type").is_none_or(|name| name != "null"));
    if let [Value::Object(only)] = &mut ways[..] {
        let only = std::mem::take(only);
        keys.remove("anyOf");
        for (key, value) in only {
            keys.entry(key).or_insert(value);
        }
    }
    schema
}

/// A schema that is written out.
pub fn object(value: Value) -> Schema {
    Schema::try_from(value).unwrap_or_default()
}
