//! What every recording command shares: who speaks, the lock, the same question asked before writing as when reading,
//! and the picture before and after.

use super::answer::Outside;
use super::attach::{Attached, clear};
use super::failure::{Failure, REFUSED, USAGE};
use super::global::Global;
use super::lookup;
use super::recording::{NotRecorded, Recording};
use super::remark::Remark;
use super::saying::{Circumstances, SayingArgs, SpeakerArgs};
use super::sealing::unwitnessed;
use super::signing::{KeyHolder, Signing, usable};
use super::speaker::{ids, speaking, spoken};
use super::world::{World, workspace};
use crate::fold::state::{Clocks, Judged, State, WhyNot};
use crate::fold::vouch::sealed_upto;
use crate::ledger::point::Point;
use crate::model::actor::Actor;
use crate::model::decision::Terms;
use crate::model::entry::{Act, Desk, Entry, Sealed, Sight, Statement};
use crate::model::hash::Hash;
use crate::model::id::Id;
use crate::model::index::{DeskIx, EntryIx, Ix};
use crate::model::moment::Moment;
use crate::model::name::{BookId, EntryName};
use crate::model::plan::Plan;
use crate::store::read::{NewLines, VersionFile, version};
use crate::store::workspace::DeskFile;
use crate::store::write::{Pen, Writer, seen};

/// A workspace held for writing: what it says now, and who speaks.
pub struct Desktop<'a> {
    pub world: World,
    /// The picture before anything is recorded.
    pub before: State,
    pub now: Moment,
    /// The book that new entries go to.
    pub desk: Desk,
    writer: Writer,
    pen: Pen,
    outside: &'a Outside<'a>,
    signing: Signing,
    /// A version of the plan that an entry is to name, kept with it.
    offered: Option<VersionFile>,
    /// Files that new entries are to name, kept with them.
    attached: Attached,
    /// Who speaks by the user's own settings, where the plan here does not know it.
    passed_over: Option<String>,
}

