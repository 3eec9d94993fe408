//! The files of a workspace: found, made, read and written. Knows nothing of what a plan means.

use milepost_check as check;
use milepost_core::{fold, ledger, model};

pub mod access;
pub mod adoptable;
pub mod agent;
pub mod assemble;
pub mod cache;
pub mod create;
pub mod deed;
pub mod disk;
pub mod editor;
pub mod error;
pub mod evidence;
pub mod git;
pub mod git_config;
pub mod heads;
pub mod lock;
pub mod merge;
pub mod offer;
pub mod outside;
pub mod pages;
pub mod pen;
pub mod read;
pub mod recover;
pub mod remembered;
pub mod road;
pub mod salts;
pub mod settle;
pub mod shared;
pub mod shelf;
pub mod steps;
pub mod sync;
pub mod text;
pub mod workspace;
pub mod write;
