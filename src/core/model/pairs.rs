//! What stands by name in a line, each name once and in its order: figures by indicator, what was seen by book.

use super::id::Id;
#[cfg(feature = "schema")]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Figures by indicator, or what else has a name, each name once.
#[derive(Debug)]
pub struct Pairs<T, K = Id>(pub Vec<(K, T)>);

impl<T, K> Default for Pairs<T, K> {
    fn default() -> Self {
        Pairs(Vec::new())
    }
}

impl<T, K> Pairs<T, K> {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(feature = "schema")]
impl<T: JsonSchema, K: JsonSchema> JsonSchema for Pairs<T, K> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}Of{}", K::schema_name(), T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let (id, value) = (generator.subschema_for::<K>(), generator.subschema_for::<T>());
        schemars::json_schema!({"type": "object", "propertyNames": id, "additionalProperties": value})
    }
}

impl<T: Serialize, K: Serialize> Serialize for Pairs<T, K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(id, value)| (id, value)))
    }
}

impl<'de, T: Deserialize<'de>, K: Deserialize<'de> + Ord + fmt::Display> Deserialize<'de> for Pairs<T, K> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::{Error, MapAccess, Visitor};
        struct Each<T, K>(std::marker::PhantomData<(T, K)>);
        impl<'de, T: Deserialize<'de>, K: Deserialize<'de> + Ord + fmt::Display> Visitor<'de> for Each<T, K> {
            type Value = Pairs<T, K>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object of figures by indicator")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<T, K>, A::Error> {
                let mut pairs: Vec<(K, T)> = Vec::new();
                while let Some(pair) = map.next_entry::<K, T>()? {
                    pairs.push(pair);
                }
                match twice(&pairs) {
                    Some(id) => Err(A::Error::custom(format!("duplicate field `{id}`"))),
                    None => Ok(Pairs(pairs)),
                }
            }
        }
        deserializer.deserialize_map(Each(std::marker::PhantomData))
    }
}

/// An id that stands twice. A line has room for tens of thousands, so each is not held against each.
fn twice<T, K: Ord>(pairs: &[(K, T)]) -> Option<&K> {
    if let [] | [_] = pairs {
        return None;
    }
    let ids = sorted(pairs);
    ids.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

/// The ids in order.
pub fn sorted<T, K: Ord>(pairs: &[(K, T)]) -> Vec<&K> {
    let mut ids: Vec<&K> = pairs.iter().map(|(id, _)| id).collect();
    ids.sort_unstable();
    ids
}
