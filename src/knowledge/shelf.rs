//! The files of all layers of a product, by what they are: entries with what lies beside them, and
//! shared files.

use std::collections::BTreeMap;

use super::Symptom;
use super::decode::{self, Decoded, Known, Reference, Shared};
use super::files::{self, File};
use super::problem::Problem;
use super::validate;
use crate::product::Product;

/// The shared file of a knowledge folder.
const SHARED: &str = "shared.toml";
/// The file with the shapes of the product's secrets.
const SECRETS: &str = "secrets.toml";

/// The files of all layers, lowest first.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    /// The entries with what lies beside them, by category and id.
    places: BTreeMap<(String, String), Place>,
    /// One of each layer that has one.
    shared: Vec<File>,
    /// Whether the last layer has a shared file.
    top_shares: bool,
    secrets: Option<File>,
    misplaced: Vec<File>,
}

/// An entry with what lies beside it.
#[derive(Debug, Default)]
struct Place {
    entry: Option<File>,
    translations: Option<File>,
    proofs: Option<File>,
}

/// What a file is, by its name behind the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Entry,
    Translations,
    Proofs,
}

const ROLES: [(&str, Role); 3] =
    [(".i18n.toml", Role::Translations), (".proof.toml", Role::Proofs), (".toml", Role::Entry)];

impl Place {
    fn of(&mut self, role: Role) -> &mut Option<File> {
        match role {
            Role::Entry => &mut self.entry,
            Role::Translations => &mut self.translations,
            Role::Proofs => &mut self.proofs,
        }
    }
}

impl Shelf {
    /// Puts a layer on top: the same path replaces, a new path adds; what a shared file names takes
    /// the place of what has the same name.
    pub(super) fn add(&mut self, layer: BTreeMap<String, File>) {
        self.top_shares = false;
        let mut beside: Vec<((String, String), Role, File)> = Vec::new();
        for (path, file) in layer {
            if path == SHARED {
                self.shared.push(file);
                self.top_shares = true;
                continue;
            }
            if path == SECRETS {
                self.secrets = Some(file);
                continue;
            }
            let Some((category, id, role)) = ids(&path) else {
                self.misplaced.push(file);
                continue;
            };
            let key = (category.to_owned(), id.to_owned());
            if role == Role::Entry {
                // What lay beside the replaced entry speaks of its fixes.
                self.places.insert(key, Place { entry: Some(file), ..Place::default() });
            } else {
                beside.push((key, role, file));
            }
        }
        for (key, role, file) in beside {
            *self.places.entry(key).or_default().of(role) = Some(file);
        }
    }

    /// Every file, with the path that tells it from all others.
    pub(super) fn all(&self) -> impl Iterator<Item = (String, &File)> {
        let shared =
            self.shared.iter().enumerate().map(|(layer, file)| (format!("{layer}/{SHARED}"), file));
        let places = self.places.iter().flat_map(|((category, id), place)| {
            let files = [
                (".toml", &place.entry),
                (".i18n.toml", &place.translations),
                (".proof.toml", &place.proofs),
            ];
            files.into_iter().filter_map(move |(end, file)| {
                Some((format!("{category}/{id}{end}"), file.as_ref()?))
            })
        });
        let secrets = self.secrets.iter().map(|file| (SECRETS.to_owned(), file));
        shared.chain(secrets).chain(places)
    }

    /// Whether there is nothing to read.
    pub(super) fn is_empty(&self) -> bool {
        self.all().next().is_none() && self.misplaced.is_empty()
    }

    /// The shapes of the product's secrets.
    pub(super) fn secrets(&self) -> Option<&File> {
        self.secrets.as_ref()
    }

    /// Reads and checks all files.
    pub(super) fn read(&self, product: &Product, problems: &mut Vec<Problem>) -> Vec<Symptom> {
        problems.extend(self.misplaced.iter().map(File::misplaced));
        let mut shared = Shared::default();
        for file in &self.shared {
            problems.extend(shared.read(&file.name, &file.content, product));
        }
        let known = Known { product, shared: &shared };
        let mut symptoms: Vec<Symptom> = Vec::new();
        let mut references: Vec<(String, String, &str, Vec<Reference>)> = Vec::new();
        for ((category, id), place) in &self.places {
            let beside = [&place.translations, &place.proofs].into_iter().flatten();
            let Some(file) = &place.entry else {
                problems.extend(beside.map(|file| alone(&file.name, id)));
                continue;
            };
            let outcome = decode::decode(&file.name, category, id, &file.content, known);
            problems.extend(outcome.problems);
            let Some(Decoded::Symptom(mut symptom)) = outcome.decoded else {
                problems.extend(beside.map(|file| alone(&file.name, id)));
                continue;
            };
            if let Some(File { name, content, .. }) = &place.translations {
                problems.extend(decode::beside::translations(name, content, &mut symptom));
            }
            if let Some(File { name, content, .. }) = &place.proofs {
                problems.extend(decode::beside::proofs(name, content, product, &mut symptom));
            }
            symptom.is_built_in = file.is_built_in;
            let content = file.content.as_str();
            references.push((symptom.id.clone(), file.name.clone(), content, outcome.references));
            // The built-in patterns are compiled by the tests of every build.
            if !file.is_built_in {
                validate::patterns(&symptom, &file.content, problems);
            }
            symptoms.push(*symptom);
        }
        // What a lower layer shares may have been for an entry that this layer replaces.
        if let Some(file) = self.shared.last().filter(|_| self.top_shares) {
            problems.extend(shared.unused(&file.name, &file.content));
        }
        validate::references(&symptoms, &references, problems);
        validate::circles(&symptoms, problems);
        validate::replacements(&symptoms, problems);
        symptoms
    }
}

/// What a file is, by its path. `None`: it is no file of entries.
#[cfg(test)]
pub(super) fn kind_of(path: &str) -> Option<super::FileKind> {
    if path == SHARED {
        return Some(super::FileKind::Shared);
    }
    Some(match ids(path)?.2 {
        Role::Entry => super::FileKind::Entry,
        Role::Translations => super::FileKind::I18n,
        Role::Proofs => super::FileKind::Proof,
    })
}

/// `gateway-auth/gateway-token-mismatch.toml` → category, id and what the file is.
fn ids(path: &str) -> Option<(&str, &str, Role)> {
    let (category, file) = path.split_once('/')?;
    let (id, role) =
        ROLES.into_iter().find_map(|(end, role)| Some((file.strip_suffix(end)?, role)))?;
    (decode::is_kebab(category) && decode::is_kebab(id)).then_some((category, id, role))
}

fn alone(name: &str, id: &str) -> Problem {
    files::plain(name, &format!("there is no entry {id}.toml beside it"))
}
