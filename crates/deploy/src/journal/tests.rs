use std::fs;

use super::*;
use crate::contract::Contract;

const SENDER: Address = Address::repeat_byte(0x5e);
const DIEM: Step = Step::Deploy(Contract::Diem);

fn open(folder: &Path) -> Result<Journal, DeployError> {
    Journal::open(folder, 7, SENDER, B256::repeat_byte(0xf1))
}

fn attempt(step: Step, nonce: u64, id: u8) -> Attempt {
    Attempt {
        step,
        nonce,
        hash: B256::repeat_byte(id),
        raw: Bytes::from(vec![id; 3]),
    }
}

fn mined(step: Step, nonce: u64, id: u8, success: bool) -> Entry {
    Entry::Mined(Mined {
        step,
        nonce,
        hash: B256::repeat_byte(id),
        block: 12,
        success,
        data_fee: Some(U256::MAX),
    })
}

/// A folder of this test's own, gone with the value.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn what_was_written_is_read_again() {
    let folder = folder();
    let entries = [
        Entry::Sending(attempt(Step::Deployer, 4, 1)),
        mined(Step::Deployer, 4, 1, true),
        Entry::Sending(attempt(DIEM, 5, 2)),
        Entry::Abandoned {
            step: DIEM,
            nonce: 5,
        },
        Entry::Sending(attempt(Step::Bind, 6, 3)),
    ];
    let mut journal = open(folder.path()).unwrap();
    for entry in entries.clone() {
        journal.write(entry).unwrap();
    }
    drop(journal);
    let journal = open(folder.path()).unwrap();
    assert_eq!(journal.entries[1..], entries);
    assert_eq!(journal.success(Step::Deployer).unwrap().block, 12);
    assert!(journal.has_successes());
}

#[test]
fn attempts_are_open_until_their_nonce_is_settled() {
    let mut journal = Journal::default();
    let (first, raised) = (attempt(DIEM, 5, 1), attempt(DIEM, 5, 2));
    journal.write(Entry::Sending(first.clone())).unwrap();
    journal.write(Entry::Sending(raised.clone())).unwrap();
    journal
        .write(Entry::Sending(attempt(Step::Bind, 6, 3)))
        .unwrap();
    assert_eq!(journal.open_attempts(DIEM), [first, raised]);
    journal.write(mined(DIEM, 5, 2, false)).unwrap();
    assert!(journal.open_attempts(DIEM).is_empty());
    assert!(journal.success(DIEM).is_none(), "it failed");
    let again = attempt(DIEM, 7, 4);
    journal.write(Entry::Sending(again.clone())).unwrap();
    assert_eq!(journal.open_attempts(DIEM), [again]);
    journal
        .write(Entry::Abandoned {
            step: DIEM,
            nonce: 7,
        })
        .unwrap();
    assert!(journal.open_attempts(DIEM).is_empty());
    assert_eq!(journal.open_attempts(Step::Bind).len(), 1);
}

#[test]
fn a_line_that_a_crash_cut_off_is_as_if_never_written() {
    let folder = folder();
    let mut journal = open(folder.path()).unwrap();
    journal.write(Entry::Sending(attempt(DIEM, 5, 1))).unwrap();
    drop(journal);
    let path = path(folder.path(), 7);
    let whole = fs::read(&path).unwrap();
    let first_line = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for length in 0..=whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        let mut journal = open(folder.path()).unwrap();
        let complete = usize::from(length == whole.len());
        assert_eq!(journal.open_attempts(DIEM).len(), complete, "{length}");
        // And it goes on behind the last complete line.
        journal
            .write(Entry::Sending(attempt(Step::Bind, 6, 2)))
            .unwrap();
        drop(journal);
        assert_eq!(
            open(folder.path()).unwrap().open_attempts(Step::Bind).len(),
            1
        );
        assert!(fs::read(&path).unwrap().starts_with(&whole[..first_line]));
    }
}

#[test]
fn one_run_at_a_time() {
    let folder = folder();
    let journal = open(folder.path()).unwrap();
    assert!(matches!(open(folder.path()), Err(DeployError::Busy(_))));
    drop(journal);
    open(folder.path()).unwrap();
}

#[test]
fn it_continues_only_what_it_was_begun_for() {
    let folder = folder();
    drop(open(folder.path()).unwrap());
    let other = Journal::open(folder.path(), 7, SENDER, B256::ZERO).unwrap_err();
    assert!(
        other
            .to_string()
            .contains("with other parameters or contracts"),
        "{other}"
    );
    let other = Journal::open(folder.path(), 7, Address::ZERO, B256::ZERO).unwrap_err();
    assert!(
        other.to_string().contains(&format!("by {SENDER}")),
        "{other}"
    );
    let path = path(folder.path(), 7);
    fs::write(&path, "{\"entry\":\"begun\",\"format\":2}\n").unwrap();
    let strange = open(folder.path()).unwrap_err().to_string();
    assert!(strange.contains("line 1"), "{strange}");
}

#[test]
fn it_is_gone_when_ended() {
    let folder = folder();
    let journal = open(folder.path()).unwrap();
    journal.end().unwrap();
    assert!(!path(folder.path(), 7).exists());
    assert!(open(folder.path()).unwrap().open_attempts(DIEM).is_empty());
}
