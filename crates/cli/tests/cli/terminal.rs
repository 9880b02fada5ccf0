//! A terminal for the command to ask on.

use std::{
    fs::{File, OpenOptions},
    io::Write as _,
    process::{Command, Stdio},
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::scene::{self, Ran};

/// Runs a command whose standard input is a terminal, on which somebody types `answer`.
pub(crate) fn ran(command: &mut Command, answer: &str) -> Ran {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&ours).expect("it is ours");
    unlockpt(&ours).expect("it is unlocked");
    let name = ptsname(&ours, Vec::new()).expect("its name");
    let theirs = OpenOptions::new()
        .read(true)
        .write(true)
        .open(name.to_str().expect("a path"))
        .expect("its other end");
    // What is typed waits in the terminal until it is read.
    File::from(ours.try_clone().expect("a handle"))
        .write_all(answer.as_bytes())
        .expect("it is typed");
    let ran = scene::ran(command.stdin(Stdio::from(theirs)));
    drop(ours);
    ran
}
