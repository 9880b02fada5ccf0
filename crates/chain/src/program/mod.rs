//! Running Stylus programs.

pub(crate) mod engine;
mod modules;
mod pages;
mod run;
mod storage_cache;

pub(crate) use modules::{Invalid, compressed, prepare};
pub(crate) use pages::Pages;
pub(crate) use run::{Call, Pending, Run};
pub(crate) use storage_cache::StorageCache;