impl<'o> Desktop<'o> {
    /// Takes the lock, reads the workspace and finds who speaks.
    pub fn open(
        global: &Global,
        outside: &'o Outside<'o>,
        voice: &SpeakerArgs,
        command: &str,
    ) -> Result<Desktop<'o>, Failure> {
        let Some(workspace) = workspace(global, outside)? else {
            return Err(Failure::new(USAGE, "no-workspace", "there is no workspace here to record in")
                .hint("`milepost init` begins one in this folder, `-C DIR` names another"));
        };
        let who = format!("process {}, milepost {command}", outside.process);
        let signing = voice.signing.clone();
        if !voice.dry_run {
            let set = || DeskFile::read(&workspace).ok()?.speaks.map(|id| id.to_string());
            let spoken = spoken(voice, outside)?.or_else(|| outside.settings.speaks.clone()).or_else(set);
            signing.ask_agent(outside, &workspace, spoken);
        }
        let writer = Writer::begin(workspace, global.patience(), &who)?;
        let world = World::open_held(&writer.workspace, global, outside)?;
        let known = |name: &String| {
            let plan = world.in_force((outside.now)()).0;
            let own = || writer.desk.books.iter().any(|own| own.book.name == **name);
            lookup::whole_actor(plan, name).is_some() || own()
        };
        // The user's own settings are for every workspace, also for such as do not know them.
        let (spoken, set) = (spoken(voice, outside)?, outside.settings.speaks.clone());
        let (set, passed_over) = match set.filter(|_| spoken.is_none()) {
            Some(name) if !known(&name) => (None, Some(name)),
            set => (set, None),
        };
        let speaker = match spoken.or(set).or_else(|| writer.desk.speaks.as_ref().map(Id::to_string)) {
            Some(speaker) => speaker,
            None => {
                return Err(Failure::usage("nobody speaks from here yet")
                    .hint(format!("name who speaks: `--as {}`", ids(&world))));
            }
        };
        let own = writer.desk.books.iter().any(|own| own.book.name == *speaker);
        let now = (outside.now)();
        let before = world.state(Clocks { as_of: now, known_by: now });
        let plan = &before.plan;
        if world.contents.root.is_none() && plan.rules.amend.is_none() {
            return Err(never_amended());
        }
        let speaker = match own {
            true => speaker,
            false => plan.actors[speaking(plan, &speaker, voice)?].id.to_string(),
        };
        let actors: Vec<&str> = plan.actors.iter().map(|actor| actor.id.as_str()).collect();
        let pen = writer.book_for(&world.contents, &speaker, &actors, now)?;
        let desk = match &pen {
            Pen::Own(index) => world.contents.desks[*index].clone(),
            Pen::New { name, actor, .. } => {
                let id = writer.opening(&world.contents, name, actor, now);
                Desk::new(name.clone().into(), id, actor.clone())
            }
        };
        Ok(Desktop {
            world,
            before,
            now,
            desk,
            writer,
            pen,
            outside,
            signing,
            offered: None,
            attached: Attached::default(),
            passed_over,
        })
    }

    /// Whether this machine wrote an entry.
    pub fn is_own(&self, entry: EntryIx) -> bool {
        let contents = &self.world.contents;
        self.writer.desk.owns(&contents.desks[contents.entries[entry].book].id)
    }

    /// The actor whose book it is, if it has keys.
    fn keeper(&self) -> Option<&Actor> {
        self.with_keys(&self.before.plan).or_else(|| self.first_keys())
    }

    fn with_keys<'p>(&self, plan: &'p Plan) -> Option<&'p Actor> {
        let keeper = plan.actor(self.desk.actor.as_str()).map(|actor| &plan.actors[actor]);
        keeper.filter(|keeper| !keeper.keys.is_empty())
    }

    /// The same by a version that was proposed and gives it its first keys, where one is named: its word for that is sealed by it.
    fn first_keys(&self) -> Option<&Actor> {
        self.signing.key.as_ref()?;
        let proposed = || self.world.versions.0.iter().filter_map(|(_, plan)| self.with_keys(plan));
        let fits = |keeper: &&Actor| self.signing.signer(self.outside, keeper).is_ok();
        proposed().find(fits).or_else(|| proposed().next())
    }

    /// What seals new lines; nothing where the desk's actor has no keys, or seals later.
    fn signer(&self) -> Result<Option<KeyHolder>, Failure> {
        let sealing = self.keeper().filter(|_| !self.signing.no_seal);
        sealing.map(|keeper| self.signing.signer(self.outside, keeper)?.open(self.outside)).transpose()
    }

    /// The version of the plan in force.
    pub fn plan(&self) -> &Plan {
        &self.before.plan
    }

    /// A statement with what circumstances and voice add to it.
    pub fn circumstances(
        &mut self,
        voice: &SpeakerArgs,
        given: &Circumstances,
        said: impl Into<Statement>,
    ) -> Result<Statement, Failure> {
        let mut said = said.into();
        said.on = given.on.as_deref().map(|on| self.date(on)).transpose()?;
        said.note = given.note.as_deref().map(Into::into);
        said.evidence.extend(given.exhibits.measure(self.outside, &mut self.attached)?);
        said.by = match &voice.by {
            Some(by) => {
                Some(self.plan().actors[lookup::actor(self.plan(), by)?].id.clone()).filter(|by| *by != self.desk.actor)
            }
            None => None,
        };
        Ok(said)
    }

    /// Records one entry; `hint` offers the next step where it is refused.
    pub fn say(
        mut self,
        saying: &SayingArgs,
        said: impl Into<Statement>,
        hint: impl FnOnce(Option<&WhyNot>) -> Option<String>,
    ) -> Result<Recording, Failure> {
        let said = self.circumstances(&saying.voice, &saying.circumstances, said)?;
        self.record(vec![said], saying.voice.dry_run).map_err(|not| {
            let hint = hint(not.why_not());
            not.failure(&[]).advice(hint)
        })
    }

    /// Asks of every entry whether it would count; where all do, writes them, unless this is a dry run.
    pub fn record(mut self, mut said: Vec<Statement>, dry_run: bool) -> Result<Recording, NotRecorded> {
        let clocks = Clocks { as_of: self.now, known_by: self.now };
        said.iter_mut().try_for_each(|said| self.mean(&mut said.act))?;
        self.gain_versions(&said)?;
        if self.keeper().is_some_and(|keeper| usable(keeper).is_empty()) {
            // Says which key is missing, and asks for no passphrase.
            self.signer()?;
        }
        let slip = self.slip(&said);
        let entries = self.join(&said);
        let mut state = self.world.state(clocks);
        let refused: Vec<(usize, WhyNot)> = entries
            .iter()
            .enumerate()
            .filter_map(|(place, entry)| Some((place, state.entries[*entry].why_not.clone()?)))
            .filter(|(_, why_not)| !matches!(why_not, WhyNot::Retracted(_) | WhyNot::NotItsOwn(_)))
            .collect();
        if !refused.is_empty() {
            return Err(NotRecorded::Refused(refused));
        }
        let mut once = None;
        if self.signing.no_seal && self.keeper().is_some() {
            self.world.contents.desks[self.world.contents.entries[entries[0]].book].seals.pop();
            once = Some(std::mem::replace(&mut state, self.world.state(clocks)));
        }
        let view = self.world.view(&state);
        let names: Vec<EntryName> = entries.iter().map(|entry| view.name(*entry)).collect();
        let mut remarks = self.world.remarks(self.now);
        remarks.extend(self.waiting(&state, &entries, &names));
        remarks.extend(slip);
        remarks.extend(self.set_right());
        let spoke = self.desk.actor.to_string();
        remarks.extend(self.passed_over.take().map(|set| Remark::SettingPassedOver { set, spoke }));
        if !dry_run {
            let told = self.tells(&entries);
            let signer = self.signer()?;
            self.offered.iter().try_for_each(|version| self.writer.keep(version)).map_err(Failure::from)?;
            let sealer = signer.as_ref().map(KeyHolder::sealer);
            let (kept, salts) = self.attached.keep(&self.writer.workspace).map_err(Failure::from)?;
            let appended = self.writer.append(&self.world.contents, self.pen, self.now, said, sealer.as_ref());
            let appended = appended.map_err(|error| kept.undone(error)).map_err(Failure::from)?;
            remarks.extend(salts);
            clear(&self.world, &state, &entries)?;
            remarks.retain(|remark| !remark.is_torn_write());
            // What follows cannot undo the entry, so none of it is an error.
            remarks.extend(told.then(|| reminder(&mut self.writer)).flatten());
            if let Some(refreshed) = self.world.refresh(&self.before, &state) {
                remarks.retain(|remark| !matches!(remark, Remark::Edited { .. }));
                remarks.push(refreshed);
            }
            remarks.extend(appended.repaired.into_iter().map(Remark::SetAside));
        }
        let (before, after, attached) = (self.before, self.world, self.attached.told());
        Ok(Recording { before, after, state, once, names, entries, attached, remarks, written: !dry_run })
    }

    /// That a clock ran ahead, where that is why another book is opened.
    fn set_right(&self) -> Option<Remark> {
        let Pen::New { name, actor, ahead: true } = &self.pen else { return None };
        Some(Remark::ClockWasAhead { actor: actor.to_string(), book: name.to_string() })
    }

    /// What new entries wait for before they count.
    fn waiting(&self, state: &State, entries: &[EntryIx], names: &[EntryName]) -> Option<Remark> {
        let actor = &self.desk.actor;
        entries.iter().zip(names).find_map(|(entry, name)| match state.entries[*entry].why_not.as_ref()? {
            WhyNot::NotSealed(_) => Some(Remark::WaitsForSeal { actor: actor.to_string() }),
            WhyNot::NotItsOwn(id) => Some(Remark::WaitsForAgreement { actor: id.to_string(), entry: name.to_string() }),
            _ => None,
        })
    }

    /// Seals what the desk wrote, and what it has seen of other books; nothing where there is neither.
    pub fn seal(mut self) -> Result<Option<SealMade>, Failure> {
        let actor = &self.desk.actor;
        let Some(keeper) = self.keeper() else {
            return Err(Failure::new(
                REFUSED,
                "no-keys",
                format!("`{actor}` has no keys in the plan, so nothing of it is sealed"),
            )
            .hint("`milepost amend` adopts a plan in which it has `keys`"));
        };
        let Pen::Own(place) = self.pen else { return Ok(None) };
        let book = &self.world.contents.books[place];
        let seen = unwitnessed(&self.world.contents, place);
        if sealed_upto(keeper, &self.world.contents.desks[place]) == book.seq && seen.is_empty() {
            return Ok(None);
        }
        let waits = |(entry, judged): (&Entry, &Judged)| {
            entry.book == place && matches!(judged.why_not, Some(WhyNot::NotSealed(_)))
        };
        let waited = self.world.contents.entries.iter().zip(&self.before.entries).filter(|pair| waits(*pair)).count();
        let name = EntryName::new(book.name.clone(), book.seq + 1);
        let signed = self.new_to_seal(place);
        let signer = self.signing.signer(self.outside, keeper)?.open(self.outside)?;
        let sealer = signer.sealer();
        let appended = self.writer.append(&self.world.contents, self.pen, self.now, Vec::new(), Some(&sealer))?;
        let remarks = appended.repaired.into_iter().map(Remark::SetAside).collect();
        Ok(Some(SealMade { name, waited, signed, seen, remarks }))
    }

    /// The entries of a book that no seal covers yet, in words.
    fn new_to_seal(&self, place: DeskIx) -> Vec<String> {
        const MOST: usize = 20;
        let contents = &self.world.contents;
        let upto = contents.trust.upto[place];
        let new: Vec<&Entry> =
            contents.entries.iter().filter(|entry| entry.book == place && entry.seq > upto).collect();
        let word = |entry: &&Entry| {
            let of = entry.act.milestone().map_or(String::new(), |id| format!(" {id}"));
            format!(
                "{}:{} {}{of}, recorded {}",
                contents.books[place].name,
                entry.seq,
                entry.act.kind().word(),
                entry.at
            )
        };
        let more = new.len().checked_sub(MOST).filter(|more| *more > 0).map(|more| format!("and {more} more"));
        new.iter().take(MOST).map(word).chain(more).collect()
    }

    /// Has a version at hand that an entry is to name; it is kept when the entry is written.
    pub fn offer(&mut self, version: VersionFile) {
        self.world.gain(&version);
        self.offered = Some(version);
    }

    /// Makes of the name of an entry, as it was typed, the one that it has here.
    fn mean(&self, act: &mut Act) -> Result<(), NotRecorded> {
        let Some(name) = act.entry_mut() else { return Ok(()) };
        let contents = &self.world.contents;
        if name.meant.is_none() && name.book == self.desk.book {
            return Ok(());
        }
        if let Some(meant) = lookup::meant(&contents.books, name)? {
            *name = meant;
        }
        Ok(())
    }

    /// Takes in the versions that new amendments name, where plans/ has them.
    fn gain_versions(&mut self, said: &[Statement]) -> Result<(), Failure> {
        for said in said {
            let Act::Decide(terms) = &said.act else { continue };
            let Terms::Amend { plan, .. } = &**terms else { continue };
            let hash = Hash::parse(plan).filter(|_| self.world.versions.find(plan).is_none());
            let version = hash.map(|hash| version(&self.world.contents.workspace, hash)).transpose()?.flatten();
            version.iter().for_each(|version| self.world.gain(version));
        }
        Ok(())
    }

    /// Puts new entries among those of the world, as if they were written; gives their places.
    fn join(&mut self, said: &[Statement]) -> Vec<EntryIx> {
        let key = self.keeper().and_then(|keeper| usable(keeper).into_iter().next());
        let contents = &mut self.world.contents;
        let place = contents.desks.binary_search_by(|desk| desk.book.cmp(&self.desk.book)).map(DeskIx::at);
        let book = place.unwrap_or_else(|_| contents.add_desk(self.desk.clone()));
        let last = contents.books.iter().find(|other| other.name == self.desk.book).map_or(0, |book| book.seq);
        let now = self.now;
        let line = |(place, said): (usize, &Statement)| said.clone().entry(book, last + 1 + place as u64, now);
        let entries: Vec<Entry> = said.iter().enumerate().map(line).collect();
        let sight = |(id, point): (BookId, Point)| {
            let desk = contents.desks.position(|desk| desk.id == id)?;
            Some(Sight { line: last + 1, desk, seq: point.seq, told: true })
        };
        let sights = seen(contents, &self.pen).into_iter().filter_map(sight).collect();
        let clocks = Clocks { as_of: now, known_by: now };
        let new = self.world.take_in(NewLines { desk: book, entries, sights }, clocks);
        // As the seal that ends the batch will have it.
        if let Some(key) = key {
            let mark = (last + 1 + said.len() as u64, now);
            let (key, sound) = (key.to_string(), vec![mark.0]);
            self.world.contents.desks[book].seals.push(Sealed { key, touched: true, seals: vec![mark], sound });
        }
        new
    }

    /// Whether new entries carry other people's words.
    fn tells(&self, new: &[EntryIx]) -> bool {
        let placed = |act: &Act| matches!(act, Act::Incident(incident) if incident.place.is_some());
        let told = |entry: &Entry| entry.note.is_some() || !entry.evidence.is_empty() || placed(&entry.act);
        new.iter().any(|index| told(&self.world.contents.entries[*index]))
    }
}

/// A seal that was made by itself: how many entries it made count, and what it had seen.
pub struct SealMade {
    pub name: EntryName,
    pub waited: usize,
    /// The entries that it signs and that no seal covered, in words; of many the first.
    pub signed: Vec<String>,
    pub seen: Vec<(BookId, Point)>,
    pub remarks: Vec<Remark>,
}

/// Said once in a workspace, and again where that cannot be written down: what is recorded cannot be erased.
fn reminder(writer: &mut Writer) -> Option<Remark> {
    writer.reminded().unwrap_or(true).then_some(Remark::CannotBeErased)
}

/// A plan is fixed by its first entry: what says nothing of amending could then never be changed.
fn never_amended() -> Failure {
    let message = "the first entry would fix this plan for good: it has no rule by which anybody could ever amend it";
    Failure::new(REFUSED, "never-amended", message).hint(
        "while it is a draft, add to the `rules` of plan.json: \"amend\": {\"by\": [\"role:party\"], \"quorum\": \"all\"}; \
         or \"amend\": \"never\", where that is meant; `milepost plan add rule amend WHO` writes it",
    )
}
