//! The built-in plan against the claims of the article that it follows.

use super::skipped::lacking;
use milepost::check::claims::{ClaimMark, Claims};
use milepost::model::moment::Zone;
use milepost::model::plan::Plan;
use milepost::model::{due::Due, due::DueRule, due::Named};
use serde_json::Value;
use std::collections::BTreeSet;

const PLAN: &str = include_str!("../../data/refined-peace-plan.json");
const CLAIMS: &str = include_str!("../../seeds/refined-peace-plan.md");

fn plan() -> Plan {
    Plan::parse(PLAN).expect("the built-in plan reads")
}

fn claims() -> Claims {
    Claims::parse(CLAIMS).expect("the claims read")
}

#[test]
fn the_claims_are_numbered_without_gaps() {
    let numbers: Vec<u32> = claims().0.into_keys().collect();
    assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>());
    assert!(CLAIMS.contains("US, Ukraine Refine Russia Peace Plan to End War"), "the article's title");
}

/// Told here once more, apart from what `check` does.
#[test]
fn every_milestone_cites_claims_and_every_commitment_is_cited() {
    let claims = claims();
    let cited = |milestone: &milepost::model::milestone::Milestone| -> BTreeSet<u32> {
        milestone
            .source
            .iter()
            .map(|s| s.strip_prefix("article ").expect("article N").parse().expect("a number"))
            .collect()
    };
    let plan = plan();
    let all: BTreeSet<u32> = plan.milestones.iter().flat_map(&cited).collect();
    for milestone in &plan.milestones {
        assert!(!cited(milestone).is_empty(), "{} cites nothing", milestone.id);
    }
    assert!(all.iter().all(|number| claims.0.contains_key(number)));
    for (number, claim) in claims.0.iter().filter(|(_, claim)| claim.mark == ClaimMark::Commitment) {
        assert!(all.contains(number), "no milestone cites {number}: {}", claim.text);
    }
}

#[test]
fn check_proves_the_same_and_finds_a_gap() {
    let world = crate::world::World::empty();
    world.ask("check").ok().hears("held against").hears("0 errors");
    let gap = PLAN.replacen("\"article 13\"", "\"article 999\"", 1);
    world.file("plan.json", gap).file("claims.md", CLAIMS);
    world.ask("check plan.json --claims claims.md").code(1).hears("article 999");
}

#[test]
fn the_named_elements_are_there() {
    let plan = plan();
    let titles: Vec<String> =
        plan.elements.iter().map(|element| element.title.get(&plan.lang).to_lowercase()).collect();
    for word in [
        "de-escalation",
        "corridor",
        "withdrawal",
        "verification",
        "security guarantees",
        "civilian",
        "war crimes",
        "reconstruction",
        "dialogue",
        "partner",
    ] {
        assert!(titles.iter().any(|title| title.contains(word)), "{word} in {titles:?}");
    }
    for element in &plan.elements {
        assert!(
            plan.milestones.iter().any(|milestone| milestone.element.as_ref() == Some(&element.id)),
            "{}",
            element.id
        );
    }
}

/// The article names neither dates nor quantities, so the plan invents none.
#[test]
fn nothing_is_invented() {
    fn indicative(due: &Due) -> bool {
        !matches!(due.rule, DueRule::On(_)) && due.named == Some(Named::Indicative)
    }
    let plan = plan();
    assert_eq!((plan.signed, plan.timezone), (None, Zone::UTC));
    assert!(plan.milestones.iter().filter_map(|milestone| milestone.due.as_ref()).all(indicative));
    assert!(plan.milestones.iter().flat_map(|m| &m.indicators).all(|i| i.target.is_none() && i.baseline.is_none()));
    assert_eq!(plan.milestones.iter().filter(|milestone| milestone.contingent).count(), 1);
    let json: Value = serde_json::from_str(PLAN).expect("JSON");
    assert!(json.get("consultations").is_none() && json.get("uid").is_none());
}

/// Eight words in a row of the article would be a copied sentence.
#[test]
fn no_sentence_is_copied() {
    let article = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds/000_0c07ae015548e677.txt");
    let Ok(article) = std::fs::read_to_string(article) else {
        return lacking("article beside the checkout");
    };
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let title = words("US, Ukraine Refine Russia Peace Plan to End War");
    let theirs = words(&article);
    let runs: BTreeSet<&[String]> = theirs.windows(6).collect();
    let ours = words(&CLAIMS.replace("US, Ukraine Refine Russia Peace Plan to End War", ""));
    let copied: Vec<_> =
        ours.windows(6).filter(|run| runs.contains(run) && !title.windows(6).any(|t| t == *run)).collect();
    assert!(copied.is_empty(), "{copied:?}");
}

/// All that the plan calls something is there in its three languages, and says so in each.
#[test]
fn the_plan_is_whole_in_its_languages() {
    let plan = plan();
    let groups = plan.elements.iter().map(|element| &element.title).chain(plan.phases.iter().map(|phase| &phase.title));
    let called: Vec<_> = plan.called().chain(groups.map(|title| title.by_language())).collect();
    assert_eq!(called.len(), plan.milestones.len() + plan.actors.len() + plan.elements.len() + plan.phases.len() + 1);
    for texts in called {
        assert_eq!(texts.iter().map(|(language, _)| language).collect::<Vec<_>>(), ["en", "ru", "uk"], "{texts:?}");
        let text = |language: &str| texts.get(language).expect("a text").1;
        let cyrillic = |language: &str| text(language).chars().any(|c| ('а'..='я').contains(&c));
        assert_eq!(["en", "ru", "uk"].map(cyrillic), [false, true, true], "{texts:?}");
        assert!(!text("uk").contains(['ы', 'э', 'ъ', 'ё']) && !text("ru").contains(['і', 'ї', 'є', 'ґ']), "{texts:?}");
    }
}
