//! A measured quantity as it was stated: exactly, at least, at most, between, about, so many of so many, or withheld.

use super::json;
use crate::model::looks::JsonSchema;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::de::Error as _;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use std::fmt;

/// An exact decimal number of at most 15 digits before and 6 after the point.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
pub struct Number(pub Decimal);

/// What no number reaches, above or below zero.
const LIMIT: i64 = 1_000_000_000_000_000;

impl Number {
    /// So many millionths of millionths, to the nearest of ten digits after the point.
    pub fn trillionths(count: u128) -> Number {
        let nearest = i128::try_from(count).unwrap_or(i128::MAX);
        Number(Decimal::try_from_i128_with_scale(nearest, 12).unwrap_or_default().round_dp(10).normalize())
    }

    pub const ZERO: Number = Number(Decimal::ZERO);

    /// Reads `12`, `-3`, `0.7` or `1e6`; nothing else is a number here, neither `NaN` nor `1,000`.
    pub fn parse(text: &str) -> Result<Number, BadNumber> {
        let digits = text.trim_start_matches('-');
        if !digits.starts_with(|c: char| c.is_ascii_digit()) || text.len() - digits.len() > 1 || text.contains('_') {
            return Err(BadNumber::NotANumber(text.into()));
        }
        let parsed = if digits.contains(['e', 'E']) {
            Decimal::from_scientific(text)
                .or_else(|_| Decimal::from_scientific(&text.replace("e+", "e").replace("E+", "e")))
        } else {
            Decimal::from_str_exact(text)
        };
        let number = parsed.map_err(|_| match digits.bytes().all(|b| b.is_ascii_digit() || b".eE+-".contains(&b)) {
            true => BadNumber::TooLarge(text.into()),
            false => BadNumber::NotANumber(text.into()),
        })?;
        if number.abs() >= Decimal::from(LIMIT) || number.normalize().scale() > 6 {
            return Err(BadNumber::TooLarge(text.into()));
        }
        Ok(Number(number.normalize()))
    }

    pub fn plus(self, other: Number) -> Number {
        Number(self.0.saturating_add(other.0).normalize())
    }

    pub fn minus(self, other: Number) -> Number {
        Number(self.0.saturating_sub(other.0).normalize())
    }

    pub fn is_negative(self) -> bool {
        self.0 < Decimal::ZERO
    }
}

/// Why a text is not a number that a figure can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadNumber {
    NotANumber(String),
    TooLarge(String),
}

impl fmt::Display for BadNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadNumber::NotANumber(text) => write!(f, "`{text}` is not a number"),
            BadNumber::TooLarge(text) => {
                write!(f, "`{text}` has too many digits: at most 15 before the point and 6 after it")
            }
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

crate::looks! {
    Number, |_| {
        json_schema!({
            "type": "number",
            "description": "An exact decimal number, of at most 15 digits before the point and 6 after it.",
            "exclusiveMinimum": -LIMIT,
            "exclusiveMaximum": LIMIT,
        })
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Whole numbers, by far the most, go the short way; the rest digit by digit, since a float would not hold them all.
        match self.0.is_integer().then(|| self.0.to_i64()).flatten() {
            Some(whole) => serializer.serialize_i64(whole),
            None => RawValue::from_string(self.to_string()).map_err(serde::ser::Error::custom)?.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        Number::parse(raw.get()).map_err(D::Error::custom)
    }
}

/// What was said of a quantity (design, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Value {
    Exactly(Number),
    AtLeast(Number),
    AtMost(Number),
    Between(Number, Number),
    About(Number),
    /// So many of its own denominator, where the total itself has changed.
    Of {
        n: Number,
        of: Number,
    },
    Withheld,
}

impl Value {
    /// What two words of one quantity leave possible.
    pub fn or(self, other: Value) -> Value {
        use Value::{AtLeast, AtMost, Between, Of, Withheld};
        let (Some((a, b)), Some((c, d))) = (self.bounds(), other.bounds()) else { return Withheld };
        match (self, other) {
            _ if self == other => self,
            (Of { .. }, _) | (_, Of { .. }) | (AtLeast(_), AtMost(_)) | (AtMost(_), AtLeast(_)) => Withheld,
            (AtLeast(_), _) | (_, AtLeast(_)) => AtLeast(a.min(c)),
            (AtMost(_), _) | (_, AtMost(_)) => AtMost(b.max(d)),
            _ => Between(a.min(c), b.max(d)),
        }
    }

