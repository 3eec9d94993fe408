//! The derive that stands where schemas are not made: it takes schemars' attributes, and makes nothing.

use proc_macro::TokenStream;

/// Nothing, whatever the type.
#[proc_macro_derive(JsonSchema, attributes(schemars))]
pub fn json_schema(_: TokenStream) -> TokenStream {
    TokenStream::new()
}
