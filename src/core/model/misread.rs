//! What a reader says of JSON that does not fit, in the words of who writes it: what belongs in the place, not what the program calls
//! its types.

use super::objects::OBJECT;

/// Words of serde's, without the place, said plainly.
pub fn plainly(words: &str) -> String {
    let quoted: Vec<&str> = words.split('`').skip(1).step_by(2).collect();
    let is = |beginning: &str| words.starts_with(beginning);
    match (mistyped(words), &quoted[..]) {
        (Some((found, wanted)), _) => stands(found, wanted),
        (None, [name, known @ ..]) if is("unknown variant") => format!("`{name}` is not known here{}", ways(known)),
        (None, [name, known @ ..]) if is("unknown field") => format!("unknown key `{name}`{}", ways(known)),
        (None, [name, ..]) if is("missing field") => format!("the key `{name}` is missing"),
        (None, [name, ..]) if is("duplicate field") => format!("the key `{name}` stands twice"),
        _ if is("data did not match any variant") => "this is none of the forms that it can have".into(),
        _ => words.to_owned(),
    }
}

/// What was found, and what was wanted, where it is that which serde's words tell of.
pub fn mistyped(words: &str) -> Option<(&str, &str)> {
    let about = ["invalid type: ", "invalid value: ", "invalid length "];
    let rest = about.iter().find_map(|about| words.strip_prefix(about))?;
    rest.rsplit_once(", expected ")
}

fn stands(found: &str, wanted: &str) -> String {
    if (found, wanted) == ("sequence", OBJECT) {
        return "an array stands where an object belongs: write {\"KEY\": VALUE}, each value under its key".into();
    }
    let form = match wanted {
        OBJECT => ": write {\"KEY\": VALUE}, each value under its key",
        "a sequence" => ": write [VALUE], with commas between several",
        "a string" | "a word" => ": write it in quotes, \"…\"",
        _ => "",
    };
    format!("{} stands where {} belongs{form}", thing(found), place(wanted))
}

/// What was found.
fn thing(found: &str) -> String {
    let inner = found.split('`').nth(1);
    match (found.split(' ').next().unwrap_or_default(), inner) {
        ("null", _) => "null".into(),
        ("sequence", _) => "a list".into(),
        ("map", _) => "an object".into(),
        ("string", _) => format!("the text {}", found.trim_start_matches("string ")),
        ("boolean", Some(inner)) => inner.to_owned(),
        ("integer" | "floating", Some(inner)) => format!("the number {inner}"),
        (count, _) if count.bytes().all(|byte| byte.is_ascii_digit()) => format!("a list of {count}"),
        _ => "something else".into(),
    }
}

/// What belongs there.
fn place(wanted: &str) -> &str {
    match wanted {
        "a string" | "a borrowed string" => "a text",
        "a sequence" => "a list",
        "a map" => OBJECT,
        "a boolean" => "true or false",
        "usize" | "u8" | "u16" | "u32" | "u64" | "u128" => "a whole number from 0 on",
        "isize" | "i8" | "i16" | "i32" | "i64" | "i128" => "a whole number",
        "f32" | "f64" => "a number",
        "a nonzero u64" | "a nonzero usize" | "a nonzero u32" => "a whole number from 1 on",
        own if ["struct", "enum", "tuple", "unit", "variant", "newtype"].iter().any(|word| own.contains(word)) => {
            "another form"
        }
        own => own,
    }
}

fn ways(known: &[&str]) -> String {
    match known {
        [] => String::new(),
        [only] => format!(": write `{only}`"),
        _ => {
            let known: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
            format!(": write one of {}", known.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_the_programs_is_told() {
        let cases = [
            (
                "invalid type: string \"2026\", expected an object",
                "the text \"2026\" stands where an object belongs: write {\"KEY\": VALUE}, each value under its key",
            ),
            (
                "invalid type: map, expected a string",
                "an object stands where a text belongs: write it in quotes, \"…\"",
            ),
            (
                "invalid type: integer `7`, expected a sequence",
                "the number 7 stands where a list belongs: write [VALUE], with commas between several",
            ),
            ("invalid type: null, expected struct Inner", "null stands where another form belongs"),
            (
                "invalid value: integer `-1`, expected u64",
                "the number -1 stands where a whole number from 0 on belongs",
            ),
            (
                "invalid length 1, expected tuple struct Pair with 2 elements",
                "a list of 1 stands where another form belongs",
            ),
            ("unknown variant `king`, expected `a` or `b`", "`king` is not known here: write one of `a`, `b`"),
            ("missing field `id`", "the key `id` is missing"),
            ("data did not match any variant of untagged enum X", "this is none of the forms that it can have"),
            ("`2026-13` is not in the calendar", "`2026-13` is not in the calendar"),
        ];
        for (words, told) in cases {
            assert_eq!(plainly(words), told);
        }
    }
}
