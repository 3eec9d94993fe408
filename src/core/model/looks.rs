//! How a type says what it looks like as JSON: to schemars where schemas are made (feature `schema`, as in the tests), to nobody in the
//! program, which finds them ready in `data/schema`.

#[cfg(not(feature = "schema"))]
pub use milepost_unschemed::JsonSchema;
#[cfg(feature = "schema")]
pub use schemars::JsonSchema;

/// The looks of a type that does not derive them, under its own name or another, or of one key:
///
/// ```text
/// looks! {
///     Moment as "Instant", |_| { schema::text(...) }
/// }
/// ```
#[macro_export]
macro_rules! looks {
    ($of:ident, |$generator:pat_param| $schema:block) => {
        $crate::looks! { $of as stringify!($of), |$generator| $schema }
    };
    ($of:ident as $name:expr, |$generator:pat_param| $schema:block) => {
        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $of {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema($generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                #[allow(unused_imports)]
                use {
                    schemars::json_schema,
                    $crate::model::schema::{self, Form},
                };
                $schema
            }
        }
    };
    (fn $key:ident, |$generator:pat_param| $schema:block) => {
        #[cfg(feature = "schema")]
        fn $key($generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
            #[allow(unused_imports)]
            use {schemars::json_schema, $crate::model::schema};
            $schema
        }
    };
}