    /// Reads the typed form: `243`, `at-least:401000`, `at-most:5`, `between:3..5`, `about:30000`, `750/998`, `withheld`.
    pub fn parse(text: &str) -> Result<Value, BadValue> {
        let number = |text: &str| Number::parse(text).map_err(BadValue::Number);
        let value = if text == "withheld" {
            Value::Withheld
        } else if let Some((form, rest)) = text.split_once(':') {
            match form {
                "at-least" => Value::AtLeast(number(rest)?),
                "at-most" => Value::AtMost(number(rest)?),
                "about" => Value::About(number(rest)?),
                "between" => {
                    let (low, high) = rest.split_once("..").ok_or_else(|| BadValue::Form(text.into()))?;
                    Value::Between(number(low)?, number(high)?)
                }
                _ => return Err(BadValue::Form(text.into())),
            }
        } else if let Some((n, of)) = text.split_once('/') {
            Value::Of { n: number(n)?, of: number(of)? }
        } else {
            Value::Exactly(number(text)?)
        };
        value.sound()
    }

    fn sound(self) -> Result<Value, BadValue> {
        match self {
            Value::Between(low, high) if low > high => Err(BadValue::Order),
            Value::Of { of, .. } if of <= Number::ZERO => Err(BadValue::Denominator),
            sound => Ok(sound),
        }
    }

    /// The numbers that the statement names.
    pub fn numbers(&self) -> Vec<Number> {
        match *self {
            Value::Exactly(n) | Value::AtLeast(n) | Value::AtMost(n) | Value::About(n) => vec![n],
            Value::Between(low, high) => vec![low, high],
            Value::Of { n, of } => vec![n, of],
            Value::Withheld => vec![],
        }
    }

    /// The lowest and the highest number that the statement can mean, as far as it names them; of a share, its own number.
    pub fn bounds(&self) -> Option<(Number, Number)> {
        match *self {
            Value::Exactly(n) | Value::AtLeast(n) | Value::AtMost(n) | Value::About(n) | Value::Of { n, .. } => {
                Some((n, n))
            }
            Value::Between(low, high) => Some((low, high)),
            Value::Withheld => None,
        }
    }

    /// This statement after `more` was added; `baseline` stands in where nothing was said before (ruling 12).
    pub fn increased(said: Option<Value>, more: Number, baseline: Number) -> Value {
        match said {
            None => Value::Exactly(baseline.plus(more)),
            Some(Value::Withheld) => Value::AtLeast(baseline.plus(more)),
            Some(Value::Exactly(n)) => Value::Exactly(n.plus(more)),
            Some(Value::AtLeast(n)) => Value::AtLeast(n.plus(more)),
            Some(Value::AtMost(n)) => Value::AtMost(n.plus(more)),
            Some(Value::About(n)) => Value::About(n.plus(more)),
            Some(Value::Between(low, high)) => Value::Between(low.plus(more), high.plus(more)),
            Some(Value::Of { n, of }) => Value::Of { n: n.plus(more), of },
        }
    }
}

/// Why a text is not a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadValue {
    Number(BadNumber),
    Form(String),
    Order,
    Denominator,
}

impl fmt::Display for BadValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadValue::Number(bad) => bad.fmt(f),
            BadValue::Form(text) => write!(
                f,
                "`{text}` is not a value: write 243, at-least:N, at-most:N, about:N, between:A..B, N/OF or withheld"
            ),
            BadValue::Order => write!(f, "the lower end of a range comes first"),
            BadValue::Denominator => write!(f, "the whole of a share must be above 0"),
        }
    }
}

/// As people read it: `243`, `≥ 401000`, `≤ 5`, `3–5`, `~30000`, `750/998`, `withheld`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Exactly(n) => write!(f, "{n}"),
            Value::AtLeast(n) => write!(f, "≥{n}"),
            Value::AtMost(n) => write!(f, "≤{n}"),
            Value::Between(low, high) => write!(f, "{low}–{high}"),
            Value::About(n) => write!(f, "~{n}"),
            Value::Of { n, of } => write!(f, "{n}/{of}"),
            Value::Withheld => write!(f, "withheld"),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Exactly(n) => n.serialize(serializer),
            Value::AtLeast(n) => one(serializer, "at_least", n),
            Value::AtMost(n) => one(serializer, "at_most", n),
            Value::Between(low, high) => one(serializer, "between", &[low, high]),
            Value::About(n) => one(serializer, "about", n),
            Value::Of { n, of } => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("n", n)?;
                map.serialize_entry("of", of)?;
                map.end()
            }
            Value::Withheld => serializer.serialize_str("withheld"),
        }
    }
}

fn one<S: Serializer>(serializer: S, key: &str, value: &impl Serialize) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        let value = match raw.as_bytes()[0] {
            b'{' => json::from_str::<ValueFields>(raw).map_err(D::Error::custom)?.value().map_err(D::Error::custom)?,
            b'"' if raw == "\"withheld\"" => Value::Withheld,
            _ => Value::Exactly(Number::parse(raw).map_err(D::Error::custom)?),
        };
        value.sound().map_err(D::Error::custom)
    }
}

