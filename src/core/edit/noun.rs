//! The kinds of things of a plan that have a name, and under which key each is listed.

/// A kind of thing that a plan lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Noun {
    Milestone,
    Phase,
    Element,
    Actor,
    Source,
    Consultation,
    Indicator,
    Rule,
}

crate::words! {
    Noun {
        Milestone: "milestone",
        Phase: "phase",
        Element: "element",
        Actor: "actor",
        Source: "source",
        Consultation: "consultation",
        Indicator: "indicator",
        Rule: "rule",
    }
}

/// Those with a list of their own at the top of the plan.
pub const LISTED: [Noun; 6] =
    [Noun::Milestone, Noun::Phase, Noun::Element, Noun::Actor, Noun::Source, Noun::Consultation];

impl Noun {
    /// The key under which the plan, or for an indicator its milestone, has them.
    pub fn list(self) -> &'static str {
        match self {
            Noun::Milestone => "milestones",
            Noun::Phase => "phases",
            Noun::Element => "elements",
            Noun::Actor => "actors",
            Noun::Source => "sources",
            Noun::Consultation => "consultations",
            Noun::Indicator => "indicators",
            Noun::Rule => "rules",
        }
    }

    /// The name of its definition in the schema.
    pub fn definition(self) -> &'static str {
        match self {
            Noun::Milestone => "Milestone",
            Noun::Phase => "Phase",
            Noun::Element => "Element",
            Noun::Actor => "Actor",
            Noun::Source => "Source",
            Noun::Consultation => "Consultation",
            Noun::Indicator => "Indicator",
            Noun::Rule => "Rule",
        }
    }
}