crate::looks! {
    Value, |generator| {
        let number = generator.subschema_for::<Number>();
        let withheld = json_schema!({"const": "withheld", "description": "It is known, and not told."});
        let keys = ValueFields::json_schema(generator);
        let forms = [
            Form::new("AtLeast", "No less than this.").must(&["at_least"]),
            Form::new("AtMost", "No more than this.").must(&["at_most"]),
            Form::new("Between", "In between two numbers.").must(&["between"]),
            Form::new("About", "Roughly this.").must(&["about"]),
            Form::new("Share", "So many of so many, where the total itself has changed.").must(&["n", "of"]),
        ];
        let says =
            "What is said of a quantity: a number, a bound, a range, an estimate, a share, or that it is withheld.";
        schema::any_of([number, withheld].into_iter().chain(forms.iter().map(|form| form.of(&keys))), says)
    }
}

/// The object forms of a value as they stand in a file.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ValueFields {
    /// The least that it is.
    at_least: Option<Number>,
    /// The most that it is.
    at_most: Option<Number>,
    /// The least and the most that it is, the least first.
    between: Option<(Number, Number)>,
    /// What it is about.
    about: Option<Number>,
    /// How many.
    n: Option<Number>,
    /// Of how many, above 0.
    #[schemars(extend("exclusiveMinimum" = 0))]
    of: Option<Number>,
}

impl ValueFields {
    fn value(self) -> Result<Value, &'static str> {
        match self {
            ValueFields { at_least: Some(n), at_most: None, between: None, about: None, n: None, of: None } => {
                Ok(Value::AtLeast(n))
            }
            ValueFields { at_most: Some(n), at_least: None, between: None, about: None, n: None, of: None } => {
                Ok(Value::AtMost(n))
            }
            ValueFields {
                between: Some((low, high)),
                at_least: None,
                at_most: None,
                about: None,
                n: None,
                of: None,
            } => Ok(Value::Between(low, high)),
            ValueFields { about: Some(n), at_least: None, at_most: None, between: None, n: None, of: None } => {
                Ok(Value::About(n))
            }
            ValueFields { n: Some(n), of: Some(of), at_least: None, at_most: None, between: None, about: None } => {
                Ok(Value::Of { n, of })
            }
            _ => Err("a value is one of `at_least`, `at_most`, `between`, `about`, or `n` with `of`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_and_bounded() {
        let sum = Number::parse("0.7").unwrap().plus(Number::parse("0.1").unwrap());
        assert_eq!(sum, Number::parse("0.80").unwrap());
        assert_eq!(Number::parse("1e3").unwrap().to_string(), "1000");
        for text in ["NaN", "inf", "-", "", "1_000", "1,000", "--1", "+1", "0x10", "٣"] {
            assert!(matches!(Number::parse(text), Err(BadNumber::NotANumber(_))), "{text}");
        }
        for text in ["1e400", "1000000000000000", "0.0000001", "99999999999999999999999999999999999999999"] {
            assert!(matches!(Number::parse(text), Err(BadNumber::TooLarge(_))), "{text}");
        }
    }

    #[test]
    fn every_typed_form_reads_and_writes() {
        for (typed, json) in [
            ("243", "243"),
            ("at-least:401000", r#"{"at_least":401000}"#),
            ("at-most:5", r#"{"at_most":5}"#),
            ("between:3..5.5", r#"{"between":[3,5.5]}"#),
            ("about:30000", r#"{"about":30000}"#),
            ("750/998", r#"{"n":750,"of":998}"#),
            ("withheld", r#""withheld""#),
        ] {
            let value = Value::parse(typed).unwrap();
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(serde_json::from_str::<Value>(json).unwrap(), value);
        }
        assert_eq!(Value::parse("5/0"), Err(BadValue::Denominator));
        assert_eq!(Value::parse("between:5..3"), Err(BadValue::Order));
        assert!(matches!(Value::parse("exactly:5"), Err(BadValue::Form(_))));
        assert!(serde_json::from_str::<Value>(r#"{"n":1}"#).is_err());
    }

    #[test]
    fn increments_keep_the_kind_of_what_they_add_to() {
        let n = |text| Number::parse(text).unwrap();
        assert_eq!(Value::increased(None, n("5"), n("10")), Value::Exactly(n("15")));
        assert_eq!(Value::increased(Some(Value::Withheld), n("5"), n("10")), Value::AtLeast(n("15")));
        assert_eq!(Value::increased(Some(Value::About(n("7"))), n("5"), n("0")), Value::About(n("12")));
    }
}
